//! `chosen!`: an enum of the keys of an object of which exactly one is there.

/// Implements what [`record!`](crate::record) asks of a field that holds one of several keys, and encoding alone as an object
/// of that key. With `or Unknown` a value without exactly one of them is kept there; otherwise it is an error.
#[doc(hidden)]
#[macro_export]
macro_rules! chosen {
    ($name:ident { $($variant:ident : $key:literal),* $(,)? } $(or $unknown:ident)?) => {
        const _: () = {
            #[allow(non_camel_case_types, dead_code)]
            enum __Number { $($variant),* }
            impl $crate::private::Chosen for $name {
                const KEYS: &'static [&'static str] = &[$($key),*];

                #[allow(non_upper_case_globals)]
                fn read<'de, A: $crate::private::MapAccess<'de>>(
                    index: usize,
                    map: &mut A,
                ) -> ::core::result::Result<::core::option::Option<Self>, A::Error> {
                    struct __Index;
                    impl __Index { $(const $variant: usize = __Number::$variant as usize;)* }
                    match index {
                        $(__Index::$variant => $crate::private::read_choice(Self::$variant, map),)*
                        _ => $crate::private::skip(map).map(|()| ::core::option::Option::None),
                    }
                }

                fn write<M: $crate::private::SerializeMap>(&self, out: &mut $crate::private::Writer<'_, M>) {
                    match self {
                        $(Self::$variant(value) => out.required($key, value),)*
                        $(Self::$unknown(keys) => keys.iter().for_each(|(key, value)| out.required(key, value)),)?
                    }
                }

                fn unknown(keys: $crate::private::JsonObject) -> ::core::option::Option<Self> {
                    $(return ::core::option::Option::Some(Self::$unknown(keys));)?
                    #[allow(unreachable_code)]
                    {
                        ::core::mem::drop(keys);
                        ::core::option::Option::None
                    }
                }
            }
        };
    };
}
