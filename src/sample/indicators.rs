//! The indicators of a sample: the annual rating's own catalogue, and what each usually reads.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::area::Area;
use super::error::SampleError;
use crate::domain::Polarity;

const CATALOGUE_FILE: &str = "pipelines/annual-rating/indicators.csv";
const CATALOGUE: &str = include_str!("../../pipelines/annual-rating/indicators.csv");
const LEVELS_FILE: &str = "sample/levels.csv";
const LEVELS: &str = include_str!("levels.csv");

/// How many periods a sample reaches back, the latest included.
pub(super) const PERIODS: usize = 5;

/// Ethnic groups in the order of their words, with how far their attainment usually lies from
/// that of white pupils, in percentage points.
pub(super) const GROUPS: [(&str, f64); 5] = [
    ("asian", -1.0),
    ("black", -5.0),
    ("chinese_or_other", 2.0),
    ("mixed", -0.5),
    ("white", 0.5),
];

/// How a publisher writes the period of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PeriodForm {
    /// `2008/09`: a school year.
    Academic,
    /// `2008-09`: a financial year.
    Financial,
    /// `2009`.
    Calendar,
    /// `2007-09`: three years together.
    ThreeYear,
}

impl PeriodForm {
    /// The label of the period that ends in a year.
    pub(super) fn label(self, year: i32) -> String {
        let short = year.rem_euclid(100);
        match self {
            Self::Academic => format!("{}/{short:02}", year - 1),
            Self::Financial => format!("{}-{short:02}", year - 1),
            Self::Calendar => format!("{year}"),
            Self::ThreeYear => format!("{}-{short:02}", year - 2),
        }
    }
}

/// What the rating's catalogue says of an indicator; columns that a sample has no use for are
/// left unread.
#[derive(Debug, Deserialize)]
struct Entry {
    indicator: String,
    polarity: String,
    unit: String,
    decimals: usize,
}

/// One line of the built-in levels: an indicator's usual figures about 2009.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Level {
    indicator: String,
    /// Usual reading in the latest period, in the indicator's unit; for a count, to 1,000
    /// children.
    pub level: f64,
    /// Standard deviation across authorities; for a count, of its logarithm.
    pub spread: f64,
    /// Change from one period to the next.
    pub change: f64,
    /// Correlation with deprivation.
    pub deprivation: f64,
    /// Denominator to 1,000 children; 0 where none is published.
    pub per_thousand: f64,
    published: String,
    /// How its periods are written.
    pub periods_as: PeriodForm,
    /// For how many periods it has been collected.
    pub collected: usize,
    /// Chance that an authority's reading is missing.
    pub missing: f64,
    highest: Option<f64>,
}

/// An indicator of the sample.
#[derive(Clone, Debug)]
pub(super) struct Indicator {
    /// Its number in the National Indicator Set.
    pub id: String,
    /// Which direction is good.
    pub polarity: Polarity,
    /// Decimals that are published.
    pub decimals: usize,
    /// Whether it counts things, and so grows with the authority.
    pub is_count: bool,
    /// Whether figures for regions and England are published beside those of authorities.
    pub is_published: bool,
    /// Least and greatest possible reading.
    pub bounds: (f64, f64),
    /// Its usual figures.
    pub usual: Level,
    /// Where its series begin: the total, then any ethnic groups.
    pub first_series: usize,
}

impl Indicator {
    /// Whether readings are published for ethnic groups too.
    pub(super) fn has_groups(&self) -> bool {
        has_groups(&self.id)
    }

    /// How many series it has: the total and any groups.
    pub(super) fn series(&self) -> usize {
        if self.has_groups() {
            1 + GROUPS.len()
        } else {
            1
        }
    }

    /// Whether numerators and denominators are published.
    pub(super) fn has_counts(&self) -> bool {
        self.usual.per_thousand > 0.0
    }

    /// A reading made better, or worse when `by` is negative; upwards when neither is better.
    pub(super) fn better(&self, value: f64, by: f64) -> f64 {
        match self.polarity {
            Polarity::Low => value - by,
            Polarity::High | Polarity::Neutral => value + by,
        }
    }

    /// A reading on a scale where more is always better.
    pub(super) fn goodness(&self, value: f64) -> f64 {
        self.better(0.0, 1.0) * value
    }

    /// A reading within its bounds, to the published decimals.
    pub(super) fn rounded(&self, value: f64) -> f64 {
        let unit = 10f64.powi(self.decimals as i32);
        let (least, greatest) = self.bounds;
        // Adding zero turns a negative zero into a plain one.
        (value.clamp(least, greatest) * unit).round() / unit + 0.0
    }
}

