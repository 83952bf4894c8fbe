#![doc = include_str!("../../docs/numbers.md")]

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use toml::Spanned;

use super::{ConfigError, ConfigFile};

/// A number from one end to the other.
pub(super) struct Real {
    least: f64,
    most: f64,
    /// Whether 0 is allowed below `least`.
    or_zero: bool,
    /// What it is, for whoever wrote another.
    about: &'static str,
}

/// A whole number from one end to the other.
pub(super) struct Whole {
    least: u64,
    most: u64,
    /// What it is, for whoever wrote another.
    about: &'static str,
}

/// A share.
pub(super) const SHARE: Real = Real::new(0.0, 1.0, "it is a share from 0 to 1, so 2% is 0.02");

/// A confidence.
pub(super) const CONFIDENCE: Real = Real::new(
    0.5,
    0.9999,
    "it is the confidence of an interval from 0.5 to 0.9999, such as 0.95",
);

/// A tolerance in standard deviations.
pub(super) const DEVIATIONS: Real = Real::new(
    0.0,
    100.0,
    "it must be 0 or more, a number of standard deviations up to 100, such as 0.5",
);

/// A distance between authorities.
pub(super) const DISTANCE: Real = Real::new(0.0, 1_000_000.0, "it is from 0 to 1,000,000");

/// The weight of a feature of the neighbour model.
pub(super) const FEATURE_WEIGHT: Real =
    Real::new(0.0, 1.0, "a weight is from 0 (does not count) to 1");

/// The weight of a band or of a block.
pub(super) const WEIGHT: Real = Real {
    or_zero: true,
    ..Real::new(
        0.001,
        1_000.0,
        "it must be 0 or more: a weight is 0 (does not count), or from 0.001 to 1,000",
    )
};

/// Days back from today.
pub(super) const DAYS: Whole = Whole {
    least: 0,
    most: 36_525,
    about: "it is a number of days from 0 to 36,525, a hundred years; what has no end is left out",
};

/// Days by which a report may be dated before its inspection.
pub(super) const TOLERATED_DAYS: Whole = Whole {
    least: 0,
    most: 31,
    about: "it is a number of days from 0 to 31 by which a report may be dated before its inspection",
};

/// How often larger or smaller a median may be.
pub(super) const FACTOR: Real = Real::new(
    1.0,
    1_000_000.0,
    "it is a factor from 1 to 1,000,000, so 2 stops a median that doubled or halved",
);

/// Indicators or authorities that may be gone.
pub(super) const GONE: Whole = Whole {
    least: 0,
    most: 1_000_000,
    about: "it is a number from 0 to 1,000,000, how many may be gone",
};

/// Runs that are kept.
pub(super) const RUNS: Whole = Whole {
    least: 0,
    most: 100_000,
    about: "it is a number of runs from 0 to 100,000; without `retain` every run is kept",
};

/// The fewest rows of an extract.
pub(super) const FEWEST_ROWS: Whole = Whole {
    least: 0,
    most: 1_000_000_000_000,
    about: "it is a number of rows from 0 to 1,000,000,000,000",
};

/// The most rows of a file.
pub(super) const MOST_ROWS: Whole = Whole {
    least: 1,
    most: 1_000_000_000_000,
    about: "it is a number of rows from 1 to 1,000,000,000,000",
};

/// Bytes of a file or of memory.
pub(super) const BYTES: Whole = Whole {
    least: 1,
    most: 1 << 50,
    about: "it is a number of bytes from 1 to 1,125,899,906,842,624, which are a petabyte",
};

/// Rows above a header.
pub(super) const ROWS_ABOVE: Whole = Whole {
    least: 0,
    most: 1_048_576,
    about: "it is a number of rows from 0 to 1,048,576, the rows of a sheet",
};

/// The row of a header.
pub(super) const ROW: Whole = Whole {
    least: 1,
    most: 1_048_576,
    about: "rows are counted from 1 to 1,048,576, the rows of a sheet",
};

/// Neighbours of an authority.
pub(super) const NEIGHBOURS: Whole = Whole {
    least: 1,
    most: 1_000,
    about: "it is the number of neighbours of an authority from 1 to 1,000, usually 10",
};

/// Other values that one is set beside.
pub(super) const COMPARED: Whole = Whole {
    least: 3,
    most: 1_000,
    about: "it is a number of other values from 3 to 1,000 below which nothing is said",
};

