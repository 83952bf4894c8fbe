#![no_main]

// As text, and as what the bytes choose of each part: text alone is seldom a rulebook.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    plumbline_fuzz::rulebook::ask(bytes);
    plumbline_fuzz::rulebook::ask_made(bytes);
});
