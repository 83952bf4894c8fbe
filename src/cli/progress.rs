//! A progress bar per stage, on a terminal only.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::job::{Progress, Stage};

/// Shows a run's progress on standard error.
pub struct Bars {
    shown: bool,
    bar: Option<ProgressBar>,
}

impl Bars {
    /// Bars that are shown on a terminal unless the run is quiet.
    pub fn new(quiet: bool) -> Self {
        Self {
            shown: !quiet && std::io::stderr().is_terminal(),
            bar: None,
        }
    }
}

impl Progress for Bars {
    fn begin(&mut self, stage: Stage, steps: usize) {
        self.end();
        if !self.shown {
            return;
        }
        let style = ProgressStyle::with_template("{prefix:>8} {bar:30} {pos}/{len} {msg}")
            .expect("the template is well formed");
        let bar = ProgressBar::new(steps as u64)
            .with_style(style)
            .with_prefix(stage.word());
        bar.enable_steady_tick(Duration::from_millis(100));
        self.bar = Some(bar);
    }

    fn step(&mut self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_owned());
            bar.inc(1);
        }
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.set_message("");
            bar.finish();
        }
    }
}
