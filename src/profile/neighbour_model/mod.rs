//! Similar areas, computed: features are transformed, scaled and weighed, and the nearest are
//! neighbours.
//!
//! The steps are those of NHS England's peer groups (repository `NHSDigital/ASC_LA_Peer_Groups`):
//! transform each feature towards normal, scale it to its weight, take the Euclidean distance, keep
//! the k nearest. The National Foundation for Educational Research's model of 2007 differs in the
//! scaling alone.

mod agreement;
mod closeness;
mod features;
mod fit;
mod points;

pub use self::agreement::{Agreement, agreement};
pub use self::features::{Feature, Treatment};
pub use self::fit::{Correlated, FittedFeature};
pub use self::points::{Contribution, Points};

use rayon::prelude::*;

use self::closeness::CutPoints;
use self::features::Features;
use crate::config::{ConfigError, NeighbourModel as Choices, Pipeline};
use crate::domain::AuthorityIx;
use crate::tables::{Neighbour, Tables};

/// The model of a run.
#[derive(Debug)]
pub struct NeighbourModel {
    /// The features, in the order of the pipeline.
    pub features: Vec<FittedFeature>,
    /// Every feature of every authority that was considered, in order of authority and feature
    /// name.
    pub values: Vec<Feature>,
    /// The neighbours of every authority in the model, in order of authority and rank.
    pub neighbours: Vec<Neighbour>,
    /// The authorities in the model, in order of their codes.
    authorities: Vec<AuthorityIx>,
    /// The same with their scaled features.
    points: Points,
}

/// Computes the model of `pipeline`; `None` when it has none.
///
/// # Errors
/// A feature or an authority that the data does not have, a feature that does not vary or that its
/// transformation cannot take, and fewer authorities than neighbours asked for.
pub fn compute(
    pipeline: &Pipeline,
    tables: &Tables,
) -> Result<Option<NeighbourModel>, ConfigError> {
    let Some(choices) = &pipeline.neighbour_model else {
        return Ok(None);
    };
    let gathered = Features::gather(pipeline, choices, tables)?;
    let authorities: Vec<AuthorityIx> = gathered.authorities.clone();
    if authorities.len() <= choices.k {
        return Err(pipeline.file.error_near(
            "neighbour_model",
            format!(
                "k is {}, but only {} authorities have the features; each needs {} others",
                choices.k,
                authorities.len(),
                choices.k
            ),
        ));
    }
    let fits = gathered
        .columns
        .par_iter()
        .zip(&choices.features)
        .map(|(column, feature)| {
            fit::fit(feature, choices.scale, column)
                .map_err(|message| pipeline.file.error_at(&feature.span, message))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let features = fit::with_correlations(&fits);

    let width = features.len();
    let mut scaled = vec![f64::NAN; authorities.len() * width];
    for (feature, fit) in fits.iter().enumerate() {
        for (row, value) in fit.scaled.iter().enumerate() {
            scaled[row * width + feature] = *value;
        }
    }
    let weights = choices.features.iter().map(|feature| feature.weight);
    let points = Points::new(scaled, weights.collect());
    let neighbours = neighbours(choices, &authorities, &points);
    let values = gathered.described(&fits);
    Ok(Some(NeighbourModel {
        features,
        values,
        neighbours,
        authorities,
        points,
    }))
}

/// The k nearest of every authority, with words for their distances.
fn neighbours(choices: &Choices, authorities: &[AuthorityIx], points: &Points) -> Vec<Neighbour> {
    let near = points.nearest(choices.k);
    let distances = near.iter().flatten().map(|near| near.distance).collect();
    let cuts = CutPoints::new(choices.closeness, distances);
    authorities
        .iter()
        .zip(near)
        .flat_map(|(authority, list)| {
            list.into_iter()
                .zip(1..)
                .map(|(near, rank)| (*authority, near, rank))
        })
        .map(|(authority, near, rank)| Neighbour {
            authority,
            neighbour: authorities[near.place],
            rank,
            closeness: Some(cuts.word(near.distance).to_owned()),
            distance: Some(near.distance),
        })
        .collect()
}

impl NeighbourModel {
    /// How many authorities are in the model.
    pub fn len(&self) -> usize {
        self.authorities.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.authorities.is_empty()
    }

    /// The neighbours of an authority, the nearest first; none when it is not in the model.
    pub fn of(&self, authority: AuthorityIx) -> &[Neighbour] {
        let start = self
            .neighbours
            .partition_point(|row| row.authority < authority);
        let end = self
            .neighbours
            .partition_point(|row| row.authority <= authority);
        &self.neighbours[start..end]
    }

    /// What each feature adds to the distance of two authorities, in the order of the features;
    /// nothing when either is not in the model.
    pub fn contributions(&self, a: AuthorityIx, b: AuthorityIx) -> Vec<Contribution> {
        match (self.place(a), self.place(b)) {
            (Some(a), Some(b)) => self.points.contributions(a, b),
            (None, _) | (_, None) => Vec::new(),
        }
    }

    /// Places of the features in order of their names, in which tables have them.
    pub fn by_name(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.features.len()).collect();
        places.sort_by(|a, b| self.features[*a].name.cmp(&self.features[*b].name));
        places
    }

    fn place(&self, authority: AuthorityIx) -> Option<usize> {
        self.authorities.binary_search(&authority).ok()
    }
}
