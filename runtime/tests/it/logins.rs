//! Signing in with the credentials of a client.

use std::time::Duration;

use inboxkit_runtime::private as rt;
use inboxkit_runtime::testing::{Answer, MockTransport, Recorded};
use inboxkit_runtime::{ClientCredentials, Error, ErrorKind, RedirectFailure, Result, RetryPolicy, Timeout};
use serde_json::json;

rt::client! {
    /// A client that signs in.
    pub struct Client, ClientBuilder;
    api: rt::Api {
        name: "sample",
        version: "1.0.0",
        server: Some("https://api.sample.invalid/v1"),
        schemes: &[rt::Scheme::bearer("oauth"), rt::Scheme::header("key", "x-key")],
    };
    credentials {
        /// A token.
        oauth => "oauth",
        /// A key.
        key => "key",
    }
    logins {
        /// Signs in.
        oauth_client => "oauth_client" for "oauth" at "https://login.sample.invalid/token",
    }
}

static GET: rt::Operation = rt::Operation::new("thing_get", rt::Method::GET, "/thing").auth(&[&["key"], &["oauth"]]);
static POST: rt::Operation = rt::Operation::new("thing_make", rt::Method::POST, "/thing").auth(&[&["oauth"]]);

#[derive(Debug, Clone)]
struct Thing(rt::Call);
rt::request!(Thing -> empty);

const SECRET: &str = "cl1ent-s3cret";

fn login() -> ClientCredentials {
    ClientCredentials::new("me", SECRET)
}

fn builder(mock: &MockTransport) -> ClientBuilder {
    Client::builder().transport(mock.clone()).retry(RetryPolicy::none())
}

fn client(mock: &MockTransport) -> Client {
    builder(mock).oauth_client(login()).build().unwrap()
}

fn token(name: &str, seconds: u64) -> Answer {
    Answer::json(200, json!({"access_token": name, "token_type": "bearer", "expires_in": seconds}))
}

async fn get(client: &Client) -> Result<()> {
    Thing(client.0.call(&GET)).await
}

/// The authorization of each request, and the path that it went to.
fn sent(mock: &MockTransport) -> Vec<(String, String)> {
    let pair = |it: Recorded| (it.path().to_owned(), it.header("authorization").unwrap_or_default().to_owned());
    mock.requests().into_iter().map(pair).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(path, header)| ((*path).to_owned(), (*header).to_owned())).collect()
}

/// `me:cl1ent-s3cret`.
const BASIC: &str = "Basic bWU6Y2wxZW50LXMzY3JldA==";

#[tokio::test(start_paused = true)]
async fn a_token_is_asked_for_once_kept_and_renewed_before_it_ends() -> Result<()> {
    let mock = MockTransport::new();
    mock.always(Answer::status(204));
    mock.on("oauth_client").answer(token("t1", 3600)).answer(token("t2", 3600));
    let client = client(&mock);
    get(&client).await?;
    get(&client.clone()).await?;
    tokio::time::advance(Duration::from_secs(3539)).await;
    get(&client).await?;
    tokio::time::advance(Duration::from_secs(2)).await;
    get(&client).await?;
    let thing = |token| ("/v1/thing", token);
    let expected = [
        ("/token", BASIC),
        thing("Bearer t1"),
        thing("Bearer t1"),
        thing("Bearer t1"),
        ("/token", BASIC),
        thing("Bearer t2"),
    ];
    assert_eq!(sent(&mock), pairs(&expected));
    let asked = &mock.requests()[0];
    assert_eq!(asked.text(), "grant_type=client_credentials");
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    Ok(())
}

#[tokio::test]
async fn what_the_server_of_tokens_wants_is_sent() -> Result<()> {
    let mock = MockTransport::new();
    mock.always(Answer::status(204));
    mock.on("oauth_client").always(token("t1", 60));
    let login = ClientCredentials::new("m e:", "ä&").scope("a b").param("audience", "x").param("audience", "y");
    get(&builder(&mock).oauth_client(login.clone()).build()?).await?;
    get(&builder(&mock).oauth_client(login.in_body().token_url("https://other.invalid/t")).build()?).await?;
    let requests = mock.requests();
    // `m+e%3A:%C3%A4%26`
    assert_eq!(requests[0].header("authorization"), Some("Basic bStlJTNBOiVDMyVBNCUyNg=="));
    assert_eq!(requests[0].text(), "grant_type=client_credentials&scope=a+b&audience=y");
    assert_eq!((requests[2].path(), requests[2].header("authorization")), ("/t", None));
    assert_eq!(
        requests[2].text(),
        "grant_type=client_credentials&scope=a+b&audience=y&client_id=m+e%3A&client_secret=%C3%A4%26"
    );
    Ok(())
}

