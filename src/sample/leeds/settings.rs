//! Grades of Leeds's settings, and the few placed ones of its similar areas.

use super::super::area::Role;
use super::super::error::SampleError;
use super::Z;
use crate::stats::{Interval, wilson};

/// Settings that count on the as-of date, and those of them that are good or better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pool {
    /// How many were inspected.
    pub inspected: u32,
    /// How many of them are good or better.
    pub good: u32,
}

impl Pool {
    /// Both pools together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            inspected: self.inspected + other.inspected,
            good: self.good + other.good,
        }
    }

    fn share(self) -> f64 {
        f64::from(self.good) / f64::from(self.inspected.max(1))
    }
}

/// What the letter says of a provision type in Leeds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Finding {
    /// A majority good or better, above similar areas and below England.
    MajorityBetween,
    /// In line with both.
    InLine,
    /// Below both; the largest share of all settings that may be inadequate.
    BelowBoth { inadequate: f64 },
    /// Above both, as far as settings go.
    AboveBoth,
    /// A large majority good or better, with one inadequate.
    LargeMajorityButOne,
}

/// How far inside its bounds a placed share stays, so that no other reading of the comparison
/// turns it.
const CLEARANCE: f64 = 0.004;

fn finding(provision: &str) -> Option<Finding> {
    match provision {
        "childminder" | "childcare" => Some(Finding::MajorityBetween),
        "primary_school" => Some(Finding::InLine),
        "secondary_school" | "school_sixth_form" => Some(Finding::BelowBoth { inadequate: 0.08 }),
        "special_school" => Some(Finding::BelowBoth { inadequate: 0.0 }),
        "pupil_referral_unit" | "sixth_form_college" => Some(Finding::AboveBoth),
        "childrens_home" => Some(Finding::LargeMajorityButOne),
        _ => None,
    }
}

/// Whether every setting of a provision is open and inspected, so that few settings are enough
/// to show what the letter found.
pub(crate) fn is_established(role: Role, provision: &str) -> bool {
    number(role, provision).is_some_and(|number| number < 500)
}

/// How many settings there are where the scenario fixes it: the letter speaks of *the* sixth
/// form college, so there is one; each similar area has one too, to compare it with. Of
/// childminders and childcare there are so many that their intervals fit between similar areas
/// and England.
pub(crate) fn number(role: Role, provision: &str) -> Option<u32> {
    match (role, provision) {
        (Role::Leeds | Role::SimilarToLeeds(_), "sixth_form_college") => Some(1),
        (Role::Leeds, "pupil_referral_unit") => Some(8),
        (Role::Leeds, "special_school") => Some(12),
        (Role::Leeds, "childrens_home") => Some(24),
        (Role::Leeds, "school_sixth_form") => Some(33),
        (Role::Leeds, "secondary_school") => Some(39),
        (Role::Leeds, "primary_school") => Some(220),
        (Role::Leeds, "childcare") => Some(640),
        (Role::Leeds, "childminder") => Some(850),
        _ => None,
    }
}

/// The usual share good or better in the similar areas of Leeds, where it is placed. The letter
/// puts Leeds's childminders and childcare above similar areas and below England, which asks
/// for similar areas well below England.
pub(crate) fn similar_area_share(role: Role, provision: &str) -> Option<f64> {
    match (role, provision) {
        (Role::SimilarToLeeds(_), "childminder") => Some(0.53),
        (Role::SimilarToLeeds(_), "childcare") => Some(0.49),
        _ => None,
    }
}

/// The grade of the one sixth form college of a similar area: six of ten are good, as in
/// England.
pub(crate) fn similar_area_grade(role: Role, provision: &str) -> Option<u8> {
    match (role, provision) {
        (Role::SimilarToLeeds(rank), "sixth_form_college") => Some(if rank <= 6 { 2 } else { 3 }),
        _ => None,
    }
}

