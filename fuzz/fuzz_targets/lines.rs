#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use lucid_fix_fuzz::mutate::{self, Kind};
use lucid_fix_fuzz::{buildkit, properties};

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        properties::lines(text);
        buildkit::compare(text);
    }
});
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::bytes(data, size, max_size, seed, Kind::Dockerfile)
});
