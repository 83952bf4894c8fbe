//! The reference of the mapping language is true: every example gives what it says.

use plumbline::sql::{SqlExpression, Value, examples, reference};

/// What an expression without columns gives, as the reference writes it.
fn given(sql: &str) -> String {
    let value = SqlExpression::parse(sql)
        .and_then(|expression| expression.bind(&[]))
        .and_then(|bound| bound.value(|_| Value::Null).map(|value| value.to_string()));
    match value {
        Ok(value) => value,
        Err(error) => {
            // The reason stands behind the SQL that it is about.
            let (_, why) = error
                .split_once("is not understood: ")
                .unwrap_or(("", &error));
            format!("refused: {why}")
        }
    }
}

#[test]
fn every_example_of_the_reference_gives_what_it_says() {
    let mut count = 0;
    let wrong: Vec<String> = examples()
        .inspect(|_| count += 1)
        .filter(|example| given(example.sql) != example.gives)
        .map(|example| {
            format!(
                "{}: {} and not {}",
                example.sql,
                given(example.sql),
                example.gives
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count > 120, "{count} examples");
}

#[test]
fn the_reference_is_that_of_the_program() {
    let page = include_str!("../docs/sql.md");
    assert!(
        page == reference(),
        "docs/sql.md is out of date; write it again with `cargo test -- --ignored the_reference_is_written_again`"
    );
}

#[test]
#[ignore = "writes docs/sql.md"]
fn the_reference_is_written_again() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sql.md");
    std::fs::write(path, reference()).unwrap();
}
