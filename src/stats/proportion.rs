//! Words for proportions, as in the letters: *a large majority*.

use serde::{Deserialize, Serialize};

use crate::domain::Share;

/// A percentage may fall short of a whole one by this much and still have reached it: 57 of 100
/// is 56.99999999999999 in binary. A real shortfall of one in a hundred million is ten times as
/// large.
const BINARY_NOISE: f64 = 1e-7;

/// One row of the table of proportion words: the whole percentages that a word stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with from_percent, to_percent and word"
)]
pub struct ProportionWord {
    /// The lowest whole percentage, 0 to 100.
    pub from_percent: u8,
    /// The highest whole percentage, 0 to 100; the same as the lowest for a word such as *half*,
    /// which stands for that percentage exactly.
    pub to_percent: u8,
    /// The word or words, without an article: `large majority`.
    pub word: String,
}

/// The word for a share, from a table whose rows may stand in any order; `None` where no row
/// covers it.
///
/// The table speaks of whole percentages and shares fall between them. **A word has to be
/// reached**: a share has the whole percentage it has reached, so that 96.9% is not yet the
/// *vast majority* that begins at 97. Rounding would let the word promise more than the figure, and
/// more than a cut-off that reads "at least 80% good or better", which 79.6% fails.
///
/// A row of one single percentage stands for that percentage and nothing else: exactly 50% is
/// *half*; 50.2% is more than half and has the next word up, *majority*; 49.9% has reached 49 and
/// is a *minority*.
pub fn proportion_word(table: &[ProportionWord], share: Share) -> Option<&str> {
    let percent = share.percent() + BINARY_NOISE;
    let reached = percent.floor();
    let covering = |whole: f64| {
        table
            .iter()
            .find(|row| (f64::from(row.from_percent)..=f64::from(row.to_percent)).contains(&whole))
    };
    let row = covering(reached)?;
    let is_single = row.from_percent == row.to_percent;
    let is_beyond = percent - reached > 2.0 * BINARY_NOISE;
    if is_single && is_beyond {
        return covering(reached + 1.0).map(|row| row.word.as_str());
    }
    Some(&row.word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table() -> Vec<ProportionWord> {
        [
            (97, 100, "vast majority"),
            (80, 96, "very large majority"),
            (65, 79, "large majority"),
            (51, 64, "majority"),
            (50, 50, "half"),
            (35, 49, "minority"),
            (20, 34, "small minority"),
            (4, 19, "very small minority"),
            (0, 3, "very few"),
        ]
        .map(|(from_percent, to_percent, word)| ProportionWord {
            from_percent,
            to_percent,
            word: word.to_owned(),
        })
        .into()
    }

    #[track_caller]
    fn word_of(part: u32, whole: u32, expected: &str) {
        let share = Share::of(part.into(), whole.into()).expect("part of a whole");
        assert_eq!(
            proportion_word(&table(), share),
            Some(expected),
            "{part} of {whole}"
        );
    }

    #[test]
    fn every_whole_percentage_has_the_word_of_its_row() {
        for row in table() {
            for percent in row.from_percent..=row.to_percent {
                word_of(percent.into(), 100, &row.word);
            }
        }
    }

    #[test]
    fn a_share_short_of_97_per_cent_is_not_rounded_up_to_the_vast_majority() {
        word_of(969, 1000, "very large majority");
        word_of(96_999_999, 100_000_000, "very large majority");
        word_of(970, 1000, "vast majority");
    }

    #[test]
    fn a_word_is_reached_at_its_first_percentage_and_not_before() {
        word_of(796, 1000, "large majority");
        word_of(649, 1000, "majority");
        word_of(349, 1000, "small minority");
        word_of(39, 1000, "very few");
        word_of(1, 1000, "very few");
    }

    #[test]
    fn only_a_half_is_called_half() {
        word_of(1, 2, "half");
        word_of(501, 1000, "majority");
        word_of(50_000_001, 100_000_000, "majority");
        word_of(499, 1000, "minority");
        word_of(49_999_999, 100_000_000, "minority");
    }

    #[test]
    fn binary_noise_does_not_cost_a_share_its_word() {
        // 0.29 * 100 is 28.999999999999996 in binary.
        let row = |from_percent, to_percent, word: &str| ProportionWord {
            from_percent,
            to_percent,
            word: word.to_owned(),
        };
        let table = [row(0, 28, "up to 28"), row(29, 100, "29 and more")];
        let share = Share::of(29.0, 100.0).expect("part of a whole");
        assert!(share.percent() < 29.0);
        assert_eq!(proportion_word(&table, share), Some("29 and more"));
    }

    #[test]
    fn a_row_for_none_and_a_row_for_all_stand_for_nothing_else() {
        let mut table = table();
        table[0].to_percent = 99;
        table[8].from_percent = 1;
        for (percent, word) in [(0, "none"), (100, "all")] {
            table.push(ProportionWord {
                from_percent: percent,
                to_percent: percent,
                word: word.to_owned(),
            });
        }
        let word = |part, whole| {
            let share = Share::of(part, whole).expect("part of a whole");
            proportion_word(&table, share)
        };
        assert_eq!(word(0.0, 7.0), Some("none"));
        assert_eq!(word(1.0, 700.0), Some("very few"));
        assert_eq!(word(699.0, 700.0), Some("vast majority"));
        assert_eq!(word(7.0, 7.0), Some("all"));
    }

    #[test]
    fn a_share_that_no_row_covers_has_no_word() {
        let share = Share::new(0.7).expect("a share");
        assert_eq!(proportion_word(&table()[..2], share), None);
        assert_eq!(proportion_word(&[], share), None);
    }

    proptest! {
        #[test]
        fn every_share_of_settings_has_the_word_that_whole_number_arithmetic_gives(
            whole in 1_u32..20_000,
            part in 0.0_f64..=1.0,
        ) {
            let part = (part * f64::from(whole)).round() as u32;
            let reached = u8::try_from(100 * part / whole).expect("a percentage");
            let is_above_half = 2 * part > whole;
            let percentage = if reached == 50 && is_above_half { 51 } else { reached };
            let table = table();
            let row = table
                .iter()
                .find(|row| (row.from_percent..=row.to_percent).contains(&percentage))
                .expect("the table covers every percentage");
            let share = Share::of(part.into(), whole.into()).expect("part of a whole");
            prop_assert_eq!(proportion_word(&table, share), Some(row.word.as_str()));
        }
    }
}
