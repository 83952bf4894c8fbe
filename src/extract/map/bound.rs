//! SQL that gives a contract column, and what becomes of what it gives: other words, look-ups.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::evaluation::Mapped;
use super::lookup_table::LookupTable;
use crate::config::ValueMap;
use crate::contract::SourceKind;
use crate::read::dictionary::{Coded, Texts, Values};
use crate::read::{Scalar, missing_marker, show};
use crate::sql::BoundSql;

/// SQL that gives a contract column, and other words for what it gives.
#[derive(Debug)]
pub(super) struct Bound {
    pub sql: BoundSql,
    pub values: ValueMap,
    /// Whether a key of `values` was found in any row.
    pub used: AtomicBool,
    pub lookup: Option<Arc<LookupTable>>,
    /// Whether a percent sign in it says something: in a figure, and not in a count.
    pub is_figure: bool,
    /// Whether a text that the look-up does not have is missing, and no fault of its row.
    pub may_miss: bool,
}

impl Bound {
    /// What the SQL gave, in the contract's words. A text that the look-up does not have is a
    /// fault of its rows.
    pub(super) fn translated(&self, mapped: Mapped) -> Mapped {
        if self.values.is_empty() && self.lookup.is_none() {
            return mapped;
        }
        let Mapped {
            coded,
            mut faults,
            origins,
            ..
        } = mapped;
        let mut missed = Vec::new();
        let mut texts: Vec<Option<String>> = Vec::with_capacity(coded.values.len());
        for at in 0..coded.values.len() {
            let shown_at = |at| match coded.values.scalar(at) {
                Scalar::Missing => None,
                scalar => Some(show(scalar)),
            };
            let shown = shown_at(at);
            let called = self.values.get(shown.as_deref().unwrap_or_default());
            if called.is_some() {
                self.used.store(true, Ordering::Relaxed);
            }
            let called = called.map(str::to_owned).or(shown);
            let found = match (&self.lookup, called) {
                (Some(lookup), Some(text)) if missing_marker(&text).is_none() => {
                    lookup.get(&text).map(|value| Some(value.to_owned()))
                }
                (_, called) => Ok(called),
            };
            texts.push(found.unwrap_or_else(|fault| {
                let code = u32::try_from(at).expect("codes are u32");
                if self.may_miss {
                    missed.extend(shown_at(at).map(|text| (code, text)));
                } else {
                    faults.entry(code).or_insert(fault);
                }
                None
            }));
        }
        Mapped {
            coded: Coded {
                codes: coded.codes,
                values: Values::Text(Texts::new(texts.iter().map(Option::as_deref))),
            },
            faults,
            origins,
            missed,
        }
    }
}

/// Whether a contract's column is a figure, which may be a percentage.
pub(super) fn is_figure(kind: SourceKind, column: &str) -> bool {
    match kind {
        SourceKind::Observations => matches!(column, "value" | "low" | "high"),
        SourceKind::Characteristics => column == "value",
        SourceKind::Authorities
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Inspections
        | SourceKind::Findings
        | SourceKind::Judgements
        | SourceKind::EarlierRatings
        | SourceKind::Boundaries
        | SourceKind::LookUp
        | SourceKind::Join => false,
    }
}
