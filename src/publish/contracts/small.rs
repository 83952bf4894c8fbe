//! The contract tables that are as large as the nation has councils, or a few times that.
//!
//! Every row of columns is in the order of the table, the key first.

use arrow::array::ArrayRef;

use crate::domain::Grade;
use crate::publish::tables::columns::{
    dates, flags, integers, levels, numbers, optional_dates, texts, words,
};
use crate::tables::{
    Authorities, Characteristic, EarlierRating, Finding, Indicators, Judgement, Neighbour,
};

/// A row of the list of authorities, of whatever level.
struct Area<'a> {
    code: &'a str,
    name: &'a str,
    level: &'a str,
    region: Option<&'a str>,
    kind: Option<&'a str>,
    ons_code: Option<&'a str>,
    opened_on: Option<chrono::NaiveDate>,
    closed_on: Option<chrono::NaiveDate>,
    addressee: Option<&'a str>,
}

/// `authorities`: councils, the regions that have a row of their own, and the nation.
pub fn authorities(list: &Authorities) -> Vec<ArrayRef> {
    let other = |code, name, level, ons_code| Area {
        code,
        name,
        level,
        region: None,
        kind: None,
        ons_code,
        opened_on: None,
        closed_on: None,
        addressee: None,
    };
    let councils = list.all().iter().map(|of| Area {
        code: &of.code,
        name: &of.name,
        level: "authority",
        region: of.region.map(|at| list.regions()[at.index()].name.as_str()),
        kind: of.kind.as_deref(),
        ons_code: of.ons_code.as_deref(),
        opened_on: of.opened_on,
        closed_on: of.closed_on,
        addressee: of.addressee.as_deref(),
    });
    let regions = list.regions().iter().filter_map(|of| {
        let code = of.code.as_deref()?;
        Some(other(code, &of.name, "region", of.ons_code.as_deref()))
    });
    let nation = list
        .nation()
        .map(|of| other(&of.code, &of.name, "nation", of.ons_code.as_deref()));
    let mut areas: Vec<Area<'_>> = councils.chain(regions).chain(nation).collect();
    areas.sort_by_key(|area| area.code);
    let each = || areas.iter();
    vec![
        words(each().map(|of| Some(of.code))),
        texts(each().map(|of| Some(of.name))),
        words(each().map(|of| Some(of.level))),
        words(each().map(|of| of.region)),
        words(each().map(|of| of.kind)),
        words(each().map(|of| of.ons_code)),
        optional_dates(each().map(|of| of.opened_on)),
        optional_dates(each().map(|of| of.closed_on)),
        texts(each().map(|of| of.addressee)),
    ]
}

/// `indicators`.
pub fn indicators(indicators: &Indicators) -> Vec<ArrayRef> {
    let each = || indicators.all().iter();
    vec![
        words(each().map(|of| Some(of.name.as_str()))),
        texts(each().map(|of| Some(of.title.as_str()))),
        words(each().map(|of| of.outcome.as_deref())),
        words(each().map(|of| Some(of.polarity.word()))),
        words(each().map(|of| of.unit.as_deref())),
        numbers(each().map(|of| of.decimals.map_or(f64::NAN, f64::from))),
    ]
}

/// `neighbours`.
pub fn neighbours(neighbours: &[Neighbour], list: &Authorities) -> Vec<ArrayRef> {
    let each = || neighbours.iter();
    vec![
        words(each().map(|of| Some(list.get(of.authority).code.as_str()))),
        integers(each().map(|of| i32::try_from(of.rank).ok())),
        words(each().map(|of| Some(list.get(of.neighbour).code.as_str()))),
        words(each().map(|of| of.closeness.as_deref())),
        numbers(each().map(|of| of.distance.unwrap_or(f64::NAN))),
    ]
}

/// `characteristics`.
pub fn characteristics(characteristics: &[Characteristic], list: &Authorities) -> Vec<ArrayRef> {
    let each = || characteristics.iter();
    vec![
        words(each().map(|of| Some(list.get(of.authority).code.as_str()))),
        words(each().map(|of| Some(of.feature.as_str()))),
        numbers(each().map(|of| of.value)),
    ]
}

/// `findings`.
pub fn findings(findings: &[Finding], list: &Authorities) -> Vec<ArrayRef> {
    let each = || findings.iter();
    vec![
        words(each().map(|of| Some(list.get(of.authority).code.as_str()))),
        words(each().map(|of| Some(of.kind.as_str()))),
        words(each().map(|of| Some(of.aspect.as_str()))),
        dates(each().map(|of| of.inspected_on)),
        words(each().map(|of| of.outcome.as_deref())),
        integers(each().map(|of| of.grade.map(level))),
        dates(each().map(|of| of.published_on)),
        texts(each().map(|of| of.reference.as_deref())),
        optional_dates(each().map(|of| of.extracted_on)),
    ]
}

/// `judgements`.
pub fn judgements(judgements: &[Judgement], list: &Authorities) -> Vec<ArrayRef> {
    let each = || judgements.iter();
    vec![
        words(each().map(|of| Some(list.get(of.authority).code.as_str()))),
        levels(each().map(|of| Some(of.rating))),
        texts(each().map(|of| Some(of.reason.as_str()))),
        texts(each().map(|of| Some(of.decided_by.as_str()))),
        dates(each().map(|of| of.decided_on)),
        flags(each().map(|of| of.exceptional)),
    ]
}

/// `ratings`.
pub fn ratings(ratings: &[EarlierRating], list: &Authorities) -> Vec<ArrayRef> {
    let each = || ratings.iter();
    vec![
        words(each().map(|of| Some(list.get(of.authority).code.as_str()))),
        integers(each().map(|of| Some(of.year))),
        levels(each().map(|of| Some(of.rating))),
    ]
}

/// The number of a grade.
pub fn level(grade: Grade) -> i32 {
    i32::from(grade.level())
}
