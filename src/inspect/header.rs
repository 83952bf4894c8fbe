//! What looks like a header, where no mapping says which names it has.

use super::kind::{is_day, is_number, is_year};

/// The longest name of a column; what is longer is a paragraph.
const LONGEST: usize = 250;

/// How much a record looks like a header: how many different names it has, of as many as could
/// ever be. The first record that has most is the header, because what stands above it has fewer
/// and what stands below it has numbers, days and repeated words.
pub(super) fn likeness(names: &[String]) -> (usize, usize) {
    let mut alike: Vec<&str> = names
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty() && name.len() <= LONGEST)
        .filter(|name| is_year(name) || !(is_number(name) || is_day(name)))
        .collect();
    alike.sort_unstable();
    alike.dedup();
    (alike.len(), usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> usize {
        let owned: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        likeness(&owned).0
    }

    #[test]
    fn names_and_years_are_like_a_header_and_values_are_not() {
        assert_eq!(of(&["Area", "2023", "2024", "Note"]), 4);
        assert_eq!(of(&["301", "12.5", "09/12/2009", "", "Good", "Good"]), 1);
    }
}
