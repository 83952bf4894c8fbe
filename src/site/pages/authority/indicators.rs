//! The indicators of a council: what is notable, a spine for each outcome, and all in a table.

use super::super::{disclosure, paragraph};
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::spine::{self, Said, SpineRow};
use crate::site::charts::trend::{Line, Trend};
use crate::site::content::{Content, Measure};
use crate::site::figure::{Figure, mark};
use crate::site::figures::{Figure as Value, Word};
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, exact};
use crate::site::words;

/// How many indicators are drawn as trends.
const TRENDS: usize = 12;

/// How many are named as weak or strong where they belong to no outcome.
const NAMED: usize = 30;

/// The latest figure of an indicator about everybody.
pub(super) fn latest<'a>(
    content: &'a Content<'_>,
    area: usize,
    measure: &'a Measure,
) -> Option<&'a Value> {
    let slice = content.figures.total(&measure.row.indicator)?.latest()?;
    slice.figures.get(area)?.as_ref()
}

/// An indicator with its latest figure of a council.
struct Latest<'a> {
    measure: &'a Measure,
    period: &'a str,
    figure: &'a Value,
}

/// Every indicator with its latest figure, in the order of their keys.
fn all<'a>(content: &'a Content<'_>, area: usize) -> Vec<Latest<'a>> {
    let measures = content.measures.iter();
    measures
        .filter_map(|measure| {
            let slice = content.figures.total(&measure.row.indicator)?.latest()?;
            Some(Latest {
                measure,
                period: &slice.period,
                figure: slice.figures.get(area)?.as_ref()?,
            })
        })
        .collect()
}

/// The part of the page.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let all = all(content, area);
    if all.is_empty() {
        return body;
    }
    notable(content, area, &all, &mut body);
    let mut spines = Markup::new();
    for (at, outcome) in content.outcome_types.iter().enumerate() {
        let rows: Vec<&Latest<'_>> = all
            .iter()
            .filter(|of| of.measure.row.outcome.as_deref() == Some(&outcome.key))
            .collect();
        spine_of(content, &format!("spine-{at}"), &outcome.title, &rows).add_to(&mut spines);
    }
    if content.outcome_types.is_empty() {
        let rows: Vec<&Latest<'_>> = far(content, &all);
        let title = "Furthest from England";
        spine_of(content, "spine", title, &rows).add_to(&mut spines);
    }
    if !spines.is_empty() {
        body.raw("<h3>Each indicator beside similar areas and England</h3>");
        body.raw("<ul class=\"key\">")
            .push(&spine_key(&content.areas[area].name))
            .raw("</ul>");
        body.raw("<div class=\"spines\">")
            .push(&spines)
            .raw("</div>");
    }
    body.raw("<h3>All indicators</h3>")
        .push(&table(content, &all));
    body
}

/// Whether a figure is worse, or better, than one comparator and the contrary of none.
fn is_all(content: &Content<'_>, of: &Value, word: &str, contrary: &str) -> bool {
    let words = [of.vs_similar, of.vs_national].map(|of| content.figures.word(of));
    words.contains(&word) && !words.contains(&contrary)
}

/// The indicators that stand out, the furthest from the middle first.
fn outstanding<'a, 'b>(
    content: &Content<'_>,
    all: &'b [Latest<'a>],
    word: &str,
) -> Vec<&'b Latest<'a>> {
    let both = |of: &Value| {
        [of.vs_similar, of.vs_national]
            .into_iter()
            .filter(|of| content.figures.word(*of) == word)
            .count()
    };
    let contrary = if word == "worse" { "better" } else { "worse" };
    let place = |of: &Value| f64::from(of.rank) / f64::from(of.ranked.max(1));
    let mut rows: Vec<&Latest<'_>> = all
        .iter()
        .filter(|of| is_all(content, of.figure, word, contrary))
        .collect();
    rows.sort_by(|a, b| {
        let (a, b) = (a.figure, b.figure);
        let far = if word == "worse" {
            place(b).total_cmp(&place(a))
        } else {
            place(a).total_cmp(&place(b))
        };
        both(b).cmp(&both(a)).then(far)
    });
    rows
}

