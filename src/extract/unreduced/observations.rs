//! Observations, those of every extract.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::domain::{Period, PeriodLabel, RegionIx, YearKind, folded};
use crate::extract::contract::observation::{self, Observation, ObservationBatch};
use crate::extract::contract::observations;
use crate::extract::error::ExtractError;
use crate::extract::quarantine::RowLocation;
use crate::extract::source_scans::SourceScans;
use crate::tables::unreduced::{Figure, Observations};
use crate::tables::{ALL, Area, Areas, Authorities, Day, IndicatorIx, Tables};

/// A figure as it is read, with where it stands.
#[derive(Debug, Clone, Copy)]
struct Row {
    figure: Figure,
    location: RowLocation,
    /// Which batch it comes from, and which row of it.
    raw: (u32, u32),
}

impl Row {
    /// Whether it says the same as another row of its key.
    fn repeats(&self, other: &Self) -> bool {
        let numbers = |Self { figure: of, .. }: &Self| {
            [of.value, of.numerator, of.denominator, of.low, of.high]
        };
        let pairs = numbers(self).into_iter().zip(numbers(other));
        pairs
            .into_iter()
            .all(|(one, other)| observation::same(one, other))
    }

    fn key(&self) -> (u32, IndicatorIx, u32, u32, Option<Day>, Option<Day>) {
        let figure = &self.figure;
        (
            figure.area,
            figure.indicator,
            figure.breakdown,
            figure.period,
            figure.extracted_on,
            figure.published_on,
        )
    }
}

/// Texts in order, and the place of each.
struct Ordered<'a> {
    texts: Vec<&'a str>,
    places: FxHashMap<&'a str, u32>,
}

impl<'a> Ordered<'a> {
    fn new(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut texts: Vec<&str> = texts.collect();
        texts.sort_unstable();
        texts.dedup();
        let places = (0..).zip(&texts).map(|(place, text)| (*text, place));
        Self {
            places: places.collect(),
            texts,
        }
    }

    /// The place of each of `texts`, which are among them.
    fn places_of(&self, texts: impl Iterator<Item = impl AsRef<str>>) -> Vec<u32> {
        texts.map(|text| self.places[text.as_ref()]).collect()
    }

    fn owned(&self) -> Vec<String> {
        self.texts.iter().map(|text| (*text).to_owned()).collect()
    }
}

/// The texts that figures name by place, those of every batch together.
struct Texts<'a> {
    breakdowns: Ordered<'a>,
    periods: Ordered<'a>,
    statuses: Ordered<'a>,
}

impl<'a> Texts<'a> {
    fn of(all: &'a [ObservationBatch]) -> Self {
        let breakdowns = all.iter().flat_map(|of| &of.breakdowns);
        let periods = all.iter().flat_map(|of| &of.periods);
        let statuses = all.iter().flat_map(|of| &of.statuses);
        Self {
            breakdowns: Ordered::new(breakdowns.map(|name| &**name)),
            periods: Ordered::new(periods.map(|(text, _)| &**text)),
            statuses: Ordered::new(statuses.map(|text| &**text)),
        }
    }

    /// The rows of the batch at `at`, with the texts' places among all; `place_of_area` is that of
    /// each area among the codes.
    fn rows(
        &self,
        at: u32,
        batch: &ObservationBatch,
        place_of_area: &impl Fn(Area) -> u32,
    ) -> Vec<Row> {
        let breakdowns = self.breakdowns.places_of(batch.breakdowns.iter());
        let periods = self
            .periods
            .places_of(batch.periods.iter().map(|(of, _)| of));
        let statuses = self.statuses.places_of(batch.statuses.iter());
        let mut rows = Vec::with_capacity(batch.rows.len());
        for (edition, of_edition) in &batch.editions {
            let extracted_on = edition.extracted_on.and_then(Day::new);
            // What the pipeline says of all its figures is written down for each: several feeds become
            // one table, and each has delays of its own.
            let published_on = |figure: &Observation| {
                let said = || {
                    let (_, label) = &batch.periods[figure.period as usize];
                    batch.availability.day(figure.indicator, label)
                };
                edition.published_on.or_else(said).and_then(Day::new)
            };
            rows.extend(batch.rows[of_edition.clone()].iter().map(|figure| Row {
                figure: Figure {
                    area: place_of_area(figure.area),
                    indicator: figure.indicator,
                    breakdown: breakdowns[figure.breakdown as usize],
                    period: periods[figure.period as usize],
                    extracted_on,
                    published_on: published_on(figure),
                    status: figure.status.map(|status| statuses[status as usize]),
                    value: figure.value,
                    numerator: figure.parts.0,
                    denominator: figure.parts.1,
                    low: figure.limits.0,
                    high: figure.limits.1,
                    missing: figure.missing,
                },
                location: batch.raw.location(figure.row as usize),
                raw: (at, figure.row),
            }));
        }
        rows
    }
}

/// Reads the observations; a second figure of the same extract for the same place is rejected.
pub(super) fn read(tables: &Tables, source: &SourceScans) -> Result<Observations, ExtractError> {
    let all = batches(tables, source)?;
    let (areas, place_of_area) = areas(&tables.authorities);
    let texts = Texts::of(&all);
    let mut rows: Vec<Row> = Vec::with_capacity(all.iter().map(|of| of.rows.len()).sum());
    for (at, batch) in (0..).zip(&all) {
        rows.extend(texts.rows(at, batch, &place_of_area));
    }
    one_name_a_breakdown(&mut rows, &texts.breakdowns);
    let periods = all.iter().flat_map(|of| &of.periods);
    one_label_a_period(&mut rows, &texts.periods, periods);
    rows.par_sort_unstable_by_key(|row| (row.key(), row.location));
    reject_repeated(&rows, &all, &texts, source);
    rows.dedup_by_key(|row| row.key());
    Ok(Observations {
        areas,
        breakdowns: texts.breakdowns.owned(),
        periods: texts.periods.owned(),
        statuses: texts.statuses.owned(),
        figures: rows.into_iter().map(|row| row.figure).collect(),
        dated: source.gives("extracted_on"),
        published: source.gives("published_on")
            || source
                .feeds
                .iter()
                .any(|feed| feed.available_after().is_some()),
    })
}

