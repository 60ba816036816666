//! Transports of one's own.

use std::sync::{Arc, Mutex};

use inboxkit_runtime::{
    Body, BoxFuture, ErrorKind, FilePart, RetryPolicy, Transport, TransportError, TransportErrorKind, TransportRequest,
    TransportResponse,
};

use crate::api::Client;
use crate::api::models::*;

/// Keeps what it gets, and answers with the same or fails in the same way.
#[derive(Clone, Default)]
struct Recorder {
    seen: Arc<Mutex<Vec<String>>>,
    fails: Option<TransportErrorKind>,
}

impl Transport for Recorder {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        let recorder = self.clone();
        Box::pin(async move {
            let TransportRequest { method, url, mut body, info, .. } = request;
            let length = body.len_hint();
            let mut bytes = 0;
            while let Some(chunk) = body.chunk().await {
                bytes += chunk.unwrap().len() as u64;
            }
            assert_eq!(length, Some(bytes));
            recorder.seen.lock().unwrap().push(format!("{} {} {} {}", info.operation, info.path_template, method, url));
            if let Some(kind) = recorder.fails {
                return Err(TransportError::new(kind, Some("broken".into())).through("p:1"));
            }
            let json = r#"{"id": 5, "content": "hi", "type": 1}"#;
            Ok(TransportResponse::new(Body::from(json)))
        })
    }
}

fn client(transport: &Recorder) -> Client {
    let client = Client::builder().transport(transport.clone()).retry(RetryPolicy::none());
    client.user_token("t0ken-of-user").build().unwrap()
}

#[tokio::test]
async fn a_transport_gets_the_operation_and_the_whole_request() {
    let transport = Recorder::default();
    let body = CreateMessageForm {
        content: Some("x".to_owned()),
        private: None,
        content_attributes: None,
        attachments: Some(vec![FilePart::from_bytes("a", "b")]),
    };
    let messages = client(&transport).account(1).messages();
    let message = messages.create_with_files(2, body).await.unwrap();
    assert_eq!(message.id.get(), 5);
    assert_eq!(
        *transport.seen.lock().unwrap(),
        ["message_create /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages \
          POST https://sample.invalid/api/v1/accounts/1/conversations/2/messages"]
    );
}

#[tokio::test]
async fn what_a_transport_reports_becomes_the_error() {
    let cases = [
        (TransportErrorKind::Connect, false, "cannot connect to https://sample.invalid"),
        (TransportErrorKind::ConnectTimeout, false, "within 10s (connect_timeout)"),
        (TransportErrorKind::Certificate, false, "the certificate of https://sample.invalid"),
        (TransportErrorKind::Tls, false, "no secure connection"),
        (TransportErrorKind::Proxy, false, "the proxy p:1"),
        (TransportErrorKind::ProxyAuthentication, false, "the proxy p:1"),
        (TransportErrorKind::Body, true, "a body broke off: broken"),
        (TransportErrorKind::Canceled, true, "closed the connection"),
        (TransportErrorKind::Other, true, "failed: broken"),
    ];
    for (kind, sent, text) in cases {
        let transport = Recorder { fails: Some(kind), ..Recorder::default() };
        let error = client(&transport).account(1).messages().list(1).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(error.may_have_been_sent(), sent, "{error}");
        assert!(!matches!(error.kind(), ErrorKind::Status(_)));
    }
}

#[test]
fn errors_are_small_and_can_be_sent() {
    fn assert_send<T: Send + Sync + 'static>() {}
    assert_send::<inboxkit_runtime::Error>();
    assert_eq!(size_of::<inboxkit_runtime::Error>(), size_of::<usize>());
    assert_send::<Client>();
    assert_send::<crate::api::MessageList>();
    let fails = TransportError::new(TransportErrorKind::Other, None).not_sent();
    assert_eq!(fails.to_string(), "the transport failed");
}
