//! Inspections of settings.

use std::ops::Range;

use chrono::NaiveDate;

use super::area_names;
use super::parse::{self, Cell, Parsed};
use super::precedence::Precedence;
use crate::config::{Provision, Rulebook};
use crate::domain::{AuthorityIx, Grade, nearest};
use crate::extract::map::Batch;
use crate::extract::quarantine::{RowEvidence, RowLocation};
use crate::read::{Scalar, show};
use crate::tables::{Authorities, Day, Fault, ProvisionIx, RowDay, Rule, Urn};

/// What a row says of its setting: whether it is open, whether the row was published by the
/// as-of date, and the grade; in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VisitState(u8);

impl VisitState {
    /// The bits of the grade's number, which is 0 where there is none.
    const GRADE: u8 = 0b0111;
    const OPEN: u8 = 0b1000;
    const REPORTED: u8 = 0b1_0000;

    /// What a row says: the grade of a full inspection, whether the setting is open, and whether
    /// the row was published by the as-of date.
    pub(crate) fn new(grade: Option<Grade>, open: bool, reported: bool) -> Self {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        Self(
            grade.map_or(0, Grade::level) | flag(open, Self::OPEN) | flag(reported, Self::REPORTED),
        )
    }

    /// The overall grade of a full inspection.
    pub(crate) fn grade(self) -> Option<Grade> {
        Grade::from_level(self.0 & Self::GRADE)
    }

    /// Whether the setting is open.
    pub(crate) fn is_open(self) -> bool {
        self.0 & Self::OPEN != 0
    }

    /// Whether the row was published by the as-of date.
    pub(crate) fn is_reported(self) -> bool {
        self.0 & Self::REPORTED != 0
    }
}

/// A visit to a setting, or a registered setting that was not visited yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Inspection {
    /// The setting.
    pub urn: Urn,
    /// Where the row stands.
    pub location: RowLocation,
    /// The day of the visit; `None` where there was none.
    pub inspected_on: Option<Day>,
    /// A fingerprint of the kind of visit, which is part of the key.
    pub event: u32,
    /// The authority in whose area the setting is.
    pub authority: AuthorityIx,
    /// When the row's extract was taken.
    pub precedence: Precedence,
    /// Its type.
    pub provision: ProvisionIx,
    /// Whether it is open, and the grade.
    pub standing: VisitState,
}

impl Inspection {
    /// The order in which visits are reduced: part by part, setting by setting, the latest
    /// visit last, and of each visit the retained row first.
    pub(crate) fn order(&self) -> (u8, Urn, Option<Day>, u32, Precedence, RowLocation) {
        (
            self.urn.part(),
            self.urn,
            self.inspected_on,
            self.event,
            self.precedence,
            self.location,
        )
    }

    /// What it is shown by when it is rejected.
    pub(crate) fn evidence(&self) -> VisitEvidence {
        VisitEvidence {
            location: self.location,
            urn: self.urn,
            grade: self.standing.grade(),
            open: self.standing.is_open(),
        }
    }

    /// Whether another row is of the same visit.
    pub(crate) fn is_same_visit(&self, other: &Self) -> bool {
        self.urn == other.urn
            && self.inspected_on == other.inspected_on
            && self.event == other.event
    }
}

/// What a visit is shown by when it is rejected after its batch is gone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VisitEvidence {
    /// Where the row stands.
    pub location: RowLocation,
    /// The setting.
    pub urn: Urn,
    /// The overall grade.
    pub grade: Option<Grade>,
    /// Whether the setting is open.
    pub open: bool,
}

impl VisitEvidence {
    /// The fault of a row that is of the same visit as this one, which is kept.
    pub(crate) fn repeated(&self) -> Fault {
        Fault::new(
            Rule::DuplicateKey,
            format!(
                "row {} has the same setting, day and event; the first is kept",
                self.location.row()
            ),
        )
    }
}

impl RowEvidence for VisitEvidence {
    fn location(&self) -> RowLocation {
        self.location
    }

