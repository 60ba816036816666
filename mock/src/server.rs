//! Serves a mock over HTTP on a thread of its own, and keeps what was asked of it.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::fmt;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming as Arriving;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::runtime;
use tokio::sync::oneshot;

use crate::answer::Answer;
use crate::incoming::{Incoming, Violation};
use crate::respond::{self, Outcome};
use crate::{Error, Mock, Result};

/// Bodies above this size are refused.
const LARGEST_BODY: usize = 64 << 20;
/// A mock that runs for days must not grow: of more requests than this the oldest are forgotten.
const MOST_REQUESTS: usize = 10_000;
/// Validators descend into values; the default of a thread is small for that without optimisation.
const STACK: usize = 8 << 20;

/// A mock that is being served. Dropping it ends it.
pub struct Running {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    mock: Mock,
    past: Mutex<Past>,
}

#[derive(Default)]
struct Past {
    requests: VecDeque<Recorded>,
    called: BTreeSet<String>,
}

/// A request that was answered.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The id of the operation, if the request belonged to one.
    pub operation: Option<String>,
    /// The method.
    pub method: String,
    /// The path, percent-encoded as it came.
    pub path: String,
    /// The query, percent-encoded as it came; empty if there was none.
    pub query: String,
    /// The body.
    pub body: Bytes,
    /// The status that was answered.
    pub status: u16,
    /// What was wrong with it.
    pub violations: Vec<Violation>,
    headers: HeaderMap,
}

impl Recorded {
    /// The first value of a header; its name may be in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers, names in lower case, in the order in which they came.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    fn name(&self) -> &str {
        self.operation.as_deref().unwrap_or("-")
    }
}

impl fmt::Debug for Recorded {
    /// Leaves out headers, query and body: credentials travel there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("status", &self.status)
            .field("violations", &self.violations)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Recorded {
    /// One line for a log, without credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.method, self.path, self.name(), self.status)?;
        for violation in &self.violations {
            // Names of keys come from outside and must not move the cursor of a terminal.
            let text = violation.to_string().replace(char::is_control, "\u{fffd}");
            write!(f, " | {text}")?;
        }
        Ok(())
    }
}

impl Running {
    /// Listens on an address and serves the mock there.
    pub(crate) fn start(mock: Mock, address: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(address).map_err(Error::Io)?;
        listener.set_nonblocking(true).map_err(Error::Io)?;
        let address = listener.local_addr().map_err(Error::Io)?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Io)?;
        let shared = Arc::new(Shared { mock, past: Mutex::default() });
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&shared);
        // A thread of its own: the mock runs wherever it is needed, in async tests, in blocking ones, in none.
        let run = move || runtime.block_on(serve(listener, serving, stopped));
        let thread = thread::Builder::new().name("mock".to_owned()).stack_size(STACK).spawn(run).map_err(Error::Io)?;
        Ok(Self { address, shared, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it is served, such as `http://127.0.0.1:4010`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every request so far, in the order of the answers; of very many, the last 10,000.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.past().requests.iter().cloned().collect()
    }

    /// Every violation of these requests, each with the operation it happened in.
    pub fn violations(&self) -> Vec<String> {
        let past = self.shared.past();
        let lines = |request: &Recorded| -> Vec<String> {
            let line = |violation| format!("{} {} ({}): {violation}", request.method, request.path, request.name());
            request.violations.iter().map(line).collect()
        };
        past.requests.iter().flat_map(lines).collect()
    }

    /// The ids of the operations that were called, rightly or not.
    pub fn called(&self) -> BTreeSet<String> {
        self.shared.past().called.clone()
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        *self.shared.past() = Past::default();
    }

    /// Serves until the process is interrupted (Ctrl-C).
    pub fn until_interrupted(self) -> Result<()> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Io)?;
        runtime.block_on(tokio::signal::ctrl_c()).map_err(Error::Io)
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The other end is gone only if the thread is.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn past(&self) -> MutexGuard<'_, Past> {
        // Nothing that is done under the lock leaves the past in pieces, so a panic elsewhere does not matter.
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, request: Recorded) {
        if self.mock.settings.log {
            // A log that nobody reads any more is no reason to stop serving.
            let _ = writeln!(std::io::stdout().lock(), "{request}");
        }
        let mut past = self.past();
        past.called.extend(request.operation.clone());
        if past.requests.len() == MOST_REQUESTS {
            past.requests.pop_front();
        }
        past.requests.push_back(request);
    }
}

/// Accepts connections until it is time to stop; what is still open ends with the runtime.
async fn serve(listener: TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    tokio::spawn(accept(listener, shared));
    // Ends when it is told to, and as well when whoever could tell is gone.
    let _ = stopped.await;
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        // What fails here is one connection, or a passing shortage of files; the next may succeed.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // Answers are small and wait for nothing more.
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&shared), request));
            // A client may hang up at any time; that is its right.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Arriving>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY).collect().await.map(http_body_util::Collected::to_bytes);
    let broken = body.as_ref().err().map(ToString::to_string);
    let request = Incoming {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: body.unwrap_or_default(),
    };
    let outcome = match broken {
        None => respond::respond(&shared.mock, &request).await,
        Some(why) => {
            let violations = vec![Violation::new("body", why)];
            let answer = Answer::own(StatusCode::BAD_REQUEST, "the body cannot be read", &violations);
            Outcome { answer, operation: None, violations }
        }
    };
    let response = response(&outcome.answer);
    let recorded = Recorded {
        operation: outcome.operation,
        method: request.method.to_string(),
        path: request.path,
        query: request.query,
        body: request.body,
        status: outcome.answer.status.as_u16(),
        violations: outcome.violations,
        headers: request.headers,
    };
    shared.record(recorded);
    Ok(response)
}

fn response(answer: &Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.body.clone()));
    *response.status_mut() = answer.status;
    for (name, value) in &answer.headers {
        // What the document shows may be no header at all; the rest of the answer is still worth sending.
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
