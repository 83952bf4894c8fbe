//! What SQL makes of cells that show a percent sign.
//!
//! The cell holds 0.125, and a person reads 12.5%. SQL that gives text passes on what a person
//! reads; SQL that computes sees the number, as the formulas of the sheet do. What it gives is on the
//! scale of the numbers (`CAST("Rate" AS DOUBLE)`) or of the percentages (`… * 100`). The SQL itself
//! says which: of cells that show 0% and 100% it gives at most 1, or something else. On the scale of
//! the numbers it is a percentage again, and reads as one.

use super::value_of::value_of;
use crate::read::dictionary::{Coded, Texts, Values};
use crate::read::{PercentColumn, Percentage, Scalar, show};
use crate::sql::{BoundSql, Value};

/// From which change on, where 0% becomes 100%, what SQL gives is on another scale than the
/// percentages' numbers: `… * 100` is, and sums of a few percentages are not.
const OTHER_SCALE: f64 = 10.0;

/// What the plain numbers of a row are multiplied by to see whether they make the scale: a
/// percentage of a number of children is a number of children.
const OTHERS: f64 = 3.0;

/// What a computed value was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Neither a percentage nor a number of a column that has percentages.
    Other,
    /// A cell that shows a percent sign, on another scale than its number's.
    Percentage,
    /// A plain number in a column in which other cells show a percent sign.
    Number,
}

/// The columns that SQL names, coded for it, and among them those that have percentages.
pub(super) struct Used<'a> {
    pub(super) coded: Vec<&'a Coded>,
    pub(super) percentages: Vec<Option<&'a PercentColumn>>,
}

impl Used<'_> {
    /// Whether a column among them has percentages.
    pub(super) fn has_percentages(&self) -> bool {
        self.percentages.iter().any(Option::is_some)
    }

    /// What each of the `values` that `sql` gave was made of, by its `combinations` of the columns'
    /// values; where `may_be_percentages`, those on the scale of the numbers become percentages.
    pub(super) fn origins(
        &self,
        sql: &BoundSql,
        combinations: &[Vec<u32>],
        values: &mut Values,
        may_be_percentages: bool,
    ) -> Vec<Origin> {
        let percentages = self.percentages.iter().zip(combinations);
        let percentages: Vec<(&PercentColumn, &[u32])> = percentages
            .filter_map(|(column, codes)| Some(((*column)?, codes.as_slice())))
            .collect();
        let mut shown: Vec<Option<String>> = vec![None; values.len()];
        let mut origins = Vec::with_capacity(values.len());
        for at in 0..values.len() {
            let mut cells = percentages
                .iter()
                .map(|(column, codes)| (*column, codes[at]));
            let percentage = cells
                .clone()
                .find_map(|(column, code)| column.percentage(code));
            let is_number = |(column, code): (&PercentColumn, u32)| {
                column.number(code).is_some_and(|number| number != 0.0)
            };
            let Scalar::Number(number) = values.scalar(at) else {
                origins.push(Origin::Other);
                continue;
            };
            origins.push(match percentage {
                Some(percentage)
                    if may_be_percentages && self.is_on_scale_of_numbers(sql, combinations, at) =>
                {
                    shown[at] = Some(percentage.shown(&number.to_string()));
                    Origin::Other
                }
                Some(Percentage::OfHundred) => Origin::Percentage,
                Some(Percentage::AsText) => Origin::Number,
                None if cells.any(is_number) => Origin::Number,
                None => Origin::Other,
            });
        }
        if shown.iter().any(Option::is_some) {
            for (at, shown) in shown.iter_mut().enumerate() {
                let scalar = values.scalar(at);
                if shown.is_none() && scalar != Scalar::Missing {
                    *shown = Some(show(scalar));
                }
            }
            *values = Values::Text(Texts::new(shown.iter().map(Option::as_deref)));
        }
        origins
    }

    /// Whether what the SQL gives for a row is on the scale of its percentages' numbers: where one
    /// of them, or all, become 100% instead of 0%, it changes by less than [`OTHER_SCALE`], and by
    /// as much whatever the plain numbers beside them are.
    fn is_on_scale_of_numbers(&self, sql: &BoundSql, combinations: &[Vec<u32>], at: usize) -> bool {
        let is_percentage = |column: usize| {
            let of = self.percentages[column];
            of.is_some_and(|of| of.percentage(combinations[column][at]).is_some())
        };
        let columns = (0..self.percentages.len()).filter(|column| is_percentage(*column));
        // All of them, and each by itself: `a - b` does not change where both do.
        let changed = std::iter::once(None).chain(columns.map(Some));
        let steps: Vec<Option<usize>> = changed.collect();
        let slope = |others: f64| {
            let given = |whole: &dyn Fn(usize) -> bool| {
                let value = sql.value(|column| {
                    let code = combinations[column][at];
                    if is_percentage(column) {
                        return Value::Text(if whole(column) { "1" } else { "0" }.into());
                    }
                    times(self.coded[column].values.scalar(code as usize), others)
                });
                match value {
                    Ok(Value::Number(number)) => number,
                    Ok(_) | Err(_) => f64::NAN,
                }
            };
            let nothing = given(&|_| false);
            let steps = steps.iter().map(|step| {
                let whole = given(&|column| step.is_none_or(|only| only == column));
                (whole - nothing).abs()
            });
            steps.fold(0.0, f64::max)
        };
        let scale = slope(1.0);
        0.0 < scale && scale < OTHER_SCALE && (slope(OTHERS) - scale).abs() < 1e-9
    }
}

/// A plain number times `factor`, as it is held: workbooks hold numbers as text. Anything else is what
/// it is.
fn times(scalar: Scalar<'_>, factor: f64) -> Value<'_> {
    match scalar {
        Scalar::Number(number) => Value::Number(number * factor),
        Scalar::Text(text) if factor != 1.0 => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Text((number * factor).to_string().into()),
            Ok(_) | Err(_) => value_of(scalar),
        },
        scalar => value_of(scalar),
    }
}
