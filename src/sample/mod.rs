//! National extracts that are made up: real councils, invented evidence, any scale.
//!
//! A sample has all tables of the input contract as Parquet. One nation is the 152 councils of
//! December 2009; a scale of N makes N of them, in which everything grows but the regions.
//! Equal options give equal bytes, whatever the number of threads. In the first nation the
//! evidence of Leeds is placed so that the findings of its 2009 rating letter follow from it.

mod area;
mod calendar;
mod characteristics;
mod draws;
mod error;
mod finding;
mod findings;
mod indicators;
mod judgements;
mod leeds;
mod nation;
mod neighbours;
mod observation_rows;
mod observations;
mod provisions;
mod ratings;
mod reading;
mod settings;
mod totals;
mod visits;
mod write;

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use arrow::array::ArrayRef;
use rayon::prelude::*;

use area::{Area, Role};
use calendar::Calendar;
use finding::Finding;
use leeds::settings::Pool;
use observations::Observations;
use reading::Series;
use settings::Settings;
use totals::Totals;
use write::{Layout, TableFile};

pub use error::SampleError;
pub use write::Written;

/// Authorities whose rows are made together: enough to keep threads busy, few enough to bound
/// memory. The cut does not reach the files.
const BATCH: usize = 16;

/// Batches that are made at once before they are written in order.
const BATCHES_AT_ONCE: usize = 8;

const SCALES: RangeInclusive<u32> = 1..=9_999;
const YEARS: RangeInclusive<i32> = 1950..=2100;

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that the tables go to; made when it is not there.
    pub out: PathBuf,
    /// How many nations.
    pub scale: u32,
    /// Another seed gives other evidence.
    pub seed: u64,
    /// The rating year; evidence closes on 9 December of it.
    pub year: i32,
}

impl Default for Options {
    /// The sample that is in `data-samples/england-2009`.
    fn default() -> Self {
        Self {
            out: PathBuf::new(),
            scale: 1,
            seed: 2009,
            year: 2009,
        }
    }
}

/// Makes a sample and returns its tables in the order in which they were written.
///
/// # Errors
/// When the scale or year cannot be made, a file cannot be written, or the seed leaves no room
/// for the Leeds findings.
pub fn generate(options: &Options) -> Result<Vec<Written>, SampleError> {
    if !SCALES.contains(&options.scale) {
        return Err(SampleError::Scale(options.scale));
    }
    if !YEARS.contains(&options.year) {
        return Err(SampleError::Year(options.year));
    }
    fs::create_dir_all(&options.out).map_err(|source| SampleError::Folder {
        path: options.out.clone(),
        source,
    })?;
    let (out, seed) = (options.out.as_path(), options.seed);
    let calendar = Calendar { year: options.year };
    let areas = nation::areas(options.scale, seed)?;
    let findings: Vec<Vec<Finding>> = areas
        .par_iter()
        .map(|area| findings::of(area, calendar, seed))
        .collect();

    Ok(vec![
        write_at_once(out, area::LAYOUT, area::columns(&areas))?,
        write_inspections(out, &areas, calendar, seed)?,
        write_at_once(out, findings::LAYOUT, findings::columns(&areas, &findings))?,
        write_observations(out, &areas, calendar, seed)?,
        write_batches(out, neighbours::LAYOUT, &areas, |batch| {
            Ok(neighbours::columns(batch, &areas))
        })?,
        write_batches(out, characteristics::LAYOUT, &areas, |batch| {
            Ok(characteristics::columns(batch, seed))
        })?,
        write_judgements(out, &areas, &findings, calendar)?,
        write_at_once(
            out,
            ratings::LAYOUT,
            ratings::columns(&areas, calendar, seed),
        )?,
    ])
}

fn write_inspections(
    out: &Path,
    areas: &[Area],
    calendar: Calendar,
    seed: u64,
) -> Result<Written, SampleError> {
    let settings = Settings::of(areas, calendar, seed)?;
    // Settings are drawn twice, here to count them and below to write them: drawing is quick,
    // and a nation's settings are never held.
    let pools: Vec<Vec<Pool>> = areas.par_iter().map(|area| settings.pools(area)).collect();
    let england = add_pools(pools.iter());
    let similar = add_pools(similar_to_leeds(areas).map(|area| &pools[area.position]));
    write_batches(out, settings::LAYOUT, areas, |batch| {
        settings.columns(batch, &england, &similar)
    })
}

