//! Rows about ratings, what decided them and how firm they are.

use serde::Serialize;

use super::row;
use crate::domain::Step;
use crate::publish::tables::{self, evidence::column as evidence};
use crate::review::table::{Columns, Held};
use crate::review::{PublishedRun, ReviewError};

row! {
    /// A row of `ratings`.
    RatingRow of ratings {
        authority,
        name,
        region,
        year,
        indicative_rating,
        awarded_rating,
        descriptor,
        band_a,
        band_b,
        band_c,
        coverage,
        limiters,
        moderated,
        moderation_reason,
        previous_rating,
        direction,
    }
}

row! {
    /// A row of `rating_levers`.
    LeverRow of rating_levers {
        authority,
        direction,
        rank,
        lever,
        subject,
        amount,
        from,
        to,
        rating,
    }
}

row! {
    /// A row of `direction`.
    DirectionRow of direction {
        authority,
        previous_year,
        previous_rating,
        awarded_rating,
        direction,
        neighbour_rank,
        neighbour_count,
        national_rank,
        national_count,
        improving,
        steady,
        worsening,
    }
}

row! {
    /// A row of `evidence`.
    EvidenceRow of evidence {
        authority,
        step,
        rule,
        condition,
        inputs,
        fired,
        effect,
        subject,
        aspect,
        level,
        cap,
        mean,
        decides,
        overridden,
        superseded_by,
        reason,
        findings,
    }
}

row! {
    /// A row of `rating_robustness`.
    FirmnessRow of rating_robustness {
        authority,
        name,
        awarded_rating,
        draws,
        holds,
        most_frequent_rating,
        is_most_frequent,
        performs_excellently,
        performs_well,
        performs_adequately,
        performs_poorly,
        not_rated,
        band_a_low,
        band_a_high,
        band_b_low,
        band_b_high,
        band_c_low,
        band_c_high,
    }
}

row! {
    /// A row of `robustness_sources`.
    DoubtRow of robustness_sources {
        authority,
        doubt,
        drawn,
        first_order,
        first_order_error,
        total,
        total_error,
    }
}

row! {
    /// A row of `national_summary`.
    GroupRow of national_summary {
        grouping,
        name,
        authorities,
        performs_excellently,
        performs_well,
        performs_adequately,
        performs_poorly,
        not_rated,
    }
}

row! {
    /// A row of `triggers`.
    TriggerRow of triggers {
        authority,
        trigger,
        fired,
        condition,
        inputs,
        before_as_of,
        reason,
    }
}

impl EvidenceRow {
    /// Reads the rows of one step for all authorities.
    ///
    /// # Errors
    /// As [`EvidenceRow::read`].
    pub fn read_step(run: &PublishedRun, step: Step) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(
                &columns.keep::<evidence::step, evidence::rule>(|of, _| of == step.word())?,
            ),
            None => Ok(Vec::new()),
        }
    }

    /// Whether the rule was asked in this step.
    pub fn is_of(&self, step: Step) -> bool {
        Step::from_word(&self.step) == Some(step)
    }

    /// What the rule was asked about, by name, in its order.
    pub fn inputs(&self) -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(&self.inputs).unwrap_or_default()
    }
}