/// Groups of equal size.
pub(super) const GROUPS: Whole = Whole {
    least: 2,
    most: 100,
    about: "it is into how many groups authorities are parted, from 2 to 100: 5 for quintiles",
};

/// Settings.
pub(super) const SETTINGS: Whole = Whole {
    least: 0,
    most: 1_000_000,
    about: "it is a number of settings from 0 to 1,000,000",
};

/// Points of a trend.
pub(super) const POINTS: Whole = Whole {
    least: 3,
    most: 1_000,
    about: "a trend needs from 3 to 1,000 points",
};

/// Draws of a rating.
pub(super) const DRAWS: Whole = Whole {
    least: 2,
    most: 10_000_000,
    about: "it is an even number of draws from 2 to 10,000,000, such as 1,000; without [robustness] nothing is drawn",
};

/// What draws begin from.
pub(super) const SEED: Whole = Whole {
    least: 0,
    most: i64::MAX as u64,
    about: "it is any whole number from 0",
};

/// Settings that the nation's shares stand for.
pub(super) const PRIOR_SETTINGS: Real = Real::new(
    0.1,
    1_000.0,
    "it is a number of settings from 0.1 to 1,000, such as 4",
);

/// How far a cut-off is moved.
pub(super) const CUT_OFF_WIDTH: Real = Real::new(
    0.0001,
    0.5,
    "it is the share by which a cut-off moves either way, from 0.0001 to 0.5, such as 0.02; false draws none",
);

/// How widely a weight is drawn.
pub(super) const WEIGHT_WIDTH: Real = Real::new(
    0.001,
    0.4,
    "it is the standard deviation of a weight that is half of its group, from 0.001 to 0.4, such as 0.05; false draws none",
);

/// How far tolerances are changed.
pub(super) const COMPARISON_WIDTH: Real = Real::new(
    0.001,
    0.9,
    "it is the part of itself by which a tolerance changes either way, from 0.001 to 0.9, such as 0.2; false draws none",
);

impl Real {
    const fn new(least: f64, most: f64, about: &'static str) -> Self {
        Self {
            least,
            most,
            or_zero: false,
            about,
        }
    }

    /// Whether `number` lies in the range.
    pub(super) fn has(&self, number: f64) -> bool {
        (self.least..=self.most).contains(&number) || (self.or_zero && number == 0.0)
    }

    /// Checks the `number` of `key`, which stands at `span`.
    pub(super) fn check(
        &self,
        file: &ConfigFile,
        span: &Range<usize>,
        key: &str,
        number: f64,
    ) -> Result<f64, ConfigError> {
        if self.has(number) {
            Ok(number)
        } else {
            // A number of three hundred digits helps nobody.
            let shown = match number.abs() {
                0.0 | 1e-6..1e15 => number.to_string(),
                _ if number.is_finite() => format!("{number:e}"),
                _ => number.to_string(),
            };
            Err(file.error_at(span, format!("{key} is {shown}; {}", self.about)))
        }
    }

    /// Checks a number that knows where it stands.
    pub(super) fn of(
        &self,
        file: &ConfigFile,
        key: &str,
        number: &Spanned<f64>,
    ) -> Result<f64, ConfigError> {
        self.check(file, &number.span(), key, *number.get_ref())
    }
}

impl Whole {
    /// Checks the `number` of `key`, which stands at `span`.
    pub(super) fn check(
        &self,
        file: &ConfigFile,
        span: &Range<usize>,
        key: &str,
        number: u64,
    ) -> Result<u64, ConfigError> {
        if (self.least..=self.most).contains(&number) {
            Ok(number)
        } else {
            Err(file.error_at(span, format!("{key} is {number}; {}", self.about)))
        }
    }

    /// Checks a number that knows where it stands.
    pub(super) fn of(
        &self,
        file: &ConfigFile,
        key: &str,
        number: &Spanned<u64>,
    ) -> Result<u64, ConfigError> {
        self.check(file, &number.span(), key, *number.get_ref())
    }

    /// Checks a number that knows where it stands, where there is one.
    pub(super) fn optional(
        &self,
        file: &ConfigFile,
        key: &str,
        number: Option<&Spanned<u64>>,
    ) -> Result<Option<u64>, ConfigError> {
        number.map(|number| self.of(file, key, number)).transpose()
    }
}

/// Whether a day lies in a year in which evidence can be known: what is beyond is a misprint, and
/// far beyond it reckoning with days ends.
pub(super) fn is_plausible(day: NaiveDate) -> bool {
    (1900..=2100).contains(&day.year())
}
