//! Compares two operations: how they are called, and what they answer.

use super::{Here, Walk, named};
use crate::diff::delta::Origin;
use crate::diff::finding::{Direction, Rule};
use crate::diff::pair;
use crate::diff::rules;
use crate::diff::view::{Core, View, location, style};
use crate::ir::walk::place_of_content;
use crate::ir::{Body, Content, ContentKind, OpId, Operation, PageStyle, Pagination, Param, Reply, StatusSet, Style};

impl<'a> Walk<'a> {
    /// Compares two operations.
    pub fn operation(&mut self, (old_id, old): (OpId, &'a Operation), (new_id, new): (OpId, &'a Operation)) {
        self.identity(old, new);
        self.lifecycle(
            (&rules::OPERATION_DEPRECATED, &rules::OPERATION_REACTIVATED),
            "the operation",
            &old.docs,
            &new.docs,
        );
        self.requirements(old, new);
        self.repeated(old, new);
        if old.server != new.server {
            self.report_of(
                &rules::OPERATION_SERVER_CHANGED,
                "the operation is at another server",
                old.server.clone(),
                new.server.clone(),
            );
        }
        self.direction = Direction::Request;
        self.params((old_id, old), (new_id, new));
        self.bodies((old_id, old), (new_id, new));
        self.direction = Direction::Response;
        let here = Here::both((Origin::Reply(old_id), old.span), (Origin::Reply(new_id), new.span));
        self.on(here, |walk| walk.replies(&old.ok, &new.ok, true));
        let here = Here::both((Origin::Failure(old_id), old.span), (Origin::Failure(new_id), new.span));
        self.on(here, |walk| walk.replies(&old.errors, &new.errors, false));
        self.paging((old_id, old), (new_id, new));
    }

    fn identity(&mut self, old: &Operation, new: &Operation) {
        let whole = |prefix: &str, op: &Operation| format!("{prefix}{}", pair::shape(&op.path));
        let (before, after) = (pair::prefix(self.base), pair::prefix(self.revision));
        let same_path = pair::shape(&old.path) == pair::shape(&new.path);
        if !same_path && whole(before, old) != whole(after, new) {
            let what = format!("the path changed from `{}` to `{}`", old.path, new.path);
            self.report_of(&rules::OPERATION_PATH_CHANGED, what, Some(old.path.clone()), Some(new.path.clone()));
        }
        if old.method != new.method {
            let what = format!("the method changed from `{}` to `{}`", old.method, new.method);
            self.report_of(&rules::OPERATION_METHOD_CHANGED, what, Some(old.method.clone()), Some(new.method.clone()));
        }
        if old.id != new.id {
            let what = format!("the operation `{}` is called `{}` now", old.id, new.id);
            self.report_of(&rules::OPERATION_RENAMED, what, Some(old.id.clone()), Some(new.id.clone()));
        }
        let same_tag = self.tags.both.contains(&(old.tag.0 as usize, new.tag.0 as usize));
        if !same_tag {
            let name = |name: &str| if name.is_empty() { "none".to_owned() } else { name.to_owned() };
            let (before, after) = (name(&self.base[old.tag].name), name(&self.revision[new.tag].name));
            let what = format!("the first tag changed from `{before}` to `{after}`");
            self.report_of(&rules::OPERATION_TAG_CHANGED, what, Some(before), Some(after));
        }
    }

    fn repeated(&mut self, old: &Operation, new: &Operation) {
        // That another method is as idempotent as it is has been said.
        if old.method != new.method {
            return;
        }
        match (old.idempotent, new.idempotent) {
            (false, true) => {
                self.report(
                    &rules::OPERATION_IDEMPOTENCY_ADDED,
                    "sending it twice does no more than sending it once now",
                );
            }
            (true, false) => {
                self.report(
                    &rules::OPERATION_IDEMPOTENCY_REMOVED,
                    "sending it twice may do more than sending it once now",
                );
            }
            _ => {}
        }
    }

