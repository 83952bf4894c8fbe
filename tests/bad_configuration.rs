//! Mistakes in the pipeline and the rulebook: each is found before data is read, named with its
//! file and line and with what was expected, and ends with exit code 2.

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// Checks that both commands refuse `file` at the line that begins with `at`, with `parts`.
fn refused(work: &Workdir, file: &str, at: &str, parts: &[&str]) {
    let text = work.read(file);
    let line = text.lines().position(|line| line.starts_with(at));
    let place = format!("{file}:{}: ", line.expect("the line is in the file") + 1);
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(2).says(&[&place]).says(parts);
    }
    assert_eq!(
        work.names("out"),
        ["journal.jsonl"],
        "nothing but the line of the journal is made before data is read"
    );
}

/// The five councils with columns mapped for the observations.
fn mapped(columns: &str) -> Workdir {
    let work = five_councils();
    let text = format!(
        "{}\n[sources.observations.columns]\n{columns}",
        work.read("pipeline.toml")
    );
    work.write("pipeline.toml", text);
    work
}

const COLUMNS: &str =
    "authority = 'authority'\nindicator = 'indicator'\nperiod = 'period'\nvalue = 'value'\n";

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "neighbours = \"mean\"",
        "neighbors = \"mean\"",
    );
    refused(
        &work,
        "pipeline.toml",
        "neighbors",
        &["unknown field `neighbors`", "neighbours"],
    );
}

#[test]
fn an_unknown_key_in_the_rulebook_is_named_with_its_line() {
    let work = five_councils();
    work.replace("rulebook.toml", "margin = 0.5", "margins = 0.5");
    refused(
        &work,
        "rulebook.toml",
        "margins",
        &["unknown field `margins`"],
    );
}

#[test]
fn a_repeated_key_is_named_with_its_line() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "max_rejected = 0.5",
        "max_rejected = 0.5\nname = \"again\"",
    );
    refused(
        &work,
        "pipeline.toml",
        "name = \"again\"",
        &["duplicate key"],
    );
}

#[test]
fn a_repeated_table_is_named_with_its_line() {
    let work = five_councils();
    work.append("rulebook.toml", "[trend]");
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command)
            .code(2)
            .says(&["rulebook.toml:14: ", "duplicate key"]);
    }
}

#[test]
fn toml_that_does_not_parse_is_named_with_its_line() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "neighbours = \"mean\"",
        "neighbours = mean",
    );
    refused(&work, "pipeline.toml", "neighbours = mean", &[]);
}

#[test]
fn an_unknown_statistic_names_those_that_there_are() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "neighbours = \"mean\"",
        "neighbours = \"mode\"",
    );
    refused(
        &work,
        "pipeline.toml",
        "neighbours = \"mode\"",
        &["`mean`, `median`, `pooled`"],
    );
}

#[test]
fn a_day_that_is_none_is_named() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "as_of = 2024-12-31",
        "as_of = 2024-12-31T10:00:00",
    );
    refused(
        &work,
        "pipeline.toml",
        "as_of",
        &["expected a day such as 2009-12-09"],
    );
}

#[test]
fn a_share_that_is_a_percentage_is_named() {
    let work = five_councils();
    work.replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 50");
    refused(
        &work,
        "pipeline.toml",
        "max_rejected",
        &["a share from 0 to 1", "2% is 0.02"],
    );
}

#[test]
fn a_contract_column_that_a_mapping_leaves_out_is_named() {
    let work = mapped(&COLUMNS.replace("value = 'value'\n", ""));
    refused(
        &work,
        "pipeline.toml",
        "[sources.observations.columns]",
        &["does not map `value`", "which the contract needs"],
    );
}

#[test]
fn a_mapped_column_that_no_contract_has_is_named_with_the_nearest() {
    let work = mapped(&format!("{COLUMNS}numerater = 'numerator'\n"));
    refused(
        &work,
        "pipeline.toml",
        "numerater",
        &[
            "observations has no column `numerater`",
            "did you mean `numerator`?",
        ],
    );
}

#[test]
fn a_column_that_the_file_does_not_have_is_named_with_the_nearest() {
    let work = mapped(&COLUMNS.replace("'value'", "'\"Valeu\"'"));
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(2).says(&[
            "pipeline.toml:",
            "value: observations.csv has no column \"Valeu\"",
            "did you mean \"value\"?",
        ]);
    }
}

#[test]
fn a_file_without_a_column_that_its_contract_needs_is_named() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,year,value\n301,waits,2024,1\n",
    );
    refused(
        &work,
        "pipeline.toml",
        "[sources.observations]",
        &[
            "observations.csv has no column `period`",
            "map it in [sources.observations.columns]",
        ],
    );
}

#[test]
fn sql_that_does_not_parse_is_quoted_with_its_line() {
    for sql in [
        "CAST(value AS",
        "value +",
        "CASE WHEN value = 1 THEN",
        "SELECT",
        "",
    ] {
        let work = mapped(&COLUMNS.replace("'value'", &format!("'{sql}'")));
        refused(&work, "pipeline.toml", "value = ", &["SQL"]);
    }
}