/// The batches of every feed; what they left out is counted.
fn batches(tables: &Tables, source: &SourceScans) -> Result<Vec<ObservationBatch>, ExtractError> {
    // Whether a period has begun is for the run with its as-of date to say.
    let always = NaiveDate::MAX;
    let mut all = Vec::new();
    for scan in &source.feeds {
        let batches = scan.read(|batch| {
            observations::read(batch, &tables.authorities, &tables.indicators, always)
        })?;
        scan.ledger().note(|counts| {
            for batch in &batches {
                batch.count_into(counts);
            }
        });
        all.extend(batches);
    }
    Ok(all)
}

/// Rejects each of the ordered `rows` whose key the row before it has, or counts it where it may
/// repeat that row and does.
fn reject_repeated(
    rows: &[Row],
    all: &[ObservationBatch],
    texts: &Texts<'_>,
    source: &SourceScans,
) {
    let ledgers = source.ledgers();
    for pair in rows.windows(2) {
        let [first, second] = pair else { continue };
        if first.key() != second.key() {
            continue;
        }
        let figure = &second.figure;
        let (batch, row) = second.raw;
        let batch = &all[batch as usize];
        if batch.may_repeat && second.repeats(first) {
            let ledger = ledgers.of(second.location);
            ledger.note(|counts| counts.repeat(!figure.value.is_nan()));
            continue;
        }
        let key = || {
            let breakdown = texts.breakdowns.texts[figure.breakdown as usize];
            let period = texts.periods.texts[figure.period as usize];
            format!("{breakdown} / {period}")
        };
        ledgers.reject(&batch.raw.row(row as usize), key, observation::repeated());
    }
}

/// Gives every figure of a breakdown the spelling that most rows have, the first in order where
/// several do, so that two spellings are one key.
fn one_name_a_breakdown(all: &mut [Row], breakdowns: &Ordered<'_>) {
    let mut rows = vec![0_u64; breakdowns.texts.len()];
    for Row { figure, .. } in all.iter() {
        rows[figure.breakdown as usize] += 1;
    }
    let mut best: FxHashMap<String, u32> = FxHashMap::default();
    for (place, text) in (0..).zip(&breakdowns.texts) {
        let best = best.entry(folded(text)).or_insert(place);
        let is_better = rows[place as usize] > rows[*best as usize];
        if *text == ALL || (is_better && breakdowns.texts[*best as usize] != ALL) {
            *best = place;
        }
    }
    if best.len() == breakdowns.texts.len() {
        return;
    }
    let names: Vec<u32> = breakdowns
        .texts
        .iter()
        .map(|text| best[&folded(text)])
        .collect();
    for Row { figure, .. } in all {
        figure.breakdown = names[figure.breakdown as usize];
    }
}

/// Gives every figure of a period of a series the label that most of its rows have, the first in
/// order where several do, so that two spellings are one key.
fn one_label_a_period<'a>(
    all: &mut [Row],
    periods: &Ordered<'_>,
    read: impl Iterator<Item = &'a (String, PeriodLabel)>,
) {
    let mut spellings: FxHashMap<(Period, Option<YearKind>), Vec<u32>> = FxHashMap::default();
    for (text, label) in read {
        let places = spellings.entry((label.period, label.year)).or_default();
        let place = periods.places[&**text];
        if !places.contains(&place) {
            places.push(place);
        }
    }
    // The first spelling of each period that has several, by the place of any of them.
    let first: FxHashMap<u32, u32> = spellings
        .values()
        .filter(|places| places.len() > 1)
        .flat_map(|places| places.iter().map(|place| (*place, places[0])))
        .collect();
    if first.is_empty() {
        return;
    }
    let series = |figure: &Figure| {
        let first = first.get(&figure.period)?;
        Some((figure.indicator, figure.breakdown, *first))
    };
    let mut rows: FxHashMap<_, BTreeMap<u32, u64>> = FxHashMap::default();
    for Row { figure, .. } in all.iter() {
        if let Some(series) = series(figure) {
            *rows
                .entry(series)
                .or_default()
                .entry(figure.period)
                .or_insert(0) += 1;
        }
    }
    for Row { figure, .. } in all {
        let labels = series(figure).and_then(|series| rows.get(&series));
        let commonest = labels.and_then(|labels| {
            let mut labels = labels.iter();
            let first = labels.next()?;
            Some(labels.fold(
                first,
                |best, next| if next.1 > best.1 { next } else { best },
            ))
        });
        if let Some((label, _)) = commonest {
            figure.period = *label;
        }
    }
}

/// The codes of all areas, in order, and the place of each area among them.
fn areas(list: &Authorities) -> (Vec<String>, impl Fn(Area) -> u32) {
    let sizes = Areas {
        authorities: list.len(),
        regions: list.regions().len(),
    };
    let regions = (0..).take(sizes.regions).map(RegionIx::new);
    let all: Vec<Area> = list
        .places()
        .map(Area::Authority)
        .chain(regions.map(Area::Region))
        .chain([Area::Nation])
        .collect();
    let codes = Ordered::new(all.iter().map(|area| list.code(*area)));
    let places: Vec<u32> = all
        .iter()
        .map(|area| codes.places[list.code(*area)])
        .collect();
    (codes.owned(), move |area| places[sizes.place(area)])
}
