//! The authority's profile as one row, so that a limiter can be a SQL condition over it.
//!
//! Every column is null where there is no evidence.

use std::ops::Range;

use super::Bands;
use super::score::{Aspects, RowsInOrder, Score};
use crate::config::{ProfileColumn, ProfileFact, ProfileValue, Rulebook};
use crate::domain::{AuthorityIx, Grade, Rating, Share};
use crate::profile::{FindingProfile, OutcomeProfile, Profile, ProvisionProfile};
use crate::sql::{Value, ValueKind};
use crate::tables::Authorities;

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

/// Where the parts of a profile are that a row is made of, which stay while values change.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// Of each row and type of setting.
    provision: Vec<Option<usize>>,
    /// Of each row and outcome.
    outcomes: Vec<Option<usize>>,
    /// Of each row.
    findings: Vec<Range<usize>>,
    types: usize,
    /// How many outcomes the rulebook has.
    kinds_of_outcome: usize,
}

impl Places {
    /// The places in a profile.
    pub(super) fn of(profile: &Profile, rulebook: &Rulebook) -> Self {
        let (types, outcomes) = (rulebook.provisions.len(), rulebook.outcomes.len());
        let findings = profile.findings.as_deref().unwrap_or_default();
        let mut start = 0;
        let findings = profile.rated.iter().map(|authority| {
            let own = findings[start..].iter();
            let length = own
                .take_while(|of| of.finding.authority == *authority)
                .count();
            start += length;
            start - length..start
        });
        Self {
            findings: findings.collect(),
            provision: places(
                profile,
                profile.provision.as_deref().unwrap_or_default(),
                |of| (of.authority, of.provision),
                types,
            ),
            outcomes: places(
                profile,
                profile.outcomes.as_deref().unwrap_or_default(),
                |of| (of.authority, of.outcome),
                outcomes,
            ),
            types,
            kinds_of_outcome: outcomes,
        }
    }
}

/// For each authority and each of `width` things, the place of its profile; profiles are in order
/// of authority.
fn places<T>(
    profile: &Profile,
    parts: &[T],
    of: impl Fn(&T) -> (AuthorityIx, usize),
    width: usize,
) -> Vec<Option<usize>> {
    let mut places = vec![None; profile.rated.len() * width];
    let mut rows = RowsInOrder::of(profile);
    for (at, part) in parts.iter().enumerate() {
        let (authority, thing) = of(part);
        if let Some(row) = rows.row(authority) {
            places[row * width + thing] = Some(at);
        }
    }
    places
}

/// The profile rows of the rated authorities, one each, in the order of [`Profile::rated`].
#[derive(Clone, Copy)]
pub(super) struct ProfileRows<'a> {
    /// The list of authorities.
    pub authorities: &'a Authorities,
    /// The profile.
    pub profile: &'a Profile,
    /// Where its parts are.
    pub places: &'a Places,
    /// The aspects of its findings.
    pub aspects: &'a Aspects,
    /// Its bands.
    pub bands: &'a Bands,
    /// What the blocks of each authority amount to before limiters.
    pub scores: &'a [Score],
}

