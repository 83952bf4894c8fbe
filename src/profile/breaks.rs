//! Where series break, and what may be compared in them.

use std::ops::Range;

use crate::config::{Break, BrokenBy, ConfigError, Pipeline};
use crate::domain::{AuthorityIx, SeriesBreak};
use crate::tables::{Indicators, Slice};

/// What breaks a series at a slice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SliceBreak {
    /// The reasons why nothing before it is compared with it; none where it is of single figures.
    pub whole: Vec<BreakReason>,
    /// The authorities whose figure says that it is comparable with nothing before it, with the words
    /// of its status.
    pub marked: Vec<(AuthorityIx, String)>,
}

/// Why a series breaks, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakReason {
    /// Who says so.
    pub source: BreakSource,
    /// Why; `None` where nobody says.
    pub reason: Option<String>,
}

/// Who says that a series breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakSource {
    /// The catalogue of indicators.
    Catalogue,
    /// The pipeline.
    Pipeline,
    /// The status of figures.
    Status,
}

impl BreakSource {
    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Catalogue => "catalogue",
            Self::Pipeline => "pipeline",
            Self::Status => "status",
        }
    }
}

impl SliceBreak {
    /// Whether the figure of an authority is comparable with nothing before it.
    pub fn breaks(&self, authority: AuthorityIx) -> bool {
        !self.whole.is_empty() || self.is_marked(authority)
    }

    fn is_marked(&self, authority: AuthorityIx) -> bool {
        let found = self.marked.binary_search_by_key(&authority, |(of, _)| *of);
        found.is_ok()
    }
}

/// Every break that the catalogue and the pipeline have.
pub(super) struct Breaks<'a> {
    indicators: &'a Indicators,
    asked: &'a [Break],
}

impl<'a> Breaks<'a> {
    /// The breaks of `pipeline` and of the catalogue.
    pub(super) fn new(pipeline: &'a Pipeline, indicators: &'a Indicators) -> Self {
        Self {
            indicators,
            asked: &pipeline.breaks,
        }
    }

    /// Checks that the catalogue has the indicators that the pipeline's breaks name.
    ///
    /// # Errors
    /// One that it does not have, with the nearest.
    pub(super) fn check(pipeline: &Pipeline, indicators: &Indicators) -> Result<(), ConfigError> {
        for asked in &pipeline.breaks {
            for name in &asked.names {
                let found = indicators.named(name);
                found.map_err(|message| pipeline.file.error_at(&asked.span, message))?;
            }
        }
        Ok(())
    }

    /// What breaks the series at `slice`, before which stands `previous`; `None` where nothing does.
    pub(super) fn at(&self, slice: &Slice, previous: Option<&Slice>) -> Option<SliceBreak> {
        let indicator = self.indicators.get(slice.indicator);
        if self.asked.is_empty() && indicator.breaks.is_empty() {
            return None;
        }
        let mut found = SliceBreak::default();
        let lies_before = |of: &SeriesBreak| {
            previous.is_some_and(|previous| of.lies_between(previous.period, slice.period))
        };
        let of_catalogue = indicator.breaks.iter().filter(|of| lies_before(of));
        found.whole.extend(of_catalogue.map(|of| BreakReason {
            source: BreakSource::Catalogue,
            reason: of.reason.clone(),
        }));
        for asked in self
            .asked
            .iter()
            .filter(|asked| asked.is_of(&indicator.name))
        {
            match &asked.by {
                BrokenBy::Period(of) if lies_before(of) => found.whole.push(BreakReason {
                    source: BreakSource::Pipeline,
                    reason: of.reason.clone(),
                }),
                BrokenBy::Period(_) => {}
                BrokenBy::Status { words, .. } => {
                    let statuses = slice.statuses.iter().flatten().enumerate();
                    let marked = statuses.filter_map(|(place, status)| {
                        let status = status.as_deref()?;
                        words.get(status)?;
                        let place = u32::try_from(place).ok()?;
                        Some((AuthorityIx::new(place), status.to_owned()))
                    });
                    found.marked.extend(marked);
                }
            }
        }
        found.marked.sort_unstable();
        found.marked.dedup();
        (found != SliceBreak::default()).then_some(found)
    }
}

/// For each slice, the place of the first of its series that it may be compared with: the first
/// after the last break.
pub(super) fn unbroken(series: &[usize], breaks: &[Option<SliceBreak>]) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::with_capacity(series.len());
    for (at, start) in series.iter().enumerate() {
        let is_broken = breaks[at].as_ref().is_some_and(|of| !of.whole.is_empty());
        starts.push(match at == *start || is_broken {
            true => at,
            false => starts[at - 1],
        });
    }
    starts
}

/// Takes out of `kept`, which are the slices of `earlier`, the figures that may not be compared with
/// those at its end, where single figures say so.
pub(super) fn leave_out_broken(
    kept: &mut [Slice],
    earlier: Range<usize>,
    breaks: &[Option<SliceBreak>],
) {
    for at in earlier.start..=earlier.end {
        let marked = breaks[at].iter().flat_map(|of| &of.marked);
        for (authority, _) in marked {
            for before in &mut kept[..at - earlier.start] {
                before.values[authority.index()] = f64::NAN;
            }
        }
    }
}