fn write_observations(
    out: &Path,
    areas: &[Area],
    calendar: Calendar,
    seed: u64,
) -> Result<Written, SampleError> {
    let observations = Observations::of(areas, calendar, seed)?;
    let nothing = Totals::none(observations.series());
    let mut totals = areas
        .par_chunks(nation::nation_size(areas))
        .map(|nation| {
            let mut totals = nothing.clone();
            for area in nation.iter().filter(|area| area.role != Role::Leeds) {
                totals.add(area, &observations.draw(area));
            }
            totals
        })
        .collect::<Vec<_>>()
        .iter()
        .fold(nothing.clone(), |mut sum, totals| {
            sum.merge(totals);
            sum
        });

    let similar: Vec<Vec<Series>> = similar_to_leeds(areas)
        .map(|area| observations.draw(area))
        .collect();
    let mut placed = Vec::new();
    for leeds in areas.iter().filter(|area| area.role == Role::Leeds) {
        placed = observations.place(leeds, &totals, &similar)?;
        totals.add(leeds, &placed);
    }

    let mut file = TableFile::create(out, observation_rows::LAYOUT)?;
    append_batches(&mut file, areas, |batch| {
        let readings: Vec<Vec<Series>> = batch
            .iter()
            .map(|area| match area.role {
                Role::Leeds => placed.clone(),
                Role::Ordinary | Role::SimilarToLeeds(_) => observations.draw(area),
            })
            .collect();
        Ok(observations.columns(batch, &readings))
    })?;
    file.append(observations.published_columns(&totals))?;
    file.finish()
}

fn write_judgements(
    out: &Path,
    areas: &[Area],
    findings: &[Vec<Finding>],
    calendar: Calendar,
) -> Result<Written, SampleError> {
    let size = nation::nation_size(areas);
    let mut file = TableFile::create(out, judgements::LAYOUT)?;
    for (areas, findings) in areas.chunks(size).zip(findings.chunks(size)) {
        file.append(judgements::columns(areas, findings, calendar))?;
    }
    file.finish()
}

fn write_at_once(
    out: &Path,
    layout: Layout,
    columns: Vec<ArrayRef>,
) -> Result<Written, SampleError> {
    let mut file = TableFile::create(out, layout)?;
    file.append(columns)?;
    file.finish()
}

fn write_batches(
    out: &Path,
    layout: Layout,
    areas: &[Area],
    columns: impl Fn(&[Area]) -> Result<Vec<ArrayRef>, SampleError> + Sync,
) -> Result<Written, SampleError> {
    let mut file = TableFile::create(out, layout)?;
    append_batches(&mut file, areas, columns)?;
    file.finish()
}

/// Makes rows of several batches in parallel and writes them in the order of the areas.
fn append_batches(
    file: &mut TableFile,
    areas: &[Area],
    columns: impl Fn(&[Area]) -> Result<Vec<ArrayRef>, SampleError> + Sync,
) -> Result<(), SampleError> {
    for batches in areas.chunks(BATCH * BATCHES_AT_ONCE) {
        let made: Vec<Vec<ArrayRef>> = batches
            .par_chunks(BATCH)
            .map(&columns)
            .collect::<Result<_, _>>()?;
        for batch in made {
            file.append(batch)?;
        }
    }
    Ok(())
}

fn similar_to_leeds(areas: &[Area]) -> impl Iterator<Item = &Area> {
    areas
        .iter()
        .filter(|area| matches!(area.role, Role::SimilarToLeeds(_)))
}

/// The sum of pools by provision type.
fn add_pools<'a>(mut pools: impl Iterator<Item = &'a Vec<Pool>>) -> Vec<Pool> {
    let first = pools.next().cloned().unwrap_or_default();
    pools.fold(first, |sum, pools| {
        sum.into_iter()
            .zip(pools)
            .map(|(sum, pool)| sum.and(*pool))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(out: &Path, scale: u32, seed: u64) -> Vec<Written> {
        generate(&Options {
            out: out.to_owned(),
            scale,
            seed,
            year: 2009,
        })
        .unwrap()
    }

    #[test]
    fn equal_options_give_equal_bytes_whatever_the_number_of_threads() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let tables = sample(first.path(), 1, 7);
        let alone = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        alone.install(|| sample(second.path(), 1, 7));
        assert_eq!(tables.len(), 8);
        for table in tables {
            let name = table.path.file_name().unwrap();
            let bytes = fs::read(&table.path).unwrap();
            assert!(
                bytes == fs::read(second.path().join(name)).unwrap(),
                "{}",
                table.table
            );
        }
    }

    #[test]
    fn every_seed_leaves_room_for_the_leeds_findings() {
        let calendar = Calendar { year: 2009 };
        for seed in 0..8 {
            let areas = nation::areas(1, seed).unwrap();
            let out = tempfile::tempdir().unwrap();
            write_inspections(out.path(), &areas, calendar, seed).unwrap();
            write_observations(out.path(), &areas, calendar, seed).unwrap();
        }
    }

    #[test]
    fn a_scale_of_none_and_a_year_out_of_reach_are_refused() {
        let options = Options {
            out: PathBuf::from("unused"),
            scale: 0,
            seed: 1,
            year: 2009,
        };
        assert!(matches!(generate(&options), Err(SampleError::Scale(0))));
        let options = Options {
            scale: 1,
            year: 12_009,
            ..options
        };
        assert!(matches!(generate(&options), Err(SampleError::Year(12_009))));
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("taken");
        fs::write(&out, "").unwrap();
        let error = generate(&Options {
            out: out.clone(),
            scale: 1,
            seed: 1,
            year: 2009,
        })
        .unwrap_err();
        assert!(
            error.to_string().contains(&out.display().to_string()),
            "{error}"
        );
    }
}
