//! `rating_levers`.

use super::declaration::table;
use super::kind::{Category, Count, Integer, Level};
use super::recurring::{RATING, WORD};
use crate::domain::Lever;
use crate::tables::Authorities;

table! {
    /// One row per authority, direction and lever: the least that would raise an authority's rating,
    /// and the least that would lower it, the smallest first; only where the pipeline has `levers = true`. Rows of one rank belong
    /// together.
    rating_levers by [authority, direction, rank, lever, subject, amount, from];
    each row: &'a Lever, of: &'a Authorities => LeverRows<'a>;

    authority = &of.get(row.authority).code;
    /// Which way the rating would move: `raise` or `lower`.
    direction: Category [WORD] = row.direction.word();
    /// The place among the authority's levers of this direction; two changes that move the rating
    /// only together have one.
    rank: Integer ["rank, 1 is smallest"] = row.rank;
    /// What is changed: `settings` of a type to another grade, a `finding` to another grade or
    /// outcome, `indicators` of an outcome to in line with similar areas or to worse, or a `limiter`
    /// that is taken out of the rulebook.
    lever: Category [WORD] = row.kind.word();
    /// The type of setting, the kind and aspect of the finding, the outcome, or the limiter.
    subject: Category ["key in the rulebook"] = &row.subject;
    /// How many of them are changed.
    amount: Count ["settings, findings, indicators or limiters"] = row.amount;
    /// What each of them is: a grade, an outcome, `worse`, `in line` or `in force`.
    from: Category [WORD] = &row.from;
    /// What each of them becomes: a grade, an outcome, `in line`, `worse` or `removed`.
    to: Category [WORD] = &row.to;
    /// The rating after moderation that follows.
    rating: Level [RATING] = row.rating;
}
