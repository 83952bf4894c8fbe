//! Moderation: how far a judgement may move a rating away from the one that the rules indicate.

use crate::config::Moderation;
use crate::domain::Rating;
use crate::tables::Judgement;

/// Whether the rulebook lets `judgement` stand beside the rating that the rules indicate.
///
/// # Errors
/// Why it does not: it moves the rating further than the rulebook lets an ordinary judgement go.
pub(super) fn allow(
    judgement: &Judgement,
    indicative: Rating,
    rule: Moderation,
) -> Result<(), String> {
    let moved = judgement.rating.level().abs_diff(indicative.level());
    let allowed = u8::from(rule.transitional);
    if moved <= allowed || judgement.exceptional {
        return Ok(());
    }
    let most = if rule.transitional {
        "in a transitional year an ordinary judgement moves a rating by one level"
    } else {
        "the rulebook's year is not transitional, so an ordinary judgement moves no rating"
    };
    Err(format!(
        "it awards {} where the evidence indicates {}; {most}; set exceptional to true if this \
         one goes further on purpose",
        judgement.rating.level(),
        indicative.level(),
    ))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::AuthorityIx;

    const TRANSITIONAL: Moderation = Moderation { transitional: true };
    const SETTLED: Moderation = Moderation {
        transitional: false,
    };

    fn judgement(rating: Rating, exceptional: bool) -> Judgement {
        Judgement {
            authority: AuthorityIx::new(0),
            year: None,
            rating,
            reason: "A return visit found the fault put right.".to_owned(),
            decided_by: "Panel".to_owned(),
            decided_on: NaiveDate::from_ymd_opt(2009, 12, 2).unwrap(),
            exceptional,
        }
    }

    #[test]
    fn in_a_transitional_year_a_rating_moves_one_level_either_way() {
        let adequate = Rating::PerformsAdequately;
        for rating in [
            Rating::PerformsPoorly,
            Rating::PerformsAdequately,
            Rating::PerformsWell,
        ] {
            assert_eq!(
                allow(&judgement(rating, false), adequate, TRANSITIONAL),
                Ok(())
            );
        }
        let two_levels = judgement(Rating::PerformsExcellently, false);
        let refused = allow(&two_levels, adequate, TRANSITIONAL).unwrap_err();
        assert!(
            refused.starts_with("it awards 4 where the evidence indicates 2; in a transitional"),
            "{refused}"
        );
    }

    #[test]
    fn an_exceptional_judgement_may_go_further() {
        let two_levels = judgement(Rating::PerformsExcellently, true);
        let adequate = Rating::PerformsAdequately;
        assert_eq!(allow(&two_levels, adequate, TRANSITIONAL), Ok(()));
        assert_eq!(allow(&two_levels, adequate, SETTLED), Ok(()));
    }

    #[test]
    fn outside_a_transitional_year_a_judgement_confirms_or_is_exceptional() {
        let well = Rating::PerformsWell;
        assert_eq!(
            allow(&judgement(Rating::PerformsWell, false), well, SETTLED),
            Ok(())
        );
        let lower = judgement(Rating::PerformsAdequately, false);
        assert!(allow(&lower, well, SETTLED).is_err());
    }
}
