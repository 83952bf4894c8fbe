//! An indicator's page: every council ranked, on the map and over time.

use std::collections::BTreeMap;

use super::true_map::true_map;
use super::{council, council_links, disclosure, fact, facts, paragraph, section};
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::bars::{Bar, Bars};
use crate::site::charts::tiles::{self, Tile};
use crate::site::charts::trend::{Band, Line, Trend};
use crate::site::content::{Content, Measure};
use crate::site::engine::{Engine, Page};
use crate::site::figure::{Figure, mark};
use crate::site::figures::{Series, Slice};
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, exact};
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
            section("groups", "By group of children", shown.groups()),
            section("missing", "Councils without a figure", shown.missing()),
            section("definition", "What this is", shown.definition()),
        ],
    };
    Ok(vec![engine.file(page)?, shown.csv(folder)?])
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

    /// Every council once.
    fn ranked(&self) -> Figure {
        let areas = self.in_order();
        let bars = Bars {
            bars: areas
                .iter()
                .map(|area| {
                    let of = &self.content.areas[*area];
                    let figure = self.slice.figures[*area].as_ref();
                    Bar {
                        name: &of.name,
                        page: &of.page,
                        value: self.value(*area),
                        interval: figure.map_or((f64::NAN, f64::NAN), |of| (of.low, of.high)),
                        about: figure.map_or_else(String::new, |of| {
                            match self.content.figures.word(of.vs_national) {
                                "" => String::new(),
                                word => format!(", {word} beside England"),
                            }
                        }),
                    }
                })
                .collect(),
            national: Series::national(self.slice),
            unit: &self.measure.unit,
        };
        let title = format!(
            "{}, {}",
            counted(areas.len(), "council", "councils"),
            if self.measure.row.polarity == "neutral" {
                "the highest first"
            } else {
                "the best first"
            }
        );
        let about = format!(
            "{}, {}, {}. A thin line is the interval within which chance alone would leave the figure.",
            self.measure.row.title,
            self.unit_words(),
            self.slice.period
        );
        let note = match bars.axis() {
            Some(axis) if axis.begins_at_nought() => "The axis begins at zero.",
            Some(_) => "The axis does not begin at zero, so figures are dots and not bars.",
            None => "",
        };
        Figure {
            drawing: bars.draw("ranked-chart", &title, &about),
            id: "ranked-chart".to_owned(),
            headline: title,
            about,
            note: note.to_owned(),
            table: self.table(),
            csv: self.file(),
            ..Figure::default()
        }
    }

    fn table(&self) -> Markup {
        let mut grid = Grid::new(format!("{}, {}", self.measure.row.title, self.slice.period))
            .sortable()
            .text_column("Council")
            .number_column("Value")
            .number_column("Similar areas")
            .text_column("Beside similar areas")
            .text_column("Beside England")
            .number_column("Place")
            .text_column("Quarter")
            .text_column("Trend");
        let with_value = self.in_order();
        let without = (0..self.content.areas.len()).filter(|area| self.value(*area).is_nan());
        for area in with_value.iter().copied().chain(without) {
            let Some(figure) = &self.slice.figures[area] else {
                continue;
            };
            let word = |word| self.content.figures.word(word);
            grid.row(&council(&self.content.areas[area], ROOT), |cells| {
                let missing = words::missing_short(word(figure.missing));
                cells.number(figure.value, &self.shown(figure.value), missing);
                cells.number(figure.similar, &self.shown(figure.similar), "");
                for said in [figure.vs_similar, figure.vs_national] {
                    cells.word(word(said), words::class(word(said)));
                }
                match figure.rank {
                    0 => cells.text(""),
                    rank => cells.whole(rank),
                };
                cells.text(word(figure.quarter));
                cells.word(word(figure.trend), words::class(word(figure.trend)));
            });
        }
        grid.done()
    }

    /// The map of squares, and that of shapes.
    fn maps(&self, positions: &Positions) -> [Figure; 2] {
        let neutral = self.measure.row.polarity == "neutral";
        let tiles: Vec<Tile<'_>> = self
            .content
            .areas
            .iter()
            .enumerate()
            .map(|(area, of)| {
                let figure = self.slice.figures[area].as_ref();
                let word =
                    |pick: fn(&crate::site::figures::Figure) -> crate::site::figures::Word| {
                        figure.map_or("", |of| self.content.figures.word(pick(of)))
                    };
                let (class, sign) = match (word(|of| of.quarter), word(|of| of.vs_national)) {
                    ("A", _) => ("q1", "A"),
                    ("B", _) => ("q2", "B"),
                    ("C", _) => ("q3", "C"),
                    ("D", _) => ("q4", "D"),
                    (_, "higher") => ("q1", "△"),
                    (_, "similar") => ("q3", "○"),
                    (_, "lower") => ("q4", "▽"),
                    _ => ("r0", ""),
                };
                let value = self.value(area);
                Tile {
                    code: &of.code,
                    name: &of.name,
                    region: of.region.as_deref(),
                    page: &of.page,
                    sign,
                    class,
                    says: if value.is_nan() {
                        words::missing(word(|of| of.missing)).to_owned()
                    } else {
                        self.shown(value)
                    },
                }
            })
            .collect();
        let headline = if neutral {
            "Higher and lower than England".to_owned()
        } else {
            "The quarter of councils that each is in".to_owned()
        };
        let about = format!(
            "One square is one council, and neighbours are beside each other. Figures of {}, {}.",
            self.slice.period,
            self.unit_words()
        );
        let mut key = Markup::new();
        let meanings: &[(&str, &'static str)] = if neutral {
            &[
                ("q1", "△ higher than England"),
                ("q3", "○ similar"),
                ("q4", "▽ lower"),
                ("r0", "no figure"),
            ]
        } else {
            &[
                ("q1", "A: the best quarter"),
                ("q2", "B"),
                ("q3", "C"),
                ("q4", "D: the quarter furthest from good"),
                ("r0", "no figure"),
            ]
        };
        for (class, meaning) in meanings {
            mark(&mut key, class, meaning);
        }
        let squares = Figure {
            drawing: tiles::draw("map-chart", &headline, &about, positions, &tiles)
                .unwrap_or_default(),
            id: "map-chart".to_owned(),
            headline,
            about,
            key,
            note: "The figures are in the table below the chart of every council.".to_owned(),
            csv: self.file(),
            ..Figure::default()
        };
        let shapes = true_map(self.content, &squares, &tiles);
        [squares, shapes]
    }

    /// How the councils' values lie in each period.
    fn spread(&self) -> Figure {
        if self.series.slices.len() < 2 {
            return Figure::default();
        }
        let spreads: Vec<[f64; 5]> = self
            .series
            .slices
            .iter()
            .map(|slice| {
                let edge = |value: Option<f64>| value.unwrap_or(f64::NAN);
                self.content
                    .spread(self.series, &slice.period)
                    .map_or([f64::NAN; 5], |of| {
                        [of.minimum, of.q25, of.median, of.q75, of.maximum].map(edge)
                    })
            })
            .collect();
        let national: Vec<f64> = self.series.slices.iter().map(Series::national).collect();
        let band = |class, low: usize, high: usize| Band {
            class,
            ends: spreads.iter().map(|of| (of[low], of[high])).collect(),
        };
        let trend = Trend {
            periods: self
                .series
                .slices
                .iter()
                .map(|of| of.period.as_str())
                .collect(),
            is_wide: true,
            bands: vec![band("range", 0, 4), band("half", 1, 3)],
            lines: vec![
                Line {
                    name: "Median",
                    class: "median",
                    values: spreads.iter().map(|of| of[2]).collect(),
                },
                Line {
                    name: "England",
                    class: "own",
                    values: national.clone(),
                },
            ],
            unit: &self.measure.unit,
        };
        let ends: Vec<(usize, f64)> = national
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, value)| value.is_finite())
            .collect();
        let headline = match (ends.first(), ends.last()) {
            (Some((first, from)), Some((last, to))) if first != last => format!(
                "England: {} in {}, {} in {}",
                self.shown(*from),
                trend.periods[*first],
                self.shown(*to),
                trend.periods[*last]
            ),
            _ => "How councils are spread in each period".to_owned(),
        };
        let about = format!(
            "Unit: {}. England, and the lowest, the middle half and the highest of all councils.",
            self.unit_words()
        );
        let mut key = Markup::new();
        for (class, meaning) in [
            ("range", "all councils"),
            ("half", "the middle half of them"),
        ] {
            mark(&mut key, class, meaning);
        }
        let begins = trend.axis().is_some_and(|axis| axis.begins_at_nought());
        Figure {
            drawing: trend.draw("time-chart", &headline, &about),
            id: "time-chart".to_owned(),
            headline,
            about,
            key,
            note: if begins {
                String::new()
            } else {
                "The axis does not begin at zero.".to_owned()
            },
            table: self.spread_table(&spreads, &national),
            csv: self.file(),
        }
    }

    fn spread_table(&self, spreads: &[[f64; 5]], national: &[f64]) -> Markup {
        let mut grid =
            Grid::new("How the councils' values lie in each period").text_column("Period");
        for name in [
            "England",
            "Lowest",
            "Lower quartile",
            "Median",
            "Upper quartile",
            "Highest",
        ] {
            grid = grid.number_column(name);
        }
        for ((slice, spread), national) in self.series.slices.iter().zip(spreads).zip(national) {
            grid.row(&Markup::of(&slice.period), |cells| {
                for value in std::iter::once(*national).chain(*spread) {
                    cells.number(value, &self.shown(value), "no figure");
                }
            });
        }
        grid.done()
    }

    /// England's value for each group of children.
    fn groups(&self) -> Markup {
        let mut grid = Grid::new("England by group of children")
            .text_column("Group")
            .text_column("Period")
            .number_column("England")
            .number_column("Councils with a value");
        let mut count = 0;
        for series in self.content.figures.of(&self.measure.row.indicator) {
            let Some(slice) = series.latest() else {
                continue;
            };
            count += 1;
            let name = if series.is_total {
                "Everybody".to_owned()
            } else {
                words::capital(&words::plain(&series.breakdown))
            };
            grid.row(&Markup::of(&name), |cells| {
                let value = Series::national(slice);
                cells
                    .text(&slice.period)
                    .number(value, &self.shown(value), "no figure");
                let spread = self.content.spread(series, &slice.period);
                cells.whole(spread.map_or(0, |of| of.authorities));
            });
        }
        if count > 1 {
            grid.done()
        } else {
            Markup::new()
        }
    }

    fn missing(&self) -> Markup {
        let mut reasons: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for area in 0..self.content.areas.len() {
            if self.value(area).is_nan() {
                let figure = self.slice.figures[area].as_ref();
                let word = figure.map_or("", |of| self.content.figures.word(of.missing));
                reasons.entry(words::missing(word)).or_default().push(area);
            }
        }
        let mut body = Markup::new();
        if reasons.is_empty() {
            paragraph(
                &mut body,
                "None: every council has a figure in this period.",
            );
        }
        for (reason, areas) in reasons {
            let count = counted(areas.len(), "council", "councils");
            let links = council_links(areas.iter().map(|area| &self.content.areas[*area]), ROOT);
            disclosure(&mut body, &format!("{count}: {reason}"), &links);
        }
        body
    }

    fn definition(&self) -> Markup {
        let row = &self.measure.row;
        let mut list = Markup::new();
        fact(&mut list, "Key", &Markup::of(&row.indicator));
        fact(&mut list, "Unit", &Markup::of(&self.unit_words()));
        fact(
            &mut list,
            "What is good",
            &Markup::of(words::polarity(&row.polarity)),
        );
        if let Some(kind) = &row.kind {
            fact(
                &mut list,
                "Kind of figure",
                &Markup::of(&words::plain(kind)),
            );
        }
        if let Some(per) = row.per {
            let text = format!("numerator over denominator, times {per}");
            fact(&mut list, "Worked out as", &Markup::of(&text));
        }
        let periods: Vec<String> = self
            .series
            .slices
            .iter()
            .map(|of| of.period.clone())
            .collect();
        fact(&mut list, "Periods", &Markup::of(&words::listed(&periods)));
        let source = self.slice.figures.iter().flatten().find_map(|of| {
            let word = self.content.figures.word(of.national_source);
            (!word.is_empty()).then_some(word)
        });
        let national = match source {
            Some("published") => "as published",
            Some("computed") => "worked out from the councils' figures",
            _ => "not available",
        };
        fact(&mut list, "England's figure", &Markup::of(national));
        let mut files = Markup::new();
        for input in &self.content.run.manifest.inputs {
            if input.contract() == "observations" {
                for file in &input.files {
                    files.raw("<li>").text(&file.name()).raw("</li>");
                }
            }
        }
        let mut sources = Markup::new();
        if !files.is_empty() {
            sources.raw("<ul>").push(&files).raw("</ul>");
        }
        fact(&mut list, "Read from", &sources);
        let mut body = Markup::new();
        facts(&mut body, &list);
        body.raw("<p><a download href=\"").text(&self.file());
        body.raw("\">Download every council, group and period (CSV)</a></p>");
        body
    }

    /// Every figure of the indicator.
    fn csv(&self, folder: &str) -> Result<File, SiteError> {
        let mut csv = Csv::new(
            format!("{folder}/{}", self.file()),
            &[
                "authority",
                "name",
                "breakdown",
                "period",
                "value",
                "value_low",
                "value_high",
                "neighbour_mean",
                "national_value",
                "missing_reason",
            ],
        )?;
        for series in self.content.figures.of(&self.measure.row.indicator) {
            for slice in &series.slices {
                for (of, figure) in self.content.areas.iter().zip(&slice.figures) {
                    let Some(figure) = figure else { continue };
                    let [value, low, high, similar, national] = [
                        figure.value,
                        figure.low,
                        figure.high,
                        figure.similar,
                        figure.national,
                    ]
                    .map(exact);
                    csv.row(&[
                        &of.code,
                        &of.name,
                        &series.breakdown,
                        &slice.period,
                        &value,
                        &low,
                        &high,
                        &similar,
                        &national,
                        self.content.figures.word(figure.missing),
                    ])?;
                }
            }
        }
        csv.done()
    }
}
