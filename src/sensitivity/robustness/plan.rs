//! What is the same for every draw.

use super::rules::Rules;
use super::settings::Found;
use super::values::Values;
use crate::config::{self, Pipeline};
use crate::domain::Doubt;
use crate::profile::{Profile, Recomparison};
use crate::rate::BoundRules;
use crate::tables::{Neighbour, Tables};

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
    /// The plan of a run.
    pub(super) fn new(
        asked: &'a config::Robustness,
        pipeline: &'a Pipeline,
        tables: &'a Tables,
        profile: &'a Profile,
        rules: &'a BoundRules,
    ) -> Self {
        let compared = Recomparison::new(pipeline, tables, profile);
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
            lists: vec![profile.neighbours(tables).to_vec()],
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
