//! Which rows a feed's `where` keeps.

use super::map::Mapped;
use crate::read::Scalar;

/// What a condition says of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Keep,
    LeaveOut,
    /// Neither true nor false; the row is left out.
    Unknown,
}

/// The rows that `filter` keeps, in order, and the number of those for which it is neither true nor
/// false. A row for which it cannot be computed is kept: its columns will say what is wrong with
/// it.
pub(super) fn kept(filter: &Mapped) -> (Vec<u32>, u64) {
    let answers: Vec<Answer> = (0..filter.coded.values.len())
        .map(|code| {
            if u32::try_from(code).is_ok_and(|code| filter.faults.contains_key(&code)) {
                return Answer::Keep;
            }
            match filter.coded.values.scalar(code) {
                Scalar::Flag(true) => Answer::Keep,
                Scalar::Missing => Answer::Unknown,
                _ => Answer::LeaveOut,
            }
        })
        .collect();
    let mut kept = Vec::new();
    let mut unknown = 0;
    for (row, code) in (0..).zip(filter.coded.codes.iter()) {
        match answers[*code as usize] {
            Answer::Keep => kept.push(row),
            Answer::LeaveOut => {}
            Answer::Unknown => unknown += 1,
        }
    }
    (kept, unknown)
}
