//! Every key of `pipeline.toml` and `rulebook.toml`, with its default and what it means: the
//! reference that `plumbline schema` prints and `docs/reference.md` holds.
//!
//! A test asks TOML's reader for the keys that each table takes, so that none is missing here and
//! none is listed that is not there.

mod pipeline;
mod rulebook;

use serde::Serialize;

pub use self::pipeline::PIPELINE;
pub use self::rulebook::RULEBOOK;

/// A key of a table.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What holds without it; none where it is needed.
    pub default: Option<&'static str>,
    /// What it says.
    pub about: &'static str,
}

/// A table of a configuration file.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct KeyTable {
    /// Its path, with names of the analyst's own in capitals.
    pub path: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Its keys; none where all of them are the analyst's own.
    pub keys: &'static [Key],
}

/// A key that is needed.
const fn needed(name: &'static str, about: &'static str) -> Key {
    Key {
        name,
        default: None,
        about,
    }
}

/// A key that may be left out.
const fn optional(name: &'static str, default: &'static str, about: &'static str) -> Key {
    Key {
        name,
        default: Some(default),
        about,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::{ConfigFile, Pipeline, Rulebook};

    /// A file in which the table at `path` has nothing but a key that does not exist.
    fn with_an_unknown_key(table: &KeyTable, arrays: &[&str]) -> String {
        let mut header = String::new();
        let last = table.path.rsplit('.').next();
        let is_array = last.is_some_and(|last| arrays.contains(&last));
        let path = table
            .path
            .replace("SOURCE", "observations")
            .replace("COLUMN", "value");
        // A table of a list of tables stands in one of the list.
        for (at, _) in table.path.match_indices('.') {
            let parent = &table.path[..at];
            if arrays.contains(&parent) {
                header.push_str(&format!("[[{parent}]]\n"));
            }
        }
        let open = if is_array { ("[[", "]]") } else { ("[", "]") };
        header.push_str(&format!("{}{path}{}\nno_such_key = 1\n", open.0, open.1));
        header
    }

    /// The keys that the reader of TOML says it expects.
    fn expected(message: &str) -> BTreeSet<String> {
        let list = message
            .split_once(", expected")
            .map_or("", |(_, list)| list);
        list.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    fn holds(tables: &[KeyTable], arrays: &[&str], read: impl Fn(&str) -> String) {
        for table in tables.iter().filter(|table| !table.keys.is_empty()) {
            let message = read(&with_an_unknown_key(table, arrays));
            let listed = table.keys.iter().map(|key| key.name.to_owned());
            assert_eq!(
                expected(&message),
                listed.collect(),
                "[{}] by what the reader says: {message}",
                table.path
            );
        }
    }

    #[test]
    fn every_key_of_a_pipeline_is_listed_and_no_other() {
        holds(
            PIPELINE,
            &[
                "inequality",
                "features",
                "comparators",
                "breaks",
                "successions",
                "predecessors",
            ],
            |text| Pipeline::unknown_key_in(text).expect("an unknown key is refused"),
        );
    }

    #[test]
    fn every_key_of_a_rulebook_is_listed_and_no_other() {
        let arrays = [
            "proportion_words",
            "provision_cut_offs",
            "outcome_cut_offs",
            "limiters",
            "triggers",
        ];
        holds(RULEBOOK, &arrays, |text| {
            let refused = Rulebook::of(ConfigFile::of("rulebook.toml", text));
            refused.expect_err("an unknown key is refused").message
        });
    }
}
