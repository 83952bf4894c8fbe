//! What the TOML reader says of a value, without the names that types have in a program.

/// What a type of the program is called in a configuration file.
const TYPES: &[(&str, &str)] = &[
    ("a string", "text in quotes"),
    ("string or table", "text in quotes or a table"),
    ("a borrowed string", "text in quotes"),
    ("path string", "a path in quotes"),
    ("a character", "one character in quotes"),
    ("a boolean", "true or false"),
    ("a sequence", "a list"),
    ("a map", "a table"),
    ("f64", "a number"),
    ("f32", "a number"),
    ("u8", "a whole number from 0 to 255"),
    ("u16", "a whole number of 0 or more"),
    ("u32", "a whole number of 0 or more"),
    ("u64", "a whole number of 0 or more"),
    ("usize", "a whole number of 0 or more"),
    ("i8", "a whole number"),
    ("i16", "a whole number"),
    ("i32", "a whole number"),
    ("i64", "a whole number"),
    ("isize", "a whole number"),
    ("a TOML datetime", "a day such as 2009-12-09"),
];

/// `message` in the words of whoever wrote the file.
pub(super) fn plain(message: &str) -> String {
    let message = message.trim();
    let (found, expected) = match message.split_once(", expected ") {
        Some((found, expected)) => (found, Some(expected)),
        None => (message, None),
    };
    let found = found
        .replacen("invalid type: ", "wrong type: ", 1)
        .replacen("floating point ", "the number ", 1)
        .replacen("integer ", "the number ", 1)
        .replacen("boolean ", "", 1)
        .replacen("string ", "the text ", 1);
    let found = match found.as_str() {
        "wrong type: map" => "wrong type: a table".to_owned(),
        "wrong type: sequence" => "wrong type: a list".to_owned(),
        _ => found,
    };
    match expected {
        None => found,
        Some(expected) => format!("{found}, expected {}", expectation(expected)),
    }
}

fn expectation(expected: &str) -> String {
    let plain = TYPES.iter().find(|(name, _)| *name == expected);
    match plain {
        Some((_, words)) => (*words).to_owned(),
        // Every table of the files says what it expects; this is for one that forgot.
        None if expected.starts_with("struct ") => "a table".to_owned(),
        None => expected.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn the_names_of_types_become_words() {
        for (said, words) in [
            (
                "invalid type: string \"a\", expected f64",
                "wrong type: the text \"a\", expected a number",
            ),
            (
                "invalid value: integer `-1`, expected u64",
                "invalid value: the number `-1`, expected a whole number of 0 or more",
            ),
            (
                "invalid type: map, expected a string",
                "wrong type: a table, expected text in quotes",
            ),
            (
                "invalid type: integer `5`, expected struct Forgotten",
                "wrong type: the number `5`, expected a table",
            ),
            (
                "unknown field `x`, expected `y`",
                "unknown field `x`, expected `y`",
            ),
            ("duplicate key", "duplicate key"),
        ] {
            assert_eq!(plain(said), words);
        }
    }
}
