//! England's and the regions' figures: as published where the extract has them, otherwise worked
//! out from the authorities, and the tables say which.

use crate::nation::five_councils;
use crate::workdir::near;

const READING: [(&str, &str); 2] = [("authority", "301"), ("indicator", "reading")];
const WAITS: [(&str, &str); 2] = [("authority", "301"), ("indicator", "waits")];

#[test]
fn with_numerators_and_denominators_england_is_pooled() {
    let work = five_councils();
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&READING);
    near(
        &row["national_value"],
        100.0 * (60.0 + 100.0 + 40.0 + 210.0) / 650.0,
    );
    assert_eq!(row["national_source"], "computed");
    // Ashby's region: 60 of 100, 100 of 200 and 40 of 50.
    near(&row["region_value"], 100.0 * 200.0 / 350.0);
    // Dunmere's region is Dunmere alone, because Elmstead's figures are suppressed.
    let row = table.row(&[("authority", "305"), ("indicator", "reading")]);
    near(&row["region_value"], 70.0);
}

#[test]
fn without_them_england_is_the_unweighted_mean() {
    let work = five_councils();
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&WAITS);
    near(&row["national_value"], 25.0);
    near(&row["region_value"], 20.0);
    assert_eq!(row["national_source"], "computed");
}

#[test]
fn a_published_figure_stands_before_a_computed_one() {
    let work = five_councils();
    work.append("data/observations.csv", "970,reading,2024,61.5,,")
        .append("data/observations.csv", "981,reading,2024,58,,")
        .append("data/observations.csv", "E12000981,waits,2024,21,,");
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&READING);
    near(&row["national_value"], 61.5);
    near(&row["region_value"], 58.0);
    assert_eq!(row["national_source"], "published");
    let row = table.row(&WAITS);
    near(&row["region_value"], 21.0);
    assert_eq!(row["national_source"], "computed");
}

#[test]
fn england_and_regions_are_no_authorities() {
    let work = five_councils();
    work.append("data/observations.csv", "970,reading,2024,99,,")
        .append("data/observations.csv", "981,reading,2024,99,,");
    work.run();
    assert_eq!(
        work.table("indicator_profile")
            .rows_with(&[("authority", "970")])
            .len(),
        0
    );
    let spread = work.table("indicator_distribution");
    let row = spread.row(&[("indicator", "reading")]);
    assert_eq!(row["authorities"], 4);
    near(&row["maximum"], 80.0);
}

#[test]
fn a_published_figure_that_is_missing_is_computed() {
    let work = five_councils();
    work.append("data/observations.csv", "970,waits,2024,..,,");
    work.run();
    let table = work.table("indicator_profile");
    near(&table.row(&WAITS)["national_value"], 25.0);
    assert_eq!(table.row(&WAITS)["national_source"], "computed");
}
