//! Compares what stands at the root: servers, security schemes, tags, operations one by one, events.

use std::collections::BTreeMap;

use super::{Here, Walk, named};
use crate::diff::delta::Origin;
use crate::diff::finding::Direction;
use crate::diff::pair::{self, Paired, op_id};
use crate::diff::rules;
use crate::ir::{Api, AuthKind, AuthScheme, Event, Operation, TagId};
use crate::source::Span;

impl<'a> Walk<'a> {
    /// Compares everything.
    pub fn api(&mut self) {
        self.version();
        self.servers();
        self.security_schemes();
        self.renamed_tags();
        self.all_operations();
        self.errors();
        self.events();
    }

    fn version(&mut self) {
        let (old, new) = (&self.base.version, &self.revision.version);
        if old != new {
            let here = Here::both((Origin::Api, Span::default()), (Origin::Api, Span::default()));
            self.subject("API", here, |walk| {
                let what = format!("`info.version` changed from `{old}` to `{new}`");
                walk.report_of(&rules::API_VERSION_CHANGED, what, Some(old.clone()), Some(new.clone()));
            });
        }
    }

    fn servers(&mut self) {
        let (base, revision) = (&self.base.servers, &self.revision.servers);
        let url = |url: &str| url.trim_end_matches('/').to_owned();
        let mut paired = Paired::unpaired(base.len(), revision.len());
        paired.by(|old| Some(url(&base[old].url)), |new| Some(url(&revision[new].url)));
        // The first server is the one that clients take.
        let moved =
            matches!((base.first(), revision.first()), (Some(old), Some(new)) if url(&old.url) != url(&new.url));
        let is_prefix = moved && self.prefix_moved();
        let both = |old: Span, new: Span| Here::both((Origin::Api, old), (Origin::Api, new));
        let told = |index: usize| moved && index == 0;
        if moved {
            let (old, new) = (&base[0], &revision[0]);
            let (rule, what) = if is_prefix {
                (&rules::SERVER_PREFIX_MOVED, "a prefix moved between the address of the server and the paths")
            } else {
                (&rules::SERVER_CHANGED, "the first server has another address")
            };
            self.subject("server", both(old.span, new.span), |walk| {
                walk.report_of(rule, what, Some(old.url.clone()), Some(new.url.clone()));
                if is_prefix {
                    walk.about_all_operations();
                }
            });
        }
        for index in paired.gone.into_iter().filter(|index| !told(*index)) {
            let server = &base[index];
            self.subject("server", Here::base(Origin::Api, server.span), |walk| {
                let what = format!("the server `{}` was removed", server.url);
                walk.report_of(&rules::SERVER_REMOVED, what, Some(server.url.clone()), None);
            });
        }
        for index in paired.new.into_iter().filter(|index| !told(*index)) {
            let server = &revision[index];
            self.subject("server", Here::revision(Origin::Api, server.span), |walk| {
                let what = format!("the server `{}` was added", server.url);
                walk.report_of(&rules::SERVER_ADDED, what, None, Some(server.url.clone()));
            });
        }
    }

