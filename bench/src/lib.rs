//! What is measured: two calls and the decoding of a long list, each through the generated client and written by hand.

mod bodies;
mod by_hand;
mod derived;
mod generated;
mod server;
#[cfg(test)]
mod tests;

use std::hint::black_box;
use std::str::FromStr;

pub use server::serve;

/// Why nothing can be measured.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The token that all requests carry.
const TOKEN: &str = "a token of twenty-four c";
const ACCOUNT: i64 = 1;
const CONVERSATION: i64 = 134;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Creating a message: a small body each way.
    CreateMessage,
    /// Reading a page of 25 conversations.
    ListConversations,
    /// Decoding a list of 1,000 conversations, without a call.
    DecodeConversations,
}

/// By whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Code of a user's own, over the same libraries.
    Hand,
    /// The generated client.
    Client,
}

impl Task {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::CreateMessage, Self::ListConversations, Self::DecodeConversations];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CreateMessage => "create-message",
            Self::ListConversations => "list-conversations",
            Self::DecodeConversations => "decode-conversations",
        }
    }

    /// What it is, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::CreateMessage => "call: create a message",
            Self::ListConversations => "call: list 25 conversations",
            Self::DecodeConversations => "decode 1,000 conversations",
        }
    }
}

impl By {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Hand, Self::Client];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Client => "client",
        }
    }
}

impl FromStr for Task {
    type Err = Failure;

    fn from_str(name: &str) -> Result<Self, Failure> {
        Self::ALL.into_iter().find(|task| task.name() == name).ok_or_else(|| format!("no task is named {name}").into())
    }
}

impl FromStr for By {
    type Err = Failure;

    fn from_str(name: &str) -> Result<Self, Failure> {
        Self::ALL.into_iter().find(|by| by.name() == name).ok_or_else(|| format!("nobody is named {name}").into())
    }
}

/// What does a task as often as it is told to.
pub type Work = Box<dyn FnMut(u32) -> Result<(), Failure>>;

/// Prepares a task. A call goes to the server at `address` (`127.0.0.1:1234`).
pub fn prepare(task: Task, by: By, address: &str) -> Result<Work, Failure> {
    let base = format!("http://{address}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(match (task, by) {
        (Task::CreateMessage, By::Hand) => {
            let (client, body) = (by_hand::Client::new(base)?, by_hand::create_message()?);
            Box::new(move |times| {
                runtime.block_on(async {
                    for _ in 0..times {
                        black_box(client.create_message(CONVERSATION, &body).await?);
                    }
                    Ok(())
                })
            })
        }
        (Task::CreateMessage, By::Client) => {
            let (account, body) = (generated::account(base)?, generated::create_message()?);
            Box::new(move |times| {
                runtime.block_on(async {
                    for _ in 0..times {
                        black_box(account.messages().create(CONVERSATION, &body).await?);
                    }
                    Ok(())
                })
            })
        }
        (Task::ListConversations, By::Hand) => {
            let client = by_hand::Client::new(base)?;
            Box::new(move |times| {
                runtime.block_on(async {
                    for _ in 0..times {
                        black_box(client.list_conversations("open", 1).await?);
                    }
                    Ok(())
                })
            })
        }
        (Task::ListConversations, By::Client) => {
            let account = generated::account(base)?;
            Box::new(move |times| {
                runtime.block_on(async {
                    for _ in 0..times {
                        black_box(account.conversations().list().status("open").page(1).await?);
                    }
                    Ok(())
                })
            })
        }
        (Task::DecodeConversations, By::Hand) => decoding::<derived::ConversationList>()?,
        (Task::DecodeConversations, By::Client) => decoding::<chatwoot::models::ConversationList>()?,
    })
}

fn decoding<T: serde::de::DeserializeOwned>() -> Result<Work, Failure> {
    let text = bodies::conversations(1000)?;
    Ok(Box::new(move |times| {
        for _ in 0..times {
            black_box(serde_json::from_str::<T>(black_box(&text))?);
        }
        Ok(())
    }))
}
