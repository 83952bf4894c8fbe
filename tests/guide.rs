//! The guide, followed word by word in an empty folder.

use std::path::Path;
use std::process::Command;

use crate::workdir::Workdir;

const GUIDE: &str = include_str!("../docs/guide.md");

/// A command of the guide, the exit code that it says, and what it shows beneath.
struct Step<'a> {
    commands: &'a str,
    exit_code: i32,
    shown: Option<&'a str>,
}

fn steps() -> Vec<Step<'static>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    for part in GUIDE.split("\n```").collect::<Vec<_>>().windows(2) {
        let [before, block] = part else {
            unreachable!("windows of two")
        };
        if let Some(commands) = block.strip_prefix("sh\n") {
            let said = before.trim_end().rsplit('\n').next().unwrap_or_default();
            let code = said
                .strip_prefix("<!-- exit ")
                .and_then(|rest| rest.strip_suffix(" -->"));
            steps.push(Step {
                commands,
                exit_code: code.map_or(0, |code| code.parse().expect("an exit code")),
                shown: None,
            });
        } else if let Some(shown) = block.strip_prefix("text\n") {
            steps.last_mut().expect("a command").shown = Some(shown);
        }
    }
    steps
}

/// Every line that is shown is printed, in order and with nothing between; a line `...` stands for
/// any number of lines.
#[track_caller]
fn assert_shown(shown: &str, printed: &str) {
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let mut at = 0;
    let mut anywhere = false;
    for line in shown.lines() {
        if line == "..." {
            anywhere = true;
            continue;
        }
        let ahead = if anywhere {
            lines.len()
        } else {
            lines.len().min(at + 1)
        };
        let found = (at..ahead).find(|place| lines[*place] == line);
        at = found.unwrap_or_else(|| panic!("{line:?} is not printed there:\n{printed}")) + 1;
        anywhere = false;
    }
    assert!(anywhere || at == lines.len(), "more is printed:\n{printed}");
}

#[test]
fn the_guide_leads_where_it_says() {
    let work = Workdir::new();
    let program = Path::new(env!("CARGO_BIN_EXE_plumbline"));
    let path = format!(
        "{}:/usr/bin:/bin",
        program.parent().expect("a folder").display()
    );
    let steps = steps();
    assert!(steps.len() >= 8, "{} commands", steps.len());
    let mut folder = work.path(".");
    for step in &steps {
        let output = Command::new("bash")
            .args(["-c", &format!("set -e\n{}", step.commands)])
            .current_dir(&folder)
            .env_clear()
            .env("PATH", &path)
            .output()
            .expect("a shell");
        let printed = String::from_utf8(output.stdout).expect("text");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(step.exit_code),
            "{}\n{printed}{said}",
            step.commands
        );
        if let Some(shown) = step.shown {
            assert_shown(shown, &printed);
        }
        // A shell of one's own stays where it went.
        if step.commands.contains("\ncd services\n") {
            folder = work.path("services");
        }
    }
    let rows = crate::workdir::Table::read(
        &work.path("services/out/services/current/indicator_profile.parquet"),
    );
    let latest: Vec<_> = rows
        .rows()
        .iter()
        .filter(|row| row["is_latest"] == true)
        .collect();
    let table: Vec<Vec<&str>> = GUIDE
        .lines()
        .filter(|line| line.starts_with("| 30"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(table.len(), latest.len());
    for cells in table {
        let row = latest
            .iter()
            .find(|row| row["authority"] == cells[0])
            .expect("the council");
        let near = |column: &str, shown: &str, within: f64| {
            let shown: f64 = shown.parse().expect("a number");
            let is = row[column].as_f64().expect("a number");
            assert!(
                (is - shown).abs() <= within,
                "{column} of {}: {is}",
                cells[0]
            );
        };
        near("value", cells[1], 1e-9);
        near("national_value", cells[2], 0.005);
        near("national_rank", cells[3], 0.0);
        assert_eq!(row["vs_national"], cells[4]);
        near("value_low", cells[5], 0.05);
        near("value_high", cells[6], 0.05);
    }
}
