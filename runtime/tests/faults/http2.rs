//! A server of HTTP/2 that goes wrong as it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use h2::Reason;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::peer::THING;

type Stream = TlsStream<TcpStream>;

/// What becomes of a request.
#[derive(Clone, Copy)]
pub enum Turn {
    /// An answer of success.
    Answer,
    /// Its stream is reset before there is an answer.
    Reset(Reason),
    /// Its stream is reset in the middle of the answer.
    ResetInBody(Reason),
    /// No answer, and the connection stays.
    Hang,
    /// The server goes away, and the connection ends. The last stream that it says it has processed.
    GoAway(u8, Reason),
    /// Bytes that are no frames.
    Garbage,
}

/// Serves a connection. Turns that a proper server does not take are for the connection as a whole.
pub async fn serve(stream: Stream, turns: Arc<Vec<Turn>>, requests: Arc<AtomicUsize>) {
    let turn = turns[requests.load(Ordering::SeqCst).min(turns.len() - 1)];
    let written = match turn {
        Turn::GoAway(last, reason) => go_away(last, reason),
        Turn::Garbage => b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
        _ => {
            serve_properly(stream, turns, requests).await;
            return;
        }
    };
    let _ = serve_badly(stream, &written, &requests).await;
}

async fn serve_properly(stream: Stream, turns: Arc<Vec<Turn>>, requests: Arc<AtomicUsize>) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let (turns, requests) = (turns.clone(), requests.clone());
        tokio::spawn(async move {
            let mut body = request.into_body();
            while let Some(Ok(_)) = body.data().await {}
            let turn = turns[requests.fetch_add(1, Ordering::SeqCst).min(turns.len() - 1)];
            match turn {
                Turn::Reset(reason) => respond.send_reset(reason),
                Turn::Hang => std::future::pending().await,
                Turn::Answer | Turn::ResetInBody(_) | Turn::GoAway(..) | Turn::Garbage => {
                    let mut body = respond.send_response(http::Response::new(()), false).unwrap();
                    if let Turn::ResetInBody(reason) = turn {
                        body.send_data(Bytes::from_static(b"{"), false).unwrap();
                        // So that it is seen before the reset, which overtakes what is not yet written.
                        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                        body.send_reset(reason);
                    } else {
                        body.send_data(Bytes::from_static(THING.as_bytes()), true).unwrap();
                    }
                }
            }
        });
    }
}

/// Reads one request, frame by frame, writes something and hangs up.
async fn serve_badly(mut stream: Stream, written: &[u8], requests: &AtomicUsize) -> std::io::Result<()> {
    const HEADERS: u8 = 1;
    const END_STREAM: u8 = 1;
    stream.read_exact(&mut [0; 24]).await?;
    // Settings: none.
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await?;
    loop {
        let mut frame = [0; 9];
        stream.read_exact(&mut frame).await?;
        let [a, b, c, kind, flags, ..] = frame;
        let mut payload = vec![0; usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c)];
        stream.read_exact(&mut payload).await?;
        if kind <= HEADERS && flags & END_STREAM != 0 {
            break;
        }
    }
    requests.fetch_add(1, Ordering::SeqCst);
    stream.write_all(written).await?;
    stream.flush().await?;
    // So that what was written is not overtaken by the end.
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    stream.shutdown().await
}

fn go_away(last: u8, reason: Reason) -> Vec<u8> {
    let mut frame = vec![0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, last];
    frame.extend(u32::from(reason).to_be_bytes());
    frame
}
