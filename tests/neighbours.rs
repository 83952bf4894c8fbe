//! Similar areas, computed: what a pipeline can ask of the model, and what it is refused.

mod compared;
mod missing_features;
mod published;
mod refused;

use plumbline::config::{Overrides, Pipeline};
use plumbline::error::Error;
use plumbline::job;
use plumbline::profile::NeighbourModel;
use plumbline::profile::neighbour_model;

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

#[test]
fn a_feature_of_weight_nought_does_not_count() {
    let model = Nation::new(&MODEL.replace("weight = 0.5", "weight = 0")).compute();
    assert_eq!(model.features.len(), 1);
}
