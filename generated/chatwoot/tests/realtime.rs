//! Realtime events over real connections: the handshake, encryption, and what is left when a stream is dropped.

use std::sync::Arc;
use std::time::Duration;

use chatwoot::realtime::{Cause, EchoIds, Error, Events, Item, Reason, Subscriber, Subscription};
use chatwoot::{Client, ClientBuilder, ErrorKind, Secret, TlsFailure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

const TOKEN: &str = "s3cret-token";

fn subscription(client: ClientBuilder) -> Subscription {
    let pubsub_token = Secret::from(TOKEN);
    subscription_of(Subscriber::Agent { pubsub_token, account_id: 1.into(), user_id: 7.into() }, client)
}

fn subscription_of(subscriber: Subscriber, client: ClientBuilder) -> Subscription {
    let client = client.no_proxy().user_token("t0ken-of-user").build().expect("the settings are right");
    // No test waits for long.
    client
        .realtime(subscriber)
        .backoff(Duration::from_millis(5), Duration::from_millis(20))
        .confirm_timeout(Duration::from_secs(5))
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    (listener, port)
}

/// The server's end of a connection that is subscribed to.
struct Peer<S> {
    socket: WebSocketStream<S>,
    identifier: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    /// Goes through with the handshake and the subscription.
    async fn subscribed(stream: S) -> Self {
        let socket = accept_hdr_async(stream, check).await.expect("the handshake succeeds");
        let mut peer = Self { socket, identifier: String::new() };
        peer.send(&json!({"type": "welcome"})).await;
        let Some(Ok(Message::Text(command))) = peer.socket.next().await else { panic!("the client subscribes") };
        let command: Value = serde_json::from_str(&command).expect("commands are JSON");
        assert_eq!(command["command"], "subscribe");
        peer.identifier = command["identifier"].as_str().expect("it is a text").to_owned();
        peer.send(&json!({"type": "confirm_subscription", "identifier": peer.identifier})).await;
        peer
    }

    async fn send(&mut self, frame: &Value) {
        self.socket.send(Message::text(frame.to_string())).await.expect("the client takes it");
    }

    async fn presence(&mut self, user: i64) {
        let users = json!({user.to_string(): "online"});
        self.event("presence.update", &json!({"account_id": 1, "users": users})).await;
    }

    async fn event(&mut self, name: &str, data: &Value) {
        let message = json!({"event": name, "data": data});
        self.send(&json!({"identifier": self.identifier, "message": message})).await;
    }

    fn identifier(&self) -> Value {
        serde_json::from_str(&self.identifier).expect("it is JSON")
    }
}

/// What the server sees of the client before there is a WebSocket.
#[allow(clippy::result_large_err)] // so the library wants it
fn check(request: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    assert_eq!(request.uri().path(), "/cable");
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("sec-websocket-protocol"), Some("actioncable-v1-json"));
    assert!(header("user-agent").is_some_and(|agent| agent.starts_with("chatwoot/")));
    for credential in ["api_access_token", "authorization", "proxy-authorization", "cookie"] {
        assert_eq!(header(credential), None);
    }
    for (name, value) in request.headers() {
        let value = String::from_utf8_lossy(value.as_bytes());
        assert!(!value.contains(TOKEN) && !value.contains("t0ken-of-user"), "{name}");
    }
    let protocol = "actioncable-v1-json".parse().expect("it is a header");
    response.headers_mut().insert("sec-websocket-protocol", protocol);
    Ok(response)
}

async fn item(events: &mut Events) -> Item {
    events.next().await.expect("the stream goes on").expect("it gives an item")
}

/// The kind of the next event, as its model names it.
async fn present(events: &mut Events) -> Vec<String> {
    let Item::Event(event) = item(events).await else { panic!("it is an event") };
    match event.decode().expect("it is as documented") {
        chatwoot::models::RealtimeEvent::PresenceUpdate(update) => update.data.users.into_keys().collect(),
        other => panic!("{other:?} is another event"),
    }
}

