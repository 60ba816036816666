//! What the server answers: the document's examples, as the server would write them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Failure;

const DOCUMENT: &str = include_str!("../../generated/chatwoot/openapi.json");

/// Conversations with an agent, a bot or nobody, with and without messages, teams and deadlines.
const CONVERSATIONS: [&str; 3] = ["conversation_full", "conversation_with_sla", "conversation_created"];

/// A list of conversations, examples one after the other, again and again.
pub(crate) fn conversations(count: usize) -> Result<String, Failure> {
    let some = CONVERSATIONS.into_iter().map(example).collect::<Result<Vec<_>, _>>()?;
    let list: Vec<_> = some.iter().map(String::as_str).cycle().take(count).collect();
    Ok(format!(
        r#"{{"data":{{"meta":{{"mine_count":1,"assigned_count":12,"unassigned_count":4,"all_count":{count}}},"payload":[{}]}}}}"#,
        list.join(",")
    ))
}

/// A message with a sender and two attachments.
pub(crate) fn message() -> Result<String, Failure> {
    example("message_created")
}

/// The body that creates a message.
pub(crate) fn create_message() -> Result<String, Failure> {
    example("message_create_text")
}

/// An example of the document, its keys in the order in which they stand there.
fn example(name: &str) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Document<'a> {
        #[serde(borrow)]
        components: Components<'a>,
    }
    #[derive(Deserialize)]
    struct Components<'a> {
        #[serde(borrow)]
        examples: BTreeMap<&'a str, Example<'a>>,
    }
    #[derive(Deserialize)]
    struct Example<'a> {
        #[serde(borrow)]
        value: &'a RawValue,
    }
    let mut document: Document<'_> = serde_json::from_str(DOCUMENT)?;
    let example = document.components.examples.remove(name).ok_or("the document has lost an example")?;
    Ok(without_space(example.value.get()))
}

/// JSON without the space between its parts, which servers do not send.
fn without_space(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |&character: &char| {
        let keep = quoted || !character.is_ascii_whitespace();
        if character == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = character == '\\' && !escaped;
        keep
    };
    text.chars().filter(keep).collect()
}
