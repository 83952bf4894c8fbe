//! A pair of draws, rated: as A, as B, and as A with one source of doubt as in B, for each.
//!
//! `profile` and `rate` are called part by part, and a part only where what it depends on differs
//! from the last time: of a source that is about indicators the settings are as they were.

use super::draw::Drawn;
use super::pick::Pick;
use super::plan::Plan;
use super::rules::Rules;
use super::settings;
use super::streams::Draw;
use super::tally::Tally;
use crate::config::Rulebook;
use crate::domain::Doubt;
use crate::profile::{OutcomeProfile, Profile, Recomparison, SimilarFigures};
use crate::rate::{BareRating, Rerating};

/// What settings depend on.
const SETTINGS: [Doubt; 2] = [Doubt::Sampling, Doubt::Uninspected];

/// What outcomes depend on.
const OUTCOMES: [Doubt; 3] = [Doubt::Indicators, Doubt::Neighbours, Doubt::Comparisons];

/// The order in which the sources are taken from B, so that most of what was worked out for one
/// serves the next: what leaves settings and outcomes as in A first, what changes both last.
const IN_TURN: [Doubt; 8] = [
    Doubt::Halves,
    Doubt::Weights,
    Doubt::Comparisons,
    Doubt::Indicators,
    Doubt::Neighbours,
    Doubt::Sampling,
    Doubt::Uninspected,
    Doubt::CutOffs,
];

/// Draws and rates, on one thread.
pub(super) struct Kernel<'a> {
    plan: &'a Plan<'a>,
    drawn: [Drawn; 2],
    recomparison: Recomparison<'a>,
    rerating: Rerating<'a>,
    /// The profile and the rulebook as they are rated.
    profile: Profile,
    rulebook: Rulebook,
    /// What of this pair has been worked out already.
    settings: Known<settings::Row>,
    outcomes: Known<OutcomeProfile>,
    similar: Option<(Pick, SimilarFigures)>,
    /// What the profile holds and what was banded last; `None` before the first time.
    banded_settings: Option<Pick>,
    banded_outcomes: Option<Pick>,
    /// By which weights the blocks were worked out last.
    weighed: Option<Pick>,
}

/// Parts of the profile that were worked out, each with what it was worked out from.
struct Known<T> {
    parts: Vec<(Pick, Vec<T>)>,
    /// Room of parts that are no longer wanted.
    spare: Vec<Vec<T>>,
}

impl<T> Known<T> {
    const fn new() -> Self {
        Self {
            parts: Vec::new(),
            spare: Vec::new(),
        }
    }

    fn forget(&mut self) {
        self.spare
            .extend(self.parts.drain(..).map(|(_, part)| part));
    }

    /// The part that was worked out from `pick`, or what `work` makes of it now.
    fn get(&mut self, pick: Pick, work: impl FnOnce(&mut Vec<T>)) -> &[T] {
        let known = self.parts.iter().position(|(of, _)| *of == pick);
        let at = known.unwrap_or_else(|| {
            let mut part = self.spare.pop().unwrap_or_default();
            work(&mut part);
            self.parts.push((pick, part));
            self.parts.len() - 1
        });
        &self.parts[at].1
    }
}

