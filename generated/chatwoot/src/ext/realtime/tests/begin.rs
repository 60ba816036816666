//! From the first frame to the confirmed subscription, and what can be in the way.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_agent_subscribes_and_gets_events() {
    let (memory, mut server) = Server::new();
    let script = async {
        let mut peer = server.accept().await;
        peer.welcome().await;
        // As happens: the first presence event comes before the confirmation.
        peer.event("presence.update", 1).await;
        peer.confirm().await;
        peer.event("message.created", 2).await;
        peer
    };
    let (events, peer) = tokio::join!(start(memory, Terms::default()), script);
    let mut events = events.unwrap();
    let identifier: Json = peer.identifier.parse().unwrap();
    assert_eq!(identifier["channel"], "RoomChannel");
    assert_eq!(identifier["pubsub_token"], TOKEN);
    assert_eq!((identifier["account_id"].as_i64(), identifier["user_id"].as_i64()), (Some(1), Some(7)));
    assert!(matches!(item(&mut events).await, Item::Connected));
    assert_eq!(event_id(&mut events).await, 1);
    assert_eq!(event_id(&mut events).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_confirm_means_wrong_credentials() {
    for (subscriber, hint) in [(agent(), "present one of user 7"), (contact(), "is the contact's in this inbox")] {
        let (memory, mut server) = Server::new();
        let script = async {
            let mut peer = server.accept().await;
            peer.welcome().await;
            peer.pings(4).await;
        };
        let begun = Instant::now();
        let error = tokio::select! {
            result = driver::start(memory, subscriber, Terms::default()) => result.unwrap_err(),
            () = script => panic!("the client waits for too long"),
        };
        assert_eq!(begun.elapsed().as_secs(), 10);
        assert!(matches!(error, Error::Connect(Reason::NotConfirmed { .. })), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("within 10s") && text.contains("check that pubsub_token") && text.contains(hint),
            "{text}"
        );
        assert!(text.ends_with("or the server cannot subscribe anybody now"), "{text}");
        assert!(!format!("{text} {error:?}").contains(TOKEN));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_more_is_silent_and_not_of_another_opinion() {
    let (memory, mut server) = Server::new();
    let script = async {
        let mut peer = server.accept().await;
        peer.welcome().await;
        peer
    };
    let (result, _peer) = tokio::join!(start(memory, Terms::default()), script);
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Connect(Reason::Silence(limit)) if limit.as_secs() == 9), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_server_without_welcome_is_none_of_ours() {
    let (memory, mut server) = Server::new();
    let script = async {
        let mut peer = server.accept().await;
        peer.pings(4).await;
    };
    let error = tokio::select! {
        result = start(memory, Terms::default()) => result.unwrap_err(),
        () = script => panic!("the client waits for too long"),
    };
    assert!(matches!(error, Error::Connect(Reason::NoWelcome(limit)) if limit.as_secs() == 10), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_rejected_subscription_is_an_error() {
    let (memory, mut server) = Server::new();
    let script = async {
        let mut peer = server.accept().await;
        peer.welcome().await;
        let identifier = Json::from(peer.identifier.as_str());
        peer.text(&format!(r#"{{"type":"reject_subscription","identifier":{identifier}}}"#)).await;
        peer
    };
    let (result, _peer) = tokio::join!(start(memory, Terms::default()), script);
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Rejected), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_token_is_not_in_errors_even_if_the_server_repeats_it() {
    let (memory, mut server) = Server::new();
    let script = async {
        let mut peer = server.accept().await;
        peer.text(&format!(r#"{{"type":"disconnect","reason":"no {TOKEN}","reconnect":false}}"#)).await;
        peer
    };
    let (result, _peer) = tokio::join!(start(memory, Terms::default()), script);
    let error = result.unwrap_err();
    assert!(matches!(&error, Error::Disconnected { reason } if reason == "no ***"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_cannot_be_reached_is_tried_once() {
    let (memory, server) = Server::new();
    server.refusals.store(1, Ordering::SeqCst);
    let error = start(memory, Terms::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "no realtime connection: the connection broke: refused");
}

#[tokio::test(start_paused = true)]
async fn much_before_the_confirmation_is_not_kept() {
    let (memory, mut server) = Server::new();
    let script = async {
        let mut peer = server.accept().await;
        peer.welcome().await;
        for _ in 0..4 {
            peer.text(&format!(r#"{{"type":"news","text":"{}"}}"#, "x".repeat(10_000))).await;
        }
        peer
    };
    let terms = Terms { max_message_bytes: MAX_MESSAGE_BYTES, ..Terms::default() };
    let (result, _peer) = tokio::join!(start(memory, terms), script);
    let error = result.unwrap_err();
    assert!(matches!(&error, Error::Connect(Reason::Protocol(_))), "{error}");
}
