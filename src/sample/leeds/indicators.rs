//! Leeds's readings of national indicators, placed against similar areas and England.

use super::super::error::SampleError;
use super::super::indicators::{GROUPS, Indicator, PERIODS};
use super::super::reading::{self, Counts, Reading, Series};
use super::Z;
use crate::domain::Polarity;
use crate::stats::wilson;

/// What a reading is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comparators {
    /// Mean of the similar areas that have a value.
    pub similar: f64,
    /// England's figure, published or computed.
    pub england: f64,
    /// Standard deviation across authorities.
    pub spread: f64,
}

/// How a reading of Leeds stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// In line with both, or better.
    AtLeastInLine,
    /// Worse than similar areas and than England.
    WorseThanBoth,
    /// Worse than England, in line with similar areas.
    WorseThanEngland,
    /// Worse than similar areas, in line with England.
    WorseThanSimilar,
}

/// The margin, in standard deviations, beyond which readings without counts differ.
const MARGIN: f64 = 0.5;

/// How far past a margin, in standard deviations, a placed reading stays.
const CLEARANCE: f64 = 0.1;

const LATEST: usize = PERIODS - 1;

/// How Leeds stands. Weak in the letter: early years (72), Asian pupils at 11 (107), Asian and
/// mixed at 16 (108), the gaps (81, 82, 92, 102, 104, 105), custody (43) and young people not
/// in education, employment or training (117). One of the gaps is weak against England alone
/// and one against similar areas alone, so that a very large majority of enjoying and achieving
/// stays in line with each. Prompt initial assessments (59) are weak too: the letter calls
/// staying safe a very large majority in line and not the vast majority, so something falls
/// short, and it is referrals that the unannounced inspection found wanting.
fn standing(indicator: &str, group: Option<&str>) -> Position {
    match (indicator, group) {
        ("92", None) => Position::WorseThanEngland,
        ("105", None) => Position::WorseThanSimilar,
        ("43" | "59" | "72" | "81" | "82" | "102" | "104" | "117", None)
        | ("107", Some("asian"))
        | ("108", Some("asian" | "mixed")) => Position::WorseThanBoth,
        _ => Position::AtLeastInLine,
    }
}

/// How many standard deviations better than usual the similar areas stand where Leeds is weak
/// against only one comparator.
pub(crate) fn similar_areas_stand(indicator: &str) -> Option<f64> {
    match standing(indicator, None) {
        Position::WorseThanEngland => Some(-0.8),
        Position::WorseThanSimilar => Some(0.8),
        Position::AtLeastInLine | Position::WorseThanBoth => None,
    }
}

/// Places the series of one indicator, the total and any groups, each against its comparators.
/// Earlier periods keep their drawn distance from the latest, so that the course of a series
/// stays what it was; the share not in education, employment or training falls from period to
/// period.
///
/// # Errors
/// When no reading shows the standing.
pub(crate) fn place(
    indicator: &Indicator,
    drawn: &[Series],
    comparators: &[Comparators],
) -> Result<Vec<Series>, SampleError> {
    let (total, groups) = drawn.split_first().expect("every indicator has a total");
    if groups.is_empty() {
        return Ok(vec![place_series(indicator, None, total, &comparators[0])?]);
    }
    let mut groups = groups
        .iter()
        .zip(GROUPS)
        .zip(&comparators[1..])
        .map(|((series, (group, _)), comparators)| {
            place_series(indicator, Some(group), series, comparators)
        })
        .collect::<Result<Vec<_>, _>>()?;
    raise_largest_group(indicator, &mut groups, &comparators[0])?;
    let total = std::array::from_fn(|period| {
        let readings: Vec<Reading> = groups.iter().map(|series| series[period]).collect();
        reading::sum(indicator, &readings)
    });
    Ok(std::iter::once(total).chain(groups).collect())
}

