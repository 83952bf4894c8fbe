//! The sign that a run is under way, which tells a run that was killed from one that is not done:
//! a killed one is silent.

use std::time::Duration;

use chrono::{SecondsFormat, Utc};

use super::mirror::OutStore;
use super::names::{PARENTS, RUNNING, failed, last};
use crate::runs::{PublishError, RunId};
use crate::store::{Address, Alive, FaultKind, Store};
use crate::system::host_name;

/// For how many seconds a run is silent before it is taken for killed. Whatever is younger may be a
/// clock that is wrong: stores refuse those that are wrong by a quarter of an hour.
const SILENCE: u64 = 1_800;

/// The environment variable that says otherwise.
const SILENCE_VARIABLE: &str = "PLUMBLINE_STORE_SILENCE";

/// For how long a run may be silent.
pub(super) fn silence() -> Duration {
    let asked = std::env::var(SILENCE_VARIABLE).ok();
    let asked = asked.and_then(|seconds| seconds.trim().parse().ok());
    Duration::from_secs(asked.unwrap_or(SILENCE))
}

/// A sign that is written anew as long as the value lives.
#[derive(Debug)]
pub(in crate::runs) struct Marker {
    store: Store,
    at: Address,
    _alive: Alive,
}

impl OutStore {
    /// Begins a run of this name; none where a run of this name is under way.
    ///
    /// # Errors
    /// As the store has them.
    pub(in crate::runs) fn begin(&self, id: &RunId) -> Result<Option<Marker>, PublishError> {
        let at = self.out().join(RUNNING).join(&id.folder());
        let text = format!(
            "process {} on {}, since {}\n",
            std::process::id(),
            host_name().unwrap_or_else(|| "an unnamed host".to_owned()),
            Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
        );
        match self.store().create(&at.key, text.clone().into_bytes()) {
            Ok(_) => {}
            Err(fault) if matches!(fault.kind, FaultKind::Taken | FaultKind::Changed) => {
                return Ok(None);
            }
            Err(fault) => return Err(failed(&at, &fault)),
        }
        let every = (silence() / 20).clamp(Duration::from_secs(1), Duration::from_secs(60));
        let alive = self
            .store()
            .keep_alive(&at.key, text.into_bytes(), every)
            .map_err(|fault| failed(&at, &fault))?;
        Ok(Some(Marker {
            store: self.store().clone(),
            at,
            _alive: alive,
        }))
    }

    /// Whether the sign of a run is still there: another run that took it for killed takes it away.
    pub(super) fn is_marked(&self, name: &str) -> Result<bool, PublishError> {
        let at = self.out().join(RUNNING).join(name);
        match self.store().head(&at.key) {
            Ok(_) => Ok(true),
            Err(fault) if fault.kind == FaultKind::Absent => Ok(false),
            Err(fault) => Err(failed(&at, &fault)),
        }
    }

    /// Removes what killed runs left: the prefix of each that has been silent for long and never
    /// became the current one; gives their names.
    ///
    /// # Errors
    /// As the store has them.
    pub(in crate::runs) fn clear(&self) -> Result<Vec<String>, PublishError> {
        let at = self.out().join(RUNNING);
        let listed = self.store().list(&at.key, false);
        let listed = listed.map_err(|fault| failed(&at, &fault))?;
        let mut cleared = Vec::new();
        for known in listed.objects {
            let name = last(&known.key).to_owned();
            let sign = at.join(&name);
            if self.current().as_deref() == Some(name.as_str()) {
                // It was killed after it was published, and before it could say so.
                let gone = self.store().delete(&[known.key]);
                gone.map_err(|fault| failed(&sign, &fault))?;
                continue;
            }
            let silent = known.written.map(|written| Utc::now() - written);
            let silent = silent.and_then(|silent| silent.to_std().ok());
            if silent.is_none_or(|silent| silent <= silence()) {
                tracing::info!(run = name, "another run is under way here");
                continue;
            }
            for parent in PARENTS {
                self.remove_objects(parent, &name)?;
            }
            let gone = self.store().delete(&[known.key]);
            gone.map_err(|fault| failed(&sign, &fault))?;
            tracing::warn!(name, "removed what a killed run left");
            cleared.push(name);
        }
        Ok(cleared)
    }
}

impl Marker {
    /// Takes the sign away: the run has ended. One that stays is taken away by a later run.
    pub(in crate::runs) fn end(self) {
        let Self { store, at, _alive } = self;
        drop(_alive);
        if let Err(fault) = store.delete(std::slice::from_ref(&at.key)) {
            tracing::warn!(place = %at, %fault, "the sign that a run is under way stays; a later run removes it");
        }
    }
}
