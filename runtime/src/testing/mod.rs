//! A transport for tests: it answers what a test tells it to and keeps what it was asked, so that code which uses a
//! client can be tested without a server.
//!
//! ```
//! use std::time::Duration;
//! use inboxkit_runtime::testing::{Answer, MockTransport};
//! # inboxkit_runtime::client! {
//! #     /// A client.
//! #     pub struct Client, ClientBuilder;
//! #     api: inboxkit_runtime::private::Api {
//! #         name: "sample", version: "1", server: Some("https://sample.example"), schemes: &[],
//! #     };
//! #     credentials {}
//! # }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> inboxkit_runtime::Result<()> {
//! # let client = Client::builder().transport(MockTransport::new()).build()?;
//! let mock = MockTransport::new();
//! let client = client.with_transport(mock.clone());
//!
//! // The id of an operation is that of the document; requests made by hand have the id `request`.
//! mock.on("request").answer(Answer::json(200, ["a", "b"]).delay(Duration::from_millis(50)));
//! let answer = client.get("/things").query("page", 2).await?;
//!
//! assert_eq!(answer.text()?, r#"["a","b"]"#);
//! assert_eq!(mock.requests()[0].query("page"), ["2"]);
//! # Ok(())
//! # }
//! ```

mod answer;
mod recorded;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use self::answer::Answer;
pub use self::recorded::Recorded;
use crate::transport::{BoxFuture, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse};

/// A transport that answers what it was told to, and keeps the requests.
///
/// A client gets it by `client.with_transport(mock.clone())` or from its builder; clones are one and the same mock. Each
/// request is answered by what is scripted for its operation ([`on`](Self::on)), and by what is scripted for all of them
/// where that gives none. In both, answers that are given once come first, in their order, and then the one that is given
/// `always`. Redirects are followed, and arrive as requests of the same operation.
///
/// A request that no answer is left for fails at once, as one that was not sent; the error names the operation and says
/// what is scripted. It needs nothing of a runtime but the timer of tokio, where an answer has a delay.
#[derive(Clone, Default)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    requests: Vec<Recorded>,
    for_all: Answers,
    by_operation: BTreeMap<String, Answers>,
}

/// What is scripted for an operation, or for all.
#[derive(Default)]
struct Answers {
    once: VecDeque<Answer>,
    always: Option<Computed>,
}

/// It has a lock of its own, so that it may look at the mock while it runs.
type Computed = Arc<Mutex<dyn FnMut(&Recorded) -> Answer + Send>>;

/// What a request is answered with.
enum Next {
    Once(Answer),
    Computed(Computed),
}

impl MockTransport {
    /// A mock that has no answer yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is scripted for an operation, by its id in the document (`message_create`): what it gets comes before what is
    /// scripted for all. Requests made by hand have the id `request`.
    pub fn on<'a>(&'a self, operation: &'a str) -> Script<'a> {
        Script { mock: self, operation: Some(operation) }
    }

    /// Answers one request of whatever operation, after those that are scripted so already.
    pub fn answer(&self, answer: Answer) -> &Self {
        self.for_all().answer(answer);
        self
    }

    /// Answers every request of whatever operation, in the place of what did so before.
    pub fn always(&self, answer: Answer) -> &Self {
        self.for_all().always(answer);
        self
    }

    /// Computes an answer for every request of whatever operation, in the place of what did so before.
    pub fn always_with(&self, answer: impl FnMut(&Recorded) -> Answer + Send + 'static) -> &Self {
        self.for_all().always_with(answer);
        self
    }

    const fn for_all(&self) -> Script<'_> {
        Script { mock: self, operation: None }
    }

    /// The requests so far, in the order in which they came, those without an answer too. A request has come when its
    /// body has been read to its end.
    pub fn requests(&self) -> Vec<Recorded> {
        self.lock().requests.clone()
    }

    /// How many answers that are given once have not been asked for yet.
    pub fn unused(&self) -> usize {
        let state = self.lock();
        let all = state.by_operation.values().chain([&state.for_all]);
        all.map(|answers| answers.once.len()).sum()
    }

    // A test that panics has its own message: the lock must not add another.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a request and finds its answer.
    fn receive(&self, request: &Recorded) -> Result<Answer, TransportError> {
        let next = {
            let mut state = self.lock();
            state.requests.push(request.clone());
            state.next(request.operation()).ok_or_else(|| state.nothing_for(request.operation()))?
        };
        Ok(match next {
            Next::Once(answer) => answer,
            Next::Computed(compute) => (compute.lock().unwrap_or_else(PoisonError::into_inner))(request),
        })
    }
}

impl Transport for MockTransport {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        let mock = self.clone();
        Box::pin(async move {
            let request = Recorded::read(request).await?;
            mock.receive(&request)?.give().await
        })
    }
}

/// How many requests came, and what is scripted.
impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("MockTransport")
            .field("requests", &state.requests.len())
            .field("scripted", &format_args!("{}", state.scripted()))
            .finish()
    }
}

impl State {
    fn next(&mut self, operation: &str) -> Option<Next> {
        let own = self.by_operation.get_mut(operation).and_then(Answers::next);
        own.or_else(|| self.for_all.next())
    }

    fn nothing_for(&self, operation: &str) -> TransportError {
        let message = format!("no answer is scripted for {operation}; the mock has {}", self.scripted());
        TransportError::new(TransportErrorKind::Other, Some(message.into())).not_sent()
    }

    fn scripted(&self) -> String {
        let mut text = String::new();
        let all = self.by_operation.iter().map(|(operation, answers)| (operation.as_str(), answers));
        for (operation, answers) in all.chain([("any operation", &self.for_all)]) {
            let comma = if text.is_empty() { "" } else { ", " };
            // Writing to a text does not fail.
            let _ = match answers {
                Answers { always: Some(_), .. } => write!(text, "{comma}any number for {operation}"),
                Answers { once, .. } => write!(text, "{comma}{} left for {operation}", once.len()),
            };
        }
        text
    }
}

impl Answers {
    fn next(&mut self) -> Option<Next> {
        match self.once.pop_front() {
            Some(answer) => Some(Next::Once(answer)),
            None => self.always.clone().map(Next::Computed),
        }
    }
}

/// What is scripted for an operation; see [`MockTransport::on`].
#[derive(Debug, Clone, Copy)]
pub struct Script<'a> {
    mock: &'a MockTransport,
    operation: Option<&'a str>,
}

impl Script<'_> {
    /// Answers one request, after those that are scripted already.
    pub fn answer(&self, answer: Answer) -> &Self {
        self.change(|answers| answers.once.push_back(answer))
    }

    /// Answers every request that comes after those that are answered once, in the place of what did so before.
    pub fn always(&self, answer: Answer) -> &Self {
        self.always_with(move |_| answer.clone())
    }

    /// Computes an answer for every request that comes after those that are answered once, in the place of what did so
    /// before. It is called for one request at a time, and a panic in it is one of whoever sends the request.
    pub fn always_with(&self, answer: impl FnMut(&Recorded) -> Answer + Send + 'static) -> &Self {
        let computed: Computed = Arc::new(Mutex::new(answer));
        self.change(|answers| answers.always = Some(computed))
    }

    fn change(&self, change: impl FnOnce(&mut Answers)) -> &Self {
        let mut state = self.mock.lock();
        change(match self.operation {
            Some(operation) => state.by_operation.entry(operation.to_owned()).or_default(),
            None => &mut state.for_all,
        });
        self
    }
}
