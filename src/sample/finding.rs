//! One finding about an authority: what looked at what, when, and what it found.

use super::area::Area;
use super::calendar::{self, Day};

/// The outcome that limits an authority to the lowest rating.
pub(super) const PRIORITY_ACTION: &str = "areas_for_priority_action";

/// What was found: a grade, or for unannounced inspections an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// 1 outstanding to 4 inadequate.
    Grade(u8),
    /// The strongest statement of an unannounced inspection.
    Outcome(&'static str),
}

/// One finding.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// Kind of inspection or review.
    pub kind: &'static str,
    /// What of the authority it looked at.
    pub aspect: String,
    /// What it found.
    pub verdict: Verdict,
    /// When the work was done.
    pub inspected_on: Day,
    /// When it was published.
    pub published_on: Day,
    /// The reviewers' own reference.
    pub reference: String,
}

impl Finding {
    /// A finding of an inspection on a day, published so many days later, with a reference
    /// made of the prefix, the authority and the year or, for a case review, its own label.
    pub(super) fn new(
        area: &Area,
        kind: &'static str,
        aspect: &str,
        verdict: Verdict,
        (inspected, lag): (Day, i32),
        prefix: &str,
    ) -> Self {
        let inspected_on = calendar::working_day(inspected);
        let label = match kind {
            "serious_case_review" => aspect.to_owned(),
            _ => calendar::year_of(inspected_on).to_string(),
        };
        Self {
            kind,
            aspect: aspect.to_owned(),
            verdict,
            inspected_on,
            published_on: calendar::working_day(inspected_on + lag),
            reference: format!("{prefix}-{}-{label}", area.code),
        }
    }
}
