//! Rows of columns of every kind.

use std::borrow::Cow;

use plumbline::sql::{Value, ValueKind};

use super::choices::Choices;

/// The columns that expressions are over. `code` has whole numbers and words, `figure` decimals.
pub const COLUMNS: [(&str, ValueKind); 7] = [
    ("text", ValueKind::Text),
    ("code", ValueKind::Text),
    ("figure", ValueKind::Text),
    ("whole", ValueKind::Integer),
    ("number", ValueKind::Number),
    ("flag", ValueKind::Flag),
    ("day", ValueKind::Day),
];

/// How many rows there are.
const ROWS: usize = 24;

/// Texts of columns.
pub(super) const TEXTS: [&str; 20] = [
    "",
    " ",
    "a",
    "Leeds",
    "Ynys Môn",
    "  x ",
    "O'Brien",
    "low",
    "%",
    "a_b",
    "aXbXa",
    "2009-12-09",
    "2009-02-29",
    "9/2/2009",
    "true",
    "NO",
    "abc,def,,g",
    "Bath and North East Somerset",
    "éa",
    "z",
];
/// Texts that are whole numbers, or look like some.
pub(super) const CODES: [&str; 14] = [
    "301",
    " 302 ",
    "-5",
    "+7",
    "0",
    "1e3",
    "303.0",
    "9223372036854775807",
    "9999999999999999999",
    "many",
    "",
    "2147483648",
    "128",
    "1,234",
];
/// Texts that are numbers, or stand for one.
pub(super) const FIGURES: [&str; 14] = [
    "12.5", "0.1", "-0.5", ".5", "5.", "1e308", "1e-3", "-1.5E2", " 3.25 ", "c", "", "1e400",
    "nan", "0",
];
const WHOLES: [i64; 12] = [
    0,
    1,
    -1,
    2,
    7,
    -7,
    100,
    1250,
    -1250,
    400_000,
    i64::MAX,
    i64::MIN,
];
const NUMBERS: [f64; 21] = [
    0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    -2.5,
    3.5,
    0.1,
    2.675,
    1e15,
    1e300,
    -7.5,
    1e-7,
    123_456.789,
    -2.675,
    0.285,
    1.005,
    1234.565,
    -0.145,
    25.0,
    0.05,
];
const DAYS: [i32; 7] = [0, 14_587, -1, 11_016, 14_275, 20_000, 13_573];

/// What words are made of.
const SIGNS: [&str; 20] = [
    "a", "b", "c", "X", "Y", "z", "0", "1", "9", " ", ",", ".", "-", "_", "%", "'", "é", "Ô", "ŵ",
    "Ŷ",
];

/// Rows with a value in each of the columns.
pub struct Rows(Vec<[Value<'static>; COLUMNS.len()]>);

impl Rows {
    /// Rows that `seed` chooses: odd values that were thought of, any others, and blanks.
    pub fn new(seed: &[u8]) -> Self {
        let mut choices = Choices::random(seed);
        let mut row = || COLUMNS.map(|(name, kind)| value(&mut choices, name, kind));
        Self((0..ROWS).map(|_| row()).collect())
    }

    /// Each row.
    pub fn each(&self) -> impl ExactSizeIterator<Item = &[Value<'static>; COLUMNS.len()]> {
        self.0.iter()
    }
}

fn value(choices: &mut Choices<'_>, name: &str, kind: ValueKind) -> Value<'static> {
    let how = choices.of(8);
    if how == 0 {
        return Value::Null;
    }
    let is_known = how < 5;
    match kind {
        ValueKind::Text => {
            let known: &[&'static str] = match name {
                "code" => &CODES,
                "figure" => &FIGURES,
                _ => &TEXTS,
            };
            Value::Text(match (is_known, name) {
                (true, _) => Cow::Borrowed(choices.one(known)),
                (false, "code") => Cow::Owned(whole(choices).to_string()),
                (false, "figure") => Cow::Owned(number(choices).to_string()),
                (false, _) => Cow::Owned((0..choices.of(9)).map(|_| choices.one(&SIGNS)).collect()),
            })
        }
        ValueKind::Integer if is_known => Value::Integer(WHOLES[choices.of(WHOLES.len())]),
        ValueKind::Integer => Value::Integer(whole(choices)),
        ValueKind::Number if is_known => Value::Number(NUMBERS[choices.of(NUMBERS.len())]),
        ValueKind::Number => Value::Number(number(choices)),
        ValueKind::Flag => Value::Flag(choices.of(2) == 0),
        ValueKind::Day if is_known => Value::Day(DAYS[choices.of(DAYS.len())]),
        // From 1900 to 2099.
        ValueKind::Day => {
            Value::Day(i32::try_from(choices.of(73_049)).unwrap_or_default() - 25_567)
        }
    }
}

/// A whole number of any length and either sign.
fn whole(choices: &mut Choices<'_>) -> i64 {
    let length = choices.of(19);
    let digits = (0..=length.min(17)).fold(0, |number, _| number * 10 + choices.of(10) as i64);
    if choices.of(2) == 0 { digits } else { -digits }
}

/// A number with up to six decimals.
fn number(choices: &mut Choices<'_>) -> f64 {
    let unit = 10_f64.powi(i32::try_from(choices.of(7)).unwrap_or_default());
    (whole(choices) % 1_000_000_000_000) as f64 / unit
}
