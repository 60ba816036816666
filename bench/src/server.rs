//! A server on loopback that answers the calls, run in a process of its own so that its work is not counted.

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::{Failure, TOKEN, bodies};

/// Serves until the process ends; `ready` gets the address (`127.0.0.1:1234`).
pub fn serve(ready: impl FnOnce(String)) -> Result<(), Failure> {
    let list = Bytes::from(bodies::conversations(25)?);
    let message = Bytes::from(bodies::message()?);
    let app = Router::new()
        .route("/api/v1/accounts/{account}/conversations", get(async move |headers| answer(&headers, list)))
        .route(
            "/api/v1/accounts/{account}/conversations/{conversation}/messages",
            // The body is read, so that the connection can be used again.
            post(async move |headers, _: Bytes| answer(&headers, message)),
        );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        ready(listener.local_addr()?.to_string());
        Ok(axum::serve(listener, app).await?)
    })
}

fn answer(headers: &HeaderMap, body: Bytes) -> Response {
    match headers.get("api_access_token") {
        Some(token) if token == TOKEN => ([(CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}
