//! The tables of a history: those of each as-of date in a folder of its own, and the ratings of all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use crate::config::Pipeline;
use crate::error::Error;
use crate::profile::{FurtherStatistics, Profile};
use crate::publish::{RatingPoint, Results, metadata, rating_history, write_table};
use crate::rate::{Rated, Triggered};
use crate::runs::PublishError;
use crate::tables::Tables;

/// How the name of a date's folder begins, as readers of partitions expect it.
pub(super) const AS_OF: &str = "as_of=";

/// The file of all ratings.
pub(super) const RATING_HISTORY: &str = "rating_history.parquet";

/// The tables that a partition has.
const TABLES: [&str; 5] = [
    "ratings",
    "provision_profile",
    "outcome_profile",
    "finding_profile",
    "triggers",
];

/// An as-of date as it is published.
pub(super) struct Partition {
    pub(super) pipeline: Pipeline,
    /// The authorities alone.
    pub(super) tables: Tables,
    pub(super) profile: Profile,
    pub(super) rated: Rated,
}

impl Partition {
    /// Writes the tables of the date into a folder of its own below `folder`.
    pub(super) fn write(
        &self,
        folder: &Path,
        triggered: Option<&[Triggered]>,
    ) -> Result<(), Error> {
        let own = folder.join(format!("{AS_OF}{}", self.pipeline.as_of));
        fs::create_dir(&own).map_err(|error| PublishError::file(&own, "make the folder", error))?;
        let results = Results {
            pipeline: &self.pipeline,
            tables: &self.tables,
            quarantined: &[],
            corrections: None,
            profile: &self.profile,
            rated: &self.rated,
            notable: None,
            further: &FurtherStatistics::default(),
            robustness: None,
            levers: None,
            triggers: triggered.map(|rows| (rows, &[][..])),
            outlines: None,
        };
        let metadata_of = metadata(&self.pipeline);
        for (table, rows) in results.tables() {
            if TABLES.contains(&table.name) {
                write_table(
                    &own.join(table.file_name()),
                    table,
                    &metadata_of,
                    rows().as_ref(),
                )?;
            }
        }
        Ok(())
    }

    /// The ratings of the date beside those of the date before.
    pub(super) fn points(
        &self,
        before: Option<&Self>,
        triggered: &[Triggered],
    ) -> Vec<RatingPoint> {
        let list = &self.tables.authorities;
        let mut fired: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for row in triggered.iter().filter(|row| row.fired) {
            let own = fired.entry(row.authority.as_str()).or_default();
            own.push(row.trigger.clone());
        }
        let earlier = before.map(|of| of.rated.ratings.as_deref().unwrap_or_default());
        let ratings = self.rated.ratings.as_deref().unwrap_or_default();
        ratings
            .iter()
            .map(|rating| {
                let same = |of: &crate::rate::AuthorityRating| of.authority == rating.authority;
                let previous = earlier.and_then(|of| of.iter().find(|of| same(of))?.awarded);
                let authority = list.get(rating.authority);
                RatingPoint {
                    authority: authority.code.clone(),
                    name: authority.name.clone(),
                    as_of: self.pipeline.as_of,
                    rating: rating.clone(),
                    previous,
                    triggers: fired.remove(authority.code.as_str()).unwrap_or_default(),
                }
            })
            .collect()
    }
}

/// Writes the ratings of every date into `folder`.
pub(super) fn write_points(
    folder: &Path,
    pipeline: &Pipeline,
    last: NaiveDate,
    mut points: Vec<RatingPoint>,
) -> Result<(), Error> {
    points.sort_by(|a, b| (&a.authority, a.as_of).cmp(&(&b.authority, b.as_of)));
    let metadata_of = metadata(&super::super::days::pipeline_at(pipeline, last));
    let (table, rows) = rating_history(&points);
    write_table(
        &folder.join(RATING_HISTORY),
        table,
        &metadata_of,
        rows().as_ref(),
    )?;
    Ok(())
}
