//! Inspections of settings, as a run reduces them: what is known of each on the as-of date.

use std::ops::Range;

use chrono::NaiveDate;

use super::inspection::{Inspection, Provisions, VisitState};
use super::inspection_row::{Asked, each};
use super::precedence::Precedence;
use super::visit_list::{VisitList, lists};
use crate::extract::map::Batch;
use crate::tables::{Day, Urn};

/// The rows of a batch, in the form in which they are reduced.
#[derive(Debug, Default)]
pub(crate) struct InspectionBatch {
    /// Visits made by the as-of date; those reported later are without their grade.
    pub visits: Vec<VisitList>,
    /// Rows published later.
    pub after_as_of: u64,
    /// When the preferred one of the extracts was taken that the visits are from, those that are
    /// not of the wanted parts among them.
    pub preferred: Option<Precedence>,
    /// When the first extract of its rows was taken in the order in which they are preferred,
    /// whether or not they say anything of the as-of date.
    pub first: Option<Precedence>,
    /// The types of setting in all of its rows.
    pub provisions: Provisions,
}

/// Reads the rows of a batch that were published by the as-of date. Of `snapshots`, each a list of the
/// settings open on its day, those taken by then say which settings there are, inspected or not,
/// and those taken later nothing but what was published by then. Only visits to the settings of
/// `parts` are kept.
pub(crate) fn read(batch: &Batch<'_>, asked: Asked<'_>, parts: &Range<u8>) -> InspectionBatch {
    let rows = batch.kept().len();
    // The parts are not all of one size.
    let share = rows * parts.len() / usize::from(Urn::PARTS);
    let mut visits = Vec::with_capacity(rows.min(share + share / 8));
    let mut read = InspectionBatch::default();
    let as_of = asked.as_of;
    each(batch, asked, |at, row| {
        read.provisions.insert(row.provision);
        let known = Known::by(as_of, row.inspected_on, row.published_on);
        let reported = known == Known::Reported;
        read.after_as_of += u64::from(!reported);
        let precedence = Precedence::of(row.extracted_on, as_of);
        read.first = Some(read.first.map_or(precedence, |known| known.min(precedence)));
        let counts = match (batch.is_of_snapshot(), precedence.is_after()) {
            (false, _) => known != Known::Nothing,
            (true, false) => true,
            (true, true) => reported && row.inspected_on.is_some(),
        };
        if !counts {
            return;
        }
        read.preferred = Some(
            read.preferred
                .map_or(precedence, |known| known.min(precedence)),
        );
        if !parts.contains(&row.urn.part()) {
            return;
        }
        let (event, full) = row
            .event
            .map_or((0, true), |event| (event.fingerprint, event.full));
        visits.push(Inspection {
            urn: row.urn,
            location: batch.raw().location(at),
            inspected_on: row.inspected_on.and_then(Day::new),
            event,
            authority: row.authority,
            precedence,
            provision: row.provision,
            standing: VisitState::new(row.grade.filter(|_| full && reported), row.open, reported),
        });
    });
    read.visits = lists(&visits);
    read
}

/// What is known of a visit on the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// All that the row says.
    Reported,
    /// That the setting was there to be visited: it counts as open, not as inspected.
    Visited,
    /// Nothing.
    Nothing,
}

impl Known {
    fn by(as_of: NaiveDate, inspected: Option<NaiveDate>, published: Option<NaiveDate>) -> Self {
        // A report is out once it is published and, where it is dated before, the visit was made.
        if published.max(inspected).is_none_or(|day| day <= as_of) {
            Self::Reported
        } else if inspected.is_some_and(|day| day <= as_of) {
            Self::Visited
        } else {
            Self::Nothing
        }
    }
}
