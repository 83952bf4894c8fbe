//! One authority, rated again and again while its evidence changes.

use chrono::NaiveDate;

use super::change::{Change, Finds, Way, What};
use crate::config::{FindingKind, Pipeline, ProfileSubject, Rulebook};
use crate::domain::{AuthorityIx, Grade, LeverDirection, LeverKind, Rating};
use crate::profile::{FindingProfile, OutcomeProfile, Profile, ProvisionProfile};
use crate::rate::{self, Block, BoundRules};
use crate::tables::{Finding, SettingCount, Tables};

/// The kind of what is changed, what it is, what it was and what it becomes, as the table has them.
pub(super) type Words = (LeverKind, String, String, String);

/// Bound rules, and the same without each of their limiters.
pub(super) struct Rules<'a> {
    all: &'a BoundRules,
    without: Vec<BoundRules>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(all: &'a BoundRules) -> Self {
        let without = |at: usize| without(all, &[at]);
        Self {
            all,
            without: (0..all.limiters.len()).map(without).collect(),
        }
    }
}

fn without(all: &BoundRules, places: &[usize]) -> BoundRules {
    let limiters = all.limiters.iter().enumerate();
    BoundRules {
        limiters: limiters
            .filter(|(at, _)| !places.contains(at))
            .map(|(_, limiter)| limiter.clone())
            .collect(),
        weakness: all.weakness.clone(),
        triggers: Vec::new(),
    }
}

/// One authority.
pub(super) struct Council<'a> {
    tables: &'a Tables,
    rulebook: &'a Rulebook,
    rules: &'a Rules<'a>,
    as_of: NaiveDate,
    /// Its part of the profile.
    profile: Profile,
    /// Whether a judgement has a say in its rating.
    pub(super) is_judged: bool,
}

/// What the authority is rated.
#[derive(Debug, Clone)]
pub(super) struct Rated {
    pub(super) awarded: Option<Rating>,
    pub(super) blocks: [Block; 3],
    /// The limiters that fired, by name.
    pub(super) limiters: Vec<String>,
}

/// A part of the profile as it was before a change.
enum Before {
    Settings(usize, SettingCount),
    Finding(usize, Box<Finding>),
    Indicators(usize, u32),
}

/// The rows of one authority, of a profile in order of authority.
fn own<T: Clone>(
    all: Option<&Vec<T>>,
    of: impl Fn(&T) -> AuthorityIx,
    authority: AuthorityIx,
) -> Option<Vec<T>> {
    let all = all?;
    let start = all.partition_point(|row| of(row) < authority);
    let end = all.partition_point(|row| of(row) <= authority);
    Some(all[start..end].to_vec())
}

impl<'a> Council<'a> {
    /// The authority of this row of the rated ones.
    pub(super) fn new(
        pipeline: &'a Pipeline,
        rules: &'a Rules<'a>,
        tables: &'a Tables,
        profile: &Profile,
        row: usize,
    ) -> Self {
        let authority = profile.rated[row];
        let judgements = tables.judgements.as_deref().unwrap_or_default();
        let by_authority = judgements.binary_search_by_key(&authority, |of| of.authority);
        Self {
            tables,
            rulebook: &pipeline.rulebook,
            rules,
            as_of: pipeline.as_of,
            is_judged: by_authority.is_ok(),
            profile: Profile {
                rated: vec![authority],
                provision: own(profile.provision.as_ref(), |of| of.authority, authority),
                outcomes: own(profile.outcomes.as_ref(), |of| of.authority, authority),
                findings: own(
                    profile.findings.as_ref(),
                    |of| of.finding.authority,
                    authority,
                ),
                coverage: vec![profile.coverage[row]],
                ..Profile::default()
            },
        }
    }

    pub(super) fn authority(&self) -> AuthorityIx {
        self.profile.rated[0]
    }

    fn provision(&self) -> &[ProvisionProfile] {
        self.profile.provision.as_deref().unwrap_or_default()
    }

    fn findings(&self) -> &[FindingProfile] {
        self.profile.findings.as_deref().unwrap_or_default()
    }

    fn outcomes(&self) -> &[OutcomeProfile] {
        self.profile.outcomes.as_deref().unwrap_or_default()
    }

