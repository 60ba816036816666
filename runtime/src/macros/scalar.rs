//! `open_enum!`, `closed_enum!` and `id!`: one line per value or id.

/// An enum whose values a server may add to.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident : str {
        $($(#[$vmeta:meta])* $variant:ident = $wire:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$vmeta])* $variant,)*
            /// A value that this release does not name.
            Unknown($crate::private::UnknownText),
        }
        impl $name {
            const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text.as_str(),
                }
            }

            /// Whether this release names the value.
            #[inline]
            pub const fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }
        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::private::UnknownText::new(text)),
                }
            }
        }
        impl $crate::private::TextScalar for $name {
            const NAME: &'static str = ::core::stringify!($name);
            #[inline]
            fn of_text(
                text: &str,
            ) -> ::core::result::Result<Self, $crate::private::UnknownValueError> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }
        $crate::__text_enum!(@open $name);
        $crate::__text_enum!(@both $name);
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident : i64 {
        $($(#[$vmeta:meta])* $variant:ident = $wire:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$vmeta])* $variant,)*
            /// A value that this release does not name.
            Unknown($crate::private::UnknownNumber),
        }
        impl $name {
            const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is on the wire.
            #[inline]
            pub const fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(number) => number.get(),
                }
            }

            /// Whether this release names the value.
            #[inline]
            pub const fn is_known(self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }
        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(number: i64) -> Self {
                match number {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::private::UnknownNumber::new(number)),
                }
            }
        }
        impl $crate::private::NumberScalar for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const FROM_TEXT: bool = false;
            #[inline]
            fn of_number(
                number: i64,
            ) -> ::core::result::Result<Self, $crate::private::UnknownValueError> {
                ::core::result::Result::Ok(Self::from(number))
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;
            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, <Self as ::core::str::FromStr>::Err> {
                text.parse::<i64>().map(Self::from)
            }
        }
        $crate::__number_enum!($name);
    };
}

/// An enum whose values are all there will ever be: others are an error when decoding.
#[doc(hidden)]
#[macro_export]
macro_rules! closed_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident : str {
        $($(#[$vmeta:meta])* $variant:ident = $wire:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant,)* }
        impl $name {
            const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is on the wire.
            #[inline]
            pub const fn as_str(&self) -> &'static str {
                match *self { $(Self::$variant => $wire,)* }
            }
        }
        impl $crate::private::TextScalar for $name {
            const NAME: &'static str = ::core::stringify!($name);
            #[inline]
            fn of_text(
                text: &str,
            ) -> ::core::result::Result<Self, $crate::private::UnknownValueError> {
                match text {
                    $($wire => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::private::UnknownValueError::new(
                        <Self as $crate::private::TextScalar>::NAME,
                        &text,
                    )),
                }
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = $crate::private::UnknownValueError;
            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, <Self as ::core::str::FromStr>::Err> {
                <Self as $crate::private::TextScalar>::of_text(text)
            }
        }
        $crate::__text_enum!(@both $name);
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident : i64 {
        $($(#[$vmeta:meta])* $variant:ident = $wire:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant,)* }
        impl $name {
            const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is on the wire.
            #[inline]
            pub const fn as_i64(self) -> i64 {
                match self { $(Self::$variant => $wire,)* }
            }
        }
        impl $crate::private::NumberScalar for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const FROM_TEXT: bool = false;
            #[inline]
            fn of_number(
                number: i64,
            ) -> ::core::result::Result<Self, $crate::private::UnknownValueError> {
                match number {
                    $($wire => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::private::UnknownValueError::new(
                        <Self as $crate::private::NumberScalar>::NAME,
                        &number,
                    )),
                }
            }
        }
        impl ::core::convert::TryFrom<i64> for $name {
            type Error = $crate::private::UnknownValueError;
            #[inline]
            fn try_from(number: i64) -> ::core::result::Result<Self, <Self as ::core::convert::TryFrom<i64>>::Error> {
                <Self as $crate::private::NumberScalar>::of_number(number)
            }
        }
        $crate::__number_enum!($name);
    };
}

/// What the enums of text have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum {
    (@open $name:ident) => {
        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;
            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, <Self as ::core::str::FromStr>::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }
    };
    (@both $name:ident) => {
        impl $name {
            /// The values that this release names, in the order of the document.
            pub const fn known() -> &'static [Self] {
                Self::KNOWN
            }
        }
        $crate::__display!($name as_str);
        $crate::__scalar!($name as_str read_text);
        impl $crate::private::Serialize for $name {
            fn serialize<S: $crate::private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl ::core::convert::From<$name> for $crate::private::Value {
            #[inline]
            fn from(value: $name) -> Self {
                Self::from(::std::string::String::from(value.as_str()))
            }
        }
    };
}

/// What the enums of numbers have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __number_enum {
    ($name:ident) => {
        impl $name {
            /// The values that this release names, in the order of the document.
            pub const fn known() -> &'static [Self] {
                Self::KNOWN
            }
        }
        $crate::__display!($name as_i64);
        $crate::__scalar!($name as_i64 read_number);
        impl $crate::private::Serialize for $name {
            fn serialize<S: $crate::private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }
        impl ::core::convert::From<$name> for $crate::private::Value {
            #[inline]
            fn from(value: $name) -> Self {
                Self::Int(value.as_i64())
            }
        }
    };
}

