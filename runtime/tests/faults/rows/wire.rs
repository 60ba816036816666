//! Faults of connections, of HTTP itself, of bodies, and of time.

use crate::peer::Act::{Close, Drip, Flood, Hang, Reset, Wait};
use crate::peer::{Peer, THING, answer, http, ok, send};
use crate::table::{Group, fails, row, success};

const CANCELED: &str = "http://127.0.0.1:PORT closed the connection before it answered: ";

pub fn connections() -> Group {
    let closed = || fails("Canceled", concat_canceled("connection closed before message completed"));
    let reset = || fails("Canceled", concat_canceled("Connection reset by peer"));
    let rows = vec![
        row("nobody listens", Peer::Nobody).both(
            fails("Connect", "cannot connect to http://127.0.0.1:PORT: Connection refused")
                .unsent()
                .requests(0)
                .exhausted(),
        ),
        row("closed before the answer", http([Close])).by_method(closed()),
        row("reset before the answer", http([Reset])).by_method(reset()),
        row("closed within the headers", http([send("HTTP/1.1 200 OK\r\nContent-"), Wait(20), Close]))
            .by_method(closed()),
        row("reset within the headers", http([send("HTTP/1.1 200 OK\r\nContent-"), Wait(20), Reset]))
            .by_method(reset()),
        row("reset after the headers", http([send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), Wait(20), Reset]))
            .by_method(fails("Body", "a body broke off: Connection reset by peer")),
        row(
            "reset after an earlier attempt was told to wait",
            Peer::Http(vec![vec![answer("503 Service Unavailable", "Retry-After: 0\r\n", "")], vec![Reset]]),
        )
        .get(reset().exhausted())
        .post(reset().left_alone().attempts(2).requests(2)),
        row("closed before the answer once", Peer::Http(vec![vec![Close], vec![ok()]]))
            .get(success().attempts(2).requests(2))
            .post(closed().left_alone()),
        row("an idle connection was closed", Peer::Http(vec![vec![ok(), Close], vec![ok()]])).reused(),
        row("an idle connection was reset", Peer::Http(vec![vec![ok(), Wait(20), Reset], vec![ok()]])).reused(),
        row(
            "an idle connection got an answer that nobody asked for (408), and was closed",
            Peer::Http(vec![
                vec![ok(), Wait(20), answer("408 Request Timeout", "Connection: close\r\n", ""), Close],
                vec![ok()],
            ]),
        )
        .reused(),
        row(
            "a second answer comes with the first one",
            Peer::Http(vec![vec![send(format!("{}{}", text_of_ok(THING), text_of_ok(r#"{"id": 2}"#)))], vec![ok()]]),
        )
        .reused(),
        row(
            "an idle connection is closed when the request comes",
            Peer::Http(vec![vec![ok()], vec![Close], vec![ok()]]),
        )
        .reused()
        .get(success().attempts(2).requests(2))
        .post(closed().left_alone()),
    ];
    Group {
        title: "Connections",
        about: "A connection that was idle and ended is replaced without a word, as nothing was sent on it. One that ends \
                when the request is on its way may have carried it.",
        rows,
    }
}

/// The line of a connection that was closed.
fn concat_canceled(cause: &'static str) -> &'static str {
    format!("{CANCELED}{cause}").leak()
}

fn text_of_ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

pub fn time() -> Group {
    let late = |server: &str, milliseconds: u32| {
        let says = format!("no complete answer from {server} within {milliseconds}ms (timeout)");
        fails("Timeout(Attempt)", says.leak())
    };
    let rows = vec![
        row("no headers", http([Hang])).timeout(100).by_method(late("http://127.0.0.1:PORT", 100)),
        row("half of the headers", http([send("HTTP/1.1 200 OK\r\n"), Hang]))
            .timeout(100)
            .by_method(late("http://127.0.0.1:PORT", 100)),
        row("no body", http([send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), Hang]))
            .timeout(100)
            .by_method(late("http://127.0.0.1:PORT", 100)),
        row("half of the body", http([send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id"), Hang]))
            .timeout(100)
            .by_method(late("http://127.0.0.1:PORT", 100)),
        row(
            "a byte now and then, too slowly",
            http([Drip("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id\": 1}", 10)]),
        )
        .timeout(100)
        .by_method(late("http://127.0.0.1:PORT", 100)),
        row("a byte now and then, in time", http([Drip("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id\": 1}", 2)])),
        row("interim answers (103) without end", http([Flood("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]))
            .timeout(100)
            .by_method(late("http://127.0.0.1:PORT", 100)),
        row("late once", Peer::Http(vec![vec![Hang], vec![ok()]]))
            .timeout(400)
            .get(success().attempts(2).requests(2))
            .post(late("http://127.0.0.1:PORT", 400).left_alone()),
        row("no handshake of TLS within the time of the attempt", Peer::Silent)
            .timeout(100)
            .by_method(late("https://localhost:PORT", 100).requests(0)),
        row("no handshake of TLS", Peer::Silent).connect_timeout(100).both(
            fails("Timeout(Connect)", "no connection to https://localhost:PORT within 100ms (connect_timeout)")
                .unsent()
                .requests(0)
                .exhausted(),
        ),
    ];
    Group {
        title: "Time",
        about: "The time of an attempt ends with the last byte of the answer, so that a server that trickles does not \
                hold a request for ever. An attempt that is over before there is a connection is taken for one that was \
                sent: `connect_timeout` should be the shorter of the two.",
        rows,
    }
}

pub fn protocol() -> Group {
    let garbage = |cause: &str| {
        let says = format!(
            "what http://127.0.0.1:PORT answers is not proper HTTP: {cause}; check the scheme, host and port of the base URL"
        );
        fails("Protocol", says.leak())
    };
    let many = "X: x\r\n".repeat(200);
    let rows = vec![
        row("something else than HTTP (SSH)", http([send("SSH-2.0-OpenSSH_9.6\r\n"), Hang]))
            .both(garbage("invalid HTTP version parsed")),
        row("TLS where HTTP is expected", http([send(*b"\x15\x03\x01\x00\x02\x02\x16"), Close]))
            .both(garbage("invalid HTTP version parsed")),
        row("a status that is none", http([send("HTTP/1.1 OK\r\n\r\n"), Hang]))
            .both(garbage("invalid HTTP status-code parsed")),
        row("a header that is none", http([send("HTTP/1.1 200 OK\r\nno header\r\n\r\n"), Hang]))
            .both(garbage("invalid HTTP header parsed")),
        row("a header of 1 MB", http([send(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(1 << 20))), Hang]))
            .both(garbage("message head is too large")),
        row("200 headers", http([send(format!("HTTP/1.1 200 OK\r\n{many}\r\n")), Hang]))
            .both(garbage("message head is too large")),
        row("a Content-Length that is no number", http([send("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), Hang]))
            .both(garbage("invalid content-length parsed")),
        row(
            "two Content-Lengths that differ",
            http([send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\n{\"id\": 1}"), Hang]),
        )
        .both(garbage("invalid content-length parsed")),
        row(
            "chunks that are none",
            http([send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"), Hang]),
        )
        .both(garbage("Invalid chunk size line: missing size digit")),
        row("100 before the answer", http([send("HTTP/1.1 100 Continue\r\n\r\n"), ok()])),
        row(
            "103 before the answer, twice",
            http([
                send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                ok(),
            ]),
        ),
        row(
            "101, which was not asked for",
            http([send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), Hang]),
        )
        .both(fails("Status(101)", "the server answered 101 Switching Protocols")),
    ];
    Group {
        title: "HTTP itself",
        about: "What is not HTTP is no accident of the network: it is not asked for again.",
        rows,
    }
}

pub fn bodies() -> Group {
    let broken = |cause: &str| fails("Body", format!("a body broke off: {cause}").leak());
    let other = |message: &str| fails("Decode", format!("the answer is not as documented: {message}").leak());
    let nested = format!("{}{}", r#"{"id": 1, "x": "#, "[".repeat(100_000));
    let closed_nested = format!("{nested}{}}}", "]".repeat(100_000));
    let too_deep = format!("at x{}[0…: recursion limit exceeded (in: {})", "[0]".repeat(99), "[".repeat(80));
    let html = "<!DOCTYPE html><title>Welcome</title>";
    let rows = vec![
        row(
            "less than Content-Length, and closed",
            http([send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\": 1}"), Close]),
        )
        .by_method(broken("end of file before message length reached")),
        row(
            "closed within the chunks",
            http([send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"id\": 1}\r\n"), Wait(20), Close]),
        )
        .by_method(broken("unexpected EOF during chunk size line")),
        row("more than Content-Length", http([send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{\"id\": 1}")]))
            .both(other("EOF while parsing a string (in: {\"…\")")),
        row(
            "neither Content-Length nor chunks, and closed",
            http([send(format!("HTTP/1.1 200 OK\r\n\r\n{THING}")), Close]),
        ),
        row(
            "more than max_response_bytes, as Content-Length says",
            http([answer("200 OK", "", &format!("{{\"id\": {}}}", "1".repeat(2000)))]),
        )
        .max_response_bytes(1000)
        .both(other("it has more than 1000 bytes (max_response_bytes)")),
        row(
            "more than max_response_bytes, without end",
            http([
                send("HTTP/1.1 200 OK\r\n\r\n"),
                Flood("                                                                "),
            ]),
        )
        .max_response_bytes(1000)
        .both(other("it has more than 1000 bytes (max_response_bytes)")),
        row("compressed, which was not asked for", http([raw(b"\x1f\x8b\x08\x00\x00")]))
            .both(other("it is compressed (gzip), which was not asked for")),
        row(
            "413 before the upload has been read, and closed",
            Peer::Hasty(vec![answer("413 Content Too Large", "Connection: close\r\n", ""), Close]),
        )
        .upload(16 << 20)
        .both(fails("Status(413)", "the server answered 413 Payload Too Large")),
        row("a page of HTML with 200", http([answer("200 OK", "Content-Type: text/html\r\n", html)]))
            .both(other("it is HTML or XML, not JSON; check the base URL")),
        row("JSON by the name of text/plain", http([answer("200 OK", "Content-Type: text/plain\r\n", THING)])),
        row("nothing (200)", http([answer("200 OK", "", "")])).both(other("the body is empty")),
        row("nothing (204)", http([send("HTTP/1.1 204 No Content\r\n\r\n")])).both(other("the body is empty")),
        row("JSON of another shape", http([answer("200 OK", "", r#"{"id": "s3cret"}"#)]))
            .both(other("at id: invalid type: string, expected i64 (in: {\"id\": \"…\"})")),
        row("text that is not UTF-8 in JSON", http([raw(b"{\"id\": 1, \"x\": \"\xff\"}")]))
            .both(other("at x: not UTF-8 from byte 16 on (in: {\"id\": 1, \"x\": \"…\"})")),
        row("text that is not UTF-8", http([raw(b"abc\xff")]))
            .text()
            .both(other("the text is not UTF-8 from byte 3 on")),
        row("JSON in 100,000 levels", http([answer("200 OK", "", &closed_nested)])).both(other(&too_deep)),
        row("JSON in 100,000 levels that do not end", http([answer("200 OK", "", &nested)])).both(other(&too_deep)),
    ];
    Group {
        title: "Bodies",
        about: "An answer that came whole is not asked for again, as the next one would be the same. Errors show the shape \
                of the JSON, and none of its texts.",
        rows,
    }
}

/// An answer of bytes.
fn raw(body: &[u8]) -> crate::peer::Act {
    let mut bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    send(bytes)
}
