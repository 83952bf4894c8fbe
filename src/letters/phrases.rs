//! Counts and shares in words, grammatical for one, two and many.

use serde::Serialize;

/// The subject of a sentence, and whether its verb is plural.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phrase {
    /// The words, such as `a large majority of children's homes`.
    pub text: String,
    /// Whether it takes `are`.
    pub plural: bool,
}

/// A share of several things as the subject of a sentence: `a large majority of children's homes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proportion {
    /// What stands before the noun: `a large majority of `.
    pub lead: String,
    /// The noun.
    pub noun: String,
    /// Whether it takes `are`.
    pub plural: bool,
}

impl Proportion {
    fn one(lead: &str, noun: &str) -> Self {
        Self {
            lead: lead.to_owned(),
            noun: noun.to_owned(),
            plural: false,
        }
    }

    fn many(lead: &str, noun: &str) -> Self {
        Self {
            plural: true,
            ..Self::one(lead, noun)
        }
    }

    /// The whole of it.
    pub fn phrase(&self) -> Phrase {
        Phrase {
            text: format!("{}{}", self.lead, self.noun),
            plural: self.plural,
        }
    }
}

/// What one setting and several of a type are called.
#[derive(Debug, Clone, Copy)]
pub struct Nouns<'a> {
    /// One.
    pub one: &'a str,
    /// Several.
    pub many: &'a str,
}

/// The settings of a type that were inspected, as the object of a sentence: `secondary schools`,
/// `the sixth form college`.
pub fn inspected(nouns: Nouns<'_>, inspected: i32, settings: i32) -> Phrase {
    all_inspected(nouns, inspected, settings).phrase()
}

fn all_inspected(nouns: Nouns<'_>, inspected: i32, settings: i32) -> Proportion {
    let Nouns { one, many } = nouns;
    match (inspected, settings) {
        (1, 1) => Proportion::one("the ", one),
        (1, _) => Proportion::one("the one inspected ", one),
        (2, 2) => Proportion::many("the two ", many),
        (2, _) => Proportion::many("the two inspected ", many),
        _ => Proportion::many("", many),
    }
}

/// How many of the inspected settings have a quality, `part` of `whole`; `wording` is the
/// proportion word. `None` where nothing was inspected, and where a single setting does not have
/// the quality, of which no share can be said.
pub fn share(
    nouns: Nouns<'_>,
    part: i32,
    whole: i32,
    settings: i32,
    wording: &str,
) -> Option<Proportion> {
    let Nouns { one: _, many } = nouns;
    Some(match (part, whole) {
        (_, ..=0) | (0, 1) => return None,
        (1, 1) => all_inspected(nouns, whole, settings),
        (2, 2) if settings == 2 => Proportion::many("both ", many),
        (2, 2) => Proportion::many("both inspected ", many),
        (1, 2) => Proportion::one("one of the two ", many),
        (0, 2) => Proportion::one("neither of the two ", many),
        (0, _) => Proportion::many("none of the ", many),
        (part, whole) if part == whole && settings == whole => Proportion::many("all ", many),
        (part, whole) if part == whole => Proportion::many("all inspected ", many),
        _ => Proportion::many(&format!("{} ", of(wording)), many),
    })
}

/// A proportion word before its noun: `a large majority of`, `half of`, `very few`.
pub fn of(wording: &str) -> String {
    match wording.rsplit(' ').next() {
        Some("majority" | "minority") => format!("a {wording} of"),
        Some("half") => format!("{wording} of"),
        _ => wording.to_owned(),
    }
}

