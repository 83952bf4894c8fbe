//! The columns of an authority's profile row, over which limiters are SQL.
//!
//! Which columns there are follows from the rulebook alone, and so does what each may hold; hence
//! a limiter is checked, and two columns of one name are found, before any data is read.

use super::Rulebook;

/// A column of the profile row.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileColumn {
    /// Its name, as limiters write it.
    pub name: String,
    /// What it is about.
    pub about: ProfileSubject,
    /// What it may hold, beside nothing.
    pub holds: ProfileValue,
}

/// What a column of the profile row is about; places are those of the rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileSubject {
    /// The authority as a whole, and its blocks.
    Authority,
    /// A type of setting.
    Provision(usize),
    /// All findings of a kind.
    FindingKind(usize),
    /// The finding on one aspect of a kind.
    Finding {
        /// The kind.
        kind: usize,
        /// The aspect's place in the kind.
        aspect: usize,
    },
    /// An outcome.
    Outcome(usize),
}

impl ProfileSubject {
    /// The table of the rulebook that declares it, such as `findings.adoption_service`; `None`
    /// where every rulebook has it.
    pub fn table(self, rulebook: &Rulebook) -> Option<String> {
        match self {
            Self::Authority => None,
            Self::Provision(at) => Some(format!("provision.{}", rulebook.provisions[at].key)),
            Self::FindingKind(kind) | Self::Finding { kind, aspect: _ } => {
                Some(format!("findings.{}", rulebook.findings[kind].key))
            }
            Self::Outcome(at) => Some(format!("outcomes.{}", rulebook.outcomes[at].key)),
        }
    }
}

/// What a column of the profile row may hold.
#[derive(Debug, Clone, PartialEq)]
pub enum ProfileValue {
    /// Any text.
    Text,
    /// One of these words.
    Word(Vec<String>),
    /// A whole number from 0.
    Count,
    /// A number from 0 to 1.
    Share,
    /// A mean of bands, from 1 to 4.
    Mean,
    /// A band, a rating or a grade: 1, 2, 3 or 4.
    Level,
}

/// What stands in a column of the profile row; places are those of the rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileFact {
    /// The authority's name.
    Name,
    /// The name of its region.
    Region,
    /// Its kind.
    Kind,
    /// The mean of block A, B or C, by its place.
    Block(usize),
    /// The share of the expected evidence that is there.
    Coverage,
    /// The rating before limiters.
    Indicative,
    /// How many settings of a type there are.
    Settings(usize),
    /// How many of them were inspected.
    Inspected(usize),
    /// The share of those that are good or better.
    GoodOrBetter(usize),
    /// How many are inadequate.
    Inadequate(usize),
    /// The share of those inspected that are.
    InadequateShare(usize),
    /// The band of a type of setting.
    ProvisionBand(usize),
    /// How many findings of a kind count.
    Findings(usize),
    /// How many of them are inadequate.
    FindingsInadequate(usize),
    /// The grade of a finding.
    FindingGrade(AspectAt),
    /// Its outcome.
    FindingOutcome(AspectAt),
    /// Its band.
    FindingBand(AspectAt),
    /// The indicators of an outcome.
    Indicators(usize),
    /// Those with a value.
    WithValue(usize),
    /// The share of those compared that are at least in line with similar areas.
    ShareNeighbours(usize),
    /// And with the nation.
    ShareNational(usize),
    /// The band of an outcome.
    OutcomeBand(usize),
}

/// The place of an aspect that findings are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectAt {
    /// The place of the kind.
    pub kind: usize,
    /// The aspect's place in the kind.
    pub aspect: usize,
}

impl ProfileFact {
    /// What it is about.
    pub const fn about(self) -> ProfileSubject {
        match self {
            Self::Name
            | Self::Region
            | Self::Kind
            | Self::Block(_)
            | Self::Coverage
            | Self::Indicative => ProfileSubject::Authority,
            Self::Settings(at)
            | Self::Inspected(at)
            | Self::GoodOrBetter(at)
            | Self::Inadequate(at)
            | Self::InadequateShare(at)
            | Self::ProvisionBand(at) => ProfileSubject::Provision(at),
            Self::Findings(kind) | Self::FindingsInadequate(kind) => {
                ProfileSubject::FindingKind(kind)
            }
            Self::FindingGrade(of) | Self::FindingOutcome(of) | Self::FindingBand(of) => {
                ProfileSubject::Finding {
                    kind: of.kind,
                    aspect: of.aspect,
                }
            }
            Self::Indicators(at)
            | Self::WithValue(at)
            | Self::ShareNeighbours(at)
            | Self::ShareNational(at)
            | Self::OutcomeBand(at) => ProfileSubject::Outcome(at),
        }
    }

