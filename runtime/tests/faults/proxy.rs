//! Proxies, good and bad.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::peer::read_request;

#[derive(Clone, Copy, PartialEq)]
pub enum Proxy {
    /// Nobody listens.
    Nobody,
    /// Takes connections, and says nothing.
    Silent,
    /// Passes everything on.
    Open,
    /// Wants credentials: `ada` and `secret`.
    Guarded,
    /// Passes nothing on.
    Forbidding,
}

impl Proxy {
    /// Starts it; gives its address.
    pub async fn start(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        if self != Self::Nobody {
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(self.serve(stream));
                }
            });
        }
        address
    }

    async fn serve(self, mut stream: TcpStream) -> Option<()> {
        let head = read_request(&mut stream).await?;
        let refusal = match self {
            Self::Silent => {
                let _ = read_request(&mut stream).await;
                return None;
            }
            Self::Guarded if !is_admitted(&head) => Some("407 Proxy Authentication Required"),
            Self::Forbidding => Some("403 Forbidden"),
            _ => None,
        };
        if let Some(status) = refusal {
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
            return None;
        }
        let target = head.split(' ').nth(1)?;
        let authority = target.strip_prefix("http://").unwrap_or(target).split('/').next()?;
        let mut server = TcpStream::connect(authority).await.ok()?;
        if head.starts_with("CONNECT ") {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
        } else {
            // Bodies are not passed on: the servers here do not look at them.
            let head = head.to_ascii_lowercase().replace("content-length: ", "x-length: ");
            server.write_all(format!("{head}\r\n\r\n").as_bytes()).await.ok()?;
        }
        let _ = copy_bidirectional(&mut stream, &mut server).await;
        Some(())
    }
}

fn is_admitted(head: &str) -> bool {
    let expected = format!("Basic {}", BASE64_STANDARD.encode("ada:secret"));
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.any(|(name, value)| name.eq_ignore_ascii_case("proxy-authorization") && value == expected)
}
