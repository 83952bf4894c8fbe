//! Words for distances.

use crate::config::Closeness;
use crate::stats::quantile;

/// The words, the nearest first, as published lists have them.
const WORDS: [&str; 5] = [
    "Extremely close",
    "Very close",
    "Close",
    "Somewhat close",
    "Not close",
];

/// The distances up to which each word but the last goes.
#[derive(Debug)]
pub(super) struct CutPoints([f64; 4]);

impl CutPoints {
    /// The cut points that the pipeline asks for; `distances` are those of all neighbours.
    pub(super) fn new(closeness: Closeness, mut distances: Vec<f64>) -> Self {
        match closeness {
            Closeness::Distances(cuts) => Self(cuts),
            Closeness::Quantiles(shares) => {
                distances.sort_unstable_by(f64::total_cmp);
                // Without any distance there is nothing to find a word for.
                Self(shares.map(|share| quantile(&distances, share).unwrap_or(f64::NAN)))
            }
        }
    }

    /// The word for a distance; one that equals a cut point belongs to the nearer word.
    pub(super) fn word(&self, distance: f64) -> &'static str {
        let word = self.0.iter().position(|cut| distance <= *cut);
        WORDS[word.unwrap_or(WORDS.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_default_each_word_has_a_fifth_of_all_pairs() {
        let distances: Vec<f64> = (1..=100).map(f64::from).collect();
        let cuts = CutPoints::new(Closeness::default(), distances.clone());
        for (place, word) in WORDS.iter().enumerate() {
            let with_it = distances
                .iter()
                .filter(|distance| cuts.word(**distance) == *word)
                .count();
            assert_eq!(with_it, 20, "{place}");
        }
    }

    #[test]
    fn a_distance_on_a_cut_point_has_the_nearer_word() {
        let cuts = CutPoints::new(Closeness::Distances([1.2, 1.8, 2.4, 3.2]), Vec::new());
        assert_eq!(cuts.word(0.0), "Extremely close");
        assert_eq!(cuts.word(1.8), "Very close");
        assert_eq!(cuts.word(3.2), "Somewhat close");
        assert_eq!(cuts.word(3.21), "Not close");
    }
}
