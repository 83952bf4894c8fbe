//! `setting_profile`.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use chrono::NaiveDate;

use super::Results;
use super::columns::{integers, optional_dates, placed, texts};
use crate::extract::reduction::Setting;

pub fn columns(settings: &[Setting], results: &Results<'_>) -> Vec<ArrayRef> {
    let list = &results.extract.authorities;
    let provisions = &results.pipeline.rulebook.provisions;
    // Only authorities that exist on the as-of date have profiles.
    let rated = &results.profile.rated;
    let kept: Vec<&Setting> = settings
        .iter()
        .filter(|setting| rated.binary_search(&setting.authority).is_ok())
        .collect();
    let each = || kept.iter();
    let codes = Arc::new(StringArray::from_iter_values(
        list.all().iter().map(|authority| &authority.code),
    ));
    let keys = Arc::new(StringArray::from_iter_values(
        provisions.iter().map(|provision| &provision.key),
    ));
    let place = |at: usize| i32::try_from(at).ok();
    let day = |day: Option<i32>| day.and_then(NaiveDate::from_num_days_from_ce_opt);
    let urns: Vec<String> = each().map(|setting| setting.urn.to_string()).collect();
    vec![
        placed(&codes, each().map(|of| place(of.authority.index()))),
        placed(&keys, each().map(|of| place(of.provision.index()))),
        texts(urns.iter().map(|urn| Some(urn.as_str()))),
        integers(each().map(|of| of.grade.map(|grade| i32::from(grade.level())))),
        optional_dates(each().map(|of| day(of.inspected_on))),
        optional_dates(each().map(|of| day(of.published_on))),
    ]
}
