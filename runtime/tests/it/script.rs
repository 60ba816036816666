//! A transport that follows a script, so that time can be paused: no server, no sockets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use inboxkit_runtime::{
    BoxFuture, RetryPolicy, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};
use tokio::time::Instant;

use crate::api::{Client, ClientBuilder};

/// What becomes of one request.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A status, with one header if its name is not empty.
    Status(u16, &'static str, &'static str),
    /// No answer.
    Fails(TransportErrorKind),
    /// No answer for this long, then one of success.
    Late(Duration),
}

pub const OK: Step = Step::Status(200, "", "");
pub const BUSY: Step = Step::Status(503, "", "");

/// Answers step by step, the last one again and again; keeps when it was asked, and what for.
#[derive(Clone)]
pub struct Script {
    steps: Arc<Vec<Step>>,
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Script {
    pub fn new(steps: &[Step]) -> Self {
        Self { steps: Arc::new(steps.to_vec()), asked: Arc::default() }
    }

    /// A client that goes by it, and waits a second before its first retry at most.
    pub fn client(&self) -> ClientBuilder {
        let policy = RetryPolicy::new().base_delay(Duration::from_secs(1));
        Client::builder().transport(self.clone()).user_token("t0ken-of-user").key("k3y").retry(policy)
    }

    /// How often it was asked.
    pub fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// The times between the requests.
    pub fn waits(&self) -> Vec<Duration> {
        let asked = self.asked.lock().unwrap();
        asked.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        let mut asked = self.asked.lock().unwrap();
        let step = self.steps[asked.len().min(self.steps.len() - 1)];
        asked.push(Instant::now());
        let body = r#"{"id": 1, "content": "hi", "type": 1, "payload": []}"#;
        Box::pin(async move {
            let _request = request;
            let mut response = TransportResponse::new(body.into());
            match step {
                Step::Fails(kind) => return Err(TransportError::new(kind, None)),
                Step::Late(time) => tokio::time::sleep(time).await,
                Step::Status(status, name, value) => {
                    *response.status_mut() = status.try_into().unwrap();
                    if !name.is_empty() {
                        response.headers_mut().insert(name, value.parse().unwrap());
                    }
                }
            }
            Ok(response)
        })
    }
}
