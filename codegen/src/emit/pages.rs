//! Emits what a request says of its listing: where the list stands in the answer, and where the next page is named.

use super::Cx;
use super::rt::{self, At};
use super::table::literal;
use crate::ir::{Operation, PageStyle, Pagination, TypeKind};
use crate::plan::{CallPlan, OpPlan, Presence, ReplyPlan, RustTy, Shape, ident};

/// The table of a request whose answers are pages; nothing for others.
pub fn table(cx: &Cx<'_>, op: &Operation, plan: &OpPlan, call: &CallPlan) -> Option<String> {
    let pagination = op.pagination.as_ref()?;
    let (kind, answer, ty) = match &plan.reply {
        ReplyPlan::Json(ty) => ("json", ty, ty.clone()),
        ReplyPlan::Optional(ty) => ("optional", ty, ty.clone().optional()),
        _ => return None,
    };
    let start = Way { text: "page".to_owned(), ty, is_reference: true };
    let items = start.clone().along(cx, &pagination.items, Access::Change)?;
    let (items, item) = items.list(cx)?;
    let next = next(cx, pagination, start, &item)?;
    let spell = |ty: &RustTy| rt::spell(cx, ty, At::Elsewhere);
    Some(format!(
        "rt::pages! {{ {} -> {kind} {};\n    items {} as {}: |page| {items};\n    next {}{next};\n}}\n",
        call.request,
        spell(answer),
        literal(&pagination.items),
        spell(&item),
        literal(&pagination.parameter),
    ))
}

/// What goes into the parameter, where that is not the number of the page.
fn next(cx: &Cx<'_>, pagination: &Pagination, page: Way, item: &RustTy) -> Option<String> {
    Some(match &pagination.style {
        PageStyle::Page => String::new(),
        PageStyle::Item { key, first } => {
            let item = Way { text: "item".to_owned(), ty: item.clone(), is_reference: true };
            let end = if *first { "first" } else { "last" };
            format!(" {end}: |item| rt::cursor({})", item.along(cx, key, Access::Look)?.reference())
        }
        PageStyle::Token { token } => {
            format!(" token: |page| rt::cursor({})", page.along(cx, token, Access::Look)?.reference())
        }
    })
}

/// What is done at the end of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Look,
    Change,
}

/// An expression for a place within an answer.
#[derive(Debug, Clone)]
struct Way {
    text: String,
    ty: RustTy,
    /// Whether the expression is a reference to the place, and not the place itself.
    is_reference: bool,
}

impl Way {
    /// Follows keys with dots, past what may be missing on the way.
    fn along(self, cx: &Cx<'_>, keys: &str, access: Access) -> Option<Self> {
        let mut keys = keys.split('.').filter(|key| !key.is_empty());
        keys.try_fold(self, |way, key| way.there(cx, access).member(cx, key, access))
    }

    /// The place without what says that it may be missing.
    fn there(mut self, cx: &Cx<'_>, access: Access) -> Self {
        loop {
            let (method, inner) = match cx.typer.base(&self.ty) {
                RustTy::Option(inner) if access == Access::Look => (".as_ref()?", inner),
                RustTy::Option(inner) => (".as_mut()?", inner),
                RustTy::Maybe(inner) if access == Access::Look => (".as_option()?", inner),
                RustTy::Maybe(inner) => (".as_option_mut()?", inner),
                // The compiler looks through it.
                RustTy::Boxed(inner) => ("", inner),
                _ => return self,
            };
            self.text.push_str(method);
            self.is_reference |= !method.is_empty();
            self.ty = *inner;
        }
    }

    fn member(self, cx: &Cx<'_>, key: &str, access: Access) -> Option<Self> {
        let get = if access == Access::Look { "get" } else { "get_mut" };
        match cx.typer.base(&self.ty) {
            RustTy::Map(inner) => {
                let text = format!("{}.{get}({})?", self.text, literal(key));
                Some(Self { text, ty: *inner, is_reference: true })
            }
            RustTy::Model(id) => {
                let (TypeKind::Struct(object), Shape::Struct(shape)) = (&cx.api[id].kind, &cx.plan[id].shape) else {
                    return None;
                };
                let index = object.fields.iter().position(|field| field.wire == key)?;
                let field = shape.fields.get(index)?;
                let has_field = !matches!(field.mode, Presence::Constant(_) | Presence::Chosen | Presence::Omitted);
                let text = format!("{}.{}", self.text, ident::written(&field.name));
                has_field.then(|| Self { text, ty: field.ty.clone(), is_reference: false })
            }
            _ => None,
        }
    }

    /// A reference to the place, to look at it.
    fn reference(&self) -> String {
        if self.is_reference { self.text.clone() } else { format!("&{}", self.text) }
    }

    /// An expression for the list that is there, if it is, and what it lists.
    fn list(self, cx: &Cx<'_>) -> Option<(String, RustTy)> {
        let Self { text, ty, is_reference } = self;
        let (text, list) = match cx.typer.base(&ty) {
            RustTy::Option(list) => (format!("{text}.as_mut()"), *list),
            RustTy::Maybe(list) => (format!("{text}.as_option_mut()"), *list),
            list if is_reference => {
                let given = text.strip_suffix('?').map_or_else(|| format!("Some({text})"), str::to_owned);
                (given, list)
            }
            list => (format!("Some(&mut {text})"), list),
        };
        match cx.typer.base(&list) {
            RustTy::Vec(item) => Some((text, *item)),
            _ => None,
        }
    }
}
