//! The mock over the wire: what it answers, what it records, how it ends.

mod common;

use common::{Client, api};
use inboxkit_mock::Mock;
use serde_json::json;

fn contacts() -> serde_json::Value {
    json!({
        "openapi": "3.1.0",
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "api_token"}},
            "schemas": {
                "Contact": {
                    "type": "object",
                    "required": ["id", "name", "state"],
                    "properties": {
                        "id": {"type": "integer", "format": "int64"},
                        "name": {"type": "string"},
                        "vip": {"type": "boolean"},
                        "state": {"type": "string", "enum": ["new", "known"]},
                    },
                },
                "Error": {"type": "object", "properties": {"error": {"type": "string"}}},
            },
            "responses": {"Unauthorized": {"description": "", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Error"},
                "example": {"error": "Invalid token"},
            }}}},
        },
        "paths": {
            "/contacts": {"post": {
                "operationId": "contact_create",
                "requestBody": {"required": true, "content": {"application/json": {"schema": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {"name": {"type": "string"}, "state": {"type": "string"}, "vip": {"type": "string"}, "note": {"type": "string"}},
                }}}},
                "responses": {
                    "202": {"description": "later"},
                    "201": {
                        "description": "",
                        "headers": {
                            "Location": {"schema": {"type": "string"}, "example": "/contacts/1"},
                            "X-Optional": {"schema": {"type": "string"}},
                            "X-Count": {"required": true, "schema": {"type": "integer"}},
                        },
                        "content": {"application/json": {
                            "schema": {"$ref": "#/components/schemas/Contact"},
                            "examples": {
                                "full": {"value": {"id": 2, "name": "Zoe", "vip": true, "state": "known"}},
                                "bare": {"value": {"id": 1, "name": "Ada", "state": "new"}},
                            },
                        }},
                    },
                    "401": {"$ref": "#/components/responses/Unauthorized"},
                    "422": {"description": "", "content": {"text/plain": {"example": "no"}}},
                    "5XX": {"description": ""},
                },
            }},
            "/contacts/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "get": {"operationId": "contact_get", "responses": {"200": {"description": "", "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Contact"}},
                    "text/csv": {"schema": {"type": "string"}, "example": "id,name\n1,Ada\n"},
                }}}},
                "delete": {"operationId": "contact_delete", "responses": {"204": {"description": ""}}},
            },
            "/contacts/search": {"get": {"operationId": "contact_search", "responses": {"200": {"description": "", "content": {
                "application/json": {"schema": {"type": "array"}, "example": []},
            }}}}},
            "/files": {"post": {
                "operationId": "file_add",
                "requestBody": {"content": {"multipart/form-data": {"schema": {
                    "type": "object",
                    "required": ["files[]"],
                    "properties": {
                        "title": {"type": "string"},
                        "files[]": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                }}}},
                "responses": {"200": {"description": ""}},
            }},
            "/ping": {"get": {"security": [], "responses": {"default": {"description": ""}}}},
        },
    })
}

const TOKEN: &str = "api_token: t0ken-of-the-test";

#[test]
fn the_success_response_is_answered_with_its_first_example() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let answer = client.json("POST", "/contacts", &[TOKEN], &json!({"name": "Eve"}));
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json(), json!({"id": 1, "name": "Ada", "state": "new"}));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("location"), Some("/contacts/1"));
    assert_eq!(answer.header("x-count"), Some("1"));
    assert_eq!(answer.header("x-optional"), None);
    assert_eq!(running.violations(), Vec::<String>::new());
}

#[test]
fn a_response_without_content_has_no_body() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let deleted = client.send("DELETE", "/contacts/7", &[TOKEN]);
    assert_eq!((deleted.status, deleted.body.as_str()), (204, ""));
    let ping = client.send("GET", "/ping", &[]);
    assert_eq!((ping.status, ping.body.as_str(), ping.header("content-type")), (200, "", None));
}

#[test]
fn accept_chooses_the_media_type() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let made_up = client.send("GET", "/contacts/7", &[TOKEN]);
    assert_eq!(made_up.json(), json!({"id": 1, "name": "text", "state": "new"}));
    let csv = client.send("GET", "/contacts/7", &[TOKEN, "Accept: text/csv"]);
    assert_eq!((csv.header("content-type"), csv.body.as_str()), (Some("text/csv"), "id,name\n1,Ada\n"));
    assert_eq!(running.violations(), Vec::<String>::new());
    assert_eq!(client.send("GET", "/contacts/7", &[TOKEN, "Accept: image/png"]).status, 400);
    let expected = "GET /contacts/7 (contact_get): header accept: asks for none of the media types of the answer: application/json, text/csv";
    assert_eq!(running.violations(), [expected]);
}

