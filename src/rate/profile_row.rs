//! The authority's profile as one row, so that a limiter can be a SQL condition over it.
//!
//! Every column is null where there is no evidence.

use polars::prelude::{
    Column, DataFrame, DataType, Field, Float64Chunked, Int32Chunked, IntoColumn, NewChunkedArray,
    PlSmallStr, Schema, StringChunked,
};

use crate::config::{ProfileColumn, ProfileValue, Rulebook};
use crate::domain::{Rating, Share};
use crate::profile::Profile;
use crate::tables::Authorities;

use super::Bands;
use super::score::Score;

/// What the rows are made of.
pub struct RowInputs<'a> {
    /// The list of authorities.
    pub authorities: &'a Authorities,
    /// The profile.
    pub profile: &'a Profile,
    /// Its bands.
    pub bands: &'a Bands,
    /// What the blocks of each authority amount to before limiters.
    pub scores: &'a [Score],
}

/// The columns of the profile row, with their types.
pub fn schema(columns: &[ProfileColumn]) -> Schema {
    columns
        .iter()
        .map(|column| {
            let kind = match column.holds {
                ProfileValue::Text | ProfileValue::Word(_) => DataType::String,
                ProfileValue::Count | ProfileValue::Level => DataType::Int32,
                ProfileValue::Share | ProfileValue::Mean => DataType::Float64,
            };
            Field::new(PlSmallStr::from_str(&column.name), kind)
        })
        .collect()
}

/// One row an authority, in the order of [`Profile::rated`], with the columns of
/// [`schema`] that `wanted` names.
///
/// # Errors
/// What Polars says of a frame that does not hold together, which no data can bring about.
pub fn frame(
    rulebook: &Rulebook,
    inputs: &RowInputs<'_>,
    wanted: &[String],
) -> Result<DataFrame, String> {
    let mut table = Table {
        rows: inputs.profile.rated.len(),
        wanted,
        columns: Vec::new(),
    };
    let rated = &inputs.profile.rated;
    let list = inputs.authorities;
    table.text("name", |row| Some(list.get(rated[row]).name.clone()));
    table.text("region", |row| {
        let region = list.get(rated[row]).region?;
        Some(list.regions()[region.index()].name.clone())
    });
    table.text("kind", |row| list.get(rated[row]).kind.clone());
    for (at, name) in ["block_a", "block_b", "block_c"].into_iter().enumerate() {
        table.number(name, |row| inputs.scores[row].blocks[at].mean);
    }
    table.number("coverage", |row| Some(inputs.scores[row].coverage));
    table.level("indicative", |row| inputs.scores[row].rating);
    provision(&mut table, rulebook, inputs);
    findings(&mut table, rulebook, inputs);
    outcomes(&mut table, rulebook, inputs);
    DataFrame::new(table.rows, table.columns).map_err(|error| error.to_string())
}

fn provision(table: &mut Table<'_>, rulebook: &Rulebook, inputs: &RowInputs<'_>) {
    let profiles = inputs.profile.provision.as_deref().unwrap_or_default();
    let by_row = rows_of(
        inputs,
        profiles,
        |profile| profile.authority,
        |profile| profile.provision,
        rulebook.provisions.len(),
    );
    for (at, provision) in rulebook.provisions.iter().enumerate() {
        let key = &provision.key;
        let of = |row: usize| by_row[row * rulebook.provisions.len() + at].map(|at| &profiles[at]);
        table.count(&format!("{key}_settings"), |row| {
            of(row).map(|profile| profile.count.settings)
        });
        table.count(&format!("{key}_inspected"), |row| {
            of(row).map(|profile| profile.count.inspected())
        });
        table.number(&format!("{key}_good_or_better"), |row| {
            of(row)?.good_or_better.map(Share::fraction)
        });
        table.count(&format!("{key}_inadequate"), |row| {
            of(row).map(|profile| profile.count.grades[3])
        });
        table.number(&format!("{key}_inadequate_share"), |row| {
            of(row)?.inadequate.map(Share::fraction)
        });
        table.level(&format!("{key}_band"), |row| {
            by_row[row * rulebook.provisions.len() + at].and_then(|at| inputs.bands.provision[at])
        });
    }
}

