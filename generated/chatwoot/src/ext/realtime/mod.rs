//! Realtime events: what happens in an account, or to a contact's conversations, as it happens.
//!
//! The server sends them over a WebSocket (`/cable`) to whoever subscribes with a `pubsub_token`: that of a user is in the
//! profile, that of a contact in the answers of the public inbox API.
//!
//! ```no_run
//! use chatwoot::models::RealtimeEvent;
//! use chatwoot::realtime::{Item, Subscriber};
//! use chatwoot::{Client, Secret};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder().base_url("https://chat.example.com").build()?;
//! let subscriber = Subscriber::Agent {
//!     pubsub_token: Secret::from(std::env::var("PUBSUB_TOKEN")?),
//!     account_id: 1.into(),
//!     user_id: 7.into(),
//! };
//! let mut events = client.realtime(subscriber).connect().await?;
//! while let Some(item) = events.next().await {
//!     match item? {
//!         Item::Event(event) => match event.decode() {
//!             Ok(RealtimeEvent::MessageCreated(created)) => println!("{:?}", created.data.content),
//!             Ok(_) => {}
//!             Err(error) => println!("{} is not as documented: {error}", event.name()),
//!         },
//!         Item::Gap(gap) => println!("{gap}"), // read again what changed since `gap.since`
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is and is not promised
//!
//! - A lost connection is made again, with growing waits, and subscribed again. Nothing is repeated by the server: what
//!   happened in between is lost to the stream, and it says so with a [`Gap`], which tells from when to when and why. Read
//!   the conversations and messages of that time by the API.
//! - A frame that cannot be read is skipped, and is a [`Gap`] as well. Events and frames that this crate does not know come
//!   as they are.
//! - The server sends events from a queue: their order is not guaranteed, and they may be late.
//! - A user's token is the same in all accounts: events of other accounts of the user arrive too. Look at
//!   [`Event::account_id`].
//! - A slow consumer loses nothing here: when the buffer is full, the socket is not read until there is room. The server
//!   may end a connection that is not read for long, and that is a [`Gap`] then. One lost connection is made again while
//!   the buffer is full, a second one only when there is room: see [`Subscription::buffer`].
//! - The server does not answer a subscription whose credentials are wrong. When no answer came for a
//!   time ([`Subscription::confirm_timeout`]), the first connection fails; a later one is tried again, as the server may be
//!   unable to subscribe anybody for a while ([`Subscription::unconfirmed_attempts`]).
//!
//! # Connections
//!
//! They go where the client's requests go, by its settings: base URL, proxy, certificates, `connect_timeout`, `timeout`,
//! headers. Credentials of the client are not sent. `wss://` is required except to this machine, or with
//! `allow_insecure_http`. They are the crate's own (of the feature `reqwest`), even if the client has another transport.
//! Plain `ws://` by way of an HTTP proxy works only with proxies that pass on an `Upgrade`; `wss://` goes through any.
//!
//! Tokens do not appear in errors, in `Debug` or in what this crate traces. The library beneath, `tungstenite`, writes whole
//! frames to the `log` at the level `trace`, and the token is in some of them: leave that level off for it.
//!
//! A task of the tokio runtime keeps the connection alive while the events are dealt with: it shows presence and answers
//! the server. It ends with the [`Events`] that it works for, and closes the connection.

mod backoff;
mod cable;
mod driver;
mod echo;
mod error;
mod event;
mod frame;
mod item;
mod session;
mod settings;
mod stream;
mod subscriber;
#[cfg(test)]
mod tests;

pub use self::echo::{EchoIds, new_echo_id};
pub use self::error::{Error, Reason};
pub use self::event::{Event, RawFrame, UnknownFrame};
pub use self::item::{Cause, Gap, Item, Reconnecting};
pub use self::settings::Subscription;
pub use self::stream::Events;
pub use self::subscriber::Subscriber;

impl crate::Client {
    /// A subscription to realtime events, to be changed and then connected.
    pub fn realtime(&self, subscriber: Subscriber) -> Subscription {
        Subscription::new(self.clone(), subscriber)
    }
}