#[tokio::test]
async fn nothing_is_asked_for_where_another_credential_will_do() -> Result<()> {
    let mock = MockTransport::new();
    mock.always(Answer::status(204));
    get(&builder(&mock).oauth_client(login()).key("k").build()?).await?;
    get(&builder(&mock).oauth_client(login()).oauth("t0").build()?).await?;
    assert_eq!(sent(&mock), pairs(&[("/v1/thing", ""), ("/v1/thing", "Bearer t0")]));
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_refused_is_given_up_and_the_request_sent_once_more() -> Result<()> {
    let mock = MockTransport::new();
    mock.on("oauth_client").answer(token("t1", 3600)).answer(token("t2", 3600)).answer(token("t3", 3600));
    mock.on("thing_make").answer(Answer::status(204)).answer(Answer::status(401)).answer(Answer::status(204));
    let client = client(&mock);
    let make = || Thing(client.0.call(&POST).json("x"));
    make().await?;
    make().await?;
    let thing = |token| ("/v1/thing", token);
    let once = [("/token", BASIC), thing("Bearer t1"), thing("Bearer t1"), ("/token", BASIC), thing("Bearer t2")];
    assert_eq!(sent(&mock), pairs(&once));
    // One that is new and refused says that something else is wrong.
    mock.on("thing_make").answer(Answer::status(401)).answer(Answer::status(401));
    let error = make().await.unwrap_err();
    assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(401), 2));
    assert_eq!(mock.requests().len(), once.len() + 3);
    assert!(error.to_string().contains("check oauth"), "{error}");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_renewed_is_used_to_its_end() -> Result<()> {
    let mock = MockTransport::new();
    mock.always(Answer::status(204));
    mock.on("oauth_client").answer(token("t1", 100)).answer(Answer::status(500)).answer(Answer::status(500));
    let client = client(&mock);
    get(&client).await?;
    tokio::time::advance(Duration::from_secs(95)).await;
    get(&client).await?;
    // Others do not ask while one does.
    get(&client).await?;
    assert_eq!(mock.unused(), 1);
    tokio::time::advance(Duration::from_secs(6)).await;
    assert!(matches!(get(&client).await.unwrap_err().kind(), ErrorKind::SignIn(_)));
    Ok(())
}

async fn refused(answer: Answer) -> Error {
    let mock = MockTransport::new();
    mock.on("oauth_client").answer(answer);
    get(&client(&mock)).await.unwrap_err()
}

#[tokio::test]
async fn an_error_says_that_signing_in_failed_and_shows_no_secret() {
    let body = format!("{{\"error\":\"invalid_client\",\"got\":\"{SECRET}\",\"basic\":\"{BASIC}\"}}");
    let error = refused(Answer::status(401).body(body)).await;
    let text = error.to_string();
    assert!(text.starts_with("thing_get (GET /thing): cannot sign in: oauth_client (POST): "), "{text}");
    assert!(text.contains("invalid_client") && text.contains("check oauth_client"), "{text}");
    for text in [text, format!("{error:?}")] {
        assert!(!text.contains(SECRET) && !text.contains(&BASIC[6..]), "{text}");
    }
    assert!(!error.may_have_been_sent() && !error.is_retry_sensible(), "{error}");
    let ErrorKind::SignIn(inner) = error.kind() else { panic!("{error}") };
    assert_eq!(inner.status().map(|status| status.as_u16()), Some(401));
    assert!(refused(Answer::status(503)).await.is_retry_sensible());
}

