//! What is asked: other values, another rulebook, another list of neighbours.

use std::path::PathBuf;

use serde::Serialize;

use super::arguments::Arguments;
use super::steps::SweepRange;
use crate::config::{AskedKey, ConfigFile, Overrides, Pipeline, Rulebook};
use crate::contract::SourceKind;
use crate::error::Error;
use crate::job;
use crate::sensitivity::what_if::Asked;
use crate::tables::Neighbour;

/// The sources that say who is whose neighbour.
const SOURCES: [SourceKind; 2] = [SourceKind::Authorities, SourceKind::Neighbours];

/// A sweep, and each of its values with the rulebook that has it.
type SweepValues<'s> = (&'s SweepRange, Vec<(String, Asked)>);

/// What is asked, checked as far as it can be before any data is read.
pub(super) struct Question {
    /// The rulebook that is asked of, before any key of it is set.
    file: ConfigFile,
    sets: Vec<AskedKey>,
    /// What each key is in the rulebook; none where it is not set.
    before: Vec<Option<String>>,
    rulebook: Rulebook,
    /// The pipeline with the other list of neighbours.
    neighbours: Option<Pipeline>,
    /// The file of another rulebook.
    other_rulebook: Option<PathBuf>,
    /// The file of another list of neighbours.
    other_neighbours: Option<PathBuf>,
    /// The path of the key that has one value after another.
    swept: Option<String>,
}

/// What was asked and what would come of it.
#[derive(Serialize)]
pub(super) struct Answered<'a, T> {
    pipeline: &'a str,
    as_of: String,
    set: Vec<SetKey<'a>>,
    rulebook: Option<&'a PathBuf>,
    neighbours: Option<&'a PathBuf>,
    sweep: Option<&'a str>,
    #[serde(flatten)]
    answer: &'a T,
}

#[derive(Serialize)]
struct SetKey<'a> {
    path: &'a str,
    from: Option<&'a str>,
    to: &'a str,
}

impl Question {
    pub(super) fn new(pipeline: &Pipeline, arguments: &Arguments) -> Result<Self, Error> {
        let Arguments {
            sets,
            rulebook,
            neighbours,
            sweep,
            ..
        } = arguments;
        if sets.is_empty() && rulebook.is_none() && neighbours.is_none() && sweep.is_none() {
            return Err(Error::Usage(
                "nothing is asked; give --set PATH=VALUE, --sweep PATH=FROM..TO:STEP, \
                 --rulebook FILE or --neighbours FILE"
                    .to_owned(),
            ));
        }
        let paths = sets.iter().map(|set| &set.path);
        let paths: Vec<&String> = paths.chain(sweep.iter().map(|sweep| &sweep.path)).collect();
        for (at, path) in paths.iter().enumerate() {
            if paths[..at].contains(path) {
                return Err(Error::Usage(format!(
                    "{path} is asked twice; give it one value, or one --sweep"
                )));
            }
        }
        let file = match rulebook {
            Some(path) => ConfigFile::read(path)?,
            None => pipeline.rulebook.file.clone(),
        };
        let (asked, before) = Rulebook::with(&file, sets)?;
        crate::rate::bind(&asked)?;
        let other = neighbours.as_ref();
        Ok(Self {
            file,
            sets: sets.clone(),
            before,
            rulebook: asked,
            neighbours: other
                .map(|path| with_neighbours(pipeline, arguments, path))
                .transpose()?,
            other_rulebook: rulebook.clone(),
            other_neighbours: neighbours.clone(),
            swept: sweep.as_ref().map(|sweep| sweep.path.clone()),
        })
    }

    /// The other list of neighbours, read.
    pub(super) fn neighbours(&self) -> Result<Option<Vec<Neighbour>>, Error> {
        let Some(pipeline) = &self.neighbours else {
            return Ok(None);
        };
        Ok(job::check(pipeline, &mut ())?.tables.neighbours)
    }

    /// The rulebook that is asked for.
    pub(super) fn asked(&self) -> Asked {
        Asked {
            rulebook: self.rulebook.clone(),
            words: self.words(None),
        }
    }

