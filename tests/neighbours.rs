//! Similar areas, computed: what a pipeline can ask of the model, and what it is refused.

use plumbline::config::{Overrides, Pipeline};
use plumbline::error::Error;
use plumbline::job;
use plumbline::profile::NeighbourModel;
use plumbline::profile::neighbour_model::{self, Treatment};

use crate::workdir::Workdir;

const AUTHORITIES: &str = "\
code,name,level,region,opened_on,closed_on
N,England,nation,,,
R1,North,region,,,
R2,South,region,,,
101,Ashby,authority,North,,
102,Brook,authority,North,,
103,Calder,authority,North,,
104,Dale,authority,South,,
105,Esk,authority,South,,
106,Old Fenn,authority,South,,2010-04-01
107,New Fenn,authority,South,2010-04-01,
";

const CHARACTERISTICS: &str = "\
authority,feature,value
101,density,1
102,density,2
103,density,4
104,density,8
105,density,16
106,density,5
107,density,6
101,poverty,10
102,poverty,30
103,poverty,20
104,poverty,50
105,poverty,40
106,poverty,25
107,poverty,25
";

const MODEL: &str = r#"
[neighbour_model]
k = 2
features = [
    { name = "density", weight = 1.0, transformation = "log1p" },
    { name = "poverty", weight = 0.5, transformation = "none" },
]
"#;

/// A pipeline with made-up councils, in a folder of its own.
struct Nation {
    work: Workdir,
}

impl Nation {
    fn new(model: &str) -> Self {
        let nation = Self {
            work: Workdir::new(),
        };
        nation.write("authorities.csv", AUTHORITIES);
        nation.write("characteristics.csv", CHARACTERISTICS);
        nation.write(
            "rulebook.toml",
            include_str!("../pipelines/similar-areas/rulebook.toml"),
        );
        nation.pipeline("", model);
        nation
    }

    /// Writes the pipeline with more sources and this model.
    fn pipeline(&self, sources: &str, model: &str) {
        let head = "[pipeline]\nname = \"nation\"\ntitle = \"Made up\"\nas_of = 2009-12-09\n\
                    rulebook = \"rulebook.toml\"\nmax_rejected = 0.0\n[sources.authorities]\n\
                    path = \"authorities.csv\"\n[sources.characteristics]\n\
                    path = \"characteristics.csv\"\n";
        self.write("pipeline.toml", &format!("{head}{sources}{model}"));
    }

    fn write(&self, name: &str, text: &str) {
        self.work.write(name, text);
    }

    fn compute_on(&self, as_of: Option<&str>) -> Result<NeighbourModel, Error> {
        let overrides = Overrides {
            as_of: as_of.map(|day| day.parse().expect("a day")),
            ..Overrides::default()
        };
        let pipeline = Pipeline::read(&self.work.path("pipeline.toml"), &overrides)?;
        let extract = job::check(&pipeline, &mut ())?;
        let model = neighbour_model::compute(&pipeline, &extract.tables)?;
        Ok(model.expect("the pipeline has a model"))
    }

    fn compute(&self) -> NeighbourModel {
        self.compute_on(None).expect("a model")
    }

    fn refusal(&self) -> String {
        self.compute_on(None)
            .expect_err("the model cannot be computed")
            .to_string()
    }

    /// What the program prints for these arguments.
    fn prints(&self, arguments: &[&str]) -> String {
        self.work.ask(arguments).code(0).stdout()
    }
}

/// The model's neighbours as `authority: neighbours`, by the last digit of their codes.
fn lists(model: &NeighbourModel) -> Vec<String> {
    let mut lists: Vec<(usize, String)> = Vec::new();
    for row in &model.neighbours {
        let authority = row.authority.index();
        if lists.last().is_none_or(|last| last.0 != authority) {
            lists.push((authority, format!("{}:", authority + 1)));
        }
        if let Some(last) = lists.last_mut() {
            last.1.push_str(&format!(" {}", row.neighbour.index() + 1));
        }
    }
    lists.into_iter().map(|(_, list)| list).collect()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-12 * expected,
        "{found} {expected}"
    );
}

