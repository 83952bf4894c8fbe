//! `plumbline new`: pipelines to start from, and pipelines without a rulebook.

use std::fs;
use std::path::Path;

use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

/// Every file below a folder, with what it holds.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(at) = left.pop() {
        for entry in fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below it")
                    .display()
                    .to_string();
                found.push((name, fs::read(&path).expect("a file")));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_is_laid_out_runs_as_it_stands_by_the_commands_that_are_printed() {
    for (from, table, rows) in [
        ("", "indicator_profile", 20),
        ("--from annual-rating", "ratings", 152),
        ("--from similar-areas", "neighbours", 1500),
    ] {
        let work = Workdir::new();
        let printed = work.plumbline(&format!("new mine {from}")).code(0).stdout();
        let commands: Vec<&str> = printed
            .lines()
            .filter_map(|line| line.strip_prefix("  plumbline "))
            .collect();
        assert_eq!(commands, ["check mine", "run mine"]);
        work.plumbline(commands[0]).code(0);
        work.plumbline(&format!("{} --out out", commands[1]))
            .code(0);
        assert_eq!(work.table(table).len(), rows, "{from}");
        assert_eq!(work.manifest()["rejected"], serde_json::json!([]), "{from}");
    }
}

#[test]
fn the_annual_rating_of_ones_own_is_the_one_that_ships() {
    let work = Workdir::new();
    work.plumbline("new mine --from annual-rating").code(0);
    work.plumbline("run mine --out out --quiet").code(0);
    let own = fs::read(work.path("out/current/ratings.parquet")).unwrap();
    let shipped = Path::new(&crate::shipped::rated()).join("current/ratings.parquet");
    assert_eq!(
        work.table("ratings").rows(),
        crate::workdir::Table::read(&shipped).rows()
    );
    assert!(!own.is_empty());
    work.plumbline("letter out Leeds").code(0);
}

#[test]
fn every_pipeline_that_ships_is_laid_out_whole() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let mut count = 0;
    for entry in fs::read_dir(shipped).expect("the pipelines") {
        let folder = entry.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        count += 1;
        let name = folder.file_name().unwrap().to_str().unwrap();
        let work = Workdir::new();
        work.plumbline(&format!("new mine --from {name}")).code(0);
        let own: Vec<String> = files(&work.path("mine"))
            .into_iter()
            .map(|file| file.0)
            .collect();
        for (file, _) in files(&folder) {
            assert!(
                own.contains(&file),
                "{name}/{file} is not laid out: {own:?}"
            );
        }
        // Whatever is still to be put there, the configuration is right in itself.
        let outcome = work.plumbline("check mine");
        let said = outcome.stderr();
        assert!(
            outcome.status() == Some(0)
                || said.contains("/mine/data")
                || said.contains("mine/data"),
            "{name}: {said}"
        );
    }
    assert!(count >= 6, "{count}");
}

#[test]
fn nothing_is_overwritten() {
    let work = Workdir::new();
    work.write("taken/pipeline.toml", "mine")
        .write("file", "mine");
    for folder in ["taken", "file", "."] {
        work.plumbline(&format!("new {folder}"))
            .code(2)
            .says(&["nothing is overwritten"]);
    }
    assert_eq!(work.read("taken/pipeline.toml"), "mine");
    assert_eq!(work.names("taken"), ["pipeline.toml"]);
    work.plumbline("new fresh").code(0);
    let before = files(&work.path("fresh"));
    work.plumbline("new fresh").code(2);
    assert_eq!(files(&work.path("fresh")), before);
    fs::create_dir(work.path("empty")).unwrap();
    work.plumbline("new empty").code(0);
    let hidden = work
        .names(".")
        .into_iter()
        .filter(|name| name.starts_with('.'))
        .count();
    assert_eq!(hidden, 0, "nothing is left beside them");
}

#[test]
fn a_pipeline_without_a_rulebook_goes_by_the_default_one_and_keeps_it() {
    let work = five_councils();
    work.run();
    let with = work.table("indicator_profile");
    work.replace("pipeline.toml", "rulebook = \"rulebook.toml\"\n", "");
    fs::remove_file(work.path("rulebook.toml")).unwrap();
    work.run();
    let kept = work.read("out/current/configuration/rulebook.toml");
    assert!(kept.contains("name = \"default\""), "{kept}");
    let without = work.table("indicator_profile");
    // Means, ranks and quarters have no tolerance.
    for (one, other) in with.rows().iter().zip(without.rows()) {
        assert_eq!(one["national_rank"], other["national_rank"]);
        if let Some(mean) = one["neighbour_mean"].as_f64() {
            near(&other["neighbour_mean"], mean);
        }
    }
    work.plumbline("explain out Ashby").code(0);
}

#[test]
fn what_only_a_rulebook_explains_asks_for_one() {
    let work = five_councils();
    work.replace("pipeline.toml", "rulebook = \"rulebook.toml\"\n", "");
    work.append(
        "pipeline.toml",
        "\n[sources.findings]\npath = \"findings.csv\"",
    );
    work.plumbline("check pipeline.toml").code(2).says(&[
        "pipeline.toml:2",
        "there is a source `findings`, of which only a rulebook says what it means",
    ]);
}
