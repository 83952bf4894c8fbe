//! The account of a run: results become entries of its manifest.

use std::collections::BTreeMap;

use crate::config::Pipeline;
use crate::domain::{Rating, Robustness};
use crate::extract::{Extract, FeedFiles, SourceReport};
use crate::rate::{AuthorityRating, Rated};
use crate::read::SourceFile;
use crate::runs::{InputFile, PipelineEntry, RatingCount, Rejected, SourceEntry};

/// The pipeline as a manifest names it.
pub(super) fn pipeline_entry(pipeline: &Pipeline) -> PipelineEntry {
    PipelineEntry {
        name: pipeline.name.clone(),
        path: pipeline.file.path().to_owned(),
    }
}

/// The digest of every configuration file, by what it is: two of them may share a file name.
pub(super) fn configuration(pipeline: &Pipeline) -> BTreeMap<String, String> {
    let mut files = vec![
        ("pipeline", &pipeline.file),
        ("rulebook", &pipeline.rulebook.file),
    ];
    if let Some(letter) = &pipeline.letter {
        files.extend([("letter", &letter.template), ("page", &letter.page)]);
    }
    let site = pipeline.site.iter().flat_map(|site| &site.templates);
    let templates = site.map(|file| {
        let name = file.path().file_name().unwrap_or_default();
        (format!("site {}", name.to_string_lossy()), file.digest())
    });
    files
        .into_iter()
        .map(|(what, file)| (what.to_owned(), file.digest()))
        .chain(templates)
        .collect()
}

/// A feed before its rows are read.
pub(super) fn not_read_yet(feed: &FeedFiles) -> SourceEntry {
    SourceEntry::unread(
        feed.label.to_string(),
        feed.files.iter().map(input).collect(),
    )
}

/// What was read, in place of what was only opened.
pub(super) fn inputs(extract: &Extract, before: Vec<SourceEntry>) -> Vec<SourceEntry> {
    let unread = before.into_iter().skip(extract.reports.len());
    extract.reports.iter().map(read).chain(unread).collect()
}

/// The ratings awarded, by the authority's code as the tables have it.
pub(super) fn awarded(extract: &Extract, rated: &Rated) -> BTreeMap<String, i32> {
    rated
        .ratings
        .iter()
        .flatten()
        .filter_map(|rating| {
            let code = extract
                .tables
                .authorities
                .get(rating.authority)
                .code
                .clone();
            Some((code, rating.awarded?.level().into()))
        })
        .collect()
}

fn read(report: &SourceReport) -> SourceEntry {
    SourceEntry {
        source: report.source.to_string(),
        files: report.files.iter().map(|(file, _)| input(file)).collect(),
        rows: report.rows,
        rejected: report.rejected,
        left_out: report.counts.left_out,
        outside: report.counts.outside,
        kept: Some(report.kept()),
        values: report.counts.seen.values,
        areas: Some(report.areas.clone()),
        after_as_of: report.counts.after_as_of,
        of_other_years: report.counts.of_other_years,
        superseded: report.counts.superseded,
        notes: report.counts.notes,
        missing: report
            .counts
            .missing
            .iter()
            .map(|(symbol, count)| ((*symbol).to_owned(), *count))
            .collect(),
    }
}

fn input(file: &SourceFile) -> InputFile {
    InputFile {
        path: file.path.clone(),
        bytes: file.bytes,
        digest: file.digest.clone(),
        partitions: file
            .partitions
            .iter()
            .map(|of| (of.name.clone(), of.value.clone()))
            .collect(),
    }
}

pub(super) fn rejected(extract: &Extract) -> Vec<Rejected> {
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in &extract.quarantined {
        *counts
            .entry((&*row.source, row.fault.rule.word()))
            .or_insert(0) += 1;
    }
    for report in &extract.reports {
        for (rule, rows) in &report.counted {
            *counts.entry((&*report.source, rule.word())).or_insert(0) += rows;
        }
    }
    counts
        .into_iter()
        .map(|((source, rule), rows)| Rejected {
            source: source.to_owned(),
            rule: rule.to_owned(),
            rows,
        })
        .collect()
}

/// How many authorities were awarded each rating, the best first, then those not rated.
pub(super) fn distribution(rated: &Rated) -> Vec<RatingCount> {
    let Some(ratings) = &rated.ratings else {
        return Vec::new();
    };
    let awarded = |wanted: Option<Rating>| {
        ratings
            .iter()
            .filter(|rating: &&AuthorityRating| rating.awarded == wanted)
            .count() as u64
    };
    let mut counts: Vec<RatingCount> = Rating::ALL
        .into_iter()
        .map(|rating| RatingCount {
            rating: Some(rating.level()),
            descriptor: rating.descriptor().to_owned(),
            authorities: awarded(Some(rating)),
        })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.rating));
    if awarded(None) > 0 {
        counts.push(RatingCount {
            rating: None,
            descriptor: "Not rated".to_owned(),
            authorities: awarded(None),
        });
    }
    counts
}

/// A rating that is among the least firm of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastFirm {
    /// The authority's name.
    pub name: String,
    /// The rating that it was awarded.
    pub awarded: Rating,
    /// The share of the draws that award it again.
    pub holds: f64,
    /// The rating of most draws; `None` where most have none.
    pub most_frequent: Option<Rating>,
}

/// How many of the least firm ratings are named.
const LEAST_FIRM: usize = 10;

/// The least firm ratings, the least firm first; as firm ones in the order of the authorities. One
/// that holds in every draw is not among them.
pub(super) fn least_firm(extract: &Extract, robustness: Option<&Robustness>) -> Vec<LeastFirm> {
    let list = &extract.tables.authorities;
    let ratings = robustness.into_iter().flat_map(|of| &of.ratings);
    let mut ratings: Vec<LeastFirm> = ratings
        .filter_map(|of| {
            Some(LeastFirm {
                name: list.get(of.authority).name.clone(),
                awarded: of.awarded?,
                holds: of.holds().filter(|holds| *holds < 1.0)?,
                most_frequent: of.most_frequent(),
            })
        })
        .collect();
    ratings.sort_by(|a, b| a.holds.total_cmp(&b.holds));
    ratings.truncate(LEAST_FIRM);
    ratings
}

/// Limiters that fired, with the number of authorities each fired for.
pub(super) fn fired(pipeline: &Pipeline, rated: &Rated) -> Vec<(String, u64)> {
    let ratings = rated.ratings.as_deref().unwrap_or_default();
    pipeline
        .rulebook
        .limiters
        .iter()
        .map(|limiter| {
            let count = ratings
                .iter()
                .filter(|rating| rating.limiters.contains(&limiter.name))
                .count() as u64;
            (limiter.name.clone(), count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}
