//! One attempt: a request and its answer, with the redirects between them.

use std::borrow::Cow;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::answer::{Reading, Received, no_answer};
use crate::call::Payload;
use crate::error::{BuildError, Error, ErrorKind, RedirectFailure, Result};
use crate::multipart;
use crate::prepare::Prepared;
use crate::redirect::{HARMLESS, Hop};
use crate::transport::{Body, RequestInfo, TransportError, TransportRequest};

impl Prepared {
    /// Sends a request, and follows redirects.
    pub(super) async fn exchange<R: Reading>(&self, attempt: u32) -> Result<Received<R::Body>> {
        let mut redirected: Option<Hop> = None;
        loop {
            let hop = redirected.as_ref().unwrap_or(&self.start);
            let info = RequestInfo {
                operation: self.target.operation,
                path_template: self.target.path,
                attempt,
                redirects: hop.redirects,
            };
            let message = self.message(hop, info).await.and_then(|mut message| {
                self.core.hooks.send(&mut message)?;
                Ok(message)
            });
            let message = message.map_err(|error| {
                let failed = self.failed(hop, ErrorKind::Build(error));
                failed.sent(hop.redirects > 0)
            })?;
            let answer = self.core.transport.send(message).await;
            let mut answer = answer.map_err(|error| self.not_answered(hop, error))?;
            self.core.hooks.receive(&info, &mut answer);
            match hop.next(answer.status(), answer.headers()) {
                Ok(None) => return self.received::<R>(hop, answer).await,
                Ok(Some(_)) if !self.follows_redirects => {
                    let kind = ErrorKind::Redirect(RedirectFailure::SignIn);
                    return Err(self.failed(hop, kind).sent(true));
                }
                Ok(Some(next)) => redirected = Some(next),
                Err(failure) => {
                    let kind = ErrorKind::Redirect(failure);
                    return Err(self.failed(hop, kind).sent(true));
                }
            }
        }
    }

    /// What the transport gets for a step.
    async fn message(&self, hop: &Hop, info: RequestInfo) -> Result<TransportRequest, BuildError> {
        let mut headers = self.headers(hop);
        let mut url = Cow::Borrowed(&hop.url);
        for credential in self.credentials.iter().filter(|credential| credential.is_in_query()) {
            credential.take_from(url.to_mut());
        }
        if hop.is_home {
            for credential in &self.credentials {
                credential.apply(&mut headers, &mut url)?;
            }
            headers.extend(self.caller_headers.clone());
        }
        let body = match &self.payload {
            _ if !hop.has_body => {
                headers.remove(CONTENT_TYPE);
                Body::empty()
            }
            Payload::None => Body::empty(),
            Payload::Bytes { bytes, .. } => Body::from(bytes.clone()),
            Payload::Multipart(form) => {
                let (media_type, body) = multipart::encode(form, &multipart::unique()).await?;
                let media_type = HeaderValue::from_str(&media_type).map_err(BuildError::body)?;
                headers.insert(CONTENT_TYPE, media_type);
                body
            }
        };
        Ok(TransportRequest { method: hop.method.clone(), url: url.into_owned(), headers, body, info })
    }

    /// The headers of a step without the credentials and without those of the caller: all of them at home, none elsewhere
    /// that may hold a secret.
    fn headers(&self, hop: &Hop) -> HeaderMap {
        let of_client = &self.core.headers;
        let mut headers =
            HeaderMap::with_capacity(of_client.len() + self.headers.len() + self.caller_headers.len() + 4);
        for (name, value) in of_client {
            if (hop.is_home && !self.is_foreign) || HARMLESS.contains(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
        for (name, value) in &self.headers {
            if hop.is_home || HARMLESS.contains(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
        headers.insert(ACCEPT, self.accept.clone());
        headers
    }

    /// What comes of no answer.
    fn not_answered(&self, hop: &Hop, error: TransportError) -> Error {
        let kind = no_answer(error.kind, self.core.connection.connect_timeout);
        // What redirected has received it.
        let sent = error.may_have_been_sent || hop.redirects > 0;
        self.failed(hop, kind).sent(sent).through(error.proxy).because(error.source)
    }

    /// What went wrong at a step.
    pub(crate) fn failed(&self, hop: &Hop, kind: ErrorKind) -> Error {
        let schemes = self.credentials.iter().map(|held| held.scheme.name);
        Error::new(kind, self.target.clone())
            .at(hop.url.origin().ascii_serialization())
            .with_credentials(schemes.collect(), hop.is_home)
    }
}
