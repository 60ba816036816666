//! `tagged_union!` and `untagged_union!`: enums of the kinds that a value may be.

/// A union whose variant a key of the value tells.
///
/// An unknown tag, or none, becomes the variant `Unknown`, which keeps the value. Behind `or` stands what tags begin or end
/// with that no variant has of its own, in the order in which it is tried; such variants hold their tags themselves. One that
/// is `closed` has no such variant: what is unknown is an error.
#[doc(hidden)]
#[macro_export]
macro_rules! tagged_union {
    (closed $name:ident $($rest:tt)*) => {
        $crate::tagged_union!(@impl [] $name $($rest)*);
    };
    (@unknown $text:ident) => { $crate::private::no_variant() };
    (@unknown $text:ident $unknown:ident) => {
        $crate::private::decode_variant($text).map(Self::$unknown)
    };
    (
        @impl [$($unknown:ident)?] $name:ident by $key:literal { $($($tag:literal)|+ => $variant:ident),* $(,)? }
        $(or { $($end:ident $part:literal => $other:ident),* $(,)? })?
    ) => {
        impl<'de> $crate::private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::private::read_union(deserializer, |text| {
                    match $crate::private::json_tag(text, $key).as_deref() {
                        $(::core::option::Option::Some($($tag)|+) => {
                            $crate::private::decode_variant(text).map(Self::$variant)
                        })*
                        $($(::core::option::Option::Some(tag) if tag.$end($part) => {
                            $crate::private::decode_variant(text).map(Self::$other)
                        })*)?
                        _ => $crate::tagged_union!(@unknown text $($unknown)?),
                    }
                })
            }
        }
        impl $crate::private::Serialize for $name {
            // Several tags may lead to one variant: it is written with the first.
            #[allow(unreachable_patterns)]
            fn serialize<S: $crate::private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::private::write_tagged(value, $key, [$($tag),+][0], serializer)
                    })*
                    $($(Self::$other(value) => $crate::private::Serialize::serialize(value, serializer),)*)?
                    $(Self::$unknown(value) => $crate::private::Serialize::serialize(value, serializer),)?
                }
            }
        }
        impl $crate::private::Keyed for $name {}
    };
    ($name:ident $($rest:tt)*) => {
        $crate::tagged_union!(@impl [Unknown] $name $($rest)*);
    };
}

/// A union whose variant the shape of the value tells; the variant `Unknown` keeps what is none, unless it is `closed`.
#[doc(hidden)]
#[macro_export]
macro_rules! untagged_union {
    (closed $name:ident { $($variant:ident),* $(,)? }) => {
        $crate::untagged_union!(@impl $name [$($variant)*] []);
    };
    ($name:ident { $($variant:ident),* $(,)? }) => {
        $crate::untagged_union!(@impl $name [$($variant)*] [Unknown]);
    };
    (@impl $name:ident [$($variant:ident)*] [$($unknown:ident)?]) => {
        impl<'de> $crate::private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::private::read_union(deserializer, |text| {
                    let mut choice = $crate::private::Choice::new(text);
                    $(choice.offer(Self::$variant);)*
                    choice.finish(::core::option::Option::None $(.or(::core::option::Option::Some(Self::$unknown)))?)
                })
            }
        }
        impl $crate::private::Serialize for $name {
            fn serialize<S: $crate::private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::private::Serialize::serialize(value, serializer),)*
                    $(Self::$unknown(value) => $crate::private::Serialize::serialize(value, serializer),)?
                }
            }
        }
        impl $crate::private::Keyed for $name {}
    };
}
