//! A value of the wrong type is refused in the words of whoever writes the file.

use std::path::Path;

use super::{pipeline_refusal, says};
use crate::workdir::Workdir;

/// Every place of a value in a TOML file, as the keys that lead there.
fn places(value: &toml::Value, at: &[Key], all: &mut Vec<Vec<Key>>) {
    if !at.is_empty() {
        all.push(at.to_vec());
    }
    let mut visit = |key: Key, value: &toml::Value| {
        let mut at = at.to_vec();
        at.push(key);
        places(value, &at, all);
    };
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                visit(Key::Name(key.clone()), value);
            }
        }
        toml::Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                visit(Key::Place(place), value);
            }
        }
        _ => {}
    }
}

#[derive(Debug, Clone)]
enum Key {
    Name(String),
    Place(usize),
}

fn set(value: &mut toml::Value, at: &[Key], new: toml::Value) {
    let place = at.iter().fold(value, |value, key| match key {
        Key::Name(name) => &mut value[name.as_str()],
        Key::Place(place) => &mut value[*place],
    });
    *place = new;
}

/// Words that belong to the program and not to a configuration file.
const OF_THE_PROGRAM: [&str; 14] = [
    "struct", "enum", "Toml", "tuple", "newtype", "u8", "u16", "u32", "u64", "usize", "i64", "f64",
    "sequence", "Spanned",
];

#[test]
fn a_value_of_the_wrong_type_is_never_told_in_the_program_s_own_words() {
    let work = Workdir::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let mut told = 0;
    for pipeline in ["annual-rating", "children-2025", "similar-areas"] {
        for file in ["pipeline.toml", "rulebook.toml"] {
            let folder = shipped.join(pipeline);
            for name in ["pipeline.toml", "rulebook.toml", "letter.md", "letter.html"] {
                if let Ok(bytes) = std::fs::read(folder.join(name)) {
                    work.write(name, bytes);
                }
            }
            let whole: toml::Value = work.read(file).parse::<toml::Table>().expect("TOML").into();
            let mut all = Vec::new();
            places(&whole, &[], &mut all);
            for at in all {
                for new in [
                    toml::Value::Integer(-5),
                    toml::Value::String("nonsense".to_owned()),
                    toml::Value::Array(vec![toml::Value::Integer(1)]),
                    toml::Value::Table(toml::Table::new()),
                ] {
                    let mut changed = whole.clone();
                    set(&mut changed, &at, new);
                    work.write(file, toml::to_string(&changed).expect("TOML"));
                    let read = plumbline::config::Pipeline::read(
                        &work.path("pipeline.toml"),
                        &plumbline::config::Overrides::default(),
                    );
                    if let Err(error) = read {
                        told += 1;
                        let mut words = error.message.split(|c: char| !c.is_ascii_alphanumeric());
                        let slip = words.find(|word| OF_THE_PROGRAM.contains(word));
                        assert_eq!(slip, None, "{file} {at:?}: {error}");
                    }
                }
            }
        }
    }
    assert!(told > 1000, "{told}");
}

#[test]
fn a_number_in_place_of_runs_and_days_names_both() {
    says(
        &pipeline_refusal("history", "retain = 30"),
        &["expected a table with runs and days, such as { runs = 30, days = 90 }"],
    );
}
