//! What the README and `docs/` show is what the program prints.

use crate::workdir::{Outcome, Workdir};

const README: &str = include_str!("../README.md");

/// The fenced block that begins with this line.
fn block<'a>(language: &str, first: &str) -> &'a str {
    let fence = format!("```{language}\n");
    README
        .split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .find(|block| block.starts_with(first))
        .unwrap_or_else(|| panic!("the README has no {language} block that begins with {first:?}"))
}

#[test]
fn the_first_command_prints_what_the_readme_shows() {
    let command = block("sh", "cargo run --release -- run ").trim();
    let pipeline = command
        .rsplit(' ')
        .next()
        .expect("the command names a pipeline");
    let work = Workdir::new();
    let pipeline = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(pipeline);
    let outcome = Outcome::of(work.program().arg("run").arg(pipeline).assert()).code(0);
    let printed = outcome.stdout();
    // The name of the run differs from run to run.
    let plain = |line: &str| {
        line.split("/run=")
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    };
    let printed: Vec<String> = printed.lines().map(plain).collect();
    for (shown, found) in block("text", "annual-rating as of")
        .lines()
        .map(plain)
        .zip(&printed)
    {
        assert_eq!(&shown, found);
    }
}

#[test]
fn the_test_command_is_the_one_that_ci_runs() {
    let ci = include_str!("../.ci/run");
    assert!(ci.contains(block("sh", "cargo test").trim()));
}

#[test]
fn the_reference_is_what_the_program_prints() {
    let printed = Workdir::new()
        .ask(&["schema", "--format", "markdown"])
        .code(0)
        .stdout();
    assert!(
        printed == include_str!("../docs/reference.md"),
        "docs/reference.md is not what `plumbline schema --format markdown` prints"
    );
    assert!(printed.lines().count() > 500);
}
