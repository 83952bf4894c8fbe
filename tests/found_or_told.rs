//! Files are found or told: what a path, a folder or a pattern does not take is an error or a
//! warning with its name, whatever files are called and whatever becomes of them meanwhile.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, StringArray};

use crate::nation::{OBSERVATIONS, five_councils};
use crate::workdir::{Outcome, Workdir};

const OF_2023: &str = "authority,indicator,period,value\n301,waits,2023,9\n302,waits,2023,8\n";

/// The five councils, whose observations are what `path` finds; those of 2024 are at `file`.
fn observations_at(path: &str, file: &str) -> Workdir {
    let work = five_councils();
    fs::remove_file(work.path("data/observations.csv")).expect("it was there");
    work.write(file, OBSERVATIONS)
        .replace("pipeline.toml", "observations.csv", path);
    work
}

/// The names of the files that the current run read as observations.
fn files(work: &Workdir) -> Vec<String> {
    let inputs = &work.manifest()["inputs"];
    let inputs = inputs.as_array().expect("inputs").iter();
    let mut observations = inputs.filter(|input| input["source"] == "observations");
    let files = &observations.next().expect("observations")["files"];
    let name = |file: &serde_json::Value| {
        let path = file["path"].as_str().expect("a path").to_owned();
        path.rsplit('/').next().unwrap_or_default().to_owned()
    };
    files.as_array().expect("files").iter().map(name).collect()
}

/// What the manifest of the current run says is not read.
fn passed_over(work: &Workdir) -> Vec<(String, String)> {
    told(work, "passed_over")
}

fn told(work: &Workdir, kind: &str) -> Vec<(String, String)> {
    let warnings = work.manifest()["warnings"].clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    warnings
        .as_array()
        .expect("warnings")
        .iter()
        .filter(|warning| warning["kind"] == kind)
        .map(|warning| (text(&warning["subject"]), text(&warning["detail"])))
        .collect()
}

/// Runs into a failure that is told by `parts`; `check` fails as `run` does.
#[track_caller]
fn fails(work: &Workdir, parts: &[&str]) {
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(1).says(parts);
    }
}

#[test]
fn endings_are_compared_without_regard_to_capitals() {
    for path in ["years", "years/*.csv", "years/**/*.Csv"] {
        let work = observations_at(path, "data/years/2024.CSV");
        work.write("data/years/2023.csv", OF_2023).run();
        assert_eq!(files(&work), ["2023.csv", "2024.CSV"], "{path}");
        assert_eq!(passed_over(&work), []);
    }
    for path in ["observations.csv", "*/observations.csv"] {
        let work = observations_at(path, "data/observations.CSV");
        work.write("data/more/observations.Csv", OF_2023);
        work.run();
        let found = if path.starts_with('*') {
            "observations.Csv"
        } else {
            "observations.CSV"
        };
        assert_eq!(files(&work), [found], "{path}");
    }
}

#[test]
fn what_a_folder_passes_over_is_told_with_its_names() {
    let work = observations_at("years", "data/years/2024.csv");
    work.write("data/years/2023/2023.csv", OF_2023)
        .write("data/years/.2022.csv", OF_2023)
        .write("data/years/~$2024.csv", "")
        .write("data/years/notes.md", "Notes.")
        .write("data/years/a.doc", "")
        .write("data/years/b.doc", "")
        .write("data/years/c.doc", "");
    let said = [
        "observations: not read, though it lies where the files of the source do:",
        "4 files without the ending of a table (a.doc, b.doc, c.doc and 1 more)",
        "1 subfolder (2023)",
        "2 hidden files (.2022.csv, ~$2024.csv)",
    ];
    work.plumbline("check pipeline.toml")
        .code(0)
        .says(&said[..1]);
    let ran = work.plumbline("run pipeline.toml --out out --metrics m.prom");
    let ran = ran.code(0).says(&said);
    for part in said {
        assert!(ran.stdout().contains(part), "{part}: {}", ran.stdout());
    }
    assert_eq!(passed_over(&work).len(), 3);
    assert!(
        work.read("m.prom").contains("kind=\"passed_over\"} 3"),
        "{}",
        work.read("m.prom")
    );

    // What comes while nothing else changes is told all the same.
    work.write("data/years/2025/2025.csv", OF_2023);
    let unchanged = work.plumbline("run pipeline.toml --out out").code(0);
    assert!(unchanged.stdout().contains("nothing to do"));
    assert!(
        unchanged.stdout().contains("2 subfolders (2023, 2025)"),
        "{}",
        unchanged.stdout()
    );
    unchanged.says(&["2 subfolders (2023, 2025)"]);
}

