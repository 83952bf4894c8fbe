//! From profile to rating: bands, blocks, limiters, the indicative and the awarded rating, and
//! the evidence for each.
//!
//! This stage takes profiles and the rulebook. It knows nothing of files, and no number that a
//! policy analyst would argue about stands in it.

mod authority_rating;
mod bands;
mod blocks;
mod condition;
mod effect;
mod evidence;
mod kept_rows;
mod limiters;
mod moderation;
mod national;
mod profile_row;
mod rater;
mod rating_evidence;
mod reach;
mod rerating;
mod score;
mod standing;
mod triggers;
mod weakness;

use chrono::NaiveDate;

pub use self::authority_rating::{AuthorityRating, Direction, NotRated};
pub use self::bands::{BandBasis, Bands, ProvisionBand, outcome_band, settings_band};
pub use self::blocks::Block;
pub use self::effect::{Effect, EffectColumns, Judged, Limit};
pub use self::evidence::{Evidence, EvidenceRow, Inputs};
pub use self::kept_rows::{KeptRows, KeptValue};
pub use self::limiters::BoundLimiter;
pub use self::national::{Grouping, Tally};
pub use self::rerating::{BareRating, Rerating};
pub use self::score::rating_of_blocks;
pub use self::standing::{Standing, Trends};
pub use self::triggers::{BoundTrigger, RowsBefore, Triggered, ask_triggers};
pub use self::weakness::WeaknessRules;

use self::evidence::Notes;
use self::rater::{Rater, Ratings};
use crate::config::{ConfigError, Rulebook};
use crate::profile::Profile;
use crate::tables::Tables;

/// What the rulebook makes of a profile.
#[derive(Debug, Default)]
pub struct Rated {
    /// The bands of the profile.
    pub bands: Bands,
    /// One rating an authority; `None` where the rulebook does not rate.
    pub ratings: Option<Vec<AuthorityRating>>,
    /// Where each rated authority stands and which way it is going, in the order of `ratings`.
    pub standings: Option<Vec<Standing>>,
    /// How the ratings are distributed over the nation.
    pub national: Option<Vec<Tally>>,
    /// Every rule that was asked.
    pub evidence: Evidence,
    /// Judgements that the rulebook does not allow, by their place in the tables, with the
    /// reason.
    pub refused: Vec<(usize, String)>,
}

/// The rulebook's conditions, checked against what they are asked of.
#[derive(Debug, Clone, Default)]
pub struct BoundRules {
    /// Its limiters.
    pub limiters: Vec<BoundLimiter>,
    /// What it calls a significant weakness.
    pub weakness: WeaknessRules,
    /// Its triggers.
    pub triggers: Vec<BoundTrigger>,
}

/// Checks every condition of the rulebook, before any data is read.
///
/// # Errors
/// SQL that does not parse, names a column that is not there, gives no truth value or can never
/// be true.
pub fn bind(rulebook: &Rulebook) -> Result<BoundRules, ConfigError> {
    Ok(BoundRules {
        limiters: limiters::bind(rulebook)?,
        weakness: weakness::bind(rulebook)?,
        triggers: triggers::bind(rulebook)?,
    })
}

/// Rates every authority of the profile.
///
/// # Errors
/// A condition that cannot be computed on this data, with its name.
pub fn rate(
    tables: &Tables,
    profile: &Profile,
    rulebook: &Rulebook,
    rules: &BoundRules,
    as_of: NaiveDate,
) -> Result<Rated, String> {
    let list = &tables.authorities;
    let mut notes = Notes::kept();
    let mut rated = ratings(tables, profile, rulebook, rules, as_of, &mut notes)?;
    let weakness = &rules.weakness;
    weakness.ask(profile, &rated.bands, rulebook, list, &mut notes)?;
    if let Some(ratings) = &rated.ratings {
        rated.standings = Some(standing::standings(
            ratings,
            profile.neighbours(tables),
            profile.indicators.as_deref().unwrap_or_default(),
        ));
        rated.national = Some(national::tally(ratings, list));
    }
    rated.evidence = notes.sorted();
    Ok(rated)
}

/// Rates every authority of the profile as [`rate`] does, and gives bands, ratings and refused
/// judgements alone: for whoever rates many times over.
///
/// # Errors
/// A limiter that cannot be computed on this data, with its name.
pub fn rate_only(
    tables: &Tables,
    profile: &Profile,
    rulebook: &Rulebook,
    rules: &BoundRules,
    as_of: NaiveDate,
) -> Result<Rated, String> {
    ratings(tables, profile, rulebook, rules, as_of, &mut Notes::none())
}

/// Bands and ratings; every rule that is asked goes to `notes`.
fn ratings(
    tables: &Tables,
    profile: &Profile,
    rulebook: &Rulebook,
    rules: &BoundRules,
    as_of: NaiveDate,
    notes: &mut Notes,
) -> Result<Rated, String> {
    let mut rated = Rated {
        bands: Bands::of(profile, rulebook, notes),
        ..Rated::default()
    };
    if let Some(weights) = &rulebook.rating {
        let rater = Rater {
            tables,
            profile,
            rulebook,
            weights,
            limiters: &rules.limiters,
            year: rulebook.rating_year(as_of),
        };
        let Ratings { ratings, refused } = rater.rate(&rated.bands, notes)?;
        rated.refused = refused;
        rated.ratings = Some(ratings);
    }
    Ok(rated)
}

#[cfg(test)]
mod tests;
