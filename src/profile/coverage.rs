//! How much of the expected evidence there is. Gaps are part of the answer: nothing is rated
//! silently on missing evidence.

use super::{FindingProfile, OutcomeProfile, ProvisionProfile};
use crate::config::Rulebook;
use crate::domain::{AuthorityIx, Share};

/// The share of the expected evidence that is there, for each block of one authority; `None`
/// where nothing was expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// The authority.
    pub authority: AuthorityIx,
    /// Open settings that were inspected.
    pub settings: Option<Share>,
    /// Expected findings that there are.
    pub findings: Option<Share>,
    /// Indicators with a value.
    pub indicators: Option<Share>,
}

/// The coverage of every authority of `rated`, in that order. The profiles are in order of
/// authority.
pub(super) fn profile(
    rated: &[AuthorityIx],
    provision: &[ProvisionProfile],
    findings: &[FindingProfile],
    outcomes: &[OutcomeProfile],
    rulebook: &Rulebook,
) -> Vec<Coverage> {
    let mut provision = provision
        .chunk_by(|a, b| a.authority == b.authority)
        .peekable();
    let mut findings = findings
        .chunk_by(|a, b| a.finding.authority == b.finding.authority)
        .peekable();
    let mut outcomes = outcomes
        .chunk_by(|a, b| a.authority == b.authority)
        .peekable();
    rated
        .iter()
        .map(|&authority| {
            let settings = provision
                .next_if(|rows| rows[0].authority == authority)
                .and_then(|rows| {
                    let inspected: u32 = rows.iter().map(|row| row.count.inspected()).sum();
                    let open: u32 = rows.iter().map(|row| row.count.settings).sum();
                    Share::of(f64::from(inspected), f64::from(open))
                });
            let found = findings
                .next_if(|rows| rows[0].finding.authority == authority)
                .unwrap_or_default();
            let measured = outcomes
                .next_if(|rows| rows[0].authority == authority)
                .and_then(|rows| {
                    let with_value: u32 = rows.iter().map(|row| row.with_value).sum();
                    let all: u32 = rows.iter().map(|row| row.indicators).sum();
                    Share::of(f64::from(with_value), f64::from(all))
                });
            Coverage {
                authority,
                settings,
                findings: expected_findings(found, rulebook),
                indicators: measured,
            }
        })
        .collect()
}

/// The share of the aspects that the rulebook expects of every authority on which there is a
/// finding, of that kind or of the kind that supersedes it.
fn expected_findings(found: &[FindingProfile], rulebook: &Rulebook) -> Option<Share> {
    let mut expected = 0.0;
    let mut there = 0.0;
    for kind in rulebook.findings.iter().filter(|kind| kind.expected) {
        let counts = |profile: &&FindingProfile| {
            profile.finding.kind == kind.key
                || kind.superseded_by.as_deref() == Some(profile.finding.kind.as_str())
        };
        if kind.aspects.is_empty() {
            expected += 1.0;
            there += f64::from(u8::from(found.iter().any(|profile| counts(&profile))));
        }
        for aspect in &kind.aspects {
            expected += 1.0;
            let on_aspect = |profile: &&FindingProfile| profile.finding.aspect == aspect.key;
            let any = found
                .iter()
                .filter(counts)
                .any(|profile| on_aspect(&profile));
            there += f64::from(u8::from(any));
        }
    }
    Share::of(there, expected)
}
