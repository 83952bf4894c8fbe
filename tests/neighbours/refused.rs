//! What a pipeline may not ask of the model.

use super::{CHARACTERISTICS, MODEL, Nation};

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
