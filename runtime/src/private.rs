//! What generated code and the macros use. Not for callers: it changes with [`ABI`].

pub use bytes::Bytes;
pub use http::Method;
pub use serde_core as serde;
pub use serde_core::de::MapAccess;
pub use serde_core::ser::SerializeMap;
pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::api::{Api, Scheme};
pub use crate::call::{Call, Scope};
pub use crate::chosen::{Chosen, choice as read_choice, read as read_chosen, take as take_chosen};
pub use crate::client::Setup;
pub use crate::decode::{from_json, json as json_answer, optional as optional_answer};
pub use crate::download::Download;
pub use crate::error::Error;
pub use crate::events::{EventStream, PendingEvents};
pub use crate::file_part::FilePart;
pub use crate::form::{Form, FormField, Multipart, UrlEncoded};
pub use crate::login::ClientCredentials;
pub use crate::operation::{Location, Operation, Param, Style};
pub use crate::options::RequestOptions;
pub use crate::page::{Cursor, Items, Paged, Pages, Paging, Step, cursor};
pub use crate::pending::Pending;
pub use crate::raw_request::RawRequest;
pub use crate::record::{
    Keyed, Keys, Record, Writer, keep, missing, read as read_record, read_optional, read_value, skip, to_object,
    write as write_record,
};
pub use crate::request::Request;
pub use crate::response::RawResponse;
pub use crate::scalar::{
    NumberScalar, TextScalar, UnknownNumber, UnknownText, UnknownValueError, read_number, read_text,
};
pub use crate::secret::{Secret, SecretObject};
pub use crate::transport::{BoxFuture, Transport};
pub use crate::union::{Choice, decode_variant, json_tag, no_variant, read_union, write_tagged};
#[cfg(feature = "reqwest")]
pub use crate::upgrade::{Upgraded, Upgrades};
pub use crate::value::Value;
pub use crate::webhook::{event_name, header as webhook_header, seconds as webhook_seconds};
pub use crate::{Base64, Date, Json, JsonObject, Maybe, Timestamp};
pub use crate::{
    chosen, client, closed_enum, events, form, id, multipart, open_enum, pages, record, request, tagged_union,
    untagged_union,
};

/// A map of keys that a document does not name.
pub type Map<T> = std::collections::BTreeMap<String, T>;

/// The version of what is here: generated code of another one does not fit.
pub const ABI: u32 = 1;
