//! The stages of a run, and whoever is told how far it is.

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files become contract tables.
    Extract,
    /// Contract tables become profiles.
    Profile,
    /// Profiles become ratings.
    Rate,
    /// Ratings are drawn anew, where the pipeline asks how firm they are.
    Robustness,
    /// Results become files.
    Publish,
}

impl Stage {
    /// Its name in logs and in the manifest.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Profile => "profile",
            Self::Rate => "rate",
            Self::Robustness => "draw",
            Self::Publish => "publish",
        }
    }
}

/// Whoever is told of a run's progress.
pub trait Progress {
    /// A stage of so many steps begins.
    fn begin(&mut self, stage: Stage, steps: usize);
    /// A step of it is done.
    fn step(&mut self, what: &str);
    /// The last stage is done.
    fn end(&mut self);
}

/// Nobody is told.
impl Progress for () {
    fn begin(&mut self, _: Stage, _: usize) {}
    fn step(&mut self, _: &str) {}
    fn end(&mut self) {}
}
