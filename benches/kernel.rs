//! The indicator kernel alone: dense slices in, comparisons out.
//!
//! `cargo bench --bench kernel` uses the sample; with `PLUMBLINE_REAL_EXTRACTS` set to the folder
//! that holds `lait/`, the published data too.

use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::ItemsCount;
use plumbline::config::{Overrides, Pipeline};
use plumbline::extract::{Engine, extract, open};
use plumbline::profile::{
    NeighbourTable, compare_indicators, further_statistics, notable, profile, profile_slices,
};
use plumbline::tables::{LimitSource, Limits, Slice, Tables};

fn main() {
    divan::main();
}

/// A pipeline with its sources read.
fn read(pipeline: &str, root: Option<PathBuf>) -> (Pipeline, Tables) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("pipelines")
        .join(pipeline)
        .join("pipeline.toml");
    let overrides = Overrides {
        root,
        ..Overrides::default()
    };
    let pipeline = Pipeline::read(&file, &overrides).expect("the pipeline is well formed");
    let opened = open(&pipeline, &|feed| feed.gates.max_rejected).expect("the sources open");
    let extract = extract(
        &pipeline,
        opened,
        &Engine::Local,
        None,
        &mut |_| {},
        &mut |_, _| true,
    )
    .expect("the sources can be read");
    (pipeline, extract.tables)
}

/// What five comparators add to a pipeline.
const COMPARATORS: &str = include_str!("../tests/published_extracts/five_comparators.toml");

/// What asks for limits and funnels, and for quantiles. Notable figures the pipeline asks for itself.
const LIMITS: &str = "\n[statistics]\nlimits = true\n";
const QUANTILES: &str = "\n[statistics]\nquantiles = [5, 10]\n";

/// How many groups inequality is measured over.
const GROUPS: usize = 10;

/// The word of a group, the worst off first.
fn group(place: usize) -> String {
    format!("group {place}")
}

/// The pipeline of the published indicators with more at its end, and what it reads.
fn published_with(more: &str) -> (Pipeline, Tables) {
    published_by(more, |rulebook| rulebook)
}

/// The same by another rulebook.
fn published_by(more: &str, change: impl Fn(String) -> String) -> (Pipeline, Tables) {
    let root = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").map(PathBuf::from);
    let (pipeline, tables) = read("lait", root.map(|root| root.join("lait")));
    let text = format!("{}{more}", pipeline.file.text());
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/lait");
    for name in ["letter.md", "letter.html"] {
        std::fs::copy(shipped.join(name), folder.path().join(name)).expect("it ships");
    }
    let rulebook = std::fs::read_to_string(shipped.join("rulebook.toml")).expect("it ships");
    std::fs::write(folder.path().join("rulebook.toml"), change(rulebook)).expect("it is written");
    let file = folder.path().join("pipeline.toml");
    std::fs::write(&file, text).expect("the pipeline is written");
    let pipeline = Pipeline::read(&file, &Overrides::default()).expect("it is well formed");
    (pipeline, tables)
}

/// The published indicators beside five comparators, all periods.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published_beside_five(bencher: Bencher<'_, '_>) {
    let (pipeline, mut tables) = published_with(COMPARATORS);
    let slices = tables.slices.take().expect("the pipeline has observations");
    bencher
        .counter(ItemsCount::new(slices.len() * tables.authorities.len()))
        .with_inputs(|| slices.clone())
        .bench_values(|slices| profile_slices(&pipeline, &tables, Some(slices)));
}

/// What is notable of the latest published figures.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published_notable(bencher: Bencher<'_, '_>) {
    let (pipeline, mut tables) = published_with("");
    let profile = profile(&pipeline, &mut tables).expect("the pipeline is well formed");
    let slices = profile.indicators.as_deref().unwrap_or_default();
    let similar = profile.neighbours(&tables);
    bencher.bench(|| notable(&pipeline, &tables, slices, similar));
}

/// Limits and funnels of the latest published figures, which have limits of their own here.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published_limits(bencher: Bencher<'_, '_>) {
    further(bencher, LIMITS, |slices| slices);
}

