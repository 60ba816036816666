//! What a row of the matrix is: a fault, and what the callers of a `GET` and of a `POST` must get.

use std::time::Duration;

use inboxkit_runtime::NotRetried;

use crate::peer::Peer;
use crate::proxy::Proxy;

/// A part of the matrix.
pub struct Group {
    pub title: &'static str,
    /// What the document says about it.
    pub about: &'static str,
    pub rows: Vec<Row>,
}

/// A fault, and what comes of it.
pub struct Row {
    pub name: &'static str,
    pub peer: Peer,
    pub settings: Settings,
    pub get: Cell,
    pub post: Cell,
}

/// What the client is told beside the address.
#[derive(Clone, Copy)]
pub struct Settings {
    pub timeout: Duration,
    pub connect_timeout: Duration,
    pub max_response_bytes: usize,
    pub trust: Trust,
    /// With the part of its URL that holds the credentials.
    pub proxy: Option<(Proxy, &'static str)>,
    /// How large the body of the `POST` is, if not small.
    pub upload: usize,
    /// Whether the answer is text instead of JSON.
    pub is_text: bool,
    /// Whether the connection has carried a request before.
    pub is_reused: bool,
}

/// Which certificates the client accepts.
#[derive(Clone, Copy, PartialEq)]
pub enum Trust {
    System,
    Root,
    Anything,
}

/// A row whose cells are yet to come.
pub fn row(name: &'static str, peer: Peer) -> Row {
    let settings = Settings {
        timeout: Duration::from_secs(5),
        connect_timeout: Duration::from_secs(5),
        max_response_bytes: 1 << 20,
        trust: Trust::System,
        proxy: None,
        upload: 0,
        is_text: false,
        is_reused: false,
    };
    Row { name, peer, settings, get: success(), post: success() }
}

impl Row {
    pub fn get(mut self, cell: Cell) -> Self {
        self.get = cell;
        self
    }

    pub fn post(mut self, cell: Cell) -> Self {
        self.post = cell;
        self
    }

    /// The same for both methods.
    pub fn both(self, cell: Cell) -> Self {
        self.get(cell).post(cell)
    }

    /// What can pass, and may have been carried out: sent again with `GET`, and left alone with `POST`.
    pub fn by_method(self, cell: Cell) -> Self {
        self.get(cell.exhausted()).post(cell.left_alone())
    }

    pub fn timeout(mut self, milliseconds: u64) -> Self {
        self.settings.timeout = Duration::from_millis(milliseconds);
        self
    }

    pub fn connect_timeout(mut self, milliseconds: u64) -> Self {
        self.settings.connect_timeout = Duration::from_millis(milliseconds);
        self
    }

    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.settings.max_response_bytes = limit;
        self
    }

    pub fn trust(mut self, trust: Trust) -> Self {
        self.settings.trust = trust;
        self
    }

    pub fn through(mut self, proxy: Proxy, credentials: &'static str) -> Self {
        self.settings.proxy = Some((proxy, credentials));
        self
    }

    pub fn upload(mut self, length: usize) -> Self {
        self.settings.upload = length;
        self
    }

    pub fn text(mut self) -> Self {
        self.settings.is_text = true;
        self
    }

    pub fn reused(mut self) -> Self {
        self.settings.is_reused = true;
        self
    }
}

/// What a caller must get.
#[derive(Clone, Copy)]
pub struct Cell {
    /// `success`, or the kind of the error.
    pub gets: &'static str,
    /// The line of the error, without the operation in front and without what is said of attempts.
    pub says: &'static str,
    pub may_have_been_sent: bool,
    pub attempts: u32,
    /// How many requests reached a server.
    pub requests: usize,
    pub not_retried: Option<NotRetried>,
}

pub const fn success() -> Cell {
    Cell { gets: "success", says: "", may_have_been_sent: true, attempts: 1, requests: 1, not_retried: None }
}

/// An error after one request, which would come again.
pub const fn fails(gets: &'static str, says: &'static str) -> Cell {
    Cell { gets, says, may_have_been_sent: true, attempts: 1, requests: 1, not_retried: Some(NotRetried::Pointless) }
}

impl Cell {
    /// As often as the policy allows: three times.
    pub const fn exhausted(mut self) -> Self {
        self.attempts = 3;
        if self.requests > 0 {
            self.requests = 3;
        }
        self.not_retried = Some(NotRetried::Exhausted);
        self
    }

    /// May have been carried out.
    pub const fn left_alone(mut self) -> Self {
        self.not_retried = Some(NotRetried::Unsafe);
        self
    }

    pub const fn asked_to_wait(mut self, seconds: u64) -> Self {
        self.not_retried = Some(NotRetried::RetryAfter(Duration::from_secs(seconds)));
        self
    }

    /// Has certainly not been carried out, although a server may have seen it.
    pub const fn unsent(mut self) -> Self {
        self.may_have_been_sent = false;
        self
    }

    pub const fn requests(mut self, requests: usize) -> Self {
        self.requests = requests;
        self
    }

    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The line without the operation in front.
    pub fn line(&self) -> String {
        let attempts = match self.attempts {
            more @ 2.. if self.gets != "success" => format!(" (after {more} attempts in TIME)"),
            _ => String::new(),
        };
        let reason = match self.not_retried {
            Some(NotRetried::Unsafe) => "; not sent again, as it may have been carried out".to_owned(),
            Some(NotRetried::RetryAfter(wait)) => {
                format!("; not sent again: the server asks to wait {wait:?} (max_retry_after)")
            }
            _ => String::new(),
        };
        let doubt = match self.not_retried {
            Some(NotRetried::Unsafe) => "",
            _ if self.gets == "Timeout(Attempt)" => "; the request may have been carried out",
            _ => "",
        };
        format!("{}{doubt}{attempts}{reason}", self.says)
    }
}
