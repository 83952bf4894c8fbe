//! Published lists of statistical neighbours.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::area_names;
use super::parse::{self, Cell};
use super::rows::TypedRows;
use crate::domain::folded;
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Authorities, Fault, Neighbour, NeighbourList, RowDay, Rule};

/// Reads the rows of a batch, whose names are those of the day `as_of`.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    as_of: NaiveDate,
) -> TypedRows<(Option<String>, Neighbour)> {
    let list = batch.parse("list", parse::text);
    let authority = batch.parse("authority", |scalar| {
        area_names::listed_authority(authorities, scalar)
    });
    let neighbour = batch.parse("neighbour", |scalar| {
        area_names::listed_authority(authorities, scalar)
    });
    let rank = batch.parse("rank", parse::rank);
    let closeness = batch.parse("closeness", parse::text);
    let distance = batch.parse("distance", parse::number);
    TypedRows::collect(batch, &["authority", "neighbour"], |row| {
        // Lists are padded with `-` for authorities that the model leaves out.
        if matches!(neighbour.at(row), Cell::Missing(_)) {
            return Ok(None);
        }
        let found = Neighbour {
            authority: authority.council(row, authorities, || RowDay::Own(as_of))?,
            neighbour: neighbour.council(row, authorities, || RowDay::Own(as_of))?,
            rank: *rank.required(row)?,
            closeness: closeness.optional(row)?.map(|word| capitalised(word)),
            distance: distance.optional(row)?.copied(),
        };
        if found.authority == found.neighbour {
            return Err(Fault::new(
                Rule::OwnNeighbour,
                "an authority cannot be its own neighbour",
            ));
        }
        if found.distance.is_some_and(|distance| distance < 0.0) {
            return Err(Fault::new(
                Rule::UnreadableNumber,
                "a distance cannot be negative",
            ));
        }
        Ok(Some((list.optional(row)?.cloned(), found)))
    })
}

/// The lists in order of their names, each in order of authority and rank; a rank or a neighbour
/// that an authority has already in a list is rejected.
pub(crate) fn checked(
    mut rows: TypedRows<(Option<String>, Neighbour)>,
    ledgers: &Ledgers<'_>,
) -> Vec<NeighbourList> {
    let name = |list: &Option<String>| list.as_deref().map(folded);
    rows.reject_duplicates(ledgers, |(list, row)| (name(list), row.authority, row.rank));
    rows.reject_duplicates(ledgers, |(list, row)| {
        (name(list), row.authority, row.neighbour)
    });
    let mut lists: BTreeMap<Option<String>, NeighbourList> = BTreeMap::new();
    for (list, row) in rows.into_values() {
        let of = lists.entry(name(&list)).or_insert_with(|| NeighbourList {
            name: list,
            rows: Vec::new(),
        });
        of.rows.push(row);
    }
    let mut lists: Vec<NeighbourList> = lists.into_values().collect();
    for list in &mut lists {
        list.rows.sort_by_key(|row| (row.authority, row.rank));
    }
    lists
}

/// `Very Close` and `very close` as `Very close`: the capitals vary between published files.
fn capitalised(words: &str) -> String {
    let lower = words.to_lowercase();
    let mut letters = lower.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
