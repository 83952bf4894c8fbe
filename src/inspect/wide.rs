//! Columns that stand side by side for what would be rows: years, numbered groups, or grades of
//! several aspects.

use super::contracts::Candidate;
use super::kind::{Kind, is_period};
use super::raw_table::{RawColumn, RawColumns};

/// Columns of a kind that are taken for rows.
const ENOUGH: usize = 3;

/// Columns to unpivot.
#[derive(Debug, Clone)]
pub(super) struct Wide {
    /// Each new column with the columns that it takes.
    pub groups: Vec<(String, Vec<String>)>,
    /// The new column of their names, where the names say something.
    pub name: Option<&'static str>,
    /// The new column of their order, where it says something.
    pub position: Option<&'static str>,
    /// What the new columns hold.
    pub made: Vec<Candidate>,
    /// The contracts whose tables are published so.
    pub contracts: &'static [&'static str],
}

impl Wide {
    /// The wide columns that a table may have.
    pub(super) fn all(read: &RawColumns) -> Vec<Self> {
        let found = [Self::years(read), Self::numbered(read), Self::grades(read)];
        found.into_iter().flatten().collect()
    }

    /// A column a year.
    fn years(read: &RawColumns) -> Option<Self> {
        let years: Vec<&RawColumn> = read
            .columns
            .iter()
            .filter(|column| is_period(column.name.trim()))
            .collect();
        (years.len() >= ENOUGH).then(|| Self {
            groups: vec![("value".to_owned(), names(&years))],
            name: Some("period"),
            position: None,
            made: vec![
                candidate("value", together(&years)),
                candidate("period", Kind::Period),
            ],
            contracts: &["observations"],
        })
    }

    /// A column a graded aspect.
    fn grades(read: &RawColumns) -> Option<Self> {
        let grades: Vec<&RawColumn> = read
            .columns
            .iter()
            .filter(|column| Kind::of(column) == Kind::Grade)
            .collect();
        (grades.len() >= ENOUGH).then(|| Self {
            groups: vec![("grade".to_owned(), names(&grades))],
            name: Some("aspect"),
            position: None,
            made: vec![
                candidate("grade", Kind::Grade),
                candidate("aspect", Kind::Text),
            ],
            contracts: &["findings"],
        })
    }

    /// Columns such as `SN1`, `SNP`, `SN2`, `SNP (2)`, …: as many of each, by turns.
    fn numbered(read: &RawColumns) -> Option<Self> {
        let mut stems: Vec<(String, Vec<&RawColumn>)> = Vec::new();
        for column in &read.columns {
            let Some(stem) = stem(&column.name) else {
                continue;
            };
            match stems.iter_mut().find(|(known, _)| *known == stem) {
                Some((_, columns)) => columns.push(column),
                None => stems.push((stem, vec![column])),
            }
        }
        // A name that is repeated is numbered from the second on, so that its first is bare.
        let most = stems
            .iter()
            .map(|(_, columns)| columns.len())
            .max()
            .filter(|most| *most >= ENOUGH)?;
        stems.retain(|(_, columns)| columns.len() == most);
        let groups: Vec<(String, Vec<&RawColumn>)> = stems
            .into_iter()
            .map(|(stem, columns)| {
                let kind = together(&columns);
                let called = match (stem.as_str(), kind) {
                    (_, Kind::Whole | Kind::Council) if stem.starts_with("sn") => "neighbour",
                    ("snp", _) => "closeness",
                    _ => stem.as_str(),
                };
                (called.to_owned(), columns)
            })
            .collect();
        Some(Self {
            made: groups
                .iter()
                .map(|(name, columns)| candidate(name, together(columns)))
                .chain([candidate("rank", Kind::Whole)])
                .collect(),
            groups: groups
                .iter()
                .map(|(name, columns)| (name.clone(), names(columns)))
                .collect(),
            name: None,
            position: Some("rank"),
            contracts: &["neighbours"],
        })
    }

    /// Whether it takes the column called `name`.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.groups
            .iter()
            .any(|(_, columns)| columns.iter().any(|known| known == name))
    }
}

fn candidate(name: &str, kind: Kind) -> Candidate {
    Candidate {
        name: name.to_owned(),
        kind,
    }
}

fn names(columns: &[&RawColumn]) -> Vec<String> {
    columns.iter().map(|column| column.name.clone()).collect()
}

/// The kind of all these columns together.
fn together(columns: &[&RawColumn]) -> Kind {
    let first = columns.first();
    let Some(first) = first else {
        return Kind::Blank;
    };
    Kind::of(&RawColumn {
        name: String::new(),
        stored: first.stored,
        blank: 0,
        values: columns
            .iter()
            .flat_map(|column| column.values.iter().cloned())
            .collect(),
    })
}

/// A name without the number at its end, in brackets or not; none where it is a whole sentence
/// or nothing else.
fn stem(name: &str) -> Option<String> {
    let name = name.trim().to_lowercase();
    let bare = match name.rsplit_once(" (") {
        Some((before, number))
            if number.strip_suffix(')').is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            }) =>
        {
            before
        }
        _ => name.trim_end_matches(|c: char| c.is_ascii_digit()),
    };
    let stem = bare.trim_end_matches([' ', '_', '-']);
    (!stem.is_empty() && stem.len() <= 20).then(|| stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::raw_table::Stored;

    fn read(columns: &[(&str, &str)]) -> RawColumns {
        RawColumns {
            rows: 1,
            blank: 0,
            notes: 0,
            misshapen: 0,
            errors: 0,
            columns: columns
                .iter()
                .map(|(name, value)| RawColumn {
                    name: (*name).to_owned(),
                    stored: Stored::Text,
                    blank: 0,
                    values: vec![((*value).to_owned(), 1)],
                })
                .collect(),
        }
    }

    #[test]
    fn years_side_by_side_are_values_of_periods() {
        let table = [
            ("Council", "Leeds"),
            ("2022", "1"),
            ("2023", "2"),
            ("2024", "c"),
        ];
        let wide = Wide::years(&read(&table)).unwrap();
        assert_eq!(wide.groups[0].1, ["2022", "2023", "2024"]);
        assert!(wide.takes("2023") && !wide.takes("Council"));
        assert!(Wide::all(&read(&table[..3])).is_empty());
    }

    #[test]
    fn pairs_side_by_side_are_grouped_by_their_stems() {
        let table = [
            ("LA", "301"),
            ("SN1", "302"),
            ("SNP", "Close"),
            ("SN2", "303"),
            ("SNP (2)", "Close"),
            ("SN3", "304"),
            ("SNP (3)", "Close"),
        ];
        let wide = Wide::numbered(&read(&table)).unwrap();
        let groups: Vec<(&str, usize)> = wide
            .groups
            .iter()
            .map(|(name, columns)| (name.as_str(), columns.len()))
            .collect();
        assert_eq!(groups, [("neighbour", 3), ("closeness", 3)]);
        assert_eq!(wide.position, Some("rank"));
    }
}
