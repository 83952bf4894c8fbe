//! What is the same for every draw.

use super::rules::Rules;
use super::settings::Found;
use super::values::Values;
use crate::config::{self, Pipeline};
use crate::domain::Doubt;
use crate::profile::{Profile, Recomparison};
use crate::rate::{BoundLimiter, BoundRules, Rated};
use crate::tables::{Neighbour, Tables};

/// What a run's ratings rest on.
pub struct Basis<'a> {
    /// The pipeline, with its rulebook.
    pub pipeline: &'a Pipeline,
    /// What the sources say.
    pub tables: &'a Tables,
    /// What the evidence says.
    pub profile: &'a Profile,
    /// What the rulebook makes of it.
    pub rated: &'a Rated,
    /// The rulebook's conditions.
    pub rules: &'a BoundRules,
    /// Other lists of similar areas, each in order of authority and rank, of which a draw takes one
    /// or the run's own.
    pub other_neighbours: Vec<Vec<Neighbour>>,
}

/// What every draw begins from.
pub(super) struct Plan<'a> {
    pub asked: &'a config::Robustness,
    pub pipeline: &'a Pipeline,
    pub tables: &'a Tables,
    pub profile: &'a Profile,
    pub rules: &'a BoundRules,
    /// The sources of doubt that are drawn.
    pub doubts: Vec<Doubt>,
    pub found: Found,
    pub values: Values,
    /// The lists of similar areas that a draw takes one of.
    pub lists: Vec<Vec<Neighbour>>,
    /// What the rulebook says.
    pub rulebook: Rules,
}

impl<'a> Plan<'a> {
    /// Whether a condition asks how indicators stand to the nation.
    pub(super) fn asks_of_the_nation(&self) -> bool {
        let columns = self.rules.limiters.iter().flat_map(BoundLimiter::columns);
        columns
            .into_iter()
            .any(|name| name.ends_with("_share_national"))
    }

    /// The plan of a run.
    pub(super) fn new(asked: &'a config::Robustness, basis: Basis<'a>) -> Self {
        let Basis {
            pipeline,
            tables,
            profile,
            rated: _,
            rules,
            other_neighbours,
        } = basis;
        let compared = Recomparison::new(pipeline, tables, profile, false);
        let rulebook = &pipeline.rulebook;
        let drawn = Doubt::ALL
            .into_iter()
            .filter(|doubt| asked.draws_of(*doubt));
        Self {
            asked,
            pipeline,
            tables,
            profile,
            rules,
            doubts: drawn.collect(),
            found: Found::new(tables, profile, asked.prior_settings),
            values: Values::new(compared.compared(), &tables.indicators, rulebook),
            lists: std::iter::once(profile.neighbours(tables).to_vec())
                .chain(other_neighbours)
                .map(without_words)
                .collect(),
            rulebook: Rules::of(rulebook),
        }
    }

    /// What of each rated authority a source of doubt draws: settings, values, similar areas, or
    /// numbers of the rulebook.
    pub(super) fn numbers(&self, doubt: Doubt) -> Vec<u32> {
        let rated = &self.profile.rated;
        let mut numbers = vec![0; rated.len()];
        let mut add = |authority, more: u32| {
            if let Ok(row) = rated.binary_search(&authority) {
                numbers[row] += more;
            }
        };
        match doubt {
            Doubt::Sampling | Doubt::Uninspected => {
                let rows = self.profile.provision.iter().flatten();
                for (row, (inspected, waiting)) in rows.zip(self.found.numbers()) {
                    let own = match doubt {
                        Doubt::Sampling => inspected,
                        _ => waiting,
                    };
                    add(row.authority, own);
                }
            }
            Doubt::Indicators => {
                let places = self.tables.authorities.places();
                let places: Vec<_> = places.collect();
                self.values.places().for_each(|at| add(places[at], 1));
            }
            Doubt::Neighbours => {
                let list = self.profile.neighbours(self.tables);
                list.iter().for_each(|of| add(of.authority, 1));
            }
            Doubt::Comparisons | Doubt::CutOffs | Doubt::Halves | Doubt::Weights => {
                numbers.fill(self.rulebook.numbers(doubt));
            }
        }
        numbers
    }
}

/// A list without how close each pair is, which nothing is drawn from and whose text would be copied
/// in each draw.
fn without_words(mut list: Vec<Neighbour>) -> Vec<Neighbour> {
    for of in &mut list {
        of.closeness = None;
    }
    list
}
