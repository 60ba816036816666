//! Turns items into text: each is formatted by itself, and a blank line stands between them.
//!
//! Formatting in process gives the same bytes on every machine, whatever its toolchain.

use proc_macro2::TokenStream;

/// The text of some items, formatted.
pub fn items(tokens: &TokenStream) -> String {
    let Ok(mut file) = syn::parse2::<syn::File>(tokens.clone()) else {
        // An emitter made something that is no Rust. The compiler says so with a place in the file, which is more than could
        // be said here; the tests of the emitters parse all that they emit.
        return tokens.to_string();
    };
    let mut texts = Vec::with_capacity(file.items.len());
    for item in std::mem::take(&mut file.items) {
        file.items = vec![item];
        texts.push(separate(prettyplease::unparse(&file)));
    }
    join(&texts)
}

/// Puts a blank line between the functions of an `impl`.
fn separate(text: String) -> String {
    if !text.contains("\n    }\n    ") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line == "    }" && lines.peek().is_some_and(|next| *next != "}") {
            out.push('\n');
        }
    }
    out
}

/// Joins texts of items with a blank line between them.
pub fn join(items: &[String]) -> String {
    let mut out = String::with_capacity(items.iter().map(|item| item.len() + 1).sum());
    for item in items.iter().filter(|item| !item.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(item);
        if !item.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn functions_and_items_are_set_apart() {
        let text = items(&quote! {
            #[doc = " A thing."]
            pub struct A(u8);
            impl A { fn a() { b(); } fn b() { c(); } }
        });
        let expected = "/// A thing.\npub struct A(u8);\n\nimpl A {\n    fn a() {\n        b();\n    }\n\n    fn b() {\n        c();\n    }\n}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn no_blank_line_is_doubled() {
        assert_eq!(join(&["a\n".to_owned(), String::new(), "b".to_owned()]), "a\n\nb\n");
    }
}
