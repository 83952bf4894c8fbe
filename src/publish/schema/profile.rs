//! The tables of inspection evidence: `provision_profile`, `setting_profile`,
//! `outcome_profile` and `finding_profile`.

use super::{AUTHORITY, Column, Kind, RATING, SHARE, Table, WORD};

/// The unit of a number of settings.
const SETTINGS: &str = "settings";

/// The unit of a number of indicators.
const INDICATORS: &str = "indicators";

/// The column that names the type of provision, the same in every table.
const PROVISION: Column = Column::new(
    "provision",
    Kind::Category,
    "provision key",
    "The type of provision, such as `childrens_home`.",
);

/// Settings of each type, by grade, beside similar areas and England.
pub(super) const PROVISION_PROFILE: Table = Table {
    name: "provision_profile",
    about: "One row per authority and type of provision: how its open settings were graded at \
            their latest full inspection, beside similar areas, the region and England.",
    key: &["authority", "provision"],
    columns: &[
        AUTHORITY,
        PROVISION,
        Column::new(
            "family",
            Kind::Category,
            "family key",
            "The family that the type belongs to in the rulebook, which decides its weight.",
        ),
        Column::new(
            "settings",
            Kind::Count,
            SETTINGS,
            "Settings of this type that are open.",
        ),
        Column::new(
            "inspected",
            Kind::Count,
            SETTINGS,
            "Open settings with a full inspection published on or before the as-of date.",
        ),
        Column::new(
            "outstanding",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 1, Outstanding.",
        ),
        Column::new(
            "good",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 2, Good.",
        ),
        Column::new(
            "satisfactory",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 3: Satisfactory, Adequate \
             or Requires improvement, by the year.",
        ),
        Column::new(
            "inadequate",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 4, Inadequate.",
        ),
        Column::new(
            "good_or_better",
            Kind::Share,
            SHARE,
            "Outstanding and good settings as a share of those inspected; missing where none was \
             inspected.",
        )
        .or_missing(),
        Column::new(
            "good_or_better_low",
            Kind::Share,
            SHARE,
            "Lower end of the 95% Wilson score interval of `good_or_better`; missing where none \
             was inspected.",
        )
        .or_missing(),
        Column::new(
            "good_or_better_high",
            Kind::Share,
            SHARE,
            "Upper end of the 95% Wilson score interval of `good_or_better`; missing where none \
             was inspected.",
        )
        .or_missing(),
        Column::new(
            "inadequate_share",
            Kind::Share,
            SHARE,
            "Inadequate settings as a share of those inspected; missing where none was inspected.",
        )
        .or_missing(),
        Column::new(
            "neighbour_good_or_better",
            Kind::Share,
            SHARE,
            "Good or better settings of all similar areas together as a share of their inspected \
             settings; missing where they have none.",
        )
        .or_missing(),
        Column::new(
            "neighbour_inspected",
            Kind::Count,
            SETTINGS,
            "Inspected settings of all similar areas together.",
        ),
        Column::new(
            "region_good_or_better",
            Kind::Share,
            SHARE,
            "Good or better settings of the region as a share of its inspected settings; missing \
             where it has none or the authority has no region.",
        )
        .or_missing(),
        Column::new(
            "national_good_or_better",
            Kind::Share,
            SHARE,
            "Good or better settings of England as a share of its inspected settings; missing \
             where it has none.",
        )
        .or_missing(),
        Column::new(
            "vs_neighbours",
            Kind::Category,
            WORD,
            "`better` or `worse` where the share of similar areas lies outside the authority's \
             Wilson interval, otherwise `in line`; missing where either share is missing.",
        )
        .or_missing(),
        Column::new(
            "vs_national",
            Kind::Category,
            WORD,
            "`better` or `worse` where the share of England lies outside the authority's Wilson \
             interval, otherwise `in line`; missing where either share is missing.",
        )
        .or_missing(),
        Column::new(
            "band",
            Kind::Level,
            RATING,
            "The band by the rulebook's cut-offs on the good or better and the inadequate share; \
             missing where none was inspected.",
        )
        .or_missing(),
        Column::new(
            "wording",
            Kind::Category,
            WORD,
            "The proportion word for `good_or_better`, such as `large majority`; missing where \
             none was inspected.",
        )
        .or_missing(),
    ],
};

/// Indicators of each Every Child Matters outcome.
pub(super) const OUTCOME_PROFILE: Table = Table {
    name: "outcome_profile",
    about: "One row per authority and Every Child Matters outcome: how many of its indicators \
            are at least in line with similar areas and with England.",
    key: &["authority", "outcome"],
    columns: &[
        AUTHORITY,
        Column::new(
            "outcome",
            Kind::Category,
            "outcome key",
            "The Every Child Matters outcome, such as `staying_safe`.",
        ),
        Column::new(
            "indicators",
            Kind::Count,
            INDICATORS,
            "Indicators of the outcome that the pipeline declares.",
        ),
        Column::new(
            "with_value",
            Kind::Count,
            INDICATORS,
            "Indicators for which the authority has a value in their latest period.",
        ),
        Column::new(
            "in_line_or_better_neighbours",
            Kind::Count,
            INDICATORS,
            "Indicators with a polarity whose latest value is `better` than or `in line` with \
             similar areas.",
        ),
        Column::new(
            "in_line_or_better_national",
            Kind::Count,
            INDICATORS,
            "Indicators with a polarity whose latest value is `better` than or `in line` with \
             England.",
        ),
        Column::new(
            "share_neighbours",
            Kind::Share,
            SHARE,
            "Indicators at least in line with similar areas as a share of those compared with \
             them; missing where none was compared.",
        )
        .or_missing(),
        Column::new(
            "share_national",
            Kind::Share,
            SHARE,
            "Indicators at least in line with England as a share of those compared with it; \
             missing where none was compared.",
        )
        .or_missing(),
        Column::new(
            "band",
            Kind::Level,
            RATING,
            "The band by the rulebook's cut-offs on `share_neighbours`; missing where that is \
             missing.",
        )
        .or_missing(),
    ],
};

/// Findings about the authority itself.
pub(super) const FINDING_PROFILE: Table = Table {
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

/// The settings that the provision profile counts.
pub(super) const SETTING_PROFILE: Table = Table {
    name: "setting_profile",
    about: "One row per open setting: its latest full inspection published on or before the \
            as-of date. These are the settings that `provision_profile` counts.",
    key: &["authority", "provision", "urn"],
    columns: &[
        AUTHORITY,
        PROVISION,
        Column::new(
            "urn",
            Kind::Text,
            "unique reference number",
            "The setting, by its reference number in the source.",
        ),
        Column::new(
            "grade",
            Kind::Level,
            "grade from 1 to 4, 1 is best",
            "The inspection grade; missing where the setting was not inspected yet.",
        )
        .or_missing(),
        Column::new(
            "inspected_on",
            Kind::Date,
            "date",
            "The day of the inspection; missing where there was none.",
        )
        .or_missing(),
    ],
};
