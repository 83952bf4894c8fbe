//! What may import what: each room (a folder or file at the top of `src`) imports only the rooms
//! that are listed here with a reason, and nothing imports in a circle.
//!
//! Whoever needs a new edge adds a line to `EDGES` with its reason; an edge that nobody uses any
//! more is taken out. Code under `#[cfg(test)]` is free, and so are the files
//! and folders `tests` that it declares.

mod circles;
mod house;
mod source_file;

use std::collections::{BTreeMap, BTreeSet};

use self::circles::circles;
use self::house::{House, room};

/// From, to, and why.
const EDGES: &[(&str, &str, &str)] = &[
    (
        "catch_panic",
        "system_limit",
        "a limit of the system is no verdict",
    ),
    ("cli", "catch_panic", "no panic leaves the process"),
    ("cli", "cluster", "`scheduler` and `worker`"),
    (
        "cli",
        "config",
        "reads the pipeline that is named, and what replaces parts of it",
    ),
    ("cli", "contract", "prints the contracts, and names sources"),
    (
        "cli",
        "domain",
        "counts ratings and names authorities in what it prints",
    ),
    (
        "cli",
        "error",
        "an error becomes a message and an exit code",
    ),
    ("cli", "export", "`export`"),
    ("cli", "gate", "takes the gates that a person lets pass"),
    ("cli", "inspect", "`inspect`"),
    ("cli", "job", "`run`, `check` and `import`"),
    ("cli", "letters", "`letter`"),
    (
        "cli",
        "profile",
        "`neighbours` computes the model and compares lists",
    ),
    ("cli", "publish", "`schema` prints the output tables"),
    ("cli", "rate", "the summary counts ratings by group"),
    ("cli", "read", "`inspect` says how a file is to be read"),
    (
        "cli",
        "store",
        "tells an address from a folder that is written",
    ),
    (
        "cli",
        "review",
        "`explain`, `diff` and `letter` read a published run",
    ),
    (
        "cli",
        "runs",
        "`runs` and `rollback`; a signal gives up what is unfinished",
    ),
    ("cli", "sample", "`sample`"),
    ("cli", "site", "`site`"),
    ("cli", "sensitivity", "`what-if`, `history` and `backtest`"),
    ("cli", "starter", "`new`"),
    ("cli", "system", "hears of signals, and ends the process"),
    ("cli", "tables", "`neighbours` names the areas of its lists"),
    ("cli", "telemetry", "`run` tells operators"),
    ("cli", "warning", "prints warnings"),
    (
        "cluster",
        "store",
        "tells an error with all that caused it, as a store's is told",
    ),
    (
        "cluster",
        "system",
        "schedulers and workers hear of signals",
    ),
    (
        "config",
        "contract",
        "mappings are checked against the contracts",
    ),
    (
        "config",
        "domain",
        "rulebooks speak of ratings, grades and polarity",
    ),
    (
        "config",
        "read",
        "a feed says how its files are read, and limits what they may unpack to",
    ),
    (
        "config",
        "sql",
        "mappings and conditions are parsed where they stand",
    ),
    (
        "config",
        "stats",
        "features name their transformations, rulebooks the words for proportions",
    ),
    (
        "error",
        "catch_panic",
        "a panic ends a command as an error does",
    ),
    ("error", "cluster", "a cluster that fails ends a command"),
    (
        "error",
        "config",
        "one error for everything that a command may fail with",
    ),
    ("error", "export", "the same"),
    ("error", "extract", "the same"),
    ("error", "gate", "the same"),
    ("error", "letters", "the same"),
    ("error", "read", "the same"),
    ("error", "review", "the same"),
    ("error", "runs", "the same"),
    ("error", "sample", "the same"),
    ("error", "site", "the same"),
    ("error", "starter", "the same"),
    ("error", "system_limit", "names the limit behind an error"),
    (
        "export",
        "domain",
        "periods, reasons for missing values and text that does nothing",
    ),
    (
        "export",
        "publish",
        "describes columns as their tables declare them",
    ),
    (
        "export",
        "replacement",
        "an export takes the place of an earlier one whole",
    ),
    ("export", "review", "reads the published run"),
    (
        "export",
        "runs",
        "says why a file cannot be written, with the remedy",
    ),
    (
        "extract",
        "cluster",
        "plans are sent to a cluster, and its sentences come back",
    ),
    ("extract", "config", "carries out the pipeline's mapping"),
    (
        "extract",
        "contract",
        "gives the columns that contracts ask for",
    ),
    (
        "extract",
        "domain",
        "cells become grades, periods and areas",
    ),
    (
        "extract",
        "in_turn",
        "takes rows in their order while others are read",
    ),
    (
        "extract",
        "read",
        "takes the batches that files are read as",
    ),
    ("extract", "sql", "evaluates mappings"),
    (
        "extract",
        "store",
        "tells an address, which means the same to every process, from a path",
    ),
    ("extract", "tables", "fills the clean tables"),
    ("extract", "warning", "gives warnings with what was read"),
    ("gate", "config", "the limits that a pipeline sets"),
    ("gate", "runs", "notes in the manifest what was asked"),
    (
        "inspect",
        "contract",
        "finds the contract that a file is most like",
    ),
    ("inspect", "domain", "tells years, grades and names apart"),
    ("inspect", "extract", "tries cells as an extraction would"),
    ("inspect", "read", "reads the file"),
    ("job", "cluster", "finds the cluster that a run is to use"),
    ("job", "config", "runs a pipeline"),
    ("job", "contract", "names the sources that are read"),
    ("job", "domain", "counts ratings"),
    (
        "job",
        "error",
        "fails with the error of whichever stage failed",
    ),
    ("job", "extract", "the first stage"),
    ("job", "gate", "asks the gates between stages"),
    ("job", "in_turn", "writes tables side by side"),
    (
        "job",
        "letters",
        "tries the letter's template before data is read",
    ),
    ("job", "profile", "the second stage"),
    ("job", "publish", "the last stage"),
    ("job", "rate", "the third stage"),
    ("job", "read", "notes the files that were opened"),
    (
        "job",
        "review",
        "reads the ratings of the current run, to hold those of the next against them",
    ),
    (
        "job",
        "site",
        "makes the pages of a run, and tries their templates before data is read",
    ),
    ("job", "runs", "claims a folder and commits a run to it"),
    ("job", "system", "asks for the memory that a run has held"),
    (
        "job",
        "sensitivity",
        "works out what would move each rating, and draws them anew where the pipeline asks how firm they are",
    ),
    (
        "job",
        "sql",
        "gives triggers the published rows of a run before as values",
    ),
    (
        "job",
        "tables",
        "hands the clean tables from stage to stage",
    ),
    ("job", "warning", "collects what a person should know"),
    (
        "letters",
        "config",
        "takes the rulebook's words and the pipeline's template",
    ),
    ("letters", "domain", "speaks of ratings and grades"),
    (
        "letters",
        "replacement",
        "letters take the place of earlier ones whole",
    ),
    ("letters", "review", "reads the published run"),
    ("letters", "runs", "writes into the run's folder"),
    ("letters", "stats", "words for proportions"),
    ("main", "cli", "the program is its command line"),
    (
        "profile",
        "config",
        "compares as the pipeline and the rulebook ask",
    ),
    (
        "profile",
        "domain",
        "compares by polarity, in words of the field",
    ),
    ("profile", "stats", "works figures out"),
    ("profile", "tables", "takes the clean tables"),
    (
        "publish",
        "cluster",
        "encodes settings as a function of plans",
    ),
    (
        "publish",
        "config",
        "a table that its source is missing for is left out",
    ),
    (
        "publish",
        "contract",
        "imports are written as contract tables",
    ),
    ("publish", "domain", "writes words of the field"),
    (
        "publish",
        "in_turn",
        "appends columns in their order while others are encoded",
    ),
    ("publish", "profile", "lays profiles out as rows"),
    ("publish", "rate", "lays ratings and evidence out as rows"),
    (
        "publish",
        "runs",
        "notes what was written; fails as a run fails",
    ),
    (
        "publish",
        "sql",
        "lays the values of the profile row out as numbers and texts",
    ),
    ("publish", "tables", "lays clean tables out as rows"),
    ("rate", "config", "follows the rulebook"),
    ("rate", "domain", "gives ratings"),
    ("rate", "profile", "rates what the evidence says"),
    ("rate", "sql", "limiters are conditions in SQL"),
    (
        "rate",
        "tables",
        "names authorities, judgements and earlier ratings",
    ),
    (
        "read",
        "catch_panic",
        "a damaged file may make a library panic",
    ),
    (
        "read",
        "domain",
        "compares the spelling of columns and sheets",
    ),
    ("read", "store", "reads objects of a store as files"),
    ("read", "system", "opens files and tells them apart"),
    ("read", "system_limit", "a limit of the system is no damage"),
    ("review", "config", "reads the rulebook that the run kept"),
    (
        "review",
        "domain",
        "gives ratings and grades back as they are",
    ),
    (
        "review",
        "publish",
        "reads columns back by their declaration",
    ),
    ("review", "runs", "opens a run by its manifest"),
    ("review", "system_limit", "names the limit behind an error"),
    (
        "runs",
        "config",
        "keeps the configuration of a run, and as many runs as the pipeline retains",
    ),
    ("runs", "store", "keeps runs in a store"),
    ("runs", "system", "links, and waits for the disk"),
    ("runs", "system_limit", "says which limit to raise"),
    ("runs", "warning", "keeps warnings in the manifest"),
    ("warning", "domain", "names the units that are known"),
    ("sample", "domain", "draws grades and polarity"),
    ("sample", "stats", "draws shares by their words"),
    (
        "sensitivity",
        "config",
        "tries another rulebook, comparators as the pipeline has them",
    ),
    (
        "sensitivity",
        "contract",
        "asks whether a pipeline has findings",
    ),
    (
        "sensitivity",
        "domain",
        "counts ratings, names steps, and says how firm ratings are",
    ),
    ("sensitivity", "error", "fails as a run fails"),
    (
        "sensitivity",
        "extract",
        "asks sources that were read once about many as-of dates",
    ),
    ("sensitivity", "profile", "profiles again"),
    (
        "sensitivity",
        "publish",
        "writes the partitions of a history and the tables of a backtest",
    ),
    ("sensitivity", "rate", "rates again"),
    (
        "sensitivity",
        "replacement",
        "a history takes the place of an earlier one whole",
    ),
    ("sensitivity", "runs", "says why a file cannot be written"),
    (
        "sensitivity",
        "sql",
        "takes columns of the profile row as numbers",
    ),
    (
        "sensitivity",
        "stats",
        "draws values as normal variables, and says how well one thing foretells another",
    ),
    (
        "sensitivity",
        "tables",
        "profiles what was read, as it is or changed",
    ),
    ("sensitivity", "warning", "tells what a date could not know"),
    (
        "site",
        "config",
        "speaks of the rulebook, and takes the pipeline's templates",
    ),
    (
        "site",
        "domain",
        "ratings, reasons for missing values and text that does nothing",
    ),
    (
        "site",
        "letters",
        "has the letter of a run's own template among its pages",
    ),
    (
        "site",
        "publish",
        "describes tables and columns as they are declared",
    ),
    (
        "site",
        "replacement",
        "a site takes the place of an earlier one whole",
    ),
    ("site", "review", "reads the published run"),
    (
        "site",
        "runs",
        "shows the account of the run, and says why a file cannot be written",
    ),
    ("site", "stats", "draws the limits of a funnel"),
    ("site", "tables", "says what rule a rejected row broke"),
    ("site", "warning", "shows what a person should know"),
    ("sql", "catch_panic", "the SQL engine may panic"),
    ("sql", "domain", "names the column that was meant"),
    ("stats", "domain", "ranks and bands by polarity, shares"),
    ("system_limit", "system", "knows limits by their numbers"),
    (
        "tables",
        "system",
        "reads a file from a place, and gives memory back",
    ),
    ("tables", "domain", "areas, periods, grades"),
    ("telemetry", "config", "names the pipeline"),
    ("telemetry", "contract", "describes the sources"),
    (
        "telemetry",
        "store",
        "names data by the store that it lies in",
    ),
    ("telemetry", "error", "says why a run failed"),
    ("telemetry", "job", "follows a run's progress"),
    ("telemetry", "publish", "describes the tables"),
    (
        "telemetry",
        "replacement",
        "reports take the place of earlier ones whole",
    ),
    (
        "telemetry",
        "system",
        "asks for the memory that a run has held",
    ),
    ("telemetry", "runs", "takes figures from the manifest"),
    (
        "starter",
        "replacement",
        "a pipeline is laid out whole or not at all",
    ),
    (
        "starter",
        "runs",
        "says why a file cannot be written, with the remedy",
    ),
    (
        "starter",
        "sample",
        "lays the sample out with its pipelines",
    ),
];