    fn params(&mut self, (old_id, old): (OpId, &'a Operation), (new_id, new): (OpId, &'a Operation)) {
        let paired = pair::params(old, new);
        for index in paired.gone {
            let param = &old.params[index];
            let rule =
                if param.required { &rules::REQUIRED_PARAMETER_REMOVED } else { &rules::OPTIONAL_PARAMETER_REMOVED };
            self.at(step(param), |walk| {
                walk.on(Here::base(Origin::Param(old_id, index), param.span), |walk| {
                    let delta = walk.report(
                        rule,
                        format!("the {} parameter `{}` was removed", location(param.location), param.wire),
                    );
                    delta.base.types = named([&param.place]);
                });
            });
        }
        for (one, other) in paired.both {
            let (before, after) = (&old.params[one], &new.params[other]);
            let here =
                Here::both((Origin::Param(old_id, one), before.span), (Origin::Param(new_id, other), after.span));
            self.at(step(after), |walk| walk.on(here, |walk| walk.param(before, after)));
        }
        for index in paired.new {
            let param = &new.params[index];
            let rule = if param.required { &rules::REQUIRED_PARAMETER_ADDED } else { &rules::OPTIONAL_PARAMETER_ADDED };
            let kind = if param.required { "required" } else { "optional" };
            self.at(step(param), |walk| {
                walk.on(Here::revision(Origin::Param(new_id, index), param.span), |walk| {
                    let what = format!("the {kind} {} parameter `{}` was added", location(param.location), param.wire);
                    let delta = walk.report(rule, what);
                    delta.revision.types = named([&param.place]);
                });
            });
        }
    }

    fn param(&mut self, old: &'a Param, new: &'a Param) {
        if old.location != new.location {
            let (before, after) = (location(old.location), location(new.location));
            let what = format!("`{}` travels in the {after} and no longer in the {before}", new.wire);
            self.report_of(&rules::PARAMETER_LOCATION_CHANGED, what, Some(before.to_owned()), Some(after.to_owned()));
        }
        match (old.required, new.required) {
            (false, true) => {
                self.report(&rules::PARAMETER_BECAME_REQUIRED, format!("the parameter `{}` became required", new.wire));
            }
            (true, false) => {
                self.report(&rules::PARAMETER_BECAME_OPTIONAL, format!("the parameter `{}` became optional", new.wire));
            }
            _ => {}
        }
        if old.location == new.location {
            self.styles(old, new);
        }
        (self.textual, self.param) = (old.style != Style::Json && new.style != Style::Json, true);
        self.property_lifecycle(&format!("the parameter `{}`", new.wire), &old.docs, &new.docs);
        self.place(&old.place, &new.place);
        (self.textual, self.param) = (false, false);
    }

    fn styles(&mut self, old: &Param, new: &Param) {
        let written = |param: &Param| {
            let explode = if param.explode && param.style != Style::Json { ", exploded" } else { "" };
            format!("{}{explode}", style(param.style))
        };
        let plain = |walk: &Self| {
            let is_plain = |view: View<'_>| matches!(view.core, Core::Plain(_));
            is_plain(View::of(walk.base, &old.place)) && is_plain(View::of(walk.revision, &new.place))
        };
        // A single value is written alike in all styles but those that put something before it.
        let marks =
            |param: &Param| matches!(param.style, Style::Label | Style::Matrix | Style::Json).then_some(param.style);
        let (before, after) = (written(old), written(new));
        if before != after && !(plain(self) && marks(old) == marks(new)) {
            let what = format!("`{}` is written as {after} and no longer as {before}", new.wire);
            self.report_of(&rules::PARAMETER_STYLE_CHANGED, what, Some(before), Some(after));
        }
        match (old.allow_reserved, new.allow_reserved) {
            (false, true) => {
                self.report(&rules::PARAMETER_RESERVED_ALLOWED, "reserved characters stay as they are now");
            }
            (true, false) => {
                self.report(&rules::PARAMETER_RESERVED_ESCAPED, "reserved characters are escaped now");
            }
            _ => {}
        }
    }