/// Shows enums and ids by the value on the wire, which secret ones do not.
#[doc(hidden)]
#[macro_export]
macro_rules! __display {
    ($name:ident $wire:ident) => {
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.$wire(), f)
            }
        }
    };
}

/// What enums and ids have in common, through the method that gives their value on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! __scalar {
    ($name:ident $wire:ident $read:ident) => {
        impl ::core::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }
        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                ::core::cmp::Ord::cmp(&self.$wire(), &other.$wire())
            }
        }
        impl<'de> $crate::private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::private::$read(deserializer)
            }
        }
        impl $crate::private::Keyed for $name {}
        impl $crate::private::FormField for $name {
            #[inline]
            fn add(&self, name: &'static str, form: &mut $crate::private::Form) {
                form.text(name, ::std::string::ToString::to_string(&self.$wire()));
            }
        }
    };
}

/// A newtype of an identifier: of a number (`i64`), of text (`String`), or of text that is a credential (`Secret`): neither
/// `Debug` nor `Display` shows that.
#[doc(hidden)]
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $vis:vis struct $name:ident(i64);) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        $vis struct $name(i64);
        impl $name {
            /// The number.
            #[inline]
            pub const fn get(self) -> i64 {
                self.0
            }
        }
        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(number: i64) -> Self {
                Self(number)
            }
        }
        impl ::core::convert::From<i32> for $name {
            #[inline]
            fn from(number: i32) -> Self {
                Self(::core::convert::From::from(number))
            }
        }
        impl ::core::convert::From<u32> for $name {
            #[inline]
            fn from(number: u32) -> Self {
                Self(::core::convert::From::from(number))
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;
            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, <Self as ::core::str::FromStr>::Err> {
                text.parse().map(Self)
            }
        }
        impl $crate::private::NumberScalar for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const FROM_TEXT: bool = true;
            #[inline]
            fn of_number(
                number: i64,
            ) -> ::core::result::Result<Self, $crate::private::UnknownValueError> {
                ::core::result::Result::Ok(Self(number))
            }
        }
        $crate::__display!($name get);
        $crate::__scalar!($name get read_number);
        impl $crate::private::Serialize for $name {
            fn serialize<S: $crate::private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }
        impl ::core::convert::From<$name> for $crate::private::Value {
            #[inline]
            fn from(id: $name) -> Self {
                Self::Int(id.0)
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(String);) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        $vis struct $name(::std::string::String);
        $crate::__display!($name as_str);
        $crate::__text_id!($name);
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Secret);) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        $vis struct $name(::std::string::String);
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(::core::concat!(::core::stringify!($name), "(***)"))
            }
        }
        $crate::__text_id!($name);
    };
}

/// What identifiers of text have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_id {
    ($name:ident) => {
        impl $name {
            /// The text.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }
        impl ::core::convert::From<&$name> for $name {
            #[inline]
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;
            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, <Self as ::core::str::FromStr>::Err> {
                ::core::result::Result::Ok(Self(text.into()))
            }
        }
        impl $crate::private::TextScalar for $name {
            const NAME: &'static str = ::core::stringify!($name);
            #[inline]
            fn of_text(
                text: &str,
            ) -> ::core::result::Result<Self, $crate::private::UnknownValueError> {
                ::core::result::Result::Ok(Self(text.into()))
            }
        }
        $crate::__scalar!($name as_str read_text);
        impl $crate::private::Serialize for $name {
            fn serialize<S: $crate::private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl ::core::convert::From<$name> for $crate::private::Value {
            #[inline]
            fn from(id: $name) -> Self {
                Self::from(id.0)
            }
        }
    };
}
