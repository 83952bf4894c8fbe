//! The authority's profile as one row, so that a limiter can be a SQL condition over it.
//!
//! Every column is null where there is no evidence.

use crate::config::{ProfileColumn, ProfileValue, Rulebook};
use crate::domain::{Rating, Share};
use crate::profile::Profile;
use crate::sql::{Value, ValueKind};
use crate::tables::Authorities;

use super::Bands;
use super::score::{RowsInOrder, Score};

/// What the rows are made of.
pub(super) struct RowInputs<'a> {
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
pub(super) fn schema(columns: &[ProfileColumn]) -> Vec<(String, ValueKind)> {
    columns
        .iter()
        .map(|column| {
            let kind = match column.holds {
                ProfileValue::Text | ProfileValue::Word(_) => ValueKind::Text,
                ProfileValue::Count | ProfileValue::Level => ValueKind::Integer,
                ProfileValue::Share | ProfileValue::Mean => ValueKind::Number,
            };
            (column.name.clone(), kind)
        })
        .collect()
}

/// One row an authority, in the order of [`Profile::rated`], with the columns of [`schema`]
/// that `wanted` names.
pub(super) fn rows<'a>(
    rulebook: &Rulebook,
    inputs: &'a RowInputs<'a>,
    wanted: &'a [String],
) -> ProfileRows<'a> {
    let mut table = ProfileRows {
        authorities: inputs.authorities,
        rated: &inputs.profile.rated,
        wanted,
        columns: Vec::new(),
    };
    let rated = &inputs.profile.rated;
    let list = inputs.authorities;
    table.text("name", |row| Some(&list.get(rated[row]).name));
    table.text("region", |row| {
        let region = list.get(rated[row]).region?;
        Some(&list.regions()[region.index()].name)
    });
    table.text("kind", |row| list.get(rated[row]).kind.as_deref());
    for (at, name) in ["block_a", "block_b", "block_c"].into_iter().enumerate() {
        table.number(name, |row| inputs.scores[row].blocks[at].mean);
    }
    table.number("coverage", |row| Some(inputs.scores[row].coverage));
    table.level("indicative", |row| inputs.scores[row].rating);
    provision(&mut table, rulebook, inputs);
    findings(&mut table, rulebook, inputs);
    outcomes(&mut table, rulebook, inputs);
    table
}

fn provision<'a>(table: &mut ProfileRows<'a>, rulebook: &Rulebook, inputs: &'a RowInputs<'a>) {
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
        if !table.wants_of(key) {
            continue;
        }
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
            by_row[row * rulebook.provisions.len() + at]
                .and_then(|at| inputs.bands.provision[at])
                .map(|band| band.rating)
        });
    }
}

fn outcomes<'a>(table: &mut ProfileRows<'a>, rulebook: &Rulebook, inputs: &'a RowInputs<'a>) {
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
        if !table.wants_of(key) {
            continue;
        }
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

fn findings<'a>(table: &mut ProfileRows<'a>, rulebook: &Rulebook, inputs: &'a RowInputs<'a>) {
    let profiles = inputs.profile.findings.as_deref().unwrap_or_default();
    let mut by_row: Vec<std::ops::Range<usize>> = Vec::with_capacity(table.len());
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
        if !table.wants_of(&kind.key) {
            continue;
        }
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
                profiles[on(row)?].finding.outcome.as_deref()
            });
            table.level(&format!("{key}_band"), |row| {
                inputs.bands.findings[on(row)?]
            });
        }
    }
}

/// For each authority and each of `width` things, the place of its profile; profiles are in order
/// of authority.
fn rows_of<T>(
    inputs: &RowInputs<'_>,
    profiles: &[T],
    authority: impl Fn(&T) -> crate::domain::AuthorityIx,
    thing: impl Fn(&T) -> usize,
    width: usize,
) -> Vec<Option<usize>> {
    let mut places = vec![None; inputs.profile.rated.len() * width];
    let mut rows = RowsInOrder::of(inputs.profile);
    for (at, profile) in profiles.iter().enumerate() {
        if let Some(row) = rows.row(authority(profile)) {
            places[row * width + thing(profile)] = Some(at);
        }
    }
    places
}

/// The profile rows of the rated authorities, with the columns that are wanted.
pub(super) struct ProfileRows<'a> {
    authorities: &'a Authorities,
    rated: &'a [crate::domain::AuthorityIx],
    wanted: &'a [String],
    columns: Vec<(String, Vec<Value<'a>>)>,
}

impl<'a> ProfileRows<'a> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rated.len()
    }

    /// The name of the authority of a row.
    pub(super) fn name(&self, row: usize) -> &str {
        &self.authorities.get(self.rated[row]).name
    }

    /// The values of a column, if it was wanted.
    pub(super) fn column(&self, name: &str) -> Option<&[Value<'a>]> {
        let found = self.columns.iter().find(|(known, _)| known == name);
        found.map(|(_, values)| values.as_slice())
    }

    /// Whether any column may be wanted whose name begins with this key.
    fn wants_of(&self, key: &str) -> bool {
        self.wanted.iter().any(|wanted| wanted.starts_with(key))
    }

    fn fill(&mut self, name: &str, value: impl Fn(usize) -> Option<Value<'a>>) {
        if self.wanted.iter().any(|wanted| wanted == name) && self.column(name).is_none() {
            let values = (0..self.len()).map(|row| value(row).unwrap_or(Value::Null));
            self.columns.push((name.to_owned(), values.collect()));
        }
    }

    fn text(&mut self, name: &str, value: impl Fn(usize) -> Option<&'a str>) {
        self.fill(name, |row| value(row).map(|text| Value::Text(text.into())));
    }

    fn number(&mut self, name: &str, value: impl Fn(usize) -> Option<f64>) {
        self.fill(name, |row| value(row).map(Value::Number));
    }

    fn count(&mut self, name: &str, value: impl Fn(usize) -> Option<u32>) {
        self.fill(name, |row| {
            value(row).map(|count| Value::Integer(count.into()))
        });
    }

    fn level(&mut self, name: &str, value: impl Fn(usize) -> Option<Rating>) {
        self.count(name, |row| {
            value(row).map(|rating| u32::from(rating.level()))
        });
    }
}
