//! `record!`: a struct as an object, both ways.

/// Implements decoding and encoding of a struct as an object.
///
/// A row is `field: "key" mode`, where the mode is `required`, `optional` (an `Option`), or `maybe` (a
/// `Maybe`). Behind the rows may stand `const { "key" = value }` for keys of one fixed value, `chosen field ["key"
/// ..]` for a field that holds the one of these keys that is there (see [`chosen!`](crate::chosen)), and `rest field`
/// for a map of the keys that are named nowhere.
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($name:ident { $($field:ident : $key:literal $mode:ident),* $(,)? }
        $(const { $($ckey:literal = $cvalue:literal),* $(,)? })?
        $(chosen $chosen:ident [$($okey:literal)*])? $(rest $rest:ident)?) => {
        $crate::record!(@impl $name [$($($ckey $cvalue)*)?] [$($chosen $($okey)*)?] [$($rest)?] $($field $key $mode)*);
    };

    (@impl $name:ident [$($ckey:literal $cvalue:literal)*] [$($chosen:ident $($okey:literal)*)?] [$($rest:ident)?]
        $($field:ident $key:literal $mode:ident)*) => {
        // Items of a macro are seen by what surrounds it, and a model may be called anything: hence the names
        // with underscores, and `Self` for its own.
        const _: () = {
            // Numbers the fields: comparing numbers compiles faster than comparing texts.
            #[allow(non_camel_case_types, dead_code)]
            enum __Number { $($field),* }
            impl $crate::private::Record for $name {
                const NAME: &'static str = ::core::stringify!($name);
                const KEYS: &'static [&'static str] = &[$($key,)* $($ckey,)* $($($okey),*)?];

                fn read<'de, A: $crate::private::MapAccess<'de>>(
                    map: &mut A,
                ) -> ::core::result::Result<Self, A::Error> {
                    let mut keys = $crate::private::Keys::new(
                        <Self as $crate::private::Record>::KEYS,
                        $crate::record!(@keep $($rest)?),
                    );
                    $(let mut $field = $crate::record!(@start $mode);)*
                    // Never runs, but gives the places above their types. Types that become known at the end of a
                    // function alone make the compiler ask again about every field at every field.
                    if let ::core::option::Option::Some(it) = ::core::option::Option::<Self>::None {
                        $($crate::record!(@tie $mode $field it);)*
                    }
                    $(
                        const FIRST: usize = <$name as $crate::private::Record>::KEYS.len()
                            - [$($okey),*].len();
                        let mut $chosen = ::std::vec::Vec::new();
                    )?
                    $(let mut $rest = $crate::private::Map::new();)?
                    while let ::core::option::Option::Some(index) = keys.next(map)? {
                        // One chain, for a constant for each field to match on is another body to check for each.
                        $(if index == __Number::$field as usize {
                            $crate::record!(@read $mode $field map)
                        } else)* {
                            match index {
                                $($crate::private::Keys::UNKNOWN => {
                                    $crate::private::keep(&mut $rest, keys.take_unknown(), map)
                                })?
                                $(FIRST.. => $crate::private::read_chosen(index - FIRST, &mut $chosen, map),)?
                                _ => $crate::private::skip(map),
                            }
                        }?;
                    }
                    $($crate::record!(@take $mode $field $key);)*
                    $(let $chosen = $crate::private::take_chosen($chosen)?;)?
                    ::core::result::Result::Ok(Self { $($field,)* $($chosen,)? $($rest,)? })
                }

                fn write<M: $crate::private::SerializeMap>(&self, out: &mut $crate::private::Writer<'_, M>) {
                    $(out.required($ckey, &$cvalue);)*
                    $(out.$mode($key, &self.$field);)*
                    $($crate::private::Chosen::write(&self.$chosen, out);)?
                    $(out.rest(<Self as $crate::private::Record>::KEYS, &self.$rest);)?
                }
            }
            impl $crate::private::Keyed for $name {
                const KEYS: &'static [&'static str] = <Self as $crate::private::Record>::KEYS;
                const REQUIRED: usize = 0 $(+ $crate::record!(@count $mode))* $(+ $crate::record!(@count $chosen required))?;
            }
            impl<'de> $crate::private::Deserialize<'de> for $name {
                fn deserialize<D: $crate::private::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    $crate::private::read_record(deserializer)
                }
            }
            impl $crate::private::Serialize for $name {
                fn serialize<S: $crate::private::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    $crate::private::write_record(self, serializer)
                }
            }
        };
    };

    (@start maybe) => { $crate::private::Maybe::Absent };
    (@start $mode:ident) => { ::core::option::Option::None };
    (@tie required $field:ident $it:ident) => { $field = ::core::option::Option::Some($it.$field) };
    (@tie $mode:ident $field:ident $it:ident) => { $field = $it.$field };
    (@count $chosen:ident required) => { 1 };
    (@count required) => { 1 };
    (@count $mode:ident) => { 0 };
    (@keep) => { false };
    (@keep $rest:ident) => { true };
    (@read required $field:ident $map:ident) => { $crate::private::read_value(&mut $field, $map) };
    (@read $mode:ident $field:ident $map:ident) => { $crate::private::read_optional(&mut $field, $map) };
    (@take required $field:ident $key:literal) => {
        let ::core::option::Option::Some($field) = $field else {
            return ::core::result::Result::Err($crate::private::missing($key));
        };
    };
    (@take $mode:ident $field:ident $key:literal) => {};
}
