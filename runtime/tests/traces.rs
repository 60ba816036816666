//! What is traced. A program of its own, as the subscriber of a program is set once and for all its tests.

#[path = "it/api.rs"]
#[allow(dead_code)]
mod api;
#[path = "it/server.rs"]
#[allow(dead_code)]
mod server;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::api::Client;
use crate::server::{Server, answer};

const SECRET: &str = "s3cret-0123456789";

/// Writes down everything that is traced.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<String>>);

impl Visit for Written {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Written {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let name = span.metadata().name();
        writeln!(self.0.lock().unwrap(), "span {name}").unwrap();
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_request_is_traced_by_its_template_and_its_status() {
    let written = Written::default();
    tracing::subscriber::set_global_default(written.clone()).unwrap();
    let server = Server::new(|request| match request.line() {
        line if line.contains("inboxes") => answer("404 Not Found", "", SECRET),
        line if line.contains("export") => answer("503 Service Unavailable", "Retry-After: 0\r\n", ""),
        _ => answer("200 OK", "", "x"),
    });
    let server = server.await;
    let client = Client::builder().base_url(server.url()).no_proxy().key(SECRET);
    let client = client.build().unwrap();
    client.public().download().await.unwrap();
    client.public().export().await.unwrap_err();
    client.public().get(SECRET, SECRET, 1).await.unwrap_err();
    let text = written.0.lock().unwrap().clone();
    for part in [
        "span request",
        "operation=\"download\"",
        "method=\"GET\"",
        "path=\"/file\"",
        "status=200",
        "operation=\"public_get\"",
        "path=\"/public/inboxes/{inbox_identifier}",
        "status=404",
        "span attempt",
        "attempt=1",
        "attempts=1",
        "duration_ms=",
        "the request is sent again",
        "attempts=3",
        "status=503",
        "error=public_get",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("s3cret"), "{text}");
}