    /// What it may be, beside nothing.
    fn holds(self, rulebook: &Rulebook) -> ProfileValue {
        match self {
            Self::Name | Self::Region | Self::Kind => ProfileValue::Text,
            Self::Block(_) => ProfileValue::Mean,
            Self::Coverage
            | Self::GoodOrBetter(_)
            | Self::InadequateShare(_)
            | Self::ShareNeighbours(_)
            | Self::ShareNational(_) => ProfileValue::Share,
            Self::Settings(_)
            | Self::Inspected(_)
            | Self::Inadequate(_)
            | Self::Findings(_)
            | Self::FindingsInadequate(_)
            | Self::Indicators(_)
            | Self::WithValue(_) => ProfileValue::Count,
            Self::Indicative
            | Self::ProvisionBand(_)
            | Self::FindingGrade(_)
            | Self::FindingBand(_)
            | Self::OutcomeBand(_) => ProfileValue::Level,
            Self::FindingOutcome(of) => {
                let outcomes = &rulebook.findings[of.kind].outcomes;
                match outcomes.is_empty() {
                    true => ProfileValue::Text,
                    false => ProfileValue::Word(outcomes.keys().cloned().collect()),
                }
            }
        }
    }
}

impl Rulebook {
    /// The columns of an authority's profile row, which limiters may name.
    pub fn profile_columns(&self) -> Vec<ProfileColumn> {
        let facts = self.profile_facts().into_iter();
        facts
            .map(|(name, fact)| ProfileColumn {
                name,
                about: fact.about(),
                holds: fact.holds(self),
            })
            .collect()
    }

    /// The names of the columns of an authority's profile row, and what stands in each.
    pub fn profile_facts(&self) -> Vec<(String, ProfileFact)> {
        of(self)
    }
}

/// The columns that `rulebook` makes, in their order.
fn of(rulebook: &Rulebook) -> Vec<(String, ProfileFact)> {
    use ProfileFact as Fact;
    let mut facts: Vec<(String, Fact)> = [
        ("name", Fact::Name),
        ("region", Fact::Region),
        ("kind", Fact::Kind),
        ("block_a", Fact::Block(0)),
        ("block_b", Fact::Block(1)),
        ("block_c", Fact::Block(2)),
        ("coverage", Fact::Coverage),
        ("indicative", Fact::Indicative),
    ]
    .map(|(name, fact)| (name.to_owned(), fact))
    .to_vec();
    let mut add = |key: &str, of_key: &[(&str, Fact)]| {
        let named = of_key.iter();
        facts.extend(named.map(|(name, fact)| (format!("{key}_{name}"), *fact)));
    };
    for (at, provision) in rulebook.provisions.iter().enumerate() {
        add(
            &provision.key,
            &[
                ("settings", Fact::Settings(at)),
                ("inspected", Fact::Inspected(at)),
                ("good_or_better", Fact::GoodOrBetter(at)),
                ("inadequate", Fact::Inadequate(at)),
                ("inadequate_share", Fact::InadequateShare(at)),
                ("band", Fact::ProvisionBand(at)),
            ],
        );
    }
    for (kind, of) in rulebook.findings.iter().enumerate() {
        add(
            &of.key,
            &[
                ("count", Fact::Findings(kind)),
                ("inadequate", Fact::FindingsInadequate(kind)),
            ],
        );
        for (aspect, on) in of.aspects.iter().enumerate() {
            let of_aspect = AspectAt { kind, aspect };
            add(
                &format!("{}_{}", of.key, on.key),
                &[
                    ("grade", Fact::FindingGrade(of_aspect)),
                    ("outcome", Fact::FindingOutcome(of_aspect)),
                    ("band", Fact::FindingBand(of_aspect)),
                ],
            );
        }
    }
    for (at, outcome) in rulebook.outcomes.iter().enumerate() {
        add(
            &outcome.key,
            &[
                ("indicators", Fact::Indicators(at)),
                ("with_value", Fact::WithValue(at)),
                ("share_neighbours", Fact::ShareNeighbours(at)),
                ("share_national", Fact::ShareNational(at)),
                ("band", Fact::OutcomeBand(at)),
            ],
        );
    }
    facts
}
