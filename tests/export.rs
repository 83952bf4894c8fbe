//! `plumbline export`: a run as a workbook, as CSV, in the open data standard and as views.

use std::fs;
use std::io::Read;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::nation::five_councils;
use crate::shipped::rated;
use crate::workdir::{Outcome, Table, Workdir, near};

/// Exports the shared run of the annual rating.
fn exported(arguments: &str) -> (Workdir, Outcome) {
    let work = Workdir::new();
    let run = rated();
    let arguments: Vec<&str> = ["export", &run]
        .into_iter()
        .chain(arguments.split_whitespace())
        .collect();
    let outcome = work.ask(&arguments);
    (work, outcome)
}

/// The records of a CSV file, the header first.
fn records(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .expect("a CSV file");
    reader
        .records()
        .map(|record| {
            record
                .expect("a record")
                .iter()
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

/// A part of the package that a workbook is.
fn part(path: &Path, name: &str) -> String {
    let file = fs::File::open(path).expect("the workbook is there");
    let mut package = zip::ZipArchive::new(file).expect("a workbook is a zip archive");
    let mut text = String::new();
    package
        .by_name(name)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
        .read_to_string(&mut text)
        .expect("XML");
    text
}

/// A sheet's cells.
fn sheet(path: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(name).expect("the sheet");
    let (rows, columns) = range.end().expect("a sheet with cells");
    (0..=rows)
        .map(|row| {
            (0..=columns)
                .map(|column| range.get_value((row, column)).cloned().unwrap_or_default())
                .collect()
        })
        .collect()
}

/// The place of a heading in the header of a sheet, which is its fifth row.
fn place(cells: &[Vec<Data>], heading: &str) -> usize {
    cells[4]
        .iter()
        .position(|cell| *cell == Data::String(heading.to_owned()))
        .unwrap_or_else(|| panic!("no {heading:?} in {:?}", cells[4]))
}

#[test]
fn a_workbook_has_a_cover_contents_notes_and_one_marked_table_a_sheet() {
    let (work, outcome) =
        exported("--format xlsx --out nation.xlsx --table ratings --table neighbours");
    outcome.code(0).prints(&["nation.xlsx"]);
    let path = work.path("nation.xlsx");
    let book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    assert_eq!(
        book.sheet_names(),
        [
            "Cover",
            "Contents",
            "Notes",
            "Columns",
            "ratings",
            "neighbours"
        ]
    );
    for number in 2..=6 {
        let xml = part(&path, &format!("xl/worksheets/sheet{number}.xml"));
        assert_eq!(xml.matches("<tablePart ").count(), 1, "sheet {number}");
        assert!(xml.contains("state=\"frozen\""), "sheet {number}");
        assert!(!xml.contains("mergeCell"), "sheet {number}");
    }
    let core = part(&path, "docProps/core.xml");
    assert!(core.contains("<dc:language>en-GB</dc:language>"), "{core}");
    assert!(
        core.contains("<dc:title>Annual rating of children's services, December 2009</dc:title>"),
        "{core}"
    );
    let cover = sheet(&path, "Cover");
    let said: Vec<String> = cover.iter().map(|row| row[0].to_string()).collect();
    assert!(
        said.iter()
            .any(|line| line.contains("as of 9 December 2009")),
        "{said:?}"
    );

    let ratings = sheet(&path, "ratings");
    assert_eq!(ratings.len(), 5 + 152);
    let code = place(&ratings, "Authority");
    let leeds = ratings
        .iter()
        .find(|row| row[code] == Data::String("383".into()));
    let leeds = leeds.expect("Leeds");
    let published = Table::read(&Path::new(&rated()).join("current/ratings.parquet"));
    let expected = published.row(&[("authority", "383")]);
    assert_eq!(
        leeds[place(&ratings, "Coverage")],
        Data::Float(expected["coverage"].as_f64().unwrap()),
        "unrounded"
    );
    assert_eq!(
        leeds[place(&ratings, "Moderation reason")],
        Data::String("[z]".into())
    );
    // Names stand beside codes.
    let neighbours = sheet(&path, "neighbours");
    let first = &neighbours[5];
    assert_eq!(
        first[place(&neighbours, "Authority name")],
        Data::String("City of London".into())
    );
    assert_ne!(first[place(&neighbours, "Neighbour name")], Data::Empty);
}

#[test]
fn a_missing_figure_stands_as_the_shorthand_of_its_reason() {
    let work = five_councils();
    work.edit("data/observations.csv", |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (line, sign) in lines.iter_mut().skip(1).zip(["c", "[low]", "z", ".."]) {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells[3] = sign;
            *line = cells.join(",");
        }
        lines.join("\n") + "\n"
    });
    work.run();
    work.plumbline("export out --format xlsx --out book.xlsx --table indicator_profile")
        .code(0);
    let cells = sheet(&work.path("book.xlsx"), "indicator_profile");
    let (value, reason) = (place(&cells, "Value"), place(&cells, "Missing reason"));
    let mut seen = std::collections::BTreeSet::new();
    for row in &cells[5..] {
        let expected = match row[reason].to_string().as_str() {
            "c" => "[c]",
            "low" => "[low]",
            "z" => "[z]",
            ".." | "-" | "no_row" => "[x]",
            _ => {
                assert!(matches!(row[value], Data::Float(_)), "{row:?}");
                continue;
            }
        };
        assert_eq!(row[value], Data::String(expected.to_owned()));
        seen.insert(expected);
    }
    assert!(seen.len() >= 4, "{seen:?}");
    let notes = sheet(&work.path("book.xlsx"), "Notes");
    let signs: Vec<String> = notes[5..].iter().map(|row| row[0].to_string()).collect();
    for sign in seen {
        assert!(
            signs.iter().any(|of| of == sign),
            "{sign} is not in the notes: {signs:?}"
        );
    }
}

#[test]
fn an_authority_s_workbook_has_only_what_is_about_it() {
    let (work, outcome) = exported("--format xlsx --out leeds.xlsx --authority leeds");
    outcome
        .code(0)
        .prints(&["left out", "national_summary", "indicator_distribution"]);
    let path = work.path("leeds.xlsx");
    let book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    assert!(!book.sheet_names().contains(&"national_summary".to_owned()));
    let ratings = sheet(&path, "ratings");
    assert_eq!(ratings.len(), 6);
    assert_eq!(
        ratings[5][place(&ratings, "Name")],
        Data::String("Leeds".into())
    );
    assert!(part(&path, "docProps/core.xml").contains(": Leeds</dc:title>"));
}

#[test]
fn csv_has_its_description_beside_it() {
    let (work, outcome) = exported("--format csv --out tables");
    outcome.code(0).prints(&["tables/ratings.csv\n"]);
    let mut files = 0;
    for name in work.names("tables") {
        let Some(table) = name.strip_suffix(".csv") else {
            continue;
        };
        files += 1;
        let records = records(&work.path(format!("tables/{name}")));
        let about = work.json(&format!("tables/{table}.csv-metadata.json"));
        assert_eq!(about["url"], name);
        let columns = about["tableSchema"]["columns"].as_array().expect("columns");
        let titles: Vec<&str> = columns
            .iter()
            .map(|of| of["titles"].as_str().unwrap())
            .collect();
        assert_eq!(records[0], titles);
        assert!(
            columns
                .iter()
                .all(|of| of["dc:description"].as_str().unwrap().len() > 10)
        );
        let published = Table::read(&Path::new(&rated()).join(format!("current/{table}.parquet")));
        assert_eq!(records.len() - 1, published.len(), "{table}");
        for (column, title) in titles.iter().enumerate() {
            for (record, row) in records[1..].iter().zip(published.rows()) {
                if let Value::Number(number) = &row[*title] {
                    assert_eq!(
                        record[column].parse::<f64>().ok(),
                        number.as_f64(),
                        "{table}.{title}"
                    );
                }
            }
        }
    }
    assert!(files > 10, "{files}");
}

#[test]
fn cells_that_a_spreadsheet_would_work_out_are_made_harmless_and_said_so() {
    let work = five_councils();
    work.edit("data/authorities.csv", |text| {
        text.replacen("Ashby", "=HYPERLINK(1)", 1)
    });
    work.run();
    work.plumbline("export out --format csv --out tables --table authorities")
        .code(0)
        .prints(&["note: authorities: 1 text cells begin with a sign"]);
    let records = records(&work.path("tables/authorities.csv"));
    assert_eq!(records[1][1], "'=HYPERLINK(1)");
    let about = work.json("tables/authorities.csv-metadata.json");
    assert!(
        about["rdfs:comment"]
            .as_str()
            .unwrap()
            .contains("apostrophe"),
        "{about}"
    );
    // In a workbook it is text, and text is not worked out.
    work.plumbline("export out --format xlsx --out book.xlsx --table authorities")
        .code(0);
    let cells = sheet(&work.path("book.xlsx"), "authorities");
    assert_eq!(cells[5][1], Data::String("=HYPERLINK(1)".into()));
    let xml = part(&work.path("book.xlsx"), "xl/worksheets/sheet5.xml");
    assert!(!xml.contains("<f>"), "{xml}");
}

/// The pipeline of the five councils, reading its figures from what `export` wrote.
fn reading_back(work: &Workdir, files: &[&str]) -> Workdir {
    let again = five_councils();
    let mut feeds = String::new();
    for file in files {
        let text = fs::read(work.path(file)).expect("the data file");
        let name = file.rsplit('/').next().expect("a name");
        again.write(&format!("data/{name}"), text);
        let about = records(&work.path(file.replace(".csv", ".meta.csv")));
        let indicators: Vec<String> = about[1..]
            .iter()
            .filter(|row| row[1] == "Indicator")
            .map(|row| format!("{:?}", row[0]))
            .collect();
        feeds.push_str(&format!(
            "[[sources.observations]]\nname = \"{}\"\npath = \"{name}\"\nformat = \"ees\"\n\
             indicators = [{}]\nfilters = [\"breakdown\"]\n\n",
            name.trim_end_matches(".csv"),
            indicators.join(", ")
        ));
    }
    again.edit("pipeline.toml", |text| {
        let from = text.find("[sources.observations]").expect("the source");
        let to = text[from + 1..]
            .find("\n[")
            .map_or(text.len(), |at| from + at + 2);
        format!("{}{feeds}{}", &text[..from], &text[to..])
    });
    again
}

#[test]
fn the_open_data_standard_reads_back_as_the_same_figures() {
    let work = five_councils();
    work.run();
    work.ask(&[
        "export",
        "out",
        "--format",
        "ees",
        "--out",
        "ees",
        "--time-identifier",
        "Academic year",
    ])
    .code(0);
    let data: Vec<String> = work
        .names("ees")
        .into_iter()
        .filter(|name| name.ends_with(".csv") && !name.ends_with(".meta.csv"))
        .map(|name| format!("ees/{name}"))
        .collect();
    assert!(!data.is_empty());
    let files: Vec<&str> = data.iter().map(String::as_str).collect();
    let again = reading_back(&work, &files);
    again.run();
    let (first, second) = (
        work.table("indicator_profile"),
        again.table("indicator_profile"),
    );
    let mut compared = 0;
    for row in first.rows() {
        let Some(value) = row["value"].as_f64() else {
            continue;
        };
        let text = |name: &str| row[name].as_str().expect("text").to_owned();
        let (start, end) = (&row["period_start"], &row["period_end"]);
        let found: Vec<&Value> = second
            .rows_with(&[
                ("authority", &text("authority")),
                ("indicator", &text("indicator")),
                ("breakdown", &text("breakdown")),
            ])
            .into_iter()
            .filter(|of| of["period_start"] == *start && of["period_end"] == *end)
            .collect();
        assert_eq!(found.len(), 1, "{row}");
        near(&found[0]["value"], value);
        for figure in [
            "national_value",
            "region_value",
            "neighbour_mean",
            "national_rank",
        ] {
            match row[figure].as_f64() {
                Some(expected) => near(&found[0][figure], expected),
                None => assert!(found[0][figure].is_null(), "{figure}: {row}"),
            }
        }
        compared += 1;
    }
    assert!(compared >= 10, "{compared}");
}

#[test]
fn a_year_across_two_has_to_be_called_by_its_kind() {
    let (work, outcome) = exported("--format ees --out ees");
    outcome
        .code(2)
        .says(&["is a year across two", "--time-identifier"]);
    assert!(work.names(".").is_empty());
    let (_, outcome) = exported("--format ees --out ees --time-identifier Week");
    outcome.code(2).says(&["expected one of Calendar year"]);
    let (_, outcome) = exported("--format csv --out csv --time-identifier Week");
    outcome.code(2);
}

#[test]
fn views_name_the_real_folder_of_the_run_and_all_runs() {
    let (work, outcome) = exported("--format duckdb --out views.sql");
    outcome.code(0);
    let script = work.read("views.sql");
    assert!(script.contains("/out/runs/run="), "{script}");
    assert!(
        !script.contains("/current/"),
        "another run may be current by tomorrow"
    );
    for part in [
        "CREATE OR REPLACE VIEW main.ratings AS",
        "COMMENT ON COLUMN main.ratings.\"coverage\" IS '",
        "CREATE OR REPLACE VIEW history.ratings AS",
        "/runs/run=*/ratings.parquet'",
    ] {
        assert!(script.contains(part), "{part} is not in\n{script}");
    }
}

#[test]
fn only_an_earlier_export_is_replaced() {
    let work = Workdir::new();
    let run = rated();
    let export = |format: &str, out: &str| {
        work.ask(&[
            "export", &run, "--format", format, "--out", out, "--table", "ratings",
        ])
    };
    work.write("notes.xlsx", "mine")
        .write("mine.sql", "select 1;\n")
        .write("folder/mine.csv", "a\n");
    for (format, out) in [
        ("xlsx", "notes.xlsx"),
        ("duckdb", "mine.sql"),
        ("csv", "folder"),
        ("ees", "folder"),
        ("xlsx", "folder"),
        ("csv", "mine.sql"),
    ] {
        // Years across two are asked for first.
        let outcome = if format == "ees" {
            work.ask(&[
                "export",
                &run,
                "--format",
                format,
                "--out",
                out,
                "--time-identifier",
                "Tax year",
            ])
        } else {
            export(format, out)
        };
        outcome.code(2).says(&["so it is not replaced"]);
    }
    assert_eq!(work.read("notes.xlsx"), "mine");
    assert_eq!(work.read("mine.sql"), "select 1;\n");
    assert_eq!(work.names("folder"), ["mine.csv"]);

    for (format, out) in [("xlsx", "a.xlsx"), ("duckdb", "a.sql"), ("csv", "a")] {
        export(format, out).code(0);
        export(format, out).code(0);
        std::os::unix::fs::symlink(work.path(out), work.path(format!("link-{out}"))).unwrap();
        export(format, &format!("link-{out}"))
            .code(2)
            .says(&["is a link"]);
    }
    work.append("a/ratings.csv", "changed");
    export("csv", "a")
        .code(2)
        .says(&["ratings.csv was changed"]);
    let hidden = work
        .names(".")
        .into_iter()
        .filter(|name| name.starts_with('.'))
        .count();
    assert_eq!(hidden, 0, "nothing is left beside them");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let (one, _) = exported("--format xlsx --out a.xlsx --authority Leeds");
    let (two, _) = exported("--format xlsx --out b.xlsx --authority Leeds");
    assert!(fs::read(one.path("a.xlsx")).unwrap() == fs::read(two.path("b.xlsx")).unwrap());
}

#[test]
fn what_the_run_does_not_have_is_refused_with_what_it_has() {
    for (arguments, says) in [
        (
            "--format csv --out x --table rating",
            "did you mean `ratings`?",
        ),
        (
            "--format csv --out x --table neighbour_model",
            "this run has no table `neighbour_model`",
        ),
        (
            "--format csv --out x --authority Leads",
            "the nearest are Leeds (383)",
        ),
        (
            "--format csv --out x --indicator 9999",
            "this run has no indicator `9999`",
        ),
        (
            "--format csv --out x --table national_summary --authority Leeds",
            "the table `national_summary` has no column `authority`",
        ),
        (
            "--format ees --out x --table ratings",
            "leave `--table ratings` out",
        ),
    ] {
        let (work, outcome) = exported(arguments);
        outcome.code(2).says(&[says]);
        assert!(work.names(".").is_empty(), "{arguments}");
    }
    let work = Workdir::new();
    work.plumbline("export . --format csv --out x")
        .code(1)
        .says(&["manifest.json"]);
}

#[test]
fn a_folder_for_temporary_files_that_is_not_there_is_named() {
    let work = Workdir::new();
    let outcome = work
        .program()
        .env("TMPDIR", work.path("nowhere"))
        .args(["export", &rated(), "--format", "xlsx", "--out", "a.xlsx"])
        .assert();
    Outcome::of(outcome)
        .code(1)
        .says(&["nowhere: cannot keep the rows of sheets", "TMPDIR"]);
    assert!(work.names(".").is_empty());
}

#[test]
fn a_limit_of_the_system_leaves_nothing_half_written() {
    for (format, out) in [("xlsx", "a.xlsx"), ("csv", "a"), ("duckdb", "a.sql")] {
        let work = Workdir::new();
        let script = format!(
            "ulimit -f 8; exec '{}' export '{}' --format {format} --out {out}",
            env!("CARGO_BIN_EXE_plumbline"),
            rated()
        );
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(work.path("."))
            .output()
            .expect("a shell");
        Outcome::from(output).code(1).says(&["ulimit -f"]);
        assert!(work.names(".").is_empty(), "{:?}", work.names("."));
    }
}
