//! `finding_profile`.

use super::declaration::table;
use super::kind::{Category, Date, Level};
use super::recurring::WORD;
use crate::tables::{Authorities, Finding};

table! {
    /// One row per finding about the authority itself that counts on the as-of date.
    finding_profile by [authority, kind, aspect];
    each finding: &'a Finding, list: &'a Authorities => FindingRows<'a>;

    authority = &list.get(finding.authority).code;
    /// The kind of finding, such as `joint_area_review`.
    kind: Category ["finding key"] = &finding.kind;
    /// The aspect that was judged, such as `safeguarding`.
    aspect: Category ["aspect key"] = &finding.aspect;
    /// The outcome of a finding that is not graded; missing where it is graded.
    outcome: Option<Category> [WORD] = finding.outcome.as_deref();
    /// The inspection grade, which runs against the scale of ratings and bands; missing where the
    /// finding is not graded.
    grade: Option<Level> ["grade from 1 to 4, 1 is best"] = finding.grade;
    /// The day of the inspection, its first where it took several.
    inspected_on: Date ["date"] = finding.inspected_on;
    /// The day of publication, on or before the as-of date.
    published_on: Date ["date"] = finding.published_on;
}
