//! What would come of a question, as lines of text that fit on a terminal.

use std::collections::BTreeMap;

use super::super::output::Output;
use super::question::Question;
use super::steps::SweepRange;
use crate::config::Pipeline;
use crate::domain::Rating;
use crate::domain::wrapping::{WIDTH, wrapped};
use crate::error::Error;
use crate::sensitivity::what_if::{
    Asking, BandOf, Distribution, Moved, RuleMove, Sweep, Totals, WhatIf,
};

/// What was asked of which pipeline.
pub(super) fn heading(
    pipeline: &Pipeline,
    question: &Question,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let asked = match question.asks_more_than_a_sweep() {
        true => format!(", {}", question.words(None)),
        false => String::new(),
    };
    let heading = format!("{} as of {}{asked}", pipeline.name, pipeline.as_of);
    paragraph(&heading, 0, 2, out)?;
    out.gap()
}

/// Totals, movers, and what moved without moving a rating.
pub(super) fn what_if(of: &WhatIf, out: &mut Output<'_>) -> Result<(), Error> {
    let all = of.after.rated() + of.after.not_rated;
    out.line(format_args!(
        "  {} of {all} ratings move{}",
        of.totals.all(),
        ways(&of.totals)
    ))?;
    out.gap()?;
    distributions(&of.before, &of.after, out)?;
    for mover in &of.movers {
        out.gap()?;
        self::mover(mover, out)?;
    }
    unmoved(&of.unmoved, out)
}

fn ways(totals: &Totals) -> String {
    let ways = [
        (totals.raised, "raised"),
        (totals.lowered, "lowered"),
        (totals.gained, "gained"),
        (totals.lost, "lost"),
    ];
    let ways = ways.into_iter().filter(|(count, _)| *count > 0);
    let ways: Vec<String> = ways.map(|(count, way)| format!("{count} {way}")).collect();
    match ways.is_empty() {
        true => String::new(),
        false => format!(": {}", ways.join(", ")),
    }
}

/// The rows of a distribution, the best rating first.
fn rows(of: &Distribution) -> [(Option<Rating>, u32); 5] {
    [
        (Some(Rating::PerformsExcellently), of.performs_excellently),
        (Some(Rating::PerformsWell), of.performs_well),
        (Some(Rating::PerformsAdequately), of.performs_adequately),
        (Some(Rating::PerformsPoorly), of.performs_poorly),
        (None, of.not_rated),
    ]
}

fn distributions(
    before: &Distribution,
    after: &Distribution,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    out.line(format_args!(
        "  {:<24} {:>8} {:>8}",
        "", "as it is", "as asked"
    ))?;
    for ((rating, was), (_, is)) in rows(before).into_iter().zip(rows(after)) {
        if rating.is_none() && was + is == 0 {
            continue;
        }
        let label = rating_words(rating.map(Rating::level));
        out.line(format_args!("    {label:<22} {was:>8} {is:>8}"))?;
    }
    Ok(())
}

fn rating_words(level: Option<u8>) -> String {
    match level.and_then(Rating::from_level) {
        Some(rating) => format!("{} {rating}", rating.level()),
        None => "not rated".to_owned(),
    }
}

fn mover(of: &Moved, out: &mut Output<'_>) -> Result<(), Error> {
    let (was, is) = (&of.before, &of.after);
    let ratings = format!(
        "{} → {}",
        rating_words(was.awarded),
        rating_words(is.awarded)
    );
    paragraph(
        &format!("{} ({}): {ratings}", of.name, of.authority),
        2,
        4,
        out,
    )?;
    let blocks = [
        ("A", was.block_a, is.block_a),
        ("B", was.block_b, is.block_b),
        ("C", was.block_c, is.block_c),
    ];
    let blocks = blocks.map(|(name, was, is)| format!("block {name} {}", figures(was, is)));
    paragraph(&blocks.join(", "), 4, 6, out)?;
    for rule in &of.rules {
        paragraph(&sentence(rule), 4, 6, out)?;
    }
    Ok(())
}

/// A figure before and after, once where it is the same.
fn figures(was: Option<f64>, is: Option<f64>) -> String {
    let shown = |figure: Option<f64>| {
        figure.map_or_else(|| "none".to_owned(), |figure| format!("{figure:.4}"))
    };
    match was == is {
        true => shown(was),
        false => format!("{} → {}", shown(was), shown(is)),
    }
}

fn level(band: Option<u8>) -> String {
    band.map_or_else(|| "none".to_owned(), |band| band.to_string())
}

fn name_of(band: &BandOf) -> &str {
    match band {
        BandOf::Provision(name) | BandOf::Finding(name) | BandOf::Outcome(name) => name,
    }
}

