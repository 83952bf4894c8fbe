//! The case of the seed: Leeds in 2009.
//!
//! The annual rating letter of 9 December 2009 says what was found in Leeds. Here rows are
//! placed from which each of its statements follows: settings, findings and readings, graded
//! against what the rest of the nation turned out to be. A few figures of Leeds's ten similar
//! areas are placed too, where the letter sets them apart from the nation. No statement itself
//! is written anywhere.

pub(super) mod findings;
pub(super) mod indicators;
pub(super) mod settings;

/// The code of Leeds.
pub(super) const CODE: &str = "383";

/// Ratings of two years and one year before: performs well, then adequately.
pub(super) const EARLIER_RATINGS: [i32; 2] = [3, 2];

/// The 97.5% point of the standard normal distribution: a 95% interval has it on either side.
const Z: f64 = 1.959_963_984_540_054;
