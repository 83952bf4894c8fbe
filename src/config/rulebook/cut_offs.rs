//! Cut-offs: the list of bands, each of which asks for more than the one below, down to the one
//! that everybody reaches.
//!
//! A band is the first of the list whose conditions hold. So that there is one for whatever a
//! share may be, the lowest has to hold for everybody; so that a better share never has a lower
//! band, every condition of a band has to be at least as hard as that of the band below; and so
//! that each band can be reached, one of them has to be harder.

use std::ops::Range;

use toml::Spanned;

use super::*;
use crate::config::ranges::SHARE;

/// A condition of a cut-off, as numbers that rise with what it asks for.
struct Condition {
    /// The key in the file.
    key: &'static str,
    /// How it is written in a sentence.
    sign: &'static str,
    /// What stands in the file.
    given: f64,
    /// What everybody reaches.
    everybody: f64,
}

impl Condition {
    fn at_least(key: &'static str, given: f64) -> Self {
        Self {
            key,
            sign: ">=",
            given,
            everybody: 0.0,
        }
    }

    fn at_most(key: &'static str, given: f64) -> Self {
        Self {
            key,
            sign: "<=",
            given,
            everybody: 1.0,
        }
    }

    /// How much it asks for: 0 is nothing.
    fn asks(&self) -> f64 {
        (self.given - self.everybody).abs()
    }

    fn holds_for_everybody(&self) -> bool {
        self.given == self.everybody
    }
}

/// One row of a list of cut-offs.
struct Step {
    span: Range<usize>,
    band: Rating,
    conditions: Vec<Condition>,
}

impl Step {
    fn shown(&self) -> String {
        let conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|of| format!("{} {} {}", of.key, of.sign, of.given))
            .collect();
        conditions.join(" and ")
    }
}

/// Checks the cut-offs of provision.
pub(super) fn provision(
    file: &ConfigFile,
    toml: Vec<Spanned<ProvisionCutOff>>,
) -> Result<Vec<ProvisionCutOff>, ConfigError> {
    checked(file, "provision_cut_offs", toml, |cut_off| {
        (
            cut_off.band,
            vec![
                Condition::at_least("good_or_better", cut_off.good_or_better),
                Condition::at_most("inadequate", cut_off.inadequate),
            ],
        )
    })
}

/// Checks the cut-offs of outcomes.
pub(super) fn outcomes(
    file: &ConfigFile,
    toml: Vec<Spanned<OutcomeCutOff>>,
) -> Result<Vec<OutcomeCutOff>, ConfigError> {
    checked(file, "outcome_cut_offs", toml, |cut_off| {
        let asked = Condition::at_least("in_line_or_better", cut_off.in_line_or_better);
        (cut_off.band, vec![asked])
    })
}

fn checked<T>(
    file: &ConfigFile,
    list: &str,
    toml: Vec<Spanned<T>>,
    parts: impl Fn(&T) -> (Rating, Vec<Condition>),
) -> Result<Vec<T>, ConfigError> {
    let steps: Vec<Step> = toml
        .iter()
        .map(|cut_off| {
            let (band, conditions) = parts(cut_off.get_ref());
            Step {
                span: cut_off.span(),
                band,
                conditions,
            }
        })
        .collect();
    for step in &steps {
        for condition in &step.conditions {
            SHARE.check(file, &step.span, condition.key, condition.given)?;
        }
    }
    for pair in steps.windows(2) {
        harder_than_below(file, &pair[0], &pair[1])?;
    }
    if let Some(lowest) = steps.last()
        && let Some(asking) = lowest
            .conditions
            .iter()
            .find(|condition| !condition.holds_for_everybody())
    {
        return Err(file.error_at(
            &lowest.span,
            format!(
                "the lowest band of {list}, {}, asks for {} {} {}, so that whoever falls short has no band; write {} = {:.2}, which holds for everybody, or add a band below",
                lowest.band.level(),
                asking.key,
                asking.sign,
                asking.given,
                asking.key,
                asking.everybody,
            ),
        ));
    }
    Ok(toml.into_iter().map(Spanned::into_inner).collect())
}

