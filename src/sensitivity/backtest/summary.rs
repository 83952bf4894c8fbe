//! How well each predictor foretells the judgements.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::domain::Rating;
use crate::publish::{BacktestRow, Foretelling, PredictorSummary, ProfileSaid};
use crate::stats::{Concordance, Pairs, quantile};

/// Draws and where they begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draws {
    pub(super) number: u32,
    pub(super) seed: u64,
}

/// A predictor: what it is called, and its value of each judgement, the higher the better.
struct Predictor {
    name: String,
    scores: Vec<Option<f64>>,
}

/// The summary of each predictor, in order of their names.
pub(super) fn summarised(
    rows: &[BacktestRow],
    triggers: &[String],
    rival: Option<&str>,
    draws: Draws,
) -> Vec<PredictorSummary> {
    let drawn = drawn_councils(rows, draws);
    let mut predictors = predictors(rows, triggers, rival);
    predictors.sort_by(|a, b| a.name.cmp(&b.name));
    predictors
        .par_iter()
        .map(|predictor| summary(rows, predictor, &drawn))
        .collect()
}

fn predictors(rows: &[BacktestRow], triggers: &[String], rival: Option<&str>) -> Vec<Predictor> {
    let level = |rating: Rating| f64::from(rating.level());
    let of = |name: &str, value: &dyn Fn(&ProfileSaid) -> Option<f64>| Predictor {
        name: name.to_owned(),
        scores: rows
            .iter()
            .map(|row| row.said.as_ref().and_then(value))
            .collect(),
    };
    let mut all = vec![
        of("indicative", &|said| said.indicative.map(level)),
        of("indicative_without", &|said| {
            said.indicative_without.map(level)
        }),
        of("block_a", &|said| said.blocks[0]),
        of("block_b", &|said| said.blocks[1]),
        of("block_b_without", &|said| said.block_b_without),
        of("block_c", &|said| said.blocks[2]),
        Predictor {
            name: "previous_judgement".to_owned(),
            scores: rows
                .iter()
                .map(|row| row.previous.as_ref().map(|(_, _, band)| level(*band)))
                .collect(),
        },
    ];
    if let Some(rival) = rival {
        all.push(of(rival, &|said| said.rival));
    }
    for trigger in triggers {
        // A trigger that fired is bad news.
        let quiet =
            |said: &ProfileSaid| Some(f64::from(u8::from(!said.triggers.contains(trigger))));
        all.push(of(&format!("trigger {trigger}"), &quiet));
    }
    all
}

fn summary(rows: &[BacktestRow], predictor: &Predictor, drawn: &[Vec<u32>]) -> PredictorSummary {
    let levels: Vec<Option<u8>> = rows.iter().map(|row| Some(row.band.level())).collect();
    let at_least = |least: u8| -> Vec<Option<u8>> {
        rows.iter()
            .map(|row| Some(u8::from(row.band.level() >= least)))
            .collect()
    };
    let of = |levels: &[Option<u8>]| Concordance::new(&predictor.scores, levels);
    let (ordinal, upper, not_lowest) = (of(&levels), of(&at_least(3)), of(&at_least(2)));
    let with_value = || {
        let both = rows.iter().zip(&predictor.scores);
        both.filter(|(_, score)| score.is_some())
            .map(|(row, _)| row.band.level())
    };
    let count = |most: u8| with_value().filter(|level| *level <= most).count() as u32;
    PredictorSummary {
        predictor: predictor.name.clone(),
        judgements: ordinal.len() as u32,
        lower_two: count(2),
        lowest: count(1),
        tau_b: foretelling(&ordinal, drawn, Pairs::tau_b),
        somers_d: foretelling(&ordinal, drawn, Pairs::somers_d),
        area_lower_two: foretelling(&upper, drawn, Pairs::area),
        area_lowest: foretelling(&not_lowest, drawn, Pairs::area),
    }
}

/// A figure with the middle 95% of what it is when councils are drawn anew.
fn foretelling(
    of: &Concordance,
    drawn: &[Vec<u32>],
    figure: impl Fn(&Pairs) -> Option<f64>,
) -> Foretelling {
    let value = figure(&of.pairs(|_| 1));
    let mut again: Vec<f64> = drawn
        .iter()
        .filter_map(|times| figure(&of.pairs(|row| times[row])))
        .collect();
    again.sort_unstable_by(f64::total_cmp);
    let interval = quantile(&again, 0.025).zip(quantile(&again, 0.975));
    Foretelling {
        value,
        interval: interval.filter(|_| value.is_some()),
    }
}

/// How often each judgement is there in each draw of as many councils as there are, each with all of
/// its judgements: those of one council are not independent of one another.
fn drawn_councils(rows: &[BacktestRow], draws: Draws) -> Vec<Vec<u32>> {
    let mut councils: Vec<std::ops::Range<usize>> = Vec::new();
    for same in rows.chunk_by(|a, b| a.authority == b.authority) {
        let start = councils.last().map_or(0, |last| last.end);
        councils.push(start..start + same.len());
    }
    let mut random = ChaCha8Rng::seed_from_u64(draws.seed);
    (0..draws.number)
        .map(|_| {
            let mut times = vec![0; rows.len()];
            for _ in 0..councils.len() {
                let council = councils[random.random_range(0..councils.len())].clone();
                times[council].iter_mut().for_each(|times| *times += 1);
            }
            times
        })
        .collect()
}
