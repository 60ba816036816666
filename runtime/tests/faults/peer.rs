//! Servers that go wrong in a way that is told to them, byte by byte.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::http2::{self, Turn};
use crate::secure::{Certificate, Secure};

/// Who is at the other end.
#[derive(Clone)]
pub enum Peer {
    /// Nobody listens.
    Nobody,
    /// Somebody takes connections, and says nothing, be it of TLS.
    Silent,
    /// The scripts of the requests as they come; the last one is for all that follow.
    Http(Vec<Script>),
    /// One script, played before the body of the request has been read.
    Hasty(Script),
    /// Scripts over TLS.
    Https(Certificate, Vec<Script>),
    /// A server of HTTP/2 over TLS.
    Http2(Vec<Turn>),
}

/// What is done when a request has been read.
pub type Script = Vec<Act>;

#[derive(Clone)]
pub enum Act {
    /// Writes, with the URLs of the two servers in the place of `{home}` and `{other}`.
    Send(Vec<u8>),
    /// Writes a byte each so many milliseconds.
    Drip(&'static str, u64),
    /// Writes the same until nobody listens any more.
    Flood(&'static str),
    /// Waits until the other side has seen what there is: milliseconds.
    Wait(u64),
    /// Says no more, and keeps the connection.
    Hang,
    /// Ends the connection in an orderly way.
    Close,
    /// Ends it with a reset.
    Reset,
}

pub fn send(text: impl Into<Vec<u8>>) -> Act {
    Act::Send(text.into())
}

/// An answer with a body, after which the connection goes on.
pub fn answer(status: &str, headers: &str, body: &str) -> Act {
    send(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len()))
}

pub fn ok() -> Act {
    answer("200 OK", "Content-Type: application/json\r\n", THING)
}

pub const THING: &str = r#"{"id": 1}"#;

/// A peer with one script for all requests.
pub fn http<const N: usize>(script: [Act; N]) -> Peer {
    Peer::Http(vec![script.into()])
}

/// What is known of a peer that has been started.
pub struct Started {
    pub url: String,
    pub root_pem: Option<String>,
    /// How many requests reached it, or the other server.
    pub requests: Arc<AtomicUsize>,
}

/// What the connections of a peer share.
#[derive(Clone)]
struct Shared {
    scripts: Arc<Vec<Script>>,
    requests: Arc<AtomicUsize>,
    home: String,
    other: String,
}

impl Peer {
    pub async fn start(&self) -> Started {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(AtomicUsize::new(0));
        let mut started = Started { url: format!("http://127.0.0.1:{port}"), root_pem: None, requests };
        match self {
            Self::Nobody => drop(listener),
            Self::Silent => {
                started.url = format!("https://localhost:{port}");
                tokio::spawn(async move {
                    let mut kept = Vec::new();
                    while let Ok((stream, _)) = listener.accept().await {
                        kept.push(stream);
                    }
                });
            }
            Self::Http(scripts) => {
                let shared = Shared::new(scripts, &started).await;
                accept(listener, move |stream| serve(stream, shared.clone()));
            }
            Self::Hasty(script) => {
                let shared = Shared::new(std::slice::from_ref(script), &started).await;
                accept(listener, move |mut stream| {
                    let shared = shared.clone();
                    async move {
                        let mut some = [0; 1024];
                        if stream.read(&mut some).await.is_ok_and(|count| count > 0) {
                            shared.requests.fetch_add(1, Ordering::SeqCst);
                            shared.play(0, &mut stream).await;
                        }
                    }
                });
            }
            Self::Https(certificate, scripts) => {
                let secure = Secure::new(*certificate, "http/1.1");
                started.url = format!("https://localhost:{port}");
                started.root_pem = Some(secure.root_pem);
                let shared = Shared::new(scripts, &started).await;
                accept_tls(listener, secure.acceptor, move |stream| serve(stream, shared.clone()));
            }
            Self::Http2(turns) => {
                let secure = Secure::new(Certificate::Good, "h2");
                started.url = format!("https://localhost:{port}");
                started.root_pem = Some(secure.root_pem);
                let (turns, requests) = (Arc::new(turns.clone()), started.requests.clone());
                accept_tls(listener, secure.acceptor, move |stream| {
                    http2::serve(stream, turns.clone(), requests.clone())
                });
            }
        }
        started
    }
}

impl Shared {
    async fn new(scripts: &[Script], started: &Started) -> Self {
        let mut shared = Self {
            scripts: Arc::new(scripts.to_vec()),
            requests: started.requests.clone(),
            home: started.url.clone(),
            other: String::new(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = format!("http://{}", listener.local_addr().unwrap());
        let of_other = Self { scripts: Arc::new(vec![vec![ok()]]), ..shared.clone() };
        accept(listener, move |stream| serve(stream, of_other.clone()));
        shared.other = other;
        shared
    }

    /// Plays the script of a request; `None` at the end of the connection.
    async fn play(&self, count: usize, stream: &mut impl Wire) -> Option<()> {
        for act in &self.scripts[count.min(self.scripts.len() - 1)] {
            act.play(stream, self).await?;
        }
        Some(())
    }
}

fn accept<F>(listener: TcpListener, serve: impl Fn(TcpStream) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
}

fn accept_tls<F>(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    serve: impl Fn(TlsStream<TcpStream>) -> F + Send + Sync + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let serve = Arc::new(serve);
    accept(listener, move |stream| {
        let (acceptor, serve) = (acceptor.clone(), serve.clone());
        async move {
            match acceptor.accept(stream).into_fallible().await {
                Ok(stream) => serve(stream).await,
                // What the other side was told is sent before the connection ends.
                Err((error, mut stream)) => {
                    let _ = (error, stream.shutdown().await);
                }
            }
        }
    });
}

/// What can be reset.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

async fn serve(mut stream: impl Wire, shared: Shared) {
    while read_request(&mut stream).await.is_some() {
        let count = shared.requests.fetch_add(1, Ordering::SeqCst);
        if shared.play(count, &mut stream).await.is_none() {
            return;
        }
    }
}

impl Act {
    /// `None` at the end of the connection.
    async fn play(&self, stream: &mut impl Wire, shared: &Shared) -> Option<()> {
        match self {
            Self::Send(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if text.len() < 4096 => {
                    let text = text.replace("{home}", &shared.home).replace("{other}", &shared.other);
                    stream.write_all(text.as_bytes()).await.ok()?;
                }
                _ => stream.write_all(bytes).await.ok()?,
            },
            Self::Drip(text, milliseconds) => {
                for byte in text.as_bytes() {
                    tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
                    stream.write_all(&[*byte]).await.ok()?;
                    stream.flush().await.ok()?;
                }
            }
            Self::Flood(text) => loop {
                stream.write_all(text.as_bytes()).await.ok()?;
            },
            Self::Wait(milliseconds) => tokio::time::sleep(Duration::from_millis(*milliseconds)).await,
            Self::Hang => {
                while stream.read(&mut [0; 64]).await.ok()? > 0 {}
                return None;
            }
            Self::Close => {
                let _ = stream.shutdown().await;
                return None;
            }
            Self::Reset => {
                let _ = stream.tcp().set_zero_linger();
                return None;
            }
        }
        stream.flush().await.ok()
    }
}

/// Reads a request with its body; gives back its head.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    let (head, end) = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = std::str::from_utf8(&bytes).ok()?;
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            break (head.to_owned(), head.len() + 4);
        }
    };
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    while bytes.len() < end + length.unwrap_or(0) {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(head)
}
