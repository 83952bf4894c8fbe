//! What moved between two runs, and which evidence moved it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::{
    Emphasis, EvidenceRow, FindingRow, IndicatorRow, Node, OutcomeRow, ProvisionRow, PublishedRun,
    RatingRow, ReviewError, SettingRow,
};

/// How many settings that changed a line of the tree shows; the JSON form has them all.
const SHOWN: usize = 8;

/// What moved, by authority, the most important first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The first run.
    pub run_a: String,
    /// The second run.
    pub run_b: String,
    /// Authorities for which something moved.
    pub authorities: Vec<Moved>,
}

/// What moved for one authority.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Its code.
    pub authority: String,
    /// Its name.
    pub name: String,
    /// Ratings.
    pub ratings: Vec<Change>,
    /// Limiters that fire in one run only.
    pub limiters: Vec<Change>,
    /// Bands of settings, findings and outcomes.
    pub bands: Vec<Change>,
    /// Comparisons with similar areas and with England.
    pub comparisons: Vec<Change>,
    /// Findings and settings that changed.
    pub evidence: Vec<Change>,
}

/// One thing that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is.
    pub what: String,
    /// What it was; none where it was not there.
    pub from: Option<String>,
    /// What it is now; none where it is gone.
    pub to: Option<String>,
}

impl Change {
    fn of(what: impl Into<String>, from: Option<String>, to: Option<String>) -> Option<Self> {
        (from != to).then(|| Self {
            what: what.into(),
            from,
            to,
        })
    }

    fn text(&self) -> String {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "none".to_owned());
        format!("{}: {} → {}", self.what, side(&self.from), side(&self.to))
    }

    /// Whether a level of ratings or bands went up or down.
    fn emphasis(&self) -> Emphasis {
        let level = |side: &Option<String>| side.as_ref().and_then(|text| text.parse::<i32>().ok());
        match (level(&self.from), level(&self.to)) {
            (Some(from), Some(to)) if to > from => Emphasis::Good,
            (Some(from), Some(to)) if to < from => Emphasis::Bad,
            _ => Emphasis::Plain,
        }
    }
}

impl Moved {
    fn is_something(&self) -> bool {
        [
            &self.ratings,
            &self.limiters,
            &self.bands,
            &self.comparisons,
        ]
        .iter()
        .any(|changes| !changes.is_empty())
    }

    /// How far the awarded rating moved, or came or went, in levels.
    fn distance(&self) -> u32 {
        let level = |side: &Option<String>| side.as_ref().and_then(|text| text.parse::<u32>().ok());
        self.ratings
            .iter()
            .find(|change| change.what == AWARDED)
            .map_or(0, |change| match (level(&change.from), level(&change.to)) {
                (Some(from), Some(to)) => from.abs_diff(to),
                _ => 4,
            })
    }
}

/// The name of the rating that counts.
const AWARDED: &str = "awarded_rating";

/// The tables of a run that are compared.
struct Tables {
    ratings: Vec<RatingRow>,
    provision: Vec<ProvisionRow>,
    outcomes: Vec<OutcomeRow>,
    findings: Vec<FindingRow>,
    finding_bands: Vec<EvidenceRow>,
    indicators: Vec<IndicatorRow>,
}

impl Tables {
    fn read(run: &PublishedRun) -> Result<Self, ReviewError> {
        let mut indicators = IndicatorRow::read_latest(run)?;
        indicators.retain(|row| row.vs_neighbours.is_some() || row.vs_national.is_some());
        Ok(Self {
            ratings: RatingRow::read(run, None)?,
            provision: ProvisionRow::read(run, None)?,
            outcomes: OutcomeRow::read(run, None)?,
            findings: FindingRow::read(run, None)?,
            finding_bands: EvidenceRow::read_step(run, "finding_band")?,
            indicators,
        })
    }
}

/// A value of each run, by authority and what it is.
type Pairs<T> = BTreeMap<(String, String), (Option<T>, Option<T>)>;

/// Brings the values of two runs together.
fn pair<R, T>(
    a: &[R],
    b: &[R],
    key: impl Fn(&R) -> (String, String),
    value: impl Fn(&R) -> T,
) -> Pairs<T> {
    let mut pairs = Pairs::new();
    for row in a {
        pairs.entry(key(row)).or_insert((None, None)).0 = Some(value(row));
    }
    for row in b {
        pairs.entry(key(row)).or_insert((None, None)).1 = Some(value(row));
    }
    pairs
}

