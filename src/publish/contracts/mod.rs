//! The contract tables as an import writes them: the input contracts with their columns under
//! their own names, described in the file as every output table is.

pub(super) mod inspections;
mod observations;
mod small;

use std::sync::LazyLock;

use self::inspections::{VisitNames, VisitRows};
use self::observations::ObservationRows;
use self::small::{
    BoundaryRows, CharacteristicRows, EarlierRatingRows, FindingRows, GroupRows, IndicatorRows,
    JudgementRows, NeighbourRows, areas,
};
use super::tables::inspection_history::{self, HistoryRows};
use super::{Column, ColumnKind, Table, TableRows};
use crate::config::Pipeline;
use crate::contract::{self, CONTRACTS, Contract, SourceKind};
use crate::tables::unreduced::{Inspections, UnreducedTables};
use crate::tables::{Authorities, Tables};

/// Columns of contracts in which hardly two rows are alike.
const UNLIKE: [&str; 8] = [
    "urn",
    "name",
    "title",
    "addressee",
    "reference",
    "reason",
    "decided_by",
    "geometry",
];

/// The key of each contract as far as it is never blank, by which its table is sorted.
static KEYS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let all = CONTRACTS.iter();
    all.map(|contract| {
        let key = in_order(contract).take(contract.key.len());
        key.take_while(|column| !column.may_be_blank || is_filled(contract, column))
            .map(|column| column.name)
            .collect()
    })
    .collect()
});

/// The days that a table has columns for, of those that a source may leave out: a run on a table
/// with such a column would look for corrections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Days {
    extracted: bool,
    published: bool,
}

impl Days {
    /// Both, or as many as the contract has.
    const ALL: Self = Self::of(true, true);

    const fn of(extracted: bool, published: bool) -> Self {
        Self {
            extracted,
            published,
        }
    }

    /// Whether a table for these days has the column.
    fn has(self, column: &contract::Column) -> bool {
        match column.name {
            "extracted_on" => self.extracted,
            "published_on" => self.published || column.required,
            _ => true,
        }
    }
}

/// The table of each contract, for the days that its sources may say.
static TABLES: LazyLock<Vec<(Days, Vec<Table>)>> = LazyLock::new(|| {
    let days = [(true, true), (true, false), (false, true), (false, false)];
    days.map(|(extracted, published)| Days::of(extracted, published))
        .map(|days| (days, tables_for(days)))
        .into()
});

fn tables_for(days: Days) -> Vec<Table> {
    let all = CONTRACTS.iter().zip(KEYS.iter());
    all.map(|(contract, key)| {
        let columns = in_order(contract).filter(|column| days.has(column));
        let columns: Vec<Column> = columns.map(described).collect();
        Table {
            name: contract.name,
            about: contract.about,
            key,
            // Made once, for as long as the program runs, as all tables are.
            columns: columns.leak(),
        }
    })
    .collect()
}

/// The table of a contract with the columns for these days.
fn table_of(contract: &str, days: Days) -> &'static Table {
    let mut tables = TABLES.iter().filter(|(of, _)| *of == days);
    let found = tables.find_map(|(_, tables)| tables.iter().find(|of| of.name == contract));
    found.expect("every contract has its table for all days")
}

/// The columns of a contract, those of its key first.
fn in_order(contract: &Contract) -> impl Iterator<Item = &'static contract::Column> + use<> {
    let (columns, keys) = (contract.columns, contract.key);
    let key = keys
        .iter()
        .filter_map(|name| columns.iter().find(|column| column.name == *name));
    key.chain(columns.iter().filter(|column| !keys.contains(&column.name)))
}

/// Whether an import fills what a source may leave blank.
fn is_filled(contract: &Contract, column: &contract::Column) -> bool {
    contract.name == "observations" && column.name == "breakdown"
}

