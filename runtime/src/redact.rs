//! Servers repeat what they were sent: secrets of a request are taken out of what its errors show.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use smallvec::SmallVec;
use url::Url;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::{encode, excerpt};

/// How far a secret may reach beyond what is shown of a text: its part would be shown otherwise.
const MARGIN: usize = 4096;

/// Shorter texts are no secrets, and would take half of every message with them.
pub(crate) const SHORTEST: usize = 6;

/// The secrets of a request: its credentials, the texts in its path, and the query of one made by hand or of a redirect.
#[derive(Clone, Default)]
pub(crate) struct Redactor(SmallVec<[Secret; 2]>);

impl Redactor {
    /// The secrets that a query may be, as they are sent and as they are meant.
    pub(crate) fn of_query(url: &Url) -> Self {
        let mut redactor = Self::default();
        redactor.add_query(url);
        redactor
    }

    /// Adds those that a query may be.
    pub(crate) fn add_query(&mut self, url: &Url) {
        if let Some(query) = url.query() {
            self.add(query);
            for pair in query.split('&') {
                // A query without names is a secret as a whole.
                self.add(pair.split_once('=').map_or(pair, |(_, value)| value));
            }
        }
        for (name, value) in url.query_pairs() {
            self.add(if value.is_empty() { &name } else { &value });
        }
    }

    /// Adds a secret.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.len() >= SHORTEST && !self.0.iter().any(|known| known.expose() == secret) {
            self.0.push(Secret::from(secret));
        }
    }

    /// Adds a secret that is one already.
    pub(crate) fn add_secret(&mut self, secret: &Secret) {
        if secret.expose().len() >= SHORTEST && !self.0.contains(secret) {
            self.0.push(secret.clone());
        }
    }

    /// The beginning of a text without them, on one line.
    pub(crate) fn line(&self, text: &[u8], limit: usize) -> String {
        let text = self.clean(excerpt::line(text, limit + MARGIN));
        excerpt::line(text.as_bytes(), limit)
    }

    fn clean(&self, mut text: String) -> String {
        for secret in self.0.iter().map(Secret::expose) {
            // As it is meant, and as it is sent in a URL or by the basic scheme: servers repeat either.
            let base64 = Zeroizing::new(BASE64_STANDARD.encode(secret));
            for form in [secret, &*encode::strictly(secret), &**base64] {
                if text.contains(form) {
                    text = text.replace(form, "***");
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out_and_short_texts_left() {
        let mut redactor = Redactor::default();
        redactor.add("s3cret-token");
        redactor.add("12");
        let text = redactor.line(b"12: s3cret-token is not s3cret-token", 100);
        assert_eq!(text, "12: *** is not ***");
    }

    #[test]
    fn no_part_of_a_secret_is_shown_where_a_text_is_cut() {
        let mut redactor = Redactor::default();
        redactor.add("s3cret-token");
        assert_eq!(redactor.line(b"a s3cret-token b", 6), "a ***…");
    }
}
