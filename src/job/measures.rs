//! What there is to say of the catalogue's measures: units that are not known, and indicators that
//! are averaged although the pipeline asks that they be pooled.

use std::collections::BTreeMap;

use crate::config::{NeighbourStatistic, Pipeline};
use crate::contract::SourceKind;
use crate::domain::{Measure, folded};
use crate::profile::IndicatorSlice;
use crate::tables::Indicators;
use crate::warning::{Warning, WarningKind};

/// Each unit that is not known, with its indicators. Of indicators without a unit only those count
/// that have numerators or denominators, which nothing is made of then.
pub(super) fn unknown_units(catalogue: &Indicators, slices: &[IndicatorSlice]) -> Vec<Warning> {
    let mut with_parts = vec![false; catalogue.all().len()];
    for slice in slices.iter().filter(|slice| slice.slice.parts.is_some()) {
        with_parts[slice.slice.indicator.index()] = true;
    }
    let mut units: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for (indicator, with_parts) in catalogue.all().iter().zip(with_parts) {
        let unit = match &indicator.unit {
            _ if indicator.measure.kind.is_some() => continue,
            Some(unit) => format!("{unit:?}"),
            None if with_parts => "blank".to_owned(),
            None => continue,
        };
        let (_, indicators) = units.entry(folded(&unit)).or_insert((unit, 0));
        *indicators += 1;
    }
    let about = |(unit, indicators): (String, u64)| {
        let indicators = match indicators {
            1 => "1 indicator".to_owned(),
            several => format!("{several} indicators"),
        };
        Warning::of(WarningKind::UnknownUnit, SourceKind::Indicators.word())
            .about(unit)
            .with(indicators)
    };
    units.into_values().map(about).collect()
}

/// Each indicator that is averaged although it is to be pooled, and why.
pub(super) fn not_pooled(
    pipeline: &Pipeline,
    catalogue: &Indicators,
    slices: &[IndicatorSlice],
) -> Vec<Warning> {
    if pipeline.neighbours != NeighbourStatistic::Pooled {
        return Vec::new();
    }
    let averaged = slices.chunk_by(|a, b| a.slice.indicator == b.slice.indicator);
    let averaged = averaged.filter_map(|slices| {
        // The latest periods stand last, and say what is the case now.
        let slice = slices.iter().rfind(|slice| slice.is_averaged)?;
        let indicator = catalogue.get(slice.slice.indicator);
        let why = why_not(indicator.measure, slice);
        let about = Warning::of(WarningKind::NotPooled, SourceKind::Observations.word());
        Some(about.about(&indicator.name).with(why))
    });
    averaged.collect()
}

fn why_not(measure: Measure, slice: &IndicatorSlice) -> String {
    match (measure.kind, measure.factor(), &slice.slice.parts) {
        (None, ..) => "its unit is not known".to_owned(),
        (Some(kind), None, _) => format!("its kind, {}, is no quotient", kind.word()),
        (Some(_), Some(_), None) => "without numerators and denominators".to_owned(),
        (Some(_), Some(_), Some(_)) => {
            format!(
                "numerators or denominators missing in {}",
                slice.slice.label
            )
        }
    }
}
