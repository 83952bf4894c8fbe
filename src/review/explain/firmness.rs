//! How firm a rating is, as a part of its explanation.

use serde::Serialize;

use crate::domain::Rating;
use crate::review::{DoubtRow, FirmnessRow, Node, PublishedRun, ReviewError, of_hundred};

/// How firm a rating is, and what it depends on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedFirmness {
    /// The shares of the draws.
    #[serde(flatten)]
    pub row: FirmnessRow,
    /// The sources of doubt, those with the largest total share of the variance first.
    pub doubts: Vec<DoubtRow>,
}

impl ExplainedFirmness {
    /// What a run says of an authority; `None` where it has not drawn its ratings anew.
    pub(super) fn read(run: &PublishedRun, code: &str) -> Result<Option<Self>, ReviewError> {
        let Some(row) = FirmnessRow::read(run, Some(code))?.pop() else {
            return Ok(None);
        };
        let mut doubts = DoubtRow::read(run, Some(code))?;
        let total = |doubt: &DoubtRow| doubt.total.unwrap_or(0.0);
        doubts.sort_by(|a, b| total(b).total_cmp(&total(a)));
        Ok(Some(Self { row, doubts }))
    }

    pub(super) fn node(&self) -> Node {
        let row = &self.row;
        let mut node = Node::new(match row.holds {
            Some(holds) => format!(
                "firmness: the awarded rating would hold in {} ways in which evidence and rules might \
                 as well have been ({} draws)",
                of_hundred(holds),
                row.draws
            ),
            None => format!("firmness: {} draws of an authority not rated", row.draws),
        });
        let ratings = [
            (Some(Rating::PerformsExcellently), row.performs_excellently),
            (Some(Rating::PerformsWell), row.performs_well),
            (Some(Rating::PerformsAdequately), row.performs_adequately),
            (Some(Rating::PerformsPoorly), row.performs_poorly),
            (None, row.not_rated),
        ];
        let drawn = ratings.into_iter().filter(|(_, share)| *share > 0.0);
        let drawn: Vec<String> = drawn
            .map(|(rating, share)| {
                let rating = rating.map_or("not rated".to_owned(), |of| of.level().to_string());
                format!("{rating} in {}", percent(share))
            })
            .collect();
        node.push(Node::new(drawn.join(", ")));
        let blocks = [
            ("a", row.band_a_low, row.band_a_high),
            ("b", row.band_b_low, row.band_b_high),
            ("c", row.band_c_low, row.band_c_high),
        ];
        for (block, low, high) in blocks {
            if let (Some(low), Some(high)) = (low, high) {
                let text = format!("block {block} from {low:.2} to {high:.2} in 90% of the draws");
                node.push(Node::new(text));
            }
        }
        for doubt in &self.doubts {
            if let (Some(first), Some(total)) = (doubt.first_order, doubt.total)
                && total > 0.0
            {
                node.push(Node::new(format!(
                    "{} has {} of the variance, {} by itself",
                    doubt.doubt,
                    percent(total),
                    percent(first.max(0.0))
                )));
            }
        }
        node
    }
}

/// A share as a percentage; what is not all or nothing is not rounded to it.
fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    match share {
        ..=0.0 | 1.0.. => format!("{rounded}%"),
        _ if rounded < 1.0 => "less than 1%".to_owned(),
        _ if rounded > 99.0 => "more than 99%".to_owned(),
        _ => format!("{rounded}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_and_nothing_are_a_hundred_and_no_per_cent() {
        for (share, words) in [
            (0.0, "0%"),
            (0.001, "less than 1%"),
            (0.014, "1%"),
            (0.5, "50%"),
            (0.994, "99%"),
            (0.996, "more than 99%"),
            (1.0, "100%"),
            (1.04, "104%"),
        ] {
            assert_eq!(percent(share), words);
        }
    }
}