#[test]
fn distances_are_those_of_scipy_over_scaled_features() {
    let model = Nation::new(MODEL).compute();
    // d = log1p([1, 2, 4, 8, 16, 5]); p = [10, 30, 20, 50, 40, 25]
    // x = column_stack([minmax_scale(d), minmax_scale(p, (0, 0.5))])
    // squareform(pdist(x))
    let of_ashby = &model.neighbours[..2];
    near(of_ashby[0].distance.expect("computed"), 0.31368222564433623);
    near(of_ashby[1].distance.expect("computed"), 0.4460336163621425);
    assert_eq!(
        lists(&model),
        ["1: 2 3", "2: 3 1", "3: 6 2", "4: 5 6", "5: 4 6", "6: 3 2"]
    );
}

#[test]
fn z_scores_times_weight_are_those_of_scipy() {
    let nation = Nation::new(&MODEL.replace("k = 2", "k = 2\nscale = \"z_score\""));
    let model = nation.compute();
    // x = column_stack([zscore(d, ddof=1), 0.5 * zscore(p, ddof=1)]); squareform(pdist(x))
    near(
        model.neighbours[0].distance.expect("computed"),
        0.8780564185062261,
    );
}

#[test]
fn what_each_feature_adds_makes_up_the_squared_distance() {
    let model = Nation::new(MODEL).compute();
    for row in &model.neighbours {
        let parts = model.contributions(row.authority, row.neighbour);
        let squares: f64 = parts.iter().map(|part| part.squared_difference).sum();
        near(squares.sqrt(), row.distance.expect("computed"));
        near(parts.iter().map(|part| part.share).sum(), 1.0);
    }
}

#[test]
fn features_that_say_nearly_the_same_are_flagged_on_both() {
    let crowding = "\n    { name = \"crowding\", weight = 1.0 },\n]";
    let nation = Nation::new(&MODEL.replace("\n]", crowding));
    let mut rows = CHARACTERISTICS.to_owned();
    for (code, crowding) in (101..=107).zip([2.0, 3.5, 9.0, 16.5, 31.0, 10.0, 12.0]) {
        rows.push_str(&format!("{code},crowding,{crowding}\n"));
    }
    nation.write("characteristics.csv", &rows);
    let model = nation.compute();
    let [density, poverty, crowding] = model.features.as_slice() else {
        panic!("three features");
    };
    assert_eq!(density.correlated[0].feature, "crowding");
    assert_eq!(crowding.correlated[0].feature, "density");
    assert!(density.correlated[0].correlation > 0.9);
    assert!(poverty.correlated.is_empty() && poverty.closest.is_some());
    // `best` never looks less normal than the values themselves.
    assert!(crowding.p_after >= crowding.p_before && crowding.p_before.is_some());
}

#[test]
fn a_closed_council_is_no_neighbour_after_it_closed_nor_a_new_one_before_it_opened() {
    let nation = Nation::new(MODEL);
    for (day, here, gone) in [("2010-03-31", 5, 6), ("2010-04-01", 6, 5)] {
        let model = nation.compute_on(Some(day)).expect("a model");
        let places = |place: usize| {
            let of = model.neighbours.iter();
            of.filter(|row| [row.authority.index(), row.neighbour.index()].contains(&place))
                .count()
        };
        assert!(places(here) > 0, "{day}");
        assert_eq!(places(gone), 0, "{day}");
    }
}

#[test]
fn a_council_that_the_pipeline_leaves_out_is_not_in_the_model() {
    let nation = Nation::new(&MODEL.replace("k = 2", "k = 2\nleave_out = [\"Brook\", \"103\"]"));
    let model = nation.compute();
    assert_eq!(model.len(), 4);
    assert!(lists(&model).iter().all(|list| !list.contains(['2', '3'])));
}

#[test]
fn councils_alike_in_everything_are_at_no_distance_and_the_lower_code_comes_first() {
    let nation = Nation::new(MODEL);
    let twins = CHARACTERISTICS
        .replace("102,density,2", "102,density,1")
        .replace("102,poverty,30", "102,poverty,10")
        .replace("105,density,16", "105,density,1")
        .replace("105,poverty,40", "105,poverty,10");
    nation.write("characteristics.csv", &twins);
    let model = nation.compute();
    let found = lists(&model);
    assert_eq!((found[0].as_str(), found[1].as_str()), ("1: 2 5", "2: 1 5"));
    assert_eq!(model.neighbours[0].distance, Some(0.0));
    let shown = nation.prints(&["neighbours", "pipeline.toml", "Ashby"]);
    assert!(shown.contains("alike in everything"), "{shown}");
}

