//! A connection that stands: events, presence, what cannot be read, and who does not listen.

use super::*;
use crate::models::RealtimeEvent;
use crate::realtime::Cause;

/// Presences as seconds, until none has come for a minute.
async fn presences(mut all: mpsc::UnboundedReceiver<u64>, count: usize) -> Vec<u64> {
    let mut seen = Vec::new();
    while seen.len() < count {
        seen.push(all.recv().await.expect("it is shown"));
    }
    seen
}

#[tokio::test(start_paused = true)]
async fn agents_and_contacts_show_presence() {
    for subscriber in [agent(), contact()] {
        let (memory, mut server) = Server::new();
        let (events, peer) = tokio::join!(driver::start(memory, subscriber, Terms::default()), server.subscribed());
        let _events = events.unwrap();
        let (_task, all) = peer.watch_presence();
        assert_eq!(presences(all, 3).await, [20, 40, 60]);
    }
}

#[tokio::test(start_paused = true)]
async fn presence_can_be_left_out() {
    let (_events, _server, peer) = connected(Terms { presence: None, ..Terms::default() }).await;
    let (task, mut all) = peer.watch_presence();
    sleep(Duration::from_secs(300)).await;
    assert!(all.try_recv().is_err());
    assert!(!task.is_finished());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_a_gap_and_the_stream_goes_on() {
    let (mut events, _server, mut peer) = connected(Terms::default()).await;
    peer.ping(1_700_000_000).await;
    peer.text(r#"{"type":"#).await;
    peer.socket.send(Message::binary(vec![1, 2])).await.unwrap();
    peer.text("[1]").await;
    peer.event("message.created", 5).await;
    let mut frames = Vec::new();
    for _ in 0..3 {
        let Item::Gap(gap) = item(&mut events).await else { panic!("it is a gap") };
        assert!(gap.to_string().contains("a frame could not be read"), "{gap}");
        assert_eq!(gap.since_by_server.map(|at| at.as_second()), Some(1_700_000_000));
        let Cause::Skipped { frame, .. } = gap.cause else { panic!("it was skipped") };
        frames.push(frame);
    }
    assert_eq!(frames[0].text(), Some(r#"{"type":"#));
    assert_eq!(frames[1].bytes().as_ref(), [1, 2]);
    assert_eq!(format!("{:?}", frames[2]), "RawFrame(3 bytes)");
    assert_eq!(event_id(&mut events).await, 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_known_comes_as_it_is() {
    let (mut events, _server, mut peer) = connected(Terms::default()).await;
    peer.event("moon.landed", 3).await;
    peer.text(r#"{"type":"news","headline":"none"}"#).await;
    let Item::Event(event) = item(&mut events).await else { panic!("it is an event") };
    assert_eq!((event.name(), event.json()["data"]["id"].as_i64()), ("moon.landed", Some(3)));
    let Item::Unknown(frame) = item(&mut events).await else { panic!("it is not known") };
    assert_eq!((frame.kind(), frame.json()["headline"].as_str()), (Some("news"), Some("none")));
}

#[tokio::test(start_paused = true)]
async fn who_does_not_listen_loses_nothing_and_stays_present() {
    let (mut events, _server, mut peer) = connected(Terms { buffer: 2, ..Terms::default() }).await;
    for id in 0..100 {
        peer.event("message.created", id).await;
    }
    let (_task, all) = peer.watch_presence();
    assert_eq!(presences(all, 6).await.last(), Some(&120));
    for id in 0..100 {
        assert_eq!(event_id(&mut events).await, id);
    }
    // The pings of two minutes were read late, and the connection stands.
    assert!(tokio::time::timeout(Duration::from_secs(60), events.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_stream_leaves_nothing_behind() {
    let (mut events, _server, mut peer) = connected(Terms::default()).await;
    let alive = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert_eq!(alive(), 1);
    // Also one that is waited for.
    assert!(tokio::time::timeout(Duration::from_secs(1), events.next()).await.is_err());
    drop(events);
    assert!(peer.command().await.is_none());
    assert_eq!(alive(), 0);
}

#[tokio::test(start_paused = true)]
async fn it_is_a_stream_that_can_be_sent() {
    fn assert_stream<T: futures_util::Stream + Send + Sync + Unpin + 'static>(_: &T) {}
    let (mut events, _server, mut peer) = connected(Terms::default()).await;
    assert_stream(&events);
    peer.event("message.created", 8).await;
    let item = StreamExt::next(&mut events).await.unwrap().unwrap();
    assert!(matches!(item, Item::Event(event) if event.data()["id"] == 8));
}

#[tokio::test(start_paused = true)]
async fn events_are_models_where_they_are_as_documented() {
    let (mut events, _server, mut peer) = connected(Terms::default()).await;
    let identifier = Json::from(peer.identifier.as_str());
    for message in [
        r#"{"event":"presence.update","data":{"account_id":1,"users":{"7":"busy"}}}"#,
        r#"{"event":"moon.landed","data":{}}"#,
        r#"{"event":"presence.update","data":{"account_id":1,"users":"s3cret"}}"#,
    ] {
        peer.text(&format!(r#"{{"identifier":{identifier},"message":{message}}}"#)).await;
    }
    let mut decoded = Vec::new();
    for _ in 0..3 {
        let Item::Event(event) = item(&mut events).await else { panic!("it is an event") };
        decoded.push((event.decode(), event));
    }
    assert!(matches!(&decoded[0].0, Ok(RealtimeEvent::PresenceUpdate(update)) if update.data.users.len() == 1));
    assert!(matches!(&decoded[1].0, Ok(RealtimeEvent::Unknown(_))));
    let (error, event) = (decoded[2].0.as_ref().unwrap_err(), &decoded[2].1);
    assert_eq!(error.path(), "data.users");
    assert!(!error.to_string().contains("s3cret"), "{error}");
    assert_eq!(event.data()["users"], "s3cret");
}
