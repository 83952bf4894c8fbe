//! The tables of two runs, side by side.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Amount, Change, Comparator, Difference, Moved, State, Subject};
use crate::domain::Step;
use crate::review::{
    AuthorityRow, EvidenceRow, FindingRow, IndicatorRow, OutcomeRow, ProvisionRow, PublishedRun,
    RatingRow, ReviewError, SettingRow,
};

/// Compares two runs.
///
/// # Errors
/// When a table of either cannot be read.
pub fn diff(a: &PublishedRun, b: &PublishedRun) -> Result<Difference, ReviewError> {
    let mut difference = Difference {
        run_a: a.manifest.run.clone(),
        run_b: b.manifest.run.clone(),
        rates_a: a.rulebook.rating.is_some(),
        rates_b: b.rulebook.rating.is_some(),
        authorities: Vec::new(),
    };
    if have_same_tables(a, b) {
        return Ok(difference);
    }
    let (one, two) = rayon::join(|| Compared::read(a), || Compared::read(b));
    let (one, two) = (one?, two?);
    let mut changes = Changes::default();
    changes.ratings(&one, &two);
    changes.bands(&one, &two);
    changes.provision_comparisons(&one.provision, &two.provision);
    changes.indicator_comparisons(&one.indicators, &two.indicators);
    changes.findings(&one.findings, &two.findings);
    let touched = changes.provisions_moved();
    if !touched.is_empty() {
        let wanted: HashSet<(&str, &str)> = touched
            .iter()
            .map(|(authority, provision)| (authority.as_str(), provision.as_str()))
            .collect();
        let keep = |authority: &str, provision: &str| wanted.contains(&(authority, provision));
        let (settings_a, settings_b) = rayon::join(
            || SettingRow::read_of(a, keep),
            || SettingRow::read_of(b, keep),
        );
        changes.settings(&settings_a?, &settings_b?);
    }
    difference.authorities = changes.in_order_of_importance(&one, &two);
    Ok(difference)
}

/// Whether the files of two runs are the same to the byte, by the digests of their manifests.
fn have_same_tables(a: &PublishedRun, b: &PublishedRun) -> bool {
    let digests = |run: &PublishedRun| -> BTreeSet<(String, String)> {
        let outputs = run.manifest.outputs.iter();
        outputs
            .map(|table| (table.table.clone(), table.digest.clone()))
            .collect()
    };
    digests(a) == digests(b)
}

/// What is compared of a run.
struct Compared {
    /// Names by code.
    names: BTreeMap<String, String>,
    /// The limiters of its rulebook.
    limiters: BTreeSet<String>,
    ratings: Vec<RatingRow>,
    provision: Vec<ProvisionRow>,
    outcomes: Vec<OutcomeRow>,
    findings: Vec<FindingRow>,
    finding_bands: Vec<EvidenceRow>,
    indicators: Vec<IndicatorRow>,
}

impl Compared {
    fn read(run: &PublishedRun) -> Result<Self, ReviewError> {
        let mut indicators = IndicatorRow::read_latest(run)?;
        indicators.retain(|row| row.vs_neighbours.is_some() || row.vs_national.is_some());
        let limiters = run.rulebook.limiters.iter();
        Ok(Self {
            names: AuthorityRow::read(run, None)?
                .into_iter()
                .map(|row| (row.authority, row.name))
                .collect(),
            limiters: limiters.map(|limiter| limiter.name.clone()).collect(),
            ratings: RatingRow::read(run, None)?,
            provision: ProvisionRow::read(run, None)?,
            outcomes: OutcomeRow::read(run, None)?,
            findings: FindingRow::read(run, None)?,
            finding_bands: EvidenceRow::read_step(run, Step::FindingBand)?,
            indicators,
        })
    }

    /// Where a limiter is in this run's result for an authority: what it did, or that the
    /// rulebook does not have it.
    fn limiter(&self, name: &str, fired: &BTreeSet<&str>, absent: State) -> Option<State> {
        if fired.contains(name) {
            Some(State::Fired)
        } else {
            (!self.limiters.contains(name)).then_some(absent)
        }
    }
}

/// A value of each run, by authority and what it is.
type Pairs<K, T> = BTreeMap<(String, K), (Option<T>, Option<T>)>;