    /// The values of the sweep that is asked for, each with its rulebook.
    pub(super) fn sweep<'s>(
        &self,
        arguments: &'s Arguments,
    ) -> Result<Option<SweepValues<'s>>, Error> {
        let Some(range) = &arguments.sweep else {
            return Ok(None);
        };
        let values = range.values().into_iter().map(|value| {
            let key = AskedKey {
                path: range.path.clone(),
                value: value.clone(),
            };
            let keys: Vec<AskedKey> = self.sets.iter().chain([&key]).cloned().collect();
            let (rulebook, _) = Rulebook::with(&self.file, &keys)?;
            crate::rate::bind(&rulebook)?;
            let words = self.words(Some(&key));
            Ok((value, Asked { rulebook, words }))
        });
        Ok(Some((range, values.collect::<Result<_, Error>>()?)))
    }

    /// Whether anything is asked beside a sweep.
    pub(super) fn asks_more_than_a_sweep(&self) -> bool {
        !self.sets.is_empty() || self.other_rulebook.is_some() || self.other_neighbours.is_some()
    }

    /// What is asked, as a heading and messages have it.
    pub(super) fn words(&self, more: Option<&AskedKey>) -> String {
        let mut words: Vec<String> = Vec::new();
        if let Some(path) = &self.other_rulebook {
            words.push(format!("the rulebook {}", path.display()));
        }
        if let Some(path) = &self.other_neighbours {
            words.push(format!("the neighbours of {}", path.display()));
        }
        let sets = self.sets.iter().zip(&self.before);
        words.extend(sets.map(|(set, before)| {
            let before = before.as_deref().unwrap_or("not set");
            format!("{} = {} in place of {before}", set.path, set.value)
        }));
        words.extend(more.map(|key| format!("{} = {}", key.path, key.value)));
        format!("with {}", words.join(", "))
    }

    /// What was asked with what would come of it.
    pub(super) fn answered<'a, T>(
        &'a self,
        pipeline: &'a Pipeline,
        answer: &'a T,
    ) -> Answered<'a, T> {
        let set = self.sets.iter().zip(&self.before);
        Answered {
            pipeline: &pipeline.name,
            as_of: pipeline.as_of.to_string(),
            set: set
                .map(|(set, from)| SetKey {
                    path: &set.path,
                    from: from.as_deref(),
                    to: &set.value,
                })
                .collect(),
            rulebook: self.other_rulebook.as_ref(),
            neighbours: self.other_neighbours.as_ref(),
            sweep: self.swept.as_deref(),
            answer,
        }
    }
}

/// The pipeline with nothing but its areas and the list of neighbours at `path`.
fn with_neighbours(
    pipeline: &Pipeline,
    arguments: &Arguments,
    path: &std::path::Path,
) -> Result<Pipeline, Error> {
    let refused = |key: &str, message: &str| pipeline.file.error_near(key, message.to_owned());
    let feeds = pipeline.source(SourceKind::Neighbours);
    let [feed] = feeds.map_or(&[][..], |source| source.feeds.as_slice()) else {
        let message = match feeds {
            None => {
                "--neighbours: there is no [sources.neighbours], by whose mapping another list would be read; add it"
            }
            Some(_) => {
                "--neighbours: [sources.neighbours] has several feeds, and one file cannot be all of them; ask a pipeline that has one"
            }
        };
        return Err(refused("sources.neighbours", message).into());
    };
    if pipeline
        .neighbour_model
        .as_ref()
        .is_some_and(|model| model.compares)
    {
        let message = "--neighbours: councils are compared with the neighbours of [neighbour_model], so that another list moves nothing; take `compares` out of it";
        return Err(refused("neighbour_model", message).into());
    }
    let mut sources = arguments.pipeline.sources.clone();
    sources.push((feed.label.to_string(), path.to_owned()));
    let overrides = Overrides {
        sources,
        ..arguments.pipeline.overrides()
    };
    let mut with = Pipeline::read(&arguments.pipeline.file(), &overrides)?;
    with.sources.retain(|source| SOURCES.contains(&source.kind));
    Ok(with)
}
