//! Regions in a list of authorities: which of its rows they are, and what councils call theirs.

use crate::domain::folded;
use crate::inspect::candidate::Candidate;

/// Regions as lists of authorities name them.
const REGIONS: [&str; 14] = [
    "east midlands",
    "east of england",
    "inner london",
    "london",
    "london (inner)",
    "london (outer)",
    "north east",
    "north west",
    "outer london",
    "south east",
    "south west",
    "west midlands",
    "yorkshire and humber",
    "yorkshire and the humber",
];

/// The regions among the `names` of a list.
pub(super) fn of_list<'a>(names: &Candidate<'a>) -> Vec<&'a str> {
    let mut regions: Vec<&str> = names
        .values()
        .filter(|name| REGIONS.contains(&folded(name).as_str()))
        .collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}

/// What councils call a region that the list itself has under the same words in another order,
/// such as `Inner London` for `London (Inner)`, each with the list's name.
pub(super) fn other_names<'a>(
    regions: &[&'a str],
    of_councils: &Candidate<'a>,
) -> Vec<(String, &'a str)> {
    let is_listed = |name: &str| regions.iter().any(|region| folded(region) == folded(name));
    let mut others: Vec<(String, &str)> = of_councils
        .values()
        .filter(|name| !is_listed(name))
        .filter_map(|name| {
            let mut same = regions.iter().filter(|region| words(region) == words(name));
            Some((name.to_owned(), *same.next()?))
        })
        .collect();
    others.sort_unstable();
    others.dedup();
    others
}

/// The words of a name, in the order of the alphabet.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::kind::Kind;
    use crate::inspect::raw_table::{RawColumn, Stored};

    fn column(values: &[&str]) -> RawColumn {
        RawColumn {
            name: String::new(),
            stored: Stored::Text,
            blank: 0,
            values: values
                .iter()
                .map(|value| ((*value).to_owned(), 1))
                .collect(),
        }
    }

    #[test]
    fn a_region_is_the_list_s_whatever_the_order_of_its_words() {
        let names = column(&["Leeds", "London (Inner)", "North East", "England"]);
        let names = Candidate::new("name", Kind::Text, vec![&names]);
        let regions = of_list(&names);
        assert_eq!(regions, ["London (Inner)", "North East"]);
        let of_councils = column(&["Inner London", "north east", "Wessex"]);
        let of_councils = Candidate::new("region", Kind::Text, vec![&of_councils]);
        assert_eq!(
            other_names(&regions, &of_councils),
            [("Inner London".to_owned(), "London (Inner)")]
        );
    }
}