#[test]
fn a_pattern_leaves_hidden_files_and_folders_and_says_so() {
    let work = observations_at("years/*", "data/years/2024.csv");
    work.write("data/years/old/2023.csv", OF_2023)
        .write("data/years/.2022.csv", OF_2023)
        .run();
    assert_eq!(files(&work), ["2024.csv"]);
    assert_eq!(
        passed_over(&work),
        [
            ("1 subfolder".to_owned(), "old".to_owned()),
            ("1 hidden file".to_owned(), ".2022.csv".to_owned()),
        ]
    );
    // Who asks for hidden files gets them.
    let work = observations_at("years/.*.csv", "data/years/.2024.csv");
    work.run();
    assert_eq!(files(&work), [".2024.csv"]);
}

#[test]
fn rows_of_files_of_one_name_are_told_apart_by_their_folders() {
    let work = observations_at("years/*/x.csv", "data/years/2024/x.csv");
    work.write(
        "data/years/2023/x.csv",
        format!("{OF_2023}399,waits,2023,9\n"),
    );
    work.run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "unknown_authority")]);
    assert_eq!(
        (&row["file"], &row["row"]),
        (&"2023/x.csv".into(), &3.into())
    );
    // Days in names are those of the files, whatever their folders are called.
    let work = observations_at("*/of_2024_03_31.csv", "data/a/of_2024_03_31.csv");
    work.write("data/b/of_2024_03_31.csv", OF_2023).replace(
        "pipeline.toml",
        "path = \"*/of_2024_03_31.csv\"",
        "path = \"*/of_2024_03_31.csv\"\nextracted_on = \"of_{year}_{month}_{day}\"",
    );
    work.run();
    assert_eq!(files(&work).len(), 2);
}

#[test]
fn folders_below_are_found_by_two_stars_and_a_link_back_ends_nothing() {
    let work = observations_at("years/**/*.csv", "data/years/2024/a/x.csv");
    work.write("data/years/2023.csv", OF_2023);
    symlink("..", work.path("data/years/2024/back")).expect("a link");
    work.run();
    assert_eq!(files(&work)[..2], ["2023.csv", "x.csv"]);
}

#[test]
fn a_link_that_leads_nowhere_is_an_error_with_its_name() {
    for path in ["years", "years/*.csv", "years/2023.csv"] {
        let work = observations_at(path, "data/years/2024.csv");
        symlink("/share/gone.csv", work.path("data/years/2023.csv")).expect("a link");
        fails(
            &work,
            &[
                "source observations",
                "data/years/2023.csv",
                "is a link to /share/gone.csv",
            ],
        );
    }
    let work = observations_at("years/*/x.csv", "data/years/2024/x.csv");
    symlink("/share/2023", work.path("data/years/2023")).expect("a link");
    fails(&work, &["data/years/2023: is a link to /share/2023"]);
}

#[test]
fn what_a_pattern_cannot_look_into_is_an_error_with_its_name() {
    for path in ["years/*/x.csv", "years/*/*.csv", "years/**/x.csv"] {
        let work = observations_at(path, "data/years/2024/x.csv");
        // A link to itself cannot be looked at by anybody, whatever their rights.
        symlink("2023", work.path("data/years/2023")).expect("a link");
        fails(&work, &["data/years/2023", "cannot be looked at"]);
    }
}

#[test]
fn a_folder_that_may_not_be_read_is_an_error_with_its_name() {
    use std::os::unix::fs::PermissionsExt;
    for path in ["years/*/x.csv", "years/*/*.csv"] {
        let work = observations_at(path, "data/years/2024/x.csv");
        work.write("data/years/2023/x.csv", OF_2023);
        let closed = work.path("data/years/2023");
        let mode = |bits| fs::set_permissions(&closed, fs::Permissions::from_mode(bits)).unwrap();
        mode(0);
        // Root may read everything.
        if fs::read_dir(&closed).is_err() {
            fails(
                &work,
                &[
                    "data/years/2023",
                    "ermission denied",
                    "the right to read it",
                ],
            );
        } else {
            work.run();
            assert_eq!(files(&work).len(), 2);
        }
        mode(0o755);
    }
}

