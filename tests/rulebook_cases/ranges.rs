//! Numbers and days beyond what they can be are refused with what is allowed.

use super::{pipeline_refusal, refusal, says};
use crate::nation::five_councils;

#[test]
fn numbers_of_a_pipeline_beyond_their_range_are_refused_with_what_is_allowed() {
    for (table, line, parts) in [
        (
            "history",
            "retain = { runs = 30, days = 999999999 }",
            ["days is 999999999", "from 0 to 36,525"],
        ),
        (
            "history",
            "retain = { runs = 1000000000, days = 30 }",
            ["runs is 1000000000", "from 0 to 100,000"],
        ),
        (
            "gates",
            "max_age_days = 4000000000",
            ["max_age_days is 4000000000", "36,525"],
        ),
        (
            "gates",
            "max_row_drop = nan",
            ["max_row_drop is NaN", "a share from 0 to 1"],
        ),
        (
            "gates",
            "max_ratings_moved = inf",
            ["max_ratings_moved is inf", "a share"],
        ),
        (
            "sources.observations",
            "max_rejected = -0.1",
            ["max_rejected is -0.1", "a share"],
        ),
        (
            "sources.observations",
            "min_rows = 9000000000000000000",
            ["min_rows is 9000000000000000000", "1,000,000,000,000"],
        ),
        (
            "sources.observations",
            "max_age_days = 36526",
            ["max_age_days is 36526", "36,525"],
        ),
        (
            "sources.observations",
            "skip_rows = 5000000",
            ["skip_rows is 5000000", "1,048,576"],
        ),
        (
            "sources.observations",
            "header_row = 0",
            ["header_row is 0", "counted from 1"],
        ),
        ("limits", "file_rows = 0", ["file_rows is 0", "from 1 to"]),
        (
            "limits",
            "unpacked_bytes = 0",
            ["unpacked_bytes is 0", "from 1 to"],
        ),
        (
            "limits",
            "memory_limit = 9000000000000000000",
            ["memory_limit is 9000000000000000000", "petabyte"],
        ),
        (
            "limits",
            "page_bytes = -1",
            ["-1", "a whole number of 0 or more"],
        ),
    ] {
        says(&pipeline_refusal(table, line), &parts);
    }
}

#[test]
fn a_day_beyond_all_evidence_is_refused() {
    let work = five_councils();
    work.replace("pipeline.toml", "as_of = 2024-12-31", "as_of = 0024-12-31");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml:4: ", "a day from 1900 to 2100"]);
}

#[test]
fn numbers_of_a_rulebook_beyond_their_range_are_refused_with_what_is_allowed() {
    for (old, new, parts) in [
        (
            "a = 1\nb = 2\nc = 1",
            "a = 1e308\nb = 1e308\nc = 1e308",
            ["a is 1e308", "0.001 to 1,000"],
        ),
        (
            "a = 1\nb = 2\nc = 1",
            "a = 1e-320\nb = 2\nc = 1",
            ["a is 1e-320", "0.001 to 1,000"],
        ),
        (
            "a = 1\nb = 2\nc = 1",
            "a = inf\nb = 2\nc = 1",
            ["a is inf", "0.001 to 1,000"],
        ),
        (
            "[families.universal]\nweight = 1",
            "[families.universal]\nweight = nan",
            ["weight is NaN", "0 or more"],
        ),
        (
            "safeguarding = 2",
            "safeguarding = 1e9",
            ["safeguarding is 1000000000", "0.001 to 1,000"],
        ),
        (
            "confidence = 0.95",
            "confidence = 0.9999999999999999",
            ["confidence is 0.9999999999999999", "0.5 to 0.9999"],
        ),
        (
            "confidence = 0.95",
            "confidence = 95",
            ["confidence is 95", "such as 0.95"],
        ),
        (
            "margin = 0.5",
            "margin = inf",
            ["margin is inf", "up to 100"],
        ),
        (
            "interval_from = 10",
            "interval_from = 4000000000",
            ["interval_from is 4000000000", "1,000,000"],
        ),
        (
            "points = 5",
            "points = 1000000000",
            ["points is 1000000000", "from 3 to 1,000"],
        ),
        (
            "minimum = 3",
            "minimum = 6",
            ["minimum is 6 and points is 5", "points >= minimum"],
        ),
        (
            "steady = 0.25",
            "steady = -1",
            ["steady is -1", "0 or more"],
        ),
        (
            "minimum = 0.5",
            "minimum = 50",
            ["minimum is 50", "a share from 0 to 1"],
        ),
        (
            "good_or_better = 0.80",
            "good_or_better = 80",
            ["good_or_better is 80", "a share"],
        ),
        (
            "from_percent = 97",
            "from_percent = 300",
            ["300", "a whole number from 0 to 255"],
        ),
        ("cap = 1", "cap = 0", ["4, 3, 2 or 1", "not 0"]),
    ] {
        says(&refusal(old, new), &parts);
    }
}
