//! Answers that are not what an operation seems to promise.

use chatwoot::models::{
    AssignConversation, AutomationRuleId, ChangeInboxMembers, ChangeTeamMembers, CreateAutomationRule, ErrorBody,
    ErrorDetail, FilterQuery, ReportMetric, ReportType,
};
use chatwoot::{Client, Error, StatusKind, error_body};

use crate::server::{Server, answer, json};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).no_proxy().user_token("t0ken").build().expect("the client can be built")
}

/// The error of an operation that is answered like this.
async fn refused(status: &str, headers: &str, body: &str) -> Error {
    let server = Server::always(answer(status, headers, body)).await;
    client(&server).account(1).contacts().get(7).await.expect_err("the answer is a refusal")
}

const JSON: &str = "Content-Type: application/json; charset=utf-8\r\n";

#[tokio::test]
async fn an_assignment_may_answer_nothing_but_null() {
    let server = Server::always(json("null")).await;
    let body = AssignConversation::new().clear_assignee_id();
    let assigned = client(&server).account(1).conversations().assign(42, &body).await.expect("null is an answer");
    assert!(assigned.is_none());
    assert_eq!(server.request().text(), r#"{"assignee_id":null}"#);
}

#[tokio::test]
async fn an_answer_of_200_without_a_body_is_no_json_to_decode() {
    for headers in ["", JSON, "Content-Type: text/html\r\n"] {
        let server = Server::always(answer("200 OK", headers, "")).await;
        client(&server).account(1).contacts().delete(7).await.expect("nothing is an answer");
    }
}

#[tokio::test]
async fn downloads_of_reports_are_csv_as_it_came() {
    let csv = "Reporting period 2024-05-01 to 2024-05-02\n\n\nAgent name,Conversations\n\"Ada, agent\",3\n";
    let server = Server::always(answer("200 OK", "Content-Type: text/csv\r\n", csv)).await;
    let text = client(&server).account(1).report_downloads().agents(since(), until()).await.expect("it is text");
    assert_eq!(text, csv);
}

#[tokio::test]
async fn too_many_requests_are_met_with_text_and_without_a_time_to_wait() {
    let error = refused("429 Too Many Requests", "Content-Type: text/plain\r\n", "Retry later\n").await;
    let api = error.api().expect("the server answered");
    assert_eq!(api.kind(), StatusKind::TooManyRequests);
    assert_eq!(api.body(), "Retry later\n");
    assert!(api.headers().get("retry-after").is_none());
    assert!(error.is_retry_sensible());
    assert!(error_body(&error).is_none(), "the body is no JSON");
    assert!(error.to_string().contains("Retry later"), "{error}");
}

#[tokio::test]
async fn a_request_without_any_credential_is_met_with_a_list_of_errors() {
    let text = "You need to sign in or sign up before continuing.";
    let error = refused("401 Unauthorized", JSON, &format!(r#"{{"errors":["{text}"]}}"#)).await;
    assert_eq!(error.api().map(chatwoot::ApiError::kind), Some(StatusKind::Unauthorized));
    assert_eq!(error_body(&error).and_then(|body| body.errors), Some(vec![text.to_owned()]));
}

#[tokio::test]
async fn what_is_not_permitted_is_401_and_not_403() {
    let error = refused("401 Unauthorized", JSON, r#"{"error":"You are not authorized to do this action"}"#).await;
    assert_eq!(error.api().map(chatwoot::ApiError::kind), Some(StatusKind::Unauthorized));
    assert!(error.to_string().contains("not authorized"), "{error}");
    assert!(error.to_string().ends_with("check user_token and what it permits"), "{error}");
}

#[tokio::test]
async fn one_label_needs_an_administrator_where_the_list_does_not() {
    let server = Server::new(|request| match request.line() {
        "GET /api/v1/accounts/1/labels" => json(r#"{"payload":[]}"#),
        _ => answer("401 Unauthorized", JSON, r#"{"error":"You are not authorized to do this action"}"#),
    });
    let account = client(&server.await).account(1);
    assert!(account.labels().list().await.expect("agents may list").payload.is_empty());
    let error = account.labels().get(4).await.expect_err("agents may not get one");
    assert_eq!(error.api().map(chatwoot::ApiError::kind), Some(StatusKind::Unauthorized));
}

/// The body of a refusal by 422, which the one model reads whatever its shape.
async fn unprocessable(body: &str) -> Option<ErrorBody> {
    let error = refused("422 Unprocessable Content", JSON, body).await;
    assert_eq!(error.api().map(chatwoot::ApiError::kind), Some(StatusKind::Unprocessable));
    error_body(&error)
}

#[tokio::test]
async fn a_422_may_be_one_text() {
    let body = unprocessable(r#"{"error":"param is missing or the value is empty: contact"}"#).await;
    let detail = body.and_then(|body| body.error);
    assert_eq!(detail, Some(ErrorDetail::from("param is missing or the value is empty: contact")));
}

#[tokio::test]
async fn a_422_may_be_sentences_with_the_names_of_attributes() {
    let body = unprocessable(r#"{"message":"Email has already been taken","attributes":["email"]}"#).await;
    let body = body.expect("it is an error body");
    assert_eq!(body.message.as_deref(), Some("Email has already been taken"));
    assert_eq!(body.attributes, Some(vec!["email".to_owned()]));
}

#[tokio::test]
async fn a_422_may_be_sentences_alone() {
    let body = unprocessable(r#"{"message":"The contact is online"}"#).await.expect("it is an error body");
    assert_eq!(body.message.as_deref(), Some("The contact is online"));
    assert_eq!(body.attributes, None);
}

#[tokio::test]
async fn a_422_may_be_texts_by_attribute() {
    let body = unprocessable(r#"{"error":{"actions":["is not supported."]}}"#).await;
    let Some(ErrorDetail::ErrorsByAttribute(errors)) = body.and_then(|body| body.error) else {
        panic!("the errors stand under the names of attributes");
    };
    assert_eq!(errors["actions"][0], "is not supported.");
}

#[tokio::test]
async fn a_422_may_be_nothing_at_all() {
    assert_eq!(unprocessable("").await, None);
}

#[tokio::test]
async fn errors_of_the_framework_repeat_the_status() {
    let body = r#"{"status":404,"error":"Not Found"}"#;
    let error = refused("404 Not Found", JSON, body).await;
    assert_eq!(error_body(&error).and_then(|body| body.status), Some(404));
    let error = refused("500 Internal Server Error", JSON, r#"{"status":500,"error":"Internal Server Error"}"#).await;
    assert_eq!(error.api().map(chatwoot::ApiError::kind), Some(StatusKind::Server));
    assert!(!error.is_retry_sensible(), "what makes the server fail makes it fail again");
}

#[tokio::test]
async fn a_list_of_conversations_is_wrapped_in_data_and_a_filtered_one_is_not() {
    let counts = r#"{"mine_count":1,"assigned_count":2,"unassigned_count":3,"all_count":5}"#;
    let listed = format!(r#"{{"data":{{"meta":{counts},"payload":[]}}}}"#);
    let filtered = r#"{"meta":{"mine_count":1,"unassigned_count":3,"all_count":4},"payload":[]}"#;
    let server = Server::new(move |request| match request.line() {
        "GET /api/v1/accounts/1/conversations" => json(&listed),
        _ => json(filtered),
    });
    let account = client(&server.await).account(1);
    let list = account.conversations().list().await.expect("it is a list");
    assert_eq!((list.data.meta.assigned_count, list.data.meta.all_count), (Some(2), 5));
    let query = FilterQuery::new([]);
    let list = account.conversations().filter(&query).await.expect("it is a list");
    assert_eq!((list.meta.assigned_count, list.meta.all_count), (None, 4));
}

#[tokio::test]
async fn a_new_automation_rule_is_bare_and_later_it_is_wrapped() {
    let rule = r#"{"id":7,"account_id":1,"name":"Greet","description":null,"event_name":"conversation_created",
        "conditions":[],"actions":[],"created_on":1714557630,"active":true}"#;
    let server = Server::new(move |request| match request.line() {
        "POST /api/v1/accounts/1/automation_rules" => json(rule),
        _ => json(&format!(r#"{{"payload":{rule}}}"#)),
    });
    let rules = client(&server.await).account(1).automation_rules();
    let new = CreateAutomationRule::new("Greet", "conversation_created", [], []);
    assert_eq!(rules.create(&new).await.expect("it is a rule").id, AutomationRuleId::from(7));
    assert_eq!(rules.get(7).await.expect("it is a rule").payload.id, AutomationRuleId::from(7));
}

#[tokio::test]
async fn adding_to_a_team_answers_who_is_new_and_adding_to_an_inbox_answers_who_is_there() {
    let agent = |id: u8| {
        format!(
            r#"{{"id":{id},"account_id":1,"availability_status":"online","auto_offline":true,"confirmed":true,
            "email":"a@example.com","available_name":"Ada","name":"Ada","role":"agent","thumbnail":""}}"#
        )
    };
    let server = Server::new(move |request| match request.line() {
        "POST /api/v1/accounts/1/teams/2/team_members" => json(&format!("[{}]", agent(5))),
        _ => json(&format!(r#"{{"payload":[{},{}]}}"#, agent(4), agent(5))),
    });
    let account = client(&server.await).account(1);
    let added = account.team_members().add(2, &ChangeTeamMembers::new([5])).await.expect("it is a list");
    assert_eq!(added.len(), 1);
    let there = account.inboxes().add_members(&ChangeInboxMembers::new(3, [5])).await.expect("it is a list");
    assert_eq!(there.payload.len(), 2);
}

#[tokio::test]
async fn numbers_of_averages_have_a_count_beside_them_and_counts_have_none() {
    let server =
        Server::always(json(r#"[{"value":0,"timestamp":1714557600},{"value":12.5,"timestamp":1714561200,"count":2}]"#));
    let server = server.await;
    let reports = client(&server).account(1).reports();
    let request = reports.timeseries(ReportMetric::ConversationsCount, ReportType::Account, since(), until());
    let chatwoot::models::ReportSeries::Points(points) = request.await.expect("it is a series") else {
        panic!("the metric is known");
    };
    assert_eq!(points.iter().map(|point| point.count).collect::<Vec<_>>(), [None, Some(2)]);
    let line = server.request().line().to_owned();
    assert!(line.ends_with("metric=conversations_count&type=account&since=1714557600&until=1714644000"), "{line}");
}

fn since() -> chatwoot::Timestamp {
    "2024-05-01T10:00:00Z".parse().expect("it is a moment")
}

fn until() -> chatwoot::Timestamp {
    "2024-05-02T10:00:00Z".parse().expect("it is a moment")
}