#[test]
fn an_unknown_function_is_quoted_with_its_line() {
    let work = mapped(&COLUMNS.replace("'value'", "'FLATTEN(value)'"));
    refused(
        &work,
        "pipeline.toml",
        "value = ",
        &["`FLATTEN(value)`", "FLATTEN"],
    );
}

#[test]
fn sql_that_needs_more_than_one_row_is_refused() {
    for sql in [
        "SUM(value)",
        "AVG(CAST(value AS DOUBLE)) OVER (PARTITION BY indicator)",
        "*",
    ] {
        let work = mapped(&COLUMNS.replace("'value'", &format!("'{sql}'")));
        refused(&work, "pipeline.toml", "value = ", &["SQL"]);
    }
}

#[test]
fn a_condition_that_is_neither_true_nor_false_is_refused() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"",
        "path = \"observations.csv\"\nwhere = 'LENGTH(value)'",
    );
    refused(
        &work,
        "pipeline.toml",
        "where",
        &["a condition that is true or false was expected"],
    );
}

#[test]
fn an_unknown_source_is_named_with_those_that_there_are() {
    let work = five_councils();
    work.append(
        "pipeline.toml",
        "[sources.neighbors]\npath = \"neighbours.csv\"",
    );
    refused(
        &work,
        "pipeline.toml",
        "[sources.neighbors]",
        &["unknown field `neighbors`"],
    );
}

#[test]
fn a_pipeline_without_authorities_is_refused() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "[sources.authorities]\npath = \"authorities.csv\"\n",
        "",
    );
    refused(
        &work,
        "pipeline.toml",
        "[sources]",
        &["no [sources.authorities]"],
    );
}

#[test]
fn observations_without_their_catalogue_are_refused() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "[sources.indicators]\npath = \"indicators.csv\"\n",
        "",
    );
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command)
            .code(2)
            .says(&["pipeline.toml:", "no [sources.indicators]"]);
    }
    assert!(work.names("out/runs").is_empty());
}

#[test]
fn a_pipeline_or_rulebook_that_is_not_there_is_named() {
    let work = five_councils();
    work.plumbline("run none.toml")
        .code(2)
        .says(&["none.toml", "check the path"]);
    work.replace(
        "pipeline.toml",
        "rulebook = \"rulebook.toml\"",
        "rulebook = \"rules.toml\"",
    );
    work.plumbline("run pipeline.toml")
        .code(2)
        .says(&["rules.toml", "check the path"]);
}

#[test]
fn mistakes_of_a_rulebook_are_named_with_what_was_expected() {
    let provision = "[comparison.provision]\nconfidence = 0.95\ninterval_from = 10\nmargin = 0.1\n\
        [families.homes]\nweight = 1\n\
        [provision.home]\nfamily = \"homes\"\none = \"home\"\nmany = \"homes\"\n";
    let rating = "[rating]\na = 1\nb = 2\nc = 1\nhalves = \"down\"\n[coverage]\nminimum = 0.5\n";
    let limiter = "[[limiters]]\nname = \"l\"\ncap = 1\nreason = \"r\"\ncondition = ";
    for (text, parts) in [
        (
            "[rating]\na = 1\nb = 2\nc = 1\nhalves = \"down\"\n".to_owned(),
            "[coverage] is not",
        ),
        (rating.replace("0.5", "50"), "a share from 0 to 1"),
        (rating.replace("a = 1", "a = -1"), "must be 0 or more"),
        (
            provision.replace("\"homes\"\none", "\"hames\"\none"),
            "`hames`, which is not declared",
        ),
        (
            provision.replace("provision.home]", "provision.Home]"),
            "lower-case letters",
        ),
        (
            "[[provision_cut_offs]]\nband = 5\ngood_or_better = 0.8\ninadequate = 0.02\n"
                .to_owned(),
            "not 5",
        ),
        (
            "[[proportion_words]]\nfrom_percent = 0\nto_percent = 99\nword = \"some\"\n".to_owned(),
            "no word covers 100%",
        ),
        (format!("{limiter}'block_a < 2'\n"), "there is no [rating]"),
        (
            format!("{rating}{limiter}'block_d < 2'\n"),
            "limiter l: the SQL `block_d < 2` names the column \"block_d\"",
        ),
        (
            format!("{rating}{limiter}'block_a <'\n"),
            "limiter l: the SQL `block_a <` is not understood",
        ),
        (
            format!("{rating}{limiter}'block_a + 1'\n"),
            "true or false was expected",
        ),
        (
            format!("{rating}{limiter}'block_a < 2'\n{limiter}'block_b < 2'\n"),
            "two limiters are called `l`",
        ),
    ] {
        let work = five_councils();
        work.append("rulebook.toml", &text);
        work.plumbline("run pipeline.toml --out out")
            .code(2)
            .says(&["rulebook.toml", parts]);
        assert_eq!(work.names("out"), ["journal.jsonl"], "{text}");
    }
}
