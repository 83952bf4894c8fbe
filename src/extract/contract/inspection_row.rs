//! A row of inspections, read: each of its columns, and whether they agree.

use chrono::NaiveDate;

use super::area_names::{self, Named};
use super::parse::{self, Cell, Parsed};
use crate::config::{Provision, Rulebook};
use crate::domain::{AuthorityIx, Grade, nearest};
use crate::extract::map::Batch;
use crate::read::{Scalar, show};
use crate::tables::{Authorities, Fault, ProvisionIx, RowDay, Rule, Urn};

/// A row that keeps its contract, in full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// The setting.
    pub urn: Urn,
    /// Its type.
    pub provision: ProvisionIx,
    /// The authority in whose area it is.
    pub authority: AuthorityIx,
    /// The day of the visit; `None` where there was none.
    pub inspected_on: Option<NaiveDate>,
    /// The day on which it was reported.
    pub published_on: Option<NaiveDate>,
    /// The overall grade.
    pub grade: Option<Grade>,
    /// Whether the setting is open.
    pub open: bool,
    /// The kind of visit.
    pub event: Option<&'a Event>,
    /// The day on which the extract was taken.
    pub extracted_on: Option<NaiveDate>,
}

/// A kind of visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// What the source calls it.
    pub name: String,
    /// A fingerprint of the name, whatever its capitals.
    pub fingerprint: u32,
    /// Whether it is a full inspection.
    pub full: bool,
}

/// What rows are read against.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The list of authorities.
    pub authorities: &'a Authorities,
    /// The types of setting, the visits that count and the words for grades.
    pub rulebook: &'a Rulebook,
    /// The day whose names of areas a list of settings has that does not say its own.
    pub as_of: NaiveDate,
}

/// Gives each row of `batch` that keeps its contract, with its place in the batch, to `take`;
/// the others are rejected. A list of settings has names of its own day, and one that does not say
/// it those of the as-of date: where a setting is, and not where it was when it was visited.
pub(crate) fn each(batch: &Batch<'_>, asked: Asked<'_>, mut take: impl FnMut(usize, Row<'_>)) {
    let columns = Columns::parse(batch, asked);
    for row in batch.kept() {
        match columns.row(row) {
            Ok(found) => take(row, found),
            Err(fault) => batch.reject(row, || batch.shown("urn", row), fault),
        }
    }
}

/// The contract's columns of a batch.
struct Columns<'b> {
    asked: Asked<'b>,
    urn: Parsed<'b, Urn>,
    provision: Parsed<'b, ProvisionIx>,
    authority: Parsed<'b, Named<AuthorityIx>>,
    inspected_on: Parsed<'b, NaiveDate>,
    published_on: Parsed<'b, NaiveDate>,
    grade: Parsed<'b, Grade>,
    /// The grades in the words for each type of setting, where it has words of its own.
    own_grades: Vec<Option<Parsed<'b, Grade>>>,
    open: Parsed<'b, bool>,
    event: Parsed<'b, Event>,
    extracted_on: Parsed<'b, NaiveDate>,
    is_of_snapshot: bool,
}

impl<'b> Columns<'b> {
    fn parse(batch: &'b Batch<'_>, asked: Asked<'b>) -> Self {
        let Asked {
            authorities,
            rulebook,
            ..
        } = asked;
        let own_grades = |of: &Provision| {
            (!of.grades.is_empty()).then(|| batch.parse("grade", |scalar| own_grade(of, scalar)))
        };
        Self {
            asked,
            urn: batch.parse("urn", urn),
            provision: batch.parse("provision", |scalar| provision(scalar, rulebook)),
            authority: batch.parse("authority", |scalar| {
                area_names::authority(authorities, scalar)
            }),
            inspected_on: batch.parse("inspected_on", parse::date),
            published_on: batch.parse("published_on", parse::date),
            grade: batch.parse("grade", parse::grade),
            own_grades: rulebook.provisions.iter().map(own_grades).collect(),
            open: batch.parse("status", parse::is_open),
            event: batch.parse("event", |scalar| event(scalar, rulebook)),
            extracted_on: batch.parse("extracted_on", parse::date),
            is_of_snapshot: batch.is_of_snapshot(),
        }
    }

