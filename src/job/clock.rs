//! The seconds of each stage, and the span that its log lines carry.

use std::time::Instant;

use tracing::span::EnteredSpan;

use super::Stage;
use crate::runs::StageSeconds;

/// The clock of a run.
#[derive(Default)]
pub(super) struct Clock {
    under_way: Option<(Stage, Instant, EnteredSpan)>,
    stages: Vec<StageSeconds>,
}

impl Clock {
    /// Ends the stage that is under way, and begins the next one.
    pub(super) fn begin(&mut self, stage: Stage) {
        self.end();
        let span = tracing::info_span!("stage", stage = stage.word()).entered();
        self.under_way = Some((stage, Instant::now(), span));
    }

    /// Ends the stage that is under way.
    pub(super) fn end(&mut self) {
        // The old span ends here, before the new one begins, so that they do not lie in each other.
        let Some((stage, since, _span)) = self.under_way.take() else {
            return;
        };
        let seconds = since.elapsed().as_secs_f64();
        tracing::info!(seconds, "done");
        self.stages.push(StageSeconds {
            stage: stage.word().to_owned(),
            seconds,
        });
    }

    /// The seconds of the stages that ended.
    pub(super) fn stages(&self) -> Vec<StageSeconds> {
        self.stages.clone()
    }
}
