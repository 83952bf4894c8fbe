//! What the folders above a file say of all its rows: `year=2009/region=E12000001/part-0.parquet`,
//! as Hive, Spark and DuckDB write large tables.

use std::path::{Component, Path};

use super::source_path::decoded;

/// What Hive writes where a row has no value.
const MISSING: &str = "__HIVE_DEFAULT_PARTITION__";

/// A column that all rows of a file have the same value of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// The column.
    pub name: String,
    /// The value; none where it is missing.
    pub value: Option<String>,
}

/// The partitions that the folders of `path` say, in their order. The file's own name says none.
pub(super) fn partitions(path: &Path) -> Vec<Partition> {
    let mut folders: Vec<&str> = path
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => name.to_str(),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => None,
        })
        .collect();
    folders.pop();
    let mut found: Vec<Partition> = Vec::new();
    for (name, value) in folders.iter().filter_map(|folder| folder.split_once('=')) {
        let name = decoded(name);
        if name.is_empty() || found.iter().any(|partition| partition.name == name) {
            continue;
        }
        let value = (value != MISSING).then(|| decoded(value));
        found.push(Partition { name, value });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_with_an_equals_sign_are_columns() {
        let of = |path: &str| -> Vec<(String, Option<String>)> {
            let found = partitions(Path::new(path)).into_iter();
            found.map(|of| (of.name, of.value)).collect()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            of("a/year=2009/region=East%20of%20England/part=0.parquet"),
            [
                ("year".to_owned(), text("2009")),
                ("region".to_owned(), text("East of England"))
            ]
        );
        assert_eq!(
            of("x=__HIVE_DEFAULT_PARTITION__/f.csv"),
            [("x".to_owned(), None)]
        );
        assert_eq!(of("=1/plain/f.csv"), []);
    }
}
