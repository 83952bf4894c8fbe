//! The list of authorities, row by row.

use chrono::NaiveDate;

use super::parse::{self, Cell};
use super::rows::TypedRows;
use crate::domain::Level;
use crate::extract::map::Batch;
use crate::read::{Scalar, show};
use crate::tables::{Fault, Rule};

/// A row of the list, before its region is known.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is a council, a region or the nation.
    pub level: Level,
    /// The region that it says it lies in.
    pub region: Option<String>,
    /// What kind of council it is.
    pub kind: Option<String>,
    /// Its nine-character code.
    pub ons_code: Option<String>,
    /// The day on which it came into being.
    pub opened_on: Option<NaiveDate>,
    /// The day on which it was abolished.
    pub closed_on: Option<NaiveDate>,
    /// To whom its letter goes.
    pub addressee: Option<String>,
    /// The nation that it lies in, where the source says.
    pub nation: Option<String>,
}

/// Reads the rows of a batch.
pub(crate) fn read(batch: &Batch<'_>) -> TypedRows<Row> {
    let code = batch.parse("code", parse::text);
    let name = batch.parse("name", parse::text);
    let level = batch.parse("level", level);
    let region = batch.parse("region", parse::text);
    let kind = batch.parse("kind", parse::text);
    let ons_code = batch.parse("ons_code", parse::text);
    let opened_on = batch.parse("opened_on", parse::date);
    let closed_on = batch.parse("closed_on", parse::date);
    let addressee = batch.parse("addressee", parse::text);
    let nation = batch.parse("nation", parse::text);
    TypedRows::collect(batch, &["code"], |row| {
        let opened_on = opened_on.optional(row)?.copied();
        let closed_on = closed_on.optional(row)?.copied();
        if let (Some(opened), Some(closed)) = (opened_on, closed_on)
            && closed < opened
        {
            return Err(Fault::new(
                Rule::ImpossibleDate,
                format!("closed_on {closed} is before opened_on {opened}"),
            ));
        }
        Ok(Some(Row {
            code: code.required(row)?.clone(),
            name: name.required(row)?.clone(),
            level: *level.required(row)?,
            region: region.optional(row)?.cloned(),
            kind: kind.optional(row)?.cloned(),
            ons_code: ons_code.optional(row)?.cloned(),
            opened_on,
            closed_on,
            addressee: addressee.optional(row)?.cloned(),
            nation: nation.optional(row)?.cloned(),
        }))
    })
}

fn level(scalar: Scalar<'_>) -> Cell<Level> {
    let shown = show(scalar);
    match Level::parse(&shown) {
        Some(level) => Cell::Value(level),
        None if shown.is_empty() => Cell::Missing(""),
        None => Cell::Fault(Fault::new(
            Rule::UnknownWord,
            format!("{shown:?} is not a level; expected authority, region or nation"),
        )),
    }
}
