//! What the values of an indicator are made of: their kind, and how a numerator and a denominator
//! give one.
//!
//! `value = numerator / denominator x per`. The kind says which interval shows how sure a value is
//! and whether values may be pooled over areas at all.

/// Units that are known, one of each kind of wording, for messages.
pub const KNOWN_UNITS: [&str; 11] = [
    "percent",
    "share",
    "per 10,000",
    "count",
    "£",
    "average",
    "score",
    "days",
    "ratio",
    "index",
    "percentage points",
];

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

    /// What a unit says, written as publishers write it; `None` where it is not known.
    pub fn read_unit(unit: &str) -> Option<Self> {
        let unit = folded(unit);
        let words: Vec<&str> = unit.split(' ').collect();
        let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
        let begins = |known: &[&str]| words.first().is_some_and(|word| known.contains(word));
        let of = |kind, per| {
            Some(Self {
                kind: Some(kind),
                per,
            })
        };
        if has(&["gap", "difference", "change", "ppt", "ppts", "pp"])
            || unit.contains("percentage point")
            || unit.contains("% point")
        {
            return of(MeasureKind::Difference, None);
        }
        if unit.contains('%')
            || unit.contains("per cent")
            || has(&["percent", "percentage", "percentages", "pct"])
        {
            return of(MeasureKind::Proportion, Some(100.0));
        }
        if let Some(factor) = factor_in(&words) {
            return of(MeasureKind::Rate, Some(factor));
        }
        if has(&["per"]) {
            return of(MeasureKind::Mean, Some(1.0));
        }
        match unit.as_str() {
            "share" | "proportion" | "fraction" => {
                return of(MeasureKind::Proportion, Some(1.0));
            }
            "count" | "counts" => return of(MeasureKind::Count, None),
            "unit cost" | "unit costs" => return of(MeasureKind::Mean, Some(1.0)),
            _ => {}
        }
        if unit.contains('£') || begins(&["gbp", "pounds", "amount"]) {
            return of(MeasureKind::Amount, None);
        }
        let is_total = begins(&["total"]) && !has(&["score", "points", "rate"]);
        let is_money = has(&["spend", "spending", "expenditure", "cost", "costs"]);
        if begins(&["spend", "spending", "expenditure"]) || (is_total && is_money) {
            return of(MeasureKind::Amount, None);
        }
        if is_total || begins(&["number", "numbers", "headcount"]) || has(&["fte"]) {
            return of(MeasureKind::Count, None);
        }
        if begins(&["mean", "average", "score", "scores", "points"])
            || matches!(
                unit.as_str(),
                "days" | "weeks" | "months" | "years" | "hours" | "minutes" | "ratio"
            )
        {
            return of(MeasureKind::Mean, Some(1.0));
        }
        if begins(&["index"]) {
            return of(MeasureKind::Index, None);
        }
        None
    }

    /// The unit that a title names, where it has a factor or a percentage: `Admissions per 10,000
    /// children`, `Percentage of leavers in touch`. Sums, means, scores and gaps are none, whatever
    /// they are per.
    pub fn unit_in(title: &str) -> Option<String> {
        let plain = folded(&title.replace(['(', ')', '-', '\u{2013}', ':', ';'], " "));
        let words: Vec<&str> = plain.split(' ').collect();
        let is_other = plain.contains('£')
            || [
                "average", "mean", "median", "score", "points", "ratio", "index",
            ]
            .iter()
            .any(|word| words.contains(word));
        match Self::read_unit(&plain)? {
            Self {
                kind: Some(MeasureKind::Rate),
                per: Some(per),
            } if !is_other => Some(format!("per {per}")),
            Self {
                kind: Some(MeasureKind::Proportion),
                per: Some(100.0),
            } if !is_other => Some("percent".to_owned()),
            _ => None,
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

/// Lower-case, white space and underscores folded, without the commas of thousands.
fn folded(unit: &str) -> String {
    let plain = unit.to_lowercase().replace('_', " ").replace(',', "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The power of ten after `per`: `per 10000 children`, `rate per 100 thousand`.
fn factor_in(words: &[&str]) -> Option<f64> {
    let at = words.iter().position(|word| *word == "per")? + 1;
    let scale = |word: &str| match word {
        "hundred" => Some(100.0),
        "thousand" => Some(1_000.0),
        "million" => Some(1_000_000.0),
        _ => None,
    };
    let number = |word: &str| match word.strip_suffix('k') {
        Some(thousands) => thousands.parse::<f64>().ok().map(|number| number * 1_000.0),
        None => word.parse::<f64>().ok(),
    };
    let first = words.get(at)?;
    let factor = match number(first) {
        Some(number) => {
            number
                * words
                    .get(at + 1)
                    .and_then(|word| scale(word))
                    .unwrap_or(1.0)
        }
        None => scale(first)?,
    };
    is_factor(factor).then_some(factor)
}

/// A power of ten from 1 to a million.
fn is_factor(per: f64) -> bool {
    [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6].contains(&per)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(unit: &str, kind: MeasureKind, per: Option<f64>) {
        let expected = Measure {
            kind: Some(kind),
            per,
        };
        assert_eq!(Measure::read_unit(unit), Some(expected), "{unit:?}");
    }

    #[test]
    fn units_are_read_as_publishers_write_them() {
        for unit in [
            "percent",
            "Percent",
            "%",
            "per cent",
            "Percentage",
            "% of children",
            "% achieving expected level",
            "Proportion - %",
        ] {
            reads(unit, MeasureKind::Proportion, Some(100.0));
        }
        reads("share", MeasureKind::Proportion, Some(1.0));
        for (unit, per) in [
            ("per 10,000", 1e4),
            ("rate per 1,000", 1e3),
            ("rate_per_100000", 1e5),
            ("Rate per 1000 live births", 1e3),
            ("Crude rate per 100k", 1e5),
            ("per thousand", 1e3),
            ("per 10 thousand", 1e4),
            ("per million", 1e6),
            ("per 100", 100.0),
        ] {
            reads(unit, MeasureKind::Rate, Some(per));
        }
        reads("Score per pupil", MeasureKind::Mean, Some(1.0));
        reads("Average Scaled Score", MeasureKind::Mean, Some(1.0));
        reads("% gap", MeasureKind::Difference, None);
        reads("percent_change", MeasureKind::Difference, None);
        reads("percentage points", MeasureKind::Difference, None);
        reads("count", MeasureKind::Count, None);
        for unit in [
            "Number of children",
            "Number",
            "Total cases",
            "Leavers FTE",
            "headcount",
        ] {
            reads(unit, MeasureKind::Count, None);
        }
        for unit in ["£000s", "Spend", "Total expenditure"] {
            reads(unit, MeasureKind::Amount, None);
        }
        reads("Unit Cost", MeasureKind::Mean, Some(1.0));
        reads("Number per 1,000", MeasureKind::Rate, Some(1e3));
        reads("Index", MeasureKind::Index, None);
    }

    #[test]
    fn a_unit_that_says_nothing_is_not_guessed_at() {
        for unit in [
            "",
            "Absence rate",
            "Case Load",
            "Entries",
            "per 7",
            "widgets",
        ] {
            let read = Measure::read_unit(unit);
            assert!(
                read.is_none_or(|measure| measure.kind == Some(MeasureKind::Mean)),
                "{unit:?}: {read:?}"
            );
        }
    }

    #[test]
    fn the_units_that_messages_name_are_known() {
        for unit in KNOWN_UNITS {
            assert!(Measure::read_unit(unit).is_some(), "{unit}");
        }
    }

    #[test]
    fn a_title_may_say_the_factor_and_nothing_else() {
        for (title, unit) in [
            ("Admissions per 10,000 children", Some("per 10000")),
            (
                "Hospital admissions (crude rate per 100,000)",
                Some("per 100000"),
            ),
            (
                "Infant mortality - rate per 1000 live births",
                Some("per 1000"),
            ),
            ("Smoking at time of delivery (%)", Some("percent")),
            ("Percentage of care leavers in touch", Some("percent")),
            (
                "Hospital admissions caused by injuries (aged 0 to 14 years)",
                None,
            ),
            ("Percentage point gap at key stage 2", None),
            ("Average points per 10 entries", None),
            ("Spending per 1,000 children, £", None),
            ("Children looked after", None),
        ] {
            assert_eq!(Measure::unit_in(title).as_deref(), unit, "{title}");
        }
    }

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