    /// What the authority is rated with `changes`; `None` where a limiter cannot be worked out then.
    pub(super) fn rated_with(&mut self, changes: &[&Change]) -> Option<Rated> {
        let before = self.apply(changes);
        let taken_out: Vec<usize> = changes
            .iter()
            .filter_map(|change| match change.what {
                What::Limiter { at } => Some(at),
                What::Settings { .. } | What::Finding { .. } | What::Indicators { .. } => None,
            })
            .collect();
        let rated = match taken_out.as_slice() {
            [] => self.rate(self.rules.all),
            [at] => self.rate(&self.rules.without[*at]),
            several => self.rate(&without(self.rules.all, several)),
        };
        self.restore(before);
        rated
    }

    fn rate(&self, rules: &BoundRules) -> Option<Rated> {
        let (tables, as_of) = (self.tables, self.as_of);
        let rated = rate::rate_only(tables, &self.profile, self.rulebook, rules, as_of).ok()?;
        let rating = rated.ratings?.pop()?;
        Some(Rated {
            awarded: rating.awarded,
            blocks: rating.blocks,
            limiters: rating.limiters,
        })
    }

    /// The band of the thing that `changes` are about, with them; `None` where it has none.
    pub(super) fn band_with(&mut self, changes: &[&Change]) -> Option<Rating> {
        let (kind, place) = changes.first()?.what.subject();
        let before = self.apply(changes);
        let band = match kind {
            LeverKind::Settings => rate::settings_band(
                &self.provision()[place],
                self.rulebook,
                &self.tables.authorities,
            ),
            LeverKind::Indicators => rate::outcome_band(
                &self.outcomes()[place],
                self.rulebook,
                &self.tables.authorities,
            ),
            LeverKind::Finding | LeverKind::Limiter => None,
        };
        self.restore(before);
        band
    }

    /// The rating that blocks make before any limiter.
    pub(super) fn before_limiters(&self, blocks: &[Block; 3]) -> Option<Rating> {
        rate::rating_of_blocks(blocks, self.rulebook)
    }

    fn apply(&mut self, changes: &[&Change]) -> Vec<Before> {
        changes
            .iter()
            .filter_map(|change| self.apply_one(change))
            .collect()
    }

    fn apply_one(&mut self, change: &Change) -> Option<Before> {
        let amount = change.amount;
        match &change.what {
            What::Settings { place, from, to } => {
                let of = &mut self.profile.provision.as_mut()?[*place];
                let before = of.count;
                let mut count = before;
                count.grades[at(*from)] -= amount;
                count.grades[at(*to)] += amount;
                of.recount(count);
                Some(Before::Settings(*place, before))
            }
            What::Finding { place, to } => {
                let of = &mut self.profile.findings.as_mut()?[*place].finding;
                let before = Box::new(of.clone());
                match to {
                    Finds::Grade(grade) => of.grade = Some(*grade),
                    Finds::Outcome(outcome) => of.outcome = Some(outcome.clone()),
                }
                Some(Before::Finding(*place, before))
            }
            What::Indicators { place, in_line } => {
                let of = &mut self.profile.outcomes.as_mut()?[*place].neighbours;
                let before = of.in_line_or_better;
                match in_line {
                    true => of.in_line_or_better += amount,
                    false => of.in_line_or_better -= amount,
                }
                Some(Before::Indicators(*place, before))
            }
            What::Limiter { .. } => None,
        }
    }

    fn restore(&mut self, before: Vec<Before>) {
        // Two changes of one thing are undone from the last to the first.
        for was in before.into_iter().rev() {
            let profile = &mut self.profile;
            match was {
                Before::Settings(place, count) => {
                    if let Some(of) = profile.provision.as_mut() {
                        of[place].recount(count);
                    }
                }
                Before::Finding(place, finding) => {
                    if let Some(of) = profile.findings.as_mut() {
                        of[place].finding = *finding;
                    }
                }
                Before::Indicators(place, in_line) => {
                    if let Some(of) = profile.outcomes.as_mut() {
                        of[place].neighbours.in_line_or_better = in_line;
                    }
                }
            }
        }
    }

