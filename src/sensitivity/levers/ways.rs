//! The ways in which what a council is rated by may change.

use super::change::{Change, Finds, Way, What};
use super::council::{Base, Council};
use crate::config::{FindingKind, ProfileFact, ProfileSubject};
use crate::domain::{Grade, LeverDirection, Rating};
use crate::profile::FindingProfile;
use crate::tables::{Finding, SettingCount};

impl Council<'_> {
    /// The limiters that have a say in whether the rating moves in this direction: those that hold it
    /// where it is, or those that would lower it. Where a judgement has a say, all of them have.
    pub(super) fn deciding(
        &self,
        base: &Base,
        awarded: Rating,
        direction: LeverDirection,
    ) -> Vec<usize> {
        let limiters = self.rules.limiters.iter().enumerate();
        limiters
            .filter(|(at, of)| {
                self.is_judged
                    || match direction {
                        LeverDirection::Raise => of.cap <= awarded && base.fired.contains(at),
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

    /// Of ways in which a setting's grade may change alike for whoever rates, the one of the fewest
    /// grades: a good home that becomes outstanding changes no share.
    fn settings_ways(&self, direction: LeverDirection) -> Vec<Way> {
        let mut ways = Vec::new();
        for (place, of) in self.provision().iter().enumerate() {
            let subject = |about| about == ProfileSubject::Provision(of.provision);
            let limiters = self.limiters_about(subject);
            let is_few = self.is_few(&of.count);
            for (from, to) in regraded(direction) {
                let most = of.count.at(from);
                let as_this = |other: &(Grade, Grade)| {
                    other.0 == from && share_of(other.1) == share_of(to) && other.1 != to
                };
                let mut less = regraded(direction)
                    .filter(as_this)
                    .filter(|(_, other)| apart(from, *other) < apart(from, to));
                let says_nothing = share_of(from) == share_of(to) || less.next().is_some();
                if most > 0 && (is_few || !says_nothing) {
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

    /// Whether a type of setting is banded by the worst grade, for want of settings.
    fn is_few(&self, count: &SettingCount) -> bool {
        let few = self.rulebook.few_settings;
        few.is_some_and(|few| count.inspected() < few.least)
    }

    /// What a rulebook can tell of the settings of a type after these changes of theirs.
    pub(super) fn told_with(&self, place: usize, changes: &[&Change]) -> Told {
        let mut count = self.provision()[place].count;
        for change in changes {
            if let What::Settings {
                place: of,
                from,
                to,
            } = change.what
                && of == place
            {
                count.regrade(from, to, change.amount);
            }
        }
        Told {
            good_or_better: count.good_or_better(),
            inadequate: count.at(Grade::Inadequate),
            worst: self.is_few(&count).then(|| count.worst()).flatten(),
        }
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
            let national = ProfileFact::ShareNational(of.outcome);
            let mut facts = self.rules.limiters.iter().flat_map(|of| of.facts());
            let most = match in_line {
                true => of.neighbours.compared - of.neighbours.in_line_or_better,
                false => of.neighbours.in_line_or_better,
            };
            if most > 0 && !facts.any(|fact| *fact == national) {
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
        let limiters = self.rules.limiters.iter().enumerate();
        limiters
            .filter(|(_, limiter)| {
                let mut about = limiter.about().iter();
                about.any(|about| *about == ProfileSubject::Authority || is_it(*about))
            })
            .map(|(at, _)| at)
            .collect()
    }
}

/// What a rulebook can tell of the settings of a type whose number stays: bands and the columns of the
/// profile row are made of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Told {
    good_or_better: u32,
    inadequate: u32,
    /// The worst grade, where too few were inspected for a share.
    worst: Option<Grade>,
}

/// The shares that a grade counts in: of those good or better, and of those inadequate.
fn share_of(grade: Grade) -> (bool, bool) {
    match grade {
        Grade::Outstanding | Grade::Good => (true, false),
        Grade::Satisfactory => (false, false),
        Grade::Inadequate => (false, true),
    }
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
