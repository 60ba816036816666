//! A client of a few lines that sends exactly what it is told to.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use inboxkit_mock::{Mock, Running};
use serde_json::Value;

/// A mock of a document.
pub fn api(document: &Value) -> Mock {
    Mock::from_json(&document.to_string()).unwrap()
}

/// A client with one connection.
pub struct Client(TcpStream);

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Client {
    /// Connects.
    pub fn new(running: &Running) -> Self {
        Self(TcpStream::connect(running.address()).unwrap())
    }

    /// Sends a request without a body.
    pub fn send(&mut self, method: &str, target: &str, headers: &[&str]) -> Answer {
        self.send_body(method, target, headers, "")
    }

    /// Sends a request with a JSON body.
    pub fn json(&mut self, method: &str, target: &str, headers: &[&str], body: &Value) -> Answer {
        let headers = [&["Content-Type: application/json"], headers].concat();
        self.send_body(method, target, &headers, &body.to_string())
    }

    /// Sends a request.
    pub fn send_body(&mut self, method: &str, target: &str, headers: &[&str], body: &str) -> Answer {
        if body.is_empty() {
            return self.send_raw(method, target, headers, body);
        }
        let length = format!("Content-Length: {}", body.len());
        self.send_raw(method, target, &[headers, &[&length]].concat(), body)
    }

    /// Sends a request whose headers say how long its body is.
    pub fn send_raw(&mut self, method: &str, target: &str, headers: &[&str], body: &str) -> Answer {
        let headers = headers.iter().fold(String::new(), |text, header| text + header + "\r\n");
        let request = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}");
        self.0.write_all(request.as_bytes()).unwrap();
        self.receive()
    }

    fn receive(&mut self) -> Answer {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
        self.0.read_exact(&mut body).unwrap();
        Answer { status, headers, body: String::from_utf8(body).unwrap() }
    }
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}
