//! Rules on the values that travel: types, keys, lists of values, bounds.

use super::{Ways, rules};
use crate::diff::finding::{Area, Direction, Rule, Wire};

/// Pairs of rows by direction.
macro_rules! ways {
    ($($name:ident $request:ident $response:ident;)*) => {
        $(
            #[doc = concat!("`", stringify!($request), "` and `", stringify!($response), "`.")]
            pub const $name: Ways = Ways { request: &$request, response: &$response };
        )*
    };
}

ways! {
    TYPE_WIDENED REQUEST_TYPE_WIDENED RESPONSE_TYPE_WIDENED;
    TYPE_NARROWED REQUEST_TYPE_NARROWED RESPONSE_TYPE_NARROWED;
    TYPE_CHANGED REQUEST_TYPE_CHANGED RESPONSE_TYPE_CHANGED;
    BECAME_NULLABLE REQUEST_BECAME_NULLABLE RESPONSE_BECAME_NULLABLE;
    BECAME_NOT_NULLABLE REQUEST_BECAME_NOT_NULLABLE RESPONSE_BECAME_NOT_NULLABLE;
    VALUE_ADDED REQUEST_VALUE_ADDED RESPONSE_VALUE_ADDED;
    VALUE_REMOVED REQUEST_VALUE_REMOVED RESPONSE_VALUE_REMOVED;
    ENUM_ADDED REQUEST_ENUM_ADDED RESPONSE_ENUM_ADDED;
    ENUM_REMOVED REQUEST_ENUM_REMOVED RESPONSE_ENUM_REMOVED;
    CONSTANT_CHANGED REQUEST_CONSTANT_CHANGED RESPONSE_CONSTANT_CHANGED;
    REQUIRED_PROPERTY_ADDED REQUEST_REQUIRED_PROPERTY_ADDED RESPONSE_REQUIRED_PROPERTY_ADDED;
    OPTIONAL_PROPERTY_ADDED REQUEST_OPTIONAL_PROPERTY_ADDED RESPONSE_OPTIONAL_PROPERTY_ADDED;
    REQUIRED_PROPERTY_REMOVED REQUEST_REQUIRED_PROPERTY_REMOVED RESPONSE_REQUIRED_PROPERTY_REMOVED;
    OPTIONAL_PROPERTY_REMOVED REQUEST_OPTIONAL_PROPERTY_REMOVED RESPONSE_OPTIONAL_PROPERTY_REMOVED;
    PROPERTY_BECAME_REQUIRED REQUEST_PROPERTY_BECAME_REQUIRED RESPONSE_PROPERTY_BECAME_REQUIRED;
    PROPERTY_BECAME_OPTIONAL REQUEST_PROPERTY_BECAME_OPTIONAL RESPONSE_PROPERTY_BECAME_OPTIONAL;
    EXCLUSIVE_KEYS_ADDED REQUEST_EXCLUSIVE_KEYS_ADDED RESPONSE_EXCLUSIVE_KEYS_ADDED;
    EXCLUSIVE_KEYS_REMOVED REQUEST_EXCLUSIVE_KEYS_REMOVED RESPONSE_EXCLUSIVE_KEYS_REMOVED;
    EXCLUSIVE_KEYS_WIDENED REQUEST_EXCLUSIVE_KEYS_WIDENED RESPONSE_EXCLUSIVE_KEYS_WIDENED;
    EXCLUSIVE_KEYS_NARROWED REQUEST_EXCLUSIVE_KEYS_NARROWED RESPONSE_EXCLUSIVE_KEYS_NARROWED;
    OTHER_KEYS_ADDED REQUEST_OTHER_KEYS_ADDED RESPONSE_OTHER_KEYS_ADDED;
    OTHER_KEYS_REMOVED REQUEST_OTHER_KEYS_REMOVED RESPONSE_OTHER_KEYS_REMOVED;
    MEMBER_ADDED REQUEST_MEMBER_ADDED RESPONSE_MEMBER_ADDED;
    MEMBER_REMOVED REQUEST_MEMBER_REMOVED RESPONSE_MEMBER_REMOVED;
    TAG_ADDED REQUEST_DISCRIMINATOR_VALUE_ADDED RESPONSE_DISCRIMINATOR_VALUE_ADDED;
    TAG_REMOVED REQUEST_DISCRIMINATOR_VALUE_REMOVED RESPONSE_DISCRIMINATOR_VALUE_REMOVED;
    DEFAULT_ADDED REQUEST_DEFAULT_ADDED RESPONSE_DEFAULT_ADDED;
    DEFAULT_CHANGED REQUEST_DEFAULT_CHANGED RESPONSE_DEFAULT_CHANGED;
    DEFAULT_REMOVED REQUEST_DEFAULT_REMOVED RESPONSE_DEFAULT_REMOVED;
    BOUND_ADDED REQUEST_BOUND_ADDED RESPONSE_BOUND_ADDED;
    BOUND_REMOVED REQUEST_BOUND_REMOVED RESPONSE_BOUND_REMOVED;
    BOUND_TIGHTENED REQUEST_BOUND_TIGHTENED RESPONSE_BOUND_TIGHTENED;
    BOUND_LOOSENED REQUEST_BOUND_LOOSENED RESPONSE_BOUND_LOOSENED;
    PATTERN_CHANGED REQUEST_PATTERN_CHANGED RESPONSE_PATTERN_CHANGED;
    CONSTRAINT_CHANGED REQUEST_CONSTRAINT_CHANGED RESPONSE_CONSTRAINT_CHANGED;
    STEP_CHANGED REQUEST_STEP_CHANGED RESPONSE_STEP_CHANGED;
}