impl<'a> ProfileRows<'a> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.profile.rated.len()
    }

    /// The name of the authority of a row.
    pub(super) fn name(&self, row: usize) -> &'a str {
        &self.authorities.get(self.profile.rated[row]).name
    }

    /// What stands in a column of a row.
    pub(super) fn value(&self, row: usize, fact: ProfileFact) -> Value<'a> {
        self.known(row, fact).unwrap_or(Value::Null)
    }

    fn known(&self, row: usize, fact: ProfileFact) -> Option<Value<'a>> {
        use ProfileFact as Fact;
        let authority = || self.authorities.get(self.profile.rated[row]);
        Some(match fact {
            Fact::Name => text(&authority().name),
            Fact::Region => {
                let region = authority().region?;
                text(&self.authorities.regions()[region.index()].name)
            }
            Fact::Kind => text(authority().kind.as_deref()?),
            Fact::Block(block) => Value::Number(self.scores[row].blocks[block].mean?),
            Fact::Coverage => Value::Number(self.scores[row].coverage),
            Fact::Indicative => level(self.scores[row].rating?),
            Fact::Settings(at) => whole(self.provision(row, at)?.count.settings),
            Fact::Inspected(at) => whole(self.provision(row, at)?.count.inspected()),
            Fact::GoodOrBetter(at) => share(self.provision(row, at)?.good_or_better?),
            Fact::Inadequate(at) => whole(self.provision(row, at)?.count.at(Grade::Inadequate)),
            Fact::InadequateShare(at) => share(self.provision(row, at)?.inadequate?),
            Fact::ProvisionBand(at) => {
                level(self.bands.provision[self.provision_place(row, at)?]?.rating)
            }
            Fact::Findings(kind) => count(self.in_force(row, kind).count())?,
            Fact::FindingsInadequate(kind) => {
                let graded = self.in_force(row, kind).filter(|place| {
                    self.findings()[*place].finding.grade == Some(Grade::Inadequate)
                });
                count(graded.count())?
            }
            Fact::FindingGrade(on) => {
                let of = &self.findings()[self.on(row, on.kind, on.aspect)?].finding;
                whole(of.grade?.level().into())
            }
            Fact::FindingOutcome(on) => {
                let of = &self.findings()[self.on(row, on.kind, on.aspect)?].finding;
                text(of.outcome.as_deref()?)
            }
            Fact::FindingBand(on) => level(self.bands.findings[self.on(row, on.kind, on.aspect)?]?),
            Fact::Indicators(at) => whole(self.outcome(row, at)?.indicators),
            Fact::WithValue(at) => whole(self.outcome(row, at)?.with_value),
            Fact::ShareNeighbours(at) => share(self.outcome(row, at)?.neighbours.share()?),
            Fact::ShareNational(at) => share(self.outcome(row, at)?.national.share()?),
            Fact::OutcomeBand(at) => level(self.bands.outcomes[self.outcome_place(row, at)?]?),
        })
    }

    fn provision_place(&self, row: usize, at: usize) -> Option<usize> {
        self.places.provision[row * self.places.types + at]
    }

    fn provision(&self, row: usize, at: usize) -> Option<&'a ProvisionProfile> {
        let place = self.provision_place(row, at)?;
        self.profile.provision.as_ref()?.get(place)
    }

    fn outcome_place(&self, row: usize, at: usize) -> Option<usize> {
        self.places.outcomes[row * self.places.kinds_of_outcome + at]
    }

    fn outcome(&self, row: usize, at: usize) -> Option<&'a OutcomeProfile> {
        let place = self.outcome_place(row, at)?;
        self.profile.outcomes.as_ref()?.get(place)
    }

    fn findings(&self) -> &'a [FindingProfile] {
        self.profile.findings.as_deref().unwrap_or_default()
    }

    /// The places of the findings of a kind that count.
    fn in_force(&self, row: usize, kind: usize) -> impl Iterator<Item = usize> {
        let findings = self.findings();
        let own = self.places.findings[row].clone();
        own.filter(move |place| findings[*place].kind == kind && !findings[*place].superseded)
    }

    /// The place of the finding on an aspect.
    fn on(&self, row: usize, kind: usize, aspect: usize) -> Option<usize> {
        let mut findings = self.in_force(row, kind);
        findings.find(|place| self.aspects.at(*place) == Some(aspect))
    }
}

fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

fn whole(number: u32) -> Value<'static> {
    Value::Integer(number.into())
}

fn count(number: usize) -> Option<Value<'static>> {
    u32::try_from(number).ok().map(whole)
}

fn share(share: Share) -> Value<'static> {
    Value::Number(share.fraction())
}

fn level(rating: Rating) -> Value<'static> {
    whole(rating.level().into())
}