#[test]
fn a_request_may_ask_for_an_example_and_for_a_status() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let mut create = |header: &str| client.json("POST", "/contacts", &[TOKEN, header], &json!({"name": "Eve"}));
    assert_eq!(create("x-mock-example: full").json()["name"], "Zoe");
    let refused = create("x-mock-status: 422");
    assert_eq!(
        (refused.status, refused.body.as_str(), refused.header("content-type")),
        (422, "no", Some("text/plain"))
    );
    assert_eq!(create("x-mock-status: 401").json(), json!({"error": "Invalid token"}));
    assert_eq!(create("x-mock-status: 503").status, 503);
    assert_eq!(running.violations(), Vec::<String>::new());

    let unknown = create("x-mock-status: 418");
    assert_eq!((unknown.status, &unknown.json()["mock"]), (400, &json!("request does not match the document")));
    assert_eq!(create("x-mock-example: other").json()["violations"][0]["why"], "the response 201 has no example other");
}

#[test]
fn a_wrong_request_is_answered_with_what_is_wrong() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let answer = client.json("POST", "/contacts?page=1", &[TOKEN], &json!({"name": 1, "nam": ""}));
    assert_eq!(answer.status, 400);
    let expected = json!({
        "mock": "request does not match the document",
        "violations": [
            {"at": "query parameter page", "why": "is not declared"},
            {"at": "body /name", "why": "1 is not of type \"string\""},
            {"at": "body /nam", "why": "the document does not name this key"},
        ],
    });
    assert_eq!(answer.json(), expected);
    assert_eq!(running.violations().len(), 3);
    assert_eq!(running.requests()[0].violations.len(), 3);
}

#[test]
fn a_missing_credential_is_answered_as_the_document_says() {
    let mock = api(&contacts()).credential("token", "right");
    let running = mock.serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let body = json!({"name": "Eve"});
    let documented = client.json("POST", "/contacts", &["api_token: wrong"], &body);
    assert_eq!((documented.status, documented.json()), (401, json!({"error": "Invalid token"})));
    let undocumented = client.send("DELETE", "/contacts/1", &[]);
    assert_eq!(
        (undocumented.status, undocumented.json()["violations"][0]["why"].clone()),
        (401, json!("needs token (header api_token)"))
    );
    assert_eq!(client.json("POST", "/contacts", &["api_token: right"], &body).status, 201);
    let public = client.send("GET", "/ping", &["api_token: right"]);
    assert_eq!((public.status, public.json()["violations"][0]["at"].clone()), (400, json!("header api_token")));
    assert!(!running.violations().join("").contains("right"));
}

#[test]
fn paths_and_methods_that_are_not_there_are_refused() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let lost = client.send("GET", "/contact", &[]);
    assert_eq!((lost.status, lost.json()), (404, json!({"mock": "no such path"})));
    let method = client.send("PATCH", "/contacts/1/", &[]);
    assert_eq!((method.status, method.header("allow")), (405, Some("DELETE, GET")));
    assert_eq!(client.send("GET", "/contacts/search", &[TOKEN]).json(), json!([]));
    let expected = [
        "GET /contact (-): path: no path of the document is like this",
        "PATCH /contacts/1/ (-): method: the document has only DELETE, GET here",
    ];
    assert_eq!(running.violations(), expected);
}

#[test]
fn files_are_taken_apart_however_the_body_is_cut() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let headers = [TOKEN, "Content-Type: multipart/form-data; boundary=xyz", "Transfer-Encoding: chunked"];
    let part = |name: &str| {
        format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n\u{0}-\r\n")
    };
    let mut send = |parts: &str| {
        let chunks = parts.as_bytes().chunks(7).map(|chunk| String::from_utf8(chunk.to_vec()).unwrap());
        let chunks: Vec<_> = chunks.map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len())).collect();
        client.send_raw("POST", "/files", &headers, &format!("{}0\r\n\r\n", chunks.concat()))
    };
    assert_eq!(send(&format!("{}{}--xyz--\r\n", part("files[]"), part("files[]"))).status, 200);
    assert_eq!(send(&format!("{}--xyz--\r\n", part("files"))).status, 400);
    let expected = [
        "POST /files (file_add): body field files: the document does not name this field",
        "POST /files (file_add): body: \"files[]\" is a required property",
    ];
    assert_eq!(running.violations(), expected);
}

