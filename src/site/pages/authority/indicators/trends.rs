//! An indicator of a council over time, beside its comparators.

use super::latest::{Latest, beside, sign};
use crate::site::charts::trend::{Line, Trend};
use crate::site::content::Content;
use crate::site::figure::Figure;
use crate::site::figures::{Figure as Value, Series};
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::words;

pub(super) fn trend_of(content: &Content<'_>, area: usize, of: &Latest<'_>) -> Figure {
    let row = &of.measure.row;
    let Some(series) = content.figures.total(&row.indicator) else {
        return Figure::default();
    };
    if series.slices.len() < 2 {
        return Figure::default();
    }
    let line = |name, class, value: fn(&Value) -> f64| Line {
        name,
        class,
        values: series
            .slices
            .iter()
            .map(|slice| slice.figures[area].as_ref().map_or(f64::NAN, value))
            .collect(),
    };
    let name = &content.areas[area].name;
    let code = &content.areas[area].code;
    let own = content.further.breaks(&row.indicator).iter();
    let breaks: Vec<usize> = own
        .filter(|of| of.authorities.is_empty() || of.authorities.contains(code))
        .filter_map(|of| {
            series
                .slices
                .iter()
                .position(|slice| slice.period == of.period)
        })
        .collect();
    let mut trend = Trend {
        periods: series.slices.iter().map(|of| of.period.as_str()).collect(),
        breaks: breaks.clone(),
        is_wide: false,
        bands: Vec::new(),
        lines: vec![
            line("England", "england", |of| of.national),
            line("Region", "region", |of| of.region),
            line("Similar areas", "similar", |of| of.similar),
            line(name, "own", |of| of.value),
        ],
        unit: &of.measure.unit,
    };
    let table = trend_table(&trend);
    let is_sum = is_sum(content, of, series);
    if is_sum {
        // They would leave no room for the council's own line.
        trend
            .lines
            .retain(|line| !matches!(line.class, "england" | "region"));
    }
    let word = content.figures.word(of.figure.vs_national);
    let headline = row.title.clone();
    let said = match word {
        "" => String::new(),
        word => format!("{} {word} {} England; ", sign(word), beside(word)),
    };
    let trended = content.figures.word(of.figure.trend);
    let unit = match of.measure.unit.words.as_str() {
        "" => String::new(),
        words => format!(" Unit: {words}."),
    };
    let about = format!(
        "{said}{} in {}. {}{unit} {}",
        of.measure.unit.shown(of.figure.value),
        of.period,
        match trended {
            "" => "Too few figures for a trend.".to_owned(),
            word => format!("{}.", words::capital(word)),
        },
        trend.note()
    );
    let mut note = Vec::new();
    if !breaks.is_empty() {
        let at = breaks.iter().map(|at| trend.periods[*at].to_owned());
        let at = words::listed(&at.collect::<Vec<_>>());
        note.push(format!("The series breaks at {at}."));
    }
    if is_sum {
        note.push(
            "England and the region are sums of many councils, and stand in the table alone."
                .to_owned(),
        );
    }
    let id = format!("trend-{}", of.measure.page);
    Figure {
        drawing: trend.draw(&id, &headline, &about),
        headline,
        about,
        note: note.join(" "),
        table,
        csv: of.measure.address("../").replace(".html", ".csv"),
        id,
        ..Figure::default()
    }
}

/// Whether England's figure is the sum of the councils': no mean of them is twice the highest.
fn is_sum(content: &Content<'_>, of: &Latest<'_>, series: &Series) -> bool {
    let highest = content.spread(series, of.period).and_then(|of| of.maximum);
    highest.is_some_and(|highest| highest > 0.0 && of.figure.national > 2.0 * highest)
}

fn trend_table(trend: &Trend<'_>) -> Markup {
    let mut grid = Grid::new("The same by period").text_column("Period");
    for line in &trend.lines {
        grid = grid.number_column(line.name);
    }
    for (at, period) in trend.periods.iter().enumerate() {
        grid.row(&Markup::of(period), |cells| {
            for line in &trend.lines {
                let value = line.values[at];
                cells.number(value, &trend.unit.shown(value), "no figure");
            }
        });
    }
    grid.done()
}
