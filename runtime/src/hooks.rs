//! Hooks: what a caller does to every request before it is sent, and to every answer before it is read.

use std::sync::Arc;

use crate::error::{BoxError, BuildError};
use crate::transport::{RequestInfo, TransportRequest, TransportResponse};

type Before = dyn Fn(&mut TransportRequest) -> Result<(), BoxError> + Send + Sync;
type After = dyn Fn(&RequestInfo, &mut TransportResponse) + Send + Sync;

/// The hooks of a client, in the order in which they were given.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    before: Vec<Arc<Before>>,
    after: Vec<Arc<After>>,
}

impl Hooks {
    pub(crate) fn before_send(
        &mut self,
        hook: impl Fn(&mut TransportRequest) -> Result<(), BoxError> + Send + Sync + 'static,
    ) {
        self.before.push(Arc::new(hook));
    }

    pub(crate) fn after_response(
        &mut self,
        hook: impl Fn(&RequestInfo, &mut TransportResponse) + Send + Sync + 'static,
    ) {
        self.after.push(Arc::new(hook));
    }

    /// What they make of a request. The first that refuses it has the last word.
    pub(crate) fn send(&self, request: &mut TransportRequest) -> Result<(), BuildError> {
        self.before.iter().try_for_each(|hook| hook(request).map_err(|error| BuildError::refused(&error)))
    }

    /// What they make of an answer.
    pub(crate) fn receive(&self, info: &RequestInfo, response: &mut TransportResponse) {
        for hook in &self.after {
            hook(info, response);
        }
    }
}
