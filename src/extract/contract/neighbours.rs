//! Published lists of statistical neighbours.

use chrono::NaiveDate;

use super::area_names;
use super::parse::{self, Cell};
use super::rows::TypedRows;
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Authorities, Fault, Neighbour, RowDay, Rule};

/// Reads the rows of a batch, whose names are those of the day `as_of`.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    as_of: NaiveDate,
) -> TypedRows<Neighbour> {
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
        Ok(Some(found))
    })
}

/// The lists, in order of authority and rank; a rank or a neighbour that an authority has
/// already is rejected.
pub(crate) fn checked(mut rows: TypedRows<Neighbour>, ledgers: &Ledgers<'_>) -> Vec<Neighbour> {
    rows.reject_duplicates(ledgers, |row| (row.authority, row.rank));
    rows.reject_duplicates(ledgers, |row| (row.authority, row.neighbour));
    rows.sort_by(|a, b| (a.authority, a.rank).cmp(&(b.authority, b.rank)));
    rows.into_values().collect()
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
