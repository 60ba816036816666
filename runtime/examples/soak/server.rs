//! A server of which every twentieth request goes wrong, and which keeps what it has carried out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of a request the first time that it comes. After that it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Answered,
    /// 503 with `Retry-After: 0`: not carried out.
    PutOff,
    /// Carried out, and no answer.
    ResetAfter,
    /// Not carried out, and no answer.
    ResetBefore,
    /// Carried out, and half of the answer.
    Truncated,
    /// Carried out, and the answer does not end.
    Stalled,
    /// Carried out or not, the server does not know itself.
    Failed,
    /// To where requests must not go.
    Redirected,
    /// Never arrives: the client is sent to a port that nobody listens on.
    Unreachable,
}

impl Fate {
    /// Five in a hundred go wrong, in turns.
    pub fn of(id: usize) -> Self {
        if id % 20 != 7 {
            return Self::Answered;
        }
        match id / 20 % 8 {
            0 => Self::PutOff,
            1 => Self::ResetAfter,
            2 => Self::ResetBefore,
            3 => Self::Truncated,
            4 => Self::Stalled,
            5 => Self::Failed,
            6 => Self::Redirected,
            _ => Self::Unreachable,
        }
    }
}

/// Every third changes something.
pub fn is_post(id: usize) -> bool {
    id.is_multiple_of(3)
}

/// What the server keeps, by the number of the request.
pub struct Ledger {
    pub carried_out: Vec<AtomicU8>,
    received: Vec<AtomicU8>,
    connections: AtomicUsize,
    /// The most connections there have been at a time.
    pub peak: AtomicUsize,
}

impl Ledger {
    pub fn new(count: usize) -> Self {
        let zeros = || (0..count).map(|_| AtomicU8::new(0)).collect();
        Self { carried_out: zeros(), received: zeros(), connections: AtomicUsize::new(0), peak: AtomicUsize::new(0) }
    }

    pub fn times(&self, id: usize) -> u8 {
        self.carried_out[id].load(Ordering::SeqCst)
    }
}

/// Serves until it is aborted.
pub async fn serve(listener: TcpListener, ledger: Arc<Ledger>) {
    while let Ok((stream, _)) = listener.accept().await {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            let count = ledger.connections.fetch_add(1, Ordering::SeqCst) + 1;
            ledger.peak.fetch_max(count, Ordering::SeqCst);
            // However it ends, it ends.
            let _ = connection(stream, &ledger).await;
            ledger.connections.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

async fn connection(mut stream: TcpStream, ledger: &Ledger) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        let id = read(&mut stream, &mut buffer).await?;
        let is_first = ledger.received.get(id)?.fetch_add(1, Ordering::SeqCst) == 0;
        let fate = if is_first { Fate::of(id) } else { Fate::Answered };
        if matches!(fate, Fate::Answered | Fate::ResetAfter | Fate::Truncated | Fate::Stalled) {
            ledger.carried_out[id].fetch_add(1, Ordering::SeqCst);
        }
        let body = format!("{{\"id\": {id}}}");
        let answer = match fate {
            Fate::Answered => format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
            Fate::Truncated | Fate::Stalled => format!("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{body}"),
            Fate::PutOff => "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n".to_owned(),
            Fate::Failed => "HTTP/1.1 500 Failed\r\nContent-Length: 0\r\n\r\n".to_owned(),
            Fate::Redirected => "HTTP/1.1 302 Found\r\nLocation: ftp://h/\r\nContent-Length: 0\r\n\r\n".to_owned(),
            Fate::ResetAfter | Fate::ResetBefore | Fate::Unreachable => {
                stream.set_zero_linger().ok()?;
                return None;
            }
        };
        stream.write_all(answer.as_bytes()).await.ok()?;
        match fate {
            Fate::Truncated => return None,
            // Until the client has had enough.
            Fate::Stalled => while stream.read(&mut [0; 64]).await.ok()? > 0 {},
            _ => {}
        }
    }
}

/// Reads a request with its body; gives its number, which is the end of its path.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<usize> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
        let text = std::str::from_utf8(buffer).ok()?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return head.split(' ').nth(1)?.rsplit('/').next()?.parse().ok();
        }
    }
}
