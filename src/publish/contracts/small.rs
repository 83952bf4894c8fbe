//! The contract tables that are as large as the nation has councils, or a few times that.

use chrono::NaiveDate;

use crate::domain::{MeasureKind, SeriesBreak};
use crate::publish::tables::declaration::rows;
use crate::publish::tables::kind::{Category, Date, Flag, Integer, Level, Number, Text};
use crate::tables::{
    Authorities, Boundary, Characteristic, EarlierRating, Finding, GroupMember, Indicator,
    Judgement, Neighbour,
};

/// A row of the list of authorities, of whatever level.
#[derive(Clone, Copy)]
pub(super) struct Area<'a> {
    code: &'a str,
    name: &'a str,
    level: &'a str,
    region: Option<&'a str>,
    kind: Option<&'a str>,
    ons_code: Option<&'a str>,
    opened_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    addressee: Option<&'a str>,
    nation: Option<&'a str>,
}

rows! {
    /// The rows of `authorities`: councils, the regions that have a row of their own, the nation,
    /// and councils of others.
    each of: Area<'a>, _: () => AreaRows<'a>;

    code: Category = of.code;
    name: Text = of.name;
    level: Category = of.level;
    region: Option<Category> = of.region;
    kind: Option<Category> = of.kind;
    ons_code: Option<Category> = of.ons_code;
    opened_on: Option<Date> = of.opened_on;
    closed_on: Option<Date> = of.closed_on;
    addressee: Option<Text> = of.addressee;
    nation: Option<Category> = of.nation;
}

/// The areas of a list, in the order of their codes.
pub(super) fn areas(list: &Authorities) -> AreaRows<'_> {
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
        nation: None,
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
        nation: None,
    });
    let regions = list.regions().iter().filter_map(|of| {
        let code = of.code.as_deref()?;
        Some(other(code, &of.name, "region", of.ons_code.as_deref()))
    });
    let nation = list
        .nation()
        .map(|of| other(&of.code, &of.name, "nation", of.ons_code.as_deref()));
    let outside = list.outside().iter().map(|of| Area {
        nation: Some(&of.nation),
        ..other(&of.code, &of.name, "authority", of.ons_code.as_deref())
    });
    let mut areas: Vec<Area<'_>> = councils.chain(regions).chain(nation).collect();
    areas.extend(outside);
    areas.sort_by_key(|area| area.code);
    AreaRows::new(areas, ())
}

rows! {
    /// The rows of `indicators`.
    each of: &'a Indicator, _: () => IndicatorRows<'a>;

    indicator: Category = &of.name;
    title: Text = &of.title;
    outcome: Option<Category> = of.outcome.as_deref();
    polarity: Category = of.polarity.word();
    unit: Option<Category> = of.unit.as_deref();
    kind: Option<Category> = of.measure.kind.map(MeasureKind::word);
    per: Option<Number> = of.measure.per;
    minimum: Option<Number> = of.minimum;
    maximum: Option<Number> = of.maximum;
    decimals: Option<Number> = of.decimals.map(f64::from);
    total: Option<Category> = of.total.as_deref();
    breaks: Option<Category> = breaks(of);
    gap: Option<Category> = of.gap.as_ref().map(|gap| format!("[{:?}, {:?}]", gap[0], gap[1]));
}

/// The breaks of an indicator as the contract has them.
fn breaks(of: &Indicator) -> Option<String> {
    let each: Vec<String> = of.breaks.iter().map(SeriesBreak::shown).collect();
    (!each.is_empty()).then(|| each.join("; "))
}

rows! {
    /// The rows of `neighbours`.
    each (name, of): (Option<&'a str>, &'a Neighbour), list: &'a Authorities => NeighbourRows<'a>;

    authority: Category = &list.get(of.authority).code;
    rank: Integer = of.rank;
    neighbour: Category = &list.get(of.neighbour).code;
    closeness: Option<Category> = of.closeness.as_deref();
    distance: Option<Number> = of.distance;
    list: Option<Category> = name;
}

rows! {
    /// The rows of `groups`.
    each of: &'a GroupMember, list: &'a Authorities => GroupRows<'a>;

    group: Category = &of.group;
    authority: Category = &list.get(of.authority).code;
    joined_on: Option<Date> = of.joined_on;
    left_on: Option<Date> = of.left_on;
}

rows! {
    /// The rows of `boundaries`.
    each of: &'a Boundary, list: &'a Authorities => BoundaryRows<'a>;

    authority: Category = &list.get(of.authority).code;
    geometry: Text = of.geometry();
}

rows! {
    /// The rows of `characteristics`.
    each of: &'a Characteristic, list: &'a Authorities => CharacteristicRows<'a>;

    authority: Category = &list.get(of.authority).code;
    feature: Category = &of.feature;
    period: Option<Category> = of.period.as_ref().map(|(text, _)| text.as_str());
    value: Number = of.value;
}

rows! {
    /// The rows of `findings`.
    each of: &'a Finding, list: &'a Authorities => FindingRows<'a>;

    authority: Category = &list.get(of.authority).code;
    kind: Category = &of.kind;
    aspect: Category = &of.aspect;
    inspected_on: Date = of.inspected_on;
    outcome: Option<Category> = of.outcome.as_deref();
    grade: Option<Level> = of.grade;
    published_on: Date = of.published_on;
    reference: Option<Text> = of.reference.as_deref();
    extracted_on: Option<Date> = of.extracted_on;
}

rows! {
    /// The rows of `judgements`.
    each of: &'a Judgement, list: &'a Authorities => JudgementRows<'a>;

    authority: Category = &list.get(of.authority).code;
    year: Option<Integer> = of.year;
    rating: Level = of.rating;
    reason: Text = &of.reason;
    decided_by: Text = &of.decided_by;
    decided_on: Date = of.decided_on;
    exceptional: Flag = of.exceptional;
}

rows! {
    /// The rows of `ratings`.
    each of: &'a EarlierRating, list: &'a Authorities => EarlierRatingRows<'a>;

    authority: Category = &list.get(of.authority).code;
    year: Integer = of.year;
    rating: Level = of.rating;
}