/// Several things in a row: `a`, `a and b`, `a, b and c`.
pub fn listed(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// A count in words up to nine, in digits beyond, as the letters have it.
pub fn count(number: i64) -> String {
    const WORDS: [&str; 10] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    usize::try_from(number)
        .ok()
        .and_then(|number| WORDS.get(number))
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// A figure with so many decimals and commas between thousands: `1,234.5`. Nought has no sign.
pub fn figure(figure: f64, decimals: usize) -> String {
    let text = format!("{figure:.decimals$}");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) if digits.bytes().any(|digit| matches!(digit, b'1'..=b'9')) => ("-", digits),
        Some(digits) => ("", digits),
        None => ("", text.as_str()),
    };
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// A change with its sign: `+0.4`, `-1.2`, `0.0`.
pub fn signed(change: f64, decimals: usize) -> String {
    let text = figure(change, decimals);
    let moves = text.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    if change > 0.0 && moves {
        format!("+{text}")
    } else {
        text
    }
}

/// A sentence or heading with its first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A title inside a sentence: its first letter is small, unless it begins an abbreviation.
pub fn within_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => first
            .to_lowercase()
            .chain(std::iter::once(second))
            .chain(letters)
            .collect(),
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOMES: Nouns<'_> = Nouns {
        one: "children's home",
        many: "children's homes",
    };

    fn said(part: i32, whole: i32, settings: i32) -> String {
        let phrase = share(HOMES, part, whole, settings, "large majority");
        phrase.map_or("nothing".to_owned(), |proportion| {
            let phrase = proportion.phrase();
            format!(
                "{} {}",
                phrase.text,
                if phrase.plural { "are" } else { "is" }
            )
        })
    }

    #[test]
    fn a_share_of_one_two_and_many_is_grammatical() {
        for (part, whole, settings, words) in [
            (0, 0, 3, "nothing"),
            (0, 1, 1, "nothing"),
            (1, 1, 1, "the children's home is"),
            (1, 1, 3, "the one inspected children's home is"),
            (2, 2, 2, "both children's homes are"),
            (2, 2, 5, "both inspected children's homes are"),
            (1, 2, 2, "one of the two children's homes is"),
            (0, 2, 2, "neither of the two children's homes is"),
            (0, 6, 6, "none of the children's homes are"),
            (6, 6, 6, "all children's homes are"),
            (6, 6, 7, "all inspected children's homes are"),
            (17, 24, 24, "a large majority of children's homes are"),
        ] {
            assert_eq!(
                said(part, whole, settings),
                words,
                "{part} of {whole} of {settings}"
            );
        }
    }

    #[test]
    fn a_proportion_word_takes_its_article() {
        assert_eq!(of("very small minority"), "a very small minority of");
        assert_eq!(of("half"), "half of");
        assert_eq!(of("very few"), "very few");
    }

    #[test]
    fn a_list_has_one_and() {
        let list = |things: &[&str]| {
            let things: Vec<String> = things.iter().map(|thing| (*thing).to_owned()).collect();
            listed(&things)
        };
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn counts_are_words_up_to_nine() {
        assert_eq!(count(0), "no");
        assert_eq!(count(9), "nine");
        assert_eq!(count(10), "10");
        assert_eq!(count(-1), "-1");
    }

    #[test]
    fn figures_have_commas_and_changes_a_sign() {
        for (number, decimals, text) in [
            (1234567.891, 1, "1,234,567.9"),
            (-1234.0, 0, "-1,234"),
            (-0.04, 1, "0.0"),
            (999.0, 0, "999"),
            (0.5, 2, "0.50"),
        ] {
            assert_eq!(figure(number, decimals), text);
        }
        assert_eq!(signed(0.44, 1), "+0.4");
        assert_eq!(signed(-1.25, 1), "-1.2");
        assert_eq!(signed(0.01, 1), "0.0");
    }

    #[test]
    fn a_title_inside_a_sentence_begins_small() {
        assert_eq!(within_sentence("Under-18 rate"), "under-18 rate");
        assert_eq!(within_sentence("A rate"), "a rate");
        assert_eq!(within_sentence("GCSE results"), "GCSE results");
        assert_eq!(within_sentence("16 to 18"), "16 to 18");
        assert_eq!(capital("é"), "É");
        assert_eq!(capital(""), "");
    }
}
