//! A figure as lines that fit on a terminal.

use super::{ComparisonTest, ExplainedFigure, NeighbourFigure, SeriesPoint};
use crate::domain::shown::shortened;
use crate::domain::wrapping::{WIDTH, wrapped};

/// The width of what a line is about.
const LABEL: usize = 18;

/// The widest name of a similar area that is shown whole.
const NAME: usize = 32;

/// How many of the last periods, and of the rows of a list, are shown; JSON has all.
const SHOWN: usize = 8;

/// The most decimals of a figure of which the catalogue does not say how many it has.
const MOST_DECIMALS: usize = 4;

/// Lines about a figure, none wider than a terminal.
pub(super) struct Lines {
    lines: Vec<String>,
    /// Decimals of a figure.
    decimals: usize,
}

impl ExplainedFigure {
    /// The explanation as lines, none wider than 80 characters.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Lines {
            lines: Vec::new(),
            decimals: self.decimals(),
        };
        lines.heading(self);
        lines.figure(self);
        lines.spread(self);
        if let Some(test) = &self.test {
            lines.said("compared by", &test.sentence());
        }
        lines.notable(self);
        lines.neighbours(&self.neighbours);
        lines.series(&self.series);
        lines.rows(self);
        lines.lines
    }

    /// How many decimals a figure is shown with: what the catalogue says, or as many as the values
    /// are published with.
    fn decimals(&self) -> usize {
        let said = self.indicator.decimals;
        said.and_then(|said| usize::try_from(said).ok())
            .unwrap_or_else(|| {
                let own = self.series.iter().filter_map(|point| point.value);
                let others = self.neighbours.iter().filter_map(|of| of.value);
                own.chain(others).map(published_decimals).max().unwrap_or(0)
            })
    }
}

/// The decimals that a value is published with, within those that are worth showing.
fn published_decimals(value: f64) -> usize {
    let is_whole = |scaled: f64| (scaled - scaled.round()).abs() <= 1e-9 * scaled.abs().max(1.0);
    let mut decimals = (0..MOST_DECIMALS).zip([1.0, 10.0, 100.0, 1000.0]);
    let enough = decimals.find(|(_, factor)| is_whole(value * factor));
    enough.map_or(MOST_DECIMALS, |(decimals, _)| decimals)
}

impl ComparisonTest {
    /// What the test asks.
    fn sentence(&self) -> String {
        let percent = self.confidence * 100.0;
        let interval = "a comparator outside it differs";
        match self.compared_by.as_str() {
            "wilson" => format!("Wilson's interval of {percent}% confidence; {interval}"),
            "byar" => format!("Byar's interval of {percent}% confidence; {interval}"),
            "published" => format!("the publisher's limits; {interval}"),
            "difference" => format!("the limits of the two figures of the gap; {interval}"),
            "margin" => format!(
                "the rulebook's margin, {} standard deviations across authorities, because there is no interval",
                self.margin
            ),
            other => other.to_owned(),
        }
    }
}

impl Lines {
    fn heading(&mut self, of: &ExplainedFigure) {
        let (council, indicator) = (&of.authority, &of.indicator);
        self.wrapped(&format!(
            "{} ({}): {}",
            council.name, council.authority, indicator.title
        ));
        let mut about = vec![indicator.indicator.clone()];
        about.extend(indicator.unit.clone());
        about.push(match indicator.polarity.as_str() {
            "high" => "high is good".to_owned(),
            "low" => "low is good".to_owned(),
            _ => "neither high nor low is good".to_owned(),
        });
        about.push(of.figure.breakdown.clone());
        let latest = match of.figure.is_latest {
            true => " (latest)",
            false => "",
        };
        about.push(format!("{}{latest}", of.figure.period));
        self.wrapped(&about.join(" · "));
        if of.breakdowns.len() > 1 {
            let others: Vec<&str> = of
                .breakdowns
                .iter()
                .filter(|other| **other != of.figure.breakdown)
                .map(String::as_str)
                .collect();
            let named = others[..others.len().min(SHOWN)].join(", ");
            let more = match others.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            self.said("other breakdowns", &format!("{named}{more}"));
        }
        self.gap();
    }