#[test]
fn closeness_words_follow_the_cut_points_of_the_pipeline() {
    let cut = "[neighbour_model.closeness]\ndistances = [0.0, 0.1, 0.2, 9.0]\n";
    let model = Nation::new(&format!("{MODEL}{cut}")).compute();
    for row in &model.neighbours {
        let word = match row.distance.expect("computed") {
            near if near <= 0.1 => "Very close",
            near if near <= 0.2 => "Close",
            _ => "Somewhat close",
        };
        assert_eq!(row.closeness.as_deref(), Some(word));
    }
}

/// The same nation, in which Calder has no poverty.
fn with_a_gap(rule: &str) -> Nation {
    let nation = Nation::new(&MODEL.replace("k = 2", &format!("k = 2\nmissing = \"{rule}\"")));
    let gap = CHARACTERISTICS.replace("103,poverty,20\n", "103,poverty,-\n");
    nation.write("characteristics.csv", &gap);
    nation
}

/// The value and treatment of Calder's poverty.
fn gap_of(model: &NeighbourModel) -> (f64, Treatment, bool) {
    let found = model
        .values
        .iter()
        .find(|one| one.authority.index() == 2 && one.feature == 1)
        .expect("every council that was considered is described");
    (found.value, found.treatment, found.in_model)
}

#[test]
fn a_council_that_lacks_a_feature_is_left_out_and_named() {
    let model = with_a_gap("leave_out").compute();
    let (value, treatment, in_model) = gap_of(&model);
    assert!(value.is_nan() && treatment == Treatment::Missing && !in_model);
    assert!(lists(&model).iter().all(|list| !list.contains('3')));
}

#[test]
fn a_council_that_lacks_a_feature_is_given_its_regions_median() {
    // The north has 10 and 30 beside it.
    let model = with_a_gap("region_median").compute();
    assert_eq!(gap_of(&model), (20.0, Treatment::RegionMedian, true));
}

#[test]
fn a_region_without_the_feature_is_given_the_nations_median() {
    let nation = with_a_gap("region_median");
    let gaps = CHARACTERISTICS
        .replace("101,poverty,10\n", "")
        .replace("102,poverty,30\n", "")
        .replace("103,poverty,20\n", "");
    nation.write("characteristics.csv", &gaps);
    assert_eq!(
        gap_of(&nation.compute()),
        (40.0, Treatment::NationalMedian, true)
    );
}

#[test]
fn a_council_that_lacks_a_feature_is_given_the_nations_median() {
    let model = with_a_gap("national_median").compute();
    assert_eq!(gap_of(&model), (30.0, Treatment::NationalMedian, true));
}

#[test]
fn distances_over_shared_features_are_rescaled_by_the_squares_of_the_weights() {
    let model = with_a_gap("shared").compute();
    let (value, treatment, in_model) = gap_of(&model);
    assert!(value.is_nan() && treatment == Treatment::Missing && in_model);
    // Density alone, from 1 to 16: Old Fenn's 5 is nearest to Calder's 4.
    let unit = 17.0_f64.ln() - 2.0_f64.ln();
    let alone = (6.0_f64.ln() - 5.0_f64.ln()) / unit;
    let of_calder = model
        .neighbours
        .iter()
        .find(|row| row.authority.index() == 2)
        .expect("in the model");
    assert_eq!(of_calder.neighbour.index(), 5);
    near(
        of_calder.distance.expect("computed"),
        alone * (1.25_f64 / 1.0).sqrt(),
    );
    let parts = model.contributions(of_calder.authority, of_calder.neighbour);
    assert!(parts[1].share.is_nan() && parts[0].share == 1.0);
}

#[test]
fn a_council_without_any_feature_is_left_out_whatever_the_rule() {
    let nation = with_a_gap("national_median");
    let gaps = CHARACTERISTICS
        .replace("103,poverty,20\n", "")
        .replace("103,density,4\n", "");
    nation.write("characteristics.csv", &gaps);
    let (_, treatment, in_model) = gap_of(&nation.compute());
    assert!(treatment == Treatment::Missing && !in_model);
}

#[test]
fn a_feature_that_is_the_same_everywhere_is_refused() {
    let nation = Nation::new(MODEL);
    let constant: String = CHARACTERISTICS
        .lines()
        .map(|line| match line.split_once(",poverty,") {
            Some((authority, _)) => format!("{authority},poverty,7\n"),
            None => format!("{line}\n"),
        })
        .collect();
    nation.write("characteristics.csv", &constant);
    let refusal = nation.refusal();
    assert!(
        refusal.contains("pipeline.toml:16: the feature \"poverty\" is 7 for every authority"),
        "{refusal}"
    );
}

