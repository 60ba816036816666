//! A small API, written as the generator writes one.

use inboxkit_runtime::private as rt;

pub mod models {
    use inboxkit_runtime::private as rt;

    rt::id! {
        /// Identifies an account.
        pub struct AccountId(i64);
    }
    rt::id! {
        /// Identifies a conversation.
        pub struct ConversationId(i64);
    }
    rt::id! {
        /// Identifies a message.
        pub struct MessageId(i64);
    }
    rt::id! {
        /// Identifies an inbox to the world.
        pub struct InboxIdentifier(Secret);
    }
    rt::id! {
        /// Names an article.
        pub struct Slug(String);
    }

    rt::open_enum! {
        /// State of a conversation.
        pub enum ConversationStatus: str {
            /// Being worked on.
            Open = "open",
            /// Done.
            Resolved = "resolved",
        }
    }
    rt::open_enum! {
        /// Which way a message goes.
        pub enum MessageTypeCode: i64 {
            /// To us.
            Incoming = 0,
            /// From us.
            Outgoing = 1,
        }
    }
    rt::closed_enum! {
        /// An order.
        pub enum Order: str {
            /// Up.
            Ascending = "asc",
            /// Down.
            Descending = "desc",
        }
    }
    rt::closed_enum! {
        /// A bit.
        pub enum Bit: i64 {
            /// Off.
            Off = 0,
            /// On.
            On = 1,
        }
    }

    /// A message of a conversation.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct Message {
        /// Identifies the message.
        pub id: MessageId,
        /// Text; `None` for attachments only.
        pub content: Option<String>,
        /// Only in the answer to the call that sent it.
        pub echo_id: Option<String>,
        /// The company of the contact.
        pub company_id: rt::Maybe<AccountId>,
        /// Which way it goes.
        pub r#type: MessageTypeCode,
        /// Who sent it.
        pub sender: Option<Box<Sender>>,
        /// When.
        pub created_at: Option<rt::Timestamp>,
        /// Keys that the document does not name.
        pub extra: rt::Map<rt::Json>,
    }
    rt::record! { Message {
        id: "id" required,
        content: "content" required,
        echo_id: "echo_id" optional,
        company_id: "company_id" maybe,
        r#type: "type" required,
        sender: "sender" optional,
        created_at: "created_at" optional,
    } const { "object" = "message" } rest extra }

    /// A page of messages.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct MessagePage {
        /// The messages.
        pub payload: Vec<Message>,
    }
    rt::record! { MessagePage { payload: "payload" required } }

    /// A contact as a sender.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct SenderContact {
        /// Its name.
        pub name: String,
    }
    rt::record! { SenderContact {
        name: "name" required,
    } const { "type" = "contact" } }

    /// A user as a sender.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct SenderUser {
        /// Its address.
        pub email: String,
    }
    rt::record! { SenderUser { email: "email" required } }

    /// Who sent a message.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub enum Sender {
        /// A contact.
        Contact(SenderContact),
        /// A user.
        User(Box<SenderUser>),
        /// A kind of value that the document does not name, as it came.
        Unknown(rt::Json),
    }
    rt::tagged_union! { Sender by "type" {
        "contact" => Contact,
        "user" => User,
        "agent" => User,
    } }
    impl From<SenderContact> for Sender {
        fn from(value: SenderContact) -> Self {
            Self::Contact(value)
        }
    }

    /// A message to send.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct CreateMessage {
        /// Text.
        pub content: String,
        /// Whether only agents see it.
        pub private: Option<bool>,
    }
    impl CreateMessage {
        pub fn new(content: impl Into<String>) -> Self {
            Self { content: content.into(), private: None }
        }
    }
    rt::record! { CreateMessage {
        content: "content" required,
        private: "private" optional,
    } }

    /// A message with files.
    #[derive(Debug, Clone)]
    pub struct CreateMessageForm {
        /// Text.
        pub content: Option<String>,
        /// Whether only agents see it.
        pub private: Option<bool>,
        /// Anything, as JSON text.
        pub content_attributes: Option<rt::Map<rt::Json>>,
        /// Files.
        pub attachments: Option<Vec<rt::FilePart>>,
    }
    rt::multipart! { CreateMessageForm {
        content: "content",
        private: "private",
        content_attributes: "content_attributes" json,
        attachments: "attachments[]",
    } }

    /// A login.
    #[derive(Debug, Clone)]
    pub struct Login {
        /// Who.
        pub name: String,
        /// Until when.
        pub until: rt::Maybe<rt::Timestamp>,
        /// What for.
        pub scopes: Vec<ConversationStatus>,
    }
    rt::form! { Login {
        name: "name",
        until: "until",
        scopes: "scopes[]",
    } }
}

