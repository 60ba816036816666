//! `request!` and `events!`: what every request can do, and what those can whose answers may be streams of events.

/// Gives a request its ways of being sent, by the kind of its answer: `-> json Type`, `-> optional Type`, `-> text`,
/// `-> bytes`, `-> empty`, and for streams of events `-> events Type` or `-> text_events`.
#[doc(hidden)]
#[macro_export]
macro_rules! request {
    ($name:ident -> json $answer:ty) => { $crate::request!(@whole $name send_json $answer); };
    ($name:ident -> optional $answer:ty) => {
        $crate::request!(@whole $name send_optional ::core::option::Option<$answer>);
    };
    ($name:ident -> text) => { $crate::request!(@whole $name send_text ::std::string::String); };
    ($name:ident -> bytes) => { $crate::request!(@whole $name send_bytes $crate::private::Bytes); };
    ($name:ident -> empty) => { $crate::request!(@whole $name send_empty ()); };
    ($name:ident -> events $data:ty) => {
        $crate::request!(@impl $name send_events PendingEvents<$data>, $crate::private::EventStream<$data>);
    };
    ($name:ident -> text_events) => {
        $crate::request!(@impl $name send_text_events PendingEvents<::std::string::String>,
            $crate::private::EventStream<::std::string::String>);
    };
    (@whole $name:ident $send:ident $answer:ty) => { $crate::request!(@impl $name $send Pending<$answer>, $answer); };
    (@impl $name:ident $send:ident $future:ident<$data:ty>, $answer:ty) => {
        impl $name {
            /// Sends the request. Awaiting the request itself does the same.
            // What decodes the answer is compiled where the request is sent, not for every operation that there is.
            #[inline]
            pub fn send(self) -> $crate::private::$future<$data> {
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
            type IntoFuture = $crate::private::$future<$data>;
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.send()
            }
        }
    };
}

/// Gives a request whose answer is something else the way of asking for a stream of events: `-> events Type` or
/// `-> text_events`.
#[doc(hidden)]
#[macro_export]
macro_rules! events {
    ($name:ident -> events $data:ty) => { $crate::events!(@impl $name send_events $data); };
    ($name:ident -> text_events) => { $crate::events!(@impl $name send_text_events ::std::string::String); };
    (@impl $name:ident $send:ident $data:ty) => {
        impl $name {
            /// Sends the request, and asks for a stream of events as its answer.
            #[inline]
            pub fn events(self) -> $crate::private::PendingEvents<$data> {
                self.0.$send()
            }
        }
    };
}