/// Those that are drawn where indicators belong to no outcome.
fn far<'a, 'b>(content: &Content<'_>, all: &'b [Latest<'a>]) -> Vec<&'b Latest<'a>> {
    let mut rows = outstanding(content, all, "worse");
    rows.truncate(NAMED);
    let mut better = outstanding(content, all, "better");
    better.truncate(NAMED);
    rows.extend(better);
    rows
}

/// What is notable, in words and as small trends.
fn notable(content: &Content<'_>, area: usize, all: &[Latest<'_>], body: &mut Markup) {
    let worse = outstanding(content, all, "worse");
    let better = outstanding(content, all, "better");
    let compared = all.iter().filter(|of| {
        let words = [of.figure.vs_similar, of.figure.vs_national];
        words
            .iter()
            .any(|of| matches!(content.figures.word(*of), "better" | "in line" | "worse"))
    });
    let text = format!(
        "Of {} that can be compared, {} worse than similar areas or England and better than neither; {} better than one of them and worse than neither.",
        counted(compared.count(), "indicator", "indicators"),
        counted(worse.len(), "is", "are"),
        better.len(),
    );
    paragraph(body, &text);
    let mut trends = Markup::new();
    let unusual = unusual(content, area, all);
    if !unusual.is_empty() {
        let text = format!(
            "{} beyond what chance makes of so many comparisons: {}.",
            counted(unusual.len(), "figure is unusual", "figures are unusual"),
            words::listed(
                &unusual
                    .iter()
                    .map(|of| of.measure.row.title.clone())
                    .collect::<Vec<_>>()
            )
        );
        paragraph(body, &text);
    }
    let listed = if unusual.is_empty() {
        worse.iter().chain(&better).copied().collect()
    } else {
        unusual
    };
    for of in listed.into_iter().take(TRENDS) {
        trend_of(content, area, of).add_to(&mut trends);
    }
    if !trends.is_empty() {
        body.raw("<h3>What stands out, over time</h3><div class=\"multiples\">");
        body.push(&trends).raw("</div>");
    }
}

/// The indicators whose latest figure about everybody is unusual beyond what chance makes of so
/// many, the least likely first; none where the run did not ask.
fn unusual<'a, 'b>(
    content: &Content<'_>,
    area: usize,
    all: &'b [Latest<'a>],
) -> Vec<&'b Latest<'a>> {
    content.notable[area]
        .iter()
        .filter_map(|row| {
            let mut all = all.iter();
            all.find(|of| {
                let series = content.figures.total(&row.indicator);
                of.measure.row.indicator == row.indicator
                    && of.period == row.period
                    && series.is_some_and(|of| of.breakdown == row.breakdown)
            })
        })
        .collect()
}

fn spine_of(content: &Content<'_>, id: &str, title: &str, rows: &[&Latest<'_>]) -> Figure {
    let drawn: Vec<SpineRow> = rows
        .iter()
        .filter(|of| !of.figure.value.is_nan())
        .map(|of| spine_row(content, of))
        .collect();
    if drawn.is_empty() {
        return Figure::default();
    }
    let count = |word: &str| {
        rows.iter()
            .filter(|of| content.figures.word(of.figure.vs_similar) == word)
            .count()
    };
    let headline = format!(
        "{title}: {} better than similar areas, {} in line, {} worse",
        count("better"),
        count("in line"),
        count("worse")
    );
    Figure {
        id: id.to_owned(),
        drawing: spine::draw(
            id,
            &headline,
            "One row for each indicator, from the worst to the best council in England.",
            ["worse or lower", "better or higher"],
            &drawn,
        ),
        headline,
        about: "Latest figures; each row runs from the worst to the best council in its own unit."
            .to_owned(),
        table: short_table(content, rows),
        ..Figure::default()
    }
}

/// What the marks of every spine mean.
fn spine_key(name: &str) -> Markup {
    let mut key = Markup::new();
    for (class, meaning) in [
        ("own", name),
        ("similar", "similar areas"),
        ("england", "England"),
        ("range", "all councils"),
        ("half", "the middle half of them"),
    ] {
        mark(&mut key, class, meaning);
    }
    key
}

