//! One authority, rated again and again while its evidence changes.

use chrono::NaiveDate;

use super::change::{Change, Finds, What};
use crate::config::Rulebook;
use crate::domain::{AuthorityIx, LeverKind, Rating};
use crate::profile::{FindingProfile, OutcomeProfile, Profile, ProvisionProfile};
use crate::rate::{self, BareRating, Block, BoundRules, Rerating};
use crate::tables::{Finding, SettingCount, Tables};

/// One authority.
pub(super) struct Council<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) rules: &'a BoundRules,
    rerating: Rerating<'a>,
    /// Its part of the profile.
    profile: Profile,
    /// What was changed when it was rated last, and is as it was again but for its bands.
    stale: Vec<LeverKind>,
    /// Whether a judgement has a say in its rating.
    pub(super) is_judged: bool,
}

/// What the authority is rated as it is.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub(super) blocks: [Block; 3],
    /// The places of the limiters that fired.
    pub(super) fired: Vec<usize>,
}

/// A part of the profile as it was before a change.
enum Before {
    Settings(usize, SettingCount),
    Finding(usize, Box<Finding>),
    Indicators(usize, u32),
}

impl Before {
    const fn kind(&self) -> LeverKind {
        match self {
            Self::Settings(..) => LeverKind::Settings,
            Self::Finding(..) => LeverKind::Finding,
            Self::Indicators(..) => LeverKind::Indicators,
        }
    }
}

/// The rows of one authority, of a profile in order of authority.
fn own<T: Clone>(
    all: Option<&Vec<T>>,
    of: impl Fn(&T) -> AuthorityIx,
    authority: AuthorityIx,
) -> Option<Vec<T>> {
    let all = all?;
    let start = all.partition_point(|row| of(row) < authority);
    let end = all.partition_point(|row| of(row) <= authority);
    Some(all[start..end].to_vec())
}

impl<'a> Council<'a> {
    /// The authority of this row of the rated ones.
    pub(super) fn new(
        (rulebook, rules): (&'a Rulebook, &'a BoundRules),
        as_of: NaiveDate,
        tables: &'a Tables,
        profile: &Profile,
        row: usize,
    ) -> Self {
        let authority = profile.rated[row];
        let judgements = tables.judgements.as_deref().unwrap_or_default();
        let by_authority = judgements.binary_search_by_key(&authority, |of| of.authority);
        let of_finding = |of: &FindingProfile| of.finding.authority;
        let profile = Profile {
            rated: vec![authority],
            provision: own(profile.provision.as_ref(), |of| of.authority, authority),
            outcomes: own(profile.outcomes.as_ref(), |of| of.authority, authority),
            findings: own(profile.findings.as_ref(), of_finding, authority),
            coverage: vec![profile.coverage[row]],
            ..Profile::default()
        };
        Self {
            rulebook,
            rules,
            rerating: Rerating::new(tables, rules, as_of, &profile, rulebook),
            is_judged: by_authority.is_ok(),
            stale: Vec::new(),
            profile,
        }
    }

    pub(super) fn authority(&self) -> AuthorityIx {
        self.profile.rated[0]
    }

    pub(super) fn provision(&self) -> &[ProvisionProfile] {
        self.profile.provision.as_deref().unwrap_or_default()
    }

    pub(super) fn findings(&self) -> &[FindingProfile] {
        self.profile.findings.as_deref().unwrap_or_default()
    }

    pub(super) fn outcomes(&self) -> &[OutcomeProfile] {
        self.profile.outcomes.as_deref().unwrap_or_default()
    }

    /// What the authority is rated as it is; `None` where a limiter cannot be worked out.
    pub(super) fn base(&mut self) -> Option<Base> {
        let blocks = self.rated_with(&[])?.blocks;
        let limiters = 0..self.rules.limiters.len();
        Some(Base {
            blocks,
            fired: limiters.filter(|at| self.rerating.fires(*at, 0)).collect(),
        })
    }

