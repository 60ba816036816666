//! The calls as a user would write them who has reqwest and serde, and no client.

use std::time::Duration;

use crate::derived::{ConversationList, CreateMessage, Message};
use crate::{ACCOUNT, Failure, TOKEN, bodies};

/// A client of two calls.
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Client {
    /// With the settings that the generated client has unless told otherwise, as far as reqwest has them.
    pub(crate) fn new(base: String) -> Result<Self, Failure> {
        // Fails when it has been done before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent("inboxkit-bench/0.1.0")
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .build()?;
        Ok(Self { http, base, token: TOKEN.to_owned() })
    }

    pub(crate) async fn create_message(&self, conversation: i64, body: &CreateMessage) -> reqwest::Result<Message> {
        let url = format!("{}/api/v1/accounts/{ACCOUNT}/conversations/{conversation}/messages", self.base);
        let request = self.http.post(url).header("api_access_token", &self.token).json(body);
        request.send().await?.error_for_status()?.json().await
    }

    pub(crate) async fn list_conversations(&self, status: &str, page: u32) -> reqwest::Result<ConversationList> {
        let url = format!("{}/api/v1/accounts/{ACCOUNT}/conversations?status={status}&page={page}", self.base);
        let request = self.http.get(url).header("api_access_token", &self.token);
        request.send().await?.error_for_status()?.json().await
    }
}

/// What is sent.
pub(crate) fn create_message() -> Result<CreateMessage, Failure> {
    Ok(serde_json::from_str(&bodies::create_message()?)?)
}
