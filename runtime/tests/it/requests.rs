//! What goes over the wire.

use std::time::Duration;

use inboxkit_runtime::private as rt;
use inboxkit_runtime::testing::{Answer, MockTransport};
use inboxkit_runtime::{BuildError, ErrorKind, FilePart, Maybe, Method, RequestOptions, Timestamp};
use serde_json::json;

use crate::api::models::*;
use crate::api::{Client, ClientBuilder};
use crate::server::{Server, answer, json as json_answer, redirect};

const PAGE: &str = r#"{"payload": []}"#;
const MESSAGE: &str = r#"{"id": 5, "content": "hi", "type": 1}"#;

fn client(server: &Server) -> ClientBuilder {
    Client::builder().base_url(server.url()).no_proxy()
}

#[tokio::test]
async fn parameters_go_where_their_table_says() {
    let server = Server::always(json_answer(PAGE)).await;
    let client = client(&server).user_token("s3cret").build().unwrap();
    let page = client
        .account(1)
        .messages()
        .list(ConversationId::from(42))
        .before(7)
        .labels(vec!["a b".to_owned(), "c&d".to_owned()])
        .thing("x")
        .await
        .unwrap();
    assert!(page.payload.is_empty());
    let request = server.request();
    assert_eq!(
        request.line(),
        "GET /api/v1/accounts/1/conversations/42/messages?before=7&labels%5B%5D=a%20b&labels%5B%5D=c%26d"
    );
    assert_eq!(request.header("x-thing"), Some("x"));
    assert_eq!(request.header("api_access_token"), Some("s3cret"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("content-length"), None);
    assert_eq!(request.header("host"), Some(&*server.address.to_string()));
    let agent = request.header("user-agent").unwrap();
    assert!(agent.starts_with("sample/1.2.3 inboxkit/"), "{agent}");
}

#[tokio::test]
async fn json_is_sent_with_its_type_and_length() {
    let server = Server::always(json_answer(MESSAGE)).await;
    let client = client(&server).user_token("s3cret").build().unwrap();
    let body = CreateMessage::new("hi");
    let message = client.account(1).messages().create(42, &body).await.unwrap();
    assert_eq!(message.id.get(), 5);
    let request = server.request();
    assert_eq!(request.line(), "POST /api/v1/accounts/1/conversations/42/messages");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("content-length"), Some("16"));
    assert_eq!(request.text(), r#"{"content":"hi"}"#);
}

#[tokio::test]
async fn a_request_without_a_body_has_none() {
    let server = Server::always(answer("204 No Content", "", "")).await;
    let client = client(&server).user_token("s3cret").build().unwrap();
    client.account(1).messages().delete(3).await.unwrap();
    let request = server.request();
    assert_eq!(request.line(), "DELETE /api/v1/accounts/1/messages/3");
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("transfer-encoding"), None);
}

#[tokio::test]
async fn a_form_is_sent_url_encoded() {
    let server = Server::always(answer("200 OK", "", "")).await;
    let client = client(&server).build().unwrap();
    let login = Login {
        name: "Ada & Co".to_owned(),
        until: Maybe::Value(Timestamp::from_second(5)),
        scopes: vec![ConversationStatus::Open, ConversationStatus::from("é")],
    };
    client.public().login(&login).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.text(), "name=Ada+%26+Co&until=5&scopes%5B%5D=open&scopes%5B%5D=%C3%A9");
}

static TABLE: rt::Operation = rt::Operation::new("table", Method::GET, "/x/{id}")
    .params(&[
        rt::Param::path("id").style(rt::Style::Matrix),
        rt::Param::query("id"),
        rt::Param::query("filter").style(rt::Style::DeepObject).explode(true),
        rt::Param::query("where").json(),
        rt::Param::query("next").allow_reserved(),
        rt::Param::header("X-List"),
        rt::Param::cookie("theme"),
    ])
    .server("/v2")
    .auth(&[&["session"], &[]]);