rt::client! {
    /// Client of the sample API.
    pub struct Client, ClientBuilder;
    api: rt::Api { name: "sample", version: "1.2.3", server: Some("https://sample.invalid"), schemes: &[
        rt::Scheme::header("user_token", "api_access_token"),
        rt::Scheme::header("agent_bot_token", "api_access_token"),
        rt::Scheme::query("key", "api_key"),
        rt::Scheme::cookie("session", "sid"),
        rt::Scheme::basic("login"),
        rt::Scheme::bearer("bearer"),
    ] };
    credentials {
        /// Token of a user.
        user_token => "user_token",
        /// Token of a bot.
        agent_bot_token => "agent_bot_token",
        /// Key in the query.
        key => "key",
        /// Cookie of a session.
        session => "session",
        /// User name and password.
        login => "login",
        /// Bearer token.
        bearer => "bearer",
    }
    servers {
        /// Where files are.
        media_url => "media_url",
    }
}

/// One account.
#[derive(Debug, Clone)]
pub struct Account(pub(crate) rt::Scope);

impl Client {
    /// One account.
    pub fn account(&self, account_id: impl Into<models::AccountId>) -> Account {
        Account(self.0.with("account_id", account_id.into()))
    }

    /// Messages that need no account.
    pub fn public(&self) -> Public {
        Public(self.0.clone())
    }
}

/// Messages of conversations.
#[derive(Debug, Clone)]
pub struct Messages(rt::Scope);

impl Account {
    /// Messages of conversations.
    #[must_use]
    pub fn messages(&self) -> Messages {
        Messages(self.0.clone())
    }
}

static MESSAGE_LIST: rt::Operation = rt::Operation::new(
    "message_list",
    rt::Method::GET,
    "/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages",
)
.params(&[
    rt::Param::path("account_id"),
    rt::Param::path("conversation_id"),
    rt::Param::query("before"),
    rt::Param::query("labels[]").style(rt::Style::Form).explode(true),
    rt::Param::header("X-Thing"),
])
.auth(&[&["user_token"], &["agent_bot_token"]]);

static MESSAGE_CREATE: rt::Operation = rt::Operation::new(
    "message_create",
    rt::Method::POST,
    "/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages",
)
.params(&[rt::Param::path("account_id"), rt::Param::path("conversation_id")])
.auth(&[&["user_token"], &["agent_bot_token"]]);

static MESSAGE_DELETE: rt::Operation =
    rt::Operation::new("message_delete", rt::Method::DELETE, "/api/v1/accounts/{account_id}/messages/{message_id}")
        .params(&[rt::Param::path("account_id"), rt::Param::path("message_id")])
        .auth(&[&["user_token"]]);

impl Messages {
    /// Lists the messages of a conversation.
    pub fn list(&self, conversation_id: impl Into<models::ConversationId>) -> MessageList {
        MessageList(self.0.call(&MESSAGE_LIST).set("conversation_id", conversation_id.into()))
    }

    /// Sends a message.
    pub fn create(
        &self,
        conversation_id: impl Into<models::ConversationId>,
        body: &models::CreateMessage,
    ) -> MessageCreate {
        MessageCreate(self.0.call(&MESSAGE_CREATE).set("conversation_id", conversation_id.into()).json(body))
    }

    /// Sends a message with files.
    pub fn create_with_files(
        &self,
        conversation_id: impl Into<models::ConversationId>,
        body: models::CreateMessageForm,
    ) -> MessageCreateWithFiles {
        MessageCreateWithFiles(
            self.0.call(&MESSAGE_CREATE).set("conversation_id", conversation_id.into()).multipart(body),
        )
    }

