//! The program: what it prints and how it ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const DOCUMENT: &str = r#"{
    "openapi": "3.1.0",
    "components": {"securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "token"}}},
    "paths": {"/notes": {"post": {
        "operationId": "note_create",
        "security": [{"token": []}],
        "requestBody": {"content": {"application/json": {"schema": {"properties": {"text": {"type": "string"}}}}}},
        "responses": {"200": {"content": {"application/json": {"example": {"id": 1, "text": "hello"}}}}}
    }}}
}"#;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_inboxkit-mock"))
}

/// A file of its own for each test.
fn document(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn it_prints_where_it_is_and_a_line_per_request() {
    let mut child = program().arg(document("served.json", DOCUMENT)).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.strip_prefix("1 operations at http://").unwrap().to_owned();

    let body = r#"{"text": "hi"}"#;
    let head =
        "POST /notes HTTP/1.1\r\nHost: h\r\nConnection: close\r\nToken: s3cret\r\nContent-Type: application/json";
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with(r#"{"id":1,"text":"hi"}"#), "{answer}");
    assert_eq!(lines.next().unwrap().unwrap(), "POST /notes note_create 200");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn wrong_usage_and_unreadable_files_end_with_2() {
    let broken = document("broken.json", "{");
    let broken = broken.to_str().unwrap();
    for (arguments, says) in [
        (&[][..], "error: no file\n\nusage: inboxkit-mock FILE"),
        (&["nowhere.json"], "error: nowhere.json: "),
        (&[broken], ": the document is not JSON: "),
    ] {
        let output = program().args(arguments).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(says), "{errors}");
    }
}

#[test]
fn help_is_no_error() {
    let output = program().arg("--help").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"usage: inboxkit-mock FILE"));
}
