//! Listings that come in pages, as streams: what generated code says of a listing, and what is made of it.

mod cursor;
mod part;
mod stream;
mod walk;

use std::mem;

use bytes::Bytes;

pub use self::cursor::{Cursor, cursor};
pub use self::stream::{Items, Pages};
use crate::error::Result;
use crate::response::RawResponse;

/// A request whose answer is a page of a listing. The macro `pages!` implements it.
pub trait Paged {
    /// What the operation answers.
    type Page;
    /// What the listing lists.
    type Item;
    /// How the next page is asked for.
    const PAGING: Paging;

    /// Decodes an answer.
    fn read(answer: RawResponse) -> Result<Self::Page>;

    /// The list in the answer; `None` where the answer goes without it.
    fn items(page: &mut Self::Page) -> Option<&mut Vec<Self::Item>>;

    /// Where the next page begins, if the page itself says so.
    fn next(page: &mut Self::Page) -> Option<Cursor>;
}

/// How the pages of an operation are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// The query parameter.
    pub param: &'static str,
    /// The keys that lead to the list in the answer, with dots; empty where the answer is the list.
    pub items: &'static str,
    /// What goes into the parameter.
    pub step: Step,
}

/// What leads from one page to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The number of the page, from 1.
    Number,
    /// A key of the first item: the pages go backwards.
    First,
    /// A key of the last item.
    Last,
    /// A text that the answer gives.
    Token,
}

/// What the driver needs to know of a page, whatever its type.
struct Facts {
    is_empty: bool,
    next: Option<Cursor>,
    body: Bytes,
}

/// Decodes an answer to a whole page.
fn whole<R: Paged>(answer: RawResponse) -> Result<(Facts, R::Page)> {
    let body = answer.bytes().clone();
    let mut page = R::read(answer)?;
    let is_empty = R::items(&mut page).is_none_or(|items| items.is_empty());
    let next = R::next(&mut page);
    Ok((Facts { is_empty, next, body }, page))
}

/// Decodes an answer to the items of a page.
fn items<R: Paged>(answer: RawResponse) -> Result<(Facts, Vec<R::Item>)> {
    let (facts, mut page) = whole::<R>(answer)?;
    Ok((facts, R::items(&mut page).map(mem::take).unwrap_or_default()))
}
