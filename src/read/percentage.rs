//! Cells of a workbook that show a percent sign, and what a person reads in them.
//!
//! A cell that is formatted as a percentage holds 0.125 and shows 12.5%. One whose format only has
//! a percent sign as text, as `0.00"%"`, holds 12.5 and shows the same.

use super::dictionary::{Coded, Scalar, Texts, Values};

/// How a cell comes to show a percent sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Percentage {
    /// Its number is shown a hundred times as large.
    OfHundred,
    /// The sign is text behind its number.
    AsText,
}

impl Percentage {
    /// What a person reads where the number is `number`, in full decimals.
    pub fn shown(self, number: &str) -> String {
        match self {
            Self::OfHundred => hundredfold(number) + "%",
            Self::AsText => format!("{number}%"),
        }
    }
}

/// A cell that shows a percent sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PercentCell {
    /// Its row, as a position in the batch.
    pub row: usize,
    /// Its column, as a position among those wanted.
    pub column: usize,
    /// How it comes to show the sign.
    pub percentage: Percentage,
}

/// The rows of a column that show a percent sign.
pub type PercentRows = Vec<(usize, Percentage)>;

/// A column in which some cells show a percent sign, with codes of their own for these.
#[derive(Debug, Clone)]
pub struct PercentColumn {
    /// The column as people read it: `12.5%`.
    pub as_shown: Coded,
    /// The column as the sheet's own formulas see it: `0.125`.
    pub as_numbers: Coded,
    /// The codes of plain values.
    plain: usize,
    /// How the cells of each further code come to show the sign.
    percentages: Vec<Percentage>,
}

impl PercentColumn {
    /// The column `coded`, in which the `cells`, by their rows, show a percent sign; `None` where it
    /// is no text.
    pub fn new(coded: &Coded, cells: &[(usize, Percentage)]) -> Option<Self> {
        let Values::Text(texts) = &coded.values else {
            return None;
        };
        let first = texts.len();
        let mut known: Vec<(u32, Percentage)> = Vec::new();
        let mut codes = coded.codes.clone();
        for (row, percentage) in cells {
            let of_row = (*codes.get(*row)?, *percentage);
            let place = known.iter().rposition(|known| *known == of_row);
            let place = place.unwrap_or_else(|| {
                known.push(of_row);
                known.len() - 1
            });
            codes[*row] = u32::try_from(first + place).ok()?;
        }
        let number = |code: u32| texts.get(code as usize);
        let shown: Vec<Option<String>> = known
            .iter()
            .map(|(code, percentage)| Some(percentage.shown(number(*code)?)))
            .collect();
        let plain = || (0..first).map(|at| texts.get(at));
        let with = |values: Texts| Coded {
            codes: codes.clone(),
            values: Values::Text(values),
        };
        let numbers = known.iter().map(|(code, _)| number(*code));
        Some(Self {
            as_shown: with(Texts::new(
                plain().chain(shown.iter().map(Option::as_deref)),
            )),
            as_numbers: with(Texts::new(plain().chain(numbers))),
            plain: first,
            percentages: known.iter().map(|(_, percentage)| *percentage).collect(),
        })
    }

    /// How the cells of the value at `code` come to show a percent sign, if they do.
    pub fn percentage(&self, code: u32) -> Option<Percentage> {
        let at = (code as usize).checked_sub(self.plain)?;
        self.percentages.get(at).copied()
    }

    /// The number that the value at `code` is, if it is one.
    pub fn number(&self, code: u32) -> Option<f64> {
        match self.as_numbers.values.scalar(code as usize) {
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Missing
            | Scalar::Integer(_)
            | Scalar::Number(_)
            | Scalar::Flag(_)
            | Scalar::Date(_) => None,
        }
    }
}

/// A decimal number a hundred times as large, without rounding.
fn hundredfold(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let (moved, rest) = decimals.split_at(decimals.len().min(2));
    let whole = format!("{whole}{moved:0<2}");
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    match rest {
        "" => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_moved_by_two_decimals_without_rounding() {
        for (number, shown) in [
            ("0.125", "12.5%"),
            ("0.07", "7%"),
            ("1", "100%"),
            ("0", "0%"),
            ("-0.005", "-0.5%"),
            ("12", "1200%"),
            ("0.289", "28.9%"),
            ("0.017736486486486486", "1.7736486486486486%"),
            ("0.1", "10%"),
        ] {
            assert_eq!(Percentage::OfHundred.shown(number), shown);
        }
        assert_eq!(Percentage::AsText.shown("0.07"), "0.07%");
    }

    #[test]
    fn cells_of_one_number_are_told_apart_by_what_they_show() {
        let coded = Coded {
            codes: vec![0, 0, 1, 0, 1],
            values: Values::Text(Texts::new([Some("0.5"), Some("c")].into_iter())),
        };
        let cells = [(1, Percentage::OfHundred), (3, Percentage::AsText)];
        let column = PercentColumn::new(&coded, &cells).unwrap();
        let shown = |coded: &Coded| -> Vec<String> {
            let scalars = coded.codes.iter();
            scalars
                .map(|code| super::super::show(coded.values.scalar(*code as usize)))
                .collect()
        };
        assert_eq!(shown(&column.as_shown), ["0.5", "50%", "c", "0.5%", "c"]);
        assert_eq!(shown(&column.as_numbers), ["0.5", "0.5", "c", "0.5", "c"]);
        let percent: Vec<Option<Percentage>> = (0..4).map(|code| column.percentage(code)).collect();
        let (hundred, text) = (Some(Percentage::OfHundred), Some(Percentage::AsText));
        assert_eq!(percent, [None, None, hundred, text]);
        assert_eq!((column.number(2), column.number(1)), (Some(0.5), None));
    }
}