#[tokio::test]
async fn everything_that_a_table_can_say_is_done() {
    let server = Server::always(answer("200 OK", "", "")).await;
    let call = |client: &Client| {
        client
            .0
            .call(&TABLE)
            .set_in(rt::Location::Path, "id", 1)
            .set_in(rt::Location::Query, "id", 2)
            .set("filter", rt::Value::of(&json!({"a": {"b": 1}})))
            .set("where", rt::Value::of(&json!([1])))
            .set("next", "/a?b".to_owned())
            .set("X-List", vec![1, 2])
            .set("theme", "dark blue")
            .send_empty()
    };
    call(&client(&server).session("abc").build().unwrap()).await.unwrap();
    call(&client(&server).user_token("t").build().unwrap()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].line(), "GET /v2/x/;id=1?id=2&filter%5Ba%5D%5Bb%5D=1&where=%5B1%5D&next=/a?b");
    assert_eq!(requests[0].header("x-list"), Some("1,2"));
    assert_eq!(requests[0].header("cookie"), Some("theme=dark%20blue; sid=abc"));
    assert_eq!(requests[1].header("cookie"), Some("theme=dark%20blue"), "no credential is needed");
    assert_eq!(requests[1].header("api_access_token"), None);
}

#[tokio::test]
async fn a_parameter_that_the_table_lacks_is_an_error_that_waits() {
    let client = Client::builder().build().unwrap();
    let error = client.0.call(&TABLE).set("nothing", 1).send_empty().await.unwrap_err();
    assert!(error.to_string().contains("nothing is none of the operation's"), "{error}");
    let error = client.0.call(&TABLE).send_empty().await.unwrap_err();
    assert_eq!(error.to_string(), "table (GET /x/{id}): parameter id is missing");
}

#[tokio::test]
async fn an_operation_can_have_a_server_of_its_own() {
    let other = Server::always(answer("200 OK", "", "")).await;
    let url: &'static str = other.url().leak();
    let operation: &'static rt::Operation =
        Box::leak(Box::new(rt::Operation::new("other", Method::GET, "/x").server(url)));
    let client = Client::builder().no_proxy().build().unwrap();
    client.0.call(operation).send_empty().await.unwrap();
    assert_eq!(other.request().line(), "GET /x");
}

static MEDIA: rt::Operation = rt::Operation::new("media", Method::GET, "/media/{id}")
    .params(&[rt::Param::path("id")])
    .other_server("media_url", "https://media.sample.invalid")
    .auth(&[&["bearer"]]);

fn media(client: &Client) -> rt::Pending<()> {
    client.0.call(&MEDIA).set("id", 1).send_empty()
}

#[tokio::test]
async fn another_server_gets_the_credential_and_what_it_redirects_to_does_not() {
    let storage = Server::always(answer("200 OK", "", "")).await;
    let other = Server::always(redirect(307, &format!("{}/signed", storage.url()))).await;
    let home = Server::always(answer("200 OK", "", "")).await;
    let builder = client(&home).bearer("Bearer s3cret").media_url(format!("{}/v1/", other.url()));
    media(&builder.build().unwrap()).await.unwrap();
    assert_eq!(other.request().line(), "GET /v1/media/1");
    assert_eq!(other.request().header("authorization"), Some("Bearer s3cret"));
    assert_eq!(storage.request().line(), "GET /signed");
    assert!(!storage.request().head.contains("s3cret"), "{}", storage.request().head);
    assert!(home.requests().is_empty());
}

#[tokio::test]
async fn another_server_is_where_the_api_has_it_unless_the_base_url_is_elsewhere() {
    let mock = MockTransport::new();
    mock.always(Answer::status(200));
    let at_home = Client::builder().bearer("s3cret").transport(mock.clone()).build().unwrap();
    media(&at_home).await.unwrap();
    assert_eq!(mock.requests()[0].url().as_str(), "https://media.sample.invalid/media/1");

    let builder = Client::builder().base_url("https://proxy.invalid").bearer("s3cret").transport(mock.clone());
    let error = media(&builder.clone().build().unwrap()).await.unwrap_err();
    let expected = "media (GET /media/{id}): media_url: is needed, because base_url leads to another server";
    assert_eq!(error.to_string(), expected);
    media(&builder.clone().media_url("https://files.invalid").build().unwrap()).await.unwrap();
    assert_eq!(mock.requests()[1].url().as_str(), "https://files.invalid/media/1");
    let error = builder.media_url("https://a:s3cret@files.invalid").build().unwrap_err();
    assert_eq!(error.to_string(), "media_url: has a user name in it: credentials have setters of their own");
}

#[test]
fn settings_that_do_not_work_are_found_when_the_client_is_built() {
    let cases = [
        (Client::builder().user_token(""), "user_token: is empty"),
        (Client::builder().base_url("chat.example"), "base_url: is no URL (it begins with https://)"),
        (Client::builder().default_header("a b", "c"), "parameter a b is no name of a header"),
        (Client::builder().user_agent("a\nb"), "parameter user-agent has a control character in its value"),
    ];
    for (builder, expected) in cases {
        let error = builder.build().unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(!error.may_have_been_sent());
    }
}

