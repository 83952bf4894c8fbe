//! The figures of indicators, laid out so that a page finds its own at once: by series, by period
//! and by authority.

use rustc_hash::FxHashMap;

use crate::publish::table;
use crate::review::{Cell, Only, PublishedRun, ReviewError, Row, RunTable};

/// The table that they stand in.
const TABLE: &str = "indicator_profile";

/// A word of the tables; [`Figures::word`] says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word(u16);

/// A figure of an authority, in one period. A number that is missing is not a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    /// The value.
    pub(super) value: f64,
    /// The ends of its interval.
    pub(super) low: f64,
    /// The same.
    pub(super) high: f64,
    /// The similar areas' value.
    pub(super) similar: f64,
    /// The region's value.
    pub(super) region: f64,
    /// England's value.
    pub(super) national: f64,
    /// Its place among authorities; 0 where it has none.
    pub(super) rank: u32,
    /// How many have a place.
    pub(super) ranked: u32,

    /// Its quarter.
    pub(super) quarter: Word,
    /// Beside similar areas.
    pub(super) vs_similar: Word,
    /// Beside England.
    pub(super) vs_national: Word,
    /// Its way.
    pub(super) trend: Word,
    /// Why there is no value.
    pub(super) missing: Word,
    /// The state of the figure.
    pub(super) status: Word,
    /// Where England's value comes from.
    pub(super) national_source: Word,
}

/// A period of a series.
#[derive(Debug)]
pub(super) struct Slice {
    /// The period as published.
    pub(super) period: String,
    /// The years in which it begins and ends.
    pub(super) years: (i64, i64),
    /// The figure of each authority, in their order; none where the table has no row.
    pub(super) figures: Vec<Option<Figure>>,
}

/// An indicator about one group of people.
#[derive(Debug)]
pub(super) struct Series {
    /// The indicator's key.
    pub(super) indicator: String,
    /// The group.
    pub(super) breakdown: String,
    /// Whether the group stands for everybody.
    pub(super) is_total: bool,
    /// The periods, the earliest first.
    pub(super) slices: Vec<Slice>,
    /// Which of them is the latest by the table.
    latest: usize,
}

impl Series {
    /// The latest period.
    pub(super) fn latest(&self) -> Option<&Slice> {
        self.slices.get(self.latest)
    }

    /// England's value in a period.
    pub(super) fn national(slice: &Slice) -> f64 {
        let mut known = slice.figures.iter().flatten().map(|figure| figure.national);
        known.find(|value| !value.is_nan()).unwrap_or(f64::NAN)
    }
}

/// Every figure of a run.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// The series in the order of their keys; of each indicator the one for everybody first.
    pub(super) series: Vec<Series>,
    words: Vec<String>,
}

impl Figures {
    /// Reads the figures of the authorities that `places` numbers; none where the run has none.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub(super) fn read(
        run: &PublishedRun,
        places: &FxHashMap<String, usize>,
    ) -> Result<Self, ReviewError> {
        let only = Only::default();
        let Some(declared) = table(TABLE) else {
            return Ok(Self::default());
        };
        let Some(rows) = RunTable::of(run, declared, &only)? else {
            return Ok(Self::default());
        };
        let mut reading = Reading::new(places);
        rows.each(|row| -> Result<(), ReviewError> {
            reading.take(&row);
            Ok(())
        })?;
        Ok(reading.done())
    }

    /// What a word says; empty where there is none.
    pub(super) fn word(&self, word: Word) -> &str {
        self.words
            .get(usize::from(word.0))
            .map_or("", String::as_str)
    }

    /// The series of an indicator.
    pub(super) fn of<'a>(&'a self, indicator: &'a str) -> impl Iterator<Item = &'a Series> {
        let from = self
            .series
            .partition_point(|of| of.indicator.as_str() < indicator);
        self.series[from..]
            .iter()
            .take_while(move |of| of.indicator == indicator)
    }

    /// The series of an indicator that stands for everybody, or else its first.
    pub(super) fn total<'a>(&'a self, indicator: &'a str) -> Option<&'a Series> {
        self.of(indicator).next()
    }
}

/// Where the columns stand in the table.
struct Columns {
    authority: usize,
    indicator: usize,
    breakdown: usize,
    period: usize,
    years: [usize; 2],
    is_latest: usize,
    is_total: usize,
    numbers: [usize; 6],
    counts: [usize; 2],
    words: [usize; 7],
}

