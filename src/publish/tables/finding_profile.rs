//! `finding_profile`.

use arrow::array::ArrayRef;

use super::columns::{dates, integers, words};
use super::schema::{AUTHORITY, Column, Kind, Table, WORD};
use crate::profile::FindingProfile;
use crate::tables::Tables;

/// Findings about the authority itself.
pub static TABLE: Table = Table {
    name: "finding_profile",
    about: "One row per finding about the authority itself that counts on the as-of date.",
    key: &["authority", "kind", "aspect"],
    columns: &[
        AUTHORITY,
        Column::new(
            "kind",
            Kind::Category,
            "finding key",
            "The kind of finding, such as `joint_area_review`.",
        ),
        Column::new(
            "aspect",
            Kind::Category,
            "aspect key",
            "The aspect that was judged, such as `safeguarding`.",
        ),
        Column::new(
            "outcome",
            Kind::Category,
            WORD,
            "The outcome of a finding that is not graded; missing where it is graded.",
        )
        .or_missing(),
        Column::new(
            "grade",
            Kind::Level,
            "grade from 1 to 4, 1 is best",
            "The inspection grade, which runs against the scale of ratings and bands; missing \
             where the finding is not graded.",
        )
        .or_missing(),
        Column::new(
            "inspected_on",
            Kind::Date,
            "date",
            "The day of the inspection, its first where it took several.",
        ),
        Column::new(
            "published_on",
            Kind::Date,
            "date",
            "The day of publication, on or before the as-of date.",
        ),
    ],
};

pub fn columns(profiles: &[FindingProfile], tables: &Tables) -> Vec<ArrayRef> {
    let list = &tables.authorities;
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
