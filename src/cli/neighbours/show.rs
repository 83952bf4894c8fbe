//! The neighbours of one council: how near, in what, and what the published list says.

use serde_json::{Value, json};

use super::super::output::Output;
use crate::config::{ConfigError, Pipeline};
use crate::contract::SourceKind;
use crate::domain::AuthorityIx;
use crate::domain::shown::shortened;
use crate::error::Error;
use crate::job;
use crate::profile::NeighbourModel;
use crate::profile::neighbour_model::{self, Agreement, agreement};
use crate::tables::{Area, Neighbour, RowDay, Tables};

/// The sources that the model takes, and the list that it is set beside.
const SOURCES: [SourceKind; 3] = [
    SourceKind::Authorities,
    SourceKind::Neighbours,
    SourceKind::Characteristics,
];

/// The longest name of a council in the table, in characters.
const NAME: usize = 30;

/// The longest name of a feature in the table, in characters.
const FEATURE: usize = 24;

/// Features named for what brings a pair near, and for what keeps it apart.
const NAMED: usize = 2;

/// What the model says of one council.
pub(super) struct Found {
    pipeline: Pipeline,
    tables: Tables,
    model: NeighbourModel,
    council: AuthorityIx,
}

impl Found {
    /// Computes the model of `pipeline` and finds `authority` in it.
    ///
    /// # Errors
    /// When there is no model, no such council, or it is not in the model.
    pub(super) fn of(mut pipeline: Pipeline, authority: &str) -> Result<Self, Error> {
        pipeline
            .sources
            .retain(|source| SOURCES.contains(&source.kind));
        let tables = job::check(&pipeline, &mut ())?.tables;
        let model = neighbour_model::compute(&pipeline, &tables)?.ok_or_else(|| {
            ConfigError::whole(
                pipeline.file.path(),
                "there is no [neighbour_model]; pipelines/similar-areas shows one",
            )
        })?;
        let day = RowDay::Own(pipeline.as_of);
        let council = match tables.authorities.find(authority, day) {
            Ok(Area::Authority(place)) => place,
            Ok(_) => {
                return Err(Error::Usage(format!(
                    "{authority:?} is no council; only councils have neighbours"
                )));
            }
            Err(unknown) => {
                return Err(Error::Usage(
                    unknown.with_remedy("ask for it by that name, or by its code"),
                ));
            }
        };
        if model.of(council).is_empty() {
            let council = tables.authorities.get(council);
            return Err(Error::Usage(format!(
                "{} is not in the model on {}: it {}",
                council.name,
                pipeline.as_of,
                if council.is_open_on(pipeline.as_of) {
                    "is left out by the pipeline or lacks features"
                } else {
                    "did not exist on that day"
                }
            )));
        }
        Ok(Self {
            pipeline,
            tables,
            model,
            council,
        })
    }

    /// Prints the neighbours, nearest first, beside the published list.
    ///
    /// # Errors
    /// When standard output cannot be written to.
    pub(super) fn print(&self, out: &mut Output<'_>) -> Result<(), Error> {
        let Self { tables, model, .. } = self;
        let council = tables.authorities.get(self.council);
        let list = model.of(self.council);
        out.line(format_args!(
            "{} ({}): the {} nearest of {} councils by {} features, as of {}",
            council.name,
            council.code,
            list.len(),
            model.len() - 1,
            model.features.len(),
            self.pipeline.as_of
        ))?;
        out.gap()?;
        let published = published(tables, self.council);
        table(model, list, tables, published.as_deref(), out)?;
        if let Some(published) = published {
            beside(list, &published, tables, out)?;
        }
        Ok(())
    }

    /// The same as one JSON document, with every feature's share of each squared distance.
    pub(super) fn document(&self) -> Value {
        let Self { tables, model, .. } = self;
        let list = model.of(self.council);
        let published = published(tables, self.council);
        let named = |place: AuthorityIx| {
            let council = tables.authorities.get(place);
            json!({ "code": council.code, "name": council.name })
        };
        let neighbours = list.iter().map(|row| {
            let rank = |list: &[AuthorityIx]| list.iter().position(|one| *one == row.neighbour);
            let shares: serde_json::Map<String, Value> = model
                .contributions(row.authority, row.neighbour)
                .into_iter()
                .filter(|part| !part.share.is_nan())
                .map(|part| (model.features[part.feature].name.clone(), part.share.into()))
                .collect();
            json!({
                "rank": row.rank,
                "council": named(row.neighbour),
                "distance": row.distance,
                "closeness": row.closeness,
                "published_rank": published.as_deref().and_then(rank).map(|at| at + 1),
                "shares": shares,
            })
        });
        let computed: Vec<AuthorityIx> = list.iter().map(|row| row.neighbour).collect();
        let beside = published.as_ref().map(|published| {
            let agreement = agreement(&computed, published);
            let only = published.iter().filter(|one| !computed.contains(one));
            json!({
                "neighbours": agreement.second,
                "shared": agreement.shared,
                "rank_correlation": agreement.rank_correlation,
                "published_only": only.map(|one| named(*one)).collect::<Vec<_>>(),
            })
        });
        json!({
            "council": named(self.council),
            "as_of": self.pipeline.as_of.to_string(),
            "councils": model.len() - 1,
            "features": model.features.len(),
            "neighbours": neighbours.collect::<Vec<_>>(),
            "published": beside,
        })
    }
}

