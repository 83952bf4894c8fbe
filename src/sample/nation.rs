//! The nation of a sample: the 152 councils of December 2009, as many times as asked.

use serde::Deserialize;

use super::area::{Area, REGIONS, Role};
use super::draws::{self, Subject};
use super::error::SampleError;
use super::neighbours;

/// Councils that were formed in April 2009 by the splits of Bedfordshire and Cheshire, and so
/// have no reviews or ratings of earlier years.
const FORMED_IN_2009: [&str; 4] = ["822", "823", "895", "896"];

const FILE: &str = "sample/authorities.csv";
const RECORDS: &str = include_str!("authorities.csv");

/// One line of the built-in table. Codes, names, regions and kinds are facts; the figures are
/// round ones that make each council plausible, not published statistics.
#[derive(Clone, Debug, Deserialize)]
struct Record {
    code: String,
    name: String,
    region: String,
    kind: String,
    children: f64,
    poverty: f64,
    asian: f64,
    black: f64,
    mixed: f64,
    density: f64,
}

/// Reads the built-in councils and makes `copies` nations of them, with similar areas found
/// within each copy.
///
/// # Errors
/// When the built-in table does not parse or names an unknown region.
pub(super) fn areas(copies: u32, seed: u64) -> Result<Vec<Area>, SampleError> {
    let records = records()?;
    let mut areas = Vec::with_capacity(records.len() * copies as usize);
    for copy in 0..copies {
        let mut nation = Vec::with_capacity(records.len());
        for (number, record) in records.iter().enumerate() {
            let position = copy as usize * records.len() + number;
            nation.push(area(record, copy, position, number, seed)?);
        }
        standardise_poverty(&mut nation);
        neighbours::find(&mut nation, seed);
        areas.append(&mut nation);
    }
    name_similar_areas_of_leeds(&mut areas);
    Ok(areas)
}

/// The number of councils in one nation.
pub(super) fn nation_size(areas: &[Area]) -> usize {
    areas
        .iter()
        .take_while(|area| area.copy == 0)
        .count()
        .max(1)
}

fn records() -> Result<Vec<Record>, SampleError> {
    csv::Reader::from_reader(RECORDS.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| SampleError::Table {
            table: FILE,
            reason: error.to_string(),
        })
}

fn area(
    record: &Record,
    copy: u32,
    position: usize,
    number: usize,
    seed: u64,
) -> Result<Area, SampleError> {
    let region = REGIONS
        .iter()
        .position(|(_, name)| *name == record.region)
        .ok_or_else(|| SampleError::Table {
            table: FILE,
            reason: format!("{} has the unknown region {:?}", record.name, record.region),
        })?;
    let key = number as u64 + 1_000 * u64::from(copy);
    let mut rng = draws::stream(seed, Subject::Area, key, 0);
    let quality = draws::normal(&mut rng);
    // The first nation is as the table has it; every other one is a little unlike it.
    let mut drift = |spread: f64| match copy {
        0 => 1.0,
        _ => (spread * draws::normal(&mut rng)).exp(),
    };
    let children = record.children * drift(0.10);
    let poverty = (record.poverty * drift(0.08)).min(70.0);
    let ethnicity = drift(0.10).min(1.2);
    let density = record.density * drift(0.10);
    let leeds = copy == 0 && record.code == super::leeds::CODE;
    Ok(Area {
        copy,
        position,
        key,
        code: copied(&record.code, copy, "-", 4),
        name: copied(&record.name, copy, " ", 0),
        region,
        kind: record.kind.clone(),
        children,
        poverty,
        asian: record.asian * ethnicity,
        black: record.black * ethnicity,
        mixed: record.mixed * ethnicity,
        density,
        deprivation: 0.0,
        quality: if leeds { 0.0 } else { quality },
        newly_formed: FORMED_IN_2009.contains(&record.code.as_str()),
        role: if leeds { Role::Leeds } else { Role::Ordinary },
        neighbours: Vec::new(),
    })
}