    /// What the authority is rated with `changes`; `None` where a limiter cannot be worked out then.
    pub(super) fn rated_with(&mut self, changes: &[&Change]) -> Option<BareRating> {
        let before = self.apply(changes);
        let changed: Vec<LeverKind> = before.iter().map(Before::kind).collect();
        self.band(&changed);
        let taken_out: Vec<usize> = changes
            .iter()
            .filter_map(|change| match change.what {
                What::Limiter { at } => Some(at),
                What::Settings { .. } | What::Finding { .. } | What::Indicators { .. } => None,
            })
            .collect();
        let rated = self.rerating.rate(&self.profile, self.rulebook, &taken_out);
        self.restore(before);
        self.stale = changed;
        rated.ok()?.pop()
    }

    /// Bands anew what was changed, now or the time before.
    fn band(&mut self, changed: &[LeverKind]) {
        let (profile, rulebook) = (&self.profile, self.rulebook);
        let is_changed = |kind| changed.contains(&kind) || self.stale.contains(&kind);
        if is_changed(LeverKind::Settings) {
            self.rerating.band_settings(profile, rulebook);
        }
        if is_changed(LeverKind::Finding) {
            self.rerating.band_findings(profile, rulebook);
        }
        if is_changed(LeverKind::Indicators) {
            self.rerating.band_outcomes(profile, rulebook);
        }
    }

    /// The band of the thing that `changes` are about, with them; `None` where it has none.
    pub(super) fn band_with(&mut self, changes: &[&Change]) -> Option<Rating> {
        let (kind, place) = changes.first()?.what.subject();
        let before = self.apply(changes);
        let band = match kind {
            LeverKind::Settings => rate::settings_band(&self.provision()[place], self.rulebook),
            LeverKind::Indicators => rate::outcome_band(&self.outcomes()[place], self.rulebook),
            LeverKind::Finding | LeverKind::Limiter => None,
        };
        self.restore(before);
        band
    }

    /// The rating that blocks make before any limiter.
    pub(super) fn before_limiters(&self, blocks: &[Block; 3]) -> Option<Rating> {
        rate::rating_of_blocks(blocks, self.rulebook)
    }

    fn apply(&mut self, changes: &[&Change]) -> Vec<Before> {
        changes
            .iter()
            .filter_map(|change| self.apply_one(change))
            .collect()
    }

    fn apply_one(&mut self, change: &Change) -> Option<Before> {
        let amount = change.amount;
        match &change.what {
            What::Settings { place, from, to } => {
                let of = &mut self.profile.provision.as_mut()?[*place];
                let before = of.count;
                let mut count = before;
                count.regrade(*from, *to, amount);
                of.recount(count);
                Some(Before::Settings(*place, before))
            }
            What::Finding { place, to } => {
                let of = &mut self.profile.findings.as_mut()?[*place].finding;
                let before = Box::new(of.clone());
                match to {
                    Finds::Grade(grade) => of.grade = Some(*grade),
                    Finds::Outcome(outcome) => of.outcome = Some(outcome.clone()),
                }
                Some(Before::Finding(*place, before))
            }
            What::Indicators { place, in_line } => {
                let of = &mut self.profile.outcomes.as_mut()?[*place].neighbours;
                let before = of.in_line_or_better;
                match in_line {
                    true => of.in_line_or_better += amount,
                    false => of.in_line_or_better -= amount,
                }
                Some(Before::Indicators(*place, before))
            }
            What::Limiter { .. } => None,
        }
    }

    fn restore(&mut self, before: Vec<Before>) {
        // Two changes of one thing are undone from the last to the first.
        for was in before.into_iter().rev() {
            let profile = &mut self.profile;
            match was {
                Before::Settings(place, count) => {
                    if let Some(of) = profile.provision.as_mut() {
                        of[place].recount(count);
                    }
                }
                Before::Finding(place, finding) => {
                    if let Some(of) = profile.findings.as_mut() {
                        of[place].finding = *finding;
                    }
                }
                Before::Indicators(place, in_line) => {
                    if let Some(of) = profile.outcomes.as_mut() {
                        of[place].neighbours.in_line_or_better = in_line;
                    }
                }
            }
        }
    }
}