/// Quintiles and deciles of the latest published figures.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published_quantiles(bencher: Bencher<'_, '_>) {
    further(bencher, QUANTILES, |slices| slices);
}

/// The slope and relative index of inequality of the latest published figures, of which each stands for
/// ten groups here.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published_inequality(bencher: Bencher<'_, '_>) {
    let words: Vec<String> = (0..GROUPS)
        .map(|place| format!("{:?}", group(place)))
        .collect();
    let more = format!(
        "\n[[inequality]]\nname = \"groups\"\nbreakdowns = [{}]\n",
        words.join(", ")
    );
    further(bencher, &more, |slices| {
        let each = slices.chunk_by(|a, b| a.indicator == b.indicator);
        let groups = each.flat_map(|of_indicator| {
            let latest = &of_indicator[of_indicator.len() - 1];
            (0..GROUPS).map(move |place| Slice {
                breakdown: group(place),
                ..latest.clone()
            })
        });
        groups.collect()
    });
}

/// What `more` asks for of slices that are made of the published ones.
fn further(bencher: Bencher<'_, '_>, more: &str, of: impl Fn(Vec<Slice>) -> Vec<Slice>) {
    let (pipeline, mut tables) = published_with(more);
    let slices = tables.slices.take().expect("the pipeline has observations");
    let slices = of(with_limits(slices));
    let profile = profile_slices(&pipeline, &tables, Some(slices)).expect("it is well formed");
    let slices = profile.indicators.as_deref().unwrap_or_default();
    let similar = profile.neighbours(&tables);
    let rows = further_statistics(&pipeline.statistics, &tables, slices, similar);
    let has_rows = [
        rows.limits.is_some_and(|rows| !rows.is_empty()),
        rows.quantiles.is_some_and(|rows| !rows.is_empty()),
        rows.inequality.is_some_and(|rows| !rows.is_empty()),
    ];
    assert!(has_rows.contains(&true), "there is nothing to time");
    bencher.bench(|| further_statistics(&pipeline.statistics, &tables, slices, similar));
}

/// The slices with limits a twentieth around each value, for the files give none.
fn with_limits(mut slices: Vec<Slice>) -> Vec<Slice> {
    for slice in &mut slices {
        let width = |value: f64| value.abs() / 20.0 + 0.1;
        slice.limits = Some(Limits {
            lows: slice.values.iter().map(|of| of - width(*of)).collect(),
            highs: slice.values.iter().map(|of| of + width(*of)).collect(),
            source: LimitSource::Published,
        });
    }
    slices
}

/// The published indicators with trends by the chi-squared test of weighted slopes, for which their
/// values have limits here.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published_weighted_trends(bencher: Bencher<'_, '_>) {
    let (pipeline, mut tables) = published_by("", |rulebook| {
        rulebook.replacen("[trend]\n", "[trend]\nmethod = \"fingertips\"\n", 1)
    });
    tables.slices = tables.slices.take().map(with_limits);
    compare(bencher, &pipeline, tables);
}

fn compare(bencher: Bencher<'_, '_>, pipeline: &Pipeline, mut tables: Tables) {
    let slices = tables.slices.take().expect("the pipeline has observations");
    let authorities = tables.authorities.len();
    let list = tables.neighbours.as_deref().unwrap_or_default();
    let neighbours = NeighbourTable::new(list, authorities);
    let observations = slices.len() * authorities;
    bencher
        .counter(ItemsCount::new(observations))
        .with_inputs(|| slices.clone())
        .bench_values(|slices| compare_indicators(pipeline, &tables, (&neighbours, &[]), slices));
}

/// The sample: 152 authorities.
#[divan::bench]
fn sample(bencher: Bencher<'_, '_>) {
    let (pipeline, tables) = read("annual-rating", None);
    compare(bencher, &pipeline, tables);
}

/// The Department for Education's published indicators: 158 authorities, 434 measures.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published(bencher: Bencher<'_, '_>) {
    let root = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").map(PathBuf::from);
    let (pipeline, tables) = read("lait", root.map(|root| root.join("lait")));
    compare(bencher, &pipeline, tables);
}