fn place_series(
    indicator: &Indicator,
    group: Option<&str>,
    drawn: &Series,
    comparators: &Comparators,
) -> Result<Series, SampleError> {
    let standing = standing(&indicator.id, group);
    let latest = drawn[LATEST];
    let placed = settle(indicator, standing, latest, comparators).ok_or_else(|| {
        let group = group.unwrap_or("all");
        SampleError::Placement {
            statement: format!("indicator {} ({group}) is {standing:?}", indicator.id),
        }
    })?;
    let (Some(was), Some(is)) = (latest.value(), placed.value()) else {
        return Ok(*drawn);
    };
    Ok(std::array::from_fn(|period| {
        let before = (LATEST - period) as f64;
        match drawn[period].value() {
            _ if period == LATEST => placed,
            Some(_) if indicator.id == "117" => {
                with_value(indicator, drawn[period], is + 0.5 * before)
            }
            Some(value) => with_value(indicator, drawn[period], value + is - was),
            None => drawn[period],
        }
    }))
}

/// Searches for a reading that shows a standing, from where it is likely towards where it must
/// be plain.
fn settle(
    indicator: &Indicator,
    standing: Position,
    drawn: Reading,
    comparators: &Comparators,
) -> Option<Reading> {
    let Comparators {
        similar,
        england,
        spread,
    } = *comparators;
    let (better, worse) = match indicator.polarity {
        Polarity::Low => (similar.min(england), similar.max(england)),
        Polarity::High | Polarity::Neutral => (similar.max(england), similar.min(england)),
    };
    let middle = (similar + england) / 2.0;
    let (start, step) = match standing {
        Position::AtLeastInLine => (indicator.better(better, 0.05 * spread), 0.05),
        Position::WorseThanBoth => (indicator.better(worse, -0.8 * spread), -0.1),
        Position::WorseThanEngland | Position::WorseThanSimilar => {
            (indicator.better(middle, -MARGIN * spread), -0.01)
        }
    };
    (0..60)
        .map(|steps| {
            let by = step * f64::from(steps) * spread;
            with_value(indicator, drawn, indicator.better(start, by))
        })
        .find(|reading| shows(indicator, standing, *reading, comparators))
}

/// Whether a reading shows a standing, by the interval or the margin and with room to spare.
fn shows(
    indicator: &Indicator,
    standing: Position,
    reading: Reading,
    comparators: &Comparators,
) -> bool {
    let Comparators {
        similar,
        england,
        spread,
    } = *comparators;
    match standing {
        Position::AtLeastInLine => [similar, england]
            .iter()
            .all(|comparator| !is_worse(indicator, reading, *comparator, spread, -CLEARANCE)),
        Position::WorseThanBoth => [similar, england]
            .iter()
            .all(|comparator| is_worse(indicator, reading, *comparator, spread, CLEARANCE)),
        Position::WorseThanEngland => {
            is_worse(indicator, reading, england, spread, CLEARANCE)
                && !is_worse(indicator, reading, similar, spread, -CLEARANCE)
        }
        Position::WorseThanSimilar => {
            is_worse(indicator, reading, similar, spread, CLEARANCE)
                && !is_worse(indicator, reading, england, spread, -CLEARANCE)
        }
    }
}

/// Whether a reading is worse than a comparator by more than the usual margin and `clearance`
/// standard deviations; with counts, by more than its interval and the clearance.
fn is_worse(
    indicator: &Indicator,
    reading: Reading,
    comparator: f64,
    spread: f64,
    clearance: f64,
) -> bool {
    let Reading::Known { value, counts } = reading else {
        return false;
    };
    let interval = counts.and_then(|counts| wilson(counts.numerator, counts.denominator, Z));
    let best = match interval {
        Some(interval) if indicator.polarity == Polarity::Low => 100.0 * interval.low,
        Some(interval) => 100.0 * interval.high,
        None => indicator.better(value, MARGIN * spread),
    };
    let shortfall = indicator.goodness(comparator) - indicator.goodness(best);
    shortfall > clearance * spread
}

