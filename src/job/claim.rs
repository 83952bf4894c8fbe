//! What is known before a run begins: its sources are opened and fingerprinted, its output folder
//! is locked, and the current run is looked at.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Request;
use super::account;
use super::neighbour_lists;
use super::news;
use super::reference::Reference;
use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::{self, ExtractError, FeedFiles, OpenedSources};
use crate::gate::Gates;
use crate::read::first_changed;
use crate::runs::{
    Current, Entry, Event, Fingerprint, Journal, Look, Manifest, OutFolder, PublishError,
    SourceEntry, Status, inputs_digest, withdrawn,
};
use crate::warning::Warning;

/// What a claim is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Tables and ratings.
    Run,
    /// The contract tables, for runs to read.
    Import,
}

impl Purpose {
    /// The status of what ends well.
    pub(super) const fn status(self) -> Status {
        match self {
            Self::Run => Status::Complete,
            Self::Import => Status::Imported,
        }
    }

    /// The software that the fingerprint is of: an import and a run of the same inputs are not
    /// the same.
    fn software(self) -> String {
        match self {
            Self::Run => crate::VERSION.to_owned(),
            Self::Import => format!("{} import", crate::VERSION),
        }
    }

    /// Refuses an output folder that holds the other kind, or runs of another pipeline, or whose
    /// current run is damaged.
    fn admit(
        self,
        pipeline: &Pipeline,
        request: &Request<'_>,
        out: &OutFolder,
        current: &Current,
    ) -> Result<(), Error> {
        let place = out.place(out.path());
        let place = place.display();
        if let Some((_, manifest)) = current.run() {
            match (self, manifest.status == Status::Imported) {
                (Self::Run, false) | (Self::Import, true) => {}
                (Self::Run, true) => {
                    return Err(Error::Usage(format!(
                        "{place} holds an import; give the run a folder of its own with --out"
                    )));
                }
                (Self::Import, false) => {
                    return Err(Error::Usage(format!(
                        "{place} holds the runs of a pipeline; give the import a folder of its \
                         own with --out"
                    )));
                }
            }
        }
        if let Some(owner) = out.pipeline(current)?
            && owner != pipeline.name
            && !request.adopt
        {
            return Err(Error::Usage(format!(
                "{place} holds the runs of pipeline `{owner}`, and this is `{}`; give this one a \
                 folder of its own with --out, or take the folder over with --adopt where it is \
                 the same pipeline under another name",
                pipeline.name
            )));
        }
        match current {
            Current::Damaged(why) if !request.force => Err(PublishError::DamagedCurrent {
                out: request.out.to_owned(),
                why: why.clone(),
            }
            .into()),
            Current::Damaged(_) | Current::Unset | Current::Nothing | Current::Run(..) => {
                if let Some(why) = current.gone() {
                    tracing::warn!(why, "there is no current run to compare with");
                }
                Ok(())
            }
        }
    }
}

/// An output folder that nobody else writes to, and what would go into it.
pub(super) struct Claim<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) purpose: Purpose,
    pub(super) out: OutFolder,
    pub(super) journal: Journal,
    /// The run that the next one would replace.
    pub(super) current: Current,
    force: bool,
    sources: Vec<FeedFiles>,
    pub(super) configuration: BTreeMap<String, String>,
    pub(super) unread: Vec<SourceEntry>,
    pub(super) fingerprint: Fingerprint,
    pub(super) started: DateTime<Utc>,
    pub(super) gates: Gates,
    /// What a person should know of the files, also where nothing is read of them.
    pub(super) warnings: Vec<Warning>,
}

