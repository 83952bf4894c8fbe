//! How firm ratings are: they are drawn anew, many times over, with each source of doubt as it
//! might as well be.
//!
//! The models are the OECD's and the JRC's handbook on composite indicators (2008), and Saisana,
//! Saltelli and Tarantola, "Uncertainty and sensitivity analysis techniques as tools for the
//! quality assessment of composite indicators", Journal of the Royal Statistical Society A 168
//! (2005). What is drawn for each source stands in its own file here and in `docs/firmness.md`.
//!
//! Draws come in pairs. Of each pair every source of doubt is drawn twice, as A and as B; both are
//! rated, and so is A with one source as in B, for each source: from these come each source's
//! shares of the variance (see `shares`). Every stream of random numbers is keyed by seed,
//! source, pair and draw, and everything that is gathered is a count or a sum of whole numbers: the
//! result is the same to the last bit whatever the threads, and its memory does not grow with the
//! draws.

mod draw;
mod firmness;
mod kernel;
mod neighbours;
mod pick;
mod plan;
mod rules;
mod settings;
mod shares;
mod streams;
mod tally;
mod values;

use rayon::prelude::*;

pub use self::plan::Basis;

use self::kernel::Kernel;
use self::plan::Plan;
use self::tally::Tally;
use crate::config;
use crate::domain::Robustness;

/// Draws the ratings of a run anew, as the pipeline asks in `[robustness]`.
///
/// # Errors
/// A limiter that cannot be computed on what was drawn, with its name.
pub fn draw(asked: &config::Robustness, basis: Basis<'_>) -> Result<Robustness, String> {
    let (profile, rated) = (basis.profile, basis.rated);
    let plan = Plan::new(asked, basis);
    let pairs = asked.draws / 2;
    // Twice as many parts as threads, so that none waits long for the last.
    let parts = u32::try_from(2 * rayon::current_num_threads()).unwrap_or(u32::MAX);
    let parts = parts.min(pairs);
    let part = |at: u32| (u64::from(pairs) * u64::from(at) / u64::from(parts)) as u32;
    let tallies = (0..parts)
        .into_par_iter()
        .map(|at| -> Result<Tally, String> {
            let mut kernel = Kernel::new(&plan);
            let mut tally = Tally::new(profile.rated.len());
            for pair in part(at)..part(at + 1) {
                kernel.draw(pair);
                kernel.count(&mut tally)?;
            }
            Ok(tally)
        });
    let tally = tallies.try_reduce(Tally::default, |one, other| Ok(one.with(other)))?;
    Ok(firmness::of(&plan, rated, &tally))
}