/// How many of Leeds's inspected settings are outstanding, good, satisfactory and inadequate,
/// given the rest of England and the similar areas; `None` where the letter is silent and the
/// drawn grades stand.
///
/// # Errors
/// When no number of good settings shows what the letter found.
pub(crate) fn grades(
    provision: &str,
    inspected: u32,
    rest_of_england: Pool,
    similar: Pool,
) -> Result<Option<[u32; 4]>, SampleError> {
    let Some(finding) = finding(provision) else {
        return Ok(None);
    };
    let best = (0..=inspected)
        .filter_map(|good| {
            let leeds = Pool { inspected, good };
            let england = rest_of_england.and(leeds).share();
            Some((good, merit(finding, leeds, england, similar.share())?))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let Some((good, _)) = best else {
        return Err(SampleError::Placement {
            statement: format!("{provision} is as the letter has it ({finding:?})"),
        });
    };
    let others = inspected - good;
    let inadequate = match finding {
        Finding::AboveBoth => 0,
        Finding::LargeMajorityButOne => 1,
        Finding::BelowBoth { inadequate } => (inadequate * f64::from(inspected)) as u32,
        Finding::InLine | Finding::MajorityBetween => others / 10,
    };
    let outstanding = good / 5;
    Ok(Some([
        outstanding,
        good - outstanding,
        others - inadequate,
        inadequate,
    ]))
}

/// How well a share shows a finding, higher better; `None` when it does not show it.
fn merit(finding: Finding, leeds: Pool, england: f64, similar: f64) -> Option<f64> {
    let share = leeds.share();
    let Interval { low, high } = wilson(f64::from(leeds.good), f64::from(leeds.inspected), Z)?;
    let (least, most) = (england.min(similar), england.max(similar));
    let by_margin = leeds.inspected < 10;
    let slack = match finding {
        Finding::MajorityBetween if !(0.515..0.64).contains(&share) => return None,
        Finding::MajorityBetween => (low - similar).min(england - high),
        Finding::InLine => (least - low).min(high - most),
        // As many good ones as leave the finding beyond doubt, not as few as there could be.
        Finding::BelowBoth { .. } if least - high < 0.03 => return None,
        Finding::BelowBoth { .. } => high,
        Finding::AboveBoth if by_margin => share - most - 0.10,
        Finding::AboveBoth => low - most,
        Finding::LargeMajorityButOne if leeds.good + 1 > leeds.inspected => return None,
        Finding::LargeMajorityButOne if !(0.66..0.78).contains(&share) => return None,
        Finding::LargeMajorityButOne => 1.0 - (share - 0.71).abs(),
    };
    (slack > CLEARANCE).then_some(slack)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLAND: Pool = Pool {
        inspected: 50_000,
        good: 32_000,
    };
    const SIMILAR: Pool = Pool {
        inspected: 6_000,
        good: 3_180,
    };

    #[test]
    fn childminders_are_a_majority_above_similar_areas_and_below_england() {
        let [outstanding, good, satisfactory, inadequate] =
            grades("childminder", 800, ENGLAND, SIMILAR)
                .unwrap()
                .unwrap();
        let good = f64::from(outstanding + good);
        assert_eq!(good as u32 + satisfactory + inadequate, 800);
        let interval = wilson(good, 800.0, Z).unwrap();
        assert!(interval.low > SIMILAR.share() && interval.high < ENGLAND.share());
    }

    #[test]
    fn no_special_school_is_inadequate_and_one_children_s_home_is() {
        let pool = Pool {
            inspected: 1_000,
            good: 780,
        };
        assert_eq!(
            grades("special_school", 12, pool, pool).unwrap().unwrap()[3],
            0
        );
        let homes = grades("childrens_home", 24, pool, pool).unwrap().unwrap();
        assert_eq!(homes, [3, 14, 6, 1]);
    }

    #[test]
    fn a_nation_without_room_for_a_finding_is_refused() {
        let perfect = Pool {
            inspected: 100,
            good: 100,
        };
        assert!(grades("sixth_form_college", 1, perfect, perfect).is_err());
    }

    #[test]
    fn provision_that_the_letter_leaves_out_keeps_its_drawn_grades() {
        assert_eq!(
            grades("boarding_school", 3, ENGLAND, SIMILAR).unwrap(),
            None
        );
    }
}
