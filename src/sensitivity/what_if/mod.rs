//! What would come of another rulebook or another list of neighbours: who moves, and by which rule.

mod distribution;
mod ground;
mod moved;
mod rule_move;
mod sweep;

pub use self::distribution::{Distribution, Totals};
pub use self::ground::{Asked, Ground, ReadAgain};
pub use self::moved::{Moved, Standing};
pub use self::rule_move::{Asking, BandOf, RuleMove};
pub use self::sweep::{Sweep, SweepMover, SweepStep};

use serde::Serialize;

use self::moved::moved;
use super::trial::Explained;
use crate::error::Error;
use crate::tables::Authorities;

/// What would come of what was asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    /// How many ratings would move.
    pub totals: Totals,
    /// The ratings as they are.
    pub before: Distribution,
    /// The ratings as asked.
    pub after: Distribution,
    /// The authorities whose rating moves, by name.
    pub movers: Vec<Moved>,
    /// The others of which a rule says otherwise, by name.
    pub unmoved: Vec<Moved>,
}

impl WhatIf {
    /// What would come of what was asked of `ground`.
    ///
    /// # Errors
    /// Whatever stops a run, or a rulebook that rates nobody.
    pub fn of(ground: Ground<'_>, asked: Asked) -> Result<Self, Error> {
        let (before, after, list) = ground.both(asked)?;
        Ok(Self::between(&before, &after, &list))
    }

    fn between(before: &Explained, after: &Explained, list: &Authorities) -> Self {
        let (mut movers, mut unmoved) = (Vec::new(), Vec::new());
        for authority in moved(before, after, list) {
            match authority.is_mover() {
                true => movers.push(authority),
                false if authority.rules.is_empty() => {}
                false => unmoved.push(authority),
            }
        }
        let by_name = |a: &Moved, b: &Moved| (&a.name, &a.authority).cmp(&(&b.name, &b.authority));
        movers.sort_by(by_name);
        unmoved.sort_by(by_name);
        Self {
            totals: Totals::of(
                movers
                    .iter()
                    .map(|of| (of.before.awarded, of.after.awarded)),
            ),
            before: Distribution::of(&before.rated),
            after: Distribution::of(&after.rated),
            movers,
            unmoved,
        }
    }
}
