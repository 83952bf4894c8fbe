//! Readings of indicators: authorities', and the regions' and England's as published.

use arrow::array::ArrayRef;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::area::{Area, ENGLAND, REGIONS, Role};
use super::calendar::Calendar;
use super::draws::{self, Subject};
use super::error::SampleError;
use super::indicators::{self, GROUPS, Indicator, PERIODS};
use super::leeds;
use super::leeds::indicators::Comparators;
use super::observation_rows::ObservationRows;
use super::reading::{self, Counts, Reading, Series};
use super::totals::Totals;

const LATEST: usize = PERIODS - 1;

/// The indicators' readings in a whole sample.
pub(super) struct Observations {
    indicators: Vec<Indicator>,
    calendar: Calendar,
    seed: u64,
    /// By how much the similar areas of Leeds are moved, by indicator.
    similar_shifts: Vec<f64>,
}

impl Observations {
    /// Reads the catalogue, and places the similar areas of Leeds where the scenario needs it.
    ///
    /// # Errors
    /// When a built-in table does not parse.
    pub(super) fn of(areas: &[Area], calendar: Calendar, seed: u64) -> Result<Self, SampleError> {
        let indicators = indicators::all()?;
        let mut observations = Self {
            similar_shifts: vec![0.0; indicators.len()],
            indicators,
            calendar,
            seed,
        };
        observations.similar_shifts = observations.shifts_of_similar_areas(areas);
        Ok(observations)
    }

    /// How many series there are.
    pub(super) fn series(&self) -> usize {
        self.indicators.iter().map(Indicator::series).sum()
    }

    /// An area's readings as drawn, one series after the other.
    pub(super) fn draw(&self, area: &Area) -> Vec<Series> {
        // Part 1,000 lies beyond the indicators' own parts.
        let rng = &mut draws::stream(self.seed, Subject::Observations, area.key, 1_000);
        let reticence = rng.random_range(0.4..1.9);
        let mut readings = Vec::with_capacity(self.series());
        for (number, indicator) in self.indicators.iter().enumerate() {
            self.draw_indicator(area, number, indicator, reticence, &mut readings);
        }
        readings
    }

    /// Leeds's readings, placed against the rest of England and its similar areas.
    ///
    /// # Errors
    /// When a finding of the letter cannot be shown.
    pub(super) fn place(
        &self,
        leeds: &Area,
        england: &Totals,
        similar: &[Vec<Series>],
    ) -> Result<Vec<Series>, SampleError> {
        let drawn = self.draw(leeds);
        let mut placed = Vec::with_capacity(drawn.len());
        for indicator in &self.indicators {
            let first = indicator.first_series;
            let series = first..first + indicator.series();
            let comparators: Vec<Comparators> = series
                .clone()
                .map(|series| self.comparators(indicator, series, england, similar))
                .collect();
            placed.extend(leeds::indicators::place(
                indicator,
                &drawn[series],
                &comparators,
            )?);
        }
        Ok(placed)
    }

    fn comparators(
        &self,
        indicator: &Indicator,
        series: usize,
        england: &Totals,
        similar: &[Vec<Series>],
    ) -> Comparators {
        let values: Vec<f64> = similar
            .iter()
            .filter_map(|area| area[series][LATEST].value())
            .collect();
        let total = england.england(series, LATEST);
        let pooled = total.published(indicator);
        Comparators {
            similar: values.iter().sum::<f64>() / values.len() as f64,
            england: match indicator.is_published {
                true => indicator.rounded(pooled),
                false if indicator.has_counts() => pooled,
                false => total.mean(),
            },
            spread: total.standard_deviation(),
        }
    }

