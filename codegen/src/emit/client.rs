//! Emits the client: where the API is, and how callers sign in.

use super::Cx;
use super::docs::{self, Lines};
use super::operation::is_basic;
use super::rt;
use super::table::{Table, literal};
use crate::ir::{AuthKind, AuthScheme, TypeId};
use crate::plan::{LoginPlan, ServerPlan, ident};

/// The text of the file, without its header.
pub fn file(cx: &Cx<'_>) -> String {
    let api = cx.api;
    let mut table = Table::new();
    table.line(0, "//! The client and its builder.");
    table.line(0, "");
    table.line(0, rt::IMPORT);
    table.line(0, "");
    table.line(0, "rt::client! {");
    table.line(4, &format!("/// Client of the {} API.", title(cx)));
    table.line(4, "///");
    table.line(4, "/// Cheap to clone: all clones share connections and credentials.");
    table.line(4, "pub struct Client, ClientBuilder;");
    let server = cx.server().map_or_else(|| "None".to_owned(), |url| format!("Some({})", literal(url)));
    table.line(4, "api: rt::Api {");
    table.line(8, &format!("name: {},", literal(&cx.config.crate_name)));
    table.line(8, "version: env!(\"CARGO_PKG_VERSION\"),");
    table.line(8, &format!("server: {server},"));
    let names = || api.auth.iter().zip(&cx.plan.credentials);
    let schemes: Vec<String> = names().map(|(auth, name)| scheme(auth, name)).collect();
    table.list(8, "schemes: &[", &schemes, "],");
    table.line(4, "};");
    if api.auth.is_empty() {
        table.line(4, "credentials {}");
    } else {
        table.line(4, "credentials {");
        for (scheme, name) in names() {
            table.docs(8, &of_scheme(scheme));
            table.line(8, &format!("{} => {},", ident::written(name), literal(name)));
        }
        table.line(4, "}");
    }
    if !cx.plan.logins.is_empty() {
        table.line(4, "logins {");
        for login in &cx.plan.logins {
            let credential = &cx.plan.credentials[login.scheme];
            table.docs(8, &of_login(login, credential));
            let (setter, scheme, url) = (literal(&login.setter), literal(credential), literal(&login.token_url));
            table.line(8, &format!("{} => {setter} for {scheme} at {url},", ident::written(&login.setter)));
        }
        table.line(4, "}");
    }
    if !cx.plan.servers.is_empty() {
        table.line(4, "servers {");
        for server in &cx.plan.servers {
            table.docs(8, &of_server(server));
            let setter = literal(&server.setter);
            table.line(8, &format!("{} => {setter},", ident::written(&server.setter)));
        }
        table.line(4, "}");
    }
    table.line(0, "}");
    if let Some(error) = api.error {
        error_body(cx, &mut table, error);
    }
    table.finish()
}

/// What reads the body of an error, where all errors have one shape.
fn error_body(cx: &Cx<'_>, table: &mut Table, error: TypeId) {
    let name = &cx.plan[error].name;
    table.line(0, "");
    table.line(
        0,
        "/// What the server said went wrong, where it answered at all and in the shape that its errors have.",
    );
    table.line(0, "#[must_use]");
    table.line(0, &format!("pub fn error_body(error: &rt::Error) -> Option<crate::models::{name}> {{"));
    table.line(4, "error.api()?.json().ok()");
    table.line(0, "}");
}

/// The title of the API as a name: `Chatwoot API` is the API called Chatwoot.
pub fn title(cx: &Cx<'_>) -> String {
    let title = docs::in_text(&cx.api.title);
    let short = title.trim().trim_end_matches("API").trim_end().to_owned();
    if short.is_empty() { cx.config.crate_name.clone() } else { short }
}

/// A row of the table of schemes. It has the name of the setter, which is what callers can act on.
fn scheme(scheme: &AuthScheme, setter: &str) -> String {
    let name = literal(setter);
    match &scheme.kind {
        AuthKind::Header(header, prefix) if prefix.is_empty() => {
            format!("rt::Scheme::header({name}, {})", literal(header))
        }
        AuthKind::Header(header, prefix) => {
            format!("rt::Scheme::header_prefix({name}, {}, {})", literal(header), literal(prefix))
        }
        AuthKind::Query(parameter) => format!("rt::Scheme::query({name}, {})", literal(parameter)),
        AuthKind::Cookie(cookie) => format!("rt::Scheme::cookie({name}, {})", literal(cookie)),
        AuthKind::Bearer => format!("rt::Scheme::bearer({name})"),
        AuthKind::Basic => format!("rt::Scheme::basic({name})"),
    }
}

fn of_scheme(scheme: &AuthScheme) -> Vec<String> {
    let mut lines = Lines::begin(&scheme.docs, &format!("The credential `{}`.", docs::in_code(&scheme.name)));
    if is_basic(&scheme.kind) {
        lines.paragraph("A user name and a password, with a colon between them.");
    }
    if let AuthKind::Header(_, prefix) = &scheme.kind
        && let Some(word) = prefix.strip_suffix(' ').filter(|word| !word.is_empty())
    {
        let word = docs::in_code(word);
        lines.paragraph(&format!(
            "Only the key: the client puts `{word}` before it, and once where it is there already."
        ));
    }
    lines.finish()
}

fn of_login(login: &LoginPlan, credential: &str) -> Vec<String> {
    let mut lines = Lines::default();
    lines.paragraph(&format!(
        "Gets tokens for `{credential}` by itself, as the program that it is (OAuth 2.0, client credentials): from `{}`, unless told otherwise.",
        docs::in_code(&login.token_url)
    ));
    if !login.scopes.is_empty() {
        let scopes: Vec<String> = login.scopes.iter().map(|scope| format!("`{}`", docs::in_code(scope))).collect();
        lines.paragraph(&format!("The document knows these scopes: {}.", scopes.join(", ")));
    }
    lines.finish()
}

fn of_server(server: &ServerPlan) -> Vec<String> {
    docs::paragraph(&format!(
        "Where the operations are that the document has at `{}`. Needed if `base_url` leads to another server than the API's: \
         credentials go there, too.",
        docs::in_code(&server.url)
    ))
}