/// `383` and `Leeds` in the first copy, `383-0002` and `Leeds 2` in the second.
fn copied(text: &str, copy: u32, joint: &str, width: usize) -> String {
    match copy {
        0 => text.to_owned(),
        _ => format!("{text}{joint}{:0width$}", copy + 1),
    }
}

fn standardise_poverty(nation: &mut [Area]) {
    let size = nation.len() as f64;
    let mean = nation.iter().map(|area| area.poverty).sum::<f64>() / size;
    let variance = nation
        .iter()
        .map(|area| (area.poverty - mean).powi(2))
        .sum::<f64>()
        / size;
    let spread = variance.sqrt();
    for area in nation {
        area.deprivation = (area.poverty - mean) / spread;
    }
}

fn name_similar_areas_of_leeds(areas: &mut [Area]) {
    let Some(leeds) = areas.iter().find(|area| area.role == Role::Leeds) else {
        return;
    };
    for (position, rank) in leeds
        .neighbours
        .clone()
        .iter()
        .map(|near| near.position)
        .zip(1..)
    {
        areas[position].role = Role::SimilarToLeeds(rank);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_nation_has_the_152_councils_of_december_2009() {
        let areas = areas(1, 1).unwrap();
        assert_eq!(areas.len(), 152);
        let kinds = |kind: &str| areas.iter().filter(|area| area.kind == kind).count();
        assert_eq!(kinds("London borough"), 33);
        assert_eq!(kinds("metropolitan district"), 36);
        assert_eq!(kinds("unitary authority"), 56);
        assert_eq!(kinds("county council"), 27);
    }

    #[test]
    fn copies_have_codes_and_names_of_their_own_and_leave_the_first_as_it_is() {
        let one = areas(1, 1).unwrap();
        let three = areas(3, 1).unwrap();
        let codes: BTreeSet<&str> = three.iter().map(|area| area.code.as_str()).collect();
        let names: BTreeSet<&str> = three.iter().map(|area| area.name.as_str()).collect();
        assert_eq!(codes.len(), 3 * 152);
        assert_eq!(names.len(), 3 * 152);
        assert!(codes.contains("383-0002") && names.contains("Leeds 3"));
        for (alone, first) in one.iter().zip(&three) {
            assert_eq!(alone.code, first.code);
            assert_eq!(alone.children, first.children);
        }
    }

    #[test]
    fn similar_areas_of_leeds_are_ten_and_only_in_the_first_copy() {
        let areas = areas(2, 1).unwrap();
        let similar: Vec<&Area> = areas
            .iter()
            .filter(|area| matches!(area.role, Role::SimilarToLeeds(_)))
            .collect();
        assert_eq!(similar.len(), 10);
        assert!(
            similar
                .iter()
                .all(|area| area.copy == 0 && area.code != "383")
        );
    }

    #[test]
    fn every_area_has_ten_others_nearest_first() {
        for area in areas(1, 5).unwrap() {
            assert_eq!(area.neighbours.len(), 10);
            assert!(
                area.neighbours
                    .iter()
                    .all(|near| near.position != area.position)
            );
            assert!(area.neighbours.is_sorted_by_key(|near| near.distance));
        }
    }

    #[test]
    fn inner_london_is_near_inner_london_and_counties_near_counties() {
        let areas = areas(1, 5).unwrap();
        let nearest = |name: &str| {
            let area = areas.iter().find(|area| area.name == name).unwrap();
            area.neighbours
                .iter()
                .take(5)
                .map(|near| &areas[near.position])
                .collect::<Vec<_>>()
        };
        assert!(
            nearest("Lambeth")
                .iter()
                .all(|near| near.kind == "London borough")
        );
        assert!(nearest("Norfolk").iter().all(|near| near.density < 5.0));
    }
}