fn harder_than_below(file: &ConfigFile, above: &Step, below: &Step) -> Result<(), ConfigError> {
    let (upper, lower) = (above.band.level(), below.band.level());
    if lower >= upper {
        return Err(file.error_at(
            &below.span,
            format!(
                "cut-offs go from the highest band to the lowest, each band once; here {lower} follows {upper}"
            ),
        ));
    }
    if upper - lower > 1 {
        return Err(file.error_at(
            &below.span,
            format!(
                "the scale has a hole: band {lower} follows band {upper}, so that nobody can have band {}; add its cut-off between the two",
                upper - 1
            ),
        ));
    }
    let pairs = || above.conditions.iter().zip(&below.conditions);
    let easier = pairs().find(|(above, below)| above.asks() < below.asks());
    if let Some((more, less)) = easier.map(|(above, below)| (below, above)) {
        return Err(file.error_at(
            &above.span,
            format!(
                "band {upper} asks for {key} {sign} {} and band {lower}, below it, for {key} {sign} {}, which is more; the cut-offs stand in the wrong order: each band asks for at least as much as the one below",
                less.given,
                more.given,
                key = less.key,
                sign = less.sign,
            ),
        ));
    }
    if pairs().all(|(above, below)| above.asks() == below.asks()) {
        return Err(file.error_at(
            &below.span,
            format!(
                "band {lower} asks for {}, as band {upper} does, so that nobody can have it; let it ask for less",
                below.shown()
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[(u8, f64, f64)]) -> Result<Vec<ProvisionCutOff>, String> {
        let rows = rows
            .iter()
            .map(|(band, good_or_better, inadequate)| {
                Spanned::new(
                    0..0,
                    ProvisionCutOff {
                        band: Rating::from_level(*band).unwrap(),
                        good_or_better: *good_or_better,
                        inadequate: *inadequate,
                    },
                )
            })
            .collect();
        provision(&ConfigFile::of("r.toml", ""), rows).map_err(|error| error.to_string())
    }

    const SHIPPED: [(u8, f64, f64); 4] = [
        (4, 0.80, 0.02),
        (3, 0.65, 0.05),
        (2, 0.50, 0.10),
        (1, 0.00, 1.00),
    ];

    fn with(at: usize, row: (u8, f64, f64)) -> String {
        let mut rows = SHIPPED;
        rows[at] = row;
        list(&rows).unwrap_err()
    }

    #[test]
    fn a_list_that_covers_everybody_is_read() {
        assert!(list(&SHIPPED).is_ok());
        assert!(list(&[]).is_ok());
        assert!(list(&[(3, 0.5, 1.0), (2, 0.0, 1.0)]).is_ok());
    }

    #[test]
    fn a_lowest_band_that_asks_for_something_is_refused() {
        let error = with(3, (1, 0.10, 0.50));
        assert!(error.contains("write good_or_better = 0.00"), "{error}");
        let error = with(3, (1, 0.00, 0.50));
        assert!(error.contains("write inadequate = 1.00"), "{error}");
    }

    #[test]
    fn a_band_that_asks_for_less_than_the_one_below_is_refused() {
        for row in [(4, 0.40, 0.02), (4, 0.80, 0.06)] {
            let error = with(0, row);
            assert!(error.contains("in the wrong order"), "{error}");
        }
    }

    #[test]
    fn a_band_that_nobody_can_have_is_refused() {
        let error = with(1, (3, 0.80, 0.02));
        assert!(error.contains("nobody can have it"), "{error}");
        let hole = list(&[(4, 0.8, 0.02), (2, 0.5, 0.1), (1, 0.0, 1.0)]).unwrap_err();
        assert!(hole.contains("nobody can have band 3"), "{hole}");
    }

    #[test]
    fn bands_in_the_wrong_order_are_refused() {
        let error = list(&[(3, 0.8, 0.02), (4, 0.0, 1.0)]).unwrap_err();
        assert!(
            error.contains("from the highest band to the lowest"),
            "{error}"
        );
    }
}
