//! What a letter can say of one authority, in the form that a template takes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::phrases::Phrase;
use crate::domain::Rating;
use crate::review::{AuthorityRow, DirectionRow, RankedLever};

/// Everything that a template can name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LetterFacts {
    /// The authority.
    pub authority: AuthorityRow,
    /// The lines of the address; empty where nobody is named.
    pub addressee: Vec<String>,
    /// The as-of date in words, such as `9 December 2009`.
    pub date: String,
    /// The year of the rating; where the run does not rate, that of the as-of date.
    pub year: i32,
    /// The rulebook's name.
    pub rulebook: String,
    /// The rulebook's version.
    pub rulebook_version: String,
    /// The run that the letter is made of.
    pub run: String,
    /// Whether the rulebook calls the year transitional.
    pub transitional: bool,
    /// The scale, the best rating first.
    pub scale: Vec<RatingLevel>,
    /// The rating awarded; none where the authority is not rated.
    pub rating: Option<RatingLevel>,
    /// Why there is no rating, in the table's words.
    pub not_rated: Option<String>,
    /// The rating that the rules indicate, where moderation awarded another.
    pub indicative: Option<RatingLevel>,
    /// Why moderation awarded another rating.
    pub moderation_reason: Option<String>,
    /// The limiters that fired.
    pub limiters: Vec<LimiterFact>,
    /// The share of the expected evidence that there is, in whole percent.
    pub coverage_percent: Option<i64>,
    /// The rating beside the year before, similar areas and the nation.
    pub direction: Option<DirectionRow>,
    /// All inspected settings together; none where nothing was inspected.
    pub overall: Option<Overall>,
    /// What the rulebook calls a significant weakness.
    pub weaknesses: Vec<WeaknessFact>,
    /// Findings about the authority itself, by kind.
    pub findings: BTreeMap<String, FindingGroup>,
    /// Settings of social care; none where none was inspected.
    pub care: Option<CareFacts>,
    /// Universal settings, grouped by how they compare; those that stand best first.
    pub groups: Vec<ProvisionGroup>,
    /// National indicators; none where none was compared.
    pub indicators: Option<IndicatorFacts>,
    /// Whether the run says which figures are notable.
    pub notable_is_asked: bool,
    /// The latest figure about everybody of each indicator that has one, in the order of their keys.
    pub measures: Vec<MeasureFact>,
    /// The least that would move the rating: `direction`, `rank`, `rating` and `changes`, each with
    /// the columns of `rating_levers`.
    pub levers: Vec<RankedLever>,
    /// How firm the rating is; none where the run has not drawn it anew, or there is no rating.
    pub firmness: Option<FirmnessFact>,
}

/// A point of the rating scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingLevel {
    /// Its number, 4 being the best.
    pub level: u8,
    /// `Performs well`.
    pub descriptor: &'static str,
    /// `exceeds minimum requirements`.
    pub meaning: &'static str,
    /// `perform well`, of services.
    pub verb: String,
    /// `performing well`, of a judgement.
    pub gerund: String,
}

/// How firm a rating is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirmnessFact {
    /// How many draws there were.
    pub draws: i32,
    /// How often the rating would hold, such as `94 of 100`.
    pub holds: String,
    /// The rating that came out more often, where another one did.
    pub more_often: Option<RatingLevel>,
    /// How often that one came out.
    pub more_often_in: Option<String>,
}

/// A limiter that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimiterFact {
    /// Its name in the rulebook.
    pub name: String,
    /// The rulebook's sentence about it.
    pub reason: String,
    /// Whether the indicative rating is what it is because of it.
    pub decides: bool,
    /// Whether moderation awarded more than it allows.
    pub overridden: bool,
}

/// A type of setting, or a finding, that the rulebook calls a significant weakness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WeaknessFact {
    /// The type of setting or the kind of finding, by its key.
    pub subject: String,
    /// The aspect of a finding, in words; none of a type of setting.
    pub aspect: Option<String>,
    /// What settings of the type, or the kind of finding, are called.
    pub name: String,
}

/// All inspected settings together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overall {
    /// How many were inspected.
    pub inspected: i32,
    /// How many of them are good or better.
    pub good_or_better: i32,
    /// The proportion word for that.
    pub wording: String,
    /// Whether it is half or more.
    pub mostly: bool,
}

/// Findings of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingGroup {
    /// What the kind is called.
    pub title: String,
    /// The month of the latest, such as `May 2008`.
    pub month: String,
    /// How many there are.
    pub count: i64,
    /// The outcome of the latest, for kinds that have one.
    pub outcome: Option<String>,
    /// The best grade, for a kind with a single finding.
    pub grade: Option<i32>,
    /// Grades, the best first, with the aspects that have each.
    pub grades: Vec<GradeFact>,
    /// Whether a limiter that decides is about findings of this kind.
    pub decides: bool,
}

/// Findings of one kind at one grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GradeFact {
    /// The grade, 1 being the best.
    pub grade: i32,
    /// How many findings have it.
    pub count: i64,
    /// Their aspects in words.
    pub aspects: Vec<String>,
}