impl<'a> Kernel<'a> {
    /// Makes ready for draws by `plan`.
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        let profile = copy(plan.profile);
        let rulebook = plan.pipeline.rulebook.clone();
        let mut recomparison = Recomparison::new(
            plan.pipeline,
            plan.tables,
            plan.profile,
            plan.asks_of_the_nation(),
        );
        Self {
            plan,
            drawn: Draw::BOTH.map(|_| Drawn::found(plan, &mut recomparison)),
            rerating: Rerating::new(
                plan.tables,
                plan.rules,
                plan.pipeline.as_of,
                &profile,
                &rulebook,
            ),
            recomparison,
            profile,
            rulebook,
            settings: Known::new(),
            outcomes: Known::new(),
            similar: None,
            banded_settings: None,
            banded_outcomes: None,
            weighed: None,
        }
    }

    /// Draws a pair.
    pub(super) fn draw(&mut self, pair: u32) {
        for draw in Draw::BOTH {
            let drawn = &mut self.drawn[draw.index()];
            drawn.draw(self.plan, &mut self.recomparison, (pair, draw));
        }
        self.settings.forget();
        self.outcomes.forget();
        self.similar = None;
        self.banded_settings = None;
        self.banded_outcomes = None;
        self.weighed = None;
    }

    /// Rates the pair that was drawn, and counts what comes of it.
    pub(super) fn count(&mut self, tally: &mut Tally) -> Result<(), String> {
        let a = self.rate(Pick::all(Draw::A))?;
        let mut mixed = Vec::with_capacity(self.plan.doubts.len());
        for doubt in IN_TURN {
            if !self.plan.doubts.contains(&doubt) {
                continue;
            }
            let [of_a, of_b] = &self.drawn;
            let same = doubt == Doubt::Halves && of_a.rules.halves_go_as(&of_b.rules);
            mixed.push((
                doubt,
                match same {
                    true => a.clone(),
                    false => self.rate(Pick::all_but(doubt))?,
                },
            ));
        }
        let b = self.rate(Pick::all(Draw::B))?;
        tally.count(&a, &b);
        for (doubt, mixed) in mixed {
            tally.count_mixed(doubt, (&a, &b), &mixed);
        }
        Ok(())
    }

    /// Rates every authority with each source of doubt as `pick` takes it.
    fn rate(&mut self, pick: Pick) -> Result<Vec<BareRating>, String> {
        let [a, b] = &self.drawn;
        Rules::put([&a.rules, &b.rules], pick, &mut self.rulebook);
        let weights = pick.about(&[Doubt::Weights]);
        if self.weighed.replace(weights) != Some(weights) {
            self.rerating.reweigh();
        }
        self.put_settings(pick);
        self.put_outcomes(pick);
        self.rerating.rate(&self.profile, &self.rulebook, &[])
    }

    fn put_settings(&mut self, pick: Pick) {
        let Some(profiles) = &mut self.profile.provision else {
            return;
        };
        let from = pick.about(&SETTINGS);
        let with_cut_offs = pick.about(&[SETTINGS[0], SETTINGS[1], Doubt::CutOffs]);
        if self.banded_settings == Some(with_cut_offs) {
            return;
        }
        let (plan, drawn) = (self.plan, &self.drawn);
        let rows = self.settings.get(from, |to| {
            let of = |doubt: Doubt| pick.of(doubt).of(drawn);
            let sampling = of(Doubt::Sampling).sampling.as_ref();
            let uninspected = of(Doubt::Uninspected).uninspected.as_ref();
            plan.found.rows(sampling, uninspected, to);
        });
        for (row, profile) in rows.iter().zip(profiles) {
            row.put(profile);
        }
        self.rerating.band_settings(&self.profile, &self.rulebook);
        self.banded_settings = Some(with_cut_offs);
    }

    fn put_outcomes(&mut self, pick: Pick) {
        let Some(profiles) = &mut self.profile.outcomes else {
            return;
        };
        let from = pick.about(&OUTCOMES);
        let with_cut_offs = pick.about(&[OUTCOMES[0], OUTCOMES[1], OUTCOMES[2], Doubt::CutOffs]);
        if self.banded_outcomes == Some(with_cut_offs) {
            return;
        }
        let (recomparison, rulebook) = (&mut self.recomparison, &self.rulebook);
        let plan = self.plan;
        let (drawn, similar) = (&self.drawn, &mut self.similar);
        let rows = self.outcomes.get(from, |to| {
            let of = |doubt: Doubt| pick.of(doubt).of(drawn);
            let values = of(Doubt::Indicators);
            let neighbours = &of(Doubt::Neighbours).neighbours;
            let from = pick.about(&[Doubt::Indicators, Doubt::Neighbours]);
            let same_areas =
                |known: Pick| known.of(Doubt::Neighbours) == from.of(Doubt::Neighbours);
            let figures = match similar.take() {
                Some((known, figures)) if known == from => figures,
                Some((known, figures)) if same_areas(known) => {
                    let is_drawn = |slice| plan.values.draws_of(slice);
                    recomparison.similar_again(figures, &values.slices, neighbours, is_drawn)
                }
                _ => recomparison.similar(&values.slices, neighbours),
            };
            *to = recomparison.outcomes(
                (&values.slices, &values.measured),
                (neighbours, &figures),
                rulebook,
            );
            *similar = Some((from, figures));
        });
        profiles.clone_from_slice(rows);
        self.rerating.band_outcomes(&self.profile, &self.rulebook);
        self.banded_outcomes = Some(with_cut_offs);
    }
}

/// What of a profile ratings are made of, to be drawn anew.
fn copy(profile: &Profile) -> Profile {
    Profile {
        rated: profile.rated.clone(),
        provision: profile.provision.clone(),
        outcomes: profile.outcomes.clone(),
        findings: profile.findings.clone(),
        coverage: profile.coverage.clone(),
        ..Profile::default()
    }
}
