//! Who subscribes.

use crate::models::{AccountId, UserId};
use crate::{Json, Secret};

/// Who subscribes, and with which credential. `Debug` does not show the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subscriber {
    /// A user of an account: an agent or an administrator. Gets the events of the conversations that the user may see, of
    /// the account's contacts, and of the user's notifications.
    Agent {
        /// `pubsub_token` of the user's profile. It changes with the password.
        pubsub_token: Secret,
        /// The account.
        account_id: AccountId,
        /// The user whose token it is.
        user_id: UserId,
    },
    /// A contact in an inbox. Gets the events of the contact's conversations there.
    Contact {
        /// `pubsub_token` of the contact, from the public inbox API.
        pubsub_token: Secret,
    },
}

impl Subscriber {
    /// By which the server and we call the subscription. It holds the token.
    pub(super) fn identifier(&self) -> Secret {
        let token = Json::from(self.token().expose());
        Secret::from(match self {
            Self::Agent { account_id, user_id, .. } => format!(
                r#"{{"channel":"RoomChannel","pubsub_token":{token},"account_id":{},"user_id":{}}}"#,
                account_id.get(),
                user_id.get()
            ),
            Self::Contact { .. } => format!(r#"{{"channel":"RoomChannel","pubsub_token":{token}}}"#),
        })
    }

    /// The account and the user, of an agent.
    pub(super) fn agent(&self) -> Option<(AccountId, UserId)> {
        match self {
            Self::Agent { account_id, user_id, .. } => Some((*account_id, *user_id)),
            Self::Contact { .. } => None,
        }
    }

    /// A text of the server without the token.
    pub(super) fn hide(&self, text: &str) -> String {
        let token = self.token().expose();
        if token.is_empty() { text.to_owned() } else { text.replace(token, "***") }
    }

    fn token(&self) -> &Secret {
        match self {
            Self::Agent { pubsub_token, .. } | Self::Contact { pubsub_token } => pubsub_token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_json_and_only_an_agent_names_a_user() {
        let pubsub_token = Secret::from(r#"s"3\cret"#);
        let agent = Subscriber::Agent { pubsub_token: pubsub_token.clone(), account_id: 1.into(), user_id: 2.into() };
        let read = |subscriber: &Subscriber| subscriber.identifier().expose().parse::<Json>().unwrap();
        let json = read(&agent);
        assert_eq!(json["channel"], "RoomChannel");
        assert_eq!(json["pubsub_token"], r#"s"3\cret"#);
        assert_eq!((json["account_id"].as_i64(), json["user_id"].as_i64()), (Some(1), Some(2)));
        let json = read(&Subscriber::Contact { pubsub_token });
        assert!(json.get("user_id").is_none() && json.get("account_id").is_none());
    }

    #[test]
    fn tokens_are_not_shown() {
        let subscriber = Subscriber::Contact { pubsub_token: Secret::from("s3cret") };
        assert!(!format!("{subscriber:?}").contains("s3cret"));
        assert_eq!(subscriber.hide("no s3cret here"), "no *** here");
    }
}
