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
            every_share_has_a_band(&rulebook);
            let _ = rate::bind(&rulebook).map_err(placed);
        }
        Err(error) => placed(error),
    }
}

/// Whatever share of settings or indicators there is, a rulebook that has cut-offs has a band for
/// it, and for a better one no lower band.
fn every_share_has_a_band(rulebook: &Rulebook) {
    let shares = || (0..=20).map(|part| f64::from(part) / 20.0);
    let provision = |good: f64, inadequate: f64| {
        let mut list = rulebook.provision_cut_offs.iter();
        list.find(|of| good >= of.good_or_better && inadequate <= of.inadequate)
            .map(|of| of.band)
    };
    if !rulebook.provision_cut_offs.is_empty() {
        for inadequate in shares() {
            let bands: Vec<_> = shares().map(|good| provision(good, inadequate)).collect();
            assert!(bands.iter().all(Option::is_some), "{inadequate} inadequate");
            assert!(bands.is_sorted(), "{inadequate} inadequate: {bands:?}");
        }
    }
    let outcome = |share: f64| {
        let mut list = rulebook.outcome_cut_offs.iter();
        list.find(|of| share >= of.in_line_or_better)
            .map(|of| of.band)
    };
    if !rulebook.outcome_cut_offs.is_empty() {
        let bands: Vec<_> = shares().map(outcome).collect();
        assert!(
            bands.iter().all(Option::is_some) && bands.is_sorted(),
            "{bands:?}"
        );
    }
}
