//! The model beside a published list of neighbours.

use super::{MODEL, Nation};

const PUBLISHED: &str = "authority,neighbour,rank\n101,103,1\n101,105,2\n";

const PUBLISHED_SOURCE: &str = "[sources.neighbours]\npath = \"published.csv\"\n";

#[test]
fn a_council_is_shown_beside_the_published_list() {
    let nation = Nation::new(MODEL);
    nation.write("published.csv", PUBLISHED);
    nation.pipeline(PUBLISHED_SOURCE, MODEL);
    let text = nation.prints(&["neighbours", ".", "ashby"]);
    assert!(
        text.starts_with(
            "Ashby (101): the 2 nearest of 5 councils by 2 features, as of 2009-12-09\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("1 of the 2 published neighbours are among them"),
        "{text}"
    );
    assert!(text.contains("published only: Esk"), "{text}");
    assert!(text.contains("density"), "{text}");
}

#[test]
fn a_council_that_did_not_exist_has_no_neighbours_to_show() {
    let nation = Nation::new(MODEL);
    nation
        .work
        .ask(&["neighbours", ".", "New Fenn"])
        .code(2)
        .says(&["did not exist on that day"]);
}

/// Runs the pipeline and compares the published list with the neighbours that the run used.
fn run_and_compare(nation: &Nation, out: &str) -> String {
    nation.prints(&["run", ".", "--quiet", "--out", out]);
    let current = format!("{out}/current");
    nation.prints(&["neighbours", "--compare", "published.csv", &current])
}

#[test]
fn the_published_list_stays_the_comparator_unless_the_pipeline_chooses_its_model() {
    let nation = Nation::new(MODEL);
    nation.write("published.csv", PUBLISHED);
    nation.pipeline(PUBLISHED_SOURCE, MODEL);
    let kept = run_and_compare(&nation, "kept");
    assert!(kept.contains("2 of 2 neighbours stayed (100.0%)"), "{kept}");
    nation.pipeline(
        PUBLISHED_SOURCE,
        &MODEL.replace("k = 2", "k = 2\ncomparators = \"model\""),
    );
    let chosen = run_and_compare(&nation, "chosen");
    assert!(
        chosen.contains("1 of 2 neighbours stayed (50.0%)"),
        "{chosen}"
    );
    assert!(
        chosen.contains("only in the new list: Brook, Calder"),
        "{chosen}"
    );
}

#[test]
fn an_output_folder_stands_for_its_current_run_in_a_comparison() {
    let nation = Nation::new(MODEL);
    nation.write("published.csv", PUBLISHED);
    nation.pipeline(PUBLISHED_SOURCE, MODEL);
    let by_link = run_and_compare(&nation, "kept");
    let compare = |old: &str, new: &str| nation.prints(&["neighbours", "--compare", old, new]);
    assert_eq!(compare("published.csv", "kept"), by_link);
    assert!(compare("kept", "kept").contains("2 of 2 neighbours stayed (100.0%)"));
    // A folder that holds no run and no list says what would do.
    nation
        .work
        .ask(&["neighbours", "--compare", "published.csv", "."])
        .code(2)
        .says(&["neighbours.parquet cannot be read as a list of neighbours: there is no such file; give a run's folder, the output folder of a pipeline, or "]);
    std::fs::remove_dir_all(nation.work.path("kept/runs")).expect("runs");
    nation
        .work
        .ask(&["neighbours", "--compare", "published.csv", "kept"])
        .code(1)
        .says(&["kept/current leads to a run that is damaged"]);
}

#[test]
fn a_slip_in_a_list_of_neighbours_is_not_made_a_name_of_a_council() {
    let nation = Nation::new(MODEL);
    let asked = nation.work.ask(&["neighbours", ".", "Ashbi"]).code(2);
    asked.says(&["is it \"Ashby\"? If so, ask for it by that name, or by its code"]);
    nation.write("published.csv", &PUBLISHED.replace("101,105", "101,Eskk"));
    nation.pipeline(PUBLISHED_SOURCE, MODEL);
    let checked = nation.work.ask(&["check", "."]);
    let said = checked.stdout();
    assert!(
        said.contains("\"Eskk\" is not in the list of authorities; is it \"Esk\"? If so, correct it in the list"),
        "{said}"
    );
    assert!(!said.contains("authority_aliases"), "{said}");
}
