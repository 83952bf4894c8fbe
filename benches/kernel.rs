//! The indicator kernel alone: dense slices in, comparisons out.
//!
//! `cargo bench --bench kernel` uses the sample; with `PLUMBLINE_REAL_EXTRACTS` set to the folder
//! that holds `lait/`, the published data too.

use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::ItemsCount;
use plumbline::config::{Overrides, Pipeline};
use plumbline::extract::{extract, open};
use plumbline::profile::{
    NeighbourTable, compare_indicators, further_statistics, notable, profile, profile_slices,
};
use plumbline::tables::Tables;

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
    let extract = extract(&pipeline, opened, None, &mut |_| {}, &mut |_, _| true)
        .expect("the sources can be read");
    (pipeline, extract.tables)
}

/// What five comparators add to a pipeline.
const COMPARATORS: &str = include_str!("../tests/published_extracts/five_comparators.toml");

/// What asks for notable figures and for further statistics.
const FURTHER: &str =
    "\n[notable]\nfalse_discovery = 0.05\n[statistics]\nlimits = true\nquantiles = [5, 10]\n";

/// The pipeline of the published indicators with more at its end, and what it reads.
fn published_with(more: &str) -> (Pipeline, Tables) {
    let root = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").map(PathBuf::from);
    let (pipeline, tables) = read("lait", root.map(|root| root.join("lait")));
    let text = format!("{}{more}", pipeline.file.text());
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/lait");
    for name in ["rulebook.toml", "letter.md", "letter.html"] {
        std::fs::copy(shipped.join(name), folder.path().join(name)).expect("it ships");
    }
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
    let (pipeline, mut tables) = published_with(FURTHER);
    let profile = profile(&pipeline, &mut tables).expect("the pipeline is well formed");
    let slices = profile.indicators.as_deref().unwrap_or_default();
    let similar = profile.neighbours(&tables);
    bencher.bench(|| notable(&pipeline, &tables, slices, similar));
}

/// Limits, funnels and quantiles of the latest published figures.
#[divan::bench(ignore = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").is_none())]
fn published_limits(bencher: Bencher<'_, '_>) {
    let (pipeline, mut tables) = published_with(FURTHER);
    let profile = profile(&pipeline, &mut tables).expect("the pipeline is well formed");
    let slices = profile.indicators.as_deref().unwrap_or_default();
    let similar = profile.neighbours(&tables);
    bencher.bench(|| further_statistics(&pipeline.statistics, &tables, slices, similar));
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