#[tokio::test]
async fn events_flow_and_a_lost_connection_is_made_again() {
    let (listener, port) = listen().await;
    let server = async {
        let mut peer = Peer::subscribed(listener.accept().await.unwrap().0).await;
        peer.presence(1).await;
        // Breaks off without a word.
        drop(peer);
        let mut peer = Peer::subscribed(listener.accept().await.unwrap().0).await;
        peer.presence(2).await;
        peer
    };
    let user = async {
        let mut events =
            subscription(Client::builder().base_url(format!("http://127.0.0.1:{port}"))).connect().await.unwrap();
        assert!(matches!(item(&mut events).await, Item::Connected));
        assert_eq!(present(&mut events).await, ["1"]);
        assert!(matches!(item(&mut events).await, Item::Reconnecting(attempt) if attempt.attempt == 1));
        assert!(matches!(item(&mut events).await, Item::Gap(gap) if matches!(gap.cause, Cause::Lost(_))));
        assert!(matches!(item(&mut events).await, Item::Connected));
        assert_eq!(present(&mut events).await, ["2"]);
        events
    };
    let (mut peer, events) = tokio::join!(server, user);
    drop(events);
    // The connection is closed, and nobody comes back.
    while let Some(Ok(_)) = peer.socket.next().await {}
    assert!(tokio::time::timeout(Duration::from_millis(50), listener.accept()).await.is_err());
}

#[tokio::test]
async fn wss_trusts_what_the_client_trusts() {
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (listener, port) = listen().await;
    let server = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            if let Ok(stream) = acceptor.accept(stream).await {
                let mut peer = Peer::subscribed(stream).await;
                peer.presence(3).await;
                while let Some(Ok(_)) = peer.socket.next().await {}
            }
        }
    });
    let url = format!("https://localhost:{port}");
    let error = subscription(Client::builder().base_url(&url)).connect().await.unwrap_err();
    let Error::Connect(Reason::Open(cause)) = &error else { panic!("{error}") };
    assert!(matches!(cause.kind(), ErrorKind::Tls(TlsFailure::Certificate)), "{error}");
    assert!(error.to_string().contains("root_certificate_pem"), "{error}");
    for client in [
        Client::builder().base_url(&url).root_certificate_pem(certified.cert.pem()),
        Client::builder().base_url(&url).danger_accept_invalid_certificates(true),
    ] {
        let mut events = subscription(client).connect().await.unwrap();
        assert!(matches!(item(&mut events).await, Item::Connected));
        assert_eq!(present(&mut events).await, ["3"]);
    }
    server.abort();
}

#[tokio::test]
async fn the_token_does_not_leave_this_machine_unencrypted() {
    let client = || Client::builder().base_url("https://chat.example.com");
    let error = subscription(client()).url("ws://chat.example.com/cable").connect().await.unwrap_err();
    assert!(error.to_string().contains("would go over plain http"), "{error}");
    let shown = format!("{:?}", subscription(client()).url("wss://chat.example.com/cable?key=s3cret"));
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn what_answers_and_is_no_websocket_is_an_error() {
    let answers = [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "the server answered 404 Not Found"),
        (
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: wrong\r\n\r\n",
            "what answers is no ActionCable server",
        ),
    ];
    for (answer, text) in answers {
        let (listener, port) = listen().await;
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream
        });
        let client = Client::builder().base_url(format!("http://127.0.0.1:{port}"));
        let error = subscription(client).connect().await.unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        drop(server.await);
    }
}

#[tokio::test]
async fn settings_make_silence_short() {
    let (listener, port) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accept_hdr_async(listener.accept().await.unwrap().0, check).await.unwrap();
        socket.send(Message::text(r#"{"type":"welcome"}"#)).await.unwrap();
        socket
    });
    let subscription = subscription(Client::builder().base_url(format!("http://127.0.0.1:{port}")));
    let error = subscription.confirm_timeout(Duration::from_millis(30)).connect().await.unwrap_err();
    assert!(matches!(error, Error::Connect(Reason::NotConfirmed { .. })), "{error}");
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    drop(server.await);
}

#[tokio::test]
async fn a_server_that_repeats_the_url_does_not_make_its_query_shown() {
    for query in ["key=s3cret%2Dkey", "s3cret-key", "a=1&key=s3cret-key"] {
        let (listener, port) = listen().await;
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = [0; 4096];
            let length = stream.read(&mut heard).await.unwrap();
            let heard = String::from_utf8_lossy(&heard[..length]).into_owned();
            let line = heard.lines().next().unwrap();
            let body = format!("{line} s3cret-key");
            let head = format!("HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).await.unwrap();
            stream
        });
        let client = Client::builder().base_url("https://chat.example.com");
        let error =
            subscription(client).url(format!("ws://127.0.0.1:{port}/cable?{query}")).connect().await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("403 Forbidden: GET /cable?***"), "{text}");
        assert!(!format!("{text} {error:?}").contains("s3cret"), "{text} {error:?}");
        drop(server.await);
    }
}

