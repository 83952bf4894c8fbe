//! SQL evaluated on the distinct values of a batch, and not on its rows.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::computed::{Origin, Used};
use super::value_of::value_of;
use crate::read::PercentColumn;
use crate::read::dictionary::{Coded, Texts, Values};
use crate::sql::{BoundSql, Value, ValueKind};
use crate::tables::{Fault, Rule};

/// A contract column of a batch, computed: distinct values, and where the SQL failed.
#[derive(Debug, Clone)]
pub(crate) struct Mapped {
    /// The values, coded.
    pub coded: Coded,
    /// Distinct values for which the SQL failed.
    pub faults: FxHashMap<u32, Fault>,
    /// What each distinct value was made of, where the SQL computes with cells that show a percent
    /// sign; otherwise none.
    pub origins: Vec<Origin>,
    /// Distinct values that a look-up does not have and that are missing for that, with what they
    /// were.
    pub missed: Vec<(u32, String)>,
}

impl Mapped {
    /// A column that is missing in each of `rows`.
    pub(crate) fn missing(rows: usize) -> Self {
        Self {
            coded: Coded {
                codes: vec![0; rows],
                values: Values::Text(Texts::new(std::iter::once(None))),
            },
            faults: FxHashMap::default(),
            origins: Vec::new(),
            missed: Vec::new(),
        }
    }
}

/// The coded columns that SQL is evaluated on.
pub(super) struct Inputs<'a> {
    /// What the SQL calls them.
    pub names: &'a [String],
    /// The columns.
    pub columns: &'a [Coded],
    /// The same of those in which some cells show a percent sign.
    pub percentages: &'a [Option<PercentColumn>],
    /// The rows of each.
    pub rows: usize,
}

impl Inputs<'_> {
    /// The value of `sql` in every row, worked out once for each combination of values; a number
    /// of percentages is one again where it `may_be_percentages`.
    pub(super) fn evaluate(&self, sql: &BoundSql, may_be_percentages: bool) -> Mapped {
        let used = self.used(sql);
        if let (Some(_), [column]) = (sql.as_column(), used.coded.as_slice()) {
            return Mapped {
                coded: (*column).clone(),
                faults: FxHashMap::default(),
                origins: Vec::new(),
                missed: Vec::new(),
            };
        }
        let (codes, combinations) = combine(&used.coded, self.rows);
        let distinct = combinations.first().map_or(1, Vec::len);
        let mut faults = FxHashMap::default();
        let values = (0..distinct).map(|at| {
            let value = sql.value(|column| {
                let place = combinations[column][at] as usize;
                value_of(used.coded[column].values.scalar(place))
            });
            value.unwrap_or_else(|message| {
                let code = u32::try_from(at).expect("codes are u32");
                let message = format!("`{}`: {message}", sql.sql());
                faults.insert(code, Fault::new(Rule::SqlFailed, message));
                Value::Null
            })
        });
        let mut values = gathered(sql.kind(), values);
        let origins = if used.has_percentages() && sql.kind() == Some(ValueKind::Number) {
            used.origins(sql, &combinations, &mut values, may_be_percentages)
        } else {
            Vec::new()
        };
        Mapped {
            coded: Coded { codes, values },
            faults,
            origins,
            missed: Vec::new(),
        }
    }

    /// The columns that `sql` names: for text as people read them, otherwise as numbers.
    fn used(&self, sql: &BoundSql) -> Used<'_> {
        let is_text = matches!(sql.kind(), None | Some(ValueKind::Text));
        let names = sql.columns().iter();
        let positions = names.filter_map(|name| self.names.iter().position(|known| known == name));
        let (coded, percentages) = positions
            .map(|at| match &self.percentages[at] {
                None => (&self.columns[at], None),
                Some(column) if is_text => (&column.as_shown, Some(column)),
                Some(column) => (&column.as_numbers, Some(column)),
            })
            .unzip();
        Used { coded, percentages }
    }
}

/// The combinations of values that occur, and which each row has.
pub(super) fn combine(used: &[&Coded], rows: usize) -> (Vec<u32>, Vec<Vec<u32>>) {
    match used {
        [] => (vec![0; rows], Vec::new()),
        [column] => {
            let distinct = u32::try_from(column.values.len()).expect("codes are u32");
            (column.codes.clone(), vec![(0..distinct).collect()])
        }
        [first, rest @ ..] => {
            let mut codes = first.codes.clone();
            let mut combinations = vec![
                (0..u32::try_from(first.values.len()).expect("codes are u32")).collect::<Vec<_>>(),
            ];
            for column in rest {
                let mut known: FxHashMap<(u32, u32), u32> = FxHashMap::default();
                let mut pairs: Vec<(u32, u32)> = Vec::new();
                for (code, other) in codes.iter_mut().zip(&column.codes) {
                    let pair = (*code, *other);
                    *code = *known.entry(pair).or_insert_with(|| {
                        pairs.push(pair);
                        u32::try_from(pairs.len() - 1).expect("a batch has fewer than 2^32 rows")
                    });
                }
                for places in &mut combinations {
                    *places = pairs
                        .iter()
                        .map(|(so_far, _)| places[*so_far as usize])
                        .collect();
                }
                combinations.push(pairs.iter().map(|(_, other)| *other).collect());
            }
            (codes, combinations)
        }
    }
}

/// Values of one kind, which the SQL was bound to give.
fn gathered<'a>(kind: Option<ValueKind>, values: impl Iterator<Item = Value<'a>>) -> Values {
    match kind {
        None | Some(ValueKind::Text) => {
            let texts: Vec<Option<Cow<'_, str>>> = values
                .map(|value| match value {
                    Value::Text(text) => Some(text),
                    _ => None,
                })
                .collect();
            Values::Text(Texts::new(texts.iter().map(Option::as_deref)))
        }
        Some(ValueKind::Integer) => Values::Integer(
            values
                .map(|value| match value {
                    Value::Integer(number) => Some(number),
                    _ => None,
                })
                .collect(),
        ),
        Some(ValueKind::Number) => Values::Number(
            values
                .map(|value| match value {
                    Value::Number(number) => Some(number),
                    _ => None,
                })
                .collect(),
        ),
        Some(ValueKind::Flag) => Values::Flag(
            values
                .map(|value| match value {
                    Value::Flag(flag) => Some(flag),
                    _ => None,
                })
                .collect(),
        ),
        Some(ValueKind::Day) => Values::Date(
            values
                .map(|value| match value {
                    Value::Day(days) => Some(days),
                    _ => None,
                })
                .collect(),
        ),
    }
}
