//! `national_summary`.

use super::declaration::table;
use super::kind::{Category, Count};
use super::recurring::{AUTHORITIES, WORD};
use crate::domain::Rating;
use crate::rate::Tally;

table! {
    /// One row for the nation, for each region and for each kind of council: how many authorities
    /// were awarded each rating.
    national_summary by [grouping, name];
    each tally: &'a Tally, _: () => NationalRows<'a>;

    /// What the row counts: `kind` of council, `nation` or `region`.
    grouping: Category [WORD] = tally.grouping.word();
    /// The region, the kind of council, or `all` for the nation; `not stated` where the authorities
    /// table names none.
    name: Category ["name"] = &tally.name;
    /// Authorities of the row, rated or not.
    authorities: Count [AUTHORITIES] = tally.authorities();
    /// Those awarded 4, Performs excellently.
    performs_excellently: Count [AUTHORITIES] = tally.awarded(Rating::PerformsExcellently);
    /// Those awarded 3, Performs well.
    performs_well: Count [AUTHORITIES] = tally.awarded(Rating::PerformsWell);
    /// Those awarded 2, Performs adequately.
    performs_adequately: Count [AUTHORITIES] = tally.awarded(Rating::PerformsAdequately);
    /// Those awarded 1, Performs poorly.
    performs_poorly: Count [AUTHORITIES] = tally.awarded(Rating::PerformsPoorly);
    /// Those with too little evidence for a rating.
    not_rated: Count [AUTHORITIES] = tally.not_rated;
}
