//! `finding_profile`.

use arrow::array::ArrayRef;

use super::columns::{dates, integers, words};
use crate::extract::Extract;
use crate::profile::FindingProfile;

pub fn columns(profiles: &[FindingProfile], extract: &Extract) -> Vec<ArrayRef> {
    let list = &extract.authorities;
    let each = || profiles.iter().map(|profile| &profile.finding);
    vec![
        words(each().map(|finding| Some(list.get(finding.authority).code.as_str()))),
        words(each().map(|finding| Some(finding.kind.as_str()))),
        words(each().map(|finding| Some(finding.aspect.as_str()))),
        words(each().map(|finding| finding.outcome.as_deref())),
        integers(each().map(|finding| finding.grade.map(|grade| i32::from(grade.level())))),
        dates(each().map(|finding| finding.inspected_on)),
        dates(each().map(|finding| finding.published_on)),
    ]
}