#[test]
fn keys_of_the_request_come_back_where_they_fit() {
    let running = api(&contacts()).echo(true).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    // `vip` is a text here and not there, `state` would leave the list, and the answer has no `note`.
    let body = json!({"name": "Eve", "vip": "yes", "state": "other", "note": "n"});
    let answer = client.json("POST", "/contacts", &[TOKEN, "x-mock-example: full"], &body);
    assert_eq!(answer.json(), json!({"id": 2, "name": "Eve", "vip": true, "state": "known"}));
}

#[test]
fn drift_changes_answers_of_success_and_of_failure() {
    let running = api(&contacts()).drift(true).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    let answer = client.json("POST", "/contacts", &[TOKEN], &json!({"name": "Eve"}));
    let expected = json!({"id": 1, "name": "Ada", "state": "added_later", "x_added_later": {"nested": [1, null]}});
    assert_eq!((answer.status, answer.json()), (201, expected));
    let denied = client.json("POST", "/contacts", &[], &json!({"name": "Eve"}));
    assert_eq!(denied.json(), json!({"error": "Invalid token", "x_added_later": {"nested": [1, null]}}));
}

#[test]
fn what_was_called_can_be_compared_with_what_there_is() {
    let mock = api(&contacts());
    let running = mock.serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    client.send("GET", "/contacts/7?x=%20y", &[TOKEN, "X-Thing: 1"]);
    client.send("GET", "/ping", &[]);
    assert_eq!(running.called().into_iter().collect::<Vec<_>>(), ["GET /ping", "contact_get"]);
    let ids: Vec<_> = mock.operations().map(|operation| operation.id).collect();
    assert_eq!(ids, ["contact_create", "contact_search", "contact_delete", "contact_get", "file_add", "GET /ping"]);
    let get = mock.operations().find(|operation| operation.id == "contact_get").unwrap();
    assert_eq!((get.method, get.path), ("GET", "/contacts/{id}"));

    let request = &running.requests()[0];
    assert_eq!((request.path.as_str(), request.query.as_str(), request.status), ("/contacts/7", "x=%20y", 400));
    assert_eq!((request.header("X-Thing"), request.header("nothing")), (Some("1"), None));
    running.forget();
    assert!(running.requests().is_empty() && running.called().is_empty());
}

#[test]
fn no_line_and_no_debug_text_shows_a_credential() {
    let mock = api(&contacts()).credential("token", "t0ken-of-the-test");
    let running = mock.serve(([127, 0, 0, 1], 0)).unwrap();
    Client::new(&running).json("POST", "/contacts?key=t0ken-of-the-test", &[TOKEN, TOKEN], &json!({"name": 1}));
    let request = &running.requests()[0];
    let line = request.to_string();
    assert!(
        line.starts_with("POST /contacts contact_create 400 | header api_token: is sent more than once | "),
        "{line}"
    );
    for text in
        [line, format!("{request:?}"), format!("{mock:?}"), format!("{running:?}"), running.violations().join("")]
    {
        assert!(!text.contains("t0ken"), "{text}");
    }
}

#[test]
fn a_line_of_the_log_stays_one_line() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    Client::new(&running).send("GET", "/ping?a%0D%0A%1B[2Jb=1", &[]);
    let line = running.requests()[0].to_string();
    assert!(!line.contains(char::is_control) && line.contains("query parameter a"), "{line:?}");
}

#[test]
fn a_dropped_mock_stops_listening() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let address = running.address();
    assert_eq!(running.base_url(), format!("http://127.0.0.1:{}", address.port()));
    let mut client = Client::new(&running);
    assert_eq!(client.send("GET", "/ping", &[]).status, 200);
    drop(running);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn an_address_that_is_taken_is_an_error() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    assert!(matches!(api(&contacts()).serve(running.address()), Err(inboxkit_mock::Error::Io(_))));
}

#[tokio::test]
async fn a_mock_runs_beside_async_tests() {
    let running = api(&contacts()).serve(([127, 0, 0, 1], 0)).unwrap();
    let mut client = Client::new(&running);
    assert_eq!(client.send("GET", "/ping", &[]).status, 200);
}

#[test]
fn examples_of_the_document_are_checked() {
    assert_eq!(api(&contacts()).check_examples(), Vec::<String>::new());
    let mut document = contacts();
    document["components"]["responses"]["Unauthorized"]["content"]["application/json"]["example"] = json!({"error": 1});
    let found = Mock::from_json(&document.to_string()).unwrap().check_examples();
    let expected =
        r#"/components/responses/Unauthorized/content/application~1json/example: /error: 1 is not of type "string""#;
    assert_eq!(found, [expected]);
}