    /// Deletes a message.
    pub fn delete(&self, message_id: impl Into<models::MessageId>) -> MessageDelete {
        MessageDelete(self.0.call(&MESSAGE_DELETE).set("message_id", message_id.into()))
    }
}

/// Request of [`Messages::list`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct MessageList(rt::Call);

impl MessageList {
    /// Only messages before this one.
    pub fn before(self, before: impl Into<models::MessageId>) -> Self {
        Self(self.0.set("before", before.into()))
    }

    /// Only messages with these labels.
    pub fn labels(self, labels: impl Into<Vec<String>>) -> Self {
        Self(self.0.set("labels[]", labels.into()))
    }

    /// A header.
    pub fn thing(self, thing: impl Into<String>) -> Self {
        Self(self.0.set("X-Thing", thing.into()))
    }
}
rt::request!(MessageList -> json models::MessagePage);
rt::pages! { MessageList -> json models::MessagePage;
    items "payload" as models::Message: |page| Some(&mut page.payload);
    next "before" first: |item| rt::cursor(&item.id);
}

/// Request of [`Messages::create`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct MessageCreate(rt::Call);
rt::request!(MessageCreate -> json models::Message);

/// Request of [`Messages::create_with_files`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct MessageCreateWithFiles(rt::Call);
rt::request!(MessageCreateWithFiles -> json models::Message);

/// Request of [`Messages::delete`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct MessageDelete(rt::Call);
rt::request!(MessageDelete -> empty);

/// What needs no account.
#[derive(Debug, Clone)]
pub struct Public(rt::Scope);

static PUBLIC_GET: rt::Operation = rt::Operation::new(
    "public_get",
    rt::Method::GET,
    "/public/inboxes/{inbox_identifier}/contacts/{contact_identifier}/conversations/{conversation_id}",
)
.params(&[
    rt::Param::path("inbox_identifier"),
    rt::Param::path("contact_identifier"),
    rt::Param::path("conversation_id"),
]);

static EXPORT: rt::Operation = rt::Operation::new("export", rt::Method::GET, "/export").accept("text/csv");

static DOWNLOAD: rt::Operation = rt::Operation::new("download", rt::Method::GET, "/file").accept("*/*").auth(&[
    &["key"],
    &["session"],
    &["login"],
    &["bearer"],
]);

static LOGIN: rt::Operation = rt::Operation::new("login", rt::Method::POST, "/login").idempotent(true);

static ASSIGN: rt::Operation = rt::Operation::new("assign", rt::Method::PUT, "/assign");

impl Public {
    /// Reads a conversation.
    pub fn get(
        &self,
        inbox_identifier: impl Into<models::InboxIdentifier>,
        contact_identifier: impl Into<String>,
        conversation_id: impl Into<models::ConversationId>,
    ) -> PublicGet {
        PublicGet(
            self.0
                .call(&PUBLIC_GET)
                .set("inbox_identifier", inbox_identifier.into())
                .set("contact_identifier", contact_identifier.into())
                .set("conversation_id", conversation_id.into()),
        )
    }

    /// Text.
    pub fn export(&self) -> Export {
        Export(self.0.call(&EXPORT))
    }

    /// Bytes.
    pub fn download(&self) -> Download {
        Download(self.0.call(&DOWNLOAD))
    }

    /// A form.
    pub fn login(&self, body: &models::Login) -> LoginRequest {
        LoginRequest(self.0.call(&LOGIN).form(body))
    }

    /// An answer that may be null.
    pub fn assign(&self) -> Assign {
        Assign(self.0.call(&ASSIGN))
    }
}

/// Request of [`Public::get`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct PublicGet(rt::Call);
rt::request!(PublicGet -> json rt::Json);

/// Request of [`Public::export`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Export(rt::Call);
rt::request!(Export -> text);

/// Request of [`Public::download`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Download(rt::Call);
rt::request!(Download -> bytes);

/// Request of [`Public::login`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct LoginRequest(rt::Call);
rt::request!(LoginRequest -> empty);

/// Request of [`Public::assign`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Assign(rt::Call);
rt::request!(Assign -> optional models::Message);

const _: () = assert!(rt::ABI == 1);
