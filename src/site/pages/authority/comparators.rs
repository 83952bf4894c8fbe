//! A council beside further comparators of the pipeline: its settings and its indicators.

use super::super::{disclosure, paragraph};
use crate::review::ProvisionComparisonRow;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::content::{Content, Measure};
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, exact, percent};
use crate::site::words;

/// The words of a comparison, by which indicators are counted.
const WORDS: [&str; 3] = ["better", "in line", "worse"];

/// The part of the page; nothing where the pipeline has no further comparators.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let names = names(content);
    if names.is_empty() {
        return body;
    }
    let text = format!(
        "Beside similar areas, its region and England the pipeline compares every council with {}.",
        words::listed(
            &names
                .iter()
                .map(|name| words::plain(name))
                .collect::<Vec<_>>()
        )
    );
    paragraph(&mut body, &text);
    body.push(&counts(content, area));
    body.push(&settings(content, area, &names));
    let indicators = indicators(content, area);
    if !indicators.is_empty() {
        let title = "Every indicator beside each comparator";
        disclosure(&mut body, title, &indicators);
    }
    if !content.comparisons.names.is_empty() {
        body.raw("<p class=\"take\"><a download href=\"")
            .text(&file(content, area));
        body.raw("\">Figures (CSV)</a></p>");
    }
    body
}

/// The comparators of indicators or of settings.
fn names(content: &Content<'_>) -> Vec<String> {
    let mut names = content.comparisons.names.clone();
    for row in content.further_shares.iter().flatten() {
        if !names.contains(&row.comparator) {
            names.push(row.comparator.clone());
        }
    }
    names
}

/// How many indicators stand how, beside each comparator.
fn counts(content: &Content<'_>, area: usize) -> Markup {
    let mut grid = Grid::new("Indicators beside each comparator, by their latest figures")
        .text_column("Comparator")
        .number_column("Better")
        .number_column("In line")
        .number_column("Worse");
    for (at, name) in content.comparisons.names.iter().enumerate() {
        let said: Vec<&str> = content
            .measures
            .iter()
            .filter_map(|of| content.comparisons.of(&of.row.indicator, area, at))
            .map(|of| of.says)
            .collect();
        let heading = Markup::of(&words::capital(&words::plain(name)));
        grid.row(&heading, |cells| {
            for word in WORDS {
                let count = said.iter().filter(|of| **of == word).count();
                cells.whole(i32::try_from(count).unwrap_or(i32::MAX));
            }
        });
    }
    grid.done()
}

/// The types of setting, with a column for each comparator.
fn settings(content: &Content<'_>, area: usize, names: &[String]) -> Markup {
    let rows = &content.further_shares[area];
    let find = |provision: &str, name: &str| -> Option<&ProvisionComparisonRow> {
        let mut rows = rows.iter();
        rows.find(|row| row.provision == provision && row.comparator == name)
    };
    let mut grid = Grid::new("Settings that are good or better, beside each comparator")
        .text_column("Type")
        .number_column("This council");
    for name in names {
        grid = grid.number_column(&words::capital(&words::plain(name)));
    }
    for subject in &content.provision_types {
        let share = content.share(area, &subject.key);
        let Some(share) = share.filter(|row| row.inspected > 0) else {
            continue;
        };
        grid.row(&Markup::of(&subject.title), |cells| {
            let own = share.good_or_better;
            cells.number(own.unwrap_or(f64::NAN), &percent(own), "none inspected");
            for name in names {
                let row = find(&subject.key, name);
                let value = row.and_then(|row| row.comparator_good_or_better);
                let says = row.and_then(|row| row.vs.as_deref()).unwrap_or_default();
                cells.compared(
                    value.unwrap_or(f64::NAN),
                    &percent(value),
                    (says, words::class(says)),
                );
            }
        });
    }
    if rows.is_empty() {
        return Markup::new();
    }
    grid.done()
}

/// Every indicator, with a column for each comparator.
fn indicators(content: &Content<'_>, area: usize) -> Markup {
    let mut grid = Grid::new("Latest figures beside each comparator")
        .filtered()
        .text_column("Indicator")
        .number_column("This council");
    for name in &content.comparisons.names {
        grid = grid.number_column(&words::capital(&words::plain(name)));
    }
    for measure in &content.measures {
        let Some(figure) = super::indicators::latest(content, area, measure) else {
            continue;
        };
        let mut link = Markup::new();
        link.link(&measure.address("../"), &measure.row.title);
        grid.row(&link, |cells| {
            let missing = words::missing_short(content.figures.word(figure.missing));
            cells.number(figure.value, &measure.unit.shown(figure.value), missing);
            beside(content, measure, area, cells);
        });
    }
    grid.done()
}

/// A cell for each comparator.
pub(in crate::site::pages) fn beside(
    content: &Content<'_>,
    measure: &Measure,
    area: usize,
    cells: &mut crate::site::grid::Cells<'_>,
) {
    for at in 0..content.comparisons.names.len() {
        let against = content.comparisons.of(&measure.row.indicator, area, at);
        let value = against.map_or(f64::NAN, |of| of.value);
        let says = against.map_or("", |of| of.says);
        cells.compared(
            value,
            &measure.unit.shown(value),
            (says, words::class(says)),
        );
    }
}

fn file(content: &Content<'_>, area: usize) -> String {
    format!("{}-comparators.csv", content.areas[area].page)
}

/// The same as a file; none where the pipeline has no further comparators.
pub(super) fn csv(content: &Content<'_>, area: usize) -> Result<Option<File>, SiteError> {
    let names = &content.comparisons.names;
    if names.is_empty() {
        return Ok(None);
    }
    let mut csv = Csv::new(
        format!("{}/{}", Kind::Authority.folder(), file(content, area)),
        &[
            "authority",
            "indicator",
            "title",
            "period",
            "value",
            "comparator",
            "comparator_value",
            "rank",
            "ranked_count",
            "vs",
        ],
    )?;
    for measure in &content.measures {
        let indicator = &measure.row.indicator;
        let slice = content.figures.total(indicator).and_then(|of| of.latest());
        let figure = super::indicators::latest(content, area, measure);
        let (Some(slice), Some(figure)) = (slice, figure) else {
            continue;
        };
        for (at, name) in names.iter().enumerate() {
            let Some(against) = content.comparisons.of(indicator, area, at) else {
                continue;
            };
            let place = |place: i64| match place {
                0 => String::new(),
                place => place.to_string(),
            };
            csv.row(&[
                &content.areas[area].code,
                indicator,
                &measure.row.title,
                &slice.period,
                &exact(figure.value),
                name,
                &exact(against.value),
                &place(against.place.0),
                &place(against.place.1),
                against.says,
            ])?;
        }
    }
    csv.done().map(Some)
}

/// How many comparators there are, in words.
pub(in crate::site::pages) fn counted_names(content: &Content<'_>) -> String {
    let count = content.comparisons.names.len();
    counted(count, "further comparator", "further comparators")
}
