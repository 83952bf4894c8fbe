//! Joins, row by row: the key of a row in the types of the field, so that `201516` and `2015/16`, or
//! a council's name and its code, are one.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::area_names::{self, Named};
use super::parse::{self, Cell};
use super::rows::TypedRows;
use crate::contract::JOIN;
use crate::domain::folded;
use crate::extract::map::{Batch, ReadKey};
use crate::extract::quarantine::Ledgers;
use crate::read::{Scalar, show};
use crate::tables::{ALL, Authorities};

/// A row of a join.
#[derive(Debug)]
pub(crate) struct Row {
    key: Vec<String>,
    value: Option<String>,
}

/// Reads the parts of keys, areas by this list.
pub(crate) fn key_reader(authorities: Arc<Authorities>) -> Box<ReadKey> {
    Box::new(move |column, scalar| match column {
        "authority" => match area_names::area(&authorities, scalar) {
            Cell::Value(Named::Always(area)) => Some(authorities.code(area).to_owned()),
            Cell::Value(Named::InTime(name, text)) => match authorities.bearers(name) {
                [one] => Some(authorities.get(*one).code.clone()),
                // Who bore it the row's period says, which is another part of its key.
                _ => Some(folded(&text)),
            },
            Cell::Missing(_) | Cell::Fault(_) => None,
        },
        "period" => match parse::period(scalar) {
            Cell::Value((_, label)) => Some(label.period.to_string()),
            Cell::Missing(_) | Cell::Fault(_) => None,
        },
        "breakdown" => Some(match parse::text(scalar) {
            Cell::Value(text) => folded(&text),
            Cell::Missing(_) | Cell::Fault(_) => ALL.to_owned(),
        }),
        _ => match parse::text(scalar) {
            Cell::Value(text) => Some(folded(&text)),
            Cell::Missing(_) | Cell::Fault(_) => None,
        },
    })
}

/// Reads the rows of a batch by the columns that are their key; a row without one, such as that of
/// an area that the pipeline does not know, can be joined to nothing and is counted only.
pub(crate) fn read(batch: &Batch<'_>, on: &[String], read_key: &ReadKey) -> TypedRows<Row> {
    let columns: Vec<&'static str> = JOIN
        .columns
        .iter()
        .map(|column| column.name)
        .filter(|name| on.iter().any(|column| column == name))
        .collect();
    let keys: Vec<_> = columns
        .iter()
        .map(|name| {
            batch.parse(name, |scalar| match read_key(name, scalar) {
                Some(part) => Cell::Value(part),
                None => Cell::Missing(""),
            })
        })
        .collect();
    let value = batch.parse("value", |scalar| match scalar {
        Scalar::Missing => Cell::Missing(""),
        scalar => Cell::Value(show(scalar)),
    });
    TypedRows::collect(batch, &columns, |row| {
        let mut key = Vec::with_capacity(keys.len());
        for part in &keys {
            let Some(part) = part.optional(row)? else {
                return Ok(None);
            };
            key.push(part.clone());
        }
        let value = value.optional(row)?.cloned();
        Ok(Some(Row { key, value }))
    })
}

/// The value of each key.
///
/// # Errors
/// A key that two rows have, with both.
pub(crate) fn checked(
    rows: &TypedRows<Row>,
    ledgers: &Ledgers<'_>,
) -> Result<FxHashMap<Vec<String>, Option<String>>, String> {
    let mut values: FxHashMap<Vec<String>, Option<String>> = FxHashMap::default();
    let mut first: FxHashMap<Vec<String>, String> = FxHashMap::default();
    for (row, place) in rows.with_locations(ledgers) {
        match first.entry(row.key.clone()) {
            Entry::Vacant(free) => {
                free.insert(place);
                values.insert(row.key.clone(), row.value.clone());
            }
            Entry::Occupied(taken) => {
                return Err(format!(
                    "{place} has the key {} of {}; a join has one row for each key: choose it with `where`, or add a column to `on`",
                    row.key.join(" / "),
                    taken.get()
                ));
            }
        }
    }
    Ok(values)
}
