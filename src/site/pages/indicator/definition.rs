//! What an indicator is, about whom, and who has no figure.

use std::collections::BTreeMap;

use super::{ROOT, Shown};
use crate::site::figures::Series;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::counted;
use crate::site::pages::{council_links, disclosure, fact, facts, paragraph};
use crate::site::words;

impl Shown<'_> {
    /// England's value for each group of children.
    pub(super) fn groups(&self) -> Markup {
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

    pub(super) fn missing(&self) -> Markup {
        let mut reasons: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for area in 0..self.content.areas.len() {
            if self.value(area).is_nan() {
                let figure = self.slice.figures[area].as_ref();
                let reason = match figure {
                    None if self.content.areas[area].is_absent => "not there on this day",
                    None => words::missing(""),
                    Some(of) => words::missing(self.content.figures.word(of.missing)),
                };
                reasons.entry(reason).or_default().push(area);
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

    pub(super) fn definition(&self) -> Markup {
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
}