fn outcomes(table: &mut Table<'_>, rulebook: &Rulebook, inputs: &RowInputs<'_>) {
    let profiles = inputs.profile.outcomes.as_deref().unwrap_or_default();
    let by_row = rows_of(
        inputs,
        profiles,
        |profile| profile.authority,
        |profile| profile.outcome,
        rulebook.outcomes.len(),
    );
    for (at, outcome) in rulebook.outcomes.iter().enumerate() {
        let key = &outcome.key;
        let place = |row: usize| by_row[row * rulebook.outcomes.len() + at];
        let of = |row: usize| place(row).map(|at| &profiles[at]);
        table.count(&format!("{key}_indicators"), |row| {
            of(row).map(|profile| profile.indicators)
        });
        table.count(&format!("{key}_with_value"), |row| {
            of(row).map(|profile| profile.with_value)
        });
        table.number(&format!("{key}_share_neighbours"), |row| {
            of(row)?.neighbours.share().map(Share::fraction)
        });
        table.number(&format!("{key}_share_national"), |row| {
            of(row)?.national.share().map(Share::fraction)
        });
        table.level(&format!("{key}_band"), |row| {
            place(row).and_then(|at| inputs.bands.outcomes[at])
        });
    }
}

fn findings(table: &mut Table<'_>, rulebook: &Rulebook, inputs: &RowInputs<'_>) {
    let profiles = inputs.profile.findings.as_deref().unwrap_or_default();
    let mut by_row: Vec<std::ops::Range<usize>> = Vec::with_capacity(table.rows);
    let mut start = 0;
    for authority in &inputs.profile.rated {
        let length = profiles[start..]
            .iter()
            .take_while(|profile| profile.finding.authority == *authority)
            .count();
        by_row.push(start..start + length);
        start += length;
    }
    for (at, kind) in rulebook.findings.iter().enumerate() {
        let in_force = |row: usize| {
            by_row[row]
                .clone()
                .filter(move |place| profiles[*place].kind == at && !profiles[*place].superseded)
        };
        let key = &kind.key;
        table.count(&format!("{key}_count"), |row| {
            u32::try_from(in_force(row).count()).ok()
        });
        table.count(&format!("{key}_inadequate"), |row| {
            let inadequate = in_force(row).filter(|place| {
                profiles[*place].finding.grade == Some(crate::domain::Grade::Inadequate)
            });
            u32::try_from(inadequate.count()).ok()
        });
        for aspect in &kind.aspects {
            let key = format!("{key}_{}", aspect.key);
            let on = |row: usize| {
                in_force(row).find(|place| profiles[*place].finding.aspect == aspect.key)
            };
            table.count(&format!("{key}_grade"), |row| {
                profiles[on(row)?]
                    .finding
                    .grade
                    .map(|grade| u32::from(grade.level()))
            });
            table.text(&format!("{key}_outcome"), |row| {
                profiles[on(row)?].finding.outcome.clone()
            });
            table.level(&format!("{key}_band"), |row| {
                inputs.bands.findings[on(row)?]
            });
        }
    }
}

/// For each authority and each of `width` things, the place of its profile.
fn rows_of<T>(
    inputs: &RowInputs<'_>,
    profiles: &[T],
    authority: impl Fn(&T) -> crate::domain::AuthorityIx,
    thing: impl Fn(&T) -> usize,
    width: usize,
) -> Vec<Option<usize>> {
    let mut places = vec![None; inputs.profile.rated.len() * width];
    for (at, profile) in profiles.iter().enumerate() {
        if let Ok(row) = inputs.profile.rated.binary_search(&authority(profile)) {
            places[row * width + thing(profile)] = Some(at);
        }
    }
    places
}

/// Columns as they are wanted.
struct Table<'a> {
    rows: usize,
    wanted: &'a [String],
    columns: Vec<Column>,
}

impl Table<'_> {
    fn wants(&self, name: &str) -> bool {
        self.wanted.iter().any(|wanted| wanted == name)
    }

    fn text(&mut self, name: &str, value: impl Fn(usize) -> Option<String>) {
        if self.wants(name) {
            let values = (0..self.rows).map(value);
            self.columns
                .push(StringChunked::from_iter_options(name.into(), values).into_column());
        }
    }

    fn number(&mut self, name: &str, value: impl Fn(usize) -> Option<f64>) {
        if self.wants(name) {
            let values = (0..self.rows).map(value);
            self.columns
                .push(Float64Chunked::from_iter_options(name.into(), values).into_column());
        }
    }

    fn count(&mut self, name: &str, value: impl Fn(usize) -> Option<u32>) {
        if self.wants(name) {
            let values =
                (0..self.rows).map(|row| value(row).and_then(|count| i32::try_from(count).ok()));
            self.columns
                .push(Int32Chunked::from_iter_options(name.into(), values).into_column());
        }
    }

    fn level(&mut self, name: &str, value: impl Fn(usize) -> Option<Rating>) {
        self.count(name, |row| {
            value(row).map(|rating| u32::from(rating.level()))
        });
    }
}
