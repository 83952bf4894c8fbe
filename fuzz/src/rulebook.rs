//! A rulebook: read or refused at a line that it has, and once it is accepted, with a band for
//! every row of a profile that there can be.

use chrono::NaiveDate;
use plumbline::config::{ConfigError, ConfigFile, FewSettingsBand, Rulebook};
use plumbline::domain::Rating;
use plumbline::profile::Profile;
use plumbline::rate::{self, AuthorityRating, BoundRules, NotRated, Rated};

use super::choices::Choices;
use super::profile_row::{Row, tables};
use super::rulebook_text::made;

/// Profiles that an accepted rulebook is asked of.
const PROFILES: usize = 40;

/// Reads `bytes` as a rulebook and checks its conditions. A mistake names the file, and a line that
/// the file has; what is accepted is asked of profiles.
pub fn ask(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    read(text, bytes);
}

/// Makes a rulebook of all its parts, chosen by `bytes`, and asks it as [`ask`] does. Says whether
/// it is accepted.
pub fn ask_made(bytes: &[u8]) -> bool {
    read(&made(&mut Choices::new(bytes)), bytes)
}

/// Whether the rulebook is accepted; `seed` chooses the profiles that it is asked of then.
fn read(text: &str, seed: &[u8]) -> bool {
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
    let rulebook = match Rulebook::of(ConfigFile::of("rulebook.toml", text)) {
        Ok(rulebook) => rulebook,
        Err(error) => {
            placed(error);
            return false;
        }
    };
    match rate::bind(&rulebook) {
        Ok(rules) => {
            every_row_has_a_band(&rulebook, &rules, seed);
            true
        }
        Err(error) => {
            placed(error);
            false
        }
    }
}

/// Asks the program itself for the bands and the rating of profiles with any evidence: what there
/// is evidence of has a band, a council with enough of it a rating, and better evidence no lower
/// band.
fn every_row_has_a_band(rulebook: &Rulebook, rules: &BoundRules, seed: &[u8]) {
    let tables = tables();
    let as_of = NaiveDate::from_ymd_opt(2009, 12, 9).unwrap_or_default();
    let mut choices = Choices::random(seed);
    for _ in 0..PROFILES {
        let row = Row::new(rulebook, &mut choices);
        let profile = row.profile(rulebook);
        // A condition may be one that this row has no answer to, and says so.
        let Ok(rated) = rate::rate(&tables, &profile, rulebook, rules, as_of).map_err(said) else {
            continue;
        };
        has_bands(rulebook, &profile, &rated);
        let better = row.better(&mut choices).profile(rulebook);
        let Ok(after) = rate::rate(&tables, &better, rulebook, rules, as_of).map_err(said) else {
            continue;
        };
        let provision = |of: &Rated| -> Vec<Option<Rating>> {
            let bands = of.bands.provision.iter();
            bands.map(|band| band.map(|band| band.rating)).collect()
        };
        assert!(
            provision(&after) >= provision(&rated),
            "{profile:?} {better:?}"
        );
        assert!(
            after.bands.outcomes >= rated.bands.outcomes,
            "{profile:?} {better:?}"
        );
    }
}

fn has_bands(rulebook: &Rulebook, profile: &Profile, rated: &Rated) {
    let few = rulebook.few_settings;
    let provision = profile.provision.iter().flatten();
    for (of, band) in provision.zip(&rated.bands.provision) {
        let inspected = of.count.inspected();
        let is_banded = !rulebook.provision_cut_offs.is_empty()
            && inspected > 0
            && few.is_none_or(|few| {
                inspected >= few.least || few.band == FewSettingsBand::WorstGrade
            });
        assert_eq!(band.is_some(), is_banded, "{of:?}");
    }
    let outcomes = profile.outcomes.iter().flatten();
    for (of, band) in outcomes.zip(&rated.bands.outcomes) {
        let is_banded = !rulebook.outcome_cut_offs.is_empty() && of.neighbours.compared > 0;
        assert_eq!(band.is_some(), is_banded, "{of:?}");
    }
    let findings = profile.findings.iter().flatten();
    for (of, band) in findings.zip(&rated.bands.findings) {
        assert_eq!(band.is_some(), !of.superseded, "{of:?}");
    }
    let Some(ratings) = &rated.ratings else {
        assert!(rulebook.rating.is_none());
        return;
    };
    let [rating] = ratings.as_slice() else {
        panic!("one council has one rating: {ratings:?}")
    };
    is_rated(rulebook, rating);
}

/// A council has a rating, or too little evidence for one, or none at all.
fn is_rated(rulebook: &Rulebook, rating: &AuthorityRating) {
    let bands: u32 = rating.blocks.iter().map(|block| block.bands).sum();
    for block in &rating.blocks {
        assert_eq!(block.mean.is_some(), block.bands > 0, "{rating:?}");
        assert!(
            block.mean.is_none_or(|mean| (1.0..=4.0).contains(&mean)),
            "{rating:?}"
        );
    }
    assert!((0.0..=1.0 + 1e-9).contains(&rating.coverage), "{rating:?}");
    match rating.not_rated {
        None => assert!(rating.indicative.is_some() && bands > 0, "{rating:?}"),
        Some(NotRated::NoEvidence) => assert_eq!(bands, 0, "{rating:?}"),
        Some(NotRated::TooLittleEvidence { coverage, minimum }) => {
            assert!(
                coverage < minimum && minimum == rulebook.coverage.minimum,
                "{rating:?}"
            );
        }
    }
    let caps = rulebook
        .limiters
        .iter()
        .filter(|of| rating.limiters.contains(&of.name));
    for limiter in caps {
        assert!(
            rating.indicative.is_none_or(|rating| rating <= limiter.cap),
            "{rating:?}"
        );
    }
}

fn said(message: String) {
    assert!(!message.is_empty() && !message.contains('\n'), "{message}");
}
