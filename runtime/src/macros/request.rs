//! `request!`: what every request can do.

/// Gives a request its ways of being sent, by the kind of its answer: `-> json Type`,
/// `-> optional Type`, `-> text`, `-> bytes`, `-> empty`.
#[doc(hidden)]
#[macro_export]
macro_rules! request {
    ($name:ident -> json $answer:ty) => { $crate::request!(@impl $name send_json $answer); };
    ($name:ident -> optional $answer:ty) => {
        $crate::request!(@impl $name send_optional ::core::option::Option<$answer>);
    };
    ($name:ident -> text) => { $crate::request!(@impl $name send_text ::std::string::String); };
    ($name:ident -> bytes) => { $crate::request!(@impl $name send_bytes $crate::private::Bytes); };
    ($name:ident -> empty) => { $crate::request!(@impl $name send_empty ()); };
    (@impl $name:ident $send:ident $answer:ty) => {
        impl $name {
            /// Sends the request. Awaiting the request itself does the same.
            // What decodes the answer is compiled where the request is sent, not for every operation that there is.
            #[inline]
            pub fn send(self) -> $crate::private::Pending<$answer> {
                self.0.$send()
            }

            /// Sends the request, and leaves an answer of success undecoded.
            #[inline]
            pub fn raw(self) -> $crate::private::Pending<$crate::private::RawResponse> {
                self.0.send_raw()
            }

            /// Sends the request, and leaves the body of an answer of success to be read: piece by piece, or into a
            /// file.
            #[inline]
            pub fn stream(
                self,
            ) -> $crate::private::BoxFuture<::core::result::Result<$crate::private::Download, $crate::private::Error>>
            {
                self.0.stream()
            }

            /// Changes the options of this request alone.
            #[inline]
            pub fn with(self, options: $crate::private::RequestOptions) -> Self {
                Self(self.0.with(options))
            }
        }
        impl ::core::future::IntoFuture for $name {
            type Output = ::core::result::Result<$answer, $crate::private::Error>;
            type IntoFuture = $crate::private::Pending<$answer>;
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.send()
            }
        }
    };
}
