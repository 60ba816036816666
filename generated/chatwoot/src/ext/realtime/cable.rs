//! Opening the WebSocket, over a connection of the client's kind.

use std::sync::Arc;

use inboxkit_runtime::private::{Upgraded, Upgrades};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::{Error, Reason};
use crate::{Client, HeaderMap};

/// What is spoken over the WebSocket.
const PROTOCOL: &str = "actioncable-v1-json";

/// Opens WebSockets. Tests have another than the one over the network.
pub(super) trait Connect: Send + Sync + 'static {
    /// What the WebSocket stands on.
    type Io: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Opens one.
    fn connect(&self) -> impl Future<Output = Result<WebSocketStream<Self::Io>, Reason>> + Send;
}

/// Opens WebSockets to the server.
pub(super) struct Cable {
    upgrades: Upgrades,
    config: WebSocketConfig,
}

impl Cable {
    pub(super) fn new(client: &Client, url: Option<&str>, max_message_bytes: usize) -> Result<Self, Error> {
        let upgrades = client.0.upgrades("realtime", "/cable", url);
        let upgrades = upgrades.map_err(|error| Error::Connect(Reason::Open(Arc::new(error))))?;
        Ok(Self { upgrades, config: config(max_message_bytes) })
    }
}

impl Connect for Cable {
    type Io = Upgraded;

    async fn connect(&self) -> Result<WebSocketStream<Upgraded>, Reason> {
        let key = generate_key();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", &key),
            ("sec-websocket-protocol", PROTOCOL),
        ] {
            let value = value.parse().map_err(|_| Reason::Protocol(format!("{name} cannot be sent")))?;
            headers.insert(name, value);
        }
        let opened = self.upgrades.open(headers).await;
        let (answer, connection) = opened.map_err(|error| Reason::Open(Arc::new(error)))?;
        check(&answer, &key).map_err(|problem| Reason::Protocol(problem.to_owned()))?;
        Ok(WebSocketStream::from_raw_socket(connection, Role::Client, Some(self.config)).await)
    }
}

/// What a WebSocket takes.
pub(super) fn config(max_message_bytes: usize) -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(Some(max_message_bytes)).max_frame_size(Some(max_message_bytes))
}

/// Whether the answer is that of a WebSocket, to this request, and of our protocol.
fn check(answer: &HeaderMap, key: &str) -> Result<(), &'static str> {
    let header = |name: &str| answer.get(name).and_then(|value| value.to_str().ok());
    if header("sec-websocket-accept") != Some(&derive_accept_key(key.as_bytes())) {
        return Err("the answer to the handshake is not that of a WebSocket");
    }
    match header("sec-websocket-protocol") {
        // Some servers between leave it out.
        None | Some(PROTOCOL) => Ok(()),
        Some(_) => Err("it speaks another sub-protocol than actioncable-v1-json"),
    }
}
