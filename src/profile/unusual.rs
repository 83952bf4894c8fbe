//! How unusual a figure is, and among whom.

use std::cmp::Ordering;

use super::indicator_slice::IndicatorSlice;
use super::intervals::ComparedBy;
use crate::domain::{AuthorityIx, Comparison};

/// A figure of an authority, and how unusual it is.
#[derive(Debug, Clone, Copy)]
pub struct NotableFigure {
    /// The authority.
    pub authority: AuthorityIx,
    /// The place of its slice among those of the profile.
    pub slice: usize,
    /// Among similar areas.
    pub neighbours: Unusual,
    /// Among all authorities.
    pub national: Unusual,
    /// How many comparisons were made of the authority at once.
    pub comparisons: u32,
    /// Whether either is unlikely enough.
    pub is_notable: bool,
    /// Its place among the notable figures of the authority, the most unlikely first.
    pub place: Option<u32>,
    /// Among whom it is notable.
    pub against: Option<NotableAgainst>,
    /// Which way it is unusual, by the polarity, where it is notable.
    pub way: Option<Comparison>,
}

/// Among whom a figure is notable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotableAgainst {
    /// Similar areas.
    Neighbours,
    /// All authorities.
    National,
    /// Either.
    Both,
}

impl NotableAgainst {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Neighbours => "neighbours",
            Self::National => "national",
            Self::Both => "both",
        }
    }
}

/// How unusual a figure is among others.
#[derive(Debug, Clone, Copy)]
pub struct Unusual {
    /// How many others have a value.
    pub count: u32,
    /// The median of their values; NaN without any.
    pub median: f64,
    /// How many robust standard deviations the figure lies above it; NaN where that cannot be said.
    pub z: f64,
    /// How likely a figure is as far away; NaN where that cannot be said.
    pub p: f64,
    /// The share of false discoveries at which it is among what is discovered; NaN where `p` is.
    pub q: f64,
    /// What `p` is by.
    pub by: Option<UnusualBy>,
}

/// What says how likely a figure is as far from others as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusualBy {
    /// The test whose interval the figure is compared by.
    Test(ComparedBy),
    /// The robust standard deviations.
    Robust,
}

impl UnusualBy {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Test(by) => by.word(),
            Self::Robust => "robust",
        }
    }
}

/// What is unusual of all authorities.
#[derive(Debug)]
pub struct NotableFigures {
    /// The figures that the pipeline asks for, in order of authority and within one in the order of
    /// the slices.
    pub figures: Vec<NotableFigure>,
    /// How many comparisons were made.
    pub comparisons: u64,
}

impl NotableFigure {
    /// Of the two, the one that is less likely.
    pub(super) fn most_unlikely(&self) -> &Unusual {
        let (one, other) = (&self.neighbours, &self.national);
        match one.by_likelihood(other) {
            Ordering::Greater => other,
            Ordering::Less | Ordering::Equal => one,
        }
    }
}

impl Unusual {
    /// The less likely first, and of equally likely ones the further away; what is not known comes
    /// last.
    pub(super) fn by_likelihood(&self, other: &Self) -> Ordering {
        let far = |of: &Self| if of.z.is_nan() { 0.0 } else { of.z.abs() };
        let p = self.p.total_cmp(&other.p);
        p.then_with(|| far(other).total_cmp(&far(self)))
    }

    /// Which side of the others the figure lies on.
    pub(super) fn side(&self, figure: &NotableFigure, slices: &[IndicatorSlice]) -> Ordering {
        let value = slices[figure.slice].value(figure.authority);
        if self.z.is_nan() || self.z == 0.0 {
            return value.total_cmp(&self.median);
        }
        self.z.total_cmp(&0.0)
    }
}