    fn bodies(&mut self, (old_id, old): (OpId, &'a Operation), (new_id, new): (OpId, &'a Operation)) {
        let places = |body: &'a Body| body.contents.iter().filter_map(place_of_content);
        match (&old.body, &new.body) {
            (None, None) => {}
            (Some(body), None) => self.at("request body", |walk| {
                let rule = if body.required { &rules::REQUIRED_BODY_REMOVED } else { &rules::OPTIONAL_BODY_REMOVED };
                walk.on(Here::base(Origin::Body(old_id), body.span), |walk| {
                    walk.report(rule, "the request body was removed").base.types = named(places(body));
                });
            }),
            (None, Some(body)) => self.at("request body", |walk| {
                let rule = if body.required { &rules::REQUIRED_BODY_ADDED } else { &rules::OPTIONAL_BODY_ADDED };
                let kind = if body.required { "a required" } else { "an optional" };
                walk.on(Here::revision(Origin::Body(new_id), body.span), |walk| {
                    walk.report(rule, format!("{kind} request body was added")).revision.types = named(places(body));
                });
            }),
            (Some(before), Some(after)) => {
                let here = Here::both((Origin::Body(old_id), before.span), (Origin::Body(new_id), after.span));
                self.at("request body", |walk| walk.on(here, |walk| walk.body(before, after)));
            }
        }
    }

    fn body(&mut self, old: &'a Body, new: &'a Body) {
        match (old.required, new.required) {
            (false, true) => {
                self.report(&rules::BODY_BECAME_REQUIRED, "the request body became required");
            }
            (true, false) => {
                self.report(&rules::BODY_BECAME_OPTIONAL, "the request body became optional");
            }
            _ => {}
        }
        self.contents(&old.contents, &new.contents, &REQUEST_CONTENTS);
    }

    fn contents(&mut self, old: &'a [Content], new: &'a [Content], rules: &ContentRules) {
        let paired = pair::contents(old, new);
        let here = self.here;
        let several = old.len() > 1 || new.len() > 1;
        let spot = |around: Option<super::Spot>, content: &Content| {
            around.map(|spot| super::Spot { span: content.span, ..spot })
        };
        for index in paired.gone {
            let content = &old[index];
            self.on(Here { base: spot(here.base, content), ..here }, |walk| {
                let what = format!("the media type `{}` was removed", content.media_type);
                let delta = walk.report_of(rules.removed, what, Some(content.media_type.clone()), None);
                delta.base.types = named(place_of_content(content));
            });
        }
        for (one, other) in paired.both {
            let (before, after) = (&old[one], &new[other]);
            let both = Here { base: spot(here.base, before), revision: spot(here.revision, after) };
            self.on(both, |walk| {
                if several {
                    walk.at(after.media_type.as_str(), |walk| walk.content(before, after, rules));
                } else {
                    walk.content(before, after, rules);
                }
            });
        }
        for index in paired.new {
            let content = &new[index];
            self.on(Here { revision: spot(here.revision, content), ..here }, |walk| {
                let what = format!("the media type `{}` was added", content.media_type);
                let delta = walk.report_of(rules.added, what, None, Some(content.media_type.clone()));
                delta.revision.types = named(place_of_content(content));
            });
        }
    }

    fn content(&mut self, old: &'a Content, new: &'a Content, rules: &ContentRules) {
        let (before, after) = (&old.media_type, &new.media_type);
        let rule = match () {
            () if pair::covers(after, before) => Some(rules.widened),
            () if pair::covers(before, after) => Some(rules.narrowed),
            () => None,
        };
        if let Some(rule) = rule {
            let what = format!("the media type changed from `{before}` to `{after}`");
            self.report_of(rule, what, Some(before.clone()), Some(after.clone()));
        }
        if let (Some(one), Some(other)) = (place_of_content(old), place_of_content(new)) {
            self.textual = matches!(old.kind, ContentKind::Form(_) | ContentKind::Multipart(_));
            self.place(one, other);
            self.textual = false;
        }
    }

