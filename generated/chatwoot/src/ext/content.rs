//! What `content_attributes` of a message hold, typed by its `content_type`.
//!
//! The document leaves `content_attributes` an object of any keys, as the server checks next to nothing of it. Here it is
//! read as what its content type makes of it, and what does not fit is kept as it came:
//!
//! ```
//! use chatwoot::content::Content;
//! use chatwoot::models::{ContentType, FormContent, FormField};
//!
//! # fn example(attributes: chatwoot::JsonObject) {
//! match Content::of(&ContentType::Form, &attributes) {
//!     Content::Form(form) => println!("{:?}", form.submitted_values),
//!     other => println!("{} holds {:?}", other.content_type().as_str(), other.to_attributes()),
//! }
//! # }
//! let form = FormContent::new().items([FormField::new().name("order").label("Order number")]);
//! let message = chatwoot::models::CreateMessage::new().with_content(form);
//! ```
//!
//! Messages have it at hand as `typed_content()`, in answers as in events, and requests that create a message take it with
//! `with_content`.

use inboxkit_runtime::private as rt;

use crate::models::{self, ContentType};
use crate::{Json, JsonObject};

/// What the content attributes of a message hold, by its content type.
#[allow(clippy::large_enum_variant)] // all but the last are large, as they share most of their keys
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// Plain text. Also that of messages without a content type, as some of 2021 are.
    Text(models::TextContent),
    /// Asks for one line of text.
    InputText(models::InputTextContent),
    /// Asks for several lines of text.
    InputTextarea(models::InputTextContent),
    /// Asks for an email address.
    InputEmail(models::InputEmailContent),
    /// Offers a list of choices.
    InputSelect(models::InputSelectContent),
    /// Shows cards with a picture and buttons.
    Cards(models::CardsContent),
    /// Asks to fill in a form.
    Form(models::FormContent),
    /// Links to help center articles.
    Article(models::ArticleContent),
    /// An email that came in.
    IncomingEmail(models::IncomingEmailContent),
    /// Asks to rate the conversation.
    InputCsat(models::InputCsatContent),
    /// Comes from an integration.
    Integrations(models::IntegrationsContent),
    /// A sticker; the picture is an attachment.
    Sticker(models::StickerContent),
    /// A voice call.
    VoiceCall(models::VoiceCallContent),
    /// A content type that this crate does not know, or attributes that its model does not hold in full.
    Other {
        /// The content type.
        content_type: ContentType,
        /// The content attributes, as they came.
        attributes: JsonObject,
    },
}

/// What differs between the content types that have a type for their attributes.
macro_rules! contents {
    ($($name:ident => $model:ident),* $(,)?) => {
        impl Content {
            /// Reads content attributes. Those that are not as their content type has them become [`Content::Other`], and so
            /// do those of which a part would be lost, such as a key that an item of a list is not known to have: what
            /// [`Content::to_attributes`] gives are always these attributes.
            pub fn of(content_type: &ContentType, attributes: &JsonObject) -> Self {
                let content = match content_type {
                    $(ContentType::$name => read(attributes).map(Self::$name),)*
                    _ => None,
                };
                let other = || Self::Other { content_type: content_type.clone(), attributes: attributes.clone() };
                content.filter(|content| content.to_attributes() == *attributes).unwrap_or_else(other)
            }

            /// The content type.
            pub fn content_type(&self) -> ContentType {
                match self {
                    $(Self::$name(_) => ContentType::$name,)*
                    Self::Other { content_type, .. } => content_type.clone(),
                }
            }

            /// The content attributes.
            pub fn to_attributes(&self) -> JsonObject {
                match self {
                    $(Self::$name(content) => rt::to_object(content),)*
                    Self::Other { attributes, .. } => attributes.clone(),
                }
            }
        }
    };
}
contents! {
    Text => TextContent,
    InputText => InputTextContent,
    InputTextarea => InputTextContent,
    InputEmail => InputEmailContent,
    InputSelect => InputSelectContent,
    Cards => CardsContent,
    Form => FormContent,
    Article => ArticleContent,
    IncomingEmail => IncomingEmailContent,
    InputCsat => InputCsatContent,
    Integrations => IntegrationsContent,
    Sticker => StickerContent,
    VoiceCall => VoiceCallContent,
}

fn read<T: for<'de> rt::Deserialize<'de>>(attributes: &JsonObject) -> Option<T> {
    // From text, as answers are read: so no model is compiled for another kind of input.
    rt::from_json(text(attributes.clone()).as_bytes()).ok()
}

fn text(attributes: JsonObject) -> String {
    Json::Object(attributes).to_string()
}

/// Of the models that stand for one content type only.
macro_rules! from_models {
    ($($model:ident => $name:ident),* $(,)?) => { $(
        impl From<models::$model> for Content {
            fn from(content: models::$model) -> Self {
                Self::$name(content)
            }
        }
    )* };
}
from_models! {
    TextContent => Text,
    InputEmailContent => InputEmail,
    InputSelectContent => InputSelect,
    CardsContent => Cards,
    FormContent => Form,
    ArticleContent => Article,
    IncomingEmailContent => IncomingEmail,
    InputCsatContent => InputCsat,
    IntegrationsContent => Integrations,
    StickerContent => Sticker,
    VoiceCallContent => VoiceCall,
}

/// Content attributes of a message, in which the content type or they themselves may be missing.
fn of_message<'a>(
    content_type: impl Into<Option<&'a ContentType>>,
    attributes: impl Into<Option<&'a JsonObject>>,
) -> Content {
    let none = JsonObject::new();
    Content::of(content_type.into().unwrap_or(&ContentType::Text), attributes.into().unwrap_or(&none))
}

macro_rules! messages {
    ($($(#[$gate:meta])* $model:ident),* $(,)?) => { $(
        $(#[$gate])*
        impl models::$model {
            /// The content attributes, typed by the content type. `content_attributes` has them as they came.
            pub fn typed_content(&self) -> Content {
                of_message(&self.content_type, &self.content_attributes)
            }
        }
    )* };
}
messages! {
    #[cfg(feature = "messages")]
    Message,
    MessageEvent,
    PublicMessage,
    #[cfg(feature = "realtime-events")]
    RealtimeMessage,
    #[cfg(feature = "search")]
    FoundMessage,
    #[cfg(feature = "webhook-events")]
    WebhookMessageCreated,
    #[cfg(feature = "webhook-events")]
    WebhookMessageUpdated,
}

macro_rules! requests {
    ($($(#[$gate:meta])* $model:ident by $write:expr;)*) => { $(
        $(#[$gate])*
        impl models::$model {
            /// Sets `content_type` and `content_attributes` together. The server refuses `input_select`, `cards`, `form` and
            /// `article` without `items`, and cards without `actions`.
            ///
            /// Whatever `content_type` and `content_attributes` held before is replaced as a whole, not merged: what is to go
            /// along, such as `in_reply_to`, is set on the content.
            #[must_use]
            pub fn with_content(mut self, content: impl Into<Content>) -> Self {
                let content = content.into();
                self.content_type = Some(content.content_type());
                self.content_attributes = Some($write(content.to_attributes()));
                self
            }
        }
    )* };
}
requests! {
    CreateMessage by std::convert::identity;
    #[cfg(feature = "messages")]
    CreateMessageForm by text;
    #[cfg(feature = "conversations")]
    CreateConversationForm by text;
}
