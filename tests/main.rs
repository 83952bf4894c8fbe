//! What a user of plumbline could type or feed it, one module a behaviour, in one program.
//!
//! `cargo test NAME` runs the module of that name.

mod books;
#[cfg(feature = "store")]
mod bucket;
mod council;
mod nation;
mod night;
#[cfg(feature = "cluster")]
mod nodes;
mod shipped;
mod workdir;

mod availability;
mod awarded_ratings;
#[cfg(feature = "store")]
mod azure;
mod backtest;
mod bad_configuration;
mod bad_files;
mod bad_rows;
mod bad_workbooks;
mod bands;
mod boundaries;
mod breaks;
mod briefings;
mod check;
mod cluster;
mod comparators;
mod comparisons;
mod damaged_runs;
mod dates;
mod delimited_text;
mod edges;
mod engines;
mod explain_and_diff;
mod explained_figures;
mod explore_education_statistics;
mod export;
mod extracts;
mod facts_as_json;
mod features;
mod feeds;
mod fingertips;
mod firmness;
mod found_or_told;
mod further_statistics;
mod gaps;
mod guide;
mod history;
mod import;
mod inspect;
mod inspect_rows;
mod joins;
mod lawful_parquet;
mod leeds_2009;
mod letter_claims;
mod letters;
mod letters_as_pdf;
mod levers;
mod limiters;
mod lookups;
mod measures;
mod memory_limit;
mod missing_values;
mod moderation;
mod named_outputs;
mod names_in_time;
mod national_figures;
mod national_summary;
mod neighbour_statistics;
mod neighbours;
mod news;
mod night_fuzz_corpus;
mod night_gates;
mod night_history;
mod night_hostile;
mod night_kill;
mod night_limits;
mod night_mutations;
mod night_reference;
mod night_signals;
mod night_streams;
mod night_trouble;
mod night_units;
mod night_watch;
mod notable;
mod nothing_half_published;
mod one_identity;
mod outside_councils;
mod percentages;
mod periods;
mod portable;
mod provision;
mod published_extracts;
mod ranks_and_quarters;
mod readme;
mod rulebook_cases;
mod run;
#[cfg(feature = "store")]
mod runs_in_stores;
mod safe_sql;
mod same_bytes;
mod sample;
mod schema;
mod series_of_feeds;
mod shipped_pipelines;
mod site;
mod site_further;
mod snapshots;
mod sources;
mod sql;
mod starters;
mod stores;
mod succession_chains;
mod successions;
mod text_for_people;
mod thin_evidence;
mod triggers;
mod two_row_header;
mod unpivot;
mod value_maps;
mod visits;
mod what_if;
mod workbooks;

#[test]
fn every_file_of_tests_is_a_module_of_this_program() {
    let declared = include_str!("main.rs");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of the tests") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().expect("a name").to_string_lossy();
            let declaration = format!("\nmod {name};\n");
            assert!(
                name == "main" || declared.contains(&declaration),
                "tests/main.rs does not declare `mod {name};`, so its tests do not run"
            );
            files += 1;
        }
    }
    assert!(files > 50, "{files} files");
}
