//! Rules on calls: operations, parameters, bodies and answers as a whole.

use super::rules;
use crate::diff::finding::{Area, Direction, Rule, Wire};

rules! { CALLS:
    OPERATION_ADDED Operation Any Safe "operation-added":
        "minor: a method and its request", "An operation is new.", "Nothing; it is there to be used.";
    OPERATION_REMOVED Operation Any Breaking "operation-removed":
        "major: its method is gone", "An operation is gone that was never marked deprecated.",
        "Look for another operation that does this, or stay with the server that has it.";
    DEPRECATED_OPERATION_REMOVED Operation Any Breaking "deprecated-operation-removed":
        "major: its method is gone",
        "A deprecated operation is gone. Breaking even after its announced sunset: who did not read the notice is hit all the same, and the verdict must not depend on the day of the comparison.",
        "Move to what its deprecation named, if anything calls it still.";
    OPERATION_PATH_CHANGED Operation Any Breaking "operation-path-changed":
        "patch; major where another handle leads to it", "An operation of the same `operationId` stands at another path.",
        "Take the new client: the old one asks at a path that is no longer documented.";
    OPERATION_METHOD_CHANGED Operation Any Breaking "operation-method-changed":
        "patch", "An operation of the same `operationId` has another method.",
        "Take the new client: the old one asks with a method that is no longer documented.";
    OPERATION_RENAMED Operation Any None "operation-renamed":
        "major where the method's name comes of it", "An operation has another `operationId`, which never travels.",
        "Call the method by its new name.";
    OPERATION_TAG_CHANGED Operation Any None "operation-tag-changed":
        "major: the method is in another group", "An operation has another first tag, which never travels.",
        "Call the method in its new group.";
    TAG_RENAMED Operation Any None "tag-renamed":
        "major: group, module and feature have another name", "A tag has another name, and the same operations.",
        "Write the new names of the group, its module and its feature.";
    OPERATION_IDEMPOTENCY_ADDED Operation Any Safe "operation-idempotency-added":
        "patch", "Sending an operation twice is now said to do no more than sending it once (`x-idempotent`).",
        "Nothing; the client now sends it again where no answer came.";
    OPERATION_IDEMPOTENCY_REMOVED Operation Any Warning "operation-idempotency-removed":
        "patch", "Sending an operation twice is no longer said to be harmless; clients of the base send it again.",
        "Take the new client, or switch retries off for this call.";

    REQUIRED_PARAMETER_ADDED Parameter Request Breaking "required-parameter-added":
        "major: one more argument", "A parameter is new and must be given.", "Give the parameter.";
    OPTIONAL_PARAMETER_ADDED Parameter Request Safe "optional-parameter-added":
        "minor: a setter", "A parameter is new and may be given.", "Nothing; it is there to be used.";
    REQUIRED_PARAMETER_REMOVED Parameter Request Warning "required-parameter-removed":
        "major: an argument is gone",
        "A parameter that had to be given is gone. A warning, since most servers ignore what they do not know.",
        "Leave the parameter out, and see whether the call still does what it did.";
    OPTIONAL_PARAMETER_REMOVED Parameter Request Warning "optional-parameter-removed":
        "major: its setter is gone",
        "A parameter that could be given is gone. A warning, since most servers ignore what they do not know.",
        "Leave the parameter out, and see whether the call still does what it did.";
    PARAMETER_BECAME_REQUIRED Parameter Request Breaking "parameter-became-required":
        "major: the setter became an argument", "A parameter that could be left out must be given.",
        "Give the parameter in every call.";
    PARAMETER_BECAME_OPTIONAL Parameter Request Safe "parameter-became-optional":
        "major: the argument became a setter", "A parameter that had to be given can be left out.", "Nothing on the wire.";
    PARAMETER_LOCATION_CHANGED Parameter Request Breaking "parameter-location-changed":
        "patch: where it travels is not visible", "A parameter of the same name travels elsewhere.",
        "Take the new client: the server no longer looks for it where the old one puts it.";
    PARAMETER_STYLE_CHANGED Parameter Request Breaking "parameter-style-changed":
        "patch", "A list or an object is written in another style, or as JSON, or exploded otherwise.",
        "Take the new client: the server reads the parameter otherwise than the old one writes it.";
    PARAMETER_RESERVED_ALLOWED Parameter Request Warning "parameter-reserved-characters-added":
        "patch", "Reserved characters of a query parameter stay as they are.",
        "Take the new client if values can hold reserved characters.";
    PARAMETER_RESERVED_ESCAPED Parameter Request Warning "parameter-reserved-characters-removed":
        "patch", "Reserved characters of a query parameter are escaped.",
        "Take the new client if values can hold reserved characters.";
    PARAMETER_DEFAULT_ADDED Parameter Request Safe "parameter-default-added":
        "none: defaults are documentation",
        "What an absent parameter means is now said. Safe, since before nothing was promised.",
        "Check that the default is what calls without the parameter expect.";
    PARAMETER_DEFAULT_CHANGED Parameter Request Warning "parameter-default-changed":
        "none: defaults are documentation",
        "An absent parameter means something else. A warning: only calls without it are hit, and they still succeed.",
        "Give the parameter where the old default is needed.";
    PARAMETER_DEFAULT_REMOVED Parameter Request Warning "parameter-default-removed":
        "none: defaults are documentation", "What an absent parameter means is no longer said.",
        "Give the parameter where the old default is needed.";

    REQUIRED_BODY_ADDED RequestBody Request Breaking "required-request-body-added":
        "major: one more argument", "A body must be sent where there was none.", "Send the body.";
    OPTIONAL_BODY_ADDED RequestBody Request Safe "optional-request-body-added":
        "minor: a setter", "A body may be sent where there was none.", "Nothing; it is there to be used.";
    REQUIRED_BODY_REMOVED RequestBody Request Breaking "required-request-body-removed":
        "major: an argument is gone",
        "A body that had to be sent is gone. Breaking, unlike a single key: all that was said in it is lost.",
        "Look for where the server takes these values now.";
    OPTIONAL_BODY_REMOVED RequestBody Request Breaking "optional-request-body-removed":
        "major: its setter is gone",
        "A body that could be sent is gone. Breaking, unlike a single key: all that was said in it is lost.",
        "Look for where the server takes these values now.";
    BODY_BECAME_REQUIRED RequestBody Request Breaking "request-body-became-required":
        "major: the setter became an argument", "A body that could be left out must be sent.", "Send the body in every call.";
    BODY_BECAME_OPTIONAL RequestBody Request Safe "request-body-became-optional":
        "major: the argument became a setter", "A body that had to be sent can be left out.", "Nothing on the wire.";
    REQUEST_MEDIA_TYPE_ADDED RequestBody Request Safe "request-media-type-added":
        "minor where it says something new",
        "A body can be sent in one more media type.", "Nothing; it is there to be used.";
    REQUEST_MEDIA_TYPE_REMOVED RequestBody Request Breaking "request-media-type-removed":
        "major where a method sent it", "A body can no longer be sent in a media type.", "Send one of the media types that are left.";
    REQUEST_MEDIA_TYPE_WIDENED RequestBody Request Safe "request-media-type-widened":
        "patch", "A media type became a wildcard that covers it.", "Nothing.";
    REQUEST_MEDIA_TYPE_NARROWED RequestBody Request Breaking "request-media-type-narrowed":
        "patch", "A wildcard became one of the media types that it covered.", "Send the media type that is left.";

    SUCCESS_STATUS_ADDED Response Response Warning "success-status-added":
        "major where the answer has another type by it",
        "One more status is a success. A warning: the client takes every 2xx, but who looks at the number sees a new one.",
        "Check code that compares the status with a number.";
    SUCCESS_STATUS_REMOVED Response Response Warning "success-status-removed":
        "major where the answer has another type by it",
        "One of several statuses of success is gone. A warning: only who waits for this number is hit.",
        "Check code that compares the status with a number.";
    SUCCESS_STATUS_CHANGED Response Response Warning "success-status-changed":
        "major where the answer has another type by it",
        "Success has another status. A warning: the client takes every 2xx, but who looks at the number sees a new one.",
        "Check code that compares the status with a number.";
    ERROR_STATUS_ADDED Response Response Safe "error-status-added":
        "minor where its body has a type of its own",
        "One more status is documented for errors. Safe: clients must expect any status, and this one has no type of its own.",
        "Handle the status where it says something that matters.";
    ERROR_STATUS_REMOVED Response Response Safe "error-status-removed":
        "major where its body had a type of its own", "A status of errors is no longer documented.", "Nothing; code that handles it rests.";
    RESPONSE_BODY_ADDED Response Response Safe "response-body-added":
        "major: the answer has another type", "An answer has a body where it had none.", "Nothing on the wire.";
    RESPONSE_BODY_REMOVED Response Response Breaking "response-body-removed":
        "major: the answer has another type", "An answer has no body any more.", "Do without the body.";
    RESPONSE_MEDIA_TYPE_ADDED Response Response Safe "response-media-type-added":
        "major where the answer has another type by it",
        "An answer can come in one more media type. Safe: it comes to those who ask for it.", "Nothing.";
    RESPONSE_MEDIA_TYPE_REMOVED Response Response Breaking "response-media-type-removed":
        "major where the answer has another type by it", "An answer no longer comes in a media type.", "Ask for one that is left.";
    RESPONSE_MEDIA_TYPE_WIDENED Response Response Breaking "response-media-type-widened":
        "patch", "A media type became a wildcard that covers it.", "Look at the media type before the body is read.";
    RESPONSE_MEDIA_TYPE_NARROWED Response Response Safe "response-media-type-narrowed":
        "patch", "A wildcard became one of the media types that it covered.", "Nothing.";
    REQUIRED_HEADER_ADDED Response Response Safe "required-response-header-added":
        "minor where it has a type of its own", "An answer has one more header, always.", "Nothing.";
    OPTIONAL_HEADER_ADDED Response Response Safe "optional-response-header-added":
        "minor where it has a type of its own", "An answer has one more header at times.", "Nothing.";
    REQUIRED_HEADER_REMOVED Response Response Breaking "required-response-header-removed":
        "major where it had a type of its own", "A header that always came is gone.", "Do without the header.";
    OPTIONAL_HEADER_REMOVED Response Response Warning "optional-response-header-removed":
        "major where it had a type of its own", "A header that came at times is gone.", "Do without the header.";
    HEADER_BECAME_OPTIONAL Response Response Breaking "response-header-became-optional":
        "none: headers of answers are not typed", "A header that always came may be missing.", "Expect answers without the header.";
    HEADER_BECAME_REQUIRED Response Response Safe "response-header-became-required":
        "none: headers of answers are not typed", "A header that could be missing always comes.", "Nothing.";
}
