//! The triggers of a run, beside the profile rows of a run before it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;

use crate::config::{Pipeline, ProfileValue};
use crate::error::Error;
use crate::profile::Profile;
use crate::rate::{BoundTrigger, KeptRows, KeptValue, Rated, RowsBefore, Triggered, ask_triggers};
use crate::review::{self, PublishedValue};
use crate::runs::{Finished, History};
use crate::sql::Value;
use crate::tables::Tables;
use crate::warning::{Warning, WarningKind};

/// What the triggers of a run say, and the rows that they were asked of.
#[derive(Debug)]
pub(super) struct AskedTriggers {
    /// Every authority and trigger.
    pub(super) triggered: Vec<Triggered>,
    /// The rows, for the triggers of a later run.
    pub(super) rows: Vec<KeptValue>,
    /// What a person should know of it.
    pub(super) warnings: Vec<Warning>,
}

impl AskedTriggers {
    /// What of it is published.
    pub(super) fn results(&self) -> (&[Triggered], &[KeptValue]) {
        (&self.triggered, &self.rows)
    }

    /// The triggers that fired, each with the number of authorities.
    pub(super) fn fired(&self, triggers: &[BoundTrigger]) -> Vec<(String, u64)> {
        let count = |name: &str| {
            let own = |row: &&Triggered| row.fired && row.trigger == name;
            self.triggered.iter().filter(own).count() as u64
        };
        let counts = triggers
            .iter()
            .map(|trigger| (trigger.name.clone(), count(&trigger.name)));
        counts.filter(|(_, count)| *count > 0).collect()
    }
}

/// Asks the triggers of the rulebook; `history` has the runs that may be looked back at. `None`
/// where the rulebook has no trigger.
///
/// # Errors
/// A condition that cannot be worked out on this data.
pub(super) fn ask(
    pipeline: &Pipeline,
    triggers: &[BoundTrigger],
    (tables, profile, rated): (&Tables, &Profile, &Rated),
    history: impl FnOnce() -> Option<History>,
) -> Result<Option<AskedTriggers>, Error> {
    if triggers.is_empty() {
        return Ok(None);
    }
    let now = KeptRows::of(tables, profile, &pipeline.rulebook, &rated.bands);
    let back = LookBack::new(pipeline, triggers, history);
    let before = |trigger: &BoundTrigger| {
        let as_of = back.chosen.get(trigger.name.as_str())?;
        let rows = back.rows.get(as_of)?;
        Some(RowsBefore {
            as_of: *as_of,
            rows,
        })
    };
    let triggered = ask_triggers(triggers, &now, before).map_err(Error::Rate)?;
    Ok(Some(AskedTriggers {
        triggered,
        rows: now.values().collect(),
        warnings: back.warnings,
    }))
}

/// What the triggers of a run look back at.
#[derive(Default)]
struct LookBack<'t> {
    /// The as-of date that each trigger looks back at, by its name.
    chosen: BTreeMap<&'t str, NaiveDate>,
    /// The rows of each of these dates.
    rows: BTreeMap<NaiveDate, KeptRows>,
    warnings: Vec<Warning>,
}

impl<'t> LookBack<'t> {
    fn new(
        pipeline: &Pipeline,
        triggers: &'t [BoundTrigger],
        history: impl FnOnce() -> Option<History>,
    ) -> Self {
        let mut back = Self::default();
        if !triggers.iter().any(BoundTrigger::looks_back) {
            return back;
        }
        let history = history();
        let earlier = earlier(history.as_ref(), pipeline.as_of);
        for trigger in triggers.iter().filter(|trigger| trigger.looks_back()) {
            back.choose(pipeline, trigger, &earlier);
        }
        back
    }

    fn warn(&mut self, kind: WarningKind, trigger: &BoundTrigger, detail: Option<String>) {
        let warning = Warning::new(kind).about(trigger.name.clone());
        self.warnings.push(match detail {
            Some(detail) => warning.with(detail),
            None => warning,
        });
    }

    /// Chooses the run that `trigger` looks back at: the latest that is as far back as it says, else
    /// the one that is furthest back.
    fn choose(&mut self, pipeline: &Pipeline, trigger: &'t BoundTrigger, runs: &[&Finished]) {
        let wanted = trigger.before.day(pipeline.as_of);
        let as_of = |run: &&&Finished| run.manifest.as_of;
        // Of one day the first is the latest run.
        let far_enough = runs.iter().rev().filter(|run| run.manifest.as_of <= wanted);
        let chosen = far_enough
            .max_by_key(as_of)
            .or_else(|| runs.iter().min_by_key(as_of));
        let Some(run) = chosen else {
            return self.warn(WarningKind::NothingBefore, trigger, None);
        };
        let day = run.manifest.as_of;
        if let Entry::Vacant(free) = self.rows.entry(day) {
            match rows_of(pipeline, run) {
                Ok(rows) => {
                    free.insert(rows);
                }
                Err(why) => return self.warn(WarningKind::NothingBefore, trigger, Some(why)),
            }
        }
        if day > wanted {
            self.warn(WarningKind::BeforeNearer, trigger, Some(day.to_string()));
        }
        let rules = run.manifest.configuration.get("rulebook");
        if rules.is_none_or(|digest| *digest != pipeline.rulebook.file.digest()) {
            self.warn(
                WarningKind::BeforeOtherRules,
                trigger,
                Some(day.to_string()),
            );
        }
        self.chosen.insert(&trigger.name, day);
    }
}

/// The current run and those that it took the place of, one after another, as far as they are kept
/// and as of a day before `as_of`; the latest first.
fn earlier(history: Option<&History>, as_of: NaiveDate) -> Vec<&Finished> {
    let Some(history) = history else {
        return Vec::new();
    };
    let mut runs: Vec<&Finished> = Vec::new();
    let mut next = history.runs.iter().find(|run| run.current);
    while let Some(run) = next {
        if runs
            .iter()
            .any(|known| known.manifest.run == run.manifest.run)
        {
            break;
        }
        runs.push(run);
        let replaced = run.manifest.replaced.as_deref();
        next = replaced.and_then(|name| history.published(name));
    }
    runs.retain(|run| run.manifest.as_of < as_of);
    runs
}

/// The profile rows that a run published, or why there are none.
fn rows_of(pipeline: &Pipeline, run: &Finished) -> Result<KeptRows, String> {
    let name = &run.manifest.run;
    if run
        .manifest
        .check_table(&run.folder, "profile_row")?
        .is_none()
    {
        return Err(format!(
            "run {name} has no table profile_row: its rulebook had no triggers"
        ));
    }
    let published = review::profile_row(&run.folder).map_err(|error| error.to_string())?;
    let holds: BTreeMap<String, ProfileValue> = pipeline
        .rulebook
        .profile_columns()
        .into_iter()
        .map(|column| (column.name, column.holds))
        .collect();
    let values = published.into_iter().filter_map(|row| {
        let value = value(holds.get(&row.column)?, &row)?;
        Some(KeptValue {
            authority: row.authority,
            column: row.column,
            value,
        })
    });
    Ok(KeptRows::from_values(values))
}

/// A published value as a column of the profile row holds it.
fn value(holds: &ProfileValue, row: &PublishedValue) -> Option<Value<'static>> {
    match holds {
        ProfileValue::Text | ProfileValue::Word(_) => {
            row.text.clone().map(|text| Value::Text(text.into()))
        }
        ProfileValue::Count | ProfileValue::Level => {
            row.number.map(|number| Value::Integer(number as i64))
        }
        ProfileValue::Share | ProfileValue::Mean => row.number.map(Value::Number),
    }
}
