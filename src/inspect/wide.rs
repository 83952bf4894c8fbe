//! Columns that stand side by side for what would be rows: years, numbered groups, or grades of
//! several aspects.

use super::candidate::Candidate;
use super::kind::{Kind, is_council, is_period};
use super::raw_table::{RawColumn, RawColumns};
use crate::contract::SourceKind;

/// Columns of a kind that are taken for rows.
const ENOUGH: usize = 3;

/// Columns that are called as councils are, from which on they are taken for councils.
const COUNCILS: usize = 10;

/// The smallest share of such columns among those with a name: publishers have spellings of
/// their own.
const COUNCIL_SHARE: f64 = 0.6;

/// Columns to unpivot.
#[derive(Debug, Clone)]
pub(super) struct Wide<'a> {
    /// Each new column with the columns that it takes.
    pub groups: Vec<(String, Vec<String>)>,
    /// The new column of their names, where the names say something.
    pub name: Option<&'static str>,
    /// The new column of their order, where it says something.
    pub position: Option<&'static str>,
    /// What the new columns hold.
    pub made: Vec<Candidate<'a>>,
    /// The contracts whose tables are published so.
    pub contracts: &'static [SourceKind],
}

impl<'a> Wide<'a> {
    /// The wide columns that a table may have.
    pub(super) fn all(read: &'a RawColumns) -> Vec<Self> {
        let found = [
            Self::years(read),
            Self::numbered(read),
            Self::grades(read),
            Self::councils(read),
        ];
        found.into_iter().flatten().collect()
    }

    /// A column a year.
    fn years(read: &'a RawColumns) -> Option<Self> {
        let years = columns(read, |column| is_period(column.name.trim()));
        (years.len() >= ENOUGH).then(|| Self {
            groups: vec![("value".to_owned(), names(&years))],
            name: Some("period"),
            position: None,
            made: vec![
                made("value", &years),
                Candidate::new("period", Kind::Period, Vec::new()),
            ],
            contracts: &[SourceKind::Observations],
        })
    }

    /// A column a graded aspect.
    fn grades(read: &'a RawColumns) -> Option<Self> {
        let grades = columns(read, |column| Kind::of(column) == Kind::Grade);
        (grades.len() >= ENOUGH).then(|| Self {
            groups: vec![("grade".to_owned(), names(&grades))],
            name: Some("aspect"),
            position: None,
            made: vec![
                made("grade", &grades),
                Candidate::new("aspect", Kind::Text, Vec::new()),
            ],
            contracts: &[SourceKind::Findings],
        })
    }

    /// A column a council: its neighbours from the nearest down, or its figures.
    fn councils(read: &'a RawColumns) -> Option<Self> {
        let named = columns(read, |column| !column.name.trim().is_empty());
        let councils = columns(read, |column| is_council(column.name.trim()));
        let is_enough = councils.len() >= COUNCILS
            && councils.len() as f64 >= COUNCIL_SHARE * named.len() as f64;
        if !is_enough {
            return None;
        }
        // A column under a spelling of its own is one of them where it holds what they hold.
        let kind = together(&councils);
        let all = columns(read, |column| {
            !column.name.trim().is_empty()
                && (is_council(column.name.trim()) || Kind::of(column) == kind)
        });
        let (group, contracts): (_, &'static [SourceKind]) = match kind {
            Kind::Council | Kind::AreaCode => ("neighbour", &[SourceKind::Neighbours]),
            _ => ("value", &[SourceKind::Observations]),
        };
        Some(Self {
            groups: vec![(group.to_owned(), names(&all))],
            name: Some("authority"),
            position: None,
            made: vec![
                made(group, &all),
                Candidate::new("authority", Kind::Council, Vec::new()),
            ],
            contracts,
        })
    }

    /// Columns such as `SN1`, `SNP`, `SN2`, `SNP (2)`, …: as many of each, by turns.
    fn numbered(read: &'a RawColumns) -> Option<Self> {
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
        let groups = of_neighbours(stems);
        Some(Self {
            made: groups
                .iter()
                .map(|(name, columns)| made(name, columns))
                .chain([Candidate::new("rank", Kind::Whole, Vec::new())])
                .collect(),
            groups: groups
                .iter()
                .map(|(name, columns)| (name.clone(), names(columns)))
                .collect(),
            name: None,
            position: Some("rank"),
            contracts: &[SourceKind::Neighbours],
        })
    }

    /// Whether it takes the column called `name`.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.groups
            .iter()
            .any(|(_, columns)| columns.iter().any(|known| known == name))
    }

    /// Whether the rows below each column go from the first rank down.
    pub(super) fn is_in_order_of_rank(&self) -> bool {
        self.makes("authority") && self.makes("neighbour")
    }

    /// Whether the column called `name` is one that it makes.
    pub(super) fn makes(&self, name: &str) -> bool {
        self.made.iter().any(|column| column.name == name)
    }
}