    fn record(&self) -> String {
        serde_json::json!({
            "grade": self.grade.map(Grade::level),
            "open": self.open,
            "urn": self.urn.to_string(),
        })
        .to_string()
    }
}

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

/// Gives each row of `batch` that keeps its contract, with its place in the batch, to `take`;
/// the others are rejected. A list of settings has names of its own day, and one that does not say
/// it those of `as_of`: where a setting is, and not where it was when it was visited.
pub(crate) fn each(
    batch: &Batch<'_>,
    authorities: &Authorities,
    rulebook: &Rulebook,
    as_of: NaiveDate,
    mut take: impl FnMut(usize, Row<'_>),
) {
    let urn = batch.parse("urn", urn);
    let provision = batch.parse("provision", |scalar| provision(scalar, rulebook));
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let inspected_on = batch.parse("inspected_on", parse::date);
    let published_on = batch.parse("published_on", parse::date);
    let grade = batch.parse("grade", parse::grade);
    let own_grades: Vec<Option<Parsed<'_, Grade>>> = rulebook
        .provisions
        .iter()
        .map(|of| {
            (!of.grades.is_empty()).then(|| batch.parse("grade", |scalar| own_grade(of, scalar)))
        })
        .collect();
    let open = batch.parse("status", parse::is_open);
    let event = batch.parse("event", |scalar| event(scalar, rulebook));
    let extracted_on = batch.parse("extracted_on", parse::date);

    for row in batch.kept() {
        let one = || -> Result<Row<'_>, Fault> {
            let event = event.optional(row)?;
            let inspected_on = inspected_on.optional(row)?.copied();
            let published_on = published_on.optional(row)?.copied();
            let own = match provision.at(row) {
                Cell::Value(provision) => own_grades[provision.index()].as_ref(),
                Cell::Missing(_) | Cell::Fault(_) => None,
            };
            let grade = match own.unwrap_or(&grade).at(row) {
                Cell::Value(grade) => Some(*grade),
                Cell::Missing(_) => None,
                Cell::Fault(fault) if !counts(event, fault) => None,
                Cell::Fault(fault) => return Err(fault.clone()),
            };
            check_days(inspected_on, published_on, rulebook.tolerated_days)?;
            if grade.is_some() && inspected_on.is_none() {
                return Err(Fault::new(
                    Rule::MissingValue,
                    "a grade is given but inspected_on is blank",
                ));
            }
            let day = || match extracted_on.at(row) {
                Cell::Value(day) => RowDay::Extract(*day),
                Cell::Missing(_) | Cell::Fault(_) => RowDay::Own(as_of),
            };
            Ok(Row {
                event,
                urn: *urn.required(row)?,
                authority: authority.council(row, authorities, day)?,
                provision: *provision.required(row)?,
                open: *open.required(row)?,
                extracted_on: match batch.is_of_snapshot() {
                    // A list of nobody knows what day says nothing of any.
                    true => Some(*extracted_on.required(row)?),
                    false => extracted_on.optional(row)?.copied(),
                },
                inspected_on,
                published_on,
                grade,
            })
        };
        match one() {
            Ok(found) => take(row, found),
            Err(fault) => batch.reject(row, || batch.shown("urn", row), fault),
        }
    }
}

/// The rows of a batch, in the form in which they are reduced.
#[derive(Debug, Default)]
pub(crate) struct InspectionBatch {
    /// Visits made by the as-of date; those reported later are without their grade. In order
    /// of [`Inspection::order`].
    pub rows: Vec<Inspection>,
    /// Rows published later.
    pub after_as_of: u64,
    /// When the preferred one of the extracts was taken that the visits are from, those that are
    /// not of the wanted parts among them.
    pub preferred: Option<Precedence>,
    /// When the first extract of its rows was taken in the order in which they are preferred,
    /// whether or not they say anything of the as-of date.
    pub first: Option<Precedence>,
    /// The types of setting in all of its rows.
    pub provisions: Provisions,
}

