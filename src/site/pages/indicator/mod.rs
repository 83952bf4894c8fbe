//! An indicator's page: every council ranked, on the map and over time.

mod comparators;
mod definition;
mod files;
mod funnel;
mod inequality;
mod map;
mod over_time;
mod ranked;

use super::section;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::content::{Content, Measure};
use crate::site::engine::{Engine, Page};
use crate::site::figures::{Series, Slice};
use crate::site::folder::File;
use crate::site::markup::Markup;
use crate::site::positions::Positions;
use crate::site::words;

/// From an indicator's page to the site's folder.
const ROOT: &str = "../";

/// An indicator, with the series and the period that its page shows.
struct Shown<'a> {
    content: &'a Content<'a>,
    measure: &'a Measure,
    series: &'a Series,
    slice: &'a Slice,
}

/// The page of an indicator and its figures.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(
    content: &Content<'_>,
    engine: &Engine,
    positions: &Positions,
    measure: usize,
) -> Result<Vec<File>, SiteError> {
    let measure = &content.measures[measure];
    let row = &measure.row;
    let found = content.figures.total(&row.indicator);
    let Some((series, slice)) = found.and_then(|series| Some((series, series.latest()?))) else {
        return Ok(Vec::new());
    };
    let shown = Shown {
        content,
        measure,
        series,
        slice,
    };
    let folder = Kind::Indicator.folder();
    let outcome = row.outcome.as_ref().and_then(|key| {
        let known = content.outcome_types.iter().find(|of| of.key == *key)?;
        Some((
            known.title.clone(),
            format!("{}/{}.html", Kind::Outcome.folder(), known.page),
        ))
    });
    let mut trail = vec![
        ("England".to_owned(), "index.html".to_owned()),
        ("Indicators".to_owned(), "indicators.html".to_owned()),
    ];
    trail.extend(outcome);
    let mut map = Markup::new();
    for figure in shown.maps(positions) {
        figure.add_to(&mut map);
    }
    let mut spread = Markup::new();
    shown.spread().add_to(&mut spread);
    let mut ranked = Markup::new();
    shown.ranked().add_to(&mut ranked);
    let mut chance = Markup::new();
    let placed = shown.placed();
    shown.funnel(&placed).add_to(&mut chance);
    let page = Page {
        kind: "indicator",
        path: format!("{folder}/{}.html", measure.page),
        title: row.title.clone(),
        caption: format!("Indicator {}", row.indicator),
        lead: shown.lead(),
        trail,
        sections: vec![
            section("time", "Over time", spread),
            section("map", "On the map", map),
            section("ranked", "Every council", ranked),
            section("chance", "What chance may explain", chance),
            section(
                "comparators",
                "Beside other comparators",
                shown.comparators(),
            ),
            section("inequality", "How unequal it is", shown.inequality()),
            section("groups", "By group of children", shown.groups()),
            section("missing", "Councils without a figure", shown.missing()),
            section("definition", "What this is", shown.definition()),
        ],
    };
    let mut files = vec![engine.file(page)?, shown.csv(folder)?];
    files.extend(shown.funnel_csv(folder, &placed)?);
    files.extend(shown.inequality_csv(folder)?);
    Ok(files)
}

impl Shown<'_> {
    fn shown(&self, value: f64) -> String {
        self.measure.unit.shown(value)
    }

    /// The councils that have a value, in the order of their places; where there are none, the
    /// highest first.
    fn in_order(&self) -> Vec<usize> {
        let mut areas: Vec<usize> = (0..self.content.areas.len())
            .filter(|area| self.value(*area).is_finite())
            .collect();
        let rank = |area: usize| self.slice.figures[area].as_ref().map_or(0, |of| of.rank);
        areas.sort_by(|a, b| {
            let values = self.value(*b).total_cmp(&self.value(*a));
            rank(*a).cmp(&rank(*b)).then(values).then(a.cmp(b))
        });
        areas
    }

    fn value(&self, area: usize) -> f64 {
        let figure = self.slice.figures.get(area).and_then(Option::as_ref);
        figure.map_or(f64::NAN, |of| of.value)
    }

    /// The sentence that answers the page's question.
    fn lead(&self) -> Markup {
        let mut lead = Markup::new();
        let period = &self.slice.period;
        let national = Series::national(self.slice);
        if national.is_nan() {
            lead.raw("There is no figure of England in ")
                .text(period)
                .raw(".");
        } else {
            lead.raw("In ")
                .text(period)
                .raw(" England stood at <strong>");
            lead.text(&self.shown(national)).raw("</strong>.");
        }
        let areas = self.in_order();
        if let (Some(first), Some(last)) = (areas.first(), areas.last()) {
            let named = |area: usize| {
                format!(
                    "{} ({})",
                    self.shown(self.value(area)),
                    self.content.areas[area].name
                )
            };
            lead.raw(" Councils run from ")
                .text(&named(*first))
                .raw(" to ");
            lead.text(&named(*last)).raw(".");
        }
        if let Some(spread) = self.content.spread(self.series, period)
            && let (Some(low), Some(high)) = (spread.q25, spread.q75)
        {
            lead.raw(" The middle half lie between ")
                .text(&self.shown(low))
                .raw(" and ");
            lead.text(&self.shown(high)).raw(".");
        }
        lead.raw(" ")
            .raw(words::polarity(&self.measure.row.polarity));
        lead
    }

    fn unit_words(&self) -> String {
        match self.measure.unit.words.as_str() {
            "" => "unit not stated".to_owned(),
            words => words.to_owned(),
        }
    }

    fn file(&self) -> String {
        format!("{}.csv", self.measure.page)
    }
}
