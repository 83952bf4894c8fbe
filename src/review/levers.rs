//! What would move the rating of an authority: the rows of one rank together.

use std::fmt;

use serde::Serialize;

use super::{LeverRow, PublishedRun, ReviewError};

/// One change, or two that move the rating only together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankedLever {
    /// `raise` or `lower`.
    pub direction: String,
    /// The place among those of this direction, 1 the smallest.
    pub rank: i32,
    /// The rating that follows.
    pub rating: i32,
    /// What is changed.
    pub changes: Vec<LeverRow>,
}

impl RankedLever {
    /// Reads the levers of one authority, in order of direction and rank; none where the run has no
    /// table of them.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn read(run: &PublishedRun, authority: &str) -> Result<Vec<Self>, ReviewError> {
        Ok(Self::of(&LeverRow::read(run, Some(authority))?))
    }

    /// The levers of the rows of one authority, which are in the order of their table.
    pub fn of(rows: &[LeverRow]) -> Vec<Self> {
        let same = |a: &LeverRow, b: &LeverRow| (&a.direction, a.rank) == (&b.direction, b.rank);
        rows.chunk_by(same)
            .map(|changes| Self {
                direction: changes[0].direction.clone(),
                rank: changes[0].rank,
                rating: changes[0].rating,
                changes: changes.to_vec(),
            })
            .collect()
    }
}

impl fmt::Display for RankedLever {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, change) in self.changes.iter().enumerate() {
            if at > 0 {
                f.write_str(" and ")?;
            }
            write!(f, "{change}")?;
        }
        write!(f, ": {}", self.rating)
    }
}

impl fmt::Display for LeverRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lever,
            subject,
            amount,
            from,
            to,
            ..
        } = self;
        match lever.as_str() {
            "limiter" => write!(f, "limiter {subject} {to}"),
            "finding" => write!(f, "finding {subject} from {from} to {to}"),
            "indicators" => write!(
                f,
                "{amount} of the indicators of {subject} from {from} to {to}"
            ),
            _ => write!(
                f,
                "{amount} of the settings of {subject} from {from} to {to}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(direction: &str, rank: i32, lever: &str, subject: &str) -> LeverRow {
        LeverRow {
            authority: "301".to_owned(),
            direction: direction.to_owned(),
            rank,
            lever: lever.to_owned(),
            subject: subject.to_owned(),
            amount: 2,
            from: "worse".to_owned(),
            to: "in line".to_owned(),
            rating: 3,
        }
    }

    #[test]
    fn rows_of_one_rank_are_one_lever() {
        let rows = [
            row("lower", 1, "limiter", "a"),
            row("raise", 1, "finding", "b c"),
            row("raise", 1, "settings", "homes"),
            row("raise", 2, "indicators", "health"),
        ];
        let said: Vec<String> = RankedLever::of(&rows)
            .iter()
            .map(|lever| format!("{} {} {lever}", lever.direction, lever.rank))
            .collect();
        assert_eq!(
            said,
            [
                "lower 1 limiter a in line: 3",
                "raise 1 finding b c from worse to in line and 2 of the settings of homes from \
                 worse to in line: 3",
                "raise 2 2 of the indicators of health from worse to in line: 3",
            ]
        );
    }
}
