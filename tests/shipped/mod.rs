//! The annual rating that ships, run once on its sample for every test that only reads it.

use std::sync::LazyLock;

use crate::workdir::Workdir;

/// The folder of the pipeline.
pub(crate) const ANNUAL_RATING: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");

/// A folder with the run below `out`, and what the program printed.
pub(crate) static RATED: LazyLock<(Workdir, String)> = LazyLock::new(|| {
    let work = Workdir::new();
    let done = work.ask(&["run", ANNUAL_RATING, "--out", "out"]).code(0);
    let printed = done.stdout();
    (work, printed)
});

/// The output folder of that run.
pub(crate) fn rated() -> String {
    RATED.0.path("out").display().to_string()
}
