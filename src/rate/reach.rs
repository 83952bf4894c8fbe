//! Whether a limiter can fire at all.
//!
//! A condition is asked of rows that stand for all there can be: every column has each of its
//! words, levels and ends, nothing, and a value at and on either side of each number that the
//! condition compares it with. Between two such values no comparison changes its answer, so what
//! holds for none of these rows holds for none. Conditions that reckon, call functions or compare
//! two columns are not judged.

use crate::config::{ProfileColumn, ProfileValue};
use crate::sql::{Compared, Condition, SqlExpression, Value, ValueKind};

/// The most rows that are asked. A condition of more is not judged: it has so many columns that
/// it is no slip.
const MOST_ROWS: usize = 50_000;

/// The part of `sql` that can never hold, so that the whole never does, with what its columns may
/// hold; `None` where it can, or where nothing proves that it cannot.
pub(super) fn never_holds(
    sql: &str,
    columns: &[ProfileColumn],
    schema: &[(String, ValueKind)],
) -> Option<String> {
    let row = Row { columns, schema };
    row.never(&Condition::parse(sql)?)
}

/// Whether `sql` holds for every row that there can be, as far as that can be judged.
pub(super) fn always_holds(
    sql: &str,
    columns: &[ProfileColumn],
    schema: &[(String, ValueKind)],
) -> bool {
    let row = Row { columns, schema };
    let judged = Condition::parse(sql).and_then(|condition| {
        let compared = condition.compared()?;
        row.answers(&[(condition, compared)])
    });
    judged.is_some_and(|(_, holds)| !holds.contains(&false))
}

/// What the profile row has.
struct Row<'a> {
    columns: &'a [ProfileColumn],
    schema: &'a [(String, ValueKind)],
}

impl Row<'_> {
    fn never(&self, condition: &Condition) -> Option<String> {
        let any = condition.any_of();
        if any.len() > 1 {
            let reasons: Option<Vec<String>> = any.iter().map(|part| self.never(part)).collect();
            return reasons.map(|reasons| reasons.join("; "));
        }
        let all = condition.all_of();
        if all.len() > 1
            && let Some(reason) = all.iter().find_map(|part| self.never(part))
        {
            return Some(reason);
        }
        let understood = all.into_iter().filter_map(|part| {
            let compared = part.compared()?;
            Some((part, compared))
        });
        let groups = connected(understood.collect());
        groups.iter().find_map(|group| self.never_together(group))
    }

    /// Whether conditions on the same columns never hold together.
    fn never_together(&self, group: &[(Condition, Compared)]) -> Option<String> {
        let (columns, holds) = self.answers(group)?;
        if holds.contains(&true) {
            return None;
        }
        let parts: Vec<String> = group.iter().map(|(part, _)| part.sql()).collect();
        let may: Vec<String> = columns.iter().map(|column| may_be(column)).collect();
        Some(match may.is_empty() {
            true => format!("`{}` is never true", parts.join(" AND ")),
            false => format!(
                "`{}` is never true: {}",
                parts.join(" AND "),
                may.join(", ")
            ),
        })
    }

    /// The columns of conditions, and whether all of them hold for each combination of the values that
    /// stand for all that there can be; `None` where they are not judged.
    fn answers(&self, group: &[(Condition, Compared)]) -> Option<(Vec<&ProfileColumn>, Vec<bool>)> {
        let mut whole = Compared::default();
        for (_, compared) in group {
            let new = |name: &&String| !whole.columns.contains(name);
            let columns: Vec<String> = compared.columns.iter().filter(new).cloned().collect();
            whole.columns.extend(columns);
            whole.numbers.extend(&compared.numbers);
            whole.texts.extend(compared.texts.iter().cloned());
        }
        let columns: Vec<&ProfileColumn> = whole
            .columns
            .iter()
            .map(|name| self.columns.iter().find(|known| known.name == *name))
            .collect::<Option<_>>()?;
        let values: Vec<Values> = columns
            .iter()
            .map(|column| Values::of(column, &whole))
            .collect();
        let height = values
            .iter()
            .try_fold(1_usize, |rows, values| rows.checked_mul(values.len()))
            .filter(|rows| *rows <= MOST_ROWS)?;
        // Every combination of the values: the last column changes with every row.
        let mut each = height;
        let places: Vec<usize> = values
            .iter()
            .map(|values| {
                each /= values.len();
                each
            })
            .collect();
        let mut holds = vec![true; height];
        for (condition, _) in group {
            let bound = SqlExpression::parse(&condition.sql())
                .and_then(|sql| sql.bind(self.schema))
                .ok()?;
            let named: Vec<usize> = bound
                .columns()
                .iter()
                .map(|name| columns.iter().position(|column| column.name == *name))
                .collect::<Option<_>>()?;
            for (row, holds) in holds.iter_mut().enumerate() {
                let answer = bound.value(|at| {
                    let column = named[at];
                    let values = &values[column];
                    values.value(row / places[column] % values.len(), columns[column])
                });
                *holds &= answer.ok()? == Value::Flag(true);
            }
        }
        Some((columns, holds))
    }
}

