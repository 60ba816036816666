//! The same calls through the generated client.

use chatwoot::handles::Account;
use chatwoot::models::CreateMessage;

use crate::{ACCOUNT, Failure, TOKEN, bodies};

/// What the calls hang from.
pub(crate) fn account(base: String) -> Result<Account, Failure> {
    let client = chatwoot::Client::builder().base_url(base).user_token(TOKEN).build()?;
    Ok(client.account(ACCOUNT))
}

/// What is sent.
pub(crate) fn create_message() -> Result<CreateMessage, Failure> {
    Ok(serde_json::from_str(&bodies::create_message()?)?)
}