fn described(column: &contract::Column) -> Column {
    use contract::CellKind as Contracted;
    let (kind, unit) = match column.kind {
        Contracted::Text if UNLIKE.contains(&column.name) => (ColumnKind::Text, "text"),
        Contracted::Text => (ColumnKind::Category, "text"),
        Contracted::Authority => (ColumnKind::Category, "authority code"),
        Contracted::Provision => (ColumnKind::Category, "provision type"),
        Contracted::Level | Contracted::Polarity | Contracted::Status => {
            (ColumnKind::Category, "word")
        }
        Contracted::Outcome => (ColumnKind::Category, "outcome"),
        Contracted::Period => (ColumnKind::Category, "period as published"),
        Contracted::Date => (ColumnKind::Date, "day"),
        Contracted::Grade => (ColumnKind::Level, "grade from 1 to 4, 1 is best"),
        Contracted::Rating => (ColumnKind::Level, "rating from 1 to 4, 4 is best"),
        Contracted::Number => (ColumnKind::Number, "as published"),
        Contracted::Rank => (ColumnKind::Integer, "rank, 1 is first"),
        Contracted::Year => (ColumnKind::Integer, "year"),
        Contracted::Flag => (ColumnKind::Flag, "true or false"),
    };
    Column {
        name: column.name,
        kind,
        unit,
        about: column.about,
        nullable: column.may_be_blank && column.name != "breakdown",
    }
}

/// A contract table, or part of one, that an import writes.
pub struct ContractTable<'a> {
    /// The name of its file without the ending: the contract's, and that of the feed where it is
    /// by itself.
    pub name: String,
    /// Whether each extract in it is a list of open settings.
    pub snapshots: bool,
    /// What the table holds.
    pub table: &'static Table,
    /// Its rows.
    pub rows: Box<dyn TableRows + 'a>,
}

impl<'a> ContractTable<'a> {
    fn of(table: &'static Table, rows: impl TableRows + 'a) -> Self {
        Self {
            name: table.name.to_owned(),
            snapshots: false,
            table,
            rows: Box::new(rows),
        }
    }

    /// The contract that it fills; none where it is made of one only to be looked at.
    pub fn contract(&self) -> Option<&'static str> {
        let contract = Contract::named(self.table.name);
        contract.map(|contract| contract.name)
    }
}

/// What the sources of `pipeline` say, as tables.
pub fn parts<'a>(
    pipeline: &'a Pipeline,
    tables: &'a Tables,
    unreduced: &'a UnreducedTables,
) -> Vec<ContractTable<'a>> {
    let list = &tables.authorities;
    let mut parts = vec![ContractTable::of(
        table_of("authorities", Days::ALL),
        areas(list),
    )];
    if pipeline.source(SourceKind::Indicators).is_some() {
        let rows = IndicatorRows::new(tables.indicators.all(), ());
        parts.push(ContractTable::of(table_of("indicators", Days::ALL), rows));
    }
    if tables.neighbours.is_some() {
        let lists = tables.neighbour_lists.iter();
        let rows = lists.flat_map(|list| {
            let name = list.name.as_deref();
            list.rows.iter().map(move |row| (name, row))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|(name, row)| (row.authority, row.rank, *name));
        let rows = NeighbourRows::new(rows, list);
        parts.push(ContractTable::of(table_of("neighbours", Days::ALL), rows));
    }
    if let Some(rows) = &tables.groups {
        let rows = GroupRows::new(rows, list);
        parts.push(ContractTable::of(table_of("groups", Days::ALL), rows));
    }
    if let Some(rows) = &tables.boundaries {
        let rows = BoundaryRows::new(rows, list);
        parts.push(ContractTable::of(table_of("boundaries", Days::ALL), rows));
    }
    if let Some(rows) = &tables.characteristics {
        let rows = CharacteristicRows::new(rows, list);
        parts.push(ContractTable::of(
            table_of("characteristics", Days::ALL),
            rows,
        ));
    }
    if let Some(inspections) = &unreduced.inspections {
        parts.extend(of_inspections(pipeline, list, inspections));
    }
    if let Some(findings) = &unreduced.findings {
        let rows = FindingRows::new(&findings.rows, list);
        parts.push(ContractTable::of(
            table_of("findings", Days::of(findings.dated, true)),
            rows,
        ));
    }
    if let Some(observations) = &unreduced.observations {
        let rows = ObservationRows::new(observations, &tables.indicators);
        let days = Days::of(observations.dated, observations.published);
        parts.push(ContractTable::of(table_of("observations", days), rows));
    }
    if let Some(rows) = &tables.judgements {
        let rows = JudgementRows::new(rows, list);
        parts.push(ContractTable::of(table_of("judgements", Days::ALL), rows));
    }
    if let Some(rows) = &tables.earlier_ratings {
        let rows = EarlierRatingRows::new(rows, list);
        parts.push(ContractTable::of(table_of("ratings", Days::ALL), rows));
    }
    parts
}

