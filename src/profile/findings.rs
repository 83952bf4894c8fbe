//! Block B: the latest finding of each kind and aspect about the authority itself.

use crate::config::Rulebook;
use crate::domain::AuthorityIx;
use crate::tables::Finding;

/// The latest finding of one kind and aspect.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingProfile {
    /// The finding.
    pub finding: Finding,
    /// The kind's place in the rulebook.
    pub kind: usize,
    /// Whether a later finding of the kind that supersedes this one has taken its place. It is
    /// shown, but not counted.
    pub superseded: bool,
}

/// The latest findings, in order of authority, kind and aspect. `findings` are in the order of
/// authority, kind, aspect and day.
pub(super) fn profile(
    findings: &[Finding],
    rated: &[AuthorityIx],
    rulebook: &Rulebook,
) -> Vec<FindingProfile> {
    let same = |a: &Finding, b: &Finding| {
        (a.authority, &a.kind, &a.aspect) == (b.authority, &b.kind, &b.aspect)
    };
    let latest: Vec<&Finding> = findings
        .chunk_by(same)
        .filter_map(|events| {
            events
                .iter()
                .max_by_key(|finding| (finding.inspected_on, finding.published_on))
        })
        .filter(|finding| rated.binary_search(&finding.authority).is_ok())
        .collect();
    latest
        .chunk_by(|a, b| a.authority == b.authority)
        .flat_map(|own| {
            own.iter()
                .filter_map(|finding| profiled(finding, own, rulebook))
        })
        .collect()
}

/// A finding beside the other latest findings about the same authority.
fn profiled(finding: &Finding, own: &[&Finding], rulebook: &Rulebook) -> Option<FindingProfile> {
    let kind = rulebook
        .findings
        .iter()
        .position(|kind| kind.key == finding.kind)?;
    let superseded = rulebook.findings[kind]
        .superseded_by
        .as_ref()
        .is_some_and(|later| {
            own.iter().any(|other| {
                other.kind == *later
                    && other.aspect == finding.aspect
                    && other.published_on >= finding.published_on
            })
        });
    Some(FindingProfile {
        finding: finding.clone(),
        kind,
        superseded,
    })
}