    fn replies(&mut self, old: &'a [Reply], new: &'a [Reply], success: bool) {
        let paired = pair::replies(old, new, success);
        let here = self.here;
        let spot =
            |around: Option<super::Spot>, reply: &Reply| around.map(|spot| super::Spot { span: reply.span, ..spot });
        let places = |reply: &'a Reply| reply.contents.iter().filter_map(place_of_content);
        let rules: (&'static Rule, &'static Rule) = if success {
            (&rules::SUCCESS_STATUS_REMOVED, &rules::SUCCESS_STATUS_ADDED)
        } else {
            (&rules::ERROR_STATUS_REMOVED, &rules::ERROR_STATUS_ADDED)
        };
        for index in paired.gone {
            let reply = &old[index];
            self.on(Here { base: spot(here.base, reply), ..here }, |walk| {
                walk.at(status_step(reply.status), |walk| {
                    let what = format!("the status `{}` was removed", status(reply.status));
                    walk.report(rules.0, what).base.types = named(places(reply));
                });
            });
        }
        for (one, other) in paired.both {
            let (before, after) = (&old[one], &new[other]);
            let both = Here { base: spot(here.base, before), revision: spot(here.revision, after) };
            self.on(both, |walk| walk.at(status_step(after.status), |walk| walk.reply(before, after)));
        }
        for index in paired.new {
            let reply = &new[index];
            self.on(Here { revision: spot(here.revision, reply), ..here }, |walk| {
                walk.at(status_step(reply.status), |walk| {
                    let what = format!("the status `{}` was added", status(reply.status));
                    walk.report(rules.1, what).revision.types = named(places(reply));
                });
            });
        }
    }

    fn reply(&mut self, old: &'a Reply, new: &'a Reply) {
        if old.status != new.status {
            let (before, after) = (status(old.status), status(new.status));
            let what = format!("success is `{after}` and no longer `{before}`");
            self.report_of(&rules::SUCCESS_STATUS_CHANGED, what, Some(before), Some(after));
        }
        match (old.contents.is_empty(), new.contents.is_empty()) {
            (true, false) => {
                let types = named(new.contents.iter().filter_map(place_of_content));
                self.report(&rules::RESPONSE_BODY_ADDED, "the answer has a body now").revision.types = types;
            }
            (false, true) => {
                let types = named(old.contents.iter().filter_map(place_of_content));
                self.report(&rules::RESPONSE_BODY_REMOVED, "the answer has no body any more").base.types = types;
            }
            _ => self.contents(&old.contents, &new.contents, &RESPONSE_CONTENTS),
        }
        self.headers(old, new);
    }

    fn headers(&mut self, old: &'a Reply, new: &'a Reply) {
        let paired = pair::headers(old, new);
        let here = self.here;
        let spot =
            |around: Option<super::Spot>, header: &Param| around.map(|spot| super::Spot { span: header.span, ..spot });
        for index in paired.gone {
            let header = &old.headers[index];
            let rule = if header.required { &rules::REQUIRED_HEADER_REMOVED } else { &rules::OPTIONAL_HEADER_REMOVED };
            self.on(Here { base: spot(here.base, header), ..here }, |walk| {
                walk.at(header_step(header), |walk| {
                    let what = format!("the header `{}` was removed", header.wire);
                    walk.report(rule, what).base.types = named([&header.place]);
                });
            });
        }
        for (one, other) in paired.both {
            let (before, after) = (&old.headers[one], &new.headers[other]);
            let both = Here { base: spot(here.base, before), revision: spot(here.revision, after) };
            self.on(both, |walk| walk.at(header_step(after), |walk| walk.header(before, after)));
        }
        for index in paired.new {
            let header = &new.headers[index];
            let rule = if header.required { &rules::REQUIRED_HEADER_ADDED } else { &rules::OPTIONAL_HEADER_ADDED };
            self.on(Here { revision: spot(here.revision, header), ..here }, |walk| {
                walk.at(header_step(header), |walk| {
                    let what = format!("the header `{}` was added", header.wire);
                    walk.report(rule, what).revision.types = named([&header.place]);
                });
            });
        }
    }

