#![no_main]

use libfuzzer_sys::fuzz_target;
use lucid_fix_fuzz::properties;

fuzz_target!(|input: &[u8]| properties::json_lines(input));
