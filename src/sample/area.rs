//! An authority of a sample, what drives its figures, and the authorities table.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::write::{Column, FieldKind, Layout, Packing};

/// The authorities table.
pub(super) const LAYOUT: Layout = Layout {
    table: "authorities",
    columns: &[
        Column::new("code", FieldKind::Text, Packing::Sequence),
        Column::new("name", FieldKind::Text, Packing::Sequence),
        Column::new("level", FieldKind::Text, Packing::Repeats),
        Column::new("region", FieldKind::Text, Packing::Repeats),
        Column::new("kind", FieldKind::Text, Packing::Repeats),
        Column::new("addressee", FieldKind::Text, Packing::Sequence),
    ],
};

/// The nine regions with their published codes, in the order of the codes.
pub(super) const REGIONS: [(&str, &str); 9] = [
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
pub(super) const ENGLAND: &str = "970";

/// How an authority stands to the scenario of the 2009 letter to Leeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its evidence is drawn.
    Ordinary,
    /// One of the ten similar areas of Leeds, by rank from 1; a few of its figures are placed.
    SimilarToLeeds(u32),
    /// Leeds itself, whose evidence is placed.
    Leeds,
}

/// An authority and what drives its figures.
#[derive(Clone, Debug)]
pub(super) struct Area {
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

/// A similar area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbour {
    /// Position of the similar area in the sample.
    pub position: usize,
    /// Euclidean distance over the standardised features.
    pub distance: f64,
}

/// The authorities table: every area, then the regions, then England.
pub(super) fn columns(areas: &[Area]) -> Vec<ArrayRef> {
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