    fn header(&mut self, old: &'a Param, new: &'a Param) {
        match (old.required, new.required) {
            (false, true) => {
                self.report(&rules::HEADER_BECAME_REQUIRED, format!("the header `{}` always comes now", new.wire));
            }
            (true, false) => {
                self.report(&rules::HEADER_BECAME_OPTIONAL, format!("the header `{}` may be missing now", new.wire));
            }
            _ => {}
        }
        self.textual = true;
        self.place(&old.place, &new.place);
        self.textual = false;
    }

    fn paging(&mut self, (old_id, old): (OpId, &Operation), (new_id, new): (OpId, &Operation)) {
        let words = |pages: &Pagination| {
            let way = match &pages.style {
                PageStyle::Page => "the number of the page".to_owned(),
                PageStyle::Item { key, first } => {
                    format!("`{key}` of the {} item", if *first { "first" } else { "last" })
                }
                PageStyle::Token { token } => format!("`{token}` of the answer"),
            };
            let items = if pages.items.is_empty() { "the answer".to_owned() } else { format!("`{}`", pages.items) };
            format!("`{}` is {way}, the items are {items}", pages.parameter)
        };
        let (before, after) = (old.pagination.as_ref().map(&words), new.pagination.as_ref().map(words));
        let (rule, what) = match (&before, &after) {
            (None, Some(_)) => (&rules::PAGINATION_ADDED, "how the list is paged is said now"),
            (Some(_), None) => (&rules::PAGINATION_REMOVED, "how the list is paged is no longer said"),
            (Some(one), Some(other)) if one != other => (&rules::PAGINATION_CHANGED, "the list is paged otherwise"),
            _ => return,
        };
        let span = |op: &Operation| op.pagination.as_ref().map_or(op.span, |pages| pages.span);
        let here = Here::both((Origin::Pages(old_id), span(old)), (Origin::Pages(new_id), span(new)));
        self.at("pagination", |walk| {
            walk.on(here, |walk| {
                walk.report_of(rule, what, before, after);
            });
        });
    }
}

/// The rows for what media types there are, by direction.
struct ContentRules {
    added: &'static Rule,
    removed: &'static Rule,
    widened: &'static Rule,
    narrowed: &'static Rule,
}

static REQUEST_CONTENTS: ContentRules = ContentRules {
    added: &rules::REQUEST_MEDIA_TYPE_ADDED,
    removed: &rules::REQUEST_MEDIA_TYPE_REMOVED,
    widened: &rules::REQUEST_MEDIA_TYPE_WIDENED,
    narrowed: &rules::REQUEST_MEDIA_TYPE_NARROWED,
};

static RESPONSE_CONTENTS: ContentRules = ContentRules {
    added: &rules::RESPONSE_MEDIA_TYPE_ADDED,
    removed: &rules::RESPONSE_MEDIA_TYPE_REMOVED,
    widened: &rules::RESPONSE_MEDIA_TYPE_WIDENED,
    narrowed: &rules::RESPONSE_MEDIA_TYPE_NARROWED,
};

fn step(param: &Param) -> String {
    format!("{} parameter {}", location(param.location), param.wire)
}

fn header_step(header: &Param) -> String {
    format!("header {}", header.wire)
}

fn status_step(set: StatusSet) -> String {
    format!("response {}", status(set))
}

fn status(set: StatusSet) -> String {
    match set {
        StatusSet::Code(code) => code.to_string(),
        StatusSet::Range(hundreds) => format!("{hundreds}XX"),
        StatusSet::Default => "default".to_owned(),
    }
}