#[tokio::test]
async fn a_contact_is_told_what_cannot_be_read_and_of_silence() {
    let (listener, port) = listen().await;
    let server = async {
        let mut peer = Peer::subscribed(listener.accept().await.unwrap().0).await;
        assert_eq!(peer.identifier(), json!({"channel": "RoomChannel", "pubsub_token": TOKEN}));
        peer.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
        peer.socket.send(Message::text(r#"{"identifier":"#)).await.unwrap();
        // Silent until the client has had enough and comes back.
        let again = Peer::subscribed(listener.accept().await.unwrap().0).await;
        (peer, again)
    };
    let contact = async {
        let subscriber = Subscriber::Contact { pubsub_token: Secret::from(TOKEN) };
        let client = Client::builder().base_url(format!("http://127.0.0.1:{port}"));
        let limit = Duration::from_millis(300);
        let mut events = subscription_of(subscriber, client).silence(limit).connect().await.unwrap();
        assert!(matches!(item(&mut events).await, Item::Connected));
        for bytes in [&[1, 2, 3][..], br#"{"identifier":"#] {
            let Item::Gap(gap) = item(&mut events).await else { panic!("it is a gap") };
            let Cause::Skipped { frame, .. } = gap.cause else { panic!("it was skipped") };
            assert_eq!(frame.bytes().as_ref(), bytes);
        }
        let Item::Reconnecting(attempt) = item(&mut events).await else { panic!("it is silent") };
        assert!(matches!(attempt.reason, Reason::Silence(silence) if silence == limit), "{attempt}");
        let Item::Gap(gap) = item(&mut events).await else { panic!("it is a gap") };
        assert!(matches!(gap.cause, Cause::Lost(Reason::Silence(_))), "{gap}");
        assert!(gap.since < gap.until, "{gap}");
        assert!(matches!(item(&mut events).await, Item::Connected));
    };
    tokio::join!(server, contact);
}

#[tokio::test]
async fn a_message_of_ones_own_is_recognised_in_the_stream() {
    let (listener, port) = listen().await;
    let (send, mut sent) = tokio::sync::mpsc::unbounded_channel();
    let server = async {
        let mut peer = Peer::subscribed(listener.accept().await.unwrap().0).await;
        let identifier = json!({"channel": "RoomChannel", "pubsub_token": TOKEN, "account_id": 1, "user_id": 7});
        assert_eq!(peer.identifier(), identifier);
        let echo_id: String = sent.recv().await.unwrap();
        for (id, echo_id) in [(1, json!(12)), (2, json!("of another client")), (3, json!(echo_id))] {
            peer.event("message.created", &json!({"id": id, "account_id": 1, "echo_id": echo_id})).await;
        }
        peer
    };
    let user = async {
        let client = Client::builder().base_url(format!("http://127.0.0.1:{port}"));
        let mut events = subscription(client).connect().await.unwrap();
        assert!(matches!(item(&mut events).await, Item::Connected));
        let mut drafts = EchoIds::new();
        send.send(drafts.issue("draft")).unwrap();
        for settled in [None, None, Some("draft")] {
            let Item::Event(event) = item(&mut events).await else { panic!("it is an event") };
            assert_eq!(drafts.settle(&event), settled);
        }
        assert!(drafts.is_empty());
        events
    };
    tokio::join!(server, user);
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn a_thread_without_a_runtime_waits_for_events_and_leaves_none_behind() {
    use chatwoot::blocking::{Blocking, Wait};

    let (listener, port) = listen().await;
    let subscription = subscription(Client::builder().base_url(format!("http://127.0.0.1:{port}")));
    let user = std::thread::spawn(move || {
        let events = subscription.connect().wait()?;
        events.blocking().take(2).collect::<Result<Vec<_>, Error>>()
    });
    let mut peer = Peer::subscribed(listener.accept().await.unwrap().0).await;
    peer.presence(1).await;
    // The stream is dropped with what it was taken from, and closes its connection.
    while let Some(Ok(_)) = peer.socket.next().await {}
    let items = user.join().unwrap().unwrap();
    assert!(matches!(&items[..], [Item::Connected, Item::Event(_)]), "{items:?}");
}
