//! The sample of England in a bucket, and runs of it on a cluster and in one process.

use std::process::{Child, Stdio};

use assert_cmd::assert::OutputAssertExt;
use serde_json::json;

use crate::bucket::{Bucket, endpoint, plumbline, proxy};
use crate::nodes::{Patience, SchedulerNode, on_cluster};
use crate::workdir::{Outcome, Workdir};

/// The sample's pipeline, imported into a bucket of this name, and run from there in one process.
pub(super) struct Nation {
    pub(super) work: Workdir,
    bucket: Bucket,
}

impl Nation {
    pub(super) fn new(bucket: &'static str) -> Self {
        let nation = Self {
            work: Workdir::new(),
            bucket: Bucket::new(bucket),
        };
        let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
        let import = nation.import();
        let work = &nation.work;
        plumbline(
            work,
            &endpoint(),
            &format!("import {pipeline} --out {import}"),
        )
        .code(0);
        plumbline(work, &endpoint(), &format!("run {import} --out here")).code(0);
        nation
    }

    /// Where the import is.
    pub(super) fn import(&self) -> String {
        self.bucket.at("kept")
    }

    /// The key of a table of the import.
    pub(super) fn key_of(&self, table: &str) -> String {
        let keys = self.bucket.keys("kept/");
        let name = format!("/{table}.parquet");
        let mut found = keys.into_iter().filter(|key| key.ends_with(&name));
        found.next().expect("the table is in the import")
    }

    pub(super) fn run(&self, scheduler: &SchedulerNode, out: &str) -> Outcome {
        self.run_within(scheduler, out, Patience::default())
    }

    /// A run that waits no longer.
    pub(super) fn run_within(
        &self,
        scheduler: &SchedulerNode,
        out: &str,
        patience: Patience,
    ) -> Outcome {
        ended(self.begun(scheduler, out, patience))
    }

    /// A run that goes on by itself.
    pub(super) fn begun(&self, scheduler: &SchedulerNode, out: &str, patience: Patience) -> Child {
        let import = self.import();
        on_cluster(&self.work, &endpoint(), scheduler, (&import, out), patience)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts")
    }

    /// Every table of the run is that of the run in one process, to the byte.
    pub(super) fn is_the_same(&self, out: &str) {
        let tables: Vec<String> = self
            .work
            .names("here/current")
            .into_iter()
            .filter(|name| name.ends_with(".parquet"))
            .collect();
        assert!(tables.len() > 10, "{tables:?}");
        for table in tables {
            let of = |run: &str| self.work.read_bytes(&format!("{run}/current/{table}"));
            assert!(of("here") == of(out), "{table} of {out}");
        }
    }

    pub(super) fn nothing_is_published(&self, out: &str) {
        assert!(self.work.names(&format!("{out}/runs")).is_empty(), "{out}");
        assert!(!self.work.path(format!("{out}/current")).exists(), "{out}");
    }
}

pub(super) fn ended(child: Child) -> Outcome {
    Outcome::of(child.wait_with_output().expect("it ends").assert())
}

/// A store that answers each request late.
pub(super) fn slow(seconds: f64) -> String {
    proxy(json!({ "slow": seconds }))
}
