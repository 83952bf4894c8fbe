//! `rulebook.toml`: every cut-off, weight, tolerance, limiter and word.
//!
//! What a policy analyst would argue about is here and nowhere in the program. The digest of
//! the file is stored with every table.

mod asked;
mod before;
mod check;
mod cut_offs;
mod few_settings;
mod profile_columns;
mod rating_year;
mod read;
mod reading;
mod rulebook_toml;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

pub use self::asked::AskedKey;
pub use self::before::{Before, is_last_of_month, last_of_month};
pub use self::few_settings::{FewSettings, FewSettingsBand};
pub use self::profile_columns::{
    AspectAt, ProfileColumn, ProfileFact, ProfileSubject, ProfileValue,
};
pub use self::rating_year::RatingYear;

use super::{ConfigError, ConfigFile};
use crate::domain::{Grade, Rating, folded};
use crate::stats::ProportionWord;

/// A rulebook, checked.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// The file it came from, for messages that concern its lines.
    pub file: ConfigFile,
    /// A short name.
    pub name: String,
    /// Its version, as its authors count.
    pub version: String,
    /// When an indicator's value differs from a comparator.
    pub indicators: IndicatorComparison,
    /// When a share of good or better settings differs from a comparator.
    pub provision: ProvisionComparison,
    /// When a series improves or worsens.
    pub trend: TrendRule,
    /// Words for shares, whole percentages.
    pub proportion_words: Vec<ProportionWord>,
    /// Families of provision and their weights in block A.
    pub families: BTreeMap<String, Family>,
    /// Provision types, in the order of the file's keys.
    pub provisions: Vec<Provision>,
    /// Cut-offs of a provision's band, highest band first.
    pub provision_cut_offs: Vec<ProvisionCutOff>,
    /// What is done with a type of which few settings were inspected; `None`: the cut-offs are
    /// asked of any number.
    pub few_settings: Option<FewSettings>,
    /// Events that count as a full inspection; empty: every event does.
    pub full_inspection_events: Vec<String>,
    /// The other events that there are; any other word is news.
    pub other_events: Vec<String>,
    /// By how many days a report may be dated before the inspection that it is about.
    pub tolerated_days: u64,
    /// Kinds of finding about the authority itself.
    pub findings: Vec<FindingKind>,
    /// The band of each grade of a finding, and of few settings, Outstanding first.
    pub grade_bands: [Rating; 4],
    /// Every Child Matters outcomes.
    pub outcomes: Vec<Outcome>,
    /// Cut-offs of an outcome's band, highest band first.
    pub outcome_cut_offs: Vec<OutcomeCutOff>,
    /// How the blocks make a rating; `None` where the pipeline only profiles.
    pub rating: Option<BlockWeights>,
    /// How much evidence a rating needs.
    pub coverage: Coverage,
    /// Limiting judgements, in the order in which they are asked.
    pub limiters: Vec<Limiter>,
    /// What calls for somebody to look, in the order of the file.
    pub triggers: Vec<Trigger>,
    /// What a letter may call a significant weakness.
    pub significant_weakness: SignificantWeakness,
    /// How far a judgement may move a rating.
    pub moderation: Moderation,
}

/// What a letter may call a significant weakness: SQL conditions over one type of setting, or one
/// finding, of an authority. Without a condition nothing is called so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with settings and findings")]
pub struct SignificantWeakness {
    /// Asked of every type of which settings were inspected.
    pub settings: Option<Spanned<String>>,
    /// Asked of every finding that no later one has superseded.
    pub findings: Option<Spanned<String>>,
}

/// How far a judgement may move a rating away from the one that the rules indicate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with transitional")]
pub struct Moderation {
    /// In a transitional year, such as 2009, a judgement may move a rating by one level either
    /// way; in any other it may only confirm it. An exceptional judgement is free in both.
    pub transitional: bool,
}

/// Tolerances of a comparison of indicator values.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with confidence and margin")]
pub struct IndicatorComparison {
    /// Confidence of the Wilson interval, where numerator and denominator are there.
    pub confidence: f64,
    /// Margin in standard deviations across authorities, elsewhere.
    pub margin: f64,
}

/// Tolerances of a comparison of shares of settings.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with confidence, interval_from and margin"
)]
pub struct ProvisionComparison {
    /// Confidence of the Wilson interval.
    pub confidence: f64,
    /// The smallest number of inspected settings that is compared by its interval.
    pub interval_from: u32,
    /// With fewer settings: the margin in share by which they must differ.
    pub margin: f64,
}

/// When a series counts as moving.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with points, minimum and steady"
)]
pub struct TrendRule {
    /// The last points that are looked at.
    pub points: usize,
    /// The fewest values among them.
    pub minimum: usize,
    /// The change over them, in standard deviations across authorities, up to which a series
    /// is steady.
    pub steady: f64,
    /// How it is told.
    #[serde(default)]
    pub method: TrendMethod,
    /// The confidence at which a slope is one, by the method of public health profiles.
    #[serde(default = "fingertips_confidence")]
    pub confidence: f64,
}

/// How it is told whether a series moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendMethod {
    /// By the Theil-Sen slope, beside what authorities differ by.
    #[default]
    TheilSen,
    /// As England's public health profiles do: a chi-squared test of the slope of a line that
    /// weighs each figure by how sure it is.
    Fingertips,
}

