//! How firm a rating is.

use super::words::level;
use crate::letters::facts::FirmnessFact;
use crate::review::{FirmnessRow, of_hundred};

/// What the draws say of one authority; `None` where it is not rated.
pub(super) fn firmness(row: &FirmnessRow) -> Option<FirmnessFact> {
    let holds = row.holds?;
    let other = row
        .most_frequent_rating
        .filter(|rating| Some(*rating) != row.awarded_rating);
    let share = match other {
        Some(4) => Some(row.performs_excellently),
        Some(3) => Some(row.performs_well),
        Some(2) => Some(row.performs_adequately),
        Some(1) => Some(row.performs_poorly),
        _ => None,
    };
    Some(FirmnessFact {
        draws: row.draws,
        holds: of_hundred(holds),
        more_often: level(other),
        more_often_in: share.map(of_hundred),
    })
}