    fn figure(&mut self, of: &ExplainedFigure) {
        let row = &of.figure;
        let mut value = self.value(row.value, row.missing_reason.as_deref());
        if let (Some(low), Some(high)) = (row.value_low, row.value_high) {
            value.push_str(&format!(
                "   interval {} to {}",
                self.computed(low),
                self.computed(high)
            ));
        }
        value.extend(row.status.iter().map(|status| format!("   {status}")));
        self.said("value", &value);
        if let Some(previous) = row.previous_value {
            let change = row.change.map_or(String::new(), |change| {
                let sign = if change > 0.0 { "+" } else { "" };
                format!("   change {sign}{}", self.number(change))
            });
            self.said(
                "period before",
                &format!("{}{change}", self.number(previous)),
            );
        }
        let mut similar = vec![self.of_several(row.neighbour_mean)];
        similar.extend(
            row.neighbour_statistic
                .iter()
                .map(|statistic| format!("{statistic} of {}", row.neighbour_count)),
        );
        similar.extend(row.vs_neighbours.clone());
        similar.extend(
            row.neighbour_rank
                .map(|rank| format!("place {rank} of {}", row.neighbour_count + 1)),
        );
        self.said("similar areas", &similar.join("   "));
        if let Some(region) = &of.authority.region {
            let label = shortened(region, 3 * LABEL);
            self.said(&label, &self.of_several(row.region_value));
        }
        let mut national = vec![self.of_several(row.national_value)];
        national.extend(row.national_source.clone());
        national.extend(row.vs_national.clone());
        self.said("England", &national.join("   "));
        if let (Some(rank), Some(count)) = (row.national_rank, row.ranked_count) {
            let quarter = row.quartile_band.as_deref();
            let quarter =
                quarter.map_or(String::new(), |of| format!("   quarter {of} (A is best)"));
            self.said("rank", &format!("{rank} of {count}{quarter}"));
        }
        if let Some(trend) = &row.trend {
            self.said("trend", trend);
        }
    }

    fn spread(&mut self, of: &ExplainedFigure) {
        let Some(spread) = &of.spread else { return };
        let cuts = [
            spread.minimum,
            spread.q25,
            spread.median,
            spread.q75,
            spread.maximum,
        ];
        let cuts: Vec<String> = cuts
            .iter()
            .flatten()
            .map(|cut| self.computed(*cut))
            .collect();
        self.said(
            "all authorities",
            &format!(
                "lowest, quartiles, highest of {}: {}",
                spread.authorities,
                cuts.join(", ")
            ),
        );
        if let Some(deviation) = spread.standard_deviation {
            let deviation = format!("standard deviation {}", self.computed(deviation));
            self.said("", &deviation);
        }
    }

    fn neighbours(&mut self, neighbours: &[NeighbourFigure]) {
        self.gap();
        if neighbours.is_empty() {
            return self.wrapped("this run has no similar areas of the authority");
        }
        let has_distance = neighbours.iter().any(|of| of.distance.is_some());
        let head = if has_distance { "distance" } else { "" };
        self.push(format!(
            "rank  {:<NAME$}  {:<15}  {head:>8}  {:>10}",
            "similar area", "closeness", "value"
        ));
        for of in neighbours {
            let name = shortened(&of.name, NAME - 1);
            let distance = of.distance.map_or(String::new(), |of| format!("{of:.4}"));
            self.push(format!(
                "{:>4}  {name:<NAME$}  {:<15}  {distance:>8}  {:>10}",
                of.rank,
                shortened(of.closeness.as_deref().unwrap_or_default(), 15),
                self.short_value(of.value, of.missing_reason.as_deref()),
            ));
        }
    }

