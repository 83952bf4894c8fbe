//! The contract tables that are as large as the nation has councils, or a few times that.

use chrono::NaiveDate;

use crate::domain::{AuthorityIx, PeriodLabel, Rating};

/// One authority's neighbour.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The authority.
    pub authority: AuthorityIx,
    /// Its neighbour.
    pub neighbour: AuthorityIx,
    /// 1 is the nearest.
    pub rank: u32,
    /// How close, in words.
    pub closeness: Option<String>,
    /// How far, in the model's own unit.
    pub distance: Option<f64>,
}

/// An authority of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMember {
    /// The group.
    pub group: String,
    /// The authority.
    pub authority: AuthorityIx,
    /// The first day on which it is of the group; `None` is always.
    pub joined_on: Option<NaiveDate>,
    /// The day from which it is so no more; `None` is never.
    pub left_on: Option<NaiveDate>,
}

/// One feature of an authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Characteristic {
    /// The authority.
    pub authority: AuthorityIx,
    /// The feature's name.
    pub feature: String,
    /// Of which period the value is, as published and as it is read; `None` where the source does
    /// not say.
    pub period: Option<(String, PeriodLabel)>,
    /// Its value; NaN only while a later period may outweigh it.
    pub value: f64,
}

/// An awarded rating that differs from the indicative one.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The authority.
    pub authority: AuthorityIx,
    /// The year of ratings that it is for; where it does not say, that in which it was decided.
    pub year: Option<i32>,
    /// The rating awarded.
    pub rating: Rating,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: String,
    /// When.
    pub decided_on: NaiveDate,
    /// Whether it may move the rating further than the rulebook lets moderation go.
    pub exceptional: bool,
}

/// A rating of an earlier year.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierRating {
    /// The authority.
    pub authority: AuthorityIx,
    /// The year.
    pub year: i32,
    /// The rating awarded.
    pub rating: Rating,
}