/// Brings the values of two runs together.
fn pair<R, K: Ord, T>(
    a: &[R],
    b: &[R],
    key: impl Fn(&R) -> (String, K),
    value: impl Fn(&R) -> T,
) -> Pairs<K, T> {
    let mut pairs = Pairs::new();
    for row in a {
        pairs.entry(key(row)).or_insert((None, None)).0 = Some(value(row));
    }
    for row in b {
        pairs.entry(key(row)).or_insert((None, None)).1 = Some(value(row));
    }
    pairs
}

/// A comparison of a row: its word, and the figures that it rests on.
type Beside = (Option<String>, Amount, Amount);

/// What changed, by authority.
#[derive(Default)]
struct Changes(BTreeMap<String, Moved>);

impl Changes {
    fn of(&mut self, authority: &str) -> &mut Moved {
        self.0.entry(authority.to_owned()).or_insert_with(|| Moved {
            authority: authority.to_owned(),
            name: String::new(),
            ratings: Vec::new(),
            limiters: Vec::new(),
            bands: Vec::new(),
            comparisons: Vec::new(),
            evidence: Vec::new(),
        })
    }

    fn ratings(&mut self, a: &Compared, b: &Compared) {
        let key = |row: &RatingRow| (row.authority.clone(), ());
        for ((authority, ()), (from, to)) in pair(&a.ratings, &b.ratings, key, RatingRow::clone) {
            let level = |row: &Option<RatingRow>, of: fn(&RatingRow) -> Option<i32>| {
                row.as_ref().and_then(of).map(State::Level)
            };
            let rated = [
                (
                    Subject::AwardedRating,
                    (|row| row.awarded_rating) as fn(&RatingRow) -> _,
                ),
                (Subject::IndicativeRating, |row| row.indicative_rating),
            ];
            for (what, of) in rated {
                if let Some(change) = Change::of(what, level(&from, of), level(&to, of)) {
                    self.of(&authority).ratings.push(change);
                }
            }
            let (from, to) = (fired(&from), fired(&to));
            for name in from.symmetric_difference(&to) {
                let change = Change::of(
                    Subject::Limiter((*name).to_owned()),
                    a.limiter(name, &from, State::NotInRulebook),
                    b.limiter(name, &to, State::Removed),
                );
                self.of(&authority).limiters.extend(change);
            }
        }
    }

    fn bands(&mut self, a: &Compared, b: &Compared) {
        let findings = pair(
            &a.finding_bands,
            &b.finding_bands,
            |row| {
                let what = Subject::FindingBand {
                    kind: row.subject.clone().unwrap_or_default(),
                    aspect: row.aspect.clone().unwrap_or_default(),
                };
                (row.authority.clone(), what)
            },
            |row| row.level,
        );
        let provision = pair(
            &a.provision,
            &b.provision,
            |row| {
                let what = Subject::Provision(row.provision.clone());
                (row.authority.clone(), what)
            },
            |row| row.band,
        );
        let outcomes = pair(
            &a.outcomes,
            &b.outcomes,
            |row| (row.authority.clone(), Subject::Outcome(row.outcome.clone())),
            |row| row.band,
        );
        for pairs in [findings, provision, outcomes] {
            for ((authority, what), (from, to)) in pairs {
                let level = |side: Option<Option<i32>>| side.flatten().map(State::Level);
                if let Some(change) = Change::of(what, level(from), level(to)) {
                    self.of(&authority).bands.push(change);
                }
            }
        }
    }

    fn provision_comparisons(&mut self, a: &[ProvisionRow], b: &[ProvisionRow]) {
        let pairs = pair(
            a,
            b,
            |row| (row.authority.clone(), row.provision.clone()),
            |row| {
                let own = Amount::Share(row.good_or_better);
                let (similar, england) =
                    (row.neighbour_good_or_better, row.national_good_or_better);
                [
                    (row.vs_neighbours.clone(), own, Amount::Share(similar)),
                    (row.vs_national.clone(), own, Amount::Share(england)),
                ]
            },
        );
        self.comparisons(pairs, |provision, beside| Subject::ProvisionComparison {
            provision: provision.clone(),
            beside,
        });
    }