/// The confidence of public health profiles.
fn fingertips_confidence() -> f64 {
    0.998
}

/// A family of provision types.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with weight")]
pub struct Family {
    /// Weight of its provision types in block A.
    pub weight: f64,
}

/// A type of inspected and regulated setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Provision {
    /// Its key, such as `childrens_home`.
    pub key: String,
    /// The family that it belongs to.
    pub family: String,
    /// What one setting is called.
    pub one: String,
    /// What several are called.
    pub many: String,
    /// Other words for it in the extracts.
    pub aliases: Vec<String>,
    /// The grades that words of its own stand for, where its inspectors use such words.
    pub grades: Vec<(String, Grade)>,
}

impl Provision {
    /// The grade that a word of its own stands for, whatever its capitals and white space.
    pub fn grade(&self, word: &str) -> Option<Grade> {
        let word = folded(word);
        let mut grades = self.grades.iter();
        grades.find_map(|(known, grade)| (folded(known) == word).then_some(*grade))
    }
}

/// The least good provision that earns a band.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with band, good_or_better and inadequate"
)]
pub struct ProvisionCutOff {
    /// The band.
    #[serde(deserialize_with = "rating")]
    pub band: Rating,
    /// At least this share good or better.
    pub good_or_better: f64,
    /// At most this share inadequate.
    pub inadequate: f64,
}

/// A kind of finding about the authority itself.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingKind {
    /// Its key, such as `joint_area_review`.
    pub key: String,
    /// What it is called in a sentence.
    pub title: String,
    /// Its aspects; empty where each finding is an aspect of its own, as a serious case
    /// review is.
    pub aspects: Vec<Aspect>,
    /// Weight in block B of each finding of a kind without declared aspects.
    pub weight: f64,
    /// Whether coverage expects one for every authority.
    pub expected: bool,
    /// The band of each outcome, for kinds that have an outcome in place of a grade.
    pub outcomes: BTreeMap<String, Rating>,
    /// The kind whose later finding on the same aspect replaces this one's.
    pub superseded_by: Option<String>,
}

/// One aspect of a kind of finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Aspect {
    /// Its key, such as `safeguarding`.
    pub key: String,
    /// Weight in block B.
    pub weight: f64,
}

/// An Every Child Matters outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its key, such as `staying_safe`.
    pub key: String,
    /// What it is called in a sentence.
    pub title: String,
    /// Weight in block C.
    pub weight: f64,
}

/// The least good outcome that earns a band.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with band and in_line_or_better"
)]
pub struct OutcomeCutOff {
    /// The band.
    #[serde(deserialize_with = "rating")]
    pub band: Rating,
    /// At least this share of indicators at least in line with similar areas.
    pub in_line_or_better: f64,
}

/// Which way a weighted mean that lies halfway between two ratings goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HalfRule {
    /// To the lower rating.
    Down,
    /// To the higher rating.
    Up,
}

/// How the three blocks make the indicative rating, and of which year it is.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with a, b, c, halves and year_begins"
)]
pub struct BlockWeights {
    /// Weight of block A, inspected and regulated settings.
    pub a: f64,
    /// Weight of block B, safeguarding and looked-after children.
    pub b: f64,
    /// Weight of block C, national indicators.
    pub c: f64,
    /// Where halves go.
    pub halves: HalfRule,
    /// Which year of ratings a day belongs to.
    #[serde(default)]
    pub year_begins: RatingYear,
}

/// How much evidence a rating needs.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with minimum")]
pub struct Coverage {
    /// Below this share of the expected evidence there is no rating.
    pub minimum: f64,
}

/// A finding that caps the rating.
#[derive(Debug, Clone)]
pub struct Limiter {
    /// Its key, shown in `ratings.limiters`.
    pub name: String,
    /// The highest rating that it leaves.
    pub cap: Rating,
    /// SQL over the authority's profile row.
    pub condition: Spanned<String>,
    /// One sentence for readers.
    pub reason: String,
}

/// What calls for somebody to look at an authority, and changes no rating.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// Its key, shown in `triggers.trigger`.
    pub name: String,
    /// SQL over the authority's profile row and, with `before.`, the same row some time before.
    pub condition: Spanned<String>,
    /// How long before.
    pub before: Before,
    /// One sentence for readers.
    pub reason: String,
}

fn rating<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Rating, D::Error> {
    let level = u8::deserialize(deserializer)?;
    Rating::from_level(level).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "a band or rating is 4, 3, 2 or 1 (4 is best), not {level}"
        ))
    })
}

fn spanned_rating<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Spanned<Rating>, D::Error> {
    let level = Spanned::<Level>::deserialize(deserializer)?;
    Ok(Spanned::new(level.span(), level.into_inner().0))
}

/// A rating as files write it.
#[derive(Deserialize)]
struct Level(#[serde(deserialize_with = "rating")] Rating);

impl Rulebook {
    /// The year of the ratings that are made as of `day`, and of the judgements decided on it.
    pub fn rating_year(&self, day: NaiveDate) -> i32 {
        let begins = self.rating.map(|rating| rating.year_begins);
        begins.unwrap_or_default().of(day)
    }

    /// The band of a grade.
    pub fn grade_band(&self, grade: Grade) -> Rating {
        self.grade_bands[usize::from(grade.level()) - 1]
    }
}