fn spine_row(content: &Content<'_>, of: &Latest<'_>) -> SpineRow {
    let (figure, row) = (of.figure, &of.measure.row);
    let series = content.figures.total(&row.indicator);
    let spread = series.and_then(|series| content.spread(series, of.period));
    let edge = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let mut says = vec![Said {
        text: format!("{} in {}", of.measure.unit.shown(figure.value), of.period),
        class: "strong",
    }];
    let said = |word: Word, text: String| Said {
        text,
        class: words::class(content.figures.word(word)),
    };
    let [similar, national] =
        [figure.vs_similar, figure.vs_national].map(|of| content.figures.word(of));
    if similar == national && !similar.is_empty() {
        let text = format!(" {} {similar} {} both", sign(similar), beside(similar));
        says.push(said(figure.vs_similar, text));
    } else {
        if !similar.is_empty() {
            let text = format!(" · similar areas {} {similar}", sign(similar));
            says.push(said(figure.vs_similar, text));
        }
        if !national.is_empty() {
            let text = format!(" · England {} {national}", sign(national));
            says.push(said(figure.vs_national, text));
        }
    }
    SpineRow {
        title: row.title.clone(),
        says,
        spread: spread.map_or([f64::NAN; 4], |of| {
            [
                edge(of.minimum),
                edge(of.q25),
                edge(of.q75),
                edge(of.maximum),
            ]
        }),
        own: [figure.value, figure.low, figure.high],
        similar: figure.similar,
        national: figure.national,
        is_reversed: row.polarity == "low",
    }
}

/// The sign of a word of comparison.
fn sign(word: &str) -> &'static str {
    match words::class(word) {
        "up" => "▲",
        "down" => "▼",
        "higher" => "△",
        "lower" => "▽",
        _ => "●",
    }
}

/// What joins a word of comparison to what it compares with.
fn beside(word: &str) -> &'static str {
    match word {
        "in line" => "with",
        "similar" => "to",
        _ => "than",
    }
}

fn trend_of(content: &Content<'_>, area: usize, of: &Latest<'_>) -> Figure {
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
    let trend = Trend {
        periods: series.slices.iter().map(|of| of.period.as_str()).collect(),
        is_wide: false,
        bands: Vec::new(),
        lines: vec![
            line("England", "england", |of| of.national),
            line("Region", "region", |of| of.region),
            line("Similar", "similar", |of| of.similar),
            line(name, "own", |of| of.value),
        ],
        unit: &of.measure.unit,
    };
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
    let from_nought = trend.axis().is_some_and(|axis| axis.begins_at_nought());
    let about = format!(
        "{said}{} in {}. {}{unit}{}",
        of.measure.unit.shown(of.figure.value),
        of.period,
        match trended {
            "" => "Too few figures for a trend.".to_owned(),
            word => format!("{}.", words::capital(word)),
        },
        if from_nought {
            ""
        } else {
            " The axis does not begin at zero."
        }
    );
    let id = format!("trend-{}", of.measure.page);
    Figure {
        drawing: trend.draw(&id, &headline, &about),
        headline,
        about,
        table: trend_table(&trend),
        csv: of.measure.address("../").replace(".html", ".csv"),
        id,
        ..Figure::default()
    }
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

/// The figures of a spine.
fn short_table(content: &Content<'_>, rows: &[&Latest<'_>]) -> Markup {
    let mut grid = Grid::new("Latest figures beside similar areas and England")
        .text_column("Indicator")
        .number_column("Value")
        .number_column("Similar areas")
        .number_column("England");
    for of in rows {
        let mut link = Markup::new();
        link.link(&of.measure.address("../"), &of.measure.row.title);
        grid.row(&link, |cells| {
            let missing = words::missing_short(content.figures.word(of.figure.missing));
            cells.number(
                of.figure.value,
                &of.measure.unit.shown(of.figure.value),
                missing,
            );
            for value in [of.figure.similar, of.figure.national] {
                cells.number(value, &of.measure.unit.shown(value), "no figure");
            }
        });
    }
    grid.done()
}

