//! Documents, mutated as trees: each is refused with reasons, or gives code that is Rust.
#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|text: &str| inboxkit_fuzz::watched(text, inboxkit_fuzz::pipeline));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match inboxkit_fuzz::mutate(&data[..size], seed) {
        Some(new) if new.len() <= max_size => put(&new, data),
        Some(_) => size,
        None => fuzzer_mutate(data, size, max_size),
    }
});

fuzz_crossover!(|data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32| {
    match inboxkit_fuzz::cross(data1, data2, seed) {
        Some(new) if new.len() <= out.len() => put(&new, out),
        _ => 0,
    }
});

fn put(new: &[u8], out: &mut [u8]) -> usize {
    out[..new.len()].copy_from_slice(new);
    new.len()
}