/// A rule that says otherwise, as a sentence.
fn sentence(rule: &RuleMove) -> String {
    match rule {
        RuleMove::Band {
            of,
            from,
            to,
            asked,
        } => {
            let meets = if from > to { "misses" } else { "meets" };
            format!(
                "{}: band {} → {}, which {meets} {}",
                name_of(of),
                level(*from),
                level(*to),
                asking(asked)
            )
        }
        RuleMove::Limiter {
            name,
            cap,
            fires,
            asked,
        } => {
            let fires = if *fires { "fires" } else { "no longer fires" };
            format!("limiter {name}, at most {cap}, {fires}: {}", asking(asked))
        }
        RuleMove::BeforeLimiters {
            from,
            to,
            mean_before,
            mean_after,
            weighed_before,
            weighed_after,
        } => {
            let weighed = match weighed_before == weighed_after {
                true => weighed_after.clone(),
                false => format!("{weighed_after} in place of {weighed_before}"),
            };
            format!(
                "mean of the blocks {}, so {} → {} before limiters: {weighed}",
                figures(*mean_before, *mean_after),
                level(*from),
                level(*to)
            )
        }
        RuleMove::Coverage { enough, asked } => {
            let enough = if *enough { "enough" } else { "too little" };
            format!("{enough} evidence for a rating: {}", asking(asked))
        }
        RuleMove::Judgement {
            stands: true,
            reason,
        } => {
            format!("the judgement stands, which did not: {reason}")
        }
        RuleMove::Judgement {
            stands: false,
            reason,
        } => {
            format!("the judgement no longer stands: {reason}")
        }
    }
}

/// A question, with what it was asked about.
fn asking(asked: &Asking) -> String {
    let inputs = asked.inputs.iter().map(|(name, value)| {
        let value = match value.as_f64() {
            Some(number) if number.fract() != 0.0 => format!("{number:.4}"),
            _ => match value {
                serde_json::Value::Null => "none".to_owned(),
                serde_json::Value::String(text) => text.clone(),
                value => value.to_string(),
            },
        };
        format!("{name} {value}")
    });
    let inputs: Vec<String> = inputs.collect();
    format!("{} ({})", asked.condition, inputs.join(", "))
}

/// What moved without moving a rating: each rule and the authorities of which it says otherwise.
fn unmoved(all: &[Moved], out: &mut Output<'_>) -> Result<(), Error> {
    let mut by_rule: BTreeMap<(u8, String), Vec<&str>> = BTreeMap::new();
    for of in all {
        for rule in &of.rules {
            by_rule.entry(kind(rule)).or_default().push(&of.name);
        }
    }
    if by_rule.is_empty() {
        return Ok(());
    }
    out.gap()?;
    out.line("  moved without moving a rating")?;
    for ((_, rule), names) in by_rule {
        let line = format!("{rule} ({}): {}", names.len(), names.join(", "));
        paragraph(&line, 4, 6, out)?;
    }
    Ok(())
}

/// What a rule does, without the authority that it does it to; bands come first.
fn kind(rule: &RuleMove) -> (u8, String) {
    match rule {
        RuleMove::Band { of, from, to, .. } => (
            0,
            format!("{}: band {} → {}", name_of(of), level(*from), level(*to)),
        ),
        RuleMove::Limiter { name, fires, .. } => {
            let fires = if *fires { "fires" } else { "no longer fires" };
            (1, format!("limiter {name} {fires}"))
        }
        RuleMove::BeforeLimiters { from, to, .. } => (
            2,
            format!("before limiters {} → {}", level(*from), level(*to)),
        ),
        RuleMove::Coverage { enough: true, .. } => (3, "enough evidence".to_owned()),
        RuleMove::Coverage { enough: false, .. } => (3, "too little evidence".to_owned()),
        RuleMove::Judgement { stands: true, .. } => (4, "the judgement stands".to_owned()),
        RuleMove::Judgement { stands: false, .. } => {
            (4, "the judgement no longer stands".to_owned())
        }
    }
}

/// One row a value: how the ratings are distributed, and how many move.
pub(super) fn sweep(range: &SweepRange, of: &Sweep, out: &mut Output<'_>) -> Result<(), Error> {
    out.line(format_args!("  {}", range.path))?;
    let values = of.steps.iter().map(|step| step.value.chars().count());
    let width = values.chain(["as it is".len()]).max().unwrap_or(0);
    let line = |value: &str, cells: [String; 9]| {
        let cells: Vec<String> = cells
            .into_iter()
            .zip([6, 5, 5, 5, 11, 8, 9, 8, 6])
            .map(|(cell, width)| format!("{cell:>width$}"))
            .collect();
        format!("  {value:>width$}{}", cells.concat())
    };
    let headings = [
        "4",
        "3",
        "2",
        "1",
        "not rated",
        "raised",
        "lowered",
        "gained",
        "lost",
    ];
    out.line(line("", headings.map(str::to_owned)))?;
    let counts = |of: &Distribution| rows(of).map(|(_, count)| count.to_string());
    let [four, three, two, one, none] = counts(&of.before);
    let nobody = || "-".to_owned();
    out.line(line(
        "as it is",
        [
            four,
            three,
            two,
            one,
            none,
            nobody(),
            nobody(),
            nobody(),
            nobody(),
        ],
    ))?;
    for step in &of.steps {
        let [four, three, two, one, none] = counts(&step.after);
        let Totals {
            raised,
            lowered,
            gained,
            lost,
        } = step.totals;
        let [raised, lowered, gained, lost] =
            [raised, lowered, gained, lost].map(|count| count.to_string());
        let cells = [four, three, two, one, none, raised, lowered, gained, lost];
        out.line(line(&step.value, cells))?;
    }
    Ok(())
}

/// Text over as many lines as it takes, the first indented by `first`, the others by `then`.
fn paragraph(text: &str, first: usize, then: usize, out: &mut Output<'_>) -> Result<(), Error> {
    let lines = wrapped(text, WIDTH - first.max(then));
    for (at, line) in lines.iter().enumerate() {
        let indent = if at == 0 { first } else { then };
        out.line(format_args!("{:indent$}{line}", ""))?;
    }
    Ok(())
}
