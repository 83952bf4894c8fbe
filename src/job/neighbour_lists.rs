//! Other lists of similar areas, by which ratings are drawn anew.

use crate::config::{Pipeline, Source};
use crate::contract::SourceKind;
use crate::extract::{self, ExtractError, FeedFiles};
use crate::gate::Gates;

/// For each list a pipeline of the same authorities, in which it stands in the place of the run's
/// own.
pub(super) fn pipelines(pipeline: &Pipeline) -> impl Iterator<Item = Pipeline> {
    let lists = pipeline
        .robustness
        .iter()
        .flat_map(|of| &of.neighbour_lists);
    lists.map(|list| {
        let authorities = pipeline.source(SourceKind::Authorities).cloned();
        let neighbours = Source {
            kind: SourceKind::Neighbours,
            feeds: vec![list.clone()],
        };
        Pipeline {
            sources: authorities.into_iter().chain([neighbours]).collect(),
            neighbour_model: None,
            comparators: Vec::new(),
            robustness: None,
            ..pipeline.clone()
        }
    })
}

/// The files of each list.
pub(super) fn files(pipeline: &Pipeline, gates: &Gates) -> Result<Vec<FeedFiles>, ExtractError> {
    let mut files = Vec::new();
    for of in pipelines(pipeline) {
        let own = |feed: &FeedFiles| feed.label.starts_with("neighbour_lists");
        let opened = extract::open(&of, &|feed| gates.may_lose(&feed.label, &feed.gates))?;
        files.extend(opened.files().into_iter().filter(own));
    }
    Ok(files)
}
