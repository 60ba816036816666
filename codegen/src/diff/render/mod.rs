//! Reports of comparisons as texts: for a terminal, for the comment of a pull request, for programs, and beside lines.

pub mod drift;
mod github;
mod json;
mod markdown;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
mod text;

pub use github::{annotation, annotations};
pub use json::json;
pub use markdown::{MARKER, markdown};
pub use text::text;

/// A text of at most so many letters; the last becomes `…` where more was there.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
