//! Why an authority has its rating: from the rating to the limiters, the blocks, the bands and
//! the rows of the sources.

mod firmness;
mod gathering;
mod inputs;
mod lines;
#[cfg(test)]
mod tests;
mod triggers;

use serde::Serialize;
use serde_json::{Map, Value};

pub use self::firmness::ExplainedFirmness;
pub use self::gathering::explain;
pub use self::triggers::ExplainedTrigger;
use super::{
    AuthorityRow, DirectionRow, EvidenceRow, IndicatorRow, OutcomeRow, ProvisionRow, RankedLever,
    RatingRow, SettingRow,
};

/// Why an authority has its rating, from the tables of one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The authority.
    pub authority: AuthorityRow,
    /// Its rating; none where the run does not rate.
    pub rating: Option<RatingRow>,
    /// The rating that the blocks alone give.
    pub before_limiters: Option<i32>,
    /// How the blocks were weighed.
    pub weighing: Option<AskedRule>,
    /// The limiters, those that decide first, then those that fired, then the others.
    pub limiters: Vec<ExplainedLimiter>,
    /// What moderation did.
    pub moderation: Option<AskedRule>,
    /// Where it stands and which way it is going.
    pub direction: Option<DirectionRow>,
    /// Block A: inspected and regulated settings.
    pub settings: Vec<ExplainedProvision>,
    /// Block B: findings about the authority itself.
    pub findings: Vec<AskedRule>,
    /// Block C: outcomes and their indicators.
    pub outcomes: Vec<ExplainedOutcome>,
    /// The latest figures of indicators that are in none of these outcomes.
    pub other_indicators: Vec<ExplainedIndicator>,
    /// How much of the expected evidence there is.
    pub coverage: Option<AskedRule>,
    /// How firm the rating is, where the run has drawn it anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmness: Option<ExplainedFirmness>,
    /// The least that would move the rating; none where the run does not say.
    pub levers: Vec<RankedLever>,
    /// The triggers, fired or not; none where the rulebook has none.
    pub triggers: Vec<ExplainedTrigger>,
}

/// A rule that was asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedRule {
    /// The rule.
    pub rule: String,
    /// What was asked.
    pub condition: String,
    /// What it was asked about.
    pub inputs: Map<String, Value>,
    /// Whether it held.
    pub fired: bool,
    /// What followed.
    pub effect: Option<String>,
    /// The band or rating that followed.
    pub level: Option<i32>,
}

/// A limiter, with the evidence that it was asked about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedLimiter {
    /// The question and the answer.
    #[serde(flatten)]
    pub asked: AskedRule,
    /// The highest rating that it leaves.
    pub cap: Option<i32>,
    /// Whether the indicative rating is what it is because of this limiter.
    pub decides: bool,
    /// Whether a judgement awarded more than it allows.
    pub overridden: bool,
    /// The findings that its condition names.
    pub findings: Vec<AskedRule>,
}

/// A type of setting, with its band and every setting that was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedProvision {
    /// Its profile.
    #[serde(flatten)]
    pub profile: ProvisionRow,
    /// The cut-off that gave the band.
    pub cut_off: Option<AskedRule>,
    /// The settings.
    pub rows: Vec<SettingRow>,
}

/// An outcome, with its band and its indicators.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedOutcome {
    /// Its profile.
    #[serde(flatten)]
    pub profile: OutcomeRow,
    /// The cut-off that gave the band.
    pub cut_off: Option<AskedRule>,
    /// The latest figures of its indicators.
    pub figures: Vec<ExplainedIndicator>,
}

/// The latest figure of an indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedIndicator {
    /// What the indicator measures.
    pub title: String,
    /// The figure beside its comparators.
    #[serde(flatten)]
    pub row: IndicatorRow,
}

impl AskedRule {
    fn of(row: &EvidenceRow) -> Self {
        Self {
            rule: row.rule.clone(),
            condition: row.condition.clone(),
            inputs: row.inputs(),
            fired: row.fired,
            effect: row.effect.clone(),
            level: row.level,
        }
    }
}