    fn row(&self, row: usize) -> Result<Row<'_>, Fault> {
        let event = self.event.optional(row)?;
        let inspected_on = self.inspected_on.optional(row)?.copied();
        let published_on = self.published_on.optional(row)?.copied();
        let grade = self.grade(row, event)?;
        check_days(
            inspected_on,
            published_on,
            self.asked.rulebook.tolerated_days,
        )?;
        if grade.is_some() && inspected_on.is_none() {
            return Err(Fault::new(
                Rule::MissingValue,
                "a grade is given but inspected_on is blank",
            ));
        }
        let day = || match self.extracted_on.at(row) {
            Cell::Value(day) => RowDay::Extract(*day),
            Cell::Missing(_) | Cell::Fault(_) => RowDay::Own(self.asked.as_of),
        };
        Ok(Row {
            event,
            urn: *self.urn.required(row)?,
            authority: self.authority.council(row, self.asked.authorities, day)?,
            provision: *self.provision.required(row)?,
            open: *self.open.required(row)?,
            extracted_on: match self.is_of_snapshot {
                // A list of nobody knows what day says nothing of any.
                true => Some(*self.extracted_on.required(row)?),
                false => self.extracted_on.optional(row)?.copied(),
            },
            inspected_on,
            published_on,
            grade,
        })
    }

    /// The overall grade of a row, in the words for its type of setting where it has its own.
    fn grade(&self, row: usize, event: Option<&Event>) -> Result<Option<Grade>, Fault> {
        let own = match self.provision.at(row) {
            Cell::Value(provision) => self.own_grades[provision.index()].as_ref(),
            Cell::Missing(_) | Cell::Fault(_) => None,
        };
        match own.unwrap_or(&self.grade).at(row) {
            Cell::Value(grade) => Ok(Some(*grade)),
            Cell::Missing(_) => Ok(None),
            Cell::Fault(fault) if !counts(event, fault) => Ok(None),
            Cell::Fault(fault) => Err(fault.clone()),
        }
    }
}

/// Whether a fault of the grade is one of the row: visits that the rulebook does not count have
/// other words than grades.
fn counts(event: Option<&Event>, fault: &Fault) -> bool {
    fault.rule != Rule::UnreadableGrade || event.is_none_or(|event| event.full)
}

/// A grade in the words of the rulebook for settings of this type, or else in those of any.
fn own_grade(provision: &Provision, scalar: Scalar<'_>) -> Cell<Grade> {
    match provision.grade(&show(scalar)) {
        Some(grade) => Cell::Value(grade),
        None => parse::grade(scalar),
    }
}

fn check_days(
    inspected: Option<NaiveDate>,
    published: Option<NaiveDate>,
    tolerated: u64,
) -> Result<(), Fault> {
    match (inspected, published) {
        (Some(inspected), Some(published)) => parse::in_order(inspected, published, tolerated),
        (None, Some(_)) => Err(Fault::new(
            Rule::MissingValue,
            "published_on is given but inspected_on is blank",
        )),
        (Some(_), None) => Err(Fault::new(
            Rule::MissingValue,
            "inspected_on is given but published_on is blank",
        )),
        (None, None) => Ok(()),
    }
}

fn urn(scalar: Scalar<'_>) -> Cell<Urn> {
    let urn = match scalar {
        // Nearly every row has a number of its own, so this text is not copied.
        Scalar::Text(text) => match text.trim() {
            "" | "-" | ".." => return Cell::Missing(""),
            text => Urn::new(text),
        },
        Scalar::Missing => return Cell::Missing(""),
        other => Urn::new(&show(other)),
    };
    urn.map_or_else(
        || {
            Cell::Fault(Fault::new(
                Rule::UnknownWord,
                format!(
                    "{:?} is longer than a reference number's 16 characters",
                    show(scalar)
                ),
            ))
        },
        Cell::Value,
    )
}

fn provision(scalar: Scalar<'_>, rulebook: &Rulebook) -> Cell<ProvisionIx> {
    let text = match parse::text(scalar) {
        Cell::Value(text) => text.to_lowercase(),
        Cell::Missing(symbol) => return Cell::Missing(symbol),
        Cell::Fault(fault) => return Cell::Fault(fault),
    };
    let same = |word: &String| word.to_lowercase() == text;
    let found = rulebook.provisions.iter().position(|known| {
        same(&known.key) || same(&known.one) || same(&known.many) || known.aliases.iter().any(same)
    });
    match found.and_then(|at| u8::try_from(at).ok()) {
        Some(at) => Cell::Value(ProvisionIx::new(at)),
        None => {
            let known: Vec<&str> = rulebook
                .provisions
                .iter()
                .map(|known| known.key.as_str())
                .collect();
            let hint = nearest(&text, &known)
                .map(|near| format!("; the nearest is {near}"))
                .unwrap_or_default();
            Cell::Fault(Fault::new(
                Rule::UnknownProvision,
                format!("{text:?} is none of the rulebook's provision types{hint}"),
            ))
        }
    }
}

fn event(scalar: Scalar<'_>, rulebook: &Rulebook) -> Cell<Event> {
    match parse::text(scalar) {
        Cell::Missing(symbol) => Cell::Missing(symbol),
        Cell::Fault(fault) => Cell::Fault(fault),
        Cell::Value(name) => {
            let text = name.to_lowercase();
            let known = &rulebook.full_inspection_events;
            let full = known.is_empty() || known.iter().any(|known| known.to_lowercase() == text);
            let digest = blake3::hash(text.as_bytes());
            let [a, b, c, d, ..] = *digest.as_bytes();
            Cell::Value(Event {
                name,
                fingerprint: u32::from_le_bytes([a, b, c, d]),
                full,
            })
        }
    }
}