#[test]
fn a_name_that_is_not_utf_8_is_read_and_shown_with_a_sign() {
    for path in ["years", "years/*.csv"] {
        let work = observations_at(path, "data/years/2023.csv");
        let name = OsStr::from_bytes(b"data/years/caf\xe9.csv");
        fs::write(work.path(name), OF_2023).expect("the file is written");
        work.run();
        assert_eq!(files(&work), ["2023.csv", "caf\u{fffd}.csv"]);
    }
}

#[test]
fn only_the_path_is_a_pattern_and_the_data_folder_is_a_name() {
    let work = observations_at("years/*.csv", "in[1]/years/2024.csv");
    for name in ["authorities", "neighbours", "indicators"] {
        let text = work.read(&format!("data/{name}.csv"));
        work.write(&format!("in[1]/{name}.csv"), text);
    }
    work.write("in1/years/other.csv", OF_2023);
    work.plumbline("run pipeline.toml --out out --root in[1]")
        .code(0);
    assert_eq!(files(&work), ["2024.csv"]);
    work.replace("pipeline.toml", "root = \"data\"", "root = \"in[1]\"");
    work.plumbline("run pipeline.toml --out second").code(0);
    // A file whose name has the signs of a pattern is that file.
    let work = observations_at("*/a[1].csv", "data/years/a[1].csv");
    work.write("data/years/a1.csv", OF_2023).run();
    assert_eq!(files(&work), ["a[1].csv"]);
}

#[test]
fn what_is_no_plain_file_is_refused_at_once() {
    let pipe = |work: &Workdir, name: &str| {
        let made = Command::new("mkfifo").arg(work.path(name)).status();
        assert!(made.expect("mkfifo").success());
    };
    let work = observations_at("observations.csv", "data/2024.csv");
    pipe(&work, "data/observations.csv");
    fails(
        &work,
        &[
            "data/observations.csv: is not a plain file but a pipe",
            "as a file",
        ],
    );
    work.plumbline("inspect data/observations.csv")
        .code(1)
        .says(&["is not a plain file"]);

    for path in ["years", "years/*"] {
        let work = observations_at(path, "data/years/2024.csv");
        pipe(&work, "data/years/2023.csv");
        fails(
            &work,
            &["data/years/2023.csv: is not a plain file but a pipe"],
        );
    }
    for path in ["years", "years/*"] {
        let work = observations_at(path, "data/years/2024.csv");
        work.write("data/years/2023.parquet/part.csv", OF_2023);
        fails(
            &work,
            &[
                "2023.parquet: is not a plain file but a folder",
                "a source of its own",
            ],
        );
    }
    let work = observations_at("/dev/zero", "data/2024.csv");
    fails(&work, &["/dev/zero: is not a plain file but a device"]);

    work.plumbline("neighbours --compare /dev/zero data/neighbours.csv")
        .code(2)
        .says(&["/dev/zero", "is not a plain file but a device"]);

    let work = five_councils();
    fs::remove_file(work.path("rulebook.toml")).expect("it was there");
    pipe(&work, "rulebook.toml");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["rulebook.toml: is not a plain file but a pipe"]);
}

#[test]
fn a_folder_with_nothing_but_others_says_what_there_is() {
    let work = observations_at("years", "data/years/2024/x.csv");
    fails(
        &work,
        &[
            "data/years: no such file",
            "there is only 1 subfolder (2024)",
        ],
    );
}

