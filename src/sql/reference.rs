//! The reference of the mapping language, `docs/sql.md`, made of the table of functions.

use std::fmt::Write;

use super::functions::SECTIONS;

/// A part of the language that is no function.
struct Construct {
    form: &'static str,
    meaning: &'static str,
    examples: &'static [(&'static str, &'static str)],
}

/// An expression without columns, and what it gives.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The expression.
    pub sql: &'static str,
    /// Its value as SQL writes it, or `refused: ` and why.
    pub gives: &'static str,
}

const INTRODUCTION: &str = "# The SQL of mappings and limiters

This page is generated from the table of functions in the program, and every example on it is a
test. `cargo test -- --ignored the_reference_is_written_again` writes it again.

A mapping, a `where` and the condition of a limiter are each one SQL expression over named columns,
worked out for one row at a time: no SELECT, no aggregates, no windows. Where DuckDB and PostgreSQL
agree it means what it means there; where they differ, or where this differs from both, it is said
below.

What an expression cannot give:

- **A division by zero is null.** In a column that the contract needs, the row is rejected as
  `missing_value`; in one that may be missing, it is missing and counted. A condition that is null
  is not true: a `where` leaves the row out, a limiter does not fire.
- **What cannot be worked out rejects its row** as `sql_failed`, with the reason: a CAST of what
  is no such value, a whole number beyond 64 bits, a number beyond what a double holds, a root or
  logarithm that has no value.
- **What has no value in any row is a mistake in the file** and refused with its line before data is
  read: `DATE '2007-02-29'`, `x / 0`, a function or a column that is not there.
- A NaN in a source is null; an infinity rejects the rows whose SQL uses it.

What is not worked out cannot fail: a branch of CASE that is not taken, the values of COALESCE
behind the first that is there, the right side of AND where the left is false and of OR where it is
true.

| kind | in a CAST | from a source |
| --- | --- | --- |
| text | `VARCHAR`, `TEXT` | every column of a text file or workbook |
| whole number, 64 bits | `BIGINT`; `INTEGER`, `SMALLINT`, `TINYINT` check their bounds and are as wide | integers of Parquet |
| number, double precision | `DOUBLE`, `FLOAT` (PostgreSQL's, not DuckDB's of 32 bits) | floating-point and decimal numbers of Parquet |
| true or false | `BOOLEAN` | booleans of Parquet |
| day | `DATE` | dates and timestamps of Parquet, without the time of day |

Kinds are not mixed by guessing: a text beside a number is refused with the CAST to write. Only a
whole number is also a number, and a text in quotes beside a day is a day. A number with a decimal
point, such as `0.1`, is a double and not, as in DuckDB, a decimal.
";

