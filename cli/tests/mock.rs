//! The mock server of the program: where it listens, and a line for each request.
#![cfg(feature = "mock")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const DOCUMENT: &str = r#"
openapi: 3.1.0
info: {title: Notes, version: "1"}
components: {securitySchemes: {token: {type: apiKey, in: header, name: token}}}
paths:
  /notes:
    post:
      operationId: note_create
      security: [{token: []}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {"200": {description: Made., content: {application/json: {example: {id: 1, text: hello}}}}}
"#;

#[test]
fn it_prints_where_it_is_and_a_line_per_request() {
    let document = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("served.yaml");
    std::fs::write(&document, DOCUMENT).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_inboxkit"));
    let mut child = program.arg("mock").arg(document).args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
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