/// The indicators of the sample, in the order of the catalogue.
///
/// # Errors
/// When a built-in table does not parse, or one has an indicator that the other has not.
pub(super) fn all() -> Result<Vec<Indicator>, SampleError> {
    let mut levels: BTreeMap<String, Level> = read::<Level>(LEVELS_FILE, LEVELS)?
        .into_iter()
        .map(|level| (level.indicator.clone(), level))
        .collect();
    let mut first_series = 0;
    let mut indicators = Vec::new();
    for entry in read::<Entry>(CATALOGUE_FILE, CATALOGUE)? {
        let usual = levels
            .remove(&entry.indicator)
            .ok_or_else(|| SampleError::Table {
                table: LEVELS_FILE,
                reason: format!("indicator {} has no line", entry.indicator),
            })?;
        let polarity = Polarity::parse(&entry.polarity).ok_or_else(|| SampleError::Table {
            table: CATALOGUE_FILE,
            reason: format!("{:?} is no polarity", entry.polarity),
        })?;
        let indicator = Indicator {
            bounds: bounds(&entry.unit, usual.highest),
            id: entry.indicator,
            polarity,
            decimals: entry.decimals,
            is_count: entry.unit == "count",
            is_published: usual.published == "yes",
            usual,
            first_series,
        };
        first_series += indicator.series();
        indicators.push(indicator);
    }
    if let Some(unknown) = levels.keys().next() {
        return Err(SampleError::Table {
            table: LEVELS_FILE,
            reason: format!("indicator {unknown} is not in {CATALOGUE_FILE}"),
        });
    }
    Ok(indicators)
}

/// What part of an area's pupils belongs to each group, in the order of [`GROUPS`].
pub(super) fn group_shares(area: &Area) -> [f64; 5] {
    let other = 2.0 + 0.05 * area.black;
    let white = (100.0 - area.asian - area.black - area.mixed - other).max(3.0);
    let parts = [area.asian, area.black, other, area.mixed, white];
    let whole: f64 = parts.iter().sum();
    parts.map(|part| part / whole)
}

/// The letter singles out ethnic groups for attainment at 11 and 16.
fn has_groups(indicator: &str) -> bool {
    matches!(indicator, "107" | "108")
}

fn bounds(unit: &str, highest: Option<f64>) -> (f64, f64) {
    match unit {
        "percent" => (0.0, 100.0),
        "percent_change" => (-100.0, 200.0),
        "percentage_points" => (-100.0, 100.0),
        _ => (0.0, highest.unwrap_or(1e6)),
    }
}

fn read<T: for<'a> Deserialize<'a>>(
    table: &'static str,
    records: &str,
) -> Result<Vec<T>, SampleError> {
    csv::Reader::from_reader(records.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| SampleError::Table {
            table,
            reason: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::super::nation;
    use super::*;

    #[test]
    fn every_indicator_of_the_catalogue_has_its_usual_figures() {
        let indicators = all().unwrap();
        assert_eq!(indicators.len(), 69);
        for indicator in &indicators {
            assert!(
                (1..=PERIODS).contains(&indicator.usual.collected),
                "{}",
                indicator.id
            );
            assert!(indicator.usual.spread > 0.0, "{}", indicator.id);
        }
    }

    #[test]
    fn neet_has_all_five_periods() {
        let indicators = all().unwrap();
        let neet = indicators
            .iter()
            .find(|indicator| indicator.id == "117")
            .unwrap();
        assert_eq!(neet.usual.collected, PERIODS);
    }

    #[test]
    fn periods_are_written_as_publishers_write_them() {
        assert_eq!(PeriodForm::Academic.label(2009), "2008/09");
        assert_eq!(PeriodForm::Academic.label(2000), "1999/00");
        assert_eq!(PeriodForm::Financial.label(2009), "2008-09");
        assert_eq!(PeriodForm::Calendar.label(2009), "2009");
        assert_eq!(PeriodForm::ThreeYear.label(2009), "2007-09");
    }

    #[test]
    fn group_shares_make_a_whole() {
        for area in nation::areas(2, 1).unwrap() {
            let whole: f64 = group_shares(&area).iter().sum();
            assert!((whole - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn readings_are_never_a_negative_zero() {
        let indicators = all().unwrap();
        let zero = indicators[0].rounded(-0.001);
        assert!(zero == 0.0 && zero.is_sign_positive());
    }
}