/// A set of provision types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Provisions([u64; 4]);

impl Provisions {
    /// Adds a type.
    pub(crate) fn insert(&mut self, provision: ProvisionIx) {
        let place = provision.index();
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// Adds those of another set.
    pub(crate) fn add(&mut self, others: Self) {
        for (own, other) in self.0.iter_mut().zip(others.0) {
            *own |= other;
        }
    }

    /// Whether a type is in both sets.
    pub(crate) fn meets(self, others: Self) -> bool {
        self.0
            .iter()
            .zip(others.0)
            .any(|(own, other)| own & other != 0)
    }
}

/// Reads the rows of a batch that were published by `as_of`. Of `snapshots`, each a list of the
/// settings open on its day, those taken by then say which settings there are, inspected or not,
/// and those taken later nothing but what was published by then. Only visits to the settings of
/// `parts` are kept.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    rulebook: &Rulebook,
    as_of: NaiveDate,
    parts: &Range<u8>,
) -> InspectionBatch {
    let rows = batch.kept().len();
    // The parts are not all of one size.
    let share = rows * parts.len() / usize::from(Urn::PARTS);
    let mut read = InspectionBatch {
        rows: Vec::with_capacity(rows.min(share + share / 8)),
        ..InspectionBatch::default()
    };
    each(batch, authorities, rulebook, as_of, |at, row| {
        read.provisions.insert(row.provision);
        let known = Known::by(as_of, row.inspected_on, row.published_on);
        let reported = known == Known::Reported;
        read.after_as_of += u64::from(!reported);
        let precedence = Precedence::of(row.extracted_on, as_of);
        read.first = Some(read.first.map_or(precedence, |known| known.min(precedence)));
        let counts = match (batch.is_of_snapshot(), precedence.is_after()) {
            (false, _) => known != Known::Nothing,
            (true, false) => true,
            (true, true) => reported && row.inspected_on.is_some(),
        };
        if !counts {
            return;
        }
        read.preferred = Some(
            read.preferred
                .map_or(precedence, |known| known.min(precedence)),
        );
        if !parts.contains(&row.urn.part()) {
            return;
        }
        let (event, full) = row
            .event
            .map_or((0, true), |event| (event.fingerprint, event.full));
        read.rows.push(Inspection {
            urn: row.urn,
            location: batch.raw().location(at),
            inspected_on: row.inspected_on.and_then(Day::new),
            event,
            authority: row.authority,
            precedence,
            provision: row.provision,
            standing: VisitState::new(row.grade.filter(|_| full && reported), row.open, reported),
        });
    });
    read.rows.sort_unstable_by_key(Inspection::order);
    read
}

/// What is known of a visit on the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// All that the row says.
    Reported,
    /// That the setting was there to be visited: it counts as open, not as inspected.
    Visited,
    /// Nothing.
    Nothing,
}

impl Known {
    fn by(as_of: NaiveDate, inspected: Option<NaiveDate>, published: Option<NaiveDate>) -> Self {
        // A report is out once it is published and, where it is dated before, the visit was made.
        if published.max(inspected).is_none_or(|day| day <= as_of) {
            Self::Reported
        } else if inspected.is_some_and(|day| day <= as_of) {
            Self::Visited
        } else {
            Self::Nothing
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inspection_takes_forty_bytes() {
        // A nation a hundred times England has 24 million of them in memory at once.
        assert_eq!(size_of::<Inspection>(), 40);
    }

    #[test]
    fn a_standing_gives_back_what_went_into_it() {
        for grade in [None, Some(Grade::Outstanding), Some(Grade::Inadequate)] {
            for (open, reported) in [(true, true), (true, false), (false, true), (false, false)] {
                let standing = VisitState::new(grade, open, reported);
                assert_eq!(standing.grade(), grade);
                assert_eq!(
                    (standing.is_open(), standing.is_reported()),
                    (open, reported)
                );
            }
        }
    }
}