    /// The limiters that have a say in whether the rating moves in this direction: those that hold it
    /// where it is, or those that would lower it. Where a judgement has a say, all of them have.
    pub(super) fn deciding(&self, base: &Rated, direction: LeverDirection) -> Vec<usize> {
        let Some(awarded) = base.awarded else {
            return Vec::new();
        };
        let limiters = self.rules.all.limiters.iter().enumerate();
        limiters
            .filter(|(_, of)| {
                self.is_judged
                    || match direction {
                        LeverDirection::Raise => {
                            of.cap <= awarded && base.limiters.contains(&of.name)
                        }
                        LeverDirection::Lower => of.cap < awarded,
                    }
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// The ways in which a thing may change so that its band goes `direction`, or one of the
    /// `deciding` limiters with it.
    pub(super) fn ways(&self, direction: LeverDirection, deciding: &[usize]) -> Vec<Way> {
        let mut ways = self.settings_ways(direction);
        for (place, of) in self.findings().iter().enumerate() {
            ways.extend(self.finding_ways(direction, place, of));
        }
        ways.extend(self.indicator_ways(direction));
        for way in &mut ways {
            way.limiters.retain(|at| deciding.contains(at));
        }
        if direction == LeverDirection::Raise {
            ways.extend(deciding.iter().map(|at| Way {
                what: What::Limiter { at: *at },
                most: 1,
                steps: 1,
                limiters: vec![*at],
            }));
        }
        ways
    }

    /// Whether the rating follows from the band of the thing alone that is changed this way.
    pub(super) fn follows_from_band(&self, way: &Way) -> bool {
        way.limiters.is_empty() && !self.is_judged
    }

    /// As many changes as bring all settings of a type to the best or to the worst grade.
    pub(super) fn furthest(&self, place: usize, direction: LeverDirection) -> Vec<Change> {
        let to = match direction {
            LeverDirection::Raise => Grade::Outstanding,
            LeverDirection::Lower => Grade::Inadequate,
        };
        let count = self.provision()[place].count;
        regraded(direction)
            .filter(|(from, target)| *target == to && count.at(*from) > 0)
            .map(|(from, to)| Change {
                what: What::Settings { place, from, to },
                amount: count.at(from),
                steps: apart(from, to),
            })
            .collect()
    }

    fn settings_ways(&self, direction: LeverDirection) -> Vec<Way> {
        let mut ways = Vec::new();
        for (place, of) in self.provision().iter().enumerate() {
            let subject = |about| about == ProfileSubject::Provision(of.provision);
            let limiters = self.limiters_about(subject);
            for (from, to) in regraded(direction) {
                let most = of.count.at(from);
                if most > 0 {
                    ways.push(Way {
                        what: What::Settings { place, from, to },
                        most,
                        steps: apart(from, to),
                        limiters: limiters.clone(),
                    });
                }
            }
        }
        ways
    }

    fn finding_ways(
        &self,
        direction: LeverDirection,
        place: usize,
        of: &FindingProfile,
    ) -> Vec<Way> {
        if of.superseded {
            return Vec::new();
        }
        let kind = &self.rulebook.findings[of.kind];
        let limiters = self.limiters_about(|about| match about {
            ProfileSubject::FindingKind(at) => at == of.kind,
            ProfileSubject::Finding { kind: at, aspect } => {
                at == of.kind && kind.aspects[aspect].key == of.finding.aspect
            }
            ProfileSubject::Authority
            | ProfileSubject::Provision(_)
            | ProfileSubject::Outcome(_) => false,
        });
        let found = found_otherwise(direction, &of.finding, kind).into_iter();
        found
            .map(|(to, steps)| Way {
                what: What::Finding { place, to },
                most: 1,
                steps,
                limiters: limiters.clone(),
            })
            .collect()
    }

    /// An indicator that is brought in line with similar areas may come to stand otherwise to the
    /// nation too, so that there is no telling where a limiter asks about that.
    fn indicator_ways(&self, direction: LeverDirection) -> Vec<Way> {
        let in_line = direction == LeverDirection::Raise;
        let mut ways = Vec::new();
        for (place, of) in self.outcomes().iter().enumerate() {
            let national = format!("{}_share_national", self.rulebook.outcomes[of.outcome].key);
            let mut columns = self.rules.all.limiters.iter().flat_map(|of| of.columns());
            let most = match in_line {
                true => of.neighbours.compared - of.neighbours.in_line_or_better,
                false => of.neighbours.in_line_or_better,
            };
            if most > 0 && !columns.any(|column| *column == national) {
                ways.push(Way {
                    what: What::Indicators { place, in_line },
                    most,
                    steps: 1,
                    limiters: self
                        .limiters_about(|about| about == ProfileSubject::Outcome(of.outcome)),
                });
            }
        }
        ways
    }

    /// The limiters that are about what `is_it` says, or about the authority as a whole.
    fn limiters_about(&self, is_it: impl Fn(ProfileSubject) -> bool) -> Vec<usize> {
        let limiters = self.rules.all.limiters.iter().enumerate();
        limiters
            .filter(|(_, limiter)| {
                let mut about = limiter.about().iter();
                about.any(|about| *about == ProfileSubject::Authority || is_it(*about))
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// What a change is about, and what it makes of it, in the words of the table.
    pub(super) fn words(&self, change: &Change) -> Words {
        let (subject, from, to) = match &change.what {
            What::Settings { place, from, to } => {
                let of = &self.rulebook.provisions[self.provision()[*place].provision];
                (of.key.clone(), word(*from), word(*to))
            }
            What::Finding { place, to } => {
                let of = &self.findings()[*place].finding;
                let grade = || of.grade.map(word).unwrap_or_default();
                let (from, to) = match to {
                    Finds::Grade(to) => (grade(), word(*to)),
                    Finds::Outcome(to) => (of.outcome.clone().unwrap_or_default(), to.clone()),
                };
                (format!("{} {}", of.kind, of.aspect), from, to)
            }
            What::Indicators { place, in_line } => {
                let of = &self.rulebook.outcomes[self.outcomes()[*place].outcome];
                let (from, to) = match in_line {
                    true => ("worse", "in line"),
                    false => ("in line", "worse"),
                };
                (of.key.clone(), from.to_owned(), to.to_owned())
            }
            What::Limiter { at } => {
                let name = self.rules.all.limiters[*at].name.clone();
                (name, "in force".to_owned(), "removed".to_owned())
            }
        };
        (change.what.kind(), subject, from, to)
    }
}

/// A grade as the tables' columns have it.
fn word(grade: Grade) -> String {
    grade.word().to_lowercase()
}

/// The place of a grade in a count.
fn at(grade: Grade) -> usize {
    usize::from(grade.level()) - 1
}

/// How many grades lie between two.
fn apart(from: Grade, to: Grade) -> u32 {
    u32::from(from.level().abs_diff(to.level()))
}

/// Every grade with every better one, or with every worse one.
fn regraded(direction: LeverDirection) -> impl Iterator<Item = (Grade, Grade)> {
    let all = || (1..=4).filter_map(Grade::from_level);
    all()
        .flat_map(move |from| all().map(move |to| (from, to)))
        .filter(move |(from, to)| match direction {
            LeverDirection::Raise => to.level() < from.level(),
            LeverDirection::Lower => to.level() > from.level(),
        })
}

/// What a finding may find otherwise, with how many grades or bands that is: by its outcome where its
/// kind has outcomes, else by its grade.
fn found_otherwise(
    direction: LeverDirection,
    finding: &Finding,
    kind: &FindingKind,
) -> Vec<(Finds, u32)> {
    let by_outcome = finding
        .outcome
        .as_ref()
        .and_then(|of| kind.outcomes.get(of));
    if let Some(band) = by_outcome {
        let others = kind.outcomes.iter();
        return others
            .filter(|(_, other)| direction.is_of(*band, **other))
            .map(|(outcome, other)| {
                let steps = band.level().abs_diff(other.level());
                (Finds::Outcome(outcome.clone()), u32::from(steps))
            })
            .collect();
    }
    let Some(grade) = finding.grade else {
        return Vec::new();
    };
    regraded(direction)
        .filter(|(from, _)| *from == grade)
        .map(|(from, to)| (Finds::Grade(to), apart(from, to)))
        .collect()
}