    /// Whether the whole URLs of all paired operations are what they were.
    fn prefix_moved(&self) -> bool {
        let host = |api: &'a Api| {
            api.servers
                .first()
                .map(|server| server.url.strip_suffix(pair::prefix(api)).unwrap_or(&server.url).trim_end_matches('/'))
        };
        let (before, after) = (pair::prefix(self.base), pair::prefix(self.revision));
        let whole = |prefix: &str, op: &Operation| format!("{prefix}{}", pair::shape(&op.path));
        host(self.base) == host(self.revision)
            && !self.ops.both.is_empty()
            && self
                .ops
                .both
                .iter()
                .all(|(old, new)| whole(before, &self.base.ops[*old]) == whole(after, &self.revision.ops[*new]))
    }

    fn security_schemes(&mut self) {
        let Paired { both, gone, new } = self.schemes.clone();
        let subject = |scheme: &AuthScheme| format!("security scheme {}", scheme.name);
        for index in gone {
            let scheme = &self.base.auth[index];
            self.subject(subject(scheme), Here::base(Origin::Scheme(index), scheme.span), |walk| {
                walk.report(&rules::SCHEME_REMOVED, format!("the security scheme `{}` was removed", scheme.name));
            });
        }
        for index in new {
            let scheme = &self.revision.auth[index];
            self.subject(subject(scheme), Here::revision(Origin::Scheme(index), scheme.span), |walk| {
                walk.report(&rules::SCHEME_ADDED, format!("the security scheme `{}` was added", scheme.name));
            });
        }
        for (one, other) in both {
            let (old, new) = (&self.base.auth[one], &self.revision.auth[other]);
            let here = Here::both((Origin::Scheme(one), old.span), (Origin::Scheme(other), new.span));
            self.subject(subject(new), here, |walk| walk.scheme(old, new));
        }
    }

    fn scheme(&mut self, old: &AuthScheme, new: &AuthScheme) {
        if old.name != new.name {
            let what = format!("the security scheme `{}` is called `{}` now", old.name, new.name);
            self.report_of(&rules::SCHEME_RENAMED, what, Some(old.name.clone()), Some(new.name.clone()));
        }
        if carrier(&old.kind) != carrier(&new.kind) {
            let (before, after) = (carrier(&old.kind), carrier(&new.kind));
            let what = format!("the credential travels as {after} and no longer as {before}");
            self.report_of(&rules::SCHEME_CHANGED, what, Some(before), Some(after));
        }
        let texts = |scheme: &'_ AuthScheme| scheme.flows.iter().cloned().collect::<BTreeMap<String, String>>();
        let (before, after) = (texts(old), texts(new));
        let ways: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for way in ways {
            let (one, other) = (before.get(way), after.get(way));
            let is_scope = way.contains(" scopes ");
            let flow = way.trim_start_matches("flows ");
            let (rule, what) = match (one, other) {
                (None, Some(_)) if is_scope => (&rules::OAUTH_SCOPE_ADDED, format!("`{flow}` was added")),
                (Some(_), None) if is_scope => (&rules::OAUTH_SCOPE_REMOVED, format!("`{flow}` was removed")),
                (None, Some(_)) => (&rules::OAUTH_FLOW_ADDED, format!("`{flow}` was added")),
                (Some(_), None) => (&rules::OAUTH_FLOW_REMOVED, format!("`{flow}` was removed")),
                (Some(one), Some(other)) if one != other => {
                    (&rules::OAUTH_URL_CHANGED, format!("`{flow}` changed from `{one}` to `{other}`"))
                }
                _ => continue,
            };
            let (old, new) =
                (one.cloned().filter(|text| !text.is_empty()), other.cloned().filter(|text| !text.is_empty()));
            self.at(flow.to_owned(), |walk| {
                walk.report_of(rule, what, old, new);
            });
        }
    }

    fn renamed_tags(&mut self) {
        for (one, other) in self.tags.both.clone() {
            let (old, new) = (&self.base.tags[one], &self.revision.tags[other]);
            if old.name != new.name {
                let tag = |index: usize| Origin::Tag(TagId(u32::try_from(index).unwrap_or(u32::MAX)));
                let here = Here::both((tag(one), old.span), (tag(other), new.span));
                self.subject(format!("tag {}", new.name), here, |walk| {
                    let what = format!("the tag `{}` is called `{}` now", old.name, new.name);
                    walk.report_of(&rules::TAG_RENAMED, what, Some(old.name.clone()), Some(new.name.clone()));
                });
            }
        }
    }

    fn all_operations(&mut self) {
        let Paired { both, gone, new } = self.ops.clone();
        self.common_requirements(&both);
        for index in gone {
            let op = &self.base.ops[index];
            let rule =
                if op.docs.deprecated { &rules::DEPRECATED_OPERATION_REMOVED } else { &rules::OPERATION_REMOVED };
            self.subject(title(op), Here::base(Origin::Op(op_id(index)), op.span), |walk| {
                let day = op.docs.sunset.as_ref().map(|day| format!("; its sunset was `{day}`")).unwrap_or_default();
                let delta = walk.report(rule, format!("the operation `{}` was removed{day}", op.id));
                delta.base.types = types_of(op);
            });
        }
        for (one, other) in both {
            let (old, new) = (&self.base.ops[one], &self.revision.ops[other]);
            let ids = (op_id(one), op_id(other));
            let here = Here::both((Origin::Op(ids.0), old.span), (Origin::Op(ids.1), new.span));
            self.subject(title(new), here, |walk| walk.operation((ids.0, old), (ids.1, new)));
        }
        for index in new {
            let op = &self.revision.ops[index];
            self.subject(title(op), Here::revision(Origin::Op(op_id(index)), op.span), |walk| {
                let delta = walk.report(&rules::OPERATION_ADDED, format!("the operation `{}` was added", op.id));
                delta.revision.types = types_of(op);
            });
        }
    }

    fn errors(&mut self) {
        if let (Some(old), Some(new)) = (self.base.error, self.revision.error) {
            let here = Here::both((Origin::Api, self.base[old].span), (Origin::Api, self.revision[new].span));
            self.subject("errors", here, |walk| {
                walk.direction = Direction::Response;
                walk.enter(old, new);
            });
        }
    }

    fn events(&mut self) {
        let all = |api: &'a Api| api.events.iter().flat_map(|group| &group.events).collect::<Vec<&'a Event>>();
        let (base, revision) = (all(self.base), all(self.revision));
        let mut paired = Paired::unpaired(base.len(), revision.len());
        paired.by(|old| Some(base[old].name.as_str()), |new| Some(revision[new].name.as_str()));
        let subject = |event: &Event| format!("event {}", event.name);
        for index in paired.gone {
            let event = base[index];
            self.subject(subject(event), Here::base(Origin::Api, event.span), |walk| {
                let unions = unions(walk.base);
                let delta = walk.report(&rules::EVENT_REMOVED, format!("the event `{}` was removed", event.name));
                delta.base.types = named([&event.place]);
                delta.base.by_names(&unions);
            });
        }
        for (one, other) in paired.both {
            let (old, new) = (base[one], revision[other]);
            self.subject(subject(new), Here::both((Origin::Api, old.span), (Origin::Api, new.span)), |walk| {
                walk.direction = Direction::Response;
                walk.place(&old.place, &new.place);
            });
        }
        for index in paired.new {
            let event = revision[index];
            self.subject(subject(event), Here::revision(Origin::Api, event.span), |walk| {
                let unions = unions(walk.revision);
                let delta = walk.report(&rules::EVENT_ADDED, format!("the event `{}` was added", event.name));
                delta.revision.types = named([&event.place]);
                delta.revision.by_names(&unions);
            });
        }
        self.event_unions();
    }

    /// The unions of events, which are told apart by the same key; their members come and go with the events.
    fn event_unions(&mut self) {
        for (one, other) in self.tags.both.clone() {
            let group = |api: &'a Api, index: usize| {
                api.events.iter().find(|group| group.tag.0 as usize == index).and_then(|group| group.union)
            };
            if let (Some(old), Some(new)) = (group(self.base, one), group(self.revision, other)) {
                self.pairs.list.push(super::Pair { types: (old, new), leads_to: Vec::new() });
            }
        }
    }
}

/// The unions of the events of each group.
fn unions(api: &Api) -> Vec<crate::ir::TypeId> {
    api.events.iter().filter_map(|group| group.union).collect()
}

/// An operation as it is told.
pub fn title(op: &Operation) -> String {
    format!("{} {}", op.method, op.path)
}

/// The types that an operation names.
fn types_of(op: &Operation) -> Vec<crate::ir::TypeId> {
    let places = crate::ir::walk::request_places(op).into_iter().chain(crate::ir::walk::response_places(op));
    named(places)
}

/// How a credential travels, in words.
fn carrier(kind: &AuthKind) -> String {
    match kind {
        AuthKind::Header(name, prefix) if prefix.is_empty() => format!("header `{name}`"),
        AuthKind::Header(name, prefix) => format!("header `{name}` after `{}`", prefix.trim_end()),
        AuthKind::Query(name) => format!("query parameter `{name}`"),
        AuthKind::Cookie(name) => format!("cookie `{name}`"),
        AuthKind::Bearer => "bearer token".to_owned(),
        AuthKind::Basic => "user name and password".to_owned(),
    }
}