#[test]
fn zero_under_box_cox_is_refused_and_passed_over_by_best() {
    let box_cox = MODEL.replace("log1p", "box_cox");
    let nation = Nation::new(&box_cox);
    let zero = CHARACTERISTICS.replace("101,density,1\n", "101,density,0\n");
    nation.write("characteristics.csv", &zero);
    let refusal = nation.refusal();
    assert!(
        refusal.contains("pipeline.toml:15: the feature \"density\" has the value 0, and box_cox needs every value above 0"),
        "{refusal}"
    );
    nation.write(
        "characteristics.csv",
        &zero.replace("density,0", "density,-3"),
    );
    assert!(nation.refusal().contains("the value -3, and box_cox"));
    nation.pipeline("", &MODEL.replace("log1p", "best"));
    nation.compute();
}

#[test]
fn a_weight_outside_nought_to_one_is_refused() {
    for weight in ["1.5", "-0.1", "nan"] {
        let nation = Nation::new(&MODEL.replace("weight = 0.5", &format!("weight = {weight}")));
        let refusal = nation.refusal();
        assert!(
            refusal.contains("pipeline.toml:16: the weight of \"poverty\" is"),
            "{refusal}"
        );
    }
}

#[test]
fn a_feature_of_weight_nought_does_not_count() {
    let model = Nation::new(&MODEL.replace("weight = 0.5", "weight = 0")).compute();
    assert_eq!(model.features.len(), 1);
}

#[test]
fn fewer_councils_than_neighbours_asked_for_are_refused() {
    let nation = Nation::new(&MODEL.replace("k = 2", "k = 6"));
    let refusal = nation.refusal();
    assert!(
        refusal.contains("k is 6, but only 6 authorities have the features; each needs 6 others"),
        "{refusal}"
    );
    nation.pipeline("", &MODEL.replace("k = 2", "k = 5"));
    assert_eq!(nation.compute().neighbours.len(), 30);
    nation.pipeline("", &MODEL.replace("k = 2", "k = 0"));
    assert!(nation.refusal().contains("k is 0"));
}

#[test]
fn a_second_row_for_a_feature_is_set_aside() {
    let nation = Nation::new(MODEL);
    nation.write(
        "characteristics.csv",
        &format!("{CHARACTERISTICS}101,density,99\n"),
    );
    let refusal = nation.refusal();
    assert!(refusal.contains("duplicate"), "{refusal}");
}

#[test]
fn an_infinite_value_is_set_aside() {
    for word in ["inf", "-Infinity", "1e999"] {
        let nation = Nation::new(MODEL);
        let infinite = CHARACTERISTICS.replace("101,density,1\n", &format!("101,density,{word}\n"));
        nation.write("characteristics.csv", &infinite);
        let refusal = nation.refusal();
        assert!(refusal.contains("is not a number"), "{refusal}");
    }
}

#[test]
fn a_misspelt_feature_word_or_council_is_named_with_its_line() {
    for (from, to, said) in [
        (
            "\"density\"",
            "\"densty\"",
            ":15: the characteristics have no feature \"densty\"; did you mean \"density\"?",
        ),
        ("\"log1p\"", "\"log\"", ":15: unknown variant `log`"),
        (
            "k = 2",
            "k = 2\nleave_out = [\"Ashbey\"]",
            ":14: leave_out: \"Ashbey\" is not in the list",
        ),
        (
            "k = 2",
            "k = 2\ndistance = \"manhattan\"",
            ":14: unknown variant `manhattan`",
        ),
        (
            "\"poverty\"",
            "\"density\"",
            ":16: the feature \"density\" is named twice",
        ),
        (
            "k = 2",
            "k = 2\ncomparators = \"published\"",
            ":14: comparators is \"published\"",
        ),
        (
            "k = 2",
            "k = 2\ncloseness = { quantiles = [0.4, 0.2, 0.6, 0.8] }",
            ":14: quantiles are four shares",
        ),
    ] {
        let refusal = Nation::new(&MODEL.replace(from, to)).refusal();
        assert!(refusal.contains(said), "{refusal}");
    }
}

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
    assert!(chosen.contains("only in the new list: 102 103"), "{chosen}");
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