#[test]
fn the_first_of_two_columns_of_one_name_is_taken_and_told() {
    let twice =
        "authority,indicator,period,value,Value\n301,waits,2024,10,20\n302,waits,2024,30,40\n";
    let texts = |values: [&str; 2]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    for file in ["observations.csv", "observations.parquet"] {
        let work = observations_at(file, "data/2024.csv");
        if file.ends_with("csv") {
            work.write("data/observations.csv", twice);
        } else {
            work.parquet(
                "data/observations.parquet",
                vec![
                    ("authority", texts(["301", "302"])),
                    ("indicator", texts(["waits", "waits"])),
                    ("period", texts(["2024", "2024"])),
                    ("value", texts(["10", "30"])),
                    ("value", texts(["20", "40"])),
                ],
            );
        }
        let value = |work: &Workdir| {
            let profile = work.table("indicator_profile");
            profile.row(&[("authority", "301")])["value"].clone()
        };
        work.run().says(&[
            "1 name over more than one column of a file, of which the first is taken",
            &format!("value ({file})"),
        ]);
        assert_eq!(
            (value(&work), told(&work, "same_name").len()),
            (10.0.into(), 1)
        );

        let second = if file.ends_with("csv") {
            "Value (2)"
        } else {
            "value (2)"
        };
        let mapping = format!(
            "\n[sources.observations.columns]\nauthority = 'authority'\nindicator = 'indicator'\n\
             period = 'period'\nvalue = '\"{second}\"'\n"
        );
        work.append("pipeline.toml", &mapping).run();
        assert_eq!(
            (value(&work), told(&work, "same_name").len()),
            (20.0.into(), 0)
        );
    }
}

#[test]
fn what_is_written_and_written_back_while_it_is_read_stops_the_run() {
    let work = Workdir::with_the_sample();
    let path = work.path("data/observations.parquet");
    let content = fs::read(&path).expect("the sample");
    let written = fs::metadata(&path)
        .and_then(|about| about.modified())
        .expect("a day");
    let mut child = work
        .command(&["--quiet"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    // The same bytes with the same date, again and again: only that somebody wrote is to be seen.
    while child.try_wait().expect("a child").is_none() {
        let file = File::options().write(true).open(&path).expect("the file");
        std::os::unix::fs::FileExt::write_all_at(&file, &content[..4], 0).expect("written");
        file.set_modified(written).expect("dated");
        std::thread::sleep(Duration::from_millis(1));
    }
    Outcome::from(child.wait_with_output().expect("an end"))
        .code(1)
        .says(&["observations.parquet: changed while it was read; run again"]);
}

#[test]
fn a_source_may_be_more_files_than_may_be_open_at_first() {
    let work = observations_at("years", "data/2024.csv");
    let text = |text: &str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
    for year in 1925..2025 {
        work.parquet(
            &format!("data/years/{year}.parquet"),
            vec![
                ("authority", text("301")),
                ("indicator", text("waits")),
                ("period", text(&year.to_string())),
                ("value", text("7")),
            ],
        );
    }
    let after = |limit: &str| {
        let script = format!(
            "{limit}; exec '{}' run pipeline.toml --out out --force",
            env!("CARGO_BIN_EXE_plumbline")
        );
        let shell = Command::new("sh")
            .args(["-c", &script])
            .current_dir(work.path("."))
            .output();
        Outcome::from(shell.expect("a shell"))
    };
    after("ulimit -S -n 64").code(0);
    assert_eq!(files(&work).len(), 100);
    after("ulimit -n 64")
        .code(1)
        .says(&["too many files are open", "ulimit -n"]);
}

#[test]
fn a_gate_is_not_passed_by_naming_a_feed_anew() {
    for (gate, said) in [
        ("max_row_drop = 0.1", "it had 15 rows"),
        ("max_value_drop = 0.1", "it had 12 values"),
        ("authorities_gone = 0", "it had 5 authorities"),
    ] {
        let work = five_councils();
        work.replace(
            "pipeline.toml",
            "[sources]\n",
            &format!("[gates]\n{gate}\n\n[sources]\n"),
        );
        work.run();
        let fewer: String = OBSERVATIONS
            .lines()
            .take(5)
            .map(|line| format!("{line}\n"))
            .collect();
        work.write("data/observations.csv", fewer).replace(
            "pipeline.toml",
            "[sources.observations]\n",
            "[sources.observations]\nname = \"new\"\n",
        );
        let name = gate.split(' ').next().unwrap_or_default();
        work.plumbline("run pipeline.toml --out out")
            .code(3)
            .says(&[
                "source observations: ",
                said,
                "no source of this name any more",
                name,
            ]);
        work.plumbline(&format!(
            "run pipeline.toml --out out --accept {name}:observations"
        ))
        .code(0);
    }
}