    fn series(&mut self, series: &[SeriesPoint]) {
        if series.len() < 2 {
            return;
        }
        self.gap();
        self.push(format!("{:<24}{:>12}  trend", "period", "value"));
        let earlier = series.len().saturating_sub(SHOWN);
        for point in &series[earlier..] {
            let line = format!(
                "{:<24}{:>12}  {:<11}",
                shortened(&point.period, 22),
                self.short_value(point.value, point.missing_reason.as_deref()),
                point.trend.as_deref().unwrap_or_default()
            );
            let status = point.status.as_deref().unwrap_or_default();
            let room = WIDTH.saturating_sub(line.chars().count() + 3);
            self.push(format!("{line}  {}", shortened(status, room)));
        }
        if earlier > 0 {
            self.wrapped(&format!("and {earlier} earlier"));
        }
    }

    fn rows(&mut self, of: &ExplainedFigure) {
        self.gap();
        self.push("read from".to_owned());
        for source in of.sources.iter().take(SHOWN) {
            let digest: String = source.digest.chars().take(12).collect();
            self.indented(&format!(
                "{} {} (BLAKE3 {digest}…)",
                source.source, source.file
            ));
        }
        match of.sources.len().saturating_sub(SHOWN) {
            0 => {}
            more => self.indented(&format!("and {more} more files")),
        }
        let row = &of.figure;
        self.indented(&format!(
            "the tables keep no row numbers of values; in the file it is the row of {} / {} / {} / {}",
            row.authority, row.indicator, row.breakdown, row.period
        ));
        for correction in &of.corrections {
            self.indented(&format!(
                "{}: {} row {} said {} {}; row {} of {} stands and says {}",
                correction.key,
                correction.file,
                correction.row,
                correction.column,
                correction.said.as_deref().unwrap_or("nothing"),
                correction.stands_row,
                correction.stands_file,
                correction.stands.as_deref().unwrap_or("nothing"),
            ));
        }
        for rejected in of.rejected.iter().take(SHOWN) {
            self.indented(&format!(
                "rejected: {} row {} ({}): {}",
                rejected.file, rejected.row, rejected.rule, rejected.reason
            ));
        }
        match of.rejected.len().saturating_sub(SHOWN) {
            0 => {}
            more => self.indented(&format!(
                "and {more} more rejected rows in quarantine.parquet"
            )),
        }
    }

    /// A figure, or why there is none.
    fn value(&self, value: Option<f64>, missing: Option<&str>) -> String {
        match (value, missing) {
            (Some(value), _) => self.number(value),
            (None, Some(reason)) => format!("none ({reason})"),
            (None, None) => "none".to_owned(),
        }
    }

    /// A figure for a narrow column, or the marker that stands for it.
    fn short_value(&self, value: Option<f64>, missing: Option<&str>) -> String {
        let marker = || format!("({})", missing.unwrap_or("none"));
        value.map_or_else(marker, |value| self.number(value))
    }

    fn number(&self, value: f64) -> String {
        let decimals = self.decimals;
        format!("{value:.decimals$}")
    }

    /// A figure that is worked out, which may have a decimal where published values have none.
    pub(super) fn computed(&self, value: f64) -> String {
        let decimals = self.decimals.max(1);
        format!("{value:.decimals$}")
    }

    /// The figure of several authorities together.
    fn of_several(&self, value: Option<f64>) -> String {
        value.map_or("none".to_owned(), |value| self.computed(value))
    }

    /// What is said of something, beside its label.
    pub(super) fn said(&mut self, label: &str, text: &str) {
        let mut label = label.to_owned();
        if label.chars().count() >= LABEL {
            self.wrapped(&std::mem::take(&mut label));
        }
        for line in wrapped(text, WIDTH - LABEL) {
            self.push(format!("{:<LABEL$}{line}", std::mem::take(&mut label)));
        }
    }

    fn wrapped(&mut self, text: &str) {
        self.lines.extend(wrapped(text, WIDTH));
    }

    fn indented(&mut self, text: &str) {
        let lines = wrapped(text, WIDTH - 2);
        self.lines
            .extend(lines.into_iter().map(|line| format!("  {line}")));
    }

    fn push(&mut self, line: String) {
        self.lines.push(line.trim_end().to_owned());
    }

    fn gap(&mut self) {
        self.lines.push(String::new());
    }
}