/// A form that cannot be: files need multipart.
struct Wrong {
    file: FilePart,
}
rt::form! { Wrong { file: "file" } }

#[tokio::test]
async fn a_file_in_a_form_without_files_is_an_error_that_waits() {
    static WRONG: rt::Operation = rt::Operation::new("wrong", Method::POST, "/wrong");
    let client = Client::builder().build().unwrap();
    let body = Wrong { file: FilePart::from_bytes("a", "b") };
    let error = client.0.call(&WRONG).form(&body).send_empty().await.unwrap_err();
    assert!(error.to_string().contains("file is a file"), "{error}");
}

#[tokio::test]
async fn json_goes_by_the_media_type_that_the_document_names() {
    static PATCH: rt::Operation = rt::Operation::new("patch", Method::PATCH, "/x").accept("application/vnd.api+json");
    let server = Server::always(json_answer("null")).await;
    let client = client(&server).build().unwrap();
    let call = client.0.call(&PATCH);
    call.clone().json(&json!([1])).send_empty().await.unwrap();
    call.json_of_type("application/merge-patch+json", &json!([2])).send_empty().await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    assert_eq!(requests[1].header("content-type"), Some("application/merge-patch+json"));
    assert_eq!(requests[1].header("accept"), Some("application/vnd.api+json"));
    assert_eq!(requests[1].text(), "[2]");
}

#[tokio::test]
async fn a_path_in_the_base_url_stands_before_all_others() {
    let server = Server::always(json_answer(PAGE)).await;
    let base = format!("{}/chat/", server.url());
    let client = client(&server).base_url(base).user_token("t").build().unwrap();
    client.account(1).messages().list(2).await.unwrap();
    let line = server.request().line().to_owned();
    assert_eq!(line, "GET /chat/api/v1/accounts/1/conversations/2/messages");
}

#[tokio::test]
async fn values_of_paths_stay_in_their_segment() {
    let server = Server::always(json_answer("null")).await;
    let client = client(&server).build().unwrap();
    let evil = "../../admin?x=1#y";
    client.public().get("a/b", evil, 1).await.unwrap();
    assert_eq!(
        server.request().line(),
        "GET /public/inboxes/a%2Fb/contacts/..%2F..%2Fadmin%3Fx%3D1%23y/conversations/1"
    );
    for step in ["", ".", ".."] {
        let error = client.public().get("abc", step, 1).await.unwrap_err();
        let ErrorKind::Build(BuildError::InvalidParameter { name, .. }) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(name, "contact_identifier");
        assert!(!error.may_have_been_sent());
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_first_alternative_that_is_held_is_sent_alone() {
    let server = Server::always(json_answer(PAGE)).await;
    let both = client(&server).agent_bot_token("bot").user_token("user");
    let both = both.build().unwrap();
    both.account(1).messages().list(1).await.unwrap();
    let bot = client(&server).agent_bot_token("bot").build().unwrap();
    bot.account(1).messages().list(1).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].header("api_access_token"), Some("user"));
    assert_eq!(requests[1].header("api_access_token"), Some("bot"));
}

