//! Any text, as a document of one file or several: it is loaded, or refused with reasons.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| inboxkit_fuzz::watched(text, inboxkit_fuzz::load));
