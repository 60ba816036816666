//! From a request to its answer: route, check, answer.

use hyper::StatusCode;
use hyper::header::ACCEPT;
use serde_json::Value;

use crate::answer::{self, Answer, Wishes};
use crate::incoming::{Incoming, Violation};
use crate::operation::Operation;
use crate::sites::Side;
use crate::template::Captures;
use crate::{Mock, body, credential, media, params};

/// The header that asks for a documented status.
const STATUS_HEADER: &str = "x-mock-status";
/// The header that asks for an example by its name.
const EXAMPLE_HEADER: &str = "x-mock-example";

/// An answer and how it came about.
#[derive(Debug)]
pub struct Outcome {
    /// The answer.
    pub answer: Answer,
    /// The operation, if the request belongs to one.
    pub operation: Option<String>,
    /// What is wrong with the request.
    pub violations: Vec<Violation>,
}

/// Answers a request.
pub async fn respond(mock: &Mock, request: &Incoming) -> Outcome {
    let (operation, captures) = match route(mock, request) {
        Ok(found) => found,
        Err((answer, violation)) => return Outcome { answer, operation: None, violations: vec![violation] },
    };
    let api = &mock.api;
    let view = api.document.view(Side::Request);
    let verdict = credential::check(&api.schemes, operation, request, &mock.settings.credentials);
    let query_credentials: Vec<&str> = credential::query_names(&api.schemes).collect();
    let mut violations = verdict.violations;
    violations.extend(params::check(view, operation, &captures, request, &query_credentials));
    let (wrong, sent) = body::check(view, operation, request).await;
    violations.extend(wrong);

    let answer = answer(mock, operation, request, sent.as_ref(), verdict.unauthorized, &mut violations);
    Outcome { answer, operation: Some(operation.id.clone()), violations }
}

/// The operation of a request and what stands for the parameters of its path.
fn route<'m>(mock: &'m Mock, request: &Incoming) -> Result<(&'m Operation, Captures), (Answer, Violation)> {
    let mut methods = Vec::new();
    for (number, captures) in mock.api.router.find(&request.path) {
        let operation = &mock.api.operations[number];
        if operation.method == request.method {
            return Ok((operation, captures));
        }
        methods.push(operation.method.to_string());
    }
    if methods.is_empty() {
        let violation = Violation::new("path", "no path of the document is like this");
        return Err((Answer::own(StatusCode::NOT_FOUND, "no such path", &[]), violation));
    }
    methods.sort();
    methods.dedup();
    let why = format!("the document has only {} here", methods.join(", "));
    let violation = Violation::new("method", why);
    let mut answer = Answer::own(StatusCode::METHOD_NOT_ALLOWED, "no such method", std::slice::from_ref(&violation));
    answer.headers.push(("allow".to_owned(), methods.join(", ")));
    Err((answer, violation))
}

/// The answer to a request that was checked; what it asks for in vain is added to the violations.
fn answer(
    mock: &Mock,
    operation: &Operation,
    request: &Incoming,
    sent: Option<&Value>,
    unauthorized: bool,
    violations: &mut Vec<Violation>,
) -> Answer {
    let view = mock.api.document.view(Side::Response);
    let mut wishes =
        Wishes { accept: request.header(ACCEPT.as_str()), drift: mock.settings.drift, ..Wishes::default() };
    if unauthorized {
        let status = StatusCode::UNAUTHORIZED;
        let shown =
            answer::documented(operation, status).filter(|key| !answer::media_types(view, operation, key).is_empty());
        let shown = shown.and_then(|key| answer::make(view, operation, status, key, &wishes).ok());
        return shown.unwrap_or_else(|| Answer::own(status, "the credentials do not match the document", violations));
    }
    wishes.example = request.header(EXAMPLE_HEADER);
    wishes.echo = sent.and_then(Value::as_object).filter(|_| mock.settings.echo);
    let chosen = choose(operation, request);
    if let Ok((status, key)) = chosen
        && status.is_success()
    {
        // A client that cannot take the answer is found out here; errors may come in any form.
        let offered = answer::media_types(view, operation, key);
        if !offered.is_empty() && media::preferred(wishes.accept, offered.iter().copied()).is_none() {
            let why = format!("asks for none of the media types of the answer: {}", offered.join(", "));
            violations.push(Violation::new("header accept", why));
        }
    }
    let made = chosen.and_then(|(status, key)| answer::make(view, operation, status, key, &wishes));
    match made {
        Ok(answer) if violations.is_empty() => answer,
        made => {
            violations.extend(made.err());
            Answer::own(StatusCode::BAD_REQUEST, "request does not match the document", violations)
        }
    }
}

/// The response to answer with: the one that is asked for, else success.
fn choose<'o>(operation: &'o Operation, request: &Incoming) -> Result<(StatusCode, &'o str), Violation> {
    let Some(wanted) = request.header(STATUS_HEADER) else {
        let nothing = || Violation::new("document", "the operation has no response that is a success");
        return answer::success(operation).ok_or_else(nothing);
    };
    let undocumented =
        || Violation::new(format!("header {STATUS_HEADER}"), format!("the document has no response {wanted}"));
    let status: StatusCode = wanted.parse().map_err(|_| undocumented())?;
    let key = answer::documented(operation, status).ok_or_else(undocumented)?;
    Ok((status, key))
}
