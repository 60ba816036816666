//! Faults of TLS, of proxies, and of HTTP/2.

use h2::Reason;

use crate::http2::Turn;
use crate::peer::{Peer, http, ok};
use crate::proxy::Proxy;
use crate::secure::Certificate;
use crate::table::{Cell, Group, Row, Trust, fails, row, success};

fn https(certificate: Certificate) -> Peer {
    Peer::Https(certificate, vec![vec![ok()]])
}

/// What is certain before anything is sent.
fn early(gets: &'static str, says: &'static str) -> Cell {
    fails(gets, says).unsent().requests(0)
}

pub fn tls() -> Group {
    let certificate = |cause: &str| {
        let says =
            format!("the certificate of https://localhost:PORT is not accepted: invalid peer certificate: {cause}");
        early("Tls(Certificate)", says.leak())
    };
    let rows = vec![
        row("a certificate of an unknown authority", https(Certificate::Good)).both(certificate(
            "UnknownIssuer; give the client its root with root_certificate_pem, or, where nothing secret is sent, \
             danger_accept_invalid_certificates(true)",
        )),
        row("the same, with its root added", https(Certificate::Good)).trust(Trust::Root),
        row("the same, with the dangerous switch", https(Certificate::Good)).trust(Trust::Anything),
        row("an expired certificate", https(Certificate::Expired)).trust(Trust::Root).both(certificate(
            "certificate expired: verification time NOW (UNIX), but certificate is not valid after 978307200 (long ago); \
             have it renewed, or set the clock of this machine right",
        )),
        row("a certificate for another host", https(Certificate::OfAnotherHost)).trust(Trust::Root).both(certificate(
            "certificate not valid for name \"localhost\"; certificate is only valid for DnsName(\"other.example\"); \
             check the host of the base URL",
        )),
        row("the server wants a certificate of the client", https(Certificate::Mutual))
            .trust(Trust::Root)
            .both(early("Tls(Handshake)", "no secure connection to https://localhost:PORT: received fatal alert: CertificateRequired; check that its port speaks https, and wants no certificate of the client")),
    ];
    Group {
        title: "TLS",
        about: "Certificates are verified by what the system trusts, and by roots that are added.",
        rows,
    }
}

pub fn proxies() -> Group {
    let unreachable = |server: &str, cause: &str| {
        let says =
            format!("the proxy 127.0.0.1:PORT does not connect to {server}:PORT{cause}; check the proxy setting");
        early("Proxy(Connect)", says.leak())
    };
    let unauthorised = early(
        "Proxy(Authentication)",
        "the proxy 127.0.0.1:PORT does not accept the credentials (407); give them in the proxy setting: \
         http://user:password@host:port",
    );
    let (plain, secure) = ("http://127.0.0.1", "https://localhost");
    let to = |name, peer: Peer, proxy, credentials| -> Row {
        row(name, peer).trust(Trust::Root).through(proxy, credentials)
    };
    let http = || http([ok()]);
    let tunnel = || https(Certificate::Good);
    let rows = vec![
        to("an open proxy, to http", http(), Proxy::Open, ""),
        to("an open proxy, to https", tunnel(), Proxy::Open, ""),
        to("a proxy that wants credentials and gets them, to http", http(), Proxy::Guarded, "ada:secret@"),
        to("a proxy that wants credentials and gets them, to https", tunnel(), Proxy::Guarded, "ada:secret@"),
        to("a proxy that wants credentials, to http", http(), Proxy::Guarded, "").both(unauthorised),
        to("a proxy that wants credentials, to https", tunnel(), Proxy::Guarded, "").both(unauthorised),
        to("a proxy that wants other credentials, to http", http(), Proxy::Guarded, "ada:wrong@").both(unauthorised),
        to("a proxy that wants other credentials, to https", tunnel(), Proxy::Guarded, "ada:wrong@").both(unauthorised),
        to("no proxy where one should be, to http", http(), Proxy::Nobody, "")
            .both(unreachable(plain, ": Connection refused").exhausted()),
        to("no proxy where one should be, to https", tunnel(), Proxy::Nobody, "")
            .both(unreachable(secure, ": Connection refused").exhausted()),
        to("a proxy that refuses, to http", http(), Proxy::Forbidding, "").both(
            fails("Status(403)", "the server answered 403 Forbidden; check token and what it permits").requests(0),
        ),
        to("a proxy that refuses, to https", tunnel(), Proxy::Forbidding, "")
            .both(unreachable(secure, ": tunnel error: unsuccessful").exhausted()),
        to("a proxy that says nothing, to https", tunnel(), Proxy::Silent, "").connect_timeout(100).both(
            early(
                "Timeout(Connect)",
                "no connection to https://localhost:PORT through the proxy 127.0.0.1:PORT within 100ms (connect_timeout)",
            )
            .exhausted(),
        ),
    ];
    Group {
        title: "Proxies",
        about: "Requests to http go to the proxy, those to https through a tunnel (`CONNECT`). A proxy that refuses a request \
                to http cannot be told from the server.",
        rows,
    }
}

