//! Rules on credentials, servers, deprecation, pages, events, documents as a whole, and on the crate alone.

use super::rules;
use crate::diff::finding::{Area, Direction, Rule, Wire};

rules! { REST:
    SECURITY_ADDED Security Request Breaking "security-added":
        "patch", "A call that needed no credential needs one.", "Give the client the credential.";
    SECURITY_REMOVED Security Request Safe "security-removed":
        "patch", "A call that needed a credential needs none.", "Nothing.";
    SECURITY_ALTERNATIVE_ADDED Security Request Safe "security-alternative-added":
        "patch", "A call takes one more credential.", "Nothing.";
    SECURITY_ALTERNATIVE_REMOVED Security Request Breaking "security-alternative-removed":
        "patch", "A call no longer takes a credential, or needs another beside it.", "Give the client a credential that is still taken.";
    SECURITY_SCOPE_ADDED Security Request Breaking "security-scope-added":
        "none: scopes belong to the token", "A call needs one more scope. Breaking: a token without it is refused.", "Get a token with the scope.";
    SECURITY_SCOPE_REMOVED Security Request Safe "security-scope-removed":
        "none: scopes belong to the token", "A call needs one scope less.", "Nothing.";
    SCHEME_ADDED Security Any Safe "security-scheme-added":
        "minor: a setter of the builder", "A security scheme is declared.", "Nothing; which calls take it is told there.";
    SCHEME_REMOVED Security Any Warning "security-scheme-removed":
        "major: a setter of the builder is gone", "A security scheme is no longer declared. A warning: what calls lose by it is told there.", "Use a scheme that is left.";
    SCHEME_RENAMED Security Any None "security-scheme-renamed":
        "major: the setter of the builder has another name", "A security scheme has another name, which never travels.", "Call the setter by its new name.";
    SCHEME_CHANGED Security Request Breaking "security-scheme-changed":
        "patch; major where another kind of credential is given", "A credential travels in another header, another place, or after another word.", "Take the new client, which sends it there.";
    OAUTH_SCOPE_ADDED Security Any Safe "oauth-scope-added":
        "none: callers name the scopes", "A flow offers one more scope.", "Nothing; which calls need it is told there.";
    OAUTH_SCOPE_REMOVED Security Any Warning "oauth-scope-removed":
        "none: callers name the scopes", "A flow no longer offers a scope.", "Do not ask for the scope.";
    OAUTH_FLOW_ADDED Security Any Safe "oauth-flow-added":
        "minor: a setter of the builder, where a client can get tokens by itself", "Tokens can be had in one more way.", "Nothing.";
    OAUTH_FLOW_REMOVED Security Any Warning "oauth-flow-removed":
        "major: a setter of the builder is gone, where a client could get tokens by itself", "Tokens can no longer be had in a way.", "Get tokens in a way that is left.";
    OAUTH_URL_CHANGED Security Any Warning "oauth-url-changed":
        "patch: where a client gets tokens by itself", "Tokens are to be had at another address. A warning: nobody knows whether the old one still answers.", "Get tokens at the new address.";

    SERVER_CHANGED Server Any Warning "server-changed":
        "patch", "The API is at another address, or at another prefix of it. A warning: nobody knows whether the old one still answers.", "Take the new client, or give it the base URL.";
    SERVER_PREFIX_MOVED Server Any None "server-prefix-moved":
        "patch", "A prefix moved between the address of the server and the paths; the whole URLs are the same.", "Check the base URL where one is given by hand.";
    SERVER_ADDED Server Any Safe "server-added":
        "patch", "One more address is documented.", "Nothing.";
    SERVER_REMOVED Server Any Warning "server-removed":
        "patch", "An address is no longer documented.", "Use one that is left.";
    OPERATION_SERVER_CHANGED Server Any Warning "operation-server-changed":
        "major: the setter of the builder for a server goes with its last operation; minor where one only comes", "An operation has a server of its own, another one, or none any more.", "Take the new client, and its setter where the other server is given by hand.";

    OPERATION_DEPRECATED Lifecycle Any Safe "operation-deprecated":
        "minor: its method is marked", "An operation is on its way out. Safe and not none: it tells of a change to come.", "Look for what takes its place.";
    OPERATION_REACTIVATED Lifecycle Any Safe "operation-reactivated":
        "patch: its method is no longer marked", "An operation is no longer on its way out.", "Nothing.";
    PARAMETER_DEPRECATED Lifecycle Any Safe "parameter-deprecated":
        "minor: it is documented so", "A parameter is on its way out.", "Leave it out where that is possible.";
    PARAMETER_REACTIVATED Lifecycle Any Safe "parameter-reactivated":
        "none: only documentation differs", "A parameter is no longer on its way out.", "Nothing.";
    PROPERTY_DEPRECATED Lifecycle Any Safe "property-deprecated":
        "minor: it is documented so", "A key is on its way out.", "Do without it where that is possible.";
    PROPERTY_REACTIVATED Lifecycle Any Safe "property-reactivated":
        "none: only documentation differs", "A key is no longer on its way out.", "Nothing.";
    SCHEMA_DEPRECATED Lifecycle Any Safe "schema-deprecated":
        "minor: it is documented so", "A schema is on its way out.", "Do without it where that is possible.";
    SCHEMA_REACTIVATED Lifecycle Any Safe "schema-reactivated":
        "none: only documentation differs", "A schema is no longer on its way out.", "Nothing.";
    SUNSET_ADDED Lifecycle Any Safe "sunset-added":
        "none: it is documentation", "The day is told from which something may be gone (`x-sunset`).", "Be done with it by then.";
    SUNSET_REMOVED Lifecycle Any Warning "sunset-removed":
        "none: it is documentation", "Something is still deprecated, but no longer told when it may be gone. A warning: it may be gone at any time.", "Be done with it soon.";
    SUNSET_EARLIER Lifecycle Any Warning "sunset-earlier":
        "none: it is documentation", "Something may be gone sooner than was told.", "Be done with it by the new day.";
    SUNSET_LATER Lifecycle Any Safe "sunset-later":
        "none: it is documentation", "Something may be gone later than was told.", "Nothing.";
    SUNSET_UNREADABLE Lifecycle Any Warning "sunset-unreadable":
        "none: it is documentation", "The day from which something may be gone is no date (`2027-01-31`).", "Ask which day is meant.";

    PAGINATION_ADDED Pagination Any None "pagination-added":
        "minor: `pages` and `items`", "How a list is paged is now said (`x-pagination`).", "Nothing; there are `pages` and `items`.";
    PAGINATION_REMOVED Pagination Any None "pagination-removed":
        "major: `pages` and `items` are gone", "How a list is paged is no longer said. What travels is compared by itself.", "Ask for the pages by hand.";
    PAGINATION_CHANGED Pagination Any Warning "pagination-changed":
        "patch; major where the items have another type", "A list is paged otherwise: a client of the base may miss items or read some twice.", "Take the new client.";

    EVENT_ADDED Event Response Safe "event-added":
        "minor: its type; major where its schema stood unused and could be built", "An event or webhook is new. Safe: receivers name the events that they want.", "Nothing; it is there to be used.";
    EVENT_REMOVED Event Response Breaking "event-removed":
        "major: its type is gone, unless something else has it", "An event or webhook is gone: those who wait for it wait for ever.", "Look for another event that tells this.";

    LENGTH_FIXED Schema Request None "list-length-fixed":
        "major: it is an array", "A list that is only sent has so many items and no others. The bounds tell what that does on the wire.",
        "Hand over an array.";
    LENGTH_FREED Schema Request None "list-length-freed":
        "major: it is no array any more", "A list that is only sent may have more items, or fewer. The bounds tell what that does on the wire.",
        "Hand over a list.";

    ENUM_CLOSED Extension Any None "enum-closed":
        "major: there are no values without a name, and of a union no `Unknown`", "A list of values or a union was closed (`x-open-enum: false`), which never travels.", "Do without values that are not listed.";
    ENUM_OPENED Extension Any None "enum-opened":
        "major: values without a name can come; of a union minor: `Unknown` is a variant", "A list of values or a union was opened, which never travels.", "Expect values without a name.";
    ID_ADDED Extension Any None "id-type-added":
        "major: it has a type of its own", "An identifier has a type of its own (`x-id`), which never travels.", "Write the type of the id.";
    ID_REMOVED Extension Any None "id-type-removed":
        "major: it is a plain value", "An identifier has no type of its own any more, which never travels.", "Write the plain type.";
    SECRET_ADDED Extension Any None "secret-added":
        "major: it is a `Secret`", "A text is hidden from logs (`x-secret`), which never travels.", "Ask the `Secret` for its text where it is needed.";
    SECRET_REMOVED Extension Any None "secret-removed":
        "major: it is a plain text", "A text is no longer hidden from logs, which never travels.", "Keep it out of logs.";

    DOCUMENT_ADDED Document Any Safe "document-added":
        "minor: there is one more crate", "A document was added to `spec/`; what it holds is not listed one by one.", "Nothing; its crate is there to be used.";
    DOCUMENT_REMOVED Document Any Breaking "document-removed":
        "major: the crate is gone", "A document is gone from `spec/`, and all that it held with it.", "Stay with the last version of the crate, or move to the one that takes its place.";

    API_VERSION_CHANGED Rust Any None "api-version-changed":
        "patch: a constant has another value", "The document has another `info.version`.", "Nothing.";
    ITEM_ADDED Rust Any None "rust-item-added":
        "minor", "An item of the crate is new by something that never travels, such as a schema that no operation uses.", "Nothing; it is there to be used.";
    ITEM_REMOVED Rust Any None "rust-item-removed":
        "major", "An item of the crate is gone by something that never travels, such as a schema that was inlined or that no operation used.", "Do without it.";
    ITEM_RENAMED Rust Any None "rust-item-renamed":
        "major", "An item of the crate has another name by something that never travels, such as the name of a component or a pin.", "Write the new name.";
    SIGNATURE_CHANGED Rust Any None "rust-signature-changed":
        "major", "An item of the crate has another type or other arguments by something that never travels.", "Write what the compiler asks for.";
    ARGUMENTS_REORDERED Rust Any None "rust-arguments-reordered":
        "major", "A method or constructor takes its arguments in another order, since the document lists them so. Major: between arguments of one type it would go unnoticed.", "Put the arguments into the new order.";
    CODE_CHANGED Rust Any None "rust-code-changed":
        "patch", "The crate sends or reads the same otherwise, and its items are the same.", "Nothing.";
}