/// Inspections and their history. Feeds of snapshots have tables of their own where there are
/// other feeds too, because each has its own latest list.
fn of_inspections<'a>(
    pipeline: &'a Pipeline,
    list: &'a Authorities,
    inspections: &'a Inspections,
) -> Vec<ContractTable<'a>> {
    let names = VisitNames::new(list, &pipeline.rulebook, inspections);
    let alone = inspections.listings.len() == 1;
    let mut parts = Vec::new();
    for listing in &inspections.listings {
        let table = table_of("inspections", Days::of(listing.dated, true));
        let rows = VisitRows::new(&listing.visits, names.clone());
        let mut part = ContractTable::of(table, rows);
        part.snapshots = listing.snapshots.is_some();
        if let Some(feed) = listing.snapshots.as_ref().filter(|_| !alone) {
            part.name = feed.to_string();
        }
        parts.push(part);
    }
    if let Some(history) = &inspections.history {
        let rows = HistoryRows::new(history, names);
        parts.push(ContractTable::of(&inspection_history::TABLE, rows));
    }
    parts
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;

    use super::*;
    use crate::tables::Indicators;
    use crate::tables::unreduced::Observations;

    #[test]
    fn every_contract_has_its_columns_once_and_a_key_that_is_never_missing() {
        for contract in CONTRACTS {
            let table = table_of(contract.name, Days::ALL);
            let mut names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            let mut contracted: Vec<&str> =
                contract.columns.iter().map(|column| column.name).collect();
            assert_eq!(names[..table.key.len()], *table.key);
            names.sort_unstable();
            contracted.sort_unstable();
            assert_eq!(names, contracted);
            assert!(!table.key.is_empty(), "{}", contract.name);
            let undated = table_of(contract.name, Days::of(false, false)).columns;
            let absent: Vec<&str> = table
                .columns
                .iter()
                .map(|column| column.name)
                .filter(|name| undated.iter().all(|of| of.name != *name))
                .collect();
            let expected: &[&str] = match contract.name {
                "observations" => &["published_on", "extracted_on"],
                "inspections" | "findings" => &["extracted_on"],
                _ => &[],
            };
            assert_eq!(absent, expected, "{}", contract.name);
            for column in &table.columns[..table.key.len()] {
                assert!(!column.nullable, "{}.{}", contract.name, column.name);
            }
        }
    }

    #[test]
    fn the_rows_of_a_contract_have_its_columns_of_their_kinds() {
        let list = Authorities::default();
        let observations = Observations::default();
        let indicators = Indicators::default();
        let rows: [(&str, Box<dyn TableRows + '_>); 10] = [
            ("authorities", Box::new(areas(&list))),
            ("indicators", Box::new(IndicatorRows::new([], ()))),
            ("neighbours", Box::new(NeighbourRows::new([], &list))),
            ("groups", Box::new(GroupRows::new([], &list))),
            (
                "characteristics",
                Box::new(CharacteristicRows::new([], &list)),
            ),
            ("findings", Box::new(FindingRows::new([], &list))),
            (
                "observations",
                Box::new(ObservationRows::new(&observations, &indicators)),
            ),
            ("judgements", Box::new(JudgementRows::new([], &list))),
            ("ratings", Box::new(EarlierRatingRows::new([], &list))),
            ("boundaries", Box::new(BoundaryRows::new([], &list))),
        ];
        for (contract, rows) in rows {
            for column in table_of(contract, Days::ALL).columns {
                let values = rows.column(column, 0..0).unwrap().into_array();
                let found = match values.data_type() {
                    DataType::Dictionary(_, text) => text,
                    found => found,
                };
                let place = format!("{contract}.{}", column.name);
                assert_eq!(*found, column.kind.data_type(), "{place}");
            }
        }
    }
}
