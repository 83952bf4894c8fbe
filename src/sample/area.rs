//! The authorities of a sample: the 152 councils of December 2009, as many times as asked.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use serde::Deserialize;

use super::draws::{self, Subject};
use super::error::SampleError;
use super::neighbours::{self, Neighbour};
use super::write::{Column, Kind, Layout, Packing};

/// The authorities table.
pub const LAYOUT: Layout = Layout {
    table: "authorities",
    columns: &[
        Column::new("code", Kind::Text, Packing::Sequence),
        Column::new("name", Kind::Text, Packing::Sequence),
        Column::new("level", Kind::Text, Packing::Repeats),
        Column::new("region", Kind::Text, Packing::Repeats),
        Column::new("kind", Kind::Text, Packing::Repeats),
        Column::new("addressee", Kind::Text, Packing::Sequence),
    ],
};

/// The nine regions with their published codes, in the order of the codes.
pub const REGIONS: [(&str, &str); 9] = [
    ("980", "North East"),
    ("981", "North West"),
    ("982", "Yorkshire and the Humber"),
    ("983", "East Midlands"),
    ("984", "West Midlands"),
    ("985", "East of England"),
    ("986", "London"),
    ("989", "South East"),
    ("990", "South West"),
];

/// Published code of England.
pub const ENGLAND: &str = "970";

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

/// How an authority stands to the scenario of the 2009 letter to Leeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its evidence is drawn.
    Ordinary,
    /// One of the ten similar areas of Leeds, by rank from 1; a few of its figures are placed.
    SimilarToLeeds(u32),
    /// Leeds itself, whose evidence is placed.
    Leeds,
}

/// An authority and what drives its figures.
#[derive(Clone, Debug)]
pub struct Area {
    /// Which copy of the nation, from 0; copy 0 has the real codes and names.
    pub copy: u32,
    /// Position in the sample, from 0.
    pub position: usize,
    /// The key of its random streams; the same at every scale.
    pub key: u64,
    /// The authority's code.
    pub code: String,
    /// The authority's name.
    pub name: String,
    /// Position in [`REGIONS`].
    pub region: usize,
    /// Kind of council.
    pub kind: String,
    /// Children and young people aged 0 to 17, in thousands.
    pub children: f64,
    /// Children in low-income families, percent.
    pub poverty: f64,
    /// Pupils of Asian heritage, percent.
    pub asian: f64,
    /// Pupils of black heritage, percent.
    pub black: f64,
    /// Pupils of mixed heritage, percent.
    pub mixed: f64,
    /// Residents to the hectare.
    pub density: f64,
    /// Poverty, standardised over the nation.
    pub deprivation: f64,
    /// How well the council does its work, a standard normal draw; 0 is usual, higher better.
    pub quality: f64,
    /// Whether the council was formed in the rating year.
    pub newly_formed: bool,
    /// How it stands to the Leeds scenario.
    pub role: Role,
    /// Its ten most similar areas, nearest first.
    pub neighbours: Vec<Neighbour>,
}

/// Reads the built-in councils and makes `copies` nations of them, with similar areas found
/// within each copy.
///
/// # Errors
/// When the built-in table does not parse or names an unknown region.
pub fn areas(copies: u32, seed: u64) -> Result<Vec<Area>, SampleError> {
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
pub fn nation_size(areas: &[Area]) -> usize {
    areas
        .iter()
        .take_while(|area| area.copy == 0)
        .count()
        .max(1)
}

/// The authorities table: every area, then the regions, then England.
pub fn columns(areas: &[Area]) -> Vec<ArrayRef> {
    // Letters go to an office: the sample knows nobody by name.
    let addressees: Vec<String> = areas
        .iter()
        .map(|area| format!("Director of Children's Services; {}", area.name))
        .collect();
    let mut rows: Vec<[Option<&str>; 6]> = areas
        .iter()
        .zip(&addressees)
        .map(|(area, addressee)| {
            [
                Some(area.code.as_str()),
                Some(area.name.as_str()),
                Some("authority"),
                Some(REGIONS[area.region].1),
                Some(area.kind.as_str()),
                Some(addressee.as_str()),
            ]
        })
        .collect();
    let area = |code, name, level| [Some(code), Some(name), Some(level), None, None, None];
    rows.push(area(ENGLAND, "England", "nation"));
    for (code, name) in REGIONS {
        rows.push(area(code, name, "region"));
    }
    (0..6)
        .map(|column| {
            let cells: StringArray = rows.iter().map(|row| row[column]).collect();
            Arc::new(cells) as ArrayRef
        })
        .collect()
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
}
