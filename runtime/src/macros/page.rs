//! `pages!`: requests whose answers are pages of a listing.

/// Gives a request its streams of pages and of items.
///
/// After the answer, as in `request!`, come the list in it (its keys, its type, and the way to it) and the next page:
///
/// - `next "page"`: the parameter is the number of the page;
/// - `next "before" first: |item| key` (or `last`): it is the key of an item;
/// - `next "token" token: |page| token`: it is a token of the answer.
#[doc(hidden)]
#[macro_export]
macro_rules! pages {
    ($name:ident -> json $answer:ty; $($rest:tt)*) => { $crate::pages!(@impl $name json_answer [$answer] $($rest)*); };
    ($name:ident -> optional $answer:ty; $($rest:tt)*) => {
        $crate::pages!(@impl $name optional_answer [::core::option::Option<$answer>] $($rest)*);
    };
    (@impl $name:ident $read:ident [$answer:ty]
        items $keys:literal as $item:ty: |$page:ident| $items:expr;
        next $param:literal $($next:tt)*) => {
        impl $name {
            /// The pages of the listing as a stream, from the first one or the one that the request asks for. Nothing is
            /// sent before a page is asked for.
            #[inline]
            pub fn pages(self) -> $crate::private::Pages<$answer> {
                $crate::private::Pages::new::<Self>(self.0)
            }

            #[doc = $crate::pages!(@doc $($next)*)]
            #[inline]
            pub fn items(self) -> $crate::private::Items<$item> {
                $crate::private::Items::new::<Self>(self.0)
            }
        }
        impl $crate::private::Paged for $name {
            type Page = $answer;
            type Item = $item;
            const PAGING: $crate::private::Paging = $crate::private::Paging {
                param: $param,
                items: $keys,
                step: $crate::pages!(@step $($next)*),
            };
            #[inline]
            fn read(
                answer: $crate::private::RawResponse,
            ) -> ::core::result::Result<$answer, $crate::private::Error> {
                $crate::private::$read(answer)
            }
            #[inline]
            fn items($page: &mut $answer) -> ::core::option::Option<&mut ::std::vec::Vec<$item>> {
                $items
            }
            $crate::pages!(@next [$answer] $($next)*);
        }
    };
    (@doc first $($rest:tt)*) => {
        "The items of the listing as a stream, from the last item of a page to its first, and on with the page before it."
    };
    (@doc $($rest:tt)*) => { "The items of the listing as a stream, page after page." };
    (@step ;) => { $crate::private::Step::Number };
    (@step first: $($rest:tt)*) => { $crate::private::Step::First };
    (@step last: $($rest:tt)*) => { $crate::private::Step::Last };
    (@step token: $($rest:tt)*) => { $crate::private::Step::Token };
    (@next [$answer:ty] ;) => {
        #[inline]
        fn next(_: &mut $answer) -> ::core::option::Option<$crate::private::Cursor> {
            ::core::option::Option::None
        }
    };
    (@next [$answer:ty] token: |$page:ident| $token:expr;) => {
        #[inline]
        fn next($page: &mut $answer) -> ::core::option::Option<$crate::private::Cursor> {
            $token
        }
    };
    (@next [$answer:ty] $end:ident: |$item:ident| $key:expr;) => {
        #[inline]
        fn next(page: &mut $answer) -> ::core::option::Option<$crate::private::Cursor> {
            let $item = <Self as $crate::private::Paged>::items(page)?.$end()?;
            $key
        }
    };
}
