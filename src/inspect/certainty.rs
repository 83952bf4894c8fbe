//! How sure a guess is.

use serde::Serialize;

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Something speaks for it.
    Guess,
    /// Most of what would have to be there is there.
    Likely,
    /// Nothing that would have to be there is not.
    Sure,
}

impl Certainty {
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Guess => "a guess",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }

    /// How sure a table is of a contract of which it has this share.
    pub(super) fn of(share: f64) -> Self {
        if share >= 0.95 {
            Self::Sure
        } else if share >= 0.7 {
            Self::Likely
        } else {
            Self::Guess
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_of_a_contract_is_never_less_sure() {
        let shares = [0.0, 0.4, 0.69, 0.7, 0.94, 0.95, 1.0];
        let certainties = shares.map(Certainty::of);
        assert!(certainties.is_sorted(), "{certainties:?}");
        assert_eq!(certainties[0], Certainty::Guess);
        assert_eq!(certainties[3], Certainty::Likely);
        assert_eq!(certainties[6], Certainty::Sure);
    }
}