const LANGUAGE: [Construct; 12] = [
    Construct {
        form: "'text', 12, 0.5, TRUE, NULL, DATE '2009-12-09'",
        meaning: "Values. A quote in a text is written twice.",
        examples: &[
            ("'King''s Lynn'", "'King''s Lynn'"),
            ("1e3", "1000.0"),
            ("DATE '2009-12-09'", "2009-12-09"),
            (
                "DATE '2007-02-29'",
                "refused: '2007-02-29' is no day of the calendar",
            ),
        ],
    },
    Construct {
        form: "\"Short Desc\", grade",
        meaning: "Columns; a name that has spaces or capitals stands between double quotes.",
        examples: &[],
    },
    Construct {
        form: "CASE WHEN c THEN x … ELSE y END, CASE v WHEN a THEN x … END",
        meaning: "The value behind the first condition that is true, or the first value that is equal; null where there is none and no ELSE.",
        examples: &[
            (
                "CASE WHEN 980 BETWEEN 980 AND 990 THEN 'region' ELSE 'authority' END",
                "'region'",
            ),
            (
                "CASE 'SC' WHEN 'MD' THEN 'district' WHEN 'SC' THEN 'county' END",
                "'county'",
            ),
            ("CASE NULL WHEN NULL THEN 1 ELSE 2 END", "2"),
        ],
    },
    Construct {
        form: "IF(c, x, y)",
        meaning: "The first where the condition is true, otherwise the second.",
        examples: &[("IF(NULL = 1, 'yes', 'no')", "'no'")],
    },
    Construct {
        form: "COALESCE(x, …), IFNULL(x, y)",
        meaning: "The first that is not null.",
        examples: &[
            ("COALESCE(NULL, 'open')", "'open'"),
            ("COALESCE(1, 2.5)", "1.0"),
        ],
    },
    Construct {
        form: "c AND d, c OR d",
        meaning: "Both, or one of two conditions. Null is neither true nor false: false AND null is false, true OR null is true, all else with null is null.",
        examples: &[
            ("FALSE AND NULL", "false"),
            ("TRUE OR NULL", "true"),
            ("TRUE AND NULL", "NULL"),
        ],
    },
    Construct {
        form: "x IN (a, b), x NOT IN (a, b)",
        meaning: "Whether it is one of these; null where it is null, or where it is none of them and one of them is null.",
        examples: &[
            ("'a' IN ('a', 'b')", "true"),
            ("3 NOT IN (1, NULL)", "NULL"),
        ],
    },
    Construct {
        form: "x BETWEEN a AND b",
        meaning: "x >= a AND x <= b.",
        examples: &[
            ("985 BETWEEN 980 AND 990", "true"),
            ("5 BETWEEN 7 AND 3", "false"),
        ],
    },
    Construct {
        form: "x ~ 'expression', REGEXP_LIKE(x, 'expression')",
        meaning: "Whether a regular expression is found in a text; `~*` without regard to capitals, `!~` not. The expression is a text in quotes.",
        examples: &[
            ("'E09000001' ~ '^E0[6-9]'", "true"),
            ("'abc' ~* 'B'", "true"),
        ],
    },
    Construct {
        form: "CAST(x AS type), x::type",
        meaning: "x as another kind, exactly, or not at all. Text is a whole number if it is one (`301`, `301.0`, `3e2`; DuckDB rounds `301.5`, which is refused here), a number in digits without thousands, true or false as true, t, yes, y, 1 and their opposites, a day as 2009-12-09 with or without a time of day; spaces around numbers and days do not matter. A number becomes the nearest whole one, halves the even one.",
        examples: &[
            ("CAST(' 301.0 ' AS BIGINT)", "301"),
            ("CAST(2.5 AS BIGINT)", "2"),
            ("CAST(301.0 AS VARCHAR)", "'301.0'"),
            ("'yes'::BOOLEAN", "true"),
            ("CAST('2009-12-09T10:00:00' AS DATE)", "2009-12-09"),
            (
                "CAST('301.5' AS BIGINT)",
                "refused: '301.5' is not a whole number; ROUND(CAST(… AS DOUBLE)) makes it one",
            ),
            (
                "CAST('1,234' AS DOUBLE)",
                "refused: '1,234' is not a number",
            ),
            (
                "CAST(3e9 AS INTEGER)",
                "refused: 3000000000.0 is beyond whole numbers of 32 bits",
            ),
        ],
    },
    Construct {
        form: "TRY_CAST(x AS type)",
        meaning: "As CAST, but null where it is none.",
        examples: &[
            ("TRY_CAST('low' AS DOUBLE)", "NULL"),
            ("TRY_CAST('301.5' AS BIGINT)", "NULL"),
        ],
    },
    Construct {
        form: "d + INTERVAL '3 months', d - INTERVAL 1 YEAR",
        meaning: "A day moved by days, weeks, months, quarters or years; where the month is shorter, its last day. It is a day (in DuckDB a timestamp).",
        examples: &[
            ("DATE '2009-01-31' + INTERVAL '1 month'", "2009-02-28"),
            ("DATE '2009-12-09' - INTERVAL 2 WEEKS", "2009-11-25"),
        ],
    },
];

/// Every example of the reference.
pub fn examples() -> impl Iterator<Item = Example> {
    let language = LANGUAGE.iter().flat_map(|construct| construct.examples);
    let functions = SECTIONS
        .iter()
        .flat_map(|(_, functions)| functions.iter())
        .flat_map(|function| function.examples);
    language
        .chain(functions)
        .map(|(sql, gives)| Example { sql, gives })
}

/// The reference as Markdown.
pub fn reference() -> String {
    let mut page = INTRODUCTION.to_owned();
    section(&mut page, "The language");
    for construct in &LANGUAGE {
        row(
            &mut page,
            construct.form,
            construct.meaning,
            construct.examples,
        );
    }
    for (title, functions) in SECTIONS {
        section(&mut page, title);
        for function in functions {
            row(
                &mut page,
                function.form,
                function.meaning,
                function.examples,
            );
        }
    }
    page
}

fn section(page: &mut String, title: &str) {
    page.push_str(&format!(
        "\n## {title}\n\n| written | meaning | examples |\n| --- | --- | --- |\n"
    ));
}

fn row(page: &mut String, form: &str, meaning: &str, examples: &[(&str, &str)]) {
    let escaped = |text: &str| text.replace('|', "\\|");
    let shown: Vec<String> = examples
        .iter()
        .map(|(sql, gives)| match gives.split_once("refused: ") {
            Some((_, why)) => format!("`{}`: refused ({})", escaped(sql), escaped(why)),
            None => format!("`{}` → `{}`", escaped(sql), escaped(gives)),
        })
        .collect();
    // Writing to a string cannot fail.
    let _ = writeln!(
        page,
        "| `{}` | {} | {} |",
        escaped(form),
        escaped(meaning),
        shown.join("<br>")
    );
}
