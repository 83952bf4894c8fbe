//! `backtest_summary`.

use super::declaration::table;
use super::kind::{Category, Count, Number};

/// A figure with the ends of its interval.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Foretelling {
    /// The figure; `None` where it cannot be worked out.
    pub value: Option<f64>,
    /// The lower and the upper end.
    pub interval: Option<(f64, f64)>,
}

impl Foretelling {
    fn low(self) -> Option<f64> {
        self.interval.map(|(low, _)| low)
    }

    fn high(self) -> Option<f64> {
        self.interval.map(|(_, high)| high)
    }
}

/// How well one thing foretells the judgements.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictorSummary {
    /// What foretells.
    pub predictor: String,
    /// Judgements for which it has a value.
    pub judgements: u32,
    /// Those of them that are in one of the two lower bands.
    pub lower_two: u32,
    /// Those of them that are in the lowest band.
    pub lowest: u32,
    /// Kendall's tau-b.
    pub tau_b: Foretelling,
    /// Somers' D of the judgements by the predictor.
    pub somers_d: Foretelling,
    /// The area under the curve for the two lower bands.
    pub area_lower_two: Foretelling,
    /// That for the lowest band.
    pub area_lowest: Foretelling,
}

table! {
    /// One row per predictor of a backtest: how well it foretells the judgements, with 95% intervals
    /// by drawing councils anew. `plumbline backtest` writes it.
    backtest_summary by [predictor];
    each of: &'a PredictorSummary, _: () => PredictorRows<'a>;

    /// What foretells: a rating, a block, a trigger, the judgement before, or a column of the profile
    /// row.
    predictor: Category ["word"] = &of.predictor;
    /// Judgements for which it had a value.
    judgements: Count ["judgements"] = of.judgements;
    /// Those of them in one of the two lower bands, such as requires improvement or worse.
    lower_two: Count ["judgements"] = of.lower_two;
    /// Those of them in the lowest band, such as inadequate.
    lowest: Count ["judgements"] = of.lowest;
    /// Kendall's tau-b, above 0 where a better value goes with a better judgement; missing where one
    /// of the two does not differ.
    tau_b: Option<Number> ["from -1 to 1"] = of.tau_b.value;
    /// The lower end of its interval; missing where it is.
    tau_b_low: Option<Number> ["from -1 to 1"] = of.tau_b.low();
    /// The upper end of its interval; missing where it is.
    tau_b_high: Option<Number> ["from -1 to 1"] = of.tau_b.high();
    /// Somers' D of the judgements by the predictor; missing where that does not differ.
    somers_d: Option<Number> ["from -1 to 1"] = of.somers_d.value;
    /// The lower end of its interval; missing where it is.
    somers_d_low: Option<Number> ["from -1 to 1"] = of.somers_d.low();
    /// The upper end of its interval; missing where it is.
    somers_d_high: Option<Number> ["from -1 to 1"] = of.somers_d.high();
    /// The area under the curve for the two lower bands: how probable it is that one of them had the
    /// worse value, 0.5 for chance; missing where there is none, or no other.
    auc_lower_two: Option<Number> ["probability"] = of.area_lower_two.value;
    /// The lower end of its interval; missing where it is.
    auc_lower_two_low: Option<Number> ["probability"] = of.area_lower_two.low();
    /// The upper end of its interval; missing where it is.
    auc_lower_two_high: Option<Number> ["probability"] = of.area_lower_two.high();
    /// The area under the curve for the lowest band; missing where there is none, or no other.
    auc_lowest: Option<Number> ["probability"] = of.area_lowest.value;
    /// The lower end of its interval; missing where it is.
    auc_lowest_low: Option<Number> ["probability"] = of.area_lowest.low();
    /// The upper end of its interval; missing where it is.
    auc_lowest_high: Option<Number> ["probability"] = of.area_lowest.high();
}
