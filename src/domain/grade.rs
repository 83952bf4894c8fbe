//! Inspection grades: what an inspector found of one setting or service.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The overall grade of an inspection, 1 to 4, where **1 is best**.
///
/// The scale of a council's [`Rating`](super::Rating) runs the other way, so the two are different
/// types without any conversion. `Grade` has no order either: "greater" would be read as "better"
/// by one half of its readers and as "a higher number" by the other. Use
/// [`is_good_or_better`](Grade::is_good_or_better) or [`level`](Grade::level).
///
/// ```compile_fail,E0308
/// use plumbline::domain::{Grade, Rating};
/// let same = Grade::Outstanding == Rating::PerformsPoorly; // both "1", and opposites
/// ```
///
/// ```compile_fail,E0369
/// use plumbline::domain::Grade;
/// let better = Grade::Outstanding > Grade::Inadequate; // a grade has no order
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Grade {
    /// 1, exceptionally high quality.
    Outstanding = 1,
    /// 2, strong.
    Good = 2,
    /// 3, sound; later called *requires improvement*, and in social care *adequate*.
    Satisfactory = 3,
    /// 4, not good enough.
    Inadequate = 4,
}

impl Grade {
    /// Reads a grade in the words of any year or as its number, `1` to `4`.
    ///
    /// Capitals, repeated and non-breaking spaces and a footnote's trailing `*` do not matter.
    /// Anything else, such as *Not yet inspected* or a blank, is no grade: `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let without_footnote = text.trim().trim_end_matches('*');
        // `split_whitespace` knows the non-breaking space that spreadsheets leave behind.
        let words: Vec<String> = without_footnote
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        match words.join(" ").as_str() {
            "1" | "outstanding" => Some(Self::Outstanding),
            "2" | "good" => Some(Self::Good),
            "3"
            | "satisfactory"
            | "adequate"
            | "requires improvement"
            | "requires improvement to be good" => Some(Self::Satisfactory),
            "4" | "inadequate" => Some(Self::Inadequate),
            _ => None,
        }
    }

    /// The grade of this number: 1 is outstanding, 4 inadequate; `None` for any other number.
    pub const fn from_level(level: u8) -> Option<Self> {
        match level {
            1 => Some(Self::Outstanding),
            2 => Some(Self::Good),
            3 => Some(Self::Satisfactory),
            4 => Some(Self::Inadequate),
            _ => None,
        }
    }

    /// The number inspectors give it, 1 (best) to 4.
    pub const fn level(self) -> u8 {
        self as u8
    }

    /// Whether the grade is good or outstanding, the measure that profiles count.
    pub const fn is_good_or_better(self) -> bool {
        matches!(self, Self::Outstanding | Self::Good)
    }

    /// The word for the grade in 2009: `Satisfactory` whatever the year called a 3.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Outstanding => "Outstanding",
            Self::Good => "Good",
            Self::Satisfactory => "Satisfactory",
            Self::Inadequate => "Inadequate",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Grade; 4] = [
        Grade::Outstanding,
        Grade::Good,
        Grade::Satisfactory,
        Grade::Inadequate,
    ];

    #[test]
    fn a_three_is_satisfactory_in_the_words_of_every_year() {
        for words in [
            "Satisfactory",
            "Adequate",
            "Requires improvement",
            "Requires Improvement",
            "REQUIRES IMPROVEMENT TO BE GOOD",
            "requires improvement to be good",
            "3",
        ] {
            assert_eq!(Grade::parse(words), Some(Grade::Satisfactory), "{words}");
        }
    }

    #[test]
    fn untidy_spaces_and_a_footnote_do_not_hide_a_grade() {
        assert_eq!(
            Grade::parse(" Requires\u{a0} improvement  "),
            Some(Grade::Satisfactory)
        );
        assert_eq!(Grade::parse("\u{a0}good *"), Some(Grade::Good));
        assert_eq!(Grade::parse("Inadequate*"), Some(Grade::Inadequate));
        assert_eq!(
            Grade::parse("Requires\nimprovement"),
            Some(Grade::Satisfactory)
        );
    }

    #[test]
    fn what_is_not_a_grade_is_none() {
        for words in [
            "",
            " ",
            "*",
            "-",
            "0",
            "5",
            "1.5",
            "Not yet inspected",
            "Goodish",
            "Performs well",
            "Met",
        ] {
            assert_eq!(Grade::parse(words), None, "{words}");
        }
    }

    #[test]
    fn every_grade_reads_back_from_its_word_and_its_number() {
        for grade in ALL {
            assert_eq!(Grade::parse(grade.word()), Some(grade));
            assert_eq!(Grade::parse(&grade.level().to_string()), Some(grade));
            assert_eq!(Grade::from_level(grade.level()), Some(grade));
        }
        assert_eq!(Grade::from_level(0), None);
        assert_eq!(Grade::from_level(5), None);
    }

    #[test]
    fn one_is_best_and_only_one_and_two_are_good_or_better() {
        assert_eq!(ALL.map(Grade::level), [1, 2, 3, 4]);
        assert_eq!(
            ALL.map(Grade::is_good_or_better),
            [true, true, false, false]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = Grade::parse(&text);
        }
    }
}
