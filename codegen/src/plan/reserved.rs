//! The methods that the runtime gives to every client, builder and request: nothing of a document is named after them.

/// Of the builder of a client; credentials have their setters beside them.
pub const BUILDER_METHODS: &[&str] = &[
    "after_response",
    "allow_insecure_http",
    "base_url",
    "before_send",
    "build",
    "clone",
    "connect_timeout",
    "danger_accept_invalid_certificates",
    "deadline",
    "default_header",
    "fmt",
    "max_response_bytes",
    "new",
    "no_proxy",
    "proxy",
    "retry",
    "retry_budget",
    "root_certificate_pem",
    "timeout",
    "transport",
    "user_agent",
];

/// Of a client; handles, groups and operations hang beside them.
pub const CLIENT_METHODS: &[&str] = &[
    "base_url",
    "builder",
    "clone",
    "delete",
    "fmt",
    "get",
    "head",
    "new",
    "options",
    "patch",
    "post",
    "put",
    "request",
    "with",
    "with_transport",
];

/// Of a request; its parameters have their setters beside them.
pub const REQUEST_METHODS: &[&str] =
    &["clone", "fmt", "into_future", "items", "pages", "raw", "send", "stream", "wait", "with"];

/// Of a request that can be asked for a stream of events in place of its answer; others may have parameters of the name.
pub const EVENTS_METHODS: &[&str] = &["events"];
