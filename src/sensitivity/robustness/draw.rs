//! One draw of every source of doubt.

use super::neighbours;
use super::plan::Plan;
use super::rules::Rules;
use super::settings;
use super::streams::{Draw, stream};
use crate::domain::Doubt;
use crate::profile::{Measured, NeighbourTable, Recomparison};
use crate::tables::Slice;

/// What one draw says. A source that is not drawn is as it was found.
pub(super) struct Drawn {
    /// Shares of the settings inspected, where they are drawn.
    pub(super) sampling: Option<settings::Drawn>,
    /// Grades of those not inspected, where they are drawn.
    pub(super) uninspected: Option<settings::Drawn>,
    /// The slices that outcomes count.
    pub(super) slices: Vec<Slice>,
    /// What of them is measured before they are compared.
    pub(super) measured: Vec<Measured>,
    pub(super) neighbours: NeighbourTable,
    pub(super) rules: Rules,
}

impl Drawn {
    /// What was found.
    pub(super) fn found(plan: &Plan<'_>, recomparison: &mut Recomparison<'_>) -> Self {
        let compared = recomparison.compared().iter();
        let slices: Vec<Slice> = compared.map(|of| of.slice.clone()).collect();
        let asked = plan.asked;
        let list = plan.profile.neighbours(plan.tables);
        Self {
            sampling: asked.sampling.then(settings::Drawn::default),
            uninspected: asked.uninspected.then(settings::Drawn::default),
            measured: recomparison.measure(&slices),
            slices,
            neighbours: NeighbourTable::new(list, plan.tables.authorities.len()),
            rules: plan.rulebook.clone(),
        }
    }

    /// Draws every source anew.
    pub(super) fn draw(
        &mut self,
        plan: &Plan<'_>,
        recomparison: &mut Recomparison<'_>,
        (pair, draw): (u32, Draw),
    ) {
        for doubt in &plan.doubts {
            let rng = &mut stream(plan.asked.seed, *doubt, pair, draw);
            match doubt {
                Doubt::Sampling => {
                    let drawn = self.sampling.as_mut();
                    drawn
                        .into_iter()
                        .for_each(|to| plan.found.draw_shares(rng, to));
                }
                Doubt::Uninspected => {
                    let drawn = self.uninspected.as_mut();
                    drawn
                        .into_iter()
                        .for_each(|to| plan.found.draw_grades(rng, to));
                }
                Doubt::Indicators => {
                    plan.values.draw(rng, &mut self.slices);
                    self.measured = recomparison.measure(&self.slices);
                }
                Doubt::Neighbours => {
                    let authorities = plan.tables.authorities.len();
                    self.neighbours = neighbours::draw(&plan.lists, authorities, rng);
                }
                Doubt::Comparisons | Doubt::CutOffs | Doubt::Halves | Doubt::Weights => {
                    self.rules.draw(*doubt, &plan.rulebook, plan.asked, rng);
                }
            }
        }
    }
}