pub fn http2() -> Group {
    let server = "https://localhost:PORT";
    let canceled =
        |cause: &str| fails("Canceled", format!("{server} closed the connection before it answered: {cause}").leak());
    let of = |name, turns: &[Turn]| row(name, Peer::Http2(turns.to_vec())).trust(Trust::Root);
    let body = |cause: &str| fails("Body", format!("a body broke off: {cause}").leak());
    let garbage = |cause: &str| {
        let says = format!(
            "what {server} answers is not proper HTTP: {cause}; check the scheme, host and port of the base URL"
        );
        fails("Protocol", says.leak())
    };
    let rows = vec![
        of("an answer", &[Turn::Answer]),
        of("two answers on one connection", &[Turn::Answer]).reused(),
        of("REFUSED_STREAM", &[Turn::Reset(Reason::REFUSED_STREAM)]).both(
            canceled("stream error received: refused stream before processing any application logic")
                .unsent()
                .exhausted(),
        ),
        of("REFUSED_STREAM once", &[Turn::Reset(Reason::REFUSED_STREAM), Turn::Answer])
            .both(success().attempts(2).requests(2)),
        of("INTERNAL_ERROR before the answer", &[Turn::Reset(Reason::INTERNAL_ERROR)])
            .by_method(canceled("stream error received: unexpected internal error encountered")),
        of("CANCEL before the answer", &[Turn::Reset(Reason::CANCEL)])
            .by_method(canceled("stream error received: stream no longer needed")),
        of("ENHANCE_YOUR_CALM before the answer", &[Turn::Reset(Reason::ENHANCE_YOUR_CALM)])
            .by_method(canceled("stream error received: detected excessive load generating behavior")),
        of("PROTOCOL_ERROR before the answer", &[Turn::Reset(Reason::PROTOCOL_ERROR)])
            .both(garbage("stream error received: unspecific protocol error detected")),
        of("HTTP_1_1_REQUIRED before the answer", &[Turn::Reset(Reason::HTTP_1_1_REQUIRED)])
            .both(garbage("stream error received: endpoint requires HTTP/1.1")),
        of("INTERNAL_ERROR within the answer", &[Turn::ResetInBody(Reason::INTERNAL_ERROR)])
            .by_method(body("stream error received: unexpected internal error encountered")),
        of("GOAWAY, and the request was not processed", &[Turn::GoAway(0, Reason::NO_ERROR)])
            .both(canceled("connection error received: not a result of an error").unsent().exhausted()),
        of("GOAWAY once, and the request was not processed", &[Turn::GoAway(0, Reason::NO_ERROR), Turn::Answer])
            .both(success().attempts(2).requests(2)),
        of(
            "GOAWAY with INTERNAL_ERROR, and the request may have been processed",
            &[Turn::GoAway(1, Reason::INTERNAL_ERROR)],
        )
        .by_method(canceled("stream closed because of a broken pipe")),
        of("bytes that are no frames", &[Turn::Garbage])
            .both(garbage("connection error detected: frame with invalid size")),
        of("no answer", &[Turn::Hang]).timeout(100).by_method(fails(
            "Timeout(Attempt)",
            "no complete answer from https://localhost:PORT within 100ms (timeout)",
        )),
    ];
    Group {
        title: "HTTP/2",
        about: "A server that refuses a stream, or goes away before it, says that it has not processed the request.",
        rows,
    }
}
