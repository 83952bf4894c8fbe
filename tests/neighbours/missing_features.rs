//! Councils that lack a feature.

use plumbline::profile::NeighbourModel;
use plumbline::profile::neighbour_model::Treatment;

use super::{CHARACTERISTICS, MODEL, Nation, lists, near};

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
