//! Lost connections: how they are noticed, made again, and given up.

use super::*;
use crate::realtime::backoff::Backoff;
use crate::realtime::{Cause, Gap, Reconnecting};

async fn reconnecting(events: &mut Events) -> Reconnecting {
    match item(events).await {
        Item::Reconnecting(reconnecting) => reconnecting,
        other => panic!("{other:?} is no attempt"),
    }
}

/// The reason of a gap that comes of a lost connection.
async fn gap(events: &mut Events) -> (Gap, Reason) {
    let Item::Gap(gap) = item(events).await else { panic!("it is a gap") };
    let Cause::Lost(reason) = gap.cause.clone() else { panic!("the connection was lost") };
    (gap, reason)
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_is_made_again_and_the_gap_is_told() {
    let (mut events, mut server, mut peer) = connected(Terms::default()).await;
    peer.ping(1_700_000_000).await;
    peer.event("message.created", 1).await;
    assert_eq!(event_id(&mut events).await, 1);
    let first = peer.identifier.clone();
    drop(peer);
    let attempt = reconnecting(&mut events).await;
    assert_eq!(attempt.attempt, 1);
    assert!(attempt.wait <= Duration::from_millis(500));
    let mut peer = server.subscribed().await;
    assert_eq!(peer.identifier, first);
    peer.event("message.created", 2).await;
    let (gap, _) = gap(&mut events).await;
    assert_eq!(gap.since_by_server.as_ref().map(crate::Timestamp::as_second), Some(1_700_000_000));
    assert!(gap.since <= gap.until);
    assert!(matches!(item(&mut events).await, Item::Connected));
    assert_eq!(event_id(&mut events).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_gap_begins_where_the_socket_was_last_empty_and_not_where_it_was_read() {
    let terms = Terms { buffer: 1, presence: None, clock, ..Terms::default() };
    let (mut events, mut server, mut peer) = connected(terms).await;
    sleep(Duration::from_secs(5)).await;
    let empty = clock();
    for id in 0..50 {
        peer.event("message.created", id).await;
    }
    sleep(Duration::from_secs(600)).await;
    drop(peer);
    for id in 0..50 {
        assert_eq!(event_id(&mut events).await, id);
    }
    let _peer = server.subscribed().await;
    let gap = loop {
        if let Item::Gap(gap) = item(&mut events).await {
            break gap;
        }
    };
    assert!(gap.since <= empty, "{gap}");
    assert!(gap.until.as_second() >= empty.as_second() + 600, "{gap}");
}

#[tokio::test(start_paused = true)]
async fn a_gap_begins_where_the_last_frame_came_if_it_was_waited_for() {
    let (mut events, mut server, mut peer) = connected(Terms { clock, ..Terms::default() }).await;
    sleep(Duration::from_secs(5)).await;
    let then = clock();
    peer.event("message.created", 1).await;
    assert_eq!(event_id(&mut events).await, 1);
    sleep(Duration::from_secs(5)).await;
    drop(peer);
    reconnecting(&mut events).await;
    let _peer = server.subscribed().await;
    assert_eq!(gap(&mut events).await.0.since, then);
}

#[tokio::test(start_paused = true)]
async fn silence_is_noticed() {
    let (mut events, mut server, mut peer) = connected(Terms::default()).await;
    let begun = Instant::now();
    peer.pings(10).await;
    let attempt = reconnecting(&mut events).await;
    assert_eq!(begun.elapsed().as_secs(), 39);
    assert!(matches!(attempt.reason, Reason::Silence(_)), "{attempt}");
    let _peer = server.subscribed().await;
    let (gap, reason) = gap(&mut events).await;
    assert!(matches!(reason, Reason::Silence(_)));
    assert_eq!(gap.since_by_server.map(|at| at.as_second()), Some(30));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_restarts_is_returned_to() {
    let (mut events, mut server, mut peer) = connected(Terms::default()).await;
    peer.text(r#"{"type":"disconnect","reason":"server_restart","reconnect":true}"#).await;
    let attempt = reconnecting(&mut events).await;
    assert!(matches!(&attempt.reason, Reason::Disconnected(reason) if reason == "server_restart"), "{attempt}");
    assert!(peer.command().await.is_none());
    let _peer = server.subscribed().await;
    gap(&mut events).await;
    assert!(matches!(item(&mut events).await, Item::Connected));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_wants_no_return_ends_the_stream() {
    for frame in
        [r#"{"type":"disconnect","reason":"remote","reconnect":false}"#, r#"{"type":"disconnect","reason":"remote"}"#]
    {
        let (mut events, _server, mut peer) = connected(Terms::default()).await;
        peer.text(frame).await;
        let (_, reason) = gap(&mut events).await;
        assert_eq!(reason.to_string(), "the server ended the connection: remote");
        let error = last_error(&mut events).await;
        assert!(matches!(&error, Error::Disconnected { reason } if reason == "remote"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_does_not_listen_is_connected_again_all_the_same() {
    let (mut events, mut server, mut peer) = connected(Terms { buffer: 1, ..Terms::default() }).await;
    peer.event("message.created", 1).await;
    sleep(Duration::from_secs(1)).await;
    drop(peer);
    // The buffer is full until the first presence of the second connection was shown. One item is read ahead of it.
    let mut peer = server.subscribed().await;
    peer.event("message.created", 2).await;
    let (_task, mut presences) = peer.watch_presence();
    assert_eq!(presences.recv().await, Some(20));
    assert_eq!(event_id(&mut events).await, 1);
    gap(&mut events).await;
    assert!(matches!(item(&mut events).await, Item::Connected));
    assert_eq!(event_id(&mut events).await, 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_forgotten_when_a_connection_is_lost_before_its_beginning_was_taken() {
    let (mut events, mut server, mut peer) = connected(Terms { buffer: 1, ..Terms::default() }).await;
    peer.ping(100).await;
    peer.event("message.created", 1).await;
    sleep(Duration::from_secs(1)).await;
    // The buffer is full, so that losses are noticed when presence is to be shown.
    drop(peer);
    drop(server.subscribed().await);
    sleep(Duration::from_secs(60)).await;
    assert_eq!(event_id(&mut events).await, 1);
    let (first, _) = gap(&mut events).await;
    assert_eq!(first.since_by_server.map(|at| at.as_second()), Some(100));
    assert!(matches!(item(&mut events).await, Item::Connected));
    let mut peer = server.subscribed().await;
    peer.event("message.created", 2).await;
    gap(&mut events).await;
    assert!(matches!(item(&mut events).await, Item::Connected));
    assert_eq!(event_id(&mut events).await, 2);
}

#[tokio::test(start_paused = true)]
async fn waits_grow_and_a_limit_ends_them() {
    let backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(4) };
    let (mut events, server, peer) = connected(Terms { backoff, attempts: Some(5), ..Terms::default() }).await;
    server.refusals.store(u32::MAX, Ordering::SeqCst);
    drop(peer);
    for (number, limit) in (1..).zip([1, 2, 4, 4, 4]) {
        let attempt = reconnecting(&mut events).await;
        assert_eq!(attempt.attempt, number);
        assert!(attempt.wait <= Duration::from_secs(limit), "{attempt}");
    }
    gap(&mut events).await;
    let error = last_error(&mut events).await;
    assert!(matches!(error, Error::GaveUp { attempts: 5, last: Reason::Broken(_) }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_it_goes_on() {
    let (mut events, mut server, peer) = connected(Terms::default()).await;
    server.refusals.store(200, Ordering::SeqCst);
    drop(peer);
    for number in 1..=201 {
        assert_eq!(reconnecting(&mut events).await.attempt, number);
    }
    let _peer = server.subscribed().await;
    gap(&mut events).await;
}

#[tokio::test(start_paused = true)]
async fn a_changed_password_ends_the_stream_in_the_end_if_there_is_a_limit() {
    let (mut events, mut server, peer) = connected(Terms { unconfirmed: Some(2), ..Terms::default() }).await;
    drop(peer);
    let script = async {
        for _ in 0..2 {
            let mut peer = server.accept().await;
            peer.welcome().await;
            peer.pings(3).await;
            assert!(peer.command().await.is_none());
        }
    };
    let taken = async {
        reconnecting(&mut events).await;
        let second = reconnecting(&mut events).await;
        assert!(matches!(second.reason, Reason::NotConfirmed { .. }), "{second}");
        gap(&mut events).await;
        last_error(&mut events).await
    };
    let (error, ()) = tokio::join!(taken, script);
    assert!(matches!(error, Error::GaveUp { attempts: 2, last: Reason::NotConfirmed { .. } }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_subscribes_nobody_for_a_while_is_returned_to() {
    let (mut events, mut server, peer) = connected(Terms::default()).await;
    drop(peer);
    let script = async {
        for _ in 0..10 {
            let mut peer = server.accept().await;
            peer.welcome().await;
            peer.pings(3).await;
            assert!(peer.command().await.is_none());
        }
        server.subscribed().await
    };
    let taken = async {
        for _ in 0..11 {
            reconnecting(&mut events).await;
        }
        gap(&mut events).await;
        assert!(matches!(item(&mut events).await, Item::Connected));
    };
    let (_peer, ()) = tokio::join!(script, taken);
}

#[tokio::test(start_paused = true)]
async fn connections_that_never_last_count_as_failures() {
    let (mut events, mut server, mut peer) = connected(Terms { attempts: Some(3), ..Terms::default() }).await;
    for number in 1..=3 {
        drop(peer);
        assert_eq!(reconnecting(&mut events).await.attempt, number);
        peer = server.subscribed().await;
        gap(&mut events).await;
        assert!(matches!(item(&mut events).await, Item::Connected));
    }
    drop(peer);
    gap(&mut events).await;
    assert!(matches!(last_error(&mut events).await, Error::GaveUp { attempts: 3, .. }));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_stood_for_a_while_makes_up_for_failures() {
    let (mut events, mut server, mut peer) = connected(Terms { attempts: Some(1), ..Terms::default() }).await;
    for _ in 0..3 {
        peer.pings(4).await;
        drop(peer);
        assert_eq!(reconnecting(&mut events).await.attempt, 1);
        peer = server.subscribed().await;
        gap(&mut events).await;
        assert!(matches!(item(&mut events).await, Item::Connected));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_confirms_and_stays_silent_fails() {
    let (mut events, mut server, mut peer) = connected(Terms { attempts: Some(2), ..Terms::default() }).await;
    for number in 1..=2 {
        // Heard once, it is connected for longer than silence may last.
        peer.pings(1).await;
        let attempt = reconnecting(&mut events).await;
        assert!(matches!(attempt.reason, Reason::Silence(_)), "{attempt}");
        assert_eq!(attempt.attempt, number);
        peer = server.subscribed().await;
        gap(&mut events).await;
        assert!(matches!(item(&mut events).await, Item::Connected));
    }
    gap(&mut events).await;
    let error = last_error(&mut events).await;
    assert!(matches!(error, Error::GaveUp { attempts: 2, last: Reason::Silence(_) }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_too_long_ends_the_connection_and_is_a_gap() {
    let (mut events, mut server, mut peer) = connected(Terms::default()).await;
    peer.text(&format!(r#""{}""#, "x".repeat(MAX_MESSAGE_BYTES))).await;
    let attempt = reconnecting(&mut events).await;
    assert!(matches!(attempt.reason, Reason::Broken(_)), "{attempt}");
    let _peer = server.subscribed().await;
    gap(&mut events).await;
    assert!(matches!(item(&mut events).await, Item::Connected));
}