fn table(
    model: &NeighbourModel,
    list: &[Neighbour],
    tables: &Tables,
    published: Option<&[AuthorityIx]>,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let name = |row: &Neighbour| shortened(&tables.authorities.get(row.neighbour).name, NAME);
    let width = list
        .iter()
        .map(|row| name(row).chars().count())
        .fold("council".len(), usize::max);
    let published_head = if published.is_some() {
        "  published"
    } else {
        ""
    };
    out.line(format_args!(
        "rank  {:<width$}  distance  {:<15}{published_head}",
        "council", "closeness"
    ))?;
    for row in list {
        let rank_published = published.map(|published| {
            published
                .iter()
                .position(|other| *other == row.neighbour)
                .map_or_else(|| "-".to_owned(), |at| (at + 1).to_string())
        });
        let line = format!(
            "{:>4}  {:<width$}  {:>8.4}  {:<15}{}",
            row.rank,
            name(row),
            row.distance.unwrap_or(f64::NAN),
            row.closeness.as_deref().unwrap_or_default(),
            rank_published.map_or_else(String::new, |rank| format!("  {rank:>9}")),
        );
        out.line(line.trim_end())?;
        out.line(format_args!("      {}", near_and_apart(model, row)))?;
    }
    out.gap()?;
    out.line("below each: the features that bring it near, and those that keep it apart, with")?;
    out.line("their shares of the squared distance")
}

/// The features that bring a pair near and those that keep it apart, with their shares.
fn near_and_apart(model: &NeighbourModel, row: &Neighbour) -> String {
    let mut parts = model.contributions(row.authority, row.neighbour);
    parts.retain(|part| !part.share.is_nan());
    if parts.is_empty() {
        return "alike in everything".to_owned();
    }
    parts.sort_by(|a, b| a.share.total_cmp(&b.share));
    let named = NAMED.min(parts.len() / 2).max(1);
    let name = |feature: usize| shortened(&model.features[feature].name, FEATURE);
    let near: Vec<String> = parts
        .iter()
        .take(named)
        .filter(|_| parts.len() > 1)
        .map(|part| name(part.feature))
        .collect();
    let apart: Vec<String> = parts
        .iter()
        .rev()
        .take(named)
        .map(|part| format!("{} {:.0}%", name(part.feature), 100.0 * part.share))
        .collect();
    let apart = format!("apart in {}", apart.join(", "));
    if near.is_empty() {
        apart
    } else {
        format!("near in {}; {apart}", near.join(", "))
    }
}

/// The published list of a council; `None` when the pipeline has none or it is not in it.
fn published(tables: &Tables, authority: AuthorityIx) -> Option<Vec<AuthorityIx>> {
    let list: Vec<AuthorityIx> = tables
        .neighbours
        .as_deref()?
        .iter()
        .filter(|row| row.authority == authority)
        .map(|row| row.neighbour)
        .collect();
    (!list.is_empty()).then_some(list)
}

/// What the model and the published list have in common.
fn beside(
    list: &[Neighbour],
    published: &[AuthorityIx],
    tables: &Tables,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let computed: Vec<AuthorityIx> = list.iter().map(|row| row.neighbour).collect();
    let Agreement {
        shared,
        second,
        rank_correlation,
        ..
    } = agreement(&computed, published);
    let ranks = rank_correlation.map_or_else(String::new, |found| {
        format!("; their ranks correlate by {found:.2} (Spearman)")
    });
    out.gap()?;
    out.line(format_args!(
        "{shared} of the {second} published neighbours are among them{ranks}"
    ))?;
    let missed: Vec<&str> = published
        .iter()
        .filter(|other| !computed.contains(other))
        .map(|other| tables.authorities.get(*other).name.as_str())
        .collect();
    if !missed.is_empty() {
        out.line(format_args!("published only: {}", missed.join(", ")))?;
    }
    Ok(())
}
