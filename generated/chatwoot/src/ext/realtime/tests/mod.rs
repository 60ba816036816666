//! Behaviour over connections in memory, in paused time: what takes a minute is tested in no time, to the second.

mod begin;
mod flow;
mod lost;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{DuplexStream, duplex};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::cable::{self, Connect};
use super::settings::Terms;
use super::{Error, Events, Item, Reason, Subscriber, driver};
use crate::{Json, Secret, Timestamp};

const TOKEN: &str = "s3cret-token";

fn agent() -> Subscriber {
    Subscriber::Agent { pubsub_token: Secret::from(TOKEN), account_id: 1.into(), user_id: 7.into() }
}

fn contact() -> Subscriber {
    Subscriber::Contact { pubsub_token: Secret::from(TOKEN) }
}

/// A clock that goes with the time of the test, in whole seconds.
fn clock() -> Timestamp {
    thread_local!(static BEGUN: Instant = Instant::now());
    let second = BEGUN.with(|begun| begun.elapsed().as_secs());
    Timestamp::from_second(second.try_into().expect("no test is that long"))
}

/// Leads to a server in the same test.
struct Memory {
    doors: mpsc::UnboundedSender<DuplexStream>,
    refusals: Arc<AtomicU32>,
}

/// The limit of the messages that these tests take.
const MAX_MESSAGE_BYTES: usize = 16 * 1024;

impl Connect for Memory {
    type Io = DuplexStream;

    async fn connect(&self) -> Result<WebSocketStream<DuplexStream>, Reason> {
        let refuse = |left: u32| left.checked_sub(1);
        let refused = self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, refuse).is_ok();
        let (ours, theirs) = duplex(64 * 1024);
        if refused || self.doors.send(theirs).is_err() {
            return Err(Reason::Broken("refused".to_owned()));
        }
        Ok(WebSocketStream::from_raw_socket(ours, Role::Client, Some(cable::config(MAX_MESSAGE_BYTES))).await)
    }
}

/// Where connections arrive.
struct Server {
    doors: mpsc::UnboundedReceiver<DuplexStream>,
    /// How many of the next connections are refused.
    refusals: Arc<AtomicU32>,
}

impl Server {
    fn new() -> (Memory, Self) {
        let (doors, arrivals) = mpsc::unbounded_channel();
        let refusals = Arc::new(AtomicU32::new(0));
        (Memory { doors, refusals: refusals.clone() }, Self { doors: arrivals, refusals })
    }

    async fn accept(&mut self) -> Peer {
        let io = self.doors.recv().await.expect("a connection arrives");
        Peer { socket: WebSocketStream::from_raw_socket(io, Role::Server, None).await, identifier: String::new() }
    }

    /// Accepts, and goes through with the subscription.
    async fn subscribed(&mut self) -> Peer {
        let mut peer = self.accept().await;
        peer.welcome().await;
        peer.confirm().await;
        peer
    }
}

/// The server's end of a connection.
struct Peer {
    socket: WebSocketStream<DuplexStream>,
    identifier: String,
}

impl Peer {
    async fn text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.expect("the client takes it");
    }

    /// Says welcome, and waits for the subscription.
    async fn welcome(&mut self) {
        self.text(r#"{"type":"welcome"}"#).await;
        let command = self.command().await.expect("the client subscribes");
        assert_eq!(command["command"], "subscribe");
        self.identifier = command["identifier"].as_str().expect("it is a text").to_owned();
    }

    async fn confirm(&mut self) {
        let identifier = Json::from(self.identifier.as_str());
        self.text(&format!(r#"{{"identifier":{identifier},"type":"confirm_subscription"}}"#)).await;
    }

    async fn event(&mut self, name: &str, id: i64) {
        let identifier = Json::from(self.identifier.as_str());
        let message = format!(r#"{{"event":"{name}","data":{{"id":{id},"account_id":1}}}}"#);
        self.text(&format!(r#"{{"identifier":{identifier},"message":{message}}}"#)).await;
    }

    async fn ping(&mut self, second: i64) {
        self.text(&format!(r#"{{"type":"ping","message":{second}}}"#)).await;
    }

    /// Pings every 3 seconds, so many times.
    async fn pings(&mut self, count: i64) {
        for second in 1..=count {
            sleep(Duration::from_secs(3)).await;
            self.ping(second * 3).await;
        }
    }

    /// The next command of the client, or nothing once it has closed the connection.
    async fn command(&mut self) -> Option<Json> {
        while let Some(Ok(message)) = self.socket.next().await {
            if let Message::Text(text) = message {
                return Some(text.parse().expect("commands are JSON"));
            }
        }
        None
    }

    /// Pings for ever, and says when each presence came, in seconds since the subscription.
    fn watch_presence(self) -> (JoinHandle<()>, mpsc::UnboundedReceiver<u64>) {
        let (seen, all) = mpsc::unbounded_channel();
        let mut peer = self;
        let begun = Instant::now();
        let task = tokio::spawn(async move {
            loop {
                tokio::select! {
                    command = peer.command() => {
                        let Some(command) = command else { return };
                        assert_eq!(command["command"], "message");
                        assert_eq!(command["data"], r#"{"action":"update_presence"}"#);
                        assert_eq!(command["identifier"], peer.identifier.as_str());
                        let _ = seen.send(begun.elapsed().as_secs());
                    }
                    () = sleep(Duration::from_secs(3)) => peer.ping(1).await,
                }
            }
        });
        (task, all)
    }
}

async fn start(memory: Memory, terms: Terms) -> Result<Events, Error> {
    driver::start(memory, agent(), terms).await
}

/// A stream that has given `Connected`, and its server and connection.
async fn connected(terms: Terms) -> (Events, Server, Peer) {
    let (memory, mut server) = Server::new();
    let (events, peer) = tokio::join!(start(memory, terms), server.subscribed());
    let mut events = events.expect("it connects");
    assert!(matches!(item(&mut events).await, Item::Connected));
    (events, server, peer)
}

async fn item(events: &mut Events) -> Item {
    events.next().await.expect("the stream goes on").expect("it gives an item")
}

async fn event_id(events: &mut Events) -> i64 {
    match item(events).await {
        Item::Event(event) => event.data()["id"].as_i64().expect("it has an id"),
        other => panic!("{other:?} is no event"),
    }
}

async fn last_error(events: &mut Events) -> Error {
    let error = events.next().await.expect("the stream says why it ends").expect_err("it ends");
    assert!(events.next().await.is_none());
    error
}