/// Raises the largest group, white pupils, until the total of all is at least in line.
fn raise_largest_group(
    indicator: &Indicator,
    groups: &mut [Series],
    comparators: &Comparators,
) -> Result<(), SampleError> {
    let Some(largest) = GROUPS.iter().position(|(group, _)| *group == "white") else {
        return Ok(());
    };
    for _ in 0..200 {
        let readings: Vec<Reading> = groups.iter().map(|series| series[LATEST]).collect();
        let total = reading::sum(indicator, &readings);
        if shows(indicator, Position::AtLeastInLine, total, comparators)
            && at_least(indicator, total, comparators)
        {
            return Ok(());
        }
        for reading in &mut groups[largest] {
            if let Some(value) = reading.value() {
                *reading = with_value(indicator, *reading, indicator.better(value, 0.1));
            }
        }
    }
    Err(SampleError::Placement {
        statement: format!("indicator {} is at least in line", indicator.id),
    })
}

fn at_least(indicator: &Indicator, reading: Reading, comparators: &Comparators) -> bool {
    reading.value().is_some_and(|value| {
        let goodness = indicator.goodness(value);
        goodness >= indicator.goodness(comparators.similar)
            && goodness >= indicator.goodness(comparators.england)
    })
}

/// A reading moved to a value; its denominator stays.
fn with_value(indicator: &Indicator, reading: Reading, value: f64) -> Reading {
    let (least, greatest) = indicator.bounds;
    match reading {
        Reading::Known {
            counts: Some(counts),
            ..
        } => {
            let share = value.clamp(least, greatest) / 100.0;
            let numerator = (share * counts.denominator).round();
            reading::proportion(
                indicator,
                Counts {
                    numerator,
                    ..counts
                },
            )
        }
        _ => reading::known(indicator, value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::indicators;
    use super::*;

    fn indicator(id: &str) -> Indicator {
        let found = indicators::all().unwrap();
        found
            .into_iter()
            .find(|indicator| indicator.id == id)
            .unwrap()
    }

    const COMPARATORS: Comparators = Comparators {
        similar: 50.0,
        england: 52.0,
        spread: 4.0,
    };

    #[test]
    fn a_weak_indicator_is_worse_than_both() {
        let early_years = indicator("72");
        let counts = Counts {
            numerator: 4_500.0,
            denominator: 8_500.0,
        };
        let drawn = reading::proportion(&early_years, counts);
        let placed = settle(&early_years, Position::WorseThanBoth, drawn, &COMPARATORS).unwrap();
        assert!(placed.value().unwrap() < 48.0);
    }

    #[test]
    fn a_gap_can_be_weak_against_england_alone() {
        let gap = indicator("92");
        let comparators = Comparators {
            similar: 36.0,
            england: 33.9,
            spread: 2.6,
        };
        let drawn = reading::known(&gap, 34.0);
        let placed = settle(&gap, Position::WorseThanEngland, drawn, &comparators).unwrap();
        let value = placed.value().unwrap();
        assert!(value > 33.9 + 1.3 && value < 36.0 + 1.3, "{value}");
    }

    #[test]
    fn neet_falls_from_period_to_period_and_stays_high() {
        let neet = indicator("117");
        let comparators = Comparators {
            similar: 7.5,
            england: 6.7,
            spread: 1.5,
        };
        let counts = Counts {
            numerator: 1_800.0,
            denominator: 26_000.0,
        };
        let drawn = [reading::proportion(&neet, counts); PERIODS];
        let placed = &place(&neet, &[drawn], &[comparators]).unwrap()[0];
        let values: Vec<f64> = placed
            .iter()
            .filter_map(|reading| reading.value())
            .collect();
        assert!(values.is_sorted_by(|a, b| a > b), "{values:?}");
        assert!(values[LATEST] > 7.5);
    }

    #[test]
    fn a_standing_that_no_reading_can_show_is_refused() {
        let gap = indicator("92");
        let comparators = Comparators {
            similar: 33.9,
            england: 33.9,
            spread: 2.6,
        };
        let drawn = reading::known(&gap, 34.0);
        assert!(place(&gap, &[[drawn; PERIODS]], &[comparators]).is_err());
    }
}