    fn shifts_of_similar_areas(&self, areas: &[Area]) -> Vec<f64> {
        let similar: Vec<Vec<Series>> = areas
            .iter()
            .filter(|area| matches!(area.role, Role::SimilarToLeeds(_)))
            .map(|area| self.draw(area))
            .collect();
        self.indicators
            .iter()
            .map(|indicator| {
                let Some(by) = leeds::indicators::similar_areas_stand(&indicator.id) else {
                    return 0.0;
                };
                let values: Vec<f64> = similar
                    .iter()
                    .filter_map(|area| area[indicator.first_series][LATEST].value())
                    .collect();
                let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
                indicator.better(indicator.usual.level, by * indicator.usual.spread) - mean
            })
            .collect()
    }

    fn draw_indicator(
        &self,
        area: &Area,
        number: usize,
        indicator: &Indicator,
        reticence: f64,
        readings: &mut Vec<Series>,
    ) {
        let usual = &indicator.usual;
        let rng = &mut draws::stream(self.seed, Subject::Observations, area.key, number as u64);
        let own = (1.0 - usual.deprivation.powi(2)).sqrt() * draws::normal(rng);
        let standing = usual.deprivation * area.deprivation + own;
        let standing = indicator.better(standing, 0.25 * area.quality);
        let group_standings = GROUPS.map(|_| draws::normal(rng));
        let shift = match area.role {
            Role::SimilarToLeeds(_) => self.similar_shifts[number],
            Role::Ordinary | Role::Leeds => 0.0,
        };
        let silence = (usual.missing * reticence).min(0.9);
        let silent = rng.random_bool(0.3 * silence);

        let first = readings.len();
        readings.resize(first + indicator.series(), [Reading::Unsent; PERIODS]);
        for period in 0..PERIODS {
            let position = 0.93 * standing + 0.36 * draws::normal(rng);
            let gap = gap(rng, if silent { 1.0 } else { silence });
            let before = period as f64 - LATEST as f64;
            let level = usual.level + usual.change * before;
            let drawn = if indicator.is_count {
                let usual_count = level.max(0.0) * area.children;
                let count = draws::count(rng, usual_count * (usual.spread * position).exp());
                vec![reading::known(indicator, f64::from(count))]
            } else {
                let expected = level + usual.spread * position + shift;
                draw_shares(rng, area, indicator, expected, &group_standings)
            };
            if period + usual.collected < PERIODS {
                continue;
            }
            // Leeds has a reading wherever the nation has one.
            let gap = gap.filter(|_| area.role != Role::Leeds);
            for (series, reading) in readings[first..].iter_mut().zip(drawn) {
                series[period] = match area.role {
                    Role::Leeds => reading,
                    _ => gap.unwrap_or_else(|| reading::suppressed(reading)),
                };
            }
        }
    }

    /// Some areas' readings as rows.
    pub(super) fn columns(&self, areas: &[Area], readings: &[Vec<Series>]) -> Vec<ArrayRef> {
        let mut rows = ObservationRows::default();
        for (area, readings) in areas.iter().zip(readings) {
            self.add(&mut rows, &area.code, readings, |_| true);
        }
        rows.finish()
    }

    /// The published figures of England and the regions as rows.
    pub(super) fn published_columns(&self, totals: &Totals) -> Vec<ArrayRef> {
        let mut rows = ObservationRows::default();
        let codes = REGIONS.map(|(code, _)| code);
        let places = codes.into_iter().enumerate();
        for (place, code) in std::iter::once((totals.england_place(), ENGLAND)).chain(places) {
            let readings: Vec<Series> = self
                .indicators
                .iter()
                .flat_map(|indicator| {
                    (0..indicator.series()).map(|series| {
                        std::array::from_fn(|period| {
                            let total = totals.at(indicator.first_series + series, period, place);
                            total.reading(indicator)
                        })
                    })
                })
                .collect();
            self.add(&mut rows, code, &readings, |indicator| {
                indicator.is_published
            });
        }
        rows.finish()
    }

