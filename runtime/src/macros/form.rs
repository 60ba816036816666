//! `multipart!` and `form!`: structs as forms.

/// Sends a struct as `multipart/form-data`. A row is `field: "name"`, or `field: "name" json` for a field
/// that is sent as JSON text.
#[doc(hidden)]
#[macro_export]
macro_rules! multipart {
    ($name:ident { $($rows:tt)* }) => { $crate::__form!(Multipart $name { $($rows)* }); };
}

/// Sends a struct as `application/x-www-form-urlencoded`, with rows as in `multipart!`.
#[doc(hidden)]
#[macro_export]
macro_rules! form {
    ($name:ident { $($rows:tt)* }) => { $crate::__form!(UrlEncoded $name { $($rows)* }); };
}

/// The one implementation of both.
#[doc(hidden)]
#[macro_export]
macro_rules! __form {
    ($trait:ident $name:ident { $($field:ident : $key:literal $($mode:ident)?),* $(,)? }) => {
        impl $crate::private::$trait for $name {
            #[inline]
            fn to_form(&self) -> $crate::private::Form {
                let mut form = $crate::private::Form::default();
                $($crate::__form!(@add $($mode)? form self $field $key);)*
                form
            }
        }
    };
    (@add json $form:ident $self:ident $field:ident $key:literal) => {
        $form.json($key, &$self.$field)
    };
    (@add $form:ident $self:ident $field:ident $key:literal) => {
        $crate::private::FormField::add(&$self.$field, $key, &mut $form)
    };
}