/// Compares two runs.
///
/// # Errors
/// When a table of either cannot be read.
pub fn diff(a: &PublishedRun, b: &PublishedRun) -> Result<Difference, ReviewError> {
    if has_same_tables(a, b) {
        return Ok(Difference {
            run_a: a.manifest.run.clone(),
            run_b: b.manifest.run.clone(),
            authorities: Vec::new(),
        });
    }
    let (tables_a, tables_b) = rayon::join(|| Tables::read(a), || Tables::read(b));
    let (one, two) = (tables_a?, tables_b?);
    let mut found = Found::default();
    found.name(&one.ratings);
    found.name(&two.ratings);
    found.ratings(&one.ratings, &two.ratings);
    found.bands(&one, &two);
    found.comparisons(&one, &two);
    found.findings(&one.findings, &two.findings);
    let touched = found.provisions_moved();
    if !touched.is_empty() {
        let wanted: HashSet<(&str, &str)> = touched
            .iter()
            .map(|(authority, what)| (authority.as_str(), what.as_str()))
            .collect();
        let keep = |authority: &str, provision: &str| wanted.contains(&(authority, provision));
        let (settings_a, settings_b) = rayon::join(
            || SettingRow::read_of(a, keep),
            || SettingRow::read_of(b, keep),
        );
        found.settings(&settings_a?, &settings_b?);
    }
    let mut authorities: Vec<Moved> = found
        .moved
        .into_values()
        .filter(Moved::is_something)
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
    Ok(Difference {
        run_a: a.manifest.run.clone(),
        run_b: b.manifest.run.clone(),
        authorities,
    })
}

/// Whether the files of two runs are the same to the byte, by the digests of their manifests.
fn has_same_tables(a: &PublishedRun, b: &PublishedRun) -> bool {
    let digests = |run: &PublishedRun| -> BTreeSet<(String, String)> {
        let outputs = run.manifest.outputs.iter();
        outputs
            .map(|table| (table.table.clone(), table.digest.clone()))
            .collect()
    };
    digests(a) == digests(b)
}

#[derive(Default)]
struct Found {
    names: BTreeMap<String, String>,
    moved: BTreeMap<String, Moved>,
}

impl Found {
    fn name(&mut self, ratings: &[RatingRow]) {
        for row in ratings {
            self.names.insert(row.authority.clone(), row.name.clone());
        }
    }

    fn of(&mut self, authority: &str) -> &mut Moved {
        let name = self.names.get(authority).cloned().unwrap_or_default();
        self.moved
            .entry(authority.to_owned())
            .or_insert_with(|| Moved {
                authority: authority.to_owned(),
                name,
                ratings: Vec::new(),
                limiters: Vec::new(),
                bands: Vec::new(),
                comparisons: Vec::new(),
                evidence: Vec::new(),
            })
    }

    fn ratings(&mut self, a: &[RatingRow], b: &[RatingRow]) {
        let key = |row: &RatingRow| (row.authority.clone(), String::new());
        for ((authority, _), (from, to)) in pair(a, b, key, RatingRow::clone) {
            let level = |row: &Option<RatingRow>, of: fn(&RatingRow) -> Option<i32>| {
                row.as_ref().and_then(of).map(|level| level.to_string())
            };
            let rated = [
                (AWARDED, (|row| row.awarded_rating) as fn(&RatingRow) -> _),
                ("indicative_rating", |row| row.indicative_rating),
            ];
            for (what, of) in rated {
                let change = Change::of(what, level(&from, of), level(&to, of));
                if change.is_some() {
                    self.of(&authority).ratings.extend(change);
                }
            }
            let fired = |row: &Option<RatingRow>| -> BTreeSet<String> {
                row.iter().flat_map(|row| row.limiters.clone()).collect()
            };
            let (before, after) = (fired(&from), fired(&to));
            for limiter in before.symmetric_difference(&after) {
                let side =
                    |fired: &BTreeSet<String>| fired.contains(limiter).then(|| "fired".to_owned());
                let change = Change::of(limiter.as_str(), side(&before), side(&after));
                self.of(&authority).limiters.extend(change);
            }
        }
    }

    fn bands(&mut self, a: &Tables, b: &Tables) {
        let level = |band: Option<i32>| band.map(|band| band.to_string());
        let provision = pair(
            &a.provision,
            &b.provision,
            |row| (row.authority.clone(), row.provision.clone()),
            |row| level(row.band),
        );
        let outcomes = pair(
            &a.outcomes,
            &b.outcomes,
            |row| (row.authority.clone(), row.outcome.clone()),
            |row| level(row.band),
        );
        let findings = pair(
            &a.finding_bands,
            &b.finding_bands,
            |row| (row.authority.clone(), row.rule.clone()),
            |row| level(row.level().filter(|_| row.fired)),
        );
        for pairs in [findings, provision, outcomes] {
            for ((authority, what), (from, to)) in pairs {
                if let Some(change) = Change::of(what, from.flatten(), to.flatten()) {
                    self.of(&authority).bands.push(change);
                }
            }
        }
    }