#[test]
fn rooms_import_only_what_is_allowed_them() {
    let house = House::read();
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (from, to) in house.imports() {
        let rooms = (room(from).to_owned(), room(to).to_owned());
        if rooms.0 != rooms.1 {
            found.entry(rooms).or_default().insert(house.file(from));
        }
    }
    let allowed: BTreeSet<(String, String)> = EDGES
        .iter()
        .map(|(from, to, _)| ((*from).to_owned(), (*to).to_owned()))
        .collect();
    let new: Vec<String> = found
        .iter()
        .filter(|(edge, _)| !allowed.contains(*edge))
        .map(|((from, to), files)| {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            format!("{from} -> {to}, in {}", files.join(", "))
        })
        .collect();
    assert!(
        new.is_empty(),
        "edges that tests/edges.rs does not allow:\n{}",
        new.join("\n")
    );
    let unused: Vec<String> = allowed
        .iter()
        .filter(|edge| !found.contains_key(*edge))
        .map(|(from, to)| format!("{from} -> {to}"))
        .collect();
    assert!(
        unused.is_empty(),
        "edges that nobody uses; take them out of tests/edges.rs:\n{}",
        unused.join("\n")
    );
    assert_eq!(allowed.len(), EDGES.len(), "an edge is listed twice");
    assert!(EDGES.iter().all(|(_, _, reason)| !reason.is_empty()));
}

#[test]
fn nothing_imports_in_a_circle() {
    let house = House::read();
    let files: BTreeSet<(String, String)> = house
        .imports()
        .map(|(from, to)| (house.file(from), house.file(to)))
        .collect();
    let rooms: BTreeSet<(String, String)> = house
        .imports()
        .map(|(from, to)| (room(from).to_owned(), room(to).to_owned()))
        .collect();
    let found: Vec<String> = circles(&rooms)
        .into_iter()
        .chain(circles(&files))
        .map(|circle| {
            let within = files
                .iter()
                .filter(|(from, to)| circle.contains(from) && circle.contains(to));
            let within: Vec<String> = within
                .map(|(from, to)| format!("  {from} -> {to}"))
                .collect();
            format!("{}\n{}", circle.join(", "), within.join("\n"))
        })
        .collect();
    assert!(found.is_empty(), "circles:\n{}", found.join("\n"));
}