impl<'a> Claim<'a> {
    /// Opens the sources of `pipeline` and takes the output folder.
    pub(super) fn take(
        pipeline: &'a Pipeline,
        request: &Request<'_>,
        purpose: Purpose,
    ) -> Result<(Self, OpenedSources), Error> {
        let started = Utc::now();
        let gates = Gates::new(request.accept);
        let (opened, out) = take_folder(pipeline, request, &gates)?;
        let mut sources = opened.files();
        sources.extend(neighbour_lists::files(pipeline, &gates)?);
        let configuration = account::configuration(pipeline);
        let unread: Vec<SourceEntry> = sources.iter().map(account::not_read_yet).collect();
        let software = purpose.software();
        let fingerprint = Fingerprint::of(&software, pipeline.as_of, &configuration, &unread);
        let mut claim = Self {
            pipeline,
            purpose,
            journal: out.journal().clone(),
            current: out.current()?,
            out,
            force: request.force,
            warnings: sources
                .iter()
                .flat_map(|feed| feed.warnings.clone())
                .collect(),
            sources,
            configuration,
            unread,
            fingerprint,
            started,
            gates,
        };
        purpose.admit(pipeline, request, &claim.out, &claim.current)?;
        let reference = Reference {
            pipeline,
            current: &claim.current,
        };
        reference.ask_ages(&mut claim.gates, &claim.sources, started);
        reference.ask_missing_sources(&mut claim.gates, &claim.sources);
        let entries = claim.journal.entries()?;
        let inputs = inputs_digest(&claim.unread);
        if let Some(back) = withdrawn(&entries, &claim.fingerprint, &inputs) {
            let from = back.replaced.as_deref().unwrap_or_default();
            claim.gates.rolled_back(from, &back.at, back.held.is_some());
        }
        Ok((claim, opened))
    }

    /// What the gates hold this run against.
    pub(super) fn reference(&self) -> Reference<'_> {
        Reference {
            pipeline: self.pipeline,
            current: &self.current,
        }
    }

    /// The folder of the current run, and the account of this one, where inputs and configuration
    /// are those of the current run.
    pub(super) fn unchanged(&self) -> Result<Option<(PathBuf, Manifest)>, Error> {
        let Some((folder, current)) = self.current.run() else {
            return Ok(None);
        };
        if !self.gates.open() || self.force || current.fingerprint != self.fingerprint {
            return Ok(None);
        }
        // A store keeps digests of its own, and to compare ours would fetch all of the run.
        let look = match self.out.is_in_store() {
            true => Look::Sizes,
            false => Look::Digests,
        };
        if let Err(why) = current.check_files(folder, look) {
            tracing::warn!(
                why,
                "the current run is damaged, and a new one takes its place"
            );
            return Ok(None);
        }
        news::tell(&self.warnings);
        tracing::info!(run = current.run, "unchanged");
        self.journal
            .add(&Entry::now(Event::Unchanged, &current.run, None))?;
        let manifest = Manifest {
            status: Status::Unchanged,
            started: self.started,
            ended: Utc::now(),
            gates: self.gates.entries().to_vec(),
            warnings: self.warnings_now(&current.warnings),
            ..current.clone()
        };
        Ok(Some((self.out.place(folder), manifest)))
    }

    /// The warnings of the current run, with those about files as they are now.
    fn warnings_now(&self, then: &[Warning]) -> Vec<Warning> {
        let of_rows = then.iter().filter(|warning| !warning.kind.is_of_files());
        self.warnings.iter().chain(of_rows).cloned().collect()
    }

    /// Fails when a file changed since it was fingerprinted: the tables would be of other bytes
    /// than the manifest says.
    pub(super) fn check_sources(&self) -> Result<(), ExtractError> {
        for FeedFiles { label, files, .. } in &self.sources {
            let changed = first_changed(files).map_err(|error| ExtractError::read(label, error))?;
            if let Some(changed) = changed {
                return Err(ExtractError::Changed {
                    source_name: Arc::clone(label),
                    path: changed.path.clone(),
                });
            }
        }
        Ok(())
    }
}

/// Opens every source, each of which may lose as many rows as its gates let pass.
pub(super) fn open(pipeline: &Pipeline, gates: &Gates) -> Result<OpenedSources, ExtractError> {
    extract::open(pipeline, &|feed| gates.may_lose(&feed.label, &feed.gates))
}

/// Opens the sources of `pipeline`, and the output folder, which nobody else writes to from then
/// on. Where another run was waited for, the sources may have changed meanwhile and are opened
/// again.
fn take_folder(
    pipeline: &Pipeline,
    request: &Request<'_>,
    gates: &Gates,
) -> Result<(OpenedSources, OutFolder), Error> {
    let mut opened = open(pipeline, gates)?;
    let (out, waited) = OutFolder::open_within(request.out, request.wait)?;
    if waited {
        drop(opened);
        opened = open(pipeline, gates)?;
    }
    out.clear_leftovers()?;
    Ok((opened, out))
}
