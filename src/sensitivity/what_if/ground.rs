//! What questions are asked of: what was read once, rated as it is and as asked.

use std::sync::Arc;

use super::super::trial::{Explained, Trial, explained, trial};
use super::Distribution;
use crate::config::{ConfigError, Pipeline, Rulebook};
use crate::error::Error;
use crate::rate::{self, NotRated, Rated};
use crate::tables::{Authorities, Neighbour, Tables};

/// Reads the sources of a pipeline, where another rulebook reads them otherwise.
pub type ReadAgain<'r> = dyn FnMut(&Pipeline) -> Result<Tables, Error> + 'r;

/// Another rulebook, and what was asked in words.
#[derive(Debug)]
pub struct Asked {
    /// The rulebook.
    pub rulebook: Rulebook,
    /// What was asked, for messages.
    pub words: String,
}

/// What questions are asked of.
pub struct Ground<'a> {
    pipeline: Pipeline,
    tables: Tables,
    /// The list of neighbours that is asked for.
    neighbours: Option<Vec<Neighbour>>,
    read: &'a mut ReadAgain<'a>,
}

impl<'a> Ground<'a> {
    /// Reads the sources of `pipeline` with `read`. Questions are answered with `neighbours` in
    /// place of the pipeline's list, where there are any.
    ///
    /// # Errors
    /// A rulebook without `[rating]`, or whatever `read` fails with.
    pub fn new(
        pipeline: &Pipeline,
        neighbours: Option<Vec<Neighbour>>,
        read: &'a mut ReadAgain<'a>,
    ) -> Result<Self, Error> {
        check_rates(&pipeline.rulebook)?;
        Ok(Self {
            tables: read(pipeline)?,
            pipeline: pipeline.clone(),
            neighbours,
            read,
        })
    }

    /// The ratings as they are and as asked, with their evidence.
    pub(super) fn both(
        mut self,
        asked: Asked,
    ) -> Result<(Explained, Explained, Arc<Authorities>), Error> {
        let rules = rate::bind(&self.pipeline.rulebook)?;
        let before = explained(&self.pipeline, &rules, &self.tables)?;
        self.check_somebody(&before.rated, "as it is")?;
        let words = self.turn(asked)?;
        let rules = rate::bind(&self.pipeline.rulebook)?;
        let after = explained(&self.pipeline, &rules, &self.tables)?;
        self.check_somebody(&after.rated, &words)?;
        Ok((before, after, Arc::clone(&self.tables.authorities)))
    }

    /// The ratings as they are, without their evidence.
    pub(super) fn as_it_is(&self) -> Result<Trial, Error> {
        let rules = rate::bind(&self.pipeline.rulebook)?;
        let before = trial(&self.pipeline, &rules, &self.tables)?;
        self.check_somebody(&before.rated, "as it is")?;
        Ok(before)
    }

    /// The ratings as asked, without their evidence.
    pub(super) fn as_asked(&mut self, asked: Asked) -> Result<Trial, Error> {
        self.turn(asked)?;
        let rules = rate::bind(&self.pipeline.rulebook)?;
        trial(&self.pipeline, &rules, &self.tables)
    }

    pub(super) fn authorities(&self) -> &Authorities {
        &self.tables.authorities
    }

    /// Turns to what is asked; gives the words for it.
    fn turn(&mut self, asked: Asked) -> Result<String, Error> {
        check_rates(&asked.rulebook)?;
        let reads_alike = self.pipeline.rulebook.reads_like(&asked.rulebook);
        self.pipeline.rulebook = asked.rulebook;
        if !reads_alike {
            self.tables = (self.read)(&self.pipeline)?;
        }
        if let Some(neighbours) = &self.neighbours {
            self.tables.neighbours = Some(neighbours.clone());
        }
        Ok(asked.words)
    }

    /// Refuses a rulebook by which nobody is rated.
    pub(super) fn check_somebody(&self, rated: &Rated, words: &str) -> Result<(), Error> {
        if Distribution::of(rated).rated() > 0 {
            return Ok(());
        }
        let all = rated.ratings.as_deref().unwrap_or_default();
        let most = all
            .iter()
            .filter_map(|rating| match rating.not_rated? {
                NotRated::TooLittleEvidence { coverage, .. } => Some(coverage),
                NotRated::NoEvidence => None,
            })
            .max_by(f64::total_cmp);
        let why = match most {
            Some(coverage) => format!(
                "the best covered of {} authorities has {coverage:.2} of the expected evidence, and \
                 [coverage] asks for {}; ask for less there, or give the sources that are missing",
                all.len(),
                self.pipeline.rulebook.coverage.minimum,
            ),
            None => format!(
                "none of {} authorities has a band; give the sources that are missing",
                all.len()
            ),
        };
        let file = &self.pipeline.rulebook.file;
        let message = format!("{words}, nobody is rated: {why}");
        Err(file.error_near("coverage.minimum", message).into())
    }
}

fn check_rates(rulebook: &Rulebook) -> Result<(), ConfigError> {
    if rulebook.rating.is_some() {
        return Ok(());
    }
    Err(ConfigError::whole(
        rulebook.file.path(),
        "there is no [rating], so that nobody is rated and nothing can move; add it, or ask a \
         pipeline that rates, such as pipelines/annual-rating",
    ))
}
