//! Several published lists of similar areas side by side, each by its name.

use super::Neighbour;
use crate::domain::folded;

/// The similar areas of one list.
#[derive(Debug, Clone, PartialEq)]
pub struct NeighbourList {
    /// Its name; `None` where the source gives none.
    pub name: Option<String>,
    /// Its rows, in order of authority and rank.
    pub rows: Vec<Neighbour>,
}

impl NeighbourList {
    /// The rows of the list that authorities are compared with: the one called `chosen`, or the only
    /// one there is.
    ///
    /// # Errors
    /// What is wrong with the name, or that there are several lists and none is named.
    pub fn chosen(lists: &[Self], chosen: Option<&str>) -> Result<Vec<Neighbour>, String> {
        match (chosen, lists) {
            (Some(name), _) => Ok(Self::named(lists, name)?.rows.clone()),
            (None, []) => Ok(Vec::new()),
            (None, [only]) => Ok(only.rows.clone()),
            (None, several) => {
                let mut named = several.iter().filter_map(|list| list.name.as_deref());
                Err(format!(
                    "there are {} lists of neighbours: {}; say with which one authorities are compared: [[comparators]] with of = \"neighbours:{}\"",
                    several.len(),
                    Self::names(several),
                    named.next().unwrap_or_default()
                ))
            }
        }
    }

    /// The list of this name, whatever its capitals.
    ///
    /// # Errors
    /// That there is none, with the names that there are.
    pub fn named<'a>(lists: &'a [Self], name: &str) -> Result<&'a Self, String> {
        let wanted = folded(name);
        let is_it = |list: &&Self| list.name.as_deref().is_some_and(|of| folded(of) == wanted);
        lists.iter().find(is_it).ok_or_else(|| {
            format!(
                "no row of [sources.neighbours] is of the list {name:?}; there is {}",
                Self::names(lists)
            )
        })
    }

    fn names(lists: &[Self]) -> String {
        let names: Vec<String> = lists
            .iter()
            .map(|list| match &list.name {
                Some(name) => format!("{name:?}"),
                None => "one without a name".to_owned(),
            })
            .collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join(", "),
        }
    }
}
