//! What the values of an indicator are made of: their kind, and how a numerator and a denominator
//! give one.
//!
//! `value = numerator / denominator x per`. The kind says which interval shows how sure a value is
//! and whether values may be pooled over areas at all.

/// What kind of figure an indicator's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureKind {
    /// A part of a whole: so many of so many children. Its interval is Wilson's.
    Proportion,
    /// Events among so many people. Its interval is Byar's.
    Rate,
    /// A mean, such as a score or a number of days, or a sum by head.
    Mean,
    /// A number of children, places or events.
    Count,
    /// A sum of money or of other units.
    Amount,
    /// A figure of a scale of its own, such as an index of deprivation.
    Index,
    /// The distance between two figures, which may be below nought.
    Difference,
}

impl MeasureKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Proportion,
        Self::Rate,
        Self::Mean,
        Self::Count,
        Self::Amount,
        Self::Index,
        Self::Difference,
    ];

    /// The word in catalogues and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proportion => "proportion",
            Self::Rate => "rate",
            Self::Mean => "mean",
            Self::Count => "count",
            Self::Amount => "amount",
            Self::Index => "index",
            Self::Difference => "difference",
        }
    }

    /// The kind that a catalogue calls `word`, in any capitals.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether a value is a sum, which grows with the area that it is of.
    pub const fn is_sum(self) -> bool {
        matches!(self, Self::Count | Self::Amount)
    }
}

/// What an indicator's values are made of, as far as its catalogue says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// The kind of figure; `None` where the unit is not known and the catalogue names no kind.
    pub kind: Option<MeasureKind>,
    /// What a numerator over a denominator is multiplied by; `None` for what is no quotient.
    pub per: Option<f64>,
}

/// A catalogue's statements about a measure that do not agree, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MeasureError(String);

impl Measure {
    /// What the catalogue says by `unit`, `kind` and `per`, of which each may be absent; the kind
    /// and the factor that are named outweigh those of the unit.
    ///
    /// # Errors
    /// When they contradict each other, or a factor is needed and none is given.
    pub fn of(
        unit: Option<&str>,
        kind: Option<MeasureKind>,
        per: Option<f64>,
    ) -> Result<Self, MeasureError> {
        let read = unit.and_then(Self::read_unit).unwrap_or_default();
        if let Some(per) = per
            && !is_factor(per)
        {
            return Err(MeasureError(format!(
                "per is {per}; expected 1, 10, 100, 1000, 10000, 100000 or 1000000"
            )));
        }
        if let (Some(given), Some(of_unit)) = (per, read.per)
            && given != of_unit
        {
            return Err(MeasureError(format!(
                "per is {given}, but {:?} means per {of_unit}; leave one of them out",
                unit.unwrap_or_default()
            )));
        }
        let kind = kind.or(read.kind);
        let per = per.or(read.per);
        match kind {
            Some(kind @ (MeasureKind::Proportion | MeasureKind::Rate)) if per.is_none() => {
                Err(MeasureError(format!(
                    "a {} needs per, or a unit that says it, such as percent or per 10,000",
                    kind.word()
                )))
            }
            Some(MeasureKind::Mean) => Ok(Self {
                kind,
                per: per.or(Some(1.0)),
            }),
            Some(MeasureKind::Proportion | MeasureKind::Rate) | None => Ok(Self { kind, per }),
            Some(
                MeasureKind::Count
                | MeasureKind::Amount
                | MeasureKind::Index
                | MeasureKind::Difference,
            ) => Ok(Self { kind, per: None }),
        }
    }

    /// What a numerator over a denominator is multiplied by to give a value; `None` where values
    /// are no quotients, so that nothing can be pooled.
    pub fn factor(self) -> Option<f64> {
        self.per.filter(|_| self.kind.is_some())
    }

    /// Whether a value is more than the whole that it is a part of.
    pub fn is_above_whole(self, value: f64) -> bool {
        self.whole().is_some_and(|whole| value > whole)
    }

    /// What the whole of a proportion is in its own unit: 100 for percent.
    pub fn whole(self) -> Option<f64> {
        self.per
            .filter(|_| self.kind == Some(MeasureKind::Proportion))
    }
}

/// A power of ten from 1 to a million.
pub(super) fn is_factor(per: f64) -> bool {
    [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6].contains(&per)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_catalogue_names_outweighs_its_unit() {
        let of = Measure::of(Some("per 1,000"), Some(MeasureKind::Proportion), None);
        assert_eq!(
            of,
            Ok(Measure {
                kind: Some(MeasureKind::Proportion),
                per: Some(1000.0)
            })
        );
        let of = Measure::of(Some("widgets"), Some(MeasureKind::Rate), Some(1e4));
        assert_eq!(of.map(Measure::factor), Ok(Some(1e4)));
    }

    #[test]
    fn contradictions_are_refused() {
        for (unit, kind, per) in [
            (Some("percent"), None, Some(1.0)),
            (Some("per 1,000"), None, Some(1e4)),
            (Some("widgets"), Some(MeasureKind::Rate), None),
            (None, None, Some(3.0)),
        ] {
            assert!(Measure::of(unit, kind, per).is_err(), "{unit:?} {per:?}");
        }
    }
}
