//! Metrics in Prometheus' text format, for the textfile collector of the node exporter.
//!
//! Source: "Exposition formats" of the Prometheus documentation. Names follow its naming rules:
//! a prefix, the thing, its base unit.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::News;
use crate::runs::{Event, GateState, Journal, Manifest};
use crate::system::peak_memory_bytes;

/// What the file says of a run.
#[derive(Debug)]
pub struct Report<'a> {
    /// The pipeline's name.
    pub pipeline: &'a str,
    /// The output folder.
    pub out: &'a Path,
    /// When the run ended.
    pub ended: DateTime<Utc>,
    /// The exit code.
    pub exit_code: u8,
    /// The account of the run, where there is one.
    pub manifest: Option<&'a Manifest>,
}

impl Report<'_> {
    /// Replaces the file at `path` by this report.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        News::Metrics.replace(path, &self.text())
    }

    fn text(&self) -> String {
        let mut page = Page {
            pipeline: self.pipeline,
            text: String::new(),
        };
        page.family(
            "plumbline_run_end_timestamp_seconds",
            "When the last run ended.",
        );
        page.sample(&[], self.ended.timestamp_millis() as f64 / 1000.0);
        page.family(
            "plumbline_run_exit_code",
            "Exit code of the last run: 0 done or unchanged, 1 failed, 2 configuration, 3 a gate, 4 locked.",
        );
        page.sample(&[], f64::from(self.exit_code));
        if let Some(moment) = last_success(self.out) {
            page.family(
                "plumbline_last_success_timestamp_seconds",
                "When a run last published, or found nothing changed.",
            );
            page.sample(&[], moment.timestamp_millis() as f64 / 1000.0);
        }
        if let Some(manifest) = self.manifest {
            page.manifest(manifest);
        }
        if let Some(bytes) = peak_memory_bytes() {
            page.family(
                "plumbline_peak_memory_bytes",
                "The most memory that the process held.",
            );
            page.sample(&[], bytes as f64);
        }
        page.text
    }
}

/// When a run in this output folder last published or found nothing changed.
fn last_success(out: &Path) -> Option<DateTime<Utc>> {
    let entries = Journal::of(out).entries().ok()?;
    let last = entries
        .iter()
        .rfind(|entry| matches!(entry.event, Event::Published | Event::Unchanged))?;
    last.moment()
}

struct Page<'a> {
    pipeline: &'a str,
    text: String,
}

impl Page<'_> {
    fn manifest(&mut self, manifest: &Manifest) {
        self.family(
            "plumbline_stage_duration_seconds",
            "Seconds that each stage took.",
        );
        for stage in &manifest.stages {
            self.sample(&[("stage", &stage.stage)], stage.seconds);
        }
        self.family("plumbline_source_rows", "Rows read from each source.");
        for source in &manifest.inputs {
            self.sample(&[("source", &source.source)], source.rows as f64);
        }
        self.family(
            "plumbline_source_rejected_rows",
            "Rows of each source that went to quarantine.",
        );
        for source in &manifest.inputs {
            self.sample(&[("source", &source.source)], source.rejected as f64);
        }
        self.family(
            "plumbline_source_left_out_rows",
            "Rows of each source that were left out, by its where or by the as-of date.",
        );
        for source in &manifest.inputs {
            self.sample(&[("source", &source.source)], source.all_left_out() as f64);
        }
        self.family(
            "plumbline_warnings",
            "Warnings of the run, by what they are about.",
        );
        let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
        for warning in &manifest.warnings {
            *kinds.entry(warning.kind.word()).or_insert(0) += 1;
        }
        for (kind, count) in kinds {
            self.sample(&[("kind", kind)], count as f64);
        }
        self.family("plumbline_table_rows", "Rows of each table written.");
        for table in &manifest.outputs {
            self.sample(&[("table", &table.table)], table.rows as f64);
        }
        self.family(
            "plumbline_authorities",
            "Authorities by the rating awarded; none is not rated.",
        );
        for count in &manifest.ratings {
            let level = count.rating.map(|level| level.to_string());
            let level = level.as_deref().unwrap_or("none");
            self.sample(&[("rating", level)], count.authorities as f64);
        }
        if let Some(moved) = manifest.ratings_moved {
            self.family(
                "plumbline_ratings_moved",
                "Ratings that differ from those of the run before.",
            );
            self.sample(&[], moved as f64);
        }
        self.family(
            "plumbline_gate_tripped",
            "1 where a gate stopped the run, 0 where it passed or was accepted.",
        );
        for gate in &manifest.gates {
            let tripped = f64::from(u8::from(gate.state == GateState::Tripped));
            let source = gate.source.as_deref().unwrap_or_default();
            self.sample(&[("gate", &gate.gate), ("source", source)], tripped);
        }
    }

    /// Begins a family of gauges; its samples follow.
    fn family(&mut self, name: &'static str, help: &str) {
        // Writing to text does not fail.
        let _ = writeln!(self.text, "# HELP {name} {help}");
        let _ = writeln!(self.text, "# TYPE {name} gauge");
    }

    /// A sample of the family that was begun last.
    fn sample(&mut self, labels: &[(&str, &str)], value: f64) {
        let begun = self.text.rfind("# TYPE ").map(|at| &self.text[at + 7..]);
        let name = begun.and_then(|rest| rest.split(' ').next());
        let mut line = name.unwrap_or_default().to_owned();
        let _ = write!(line, "{{pipeline=\"{}\"", escaped(self.pipeline));
        for (label, text) in labels {
            let _ = write!(line, ",{label}=\"{}\"", escaped(text));
        }
        let _ = writeln!(line, "}} {value}");
        self.text.push_str(&line);
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_run_still_says_when_one_last_succeeded() {
        let out = tempfile::tempdir().unwrap();
        let entry = crate::runs::Entry {
            at: "2026-11-22T03:00:00.500Z".to_owned(),
            ..crate::runs::Entry::now(Event::Unchanged, "one", None)
        };
        Journal::of(out.path()).add(&entry).unwrap();
        let report = Report {
            pipeline: "na\"me",
            out: out.path(),
            ended: "2026-11-23T03:00:00Z".parse().unwrap(),
            exit_code: 1,
            manifest: None,
        };
        let path = out.path().join("plumbline.prom");
        report.write(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.contains(
                "\nplumbline_last_success_timestamp_seconds{pipeline=\"na\\\"me\"} 1795316400.5\n"
            ),
            "{text}"
        );
        assert!(
            text.contains("\nplumbline_run_exit_code{pipeline=\"na\\\"me\"} 1\n"),
            "{text}"
        );
    }
}