    fn comparisons(&mut self, a: &Tables, b: &Tables) {
        let percent = |share: Option<f64>| {
            share.map_or("none".to_owned(), |share| format!("{:.1}%", share * 100.0))
        };
        let number =
            |value: Option<f64>| value.map_or("none".to_owned(), |value| format!("{value:.2}"));
        let provision = pair(
            &a.provision,
            &b.provision,
            |row| (row.authority.clone(), row.provision.clone()),
            |row| {
                let own = percent(row.good_or_better);
                [
                    (
                        row.vs_neighbours.clone(),
                        format!("{own} beside {}", percent(row.neighbour_good_or_better)),
                    ),
                    (
                        row.vs_national.clone(),
                        format!("{own} beside {}", percent(row.national_good_or_better)),
                    ),
                ]
            },
        );
        let indicators = pair(
            &a.indicators,
            &b.indicators,
            |row| {
                let group = if row.breakdown == "all" {
                    String::new()
                } else {
                    format!(" {}", row.breakdown)
                };
                (
                    row.authority.clone(),
                    format!("indicator {}{group}", row.indicator),
                )
            },
            |row| {
                let own = number(row.value);
                [
                    (
                        row.vs_neighbours.clone(),
                        format!("{own} beside {}", number(row.neighbour_mean)),
                    ),
                    (
                        row.vs_national.clone(),
                        format!("{own} beside {}", number(row.national_value)),
                    ),
                ]
            },
        );
        for ((authority, what), (from, to)) in provision.into_iter().chain(indicators) {
            for (at, beside) in ["similar areas", "England"].into_iter().enumerate() {
                let side = |side: &Option<[(Option<String>, String); 2]>| {
                    side.as_ref().and_then(|both| both[at].0.clone())
                };
                if side(&from) == side(&to) {
                    continue;
                }
                // The figures say why a word changed: the authority's own, or the comparator's.
                let shown = |side: &Option<[(Option<String>, String); 2]>| {
                    side.as_ref()
                        .and_then(|both| Some(format!("{} ({})", both[at].0.as_ref()?, both[at].1)))
                };
                let change = Change::of(format!("{what}, {beside}"), shown(&from), shown(&to));
                self.of(&authority).comparisons.extend(change);
            }
        }
    }

    fn findings(&mut self, a: &[FindingRow], b: &[FindingRow]) {
        let pairs = pair(
            a,
            b,
            |row| {
                (
                    row.authority.clone(),
                    format!("{} {}", row.kind, row.aspect),
                )
            },
            |row| {
                let found = match (row.grade, &row.outcome) {
                    (_, Some(outcome)) => outcome.clone(),
                    (Some(grade), None) => format!("grade {grade}"),
                    (None, None) => "no grade".to_owned(),
                };
                format!("{found}, published {}", row.published_on)
            },
        );
        for ((authority, what), (from, to)) in pairs {
            if let Some(change) = Change::of(format!("finding {what}"), from, to) {
                self.of(&authority).evidence.push(change);
            }
        }
    }

    /// Authorities with a provision type whose band or comparison moved.
    fn provisions_moved(&self) -> BTreeSet<(String, String)> {
        self.moved
            .values()
            .flat_map(|moved| {
                let changes = moved.bands.iter().chain(&moved.comparisons);
                changes.map(|change| {
                    let what = change.what.split(',').next().unwrap_or_default();
                    (moved.authority.clone(), what.to_owned())
                })
            })
            .filter(|(_, what)| !what.contains(' '))
            .collect()
    }

    fn settings(&mut self, a: &[SettingRow], b: &[SettingRow]) {
        let pairs = pair(
            a,
            b,
            |row| {
                (
                    row.authority.clone(),
                    format!("{} {}", row.provision, row.urn),
                )
            },
            |row| {
                row.grade
                    .map_or("not inspected".to_owned(), |grade| format!("grade {grade}"))
            },
        );
        for ((authority, what), (from, to)) in pairs {
            if let Some(change) = Change::of(what, from, to) {
                self.of(&authority).evidence.push(change);
            }
        }
    }
}

impl Difference {
    /// Whether nothing moved.
    pub fn is_empty(&self) -> bool {
        self.authorities.is_empty()
    }

    /// One tree of lines an authority.
    pub fn trees(&self) -> Vec<Node> {
        self.authorities.iter().map(Moved::tree).collect()
    }
}

impl Moved {
    fn tree(&self) -> Node {
        let mut root =
            Node::new(format!("{} ({})", self.name, self.authority)).with(Emphasis::Strong);
        for change in &self.ratings {
            root.push(Node::new(change.text()).with(change.emphasis()));
        }
        for (heading, changes) in [
            ("limiters", &self.limiters),
            ("bands", &self.bands),
            ("comparisons", &self.comparisons),
        ] {
            if changes.is_empty() {
                continue;
            }
            let mut node = Node::new(heading);
            for change in changes {
                node.push(Node::new(change.text()).with(change.emphasis()));
            }
            root.push(node);
        }
        if !self.evidence.is_empty() {
            let mut node = Node::new("evidence that moved");
            for change in self.evidence.iter().take(SHOWN) {
                node.push(Node::new(change.text()));
            }
            if self.evidence.len() > SHOWN {
                let more = self.evidence.len() - SHOWN;
                node.push(Node::new(format!("and {more} more")));
            }
            root.push(node);
        }
        root
    }
}