rules! { VALUES:
    REQUEST_TYPE_WIDENED Schema Request Safe "request-type-widened":
        "major where the type in Rust is another", "Values of more types or of a wider format are taken.", "Nothing on the wire.";
    RESPONSE_TYPE_WIDENED Schema Response Breaking "response-type-widened":
        "major where the type in Rust is another", "Values of more types or of a wider format can come.",
        "Expect the wider type; take the new client.";
    REQUEST_TYPE_NARROWED Schema Request Breaking "request-type-narrowed":
        "major where the type in Rust is another", "Values of fewer types or of a narrower format are taken.",
        "Send values of the narrower type.";
    RESPONSE_TYPE_NARROWED Schema Response Safe "response-type-narrowed":
        "major where the type in Rust is another", "Values of fewer types or of a narrower format come.", "Nothing on the wire.";
    REQUEST_TYPE_CHANGED Schema Request Breaking "request-type-changed":
        "major where the type in Rust is another", "Values of another type or format are taken.", "Send the new type.";
    RESPONSE_TYPE_CHANGED Schema Response Breaking "response-type-changed":
        "major where the type in Rust is another", "Values of another type or format come.", "Expect the new type; take the new client.";
    REQUEST_BECAME_NULLABLE Schema Request Safe "request-became-nullable":
        "major where the type in Rust is another", "`null` is taken.", "Nothing on the wire.";
    RESPONSE_BECAME_NULLABLE Schema Response Breaking "response-became-nullable":
        "major where the type in Rust is another", "`null` can come where it could not.", "Expect `null`; take the new client.";
    REQUEST_BECAME_NOT_NULLABLE Schema Request Breaking "request-became-not-nullable":
        "major where the type in Rust is another", "`null` is no longer taken.", "Send no `null`: leave the key out, or send a value.";
    RESPONSE_BECAME_NOT_NULLABLE Schema Response Safe "response-became-not-nullable":
        "major where the type in Rust is another", "`null` no longer comes.", "Nothing on the wire.";
    REQUEST_VALUE_ADDED Schema Request Safe "request-enum-value-added":
        "minor: a variant; major where the list is closed, or was a constant", "A value joins the list of those that are taken.", "Nothing; it is there to be used.";
    RESPONSE_VALUE_ADDED Schema Response Warning "response-enum-value-added":
        "minor: a variant; major where the list is closed, or was a constant",
        "A value joins the list of those that come. A warning, since our enums are open; breaking where the list was closed by `x-open-enum: false`.",
        "Check what code does with a value that it does not know.";
    REQUEST_VALUE_REMOVED Schema Request Breaking "request-enum-value-removed":
        "major: a variant is gone", "A value leaves the list of those that are taken.", "Send one of the values that are left.";
    RESPONSE_VALUE_REMOVED Schema Response Safe "response-enum-value-removed":
        "major: a variant is gone", "A value leaves the list of those that come.", "Nothing on the wire.";
    REQUEST_ENUM_ADDED Schema Request Breaking "request-enum-added":
        "major: the type is an enum or a constant", "Values of any kind were taken, and now only those of a list.",
        "Send one of the listed values.";
    RESPONSE_ENUM_ADDED Schema Response Safe "response-enum-added":
        "major: the type is an enum or a constant", "Values of any kind could come, and now only those of a list.", "Nothing on the wire.";
    REQUEST_ENUM_REMOVED Schema Request Safe "request-enum-removed":
        "major: the type is no enum any more", "Only listed values were taken, and now any.", "Nothing on the wire.";
    RESPONSE_ENUM_REMOVED Schema Response Breaking "response-enum-removed":
        "major: the type is no enum any more",
        "Only listed values could come, and now any. Breaking, unlike one more value: that a list was given up says that readers of it will not do.",
        "Expect any value.";
    REQUEST_CONSTANT_CHANGED Schema Request Breaking "request-constant-changed":
        "patch where the value is written by the client", "The only value that is taken is another one.", "Take the new client, which sends it.";
    RESPONSE_CONSTANT_CHANGED Schema Response Breaking "response-constant-changed":
        "patch where the value is read by the client", "The only value that comes is another one.", "Expect the new value.";
    REQUEST_REQUIRED_PROPERTY_ADDED Schema Request Breaking "request-required-property-added":
        "major: one more argument of `new`", "A key is new and must be sent, whether or not it has a default.", "Send the key.";
    RESPONSE_REQUIRED_PROPERTY_ADDED Schema Response Safe "response-required-property-added":
        "minor: a field", "A key is new and always comes. A warning where the base said that no other keys come.", "Nothing.";
    REQUEST_OPTIONAL_PROPERTY_ADDED Schema Request Safe "request-optional-property-added":
        "minor: a field and its setter", "A key is new and may be sent.", "Nothing; it is there to be used.";
    RESPONSE_OPTIONAL_PROPERTY_ADDED Schema Response Safe "response-optional-property-added":
        "minor: a field", "A key is new and may come. A warning where the base said that no other keys come.", "Nothing.";
    REQUEST_REQUIRED_PROPERTY_REMOVED Schema Request Warning "request-required-property-removed":
        "major: a field is gone",
        "A key that had to be sent is gone. A warning, since servers mostly ignore such keys; breaking where the revision takes no other keys.",
        "Leave the key out, and see whether the call still does what it did.";
    RESPONSE_REQUIRED_PROPERTY_REMOVED Schema Response Breaking "response-required-property-removed":
        "major: a field is gone", "A key that always came is gone.", "Do without the key; take the new client.";
    REQUEST_OPTIONAL_PROPERTY_REMOVED Schema Request Warning "request-optional-property-removed":
        "major: a field is gone",
        "A key that could be sent is gone. A warning, since servers mostly ignore such keys; breaking where the revision takes no other keys.",
        "Leave the key out, and see whether the call still does what it did.";
    RESPONSE_OPTIONAL_PROPERTY_REMOVED Schema Response Warning "response-optional-property-removed":
        "major: a field is gone", "A key that could come is gone. A warning: readers had to do without it before.", "Do without the key.";
    REQUEST_PROPERTY_BECAME_REQUIRED Schema Request Breaking "request-property-became-required":
        "major: one more argument of `new`", "A key that could be left out must be sent, whether or not it has a default.", "Send the key always.";
    RESPONSE_PROPERTY_BECAME_REQUIRED Schema Response Safe "response-property-became-required":
        "major: the field loses its `Option`", "A key that could be missing always comes.", "Nothing on the wire.";
    REQUEST_PROPERTY_BECAME_OPTIONAL Schema Request Safe "request-property-became-optional":
        "major: an argument of `new` became a setter", "A key that had to be sent can be left out.", "Nothing on the wire.";
    RESPONSE_PROPERTY_BECAME_OPTIONAL Schema Response Breaking "response-property-became-optional":
        "major: the field becomes an `Option`", "A key that always came may be missing.", "Expect answers without the key; take the new client.";
    REQUEST_PROPERTY_BECAME_READ_ONLY Schema Request Warning "request-property-became-read-only":
        "major where its field or setter is gone", "A key is only received: sent, it is ignored or refused.", "Do not send the key.";
    REQUEST_PROPERTY_BECAME_NOT_READ_ONLY Schema Request Safe "request-property-became-not-read-only":
        "major where it must be sent, else minor", "A key that was only received can be sent. Breaking where it must be sent.",
        "Send the key if it must be sent.";
    RESPONSE_PROPERTY_BECAME_WRITE_ONLY Schema Response Warning "response-property-became-write-only":
        "major where its field is gone", "A key is only sent and no longer comes. Breaking where it always came.", "Do without the key.";
    RESPONSE_PROPERTY_BECAME_NOT_WRITE_ONLY Schema Response Safe "response-property-became-not-write-only":
        "minor: a field; major where it always comes", "A key that was only sent comes back, too.", "Nothing.";
    REQUEST_EXCLUSIVE_KEYS_ADDED Schema Request Breaking "request-exclusive-keys-added":
        "major: the keys become one argument of `new`", "Of several keys exactly one must be sent.", "Send one of the keys, and one only.";
    RESPONSE_EXCLUSIVE_KEYS_ADDED Schema Response Safe "response-exclusive-keys-added":
        "none, or major where the object is sent too", "Of several keys exactly one comes.", "Nothing on the wire.";
    REQUEST_EXCLUSIVE_KEYS_REMOVED Schema Request Safe "request-exclusive-keys-removed":
        "major: each key gets a setter", "Of several keys exactly one had to be sent, and now none may be, or several.", "Nothing on the wire.";
    RESPONSE_EXCLUSIVE_KEYS_REMOVED Schema Response Breaking "response-exclusive-keys-removed":
        "none, or major where the object is sent too", "Of several keys exactly one came, and now none may come, or several.",
        "Expect answers with none of the keys, or with several.";
    REQUEST_EXCLUSIVE_KEYS_WIDENED Schema Request Safe "request-exclusive-keys-widened":
        "minor: a variant; major where the field is named after its keys, which it is up to three of them", "There are more keys of which exactly one must be sent.",
        "Nothing; they are there to be used.";
    RESPONSE_EXCLUSIVE_KEYS_WIDENED Schema Response Warning "response-exclusive-keys-widened":
        "none, or minor where the object is sent too",
        "There are more keys of which exactly one comes. A warning, as one more member of a union is.",
        "Check what code does where none of the keys that it knows is there.";
    REQUEST_EXCLUSIVE_KEYS_NARROWED Schema Request Breaking "request-exclusive-keys-narrowed":
        "major: a variant is gone", "There are fewer keys of which exactly one must be sent.", "Send one of the keys that are left.";
    RESPONSE_EXCLUSIVE_KEYS_NARROWED Schema Response Safe "response-exclusive-keys-narrowed":
        "none, or major where the object is sent too", "There are fewer keys of which exactly one comes.", "Nothing on the wire.";
    REQUEST_OTHER_KEYS_ADDED Schema Request Safe "request-other-keys-added":
        "minor where they are kept", "An object takes keys that it does not name.", "Nothing; they can be sent.";
    RESPONSE_OTHER_KEYS_ADDED Schema Response Warning "response-other-keys-added":
        "minor where they are kept", "An object can come with keys that it does not name. A warning: only readers that refuse unknown keys are hit.",
        "Let readers ignore keys that they do not know.";
    REQUEST_OTHER_KEYS_REMOVED Schema Request Breaking "request-other-keys-removed":
        "major where they were kept", "An object takes no keys but those that it names.", "Send no other keys.";
    RESPONSE_OTHER_KEYS_REMOVED Schema Response Safe "response-other-keys-removed":
        "major where they were kept", "An object comes with no keys but those that it names.", "Nothing.";
    REQUEST_MEMBER_ADDED Schema Request Safe "request-union-member-added":
        "minor: a variant", "One more member of a union is taken.", "Nothing; it is there to be used.";
    RESPONSE_MEMBER_ADDED Schema Response Warning "response-union-member-added":
        "minor: a variant", "One more member of a union can come. A warning, since our unions keep what they do not know.",
        "Check what code does with a member that it does not know.";
    REQUEST_MEMBER_REMOVED Schema Request Breaking "request-union-member-removed":
        "major: a variant is gone", "A member of a union is no longer taken.", "Send one of the members that are left.";
    RESPONSE_MEMBER_REMOVED Schema Response Safe "response-union-member-removed":
        "major: a variant is gone", "A member of a union no longer comes.", "Nothing on the wire.";
    REQUEST_DISCRIMINATOR_VALUE_ADDED Schema Request Safe "request-discriminator-value-added":
        "patch", "One more value of the discriminator leads to a member.", "Nothing.";
    RESPONSE_DISCRIMINATOR_VALUE_ADDED Schema Response Warning "response-discriminator-value-added":
        "patch", "A member can come under one more value of the discriminator.", "Check code that looks at the discriminator.";
    REQUEST_DISCRIMINATOR_VALUE_REMOVED Schema Request Breaking "request-discriminator-value-removed":
        "patch", "A value of the discriminator no longer leads to its member.", "Send the value that does.";
    RESPONSE_DISCRIMINATOR_VALUE_REMOVED Schema Response Safe "response-discriminator-value-removed":
        "patch", "A member no longer comes under a value of the discriminator.", "Nothing.";
    DISCRIMINATOR_ADDED Schema Any Warning "discriminator-added":
        "patch; major where variants are named by it", "A union is told apart by a key. A warning: what travels may be the same, and the key must be there now.",
        "Send the key with each member.";
    DISCRIMINATOR_REMOVED Schema Any Warning "discriminator-removed":
        "patch; major where variants were named by it", "A union is no longer told apart by a key. A warning: readers that switch on it may find it missing.",
        "Do not rely on the key.";
    DISCRIMINATOR_KEY_CHANGED Schema Any Breaking "discriminator-key-changed":
        "patch", "A union is told apart by another key. Breaking: readers look for the old one.", "Take the new client, which looks at the new key.";
    REQUEST_DEFAULT_ADDED Schema Request Safe "request-default-added":
        "none: defaults are documentation", "What is meant by an absent value in a body is now said.", "Check that it is what calls without it expect.";
    RESPONSE_DEFAULT_ADDED Schema Response Safe "response-default-added":
        "none: defaults are documentation", "What is meant by an absent value in an answer is now said.", "Nothing.";
    REQUEST_DEFAULT_CHANGED Schema Request Warning "request-default-changed":
        "none: defaults are documentation", "An absent value in a body means something else. A warning: only calls without it are hit, and they still succeed.",
        "Send the value where the old default is needed.";
    RESPONSE_DEFAULT_CHANGED Schema Response Safe "response-default-changed":
        "none: defaults are documentation", "An absent value in an answer means something else. Safe: it says nothing of what comes.", "Check code that fills the default in.";
    REQUEST_DEFAULT_REMOVED Schema Request Warning "request-default-removed":
        "none: defaults are documentation", "What is meant by an absent value in a body is no longer said.", "Send the value where the old default is needed.";
    RESPONSE_DEFAULT_REMOVED Schema Response Safe "response-default-removed":
        "none: defaults are documentation", "What is meant by an absent value in an answer is no longer said.", "Check code that fills the default in.";
}