/// Groups of columns under the names that a list of neighbours has for them: the neighbour by its
/// code where there is one, how close it is in words, and how far in a number.
fn of_neighbours(stems: Vec<(String, Vec<&RawColumn>)>) -> Vec<(String, Vec<&RawColumn>)> {
    let is_neighbour = |stem: &str| stem.starts_with("sn") || stem.contains("neighbour");
    let kinds: Vec<Kind> = stems.iter().map(|(_, columns)| together(columns)).collect();
    let first_of = |wanted: &[Kind]| {
        let mut places = stems.iter().zip(&kinds);
        places.position(|((stem, _), kind)| is_neighbour(stem) && wanted.contains(kind))
    };
    let neighbour = first_of(&[Kind::Whole, Kind::AreaCode]).or(first_of(&[Kind::Council]));
    let closeness = neighbour.and_then(|_| first_of(&[Kind::Text]));
    let distance = neighbour.and_then(|_| first_of(&[Kind::Number]));
    stems
        .into_iter()
        .enumerate()
        .map(|(at, (stem, columns))| {
            let called = match Some(at) {
                at if at == neighbour => "neighbour".to_owned(),
                at if at == closeness => "closeness".to_owned(),
                at if at == distance => "distance".to_owned(),
                _ => stem,
            };
            (called, columns)
        })
        .collect()
}

/// The columns of a table for which `keep` holds.
fn columns(read: &RawColumns, keep: impl Fn(&RawColumn) -> bool) -> Vec<&RawColumn> {
    read.columns.iter().filter(|column| keep(column)).collect()
}

fn made<'a>(name: &str, columns: &[&'a RawColumn]) -> Candidate<'a> {
    Candidate::new(name, together(columns), columns.to_vec())
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

/// A name without its number, in brackets or not; none where it is a whole sentence or nothing
/// else. In `SN_10P` the number stands within the name.
fn stem(name: &str) -> Option<String> {
    let name = name.trim().to_lowercase();
    let is_digit = |c: char| c.is_ascii_digit();
    let bare = match name.rsplit_once(" (") {
        Some((before, number))
            if number
                .strip_suffix(')')
                .is_some_and(|number| !number.is_empty() && number.chars().all(is_digit)) =>
        {
            before.to_owned()
        }
        _ => match name.rfind(is_digit) {
            None => name,
            Some(last) => {
                let (before, behind) = name.split_at(last + 1);
                let ends = [' ', '_', '-'];
                let before = before.trim_end_matches(is_digit).trim_end_matches(ends);
                format!("{before}{}", behind.trim_start_matches(ends))
            }
        },
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

    fn groups<'a>(wide: &'a Wide<'_>) -> Vec<(&'a str, usize)> {
        let groups = wide.groups.iter();
        groups
            .map(|(name, columns)| (name.as_str(), columns.len()))
            .collect()
    }

    #[test]
    fn years_side_by_side_are_values_of_periods() {
        let table = [
            ("Council", "Leeds"),
            ("2022", "1"),
            ("2023", "2"),
            ("2024", "c"),
        ];
        let read_whole = read(&table);
        let wide = Wide::years(&read_whole).unwrap();
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
        let read = read(&table);
        let wide = Wide::numbered(&read).unwrap();
        assert_eq!(groups(&wide), [("neighbour", 3), ("closeness", 3)]);
        assert_eq!(wide.position, Some("rank"));
    }

    #[test]
    fn a_number_within_a_name_is_that_of_its_group() {
        let table = [
            ("old_la_code", "301"),
            ("SN_1", "302"),
            ("SN_1P", "Close "),
            ("SN_1D", "0.25"),
            ("SN_2", "303"),
            ("SN_2P", "Close "),
            ("SN_2D", "0.5"),
            ("SN_10", "304"),
            ("SN_10P", "Not close"),
            ("SN_10D", "0.75"),
        ];
        let read = read(&table);
        let wide = Wide::numbered(&read).unwrap();
        assert_eq!(
            groups(&wide),
            [("neighbour", 3), ("closeness", 3), ("distance", 3)]
        );
    }

    #[test]
    fn a_neighbour_goes_by_its_code_where_its_name_stands_beside_it() {
        let mut table = vec![("LA", "301")];
        for (code, name) in [
            ("SN1", "SN name 1"),
            ("SN2", "SN name 2"),
            ("SN3", "SN name 3"),
        ] {
            table.extend([(name, "Leeds"), (code, "383")]);
        }
        let read = read(&table);
        let wide = Wide::numbered(&read).unwrap();
        assert_eq!(groups(&wide), [("sn name", 3), ("neighbour", 3)]);
    }

    #[test]
    fn columns_that_are_called_as_councils_are_are_councils() {
        let names = [
            "Leeds",
            "York",
            "Barnet",
            "Bexley",
            "Brent",
            "Bromley",
            "Camden",
            "Croydon",
            "Ealing",
            "Enfield",
            "Cumberland",
        ];
        let neighbours: Vec<(&str, &str)> = names.map(|name| (name, "Leeds")).to_vec();
        let of_neighbours = read(&neighbours);
        let wide = Wide::councils(&of_neighbours).unwrap();
        assert_eq!(groups(&wide), [("neighbour", 11)]);
        assert_eq!(wide.contracts, [SourceKind::Neighbours]);
        let mut figures: Vec<(&str, &str)> = names.map(|name| (name, "12.5")).to_vec();
        figures.push(("Measure", "waits"));
        let of_figures = read(&figures);
        let wide = Wide::councils(&of_figures).unwrap();
        assert_eq!(groups(&wide), [("value", 11)]);
        assert!(!wide.takes("Measure"));
        assert!(Wide::councils(&read(&neighbours[..9])).is_none());
    }
}
