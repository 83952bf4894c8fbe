//! `backtest`.

use chrono::NaiveDate;

use super::declaration::table;
use super::kind::{Category, Date, Flag, Level, Number, Share, TextList};
use super::recurring::{RATING, SHARE};
use crate::domain::Rating;

/// A judgement about an authority, and what its profile said before.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestRow {
    /// The authority's code.
    pub authority: String,
    /// Its name.
    pub name: String,
    /// When the judgement was published.
    pub published_on: NaiveDate,
    /// When the inspection was.
    pub inspected_on: NaiveDate,
    /// The band of the judgement.
    pub band: Rating,
    /// The as-of date of the profile.
    pub as_of: NaiveDate,
    /// What the profile said; `None` where the authority had none.
    pub said: Option<ProfileSaid>,
    /// The judgement before it on the same aspect: its kind, its day of publication and its band.
    pub previous: Option<(String, NaiveDate, Rating)>,
}

/// What a profile said of an authority.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileSaid {
    /// The rating by the rules.
    pub indicative: Option<Rating>,
    /// The same without earlier judgements of the kind that is foretold, whatever the coverage.
    pub indicative_without: Option<Rating>,
    /// Blocks A, B and C.
    pub blocks: [Option<f64>; 3],
    /// Block B without earlier judgements of the kind.
    pub block_b_without: Option<f64>,
    /// The share of the expected evidence that is there.
    pub coverage: f64,
    /// The value of the column of the profile row that is the plain rival.
    pub rival: Option<f64>,
    /// The triggers that fired.
    pub triggers: Vec<String>,
}

table! {
    /// One row per judgement that a backtest foretells: what the authority's profile said before it
    /// was published, with the judgement and everything later unknown. `plumbline backtest` writes
    /// it.
    backtest by [authority, published_on];
    each of: &'a BacktestRow, _: () => BacktestRows<'a>;

    authority = &of.authority;
    /// The day on which the judgement was published.
    published_on: Date ["date"] = of.published_on;
    /// The authority's name.
    name: Category ["name"] = &of.name;
    /// The day of the inspection.
    inspected_on: Date ["date"] = of.inspected_on;
    /// The band of the judgement.
    band: Level [RATING] = of.band;
    /// The as-of date of the profile; nothing that came out after it is known.
    as_of: Date ["date"] = of.as_of;
    /// Whether the authority had a profile then; a council that was not there yet has none.
    profiled: Flag ["true or false"] = of.said.is_some();
    /// The rating that the rulebook gave; missing where the authority was not rated.
    indicative_rating: Option<Level> [RATING] = said(of, |said| said.indicative);
    /// The same without earlier judgements of the kind, whatever the coverage; missing where no block
    /// has a band then.
    indicative_without: Option<Level> [RATING] = said(of, |said| said.indicative_without);
    /// Block A; missing where no type of setting had a band.
    band_a: Option<Number> [RATING] = said(of, |said| said.blocks[0]);
    /// Block B; missing where no finding had a band.
    band_b: Option<Number> [RATING] = said(of, |said| said.blocks[1]);
    /// Block B without earlier judgements of the kind; missing where no other finding had a band.
    band_b_without: Option<Number> [RATING] = said(of, |said| said.block_b_without);
    /// Block C; missing where no outcome had a band.
    band_c: Option<Number> [RATING] = said(of, |said| said.blocks[2]);
    /// How much of the evidence that the rulebook asks for the authority had; missing without a
    /// profile.
    coverage: Option<Share> [SHARE] = said(of, |said| Some(said.coverage));
    /// The triggers that fired, by name; empty where none did.
    triggers: TextList ["rule names"] = triggers(of);
    /// The kind of the judgement before on the same aspect, of whatever kind; missing where there was
    /// none.
    previous_kind: Option<Category> ["key in the rulebook"]
        = of.previous.as_ref().map(|(kind, _, _)| kind.as_str());
    /// When that one was published; missing where there was none.
    previous_on: Option<Date> ["date"] = of.previous.as_ref().map(|(_, day, _)| *day);
    /// Its band; missing where there was none.
    previous_band: Option<Level> [RATING] = of.previous.as_ref().map(|(_, _, band)| *band);
    /// The column of the profile row that is the plain rival; missing where it had no value.
    rival: Option<Number> ["unit of the column"] = said(of, |said| said.rival);
}

fn said<T>(of: &BacktestRow, what: impl Fn(&ProfileSaid) -> Option<T>) -> Option<T> {
    of.said.as_ref().and_then(what)
}

fn triggers(of: &BacktestRow) -> &[String] {
    of.said.as_ref().map_or(&[], |said| &said.triggers)
}
