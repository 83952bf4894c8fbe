//! How firm the ratings of a run are, where its pipeline asks.

use super::Stage;
use super::attempt::Attempt;
use super::check::check;
use super::neighbour_lists;
use crate::config::Pipeline;
use crate::domain::Robustness;
use crate::error::Error;
use crate::profile::Profile;
use crate::rate::{BoundRules, Rated};
use crate::sensitivity::robustness::{self, Basis};
use crate::tables::Tables;

/// Draws the ratings of a run anew; `None` where nobody asks for it.
///
/// # Errors
/// Another list of similar areas that breaks its contract or the gates of its feed, or a limiter
/// that cannot be computed on what was drawn.
pub(super) fn firmness(
    attempt: &mut Attempt<'_>,
    (pipeline, rules): (&Pipeline, &BoundRules),
    tables: &Tables,
    profile: &Profile,
    rated: &Rated,
) -> Result<Option<Robustness>, Error> {
    let Some(asked) = &pipeline.robustness else {
        return Ok(None);
    };
    attempt.stage(Stage::Robustness, 1);
    let lists = neighbour_lists::pipelines(pipeline).map(|of| {
        let neighbours = check(&of, &mut ())?.tables.neighbours;
        Ok(neighbours.unwrap_or_default())
    });
    let basis = Basis {
        pipeline,
        tables,
        profile,
        rated,
        rules,
        other_neighbours: lists.collect::<Result<_, Error>>()?,
    };
    let robustness = robustness::draw(asked, basis).map_err(Error::Rate)?;
    attempt.step("");
    Ok(Some(robustness))
}