#[tokio::test]
async fn without_a_credential_nothing_is_sent_and_the_setters_are_named() {
    let server = Server::always(json_answer(PAGE)).await;
    let client = client(&server).key("k").build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    let ErrorKind::Build(BuildError::MissingCredential { setters }) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(*setters, [["user_token"], ["agent_bot_token"]]);
    assert!(error.to_string().contains("give its builder user_token or agent_bot_token"), "{error}");
    assert!(!error.may_have_been_sent());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn credentials_go_where_their_scheme_says() {
    let server = Server::always(answer("200 OK", "", "x")).await;
    let builder = client(&server);
    let clients = [
        builder.clone().key("k&y"),
        builder.clone().session("abc"),
        builder.clone().login(("ada", "pass:word")),
        builder.clone().bearer("b".to_owned()),
    ];
    for client in clients {
        client.build().unwrap().public().download().await.unwrap();
    }
    let requests = server.requests();
    assert_eq!(requests[0].line(), "GET /file?api_key=k%26y");
    assert_eq!(requests[1].header("cookie"), Some("sid=abc"));
    assert_eq!(requests[2].header("authorization"), Some("Basic YWRhOnBhc3M6d29yZA=="));
    assert_eq!(requests[3].header("authorization"), Some("Bearer b"));
    assert_eq!(requests[3].header("accept"), Some("*/*"));
}

#[tokio::test]
async fn a_credential_that_would_break_the_line_is_refused() {
    let server = Server::always(answer("200 OK", "", "x")).await;
    for token in ["a\r\nx: y", "a\nb", "\0"] {
        let client = client(&server).bearer(token).build().unwrap();
        let error = client.public().download().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Build(_)), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn credentials_do_not_go_over_plain_http_to_other_machines() {
    let client = Client::builder().base_url("http://chat.example").no_proxy();
    let error = client.user_token("t").build().unwrap();
    let error = error.account(1).messages().list(1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(BuildError::InsecureHttp)));
    assert!(error.to_string().contains("allow_insecure_http"), "{error}");

    let server = Server::always(json_answer(PAGE)).await;
    let client =
        Client::builder().base_url("http://chat.example").proxy(server.url()).allow_insecure_http(true).user_token("t");
    let client = client.build().unwrap();
    client.account(1).messages().list(1).await.unwrap();
    assert_eq!(server.request().header("api_access_token"), Some("t"));
}

#[tokio::test]
async fn options_add_headers_and_parameters_to_a_request_or_a_client() {
    let server = Server::always(json_answer(PAGE)).await;
    let client = client(&server)
        .user_token("t")
        .default_header("x-a", "1")
        .default_header("x-b", "1")
        .user_agent("mine/1")
        .build()
        .unwrap()
        .with(RequestOptions::new().header("x-b", "2").query("locale", "pt"));
    let list = client.account(1).messages().list(1);
    let once = RequestOptions::new().header("x-b", "3").query("a&b", "c d");
    list.clone().with(once).await.unwrap();
    list.await.unwrap();
    let requests = server.requests();
    assert!(requests[0].line().ends_with("?locale=pt&a%26b=c%20d"));
    assert_eq!(requests[0].header("x-a"), Some("1"));
    assert_eq!(requests[0].header("x-b"), Some("3"));
    assert_eq!(requests[0].header("user-agent"), Some("mine/1"));
    assert!(requests[1].line().ends_with("?locale=pt"));
    assert_eq!(requests[1].header("x-b"), Some("2"));
}

#[tokio::test]
async fn a_problem_of_an_option_waits_until_the_request_is_sent() {
    let server = Server::always(json_answer(PAGE)).await;
    let client = client(&server).user_token("t").build().unwrap();
    let options = RequestOptions::new().header("x", "a\nb");
    let list = client.account(1).messages().list(1).with(options);
    let error = list.await.unwrap_err();
    assert!(error.to_string().contains("parameter x has a control character"), "{error}");
}

#[tokio::test]
async fn requests_can_be_stored_cloned_and_spawned() {
    let server = Server::always(json_answer(PAGE)).await;
    let client = client(&server).user_token("t").build().unwrap();
    let list = client.account(1).messages().list(1);
    drop(client);
    let tasks: Vec<_> = (1..4).map(|n| tokio::spawn(list.clone().before(n).send())).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn requests_made_by_hand_reach_what_the_document_lacks() {
    let server = Server::always(json_answer(r#"{"a": 1}"#)).await;
    let client = client(&server).key("k").agent_bot_token("bot").build().unwrap();
    let answer = client.post("/api/new").query("q", 1).header("x-a", "b").json(&json!({"c": 2})).send().await.unwrap();
    assert_eq!(answer.json::<rt::Json>().unwrap(), json!({"a": 1}));
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let value: rt::Json = client
        .request(Method::GET, "old")
        .auth("key")
        .with(RequestOptions::new().timeout(Duration::from_secs(5)))
        .json_as()
        .await
        .unwrap();
    assert_eq!(value, json!({"a": 1}));
    client.get("/open").no_auth().send().await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].line(), "POST /api/new?q=1");
    assert_eq!(requests[0].header("x-a"), Some("b"));
    assert_eq!(requests[0].header("api_access_token"), Some("bot"), "the first that is held");
    assert_eq!(requests[0].text(), r#"{"c":2}"#);
    assert_eq!(requests[1].line(), "GET /old?api_key=k");
    assert_eq!(requests[1].header("api_access_token"), None);
    assert_eq!(requests[2].line(), "GET /open");
    assert_eq!(requests[2].header("api_access_token"), None);

    let error = client.get("/x").auth("login").send().await.unwrap_err();
    assert!(error.to_string().contains("login"), "{error}");
    let error = client.get("https://evil.example/x").send().await.unwrap_err();
    assert!(error.to_string().contains("another origin"), "{error}");
    let same = client.get(&format!("{}/next?page=2", server.url()));
    same.send().await.unwrap();
    assert_eq!(server.requests()[3].line(), "GET /next?page=2");
}