/// The values of a column that stand for all that it may hold.
enum Values {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
}

impl Values {
    fn of(column: &ProfileColumn, compared: &Compared) -> Self {
        let between = |least: f64, most: f64| {
            let inside = compared.numbers.iter().copied();
            let mut ends: Vec<f64> = inside
                .filter(|number| (least..=most).contains(number))
                .chain([least, most])
                .collect();
            ends.sort_unstable_by(f64::total_cmp);
            ends.dedup();
            let middles: Vec<f64> = ends
                .windows(2)
                .map(|pair| f64::midpoint(pair[0], pair[1]))
                .collect();
            Self::Numbers(
                ends.into_iter()
                    .chain(middles)
                    .map(Some)
                    .chain([None])
                    .collect(),
            )
        };
        let words = |words: &mut dyn Iterator<Item = String>| {
            Self::Texts(words.map(Some).chain([None]).collect())
        };
        match &column.holds {
            ProfileValue::Share => between(0.0, 1.0),
            ProfileValue::Mean => between(1.0, 4.0),
            ProfileValue::Level => Self::Numbers(
                [1.0, 2.0, 3.0, 4.0]
                    .map(Some)
                    .into_iter()
                    .chain([None])
                    .collect(),
            ),
            ProfileValue::Count => {
                let near = |number: &f64| [-1.0, 0.0, 1.0, 2.0].map(|by| number.floor() + by);
                let mut counts: Vec<f64> = compared.numbers.iter().flat_map(near).collect();
                counts.extend([0.0, 1.0, COUNTED]);
                counts.retain(|count| (0.0..=COUNTED).contains(count));
                counts.sort_unstable_by(f64::total_cmp);
                counts.dedup();
                Self::Numbers(counts.into_iter().map(Some).chain([None]).collect())
            }
            ProfileValue::Word(known) => words(&mut known.iter().cloned()),
            ProfileValue::Text => {
                let mut known = compared.texts.clone();
                known.push(known.concat() + "another");
                known.sort_unstable();
                known.dedup();
                words(&mut known.into_iter())
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// One of them, as the profile row has it.
    fn value(&self, at: usize, column: &ProfileColumn) -> Value<'_> {
        match self {
            Self::Texts(values) => values[at]
                .as_deref()
                .map_or(Value::Null, |text| Value::Text(text.into())),
            Self::Numbers(values) => match (values[at], &column.holds) {
                (None, _) => Value::Null,
                (Some(number), ProfileValue::Count | ProfileValue::Level) => {
                    Value::Integer(number as i64)
                }
                (
                    Some(number),
                    ProfileValue::Share
                    | ProfileValue::Mean
                    | ProfileValue::Text
                    | ProfileValue::Word(_),
                ) => Value::Number(number),
            },
        }
    }
}

/// More settings, findings or indicators than an authority has.
const COUNTED: f64 = 1e9;

/// What a column may hold, in a sentence.
fn may_be(column: &ProfileColumn) -> String {
    let name = &column.name;
    match &column.holds {
        ProfileValue::Text => format!("{name} is text"),
        ProfileValue::Word(words) => format!("{name} is one of {}", words.join(", ")),
        ProfileValue::Count => format!("{name} is a whole number from 0"),
        ProfileValue::Share => format!("{name} is from 0 to 1"),
        ProfileValue::Mean => format!("{name} is from 1 to 4"),
        ProfileValue::Level => format!("{name} is 1, 2, 3 or 4"),
    }
}

/// The conditions that share columns, directly or by way of others, put together.
fn connected(conditions: Vec<(Condition, Compared)>) -> Vec<Vec<(Condition, Compared)>> {
    let mut groups: Vec<Vec<(Condition, Compared)>> = Vec::new();
    for condition in conditions {
        let shares = |group: &Vec<(Condition, Compared)>| {
            let mut columns = group.iter().flat_map(|(_, compared)| &compared.columns);
            columns.any(|name| condition.1.columns.contains(name))
        };
        let (same, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(shares);
        groups = others;
        let mut group: Vec<_> = same.into_iter().flatten().collect();
        group.push(condition);
        groups.push(group);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ProfileSubject;

    fn never(sql: &str) -> Option<String> {
        let columns = [
            ("band", ProfileValue::Level, ValueKind::Integer),
            ("grade", ProfileValue::Level, ValueKind::Integer),
            ("homes", ProfileValue::Count, ValueKind::Integer),
            ("share", ProfileValue::Share, ValueKind::Number),
            ("block", ProfileValue::Mean, ValueKind::Number),
            ("name", ProfileValue::Text, ValueKind::Text),
            (
                "outcome",
                ProfileValue::Word(vec!["strengths".to_owned(), "weak".to_owned()]),
                ValueKind::Text,
            ),
        ];
        let schema: Vec<(String, ValueKind)> = columns
            .iter()
            .map(|(name, _, kind)| ((*name).to_owned(), *kind))
            .collect();
        let columns = columns.map(|(name, holds, _)| ProfileColumn {
            name: name.to_owned(),
            about: ProfileSubject::Authority,
            holds,
        });
        never_holds(sql, &columns, &schema)
    }

    #[test]
    fn what_some_row_fulfils_can_fire() {
        for sql in [
            "band = 1",
            "band = 1 OR grade = 7",
            "share > 0.10 AND share < 0.11",
            "share >= 1",
            "homes >= 5 AND share > 0.10",
            "homes = 137",
            "homes BETWEEN 12 AND 13 AND homes <> 12",
            "block < 1.0001",
            "name = 'Leeds'",
            "name <> 'Leeds'",
            "name IS NULL",
            "outcome IN ('weak', 'other')",
            "NOT (band > 1 OR grade < 4)",
            "band IS NULL AND share IS NULL",
            "TRUE",
            // These are not judged.
            "homes * 7 = 91",
            "homes > 2 * band",
            "UPPER(name) = 'leeds'",
        ] {
            assert_eq!(never(sql), None, "{sql}");
        }
    }

    #[test]
    fn what_no_row_fulfils_is_named_with_what_its_columns_may_hold() {
        for (sql, reason) in [
            ("FALSE", "`false` is never true"),
            ("1 = 2", "`1 = 2` is never true"),
            ("NULL", "`NULL` is never true"),
            ("band = 5", "`band = 5` is never true: band is 1, 2, 3 or 4"),
            ("band < 1 OR share > 1.5", "share is from 0 to 1"),
            ("homes < 0", "homes is a whole number from 0"),
            ("homes > 2 AND homes < 3", "`homes > 2 AND homes < 3`"),
            ("homes = 2.5", "`homes = 2.5` is never true"),
            ("block < 1", "block is from 1 to 4"),
            ("outcome = 'strength'", "outcome is one of strengths, weak"),
            (
                "band = 1 AND (grade = 9 OR grade = 0)",
                "grade is 1, 2, 3 or 4",
            ),
            ("band = NULL", "`band = NULL` is never true"),
            ("homes * 2 > 1 AND band = 0", "`band = 0` is never true"),
            ("name = 'a' AND name = 'b'", "name is text"),
        ] {
            let said = never(sql).unwrap_or_default();
            assert!(
                said.to_lowercase().contains(&reason.to_lowercase()),
                "{sql}: {said}"
            );
        }
    }
}
