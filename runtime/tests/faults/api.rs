//! An API of two operations: one that may be sent again, and one that must not.

use inboxkit_runtime::private as rt;

rt::client! {
    /// Client of the API.
    pub struct Client, ClientBuilder;
    api: rt::Api { name: "faults", version: "1.0.0", server: None, schemes: &[rt::Scheme::header("token", "x-token")] };
    credentials {
        /// Token.
        token => "token",
    }
}

/// A thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// Its number.
    pub id: i64,
    /// Anything else.
    pub extra: rt::Map<rt::Json>,
}
rt::record! { Thing { id: "id" required } rest extra }

static READ: rt::Operation = rt::Operation::new("thing_read", rt::Method::GET, "/things/{thing_id}")
    .params(&[rt::Param::path("thing_id")])
    .auth(&[&["token"]]);

static WRITE: rt::Operation = rt::Operation::new("thing_write", rt::Method::POST, "/things/{thing_id}")
    .params(&[rt::Param::path("thing_id")])
    .auth(&[&["token"]]);

impl Client {
    /// Reads a thing.
    pub fn read(&self, thing_id: i64) -> rt::Call {
        self.0.call(&READ).set("thing_id", thing_id)
    }

    /// Writes a thing.
    pub fn write(&self, thing_id: i64) -> rt::Call {
        self.0.call(&WRITE).set("thing_id", thing_id).json(&Thing { id: thing_id, extra: rt::Map::new() })
    }
}