    fn indicator_comparisons(&mut self, a: &[IndicatorRow], b: &[IndicatorRow]) {
        let pairs = pair(
            a,
            b,
            |row| {
                let breakdown = (!row.is_total).then(|| row.breakdown.clone());
                (row.authority.clone(), (row.indicator.clone(), breakdown))
            },
            |row| {
                let own = Amount::Number(row.value);
                let (similar, england) = (row.neighbour_mean, row.national_value);
                [
                    (row.vs_neighbours.clone(), own, Amount::Number(similar)),
                    (row.vs_national.clone(), own, Amount::Number(england)),
                ]
            },
        );
        self.comparisons(pairs, |(indicator, breakdown), beside| {
            Subject::IndicatorComparison {
                indicator: indicator.clone(),
                breakdown: breakdown.clone(),
                beside,
            }
        });
    }

    /// A comparison has changed where its word has; the figures then say why: the authority's
    /// own, or the comparator's.
    fn comparisons<K>(
        &mut self,
        pairs: Pairs<K, [Beside; 2]>,
        subject: impl Fn(&K, Comparator) -> Subject,
    ) {
        for ((authority, key), (from, to)) in pairs {
            for (at, beside) in Comparator::ALL.into_iter().enumerate() {
                let word =
                    |side: &Option<[Beside; 2]>| side.as_ref().and_then(|both| both[at].0.clone());
                if word(&from) == word(&to) {
                    continue;
                }
                let state = |side: &Option<[Beside; 2]>| {
                    let (word, own, beside) = side.as_ref()?[at].clone();
                    Some(State::Compared {
                        word: word?,
                        own,
                        beside,
                    })
                };
                let change = Change::of(subject(&key, beside), state(&from), state(&to));
                self.of(&authority).comparisons.extend(change);
            }
        }
    }

    fn findings(&mut self, a: &[FindingRow], b: &[FindingRow]) {
        let pairs = pair(
            a,
            b,
            |row| {
                let what = Subject::Finding {
                    kind: row.kind.clone(),
                    aspect: row.aspect.clone(),
                };
                (row.authority.clone(), what)
            },
            |row| State::Found {
                outcome: row.outcome.clone(),
                grade: row.grade,
                published_on: row.published_on,
            },
        );
        self.evidence(pairs);
    }

    fn settings(&mut self, a: &[SettingRow], b: &[SettingRow]) {
        let pairs = pair(
            a,
            b,
            |row| {
                let what = Subject::Setting {
                    provision: row.provision.clone(),
                    urn: row.urn.clone(),
                };
                (row.authority.clone(), what)
            },
            |row| State::Grade(row.grade),
        );
        self.evidence(pairs);
    }

    fn evidence(&mut self, pairs: Pairs<Subject, State>) {
        for ((authority, what), (from, to)) in pairs {
            if let Some(change) = Change::of(what, from, to) {
                self.of(&authority).evidence.push(change);
            }
        }
    }

    /// Authorities with a type of setting whose band or comparison moved.
    fn provisions_moved(&self) -> BTreeSet<(String, String)> {
        self.0
            .values()
            .flat_map(|moved| {
                let changes = moved.bands.iter().chain(&moved.comparisons);
                changes.filter_map(|change| {
                    let provision = change.what.provision()?;
                    Some((moved.authority.clone(), provision.to_owned()))
                })
            })
            .collect()
    }

    /// The authorities for which something moved, with the names that the later run has for
    /// them, or else the earlier.
    fn in_order_of_importance(self, a: &Compared, b: &Compared) -> Vec<Moved> {
        let mut authorities: Vec<Moved> = self
            .0
            .into_values()
            .filter(Moved::is_something)
            .map(|mut moved| {
                let code = &moved.authority;
                let name = b.names.get(code).or_else(|| a.names.get(code));
                moved.name = name.cloned().unwrap_or_default();
                moved
            })
            .collect();
        authorities.sort_by_key(|moved| {
            (
                std::cmp::Reverse((
                    moved.distance(),
                    moved.ratings.len(),
                    moved.limiters.len(),
                    moved.bands.len(),
                    moved.comparisons.len(),
                )),
                moved.authority.clone(),
            )
        });
        authorities
    }
}

/// The limiters that fired for an authority.
fn fired(row: &Option<RatingRow>) -> BTreeSet<&str> {
    row.iter()
        .flat_map(|row| row.limiters.iter().map(String::as_str))
        .collect()
}
