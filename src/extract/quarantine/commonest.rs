//! What is most often wrong with a feed.

use std::collections::BTreeMap;

use crate::tables::{Quarantined, Rule};

/// The rule that rows of a feed broke most often, with an example of it: of the rows kept, and of
/// those that were only counted.
pub fn commonest(source: &str, kept: &[Quarantined], counted: &BTreeMap<Rule, u64>) -> String {
    let of_source = || kept.iter().filter(|row| *row.source == *source);
    let mut counts = counted.clone();
    for row in of_source() {
        *counts.entry(row.fault.rule).or_insert(0) += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or(Rule::MissingValue, |(rule, _)| *rule);
    let example = of_source().find(|row| row.fault.rule == most);
    example.map_or_else(
        || most.word().to_owned(),
        |row| format!("{most}: {} row {}: {}", row.file, row.row, row.fault.reason),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Fault;

    fn row(number: u64, rule: Rule, reason: &str) -> Quarantined {
        Quarantined {
            source: "findings".into(),
            file: "findings.parquet".to_owned(),
            row: number,
            key: String::new(),
            fault: Fault::new(rule, reason),
            record: "{}".to_owned(),
        }
    }

    #[test]
    fn the_commonest_rule_counts_rows_that_were_not_kept() {
        let counted = BTreeMap::from([(Rule::UnreadableGrade, 2)]);
        let other = row(7, Rule::UnreadableDate, "no day");
        let grade = row(9, Rule::UnreadableGrade, "no grade");
        let said = commonest("findings", &[other.clone(), other, grade], &counted);
        assert_eq!(said, "unreadable_grade: findings.parquet row 9: no grade");
    }
}