#[tokio::test]
async fn an_answer_without_a_token_that_can_be_sent_is_an_error() {
    for body in [
        json!({}),
        json!({"access_token": ""}),
        json!({"access_token": "t0ken-of-another-kind", "token_type": "mac"}),
        json!("t0ken-of-another-kind"),
    ] {
        let error = refused(Answer::json(200, &body)).await;
        let ErrorKind::SignIn(inner) = error.kind() else { panic!("{error}") };
        assert!(matches!(inner.kind(), ErrorKind::Decode(_)), "{body}: {error}");
        assert!(!error.to_string().contains("t0ken"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn times_are_read_as_numbers_and_texts_and_a_token_without_one_has_no_end() -> Result<()> {
    for (life, asked) in [(json!("100"), 2), (json!(100.5), 2), (json!(null), 1), (json!(-1), 1), (json!("soon"), 1)] {
        let mock = MockTransport::new();
        mock.always(Answer::status(204));
        mock.on("oauth_client").always(Answer::json(200, json!({"access_token": "t", "expires_in": life})));
        let client = client(&mock);
        get(&client).await?;
        tokio::time::advance(Duration::from_secs(1000)).await;
        get(&client).await?;
        assert_eq!(sent(&mock).iter().filter(|(path, _)| path == "/token").count(), asked, "{life}");
    }
    Ok(())
}

#[tokio::test]
async fn a_secret_goes_nowhere_but_to_its_server() {
    let mock = MockTransport::new();
    mock.on("oauth_client").answer(Answer::status(307).header("location", "https://elsewhere.invalid/token"));
    let error = get(&client(&mock)).await.unwrap_err();
    let ErrorKind::SignIn(inner) = error.kind() else { panic!("{error}") };
    assert!(matches!(inner.kind(), ErrorKind::Redirect(RedirectFailure::SignIn)), "{error}");
    assert_eq!(mock.requests().len(), 1);
    // Nor does it from a client of another server, or in the open.
    let elsewhere = builder(&mock).base_url("https://test.invalid").oauth_client(login()).build().unwrap_err();
    assert!(elsewhere.to_string().contains("token_url"), "{elsewhere}");
    let open = builder(&mock).oauth_client(login().token_url("http://login.invalid/token")).build().unwrap();
    let error = get(&open).await.unwrap_err();
    assert!(error.to_string().contains("allow_insecure_http"), "{error}");
    for (client, problem) in [
        (login().token_url("ftp://h/t"), "token_url"),
        (login().token_url("token"), "token_url"),
        (ClientCredentials::new("me", ""), "empty"),
    ] {
        let error = builder(&mock).oauth_client(client).build().unwrap_err();
        assert!(error.to_string().contains(problem) && error.to_string().contains("oauth_client"), "{error}");
    }
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_a_request_holds_for_signing_in() {
    let mock = MockTransport::new();
    mock.on("oauth_client").answer(token("t", 10).delay(Duration::from_secs(20)));
    let client = builder(&mock).oauth_client(login()).deadline(Duration::from_secs(5)).build().unwrap();
    let error = get(&client).await.unwrap_err();
    let is_deadline = |kind: &ErrorKind| matches!(kind, ErrorKind::Timeout(Timeout::Deadline(_)));
    let inner = if let ErrorKind::SignIn(inner) = error.kind() { inner.kind() } else { error.kind() };
    assert!(is_deadline(inner), "{error}");
    assert!(!error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn a_client_with_another_transport_has_tokens_of_its_own() -> Result<()> {
    let (one, other) = (MockTransport::new(), MockTransport::new());
    for (mock, name) in [(&one, "t1"), (&other, "t2")] {
        mock.always(Answer::status(204));
        mock.on("oauth_client").always(token(name, 3600));
    }
    let client = client(&one);
    get(&client.with_transport(other.clone())).await?;
    get(&client).await?;
    assert_eq!(sent(&other), pairs(&[("/token", BASIC), ("/v1/thing", "Bearer t2")]));
    assert_eq!(sent(&one), pairs(&[("/token", BASIC), ("/v1/thing", "Bearer t1")]));
    Ok(())
}

#[tokio::test]
async fn requests_by_hand_sign_in_too() -> Result<()> {
    let mock = MockTransport::new();
    mock.always(Answer::status(204));
    mock.on("oauth_client").always(token("t1", 3600));
    let client = client(&mock);
    client.get("/x").await?;
    client.get("/x").no_auth().await?;
    client.get("/x").auth("oauth").await?;
    let expected = [("/token", BASIC), ("/v1/x", "Bearer t1"), ("/v1/x", ""), ("/v1/x", "Bearer t1")];
    assert_eq!(sent(&mock), pairs(&expected));
    assert!(format!("{client:?}").contains("\"oauth\""), "{client:?}");
    Ok(())
}