    fn add(
        &self,
        rows: &mut ObservationRows,
        code: &str,
        readings: &[Series],
        wanted: impl Fn(&Indicator) -> bool,
    ) {
        for indicator in self.indicators.iter().filter(|indicator| wanted(indicator)) {
            for number in 0..indicator.series() {
                let breakdown = number.checked_sub(1).map(|group| GROUPS[group].0);
                let series = &readings[indicator.first_series + number];
                for (period, reading) in series.iter().enumerate() {
                    let year = self.calendar.year - (LATEST - period) as i32;
                    rows.add(
                        code,
                        indicator,
                        breakdown,
                        (year, period == LATEST),
                        *reading,
                    );
                }
            }
        }
    }
}

/// Draws one period of an indicator that is no count: the total, then any groups.
fn draw_shares(
    rng: &mut ChaCha8Rng,
    area: &Area,
    indicator: &Indicator,
    expected: f64,
    group_standings: &[f64; 5],
) -> Vec<Reading> {
    if !indicator.has_counts() {
        return vec![reading::known(indicator, expected)];
    }
    let scatter = 1.0 + 0.03 * draws::normal(rng);
    let whole = (area.children * indicator.usual.per_thousand * scatter)
        .round()
        .max(0.0);
    if !indicator.has_groups() {
        return vec![draw_proportion(rng, indicator, whole, expected)];
    }
    let groups: Vec<Reading> = indicators::group_shares(area)
        .into_iter()
        .zip(GROUPS)
        .zip(group_standings)
        .map(|((share, (_, offset)), standing)| {
            let expected = expected + offset + 2.5 * standing;
            draw_proportion(rng, indicator, (whole * share).round(), expected)
        })
        .collect();
    std::iter::once(reading::sum(indicator, &groups))
        .chain(groups)
        .collect()
}

fn draw_proportion(
    rng: &mut ChaCha8Rng,
    indicator: &Indicator,
    denominator: f64,
    expected: f64,
) -> Reading {
    if denominator < 1.0 {
        return Reading::Missing("..");
    }
    let chance = (expected / 100.0).clamp(0.0003, 0.9997);
    reading::proportion(
        indicator,
        Counts {
            numerator: draws::successes(rng, denominator, chance),
            denominator,
        },
    )
}

fn gap(rng: &mut ChaCha8Rng, chance: f64) -> Option<Reading> {
    let (is_gap, kind): (bool, f64) = (rng.random_bool(chance), rng.random());
    is_gap.then_some(match kind {
        sent if sent < 0.5 => Reading::Missing("-"),
        sent if sent < 0.8 => Reading::Missing(".."),
        _ => Reading::Unsent,
    })
}

#[cfg(test)]
mod tests {
    use super::super::nation;
    use super::*;

    const CALENDAR: Calendar = Calendar { year: 2009 };

    #[test]
    fn totals_of_ethnic_groups_are_their_sum() {
        let areas = nation::areas(1, 4).unwrap();
        let observations = Observations::of(&areas, CALENDAR, 4).unwrap();
        let leeds = areas.iter().find(|area| area.role == Role::Leeds).unwrap();
        let readings = observations.draw(leeds);
        let at_11 = observations
            .indicators
            .iter()
            .find(|i| i.id == "107")
            .unwrap();
        let first = at_11.first_series;
        let groups: Vec<Reading> = (1..=5)
            .map(|group| readings[first + group][LATEST])
            .collect();
        assert_eq!(readings[first][LATEST], reading::sum(at_11, &groups));
    }

    #[test]
    fn social_care_has_more_gaps_than_schools() {
        let areas = nation::areas(1, 4).unwrap();
        let observations = Observations::of(&areas, CALENDAR, 4).unwrap();
        let missing = |id: &str| {
            let indicator = observations.indicators.iter().find(|i| i.id == id).unwrap();
            areas
                .iter()
                .filter(|area| {
                    observations.draw(area)[indicator.first_series][LATEST]
                        .value()
                        .is_none()
                })
                .count()
        };
        assert!(missing("61") > missing("73"));
    }
}
