//! Answers that say no, and those that say elsewhere.

use crate::peer::{Peer, answer, http, ok, send};
use crate::secure::Certificate;
use crate::table::{Cell, Group, Row, Trust, fails, row, success};

/// A status whose body says why.
fn refuses(status: &'static str, headers: &str, advice: &str) -> (Peer, Cell) {
    let peer = http([answer(status, headers, r#"{"error": "why"}"#)]);
    let kind = format!("Status({})", &status[..3]);
    let says = format!("the server answered {status}: {{\"error\": \"why\"}}{advice}");
    (peer, fails(kind.leak(), says.leak()))
}

pub fn statuses() -> Group {
    let refused = |status, advice: &str| {
        let (peer, cell) = refuses(status, "", advice);
        row(status, peer).both(cell)
    };
    let by_method = |status| {
        let (peer, cell) = refuses(status, "", "");
        row(status, peer).by_method(cell)
    };
    let waits = |name, status, after: &str, advice: &str| -> (Row, Cell) {
        let (peer, cell) = refuses(status, &format!("Retry-After: {after}\r\n"), advice);
        (row(name, peer), cell)
    };
    let both = |(row, cell): (Row, Cell)| row.both(cell.exhausted());
    let too_long = |(row, cell): (Row, Cell)| row.both(cell.asked_to_wait(3600));
    let pointless = |(row, cell): (Row, Cell)| row.both(cell);
    let by_method_waiting = |(row, cell): (Row, Cell)| row.by_method(cell);
    let more = "; wait before sending more";
    let (too_many, of_too_many) = refuses("429 Too Many Requests", "", more);
    let rows = vec![
        refused("400 Bad Request", ""),
        refused("401 Unauthorized", "; check token and what it permits"),
        refused("403 Forbidden", "; check token and what it permits"),
        refused("404 Not Found", "; check thing_id"),
        by_method("408 Request Timeout"),
        refused("409 Conflict", ""),
        refused("422 Unprocessable Entity", ""),
        row("429 Too Many Requests", too_many).both(of_too_many.exhausted()),
        both(waits("429, Retry-After: 0", "429 Too Many Requests", "0", more)),
        too_long(waits("429, Retry-After: 3600", "429 Too Many Requests", "3600", more)),
        refused("500 Internal Server Error", ""),
        pointless(waits("500, Retry-After: 0", "500 Internal Server Error", "0", "")),
        refused("501 Not Implemented", ""),
        by_method("502 Bad Gateway"),
        by_method_waiting(waits("502, Retry-After: 0", "502 Bad Gateway", "0", "")),
        by_method("503 Service Unavailable"),
        both(waits("503, Retry-After: 0", "503 Service Unavailable", "0", "")),
        both(waits(
            "503, Retry-After: a date that is past",
            "503 Service Unavailable",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "",
        )),
        too_long(waits("503, Retry-After: 3600", "503 Service Unavailable", "3600", "")),
        by_method("504 Gateway Timeout"),
        row(
            "503, Retry-After: 0, once",
            Peer::Http(vec![vec![answer("503 Service Unavailable", "Retry-After: 0\r\n", "")], vec![ok()]]),
        )
        .both(success().attempts(2).requests(2)),
        row(
            "401 whose body breaks off",
            http([send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\n{\"err"), crate::peer::Act::Close]),
        )
        .both(fails("Status(401)", "the server answered 401 Unauthorized: {\"err; check token and what it permits")),
    ];
    Group {
        title: "Statuses",
        about: "429, and 503 with `Retry-After`, say that the server did nothing: any request is sent again. 408, 502, 503 and \
                504 say less. 500 is not asked for again: what makes a server fail makes it fail again.",
        rows,
    }
}

pub fn redirects() -> Group {
    let to = |status: &str, location: &str| answer(status, &format!("Location: {location}\r\n"), "");
    let becomes_get = fails(
        "Redirect(BecomesGet)",
        "http://127.0.0.1:PORT answered with a redirect that would make a GET of the POST, which is not followed; check the \
         base URL: whether it wants https, another host, or another path",
    );
    let loops = fails("Redirect(TooMany)", "http://127.0.0.1:PORT redirected more than 5 times").requests(6);
    let bad =
        fails("Redirect(BadLocation)", "http://127.0.0.1:PORT redirected to something that is no URL of http or https");
    let downgrade = fails(
        "Redirect(Downgrade)",
        "https://localhost:PORT redirected from https to http, which is not followed; check the base URL",
    );
    let followed = success().requests(2);
    let plain = |status: &'static str| {
        fails(format!("Status({})", &status[..3]).leak(), format!("the server answered {status}").leak())
    };
    let mut rows = Vec::new();
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let code = &status[..3];
        let name = |what: &str| -> &'static str { format!("{code} {what}").leak() };
        let post = if matches!(code, "307" | "308") { followed } else { becomes_get };
        rows.push(
            row(name("to another path"), Peer::Http(vec![vec![to(status, "/there")], vec![ok()]]))
                .get(followed)
                .post(post),
        );
        rows.push(row(name("to another origin"), http([to(status, "{other}/there")])).get(followed).post(post));
        let post = if matches!(code, "307" | "308") { loops } else { becomes_get };
        rows.push(row(name("to itself"), http([to(status, "{home}/things/1")])).get(loops).post(post));
        let lost = format!("the server answered {status}; it has no Location to follow");
        rows.push(
            row(name("without Location"), http([answer(status, "", "")]))
                .both(fails(format!("Status({code})").leak(), lost.leak())),
        );
    }
    for status in ["300 Multiple Choices", "304 Not Modified", "305 Use Proxy"] {
        let name = |what: &str| -> &'static str { format!("{} {what}", &status[..3]).leak() };
        rows.push(row(name("with Location"), http([to(status, "/there")])).both(plain(status)));
        rows.push(row(name("without Location"), http([answer(status, "", "")])).both(plain(status)));
    }
    let nobody = fails("Connect", "cannot connect to http://127.0.0.1:PORT: Connection refused");
    rows.push(
        row("307 to where nobody listens", http([to("307 Temporary Redirect", "http://127.0.0.1:1/there")]))
            .by_method(nobody),
    );
    rows.push(row("302 to ftp:", http([to("302 Found", "ftp://h/")])).both(bad));
    rows.push(
        row("302 from https to http", Peer::Https(Certificate::Good, vec![vec![to("302 Found", "{other}/there")]]))
            .trust(Trust::Root)
            .both(downgrade),
    );
    rows.push(
        row(
            "307 from https to http",
            Peer::Https(Certificate::Good, vec![vec![to("307 Temporary Redirect", "{other}/there")]]),
        )
        .trust(Trust::Root)
        .both(downgrade),
    );
    Group {
        title: "Redirects",
        about: "Five are followed, and never one that makes a `GET` of another method or leads from https to http. To \
                another origin no credential goes along.",
        rows,
    }
}
