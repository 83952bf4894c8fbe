#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| plumbline_fuzz::numbers::ask(bytes));