/// All indicators.
fn table(content: &Content<'_>, all: &[Latest<'_>]) -> Markup {
    let mut grid = Grid::new("The latest figure of every indicator")
        .filtered()
        .text_column("Indicator")
        .text_column("Period")
        .number_column("Value")
        .number_column("Similar areas")
        .number_column("England")
        .text_column("Beside similar areas")
        .text_column("Beside England")
        .number_column("Place")
        .text_column("Trend");
    for of in all {
        let (figure, unit) = (of.figure, &of.measure.unit);
        let mut link = Markup::new();
        link.link(&of.measure.address("../"), &of.measure.row.title);
        grid.row(&link, |cells| {
            cells.text(of.period);
            let missing = words::missing_short(content.figures.word(figure.missing));
            cells.number(figure.value, &unit.shown(figure.value), missing);
            for value in [figure.similar, figure.national] {
                cells.number(value, &unit.shown(value), "");
            }
            for word in [figure.vs_similar, figure.vs_national] {
                let word = content.figures.word(word);
                cells.word(word, words::class(word));
            }
            match figure.rank {
                0 => cells.text(""),
                rank => cells.number(f64::from(rank), &format!("{rank} of {}", figure.ranked), ""),
            };
            let trend = content.figures.word(figure.trend);
            cells.word(trend, words::class(trend));
        });
    }
    grid.done()
}

/// The indicators without a figure, by the reason.
pub(super) fn missing(content: &Content<'_>, area: usize) -> Markup {
    let mut reasons: std::collections::BTreeMap<&str, Vec<&Measure>> =
        std::collections::BTreeMap::new();
    for measure in &content.measures {
        let series = content.figures.total(&measure.row.indicator);
        let Some(slice) = series.and_then(|of| of.latest()) else {
            continue;
        };
        let figure = slice.figures.get(area).and_then(Option::as_ref);
        if figure.is_none_or(|of| of.value.is_nan()) {
            let word = figure.map_or("", |of| content.figures.word(of.missing));
            reasons
                .entry(words::missing(word))
                .or_default()
                .push(measure);
        }
    }
    let mut body = Markup::new();
    if content.measures.is_empty() {
        return body;
    }
    if reasons.is_empty() {
        paragraph(
            &mut body,
            "Nothing: there is a latest figure of every indicator.",
        );
        return body;
    }
    for (reason, measures) in reasons {
        let mut list = Markup::new();
        list.raw("<ul>");
        for measure in &measures {
            list.raw("<li>")
                .link(&measure.address("../"), &measure.row.title)
                .raw("</li>");
        }
        list.raw("</ul>");
        let has = counted(measures.len(), "indicator", "indicators");
        disclosure(&mut body, &format!("{has}: {reason}"), &list);
    }
    body
}

/// The latest figures as a file, of every group of people.
pub(super) fn csv(content: &Content<'_>, area: usize) -> Result<Option<File>, SiteError> {
    if content.measures.is_empty() {
        return Ok(None);
    }
    let of = &content.areas[area];
    let mut csv = Csv::new(
        format!("{}/{}.csv", Kind::Authority.folder(), of.page),
        &[
            "authority",
            "indicator",
            "title",
            "breakdown",
            "period",
            "value",
            "value_low",
            "value_high",
            "neighbour_mean",
            "region_value",
            "national_value",
            "national_rank",
            "ranked_count",
            "quartile_band",
            "vs_neighbours",
            "vs_national",
            "trend",
            "missing_reason",
            "status",
        ],
    )?;
    for measure in &content.measures {
        for series in content.figures.of(&measure.row.indicator) {
            let Some(slice) = series.latest() else {
                continue;
            };
            let Some(figure) = slice.figures.get(area).and_then(Option::as_ref) else {
                continue;
            };
            let numbers = [
                figure.value,
                figure.low,
                figure.high,
                figure.similar,
                figure.region,
                figure.national,
            ]
            .map(exact);
            let places = [figure.rank, figure.ranked].map(|place| match place {
                0 => String::new(),
                place => place.to_string(),
            });
            let said = [
                figure.quarter,
                figure.vs_similar,
                figure.vs_national,
                figure.trend,
                figure.missing,
                figure.status,
            ]
            .map(|word| content.figures.word(word));
            let mut cells: Vec<&str> = vec![
                &of.code,
                &series.indicator,
                &measure.row.title,
                &series.breakdown,
                &slice.period,
            ];
            cells.extend(numbers.iter().map(String::as_str));
            cells.extend(places.iter().map(String::as_str));
            cells.extend(said);
            csv.row(&cells)?;
        }
    }
    csv.done().map(Some)
}
