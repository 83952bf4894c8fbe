//! The latest figures of indicators beside further comparators of the pipeline.

use rustc_hash::FxHashMap;

use super::figures::Figures;
use crate::domain::Comparison;
use crate::publish::table;
use crate::review::{Cell, Only, PublishedRun, ReviewError, RunTable};

/// The table that they stand in.
const TABLE: &str = "comparison";

/// A figure beside one comparator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Against {
    /// The comparator's value; not a number where there is none.
    pub(super) value: f64,
    /// The council's place among itself and the comparator's councils, and of how many; 0 where it
    /// has none.
    pub(super) place: (i64, i64),
    /// How it stands, in the table's word; empty where it is not compared.
    pub(super) says: &'static str,
}

/// Every indicator's latest figure about everybody beside every further comparator.
#[derive(Debug, Default)]
pub(super) struct Comparisons {
    /// The comparators by name, in their order.
    pub(super) names: Vec<String>,
    /// Of each indicator the comparisons of all councils, as many in a row as there are names.
    figures: FxHashMap<String, Vec<Vec<Option<Against>>>>,
}

impl Comparisons {
    /// Reads the comparisons of the councils that `places` numbers; none where the run has none.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub(super) fn read(
        run: &PublishedRun,
        figures: &Figures,
        places: &FxHashMap<String, usize>,
    ) -> Result<Self, ReviewError> {
        let only = Only::default();
        let Some(declared) = table(TABLE) else {
            return Ok(Self::default());
        };
        let Some(rows) = RunTable::of(run, declared, &only)? else {
            return Ok(Self::default());
        };
        let at = |name: &str| {
            let mut columns = declared.columns.iter();
            columns
                .position(|column| column.name == name)
                .unwrap_or_default()
        };
        let [authority, indicator, breakdown, period, comparator] = [
            "authority",
            "indicator",
            "breakdown",
            "period",
            "comparator",
        ]
        .map(at);
        let [is_latest, value, rank, ranked, vs] = [
            "is_latest",
            "comparator_value",
            "rank",
            "ranked_count",
            "vs",
        ]
        .map(at);
        let mut read = Self::default();
        rows.each(|row| -> Result<(), ReviewError> {
            let text = |place: usize| row.text(place).unwrap_or_default();
            // Most rows are of earlier periods.
            if row.cell(is_latest) != Cell::Flag(true) {
                return Ok(());
            }
            let Some(&area) = places.get(text(authority)) else {
                return Ok(());
            };
            let total = figures.total(text(indicator));
            let is_shown = total.is_some_and(|of| {
                of.breakdown == text(breakdown)
                    && of.latest().is_some_and(|of| of.period == text(period))
            });
            if is_shown {
                let against = Against {
                    value: row.number(value),
                    place: (row.whole(rank), row.whole(ranked)),
                    says: said(text(vs)),
                };
                read.put(
                    text(indicator),
                    (area, places.len()),
                    text(comparator),
                    against,
                );
            }
            Ok(())
        })?;
        Ok(read)
    }

    fn put(
        &mut self,
        indicator: &str,
        (area, areas): (usize, usize),
        comparator: &str,
        against: Against,
    ) {
        let at = self
            .names
            .iter()
            .position(|name| name == comparator)
            .unwrap_or_else(|| {
                self.names.push(comparator.to_owned());
                self.names.len() - 1
            });
        if !self.figures.contains_key(indicator) {
            self.figures
                .insert(indicator.to_owned(), vec![Vec::new(); areas]);
        }
        let of_area = self
            .figures
            .get_mut(indicator)
            .and_then(|of| of.get_mut(area));
        if let Some(of_area) = of_area {
            if of_area.len() <= at {
                of_area.resize(at + 1, None);
            }
            of_area[at] = Some(against);
        }
    }

    /// An indicator of a council beside the comparator at this place among the names.
    pub(super) fn of(&self, indicator: &str, area: usize, at: usize) -> Option<&Against> {
        self.figures.get(indicator)?.get(area)?.get(at)?.as_ref()
    }
}

/// The word of a comparison.
fn said(word: &str) -> &'static str {
    Comparison::from_word(word).map_or("", Comparison::word)
}