impl Columns {
    fn new() -> Self {
        let columns = table(TABLE).map_or(&[][..], |table| table.columns);
        let at = |name: &str| {
            let found = columns.iter().position(|column| column.name == name);
            found.unwrap_or_default()
        };
        Self {
            authority: at("authority"),
            indicator: at("indicator"),
            breakdown: at("breakdown"),
            period: at("period"),
            years: ["period_start", "period_end"].map(at),
            is_latest: at("is_latest"),
            is_total: at("is_total"),
            numbers: [
                "value",
                "value_low",
                "value_high",
                "neighbour_mean",
                "region_value",
                "national_value",
            ]
            .map(at),
            counts: ["national_rank", "ranked_count"].map(at),
            words: [
                "quartile_band",
                "vs_neighbours",
                "vs_national",
                "trend",
                "missing_reason",
                "status",
                "national_source",
            ]
            .map(at),
        }
    }
}

/// The table as far as it has been read.
struct Reading<'a> {
    places: &'a FxHashMap<String, usize>,
    columns: Columns,
    series: Vec<Series>,
    /// Where a series stands, and where its periods do.
    known: FxHashMap<(String, String), usize>,
    words: Vec<String>,
    /// The row before, which is most often about the same series.
    before: usize,
}

impl<'a> Reading<'a> {
    fn new(places: &'a FxHashMap<String, usize>) -> Self {
        Self {
            places,
            columns: Columns::new(),
            series: Vec::new(),
            known: FxHashMap::default(),
            words: vec![String::new()],
            before: 0,
        }
    }

    fn take(&mut self, row: &Row<'_>) {
        let text = |place: usize| row.text(place).unwrap_or_default();
        let Some(&authority) = self.places.get(text(self.columns.authority)) else {
            return;
        };
        let of = self.series_of(row);
        let figure = self.figure(row);
        let years = self.columns.years.map(|place| row.whole(place));
        let period = text(self.columns.period);
        let latest = is(row, self.columns.is_latest);
        let authorities = self.places.len();
        let series = &mut self.series[of];
        let at = series
            .slices
            .iter()
            .position(|slice| slice.period == period)
            .unwrap_or_else(|| {
                series.slices.push(Slice {
                    period: period.to_owned(),
                    years: (years[0], years[1]),
                    figures: vec![None; authorities],
                });
                series.slices.len() - 1
            });
        series.slices[at].figures[authority] = Some(figure);
        if latest {
            series.latest = at;
        }
    }

    /// Which series a row is of.
    fn series_of(&mut self, row: &Row<'_>) -> usize {
        let indicator = row.text(self.columns.indicator).unwrap_or_default();
        let breakdown = row.text(self.columns.breakdown).unwrap_or_default();
        if self
            .series
            .get(self.before)
            .is_some_and(|of| of.indicator == indicator && of.breakdown == breakdown)
        {
            return self.before;
        }
        let key = (indicator.to_owned(), breakdown.to_owned());
        let is_total = is(row, self.columns.is_total);
        let series = &mut self.series;
        self.before = *self.known.entry(key).or_insert_with_key(|key| {
            series.push(Series {
                indicator: key.0.clone(),
                breakdown: key.1.clone(),
                is_total,
                slices: Vec::new(),
                latest: 0,
            });
            series.len() - 1
        });
        self.before
    }

    fn figure(&mut self, row: &Row<'_>) -> Figure {
        let [value, low, high, similar, region, national] =
            self.columns.numbers.map(|place| row.number(place));
        let [rank, ranked] = self
            .columns
            .counts
            .map(|place| u32::try_from(row.whole(place)).unwrap_or_default());
        let [
            quarter,
            vs_similar,
            vs_national,
            trend,
            missing,
            status,
            national_source,
        ] = self.columns.words.map(|place| {
            row.text(place)
                .map_or(Word(0), |word| interned(&mut self.words, word))
        });
        Figure {
            value,
            low,
            high,
            similar,
            region,
            national,
            rank,
            ranked,

            quarter,
            vs_similar,
            vs_national,
            trend,
            missing,
            status,
            national_source,
        }
    }

    fn done(mut self) -> Figures {
        for series in &mut self.series {
            let latest = series.slices.get(series.latest).map(|of| of.period.clone());
            series.slices.sort_by(|a, b| {
                (a.years.1, a.years.0, &a.period).cmp(&(b.years.1, b.years.0, &b.period))
            });
            series.latest = series
                .slices
                .iter()
                .position(|of| Some(&of.period) == latest.as_ref())
                .unwrap_or_default();
        }
        self.series.sort_by(|a, b| {
            (&a.indicator, !a.is_total, &a.breakdown).cmp(&(
                &b.indicator,
                !b.is_total,
                &b.breakdown,
            ))
        });
        Figures {
            series: self.series,
            words: self.words,
        }
    }
}

/// The number of a word. There are a few dozen, except for statuses in a publisher's words.
fn interned(words: &mut Vec<String>, word: &str) -> Word {
    let at = words
        .iter()
        .position(|known| known == word)
        .unwrap_or_else(|| {
            words.push(word.to_owned());
            words.len() - 1
        });
    Word(u16::try_from(at).unwrap_or_default())
}

fn is(row: &Row<'_>, place: usize) -> bool {
    row.cell(place) == Cell::Flag(true)
}
