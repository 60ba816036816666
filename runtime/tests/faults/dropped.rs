//! Over HTTP/2 the connection outlives a request that is dropped: its stream must not.

use std::time::Duration;

use h2::Reason;
use inboxkit_runtime::FilePart;
use inboxkit_runtime::private as rt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::api::Client;
use crate::secure::{Certificate, Secure};

struct Upload {
    file: FilePart,
}
rt::multipart! { Upload { file: "file" } }

#[tokio::test]
async fn an_upload_that_waits_for_its_reader_resets_its_stream_when_it_is_dropped() {
    let (mut writer, reader) = tokio::io::duplex(64);
    writer.write_all(b"a beginning").await.unwrap();
    assert_reset(FilePart::from_reader("a.bin", reader)).await;
}

#[tokio::test]
async fn an_upload_that_waits_for_the_server_resets_its_stream_when_it_is_dropped() {
    assert_reset(FilePart::from_bytes("a.bin", vec![7; 16 << 20])).await;
}

/// Begins to send a file to a server that takes no more of it than its window holds, and drops the request.
async fn assert_reset(file: FilePart) {
    let secure = Secure::new(Certificate::Good, "h2");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let client = Client::builder().base_url(url).no_proxy().token("t0ken").root_certificate_pem(&secure.root_pem);
    let client = client.build().unwrap();
    let (tell, mut told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stream = secure.acceptor.accept(stream).await.unwrap();
        let mut connection = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((request, respond))) = connection.accept().await {
            let tell = tell.clone();
            tokio::spawn(async move {
                let _unanswered = respond;
                let mut body = request.into_body();
                let mut begun = false;
                let end = loop {
                    match body.data().await {
                        Some(Ok(_)) if begun => {}
                        Some(Ok(_)) => {
                            begun = true;
                            tell.send(None).unwrap();
                        }
                        Some(Err(error)) => break error.reason(),
                        None => break None,
                    }
                };
                tell.send(Some(end)).unwrap();
            });
        }
    });

    let upload = client.write(1).multipart(Upload { file }).send_empty();
    tokio::select! {
        _ = upload => panic!("nobody has answered"),
        begun = told.recv() => assert_eq!(begun, Some(None)),
    }
    let end = timeout(Duration::from_secs(5), told.recv()).await.expect("the stream ends");
    assert_eq!(end, Some(Some(Some(Reason::CANCEL))));
}
