//! One side of a comparison: a list of neighbours, and what its run says of how it came about.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::list::{self, List, TABLE};
use crate::error::Error;
use crate::profile::NeighbourSource;
use crate::profile::neighbour_model::{Contribution, Points};
use crate::review::{
    AuthorityRow, ClosenessRow, ModelFeatureRow, PublishedRun, ReviewError, ScaledFeatureRow,
};
use crate::runs::{Current, Manifest, PublishError};

/// A list of neighbours to compare.
#[derive(Debug)]
pub(super) struct Side {
    /// The neighbours of every authority, the nearest first.
    pub list: List,
    /// The authorities of its run; none for a file by itself.
    pub authorities: Vec<AuthorityRow>,
    /// The model that the list was worked out by; `None` where no model stands behind it.
    pub model: Option<Model>,
}

/// The model that a list was worked out by.
#[derive(Debug)]
pub(super) struct Model {
    /// Its features, in order of their names.
    pub features: Vec<ModelFeatureRow>,
    /// The authorities in it, in order of their codes.
    authorities: Vec<String>,
    points: Points,
}

impl Side {
    /// Reads what is at `path`: the folder of a run, an output folder, which stands for its current
    /// run, the table of a run, or a Parquet or CSV file by itself.
    ///
    /// # Errors
    /// When there is none, it lacks one of the columns authority, neighbour and rank, or the run is
    /// not as it was written.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        match run_at(path)? {
            Some(run) => Self::of_run(&run),
            None => Ok(Self {
                list: list::read(path)?,
                authorities: Vec::new(),
                model: None,
            }),
        }
    }

    fn of_run(path: &Path) -> Result<Self, Error> {
        let run = PublishedRun::open(path)?;
        let rows = ClosenessRow::read(&run, None)?;
        if rows.is_empty() {
            return Err(list::unreadable(
                &run.folder.join(TABLE),
                "the run has no neighbours, because its pipeline has none",
            ));
        }
        let word = NeighbourSource::Model.word();
        let is_computed = rows.iter().all(|row| row.source == word);
        let model = is_computed.then(|| Model::read(&run)).transpose()?;
        let rows = rows.into_iter();
        Ok(Self {
            list: list::in_order(
                rows.map(|row| (row.authority, row.rank.into(), row.neighbour))
                    .collect(),
            ),
            authorities: AuthorityRow::read(&run, None)?,
            model: model.filter(|model| !model.authorities.is_empty()),
        })
    }
}

/// The run that `path` stands for or lies in; `None` where it is a file by itself.
fn run_at(path: &Path) -> Result<Option<PathBuf>, PublishError> {
    let is_run = |folder: &Path| Manifest::path_in(folder).exists();
    if !path.is_dir() {
        let folder = path.parent().filter(|_| path.ends_with(TABLE));
        return Ok(folder.filter(|of| is_run(of)).map(Path::to_owned));
    }
    if is_run(path) {
        return Ok(Some(path.to_owned()));
    }
    match Current::of(path)? {
        Current::Run(..) => Ok(Some(path.to_owned())),
        Current::Damaged(why) => Err(PublishError::DamagedCurrent {
            out: path.to_owned(),
            why,
        }),
        Current::Nothing | Current::Unset => Ok(None),
    }
}

impl Model {
    fn read(run: &PublishedRun) -> Result<Self, ReviewError> {
        let features = ModelFeatureRow::read(run, None)?;
        let place_of: BTreeMap<&str, usize> = features
            .iter()
            .enumerate()
            .map(|(place, of)| (of.feature.as_str(), place))
            .collect();
        let rows = ScaledFeatureRow::read(run, None)?;
        let mut authorities: Vec<String> = Vec::new();
        let mut coordinates = Vec::new();
        for row in rows.into_iter().filter(|row| row.in_model) {
            if authorities.last() != Some(&row.authority) {
                authorities.push(row.authority);
                coordinates.resize(authorities.len() * features.len(), f64::NAN);
            }
            let first = coordinates.len() - features.len();
            if let Some(place) = place_of.get(row.feature.as_str()) {
                coordinates[first + place] = row.scaled.unwrap_or(f64::NAN);
            }
        }
        let weights = features.iter().map(|of| of.weight).collect();
        Ok(Self {
            points: Points::new(coordinates, weights),
            authorities,
            features,
        })
    }

    /// What each feature adds to the distance of two authorities, by the name of the feature; `None`
    /// where either is not in the model.
    pub(super) fn contributions(&self, a: &str, b: &str) -> Option<Vec<(&str, Contribution)>> {
        let place = |code: &str| {
            self.authorities
                .binary_search_by(|of| of.as_str().cmp(code))
                .ok()
        };
        let parts = self.points.contributions(place(a)?, place(b)?);
        let names = self.features.iter().map(|of| of.feature.as_str());
        Some(names.zip(parts).collect())
    }

    /// For each feature the lists of neighbours that the model gives without it, as long as `k`; none
    /// where the model has a single feature.
    pub(super) fn lists_without(&self, k: usize) -> Vec<(&str, List)> {
        if self.features.len() < 2 {
            return Vec::new();
        }
        let code = |place: usize| self.authorities[place].clone();
        let features = self.features.iter().enumerate();
        features
            .map(|(left_out, of)| {
                let near = self.points.without(left_out).nearest(k);
                let lists = self.authorities.iter().cloned().zip(
                    near.into_iter()
                        .map(|list| list.into_iter().map(|near| code(near.place)).collect()),
                );
                (of.feature.as_str(), lists.collect())
            })
            .collect()
    }
}
