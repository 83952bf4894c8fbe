//! Units as publishers write them, and what they say of a measure.

use super::measure::{Measure, MeasureKind, is_factor};

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

impl Measure {
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
}