rules! { BOUNDS:
    REQUEST_BOUND_ADDED Schema Request Breaking "request-bound-added":
        "none: bounds are not part of the types", "A bound is set where there was none. Breaking: values that were taken may be refused.", "Keep values within the bound.";
    RESPONSE_BOUND_ADDED Schema Response Safe "response-bound-added":
        "none: bounds are not part of the types", "What comes is bounded where it was not.", "Nothing.";
    REQUEST_BOUND_REMOVED Schema Request Safe "request-bound-removed":
        "none: bounds are not part of the types", "A bound is gone.", "Nothing.";
    RESPONSE_BOUND_REMOVED Schema Response Warning "response-bound-removed":
        "none: bounds are not part of the types", "What comes is no longer bounded. A warning: few readers check bounds.", "Check code that relied on the bound, such as columns of a fixed width.";
    REQUEST_BOUND_TIGHTENED Schema Request Breaking "request-bound-tightened":
        "none: bounds are not part of the types", "A bound is tighter.", "Keep values within the bound.";
    RESPONSE_BOUND_TIGHTENED Schema Response Safe "response-bound-tightened":
        "none: bounds are not part of the types", "What comes is bounded more tightly.", "Nothing.";
    REQUEST_BOUND_LOOSENED Schema Request Safe "request-bound-loosened":
        "none: bounds are not part of the types", "A bound is looser.", "Nothing.";
    RESPONSE_BOUND_LOOSENED Schema Response Warning "response-bound-loosened":
        "none: bounds are not part of the types", "What comes is bounded less tightly. A warning: few readers check bounds.", "Check code that relied on the bound, such as columns of a fixed width.";
    REQUEST_PATTERN_CHANGED Schema Request Warning "request-pattern-changed":
        "none: patterns are not part of the types", "Texts must match another pattern. A warning: whether it is wider cannot be told.", "Check values against the new pattern.";
    RESPONSE_PATTERN_CHANGED Schema Response Warning "response-pattern-changed":
        "none: patterns are not part of the types", "Texts come by another pattern. A warning: whether it is wider cannot be told.", "Check code that relied on the pattern.";
    REQUEST_CONSTRAINT_CHANGED Schema Request Warning "request-constraint-changed":
        "none: no type shows it",
        "A keyword that limits values in ways that types do not show (`if`, `contains`, `dependentRequired` and the like) has another value. A warning: whether it is wider cannot be told.",
        "Check values against the new one.";
    RESPONSE_CONSTRAINT_CHANGED Schema Response Warning "response-constraint-changed":
        "none: no type shows it", "A keyword that limits what comes in ways that types do not show has another value. A warning: whether it is wider cannot be told.",
        "Check code that relied on it.";
    REQUEST_STEP_CHANGED Schema Request Breaking "request-multiple-of-changed":
        "none: bounds are not part of the types", "Numbers must be multiples of another number, neither a multiple nor a divisor of the old one.", "Send multiples of the new number.";
    RESPONSE_STEP_CHANGED Schema Response Warning "response-multiple-of-changed":
        "none: bounds are not part of the types", "Numbers come as multiples of another number. A warning: few readers check bounds.", "Check code that relied on it.";
}