/// A type of setting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TypeFact {
    /// Its key.
    pub key: String,
    /// What one is called.
    pub one: String,
    /// What several are called.
    pub many: String,
    /// The inspected settings as the object of a sentence.
    pub name: Phrase,
    /// Those good or better as the subject of a sentence; none where no share can be said.
    pub share: Option<Phrase>,
    /// How many were inspected.
    pub inspected: i64,
    /// How many are inadequate.
    pub inadequate: i64,
    /// The worst grade among them.
    pub worst_grade: Option<i32>,
    /// Whether half or more are good or better.
    pub mostly: bool,
    /// The band.
    pub band: Option<i32>,
}

/// Types of universal setting that compare alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProvisionGroup {
    /// How they stand to similar areas.
    pub neighbours: Option<String>,
    /// How they stand to England.
    pub national: Option<String>,
    /// The types.
    pub types: Vec<TypeFact>,
    /// What the types are called.
    pub names: Vec<String>,
    /// Their shares of good or better, types of the same share together.
    pub shares: Vec<String>,
    /// Types of which no share can be said: a single setting was inspected and is not good.
    pub below: Vec<TypeFact>,
    /// Whether those together take `are`.
    pub plural: bool,
    /// Whether all of them are in one of the two highest bands.
    pub strong: bool,
    /// Whether they fall behind and are nowhere better.
    pub behind: bool,
}

/// Social care settings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CareFacts {
    /// Whether some are good or better and others are not.
    pub variable: bool,
    /// Whether all are good or better.
    pub good: bool,
    /// Types with an inadequate setting, each for a sentence of its own.
    pub with_inadequate: Vec<TypeFact>,
    /// The other types together.
    pub others: Option<Shares>,
    /// Those of the others of which no share can be said: a single setting was inspected and is
    /// neither good nor inadequate.
    pub below: Vec<TypeFact>,
}

/// Several shares as one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shares {
    /// The subjects.
    pub shares: Vec<String>,
    /// Whether they take `are`.
    pub plural: bool,
}

/// National indicators, each counted once by its latest total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorFacts {
    /// How many could be compared with similar areas or England.
    pub compared: i64,
    /// The proportion word for those at least in line with similar areas.
    pub neighbours: Option<String>,
    /// The proportion word for those at least in line with England.
    pub national: Option<String>,
    /// Outcomes that have at least those shares.
    pub outcomes_alike: Vec<String>,
    /// Outcomes that have less.
    pub outcomes_below: Vec<String>,
    /// Indicators that are worse than similar areas or than England and better than
    /// neither, in order of their keys.
    pub weak: Vec<WeakFact>,
}

/// An indicator that is worse than similar areas or than England, and better than neither.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeakFact {
    /// Its key.
    pub indicator: String,
    /// What it measures.
    pub title: String,
    /// Its outcome.
    pub outcome: Option<String>,
    /// Whether its total is weak.
    pub total: bool,
    /// The groups that are weak.
    pub breakdowns: Vec<String>,
    /// The trend of its total, or of its only weak group.
    pub trend: Option<String>,
}

/// The latest figure of an indicator, beside those that it is compared with. Texts have the decimals
/// of the catalogue and, for a percentage, its sign; of what is missing each is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureFact {
    /// The indicator's key.
    pub indicator: String,
    /// What it measures.
    pub title: String,
    /// Its outcome, or topic.
    pub outcome: Option<String>,
    /// The unit, where it is no percentage, which says so by its sign.
    pub unit: Option<String>,
    /// Which values are good: `high`, `low` or `neutral`.
    pub polarity: String,
    /// The period.
    pub period: String,
    /// The year in which it ends.
    pub period_end: i32,
    /// The authority's figure.
    pub value: String,
    /// That of similar areas.
    pub neighbours: Option<String>,
    /// England's.
    pub national: Option<String>,
    /// Whether England's is computed and not published.
    pub national_is_computed: bool,
    /// The authority's in the period before.
    pub previous: Option<String>,
    /// By how much it moved since, with its sign.
    pub change: Option<String>,
    /// Whether that is for the better by the polarity; none where it did not move, or neither way is
    /// good.
    pub change_is_good: Option<bool>,
    /// The trend over several periods.
    pub trend: Option<String>,
    /// How it stands to similar areas.
    pub vs_neighbours: Option<String>,
    /// How it stands to England.
    pub vs_national: Option<String>,
    /// Its place among the authority and its similar areas, 1 being the best.
    pub neighbour_rank: Option<i32>,
    /// Of how many that is.
    pub neighbour_of: Option<i32>,
    /// Its place in England, 1 being the best.
    pub national_rank: Option<i32>,
    /// Of how many that is.
    pub national_of: Option<i32>,
    /// The same from 0, the best, to 1000, by which measures with different numbers are sorted.
    pub national_place: Option<i32>,
    /// The quarter of authorities, `A` the best.
    pub quarter: Option<String>,
    /// Its place among the notable figures of the authority, the most unusual first; none where it
    /// is not notable.
    pub notable_place: Option<i32>,
    /// Among whom it is notable: `neighbours`, `national` or `both`.
    pub notable_against: Option<String>,
    /// Which way: `better`, `worse`, `higher` or `lower`.
    pub notable_way: Option<String>,
}

impl RatingLevel {
    /// How a rating is spoken of.
    pub(super) fn of(rating: Rating) -> Self {
        let manner = rating.manner();
        Self {
            level: rating.level(),
            descriptor: rating.descriptor(),
            meaning: rating.meaning(),
            verb: format!("perform {manner}"),
            gerund: format!("performing {manner}"),
        }
    }
}
