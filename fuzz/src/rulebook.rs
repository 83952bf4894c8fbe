//! A rulebook.

use plumbline::config::{ConfigError, ConfigFile, Rulebook};
use plumbline::rate;

/// Reads `bytes` as a rulebook and checks its limiters. A mistake names the file, and a line that
/// the file has.
pub fn ask(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let lines = text.split('\n').count();
    let placed = |error: ConfigError| {
        let said = error.to_string();
        assert!(said.starts_with("rulebook.toml"), "{said}");
        assert!(!error.message.is_empty());
        assert!(
            error.line.is_none_or(|line| (1..=lines).contains(&line)),
            "{said}"
        );
    };
    match Rulebook::of(ConfigFile::of("rulebook.toml", text)) {
        Ok(rulebook) => {
            let _ = rate::bind(&rulebook).map_err(placed);
        }
        Err(error) => placed(error),
    }
}
