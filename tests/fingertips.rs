//! `format = "fingertips"`: CSV exports of Fingertips, in which England and regions stand once for
//! each level of areas, `-1` stands for no limit, and sex, age and category say of whom a figure is.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::Workdir;

const HEADER: &str = "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,\
                      Area Type,Sex,Age,Category Type,Category,Time period,Value,\
                      Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,\
                      Upper CI 99.8 limit,Count,Denominator,Value note,Recent Trend,\
                      Compared to England value or percentiles,Time period Sortable\n";

/// A row of indicator 90284: its area, of whom it is, its period, and value, limits, count,
/// denominator and note.
fn row(area: &str, whom: &str, period: &str, figures: &str) -> String {
    let area = match area {
        "England" => ",,E92000001,England,England",
        "England again" => "E92000001,England,E92000001,England,England",
        "North" => "E92000001,England,E12000981,North,Regions (statistical)",
        "Ashby" => "E92000001,England,E06000301,Ashby,Counties & UAs (from Apr 2023)",
        "Ashby in the North" => "E12000981,North,E06000301,Ashby,Counties & UAs (from Apr 2023)",
        "Birchwick" => "E92000001,England,E06000302,Birchwick,Counties & UAs (from Apr 2023)",
        "Calder" => "E92000001,England,E06000303,Calder Vale,Counties & UAs (from Apr 2023)",
        "district" => "E92000001,England,E07000001,Fenby,Districts & UAs (from Apr 2023)",
        other => panic!("{other} is no area of the file"),
    };
    let [value, low, high, count, denominator, note]: [&str; 6] = figures
        .split(',')
        .collect::<Vec<_>>()
        .try_into()
        .expect("six figures");
    let year = &period[..4];
    format!(
        "90284,Injuries (aged 0 to 14),{area},{whom},{period},{value},{low},{high},,,{count},\
         {denominator},{note},,Not compared,{year}0000\n"
    )
}

const PERSONS: &str = "Persons,<15 yrs,,";
const BOYS: &str = "Male,<15 yrs,,";
const DECILE: &str = "Persons,<15 yrs,County & UA deciles,Most deprived decile";

fn export() -> Vec<String> {
    vec![
        row("England", PERSONS, "2023/24", "80,79.9,80.1,8000,1000000,"),
        row("England", DECILE, "2023/24", "120,110,130,1200,100000,"),
        row(
            "England again",
            PERSONS,
            "2023/24",
            "80,79.9,80.1,8000,1000000,",
        ),
        row("North", PERSONS, "2023/24", "90,85,95,900,100000,"),
        row("Ashby", PERSONS, "2023/24", "100,74.2,131.8,50,5000,"),
        row(
            "Ashby in the North",
            PERSONS,
            "2023/24",
            "100,74.2,131.8,50,5000,",
        ),
        row("Ashby", BOYS, "2023/24", "60,30.9,104.8,12,2000,"),
        row("Ashby", PERSONS, "2022/23", "90,70,110,45,5000,"),
        row(
            "Birchwick",
            PERSONS,
            "2023/24",
            "60,50,70,30,5000,Joint figure",
        ),
        row("Calder", PERSONS, "2023/24", ",-1,-1,-1,-1,Not presented"),
        row("district", PERSONS, "2023/24", "70,60,80,35,5000,"),
    ]
}

/// The five councils with an export in place of their observations.
fn fingertips(keys: &str, rows: &[String]) -> Workdir {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        &format!("path = \"export.csv\"\nformat = \"fingertips\"\n{keys}\n"),
    )
    .write(
        "data/indicators.csv",
        "indicator,title,polarity,unit\ninjuries,Injuries,low,\"per 10,000\"\n",
    )
    .write(
        "data/export.csv",
        format!("\u{feff}{HEADER}{}", rows.concat()),
    );
    work
}

const KEYS: &str = "indicators = { 90284 = \"injuries\" }";

fn figure(work: &Workdir, authority: &str, breakdown: &str, period: &str) -> Value {
    work.table("indicator_profile")
        .row(&[
            ("authority", authority),
            ("breakdown", breakdown),
            ("period", period),
        ])
        .clone()
}

#[test]
fn a_figure_has_its_limits_its_count_and_england_beside_it() {
    let work = fingertips(KEYS, &export());
    work.run();
    assert_eq!(work.table("quarantine").len(), 0);
    let ashby = figure(&work, "301", "Persons / <15 yrs", "2023/24");
    assert_eq!(ashby["value"], 100.0);
    assert_eq!(
        (&ashby["value_low"], &ashby["value_high"]),
        (&74.2.into(), &131.8.into())
    );
    assert_eq!(ashby["compared_by"], "published");
    assert_eq!(ashby["national_value"], 80.0);
    assert_eq!(ashby["national_source"], "published");
    assert_eq!(ashby["region_value"], 90.0);
    assert_eq!(
        (&ashby["vs_national"], &ashby["change"]),
        (&"in line".into(), &10.0.into())
    );
    let birchwick = figure(&work, "302", "Persons / <15 yrs", "2023/24");
    assert_eq!(birchwick["vs_national"], "better");
    assert_eq!(birchwick["status"], "Joint figure");
}

#[test]
fn minus_one_is_no_limit_and_no_count() {
    let work = fingertips(KEYS, &export());
    work.run();
    let calder = figure(&work, "303", "Persons / <15 yrs", "2023/24");
    for column in ["value", "value_low", "value_high", "compared_by"] {
        assert!(calder[column].is_null(), "{column}: {}", calder[column]);
    }
    // A limit alone may be missing; then the interval is that of count and denominator.
    let mut rows = export();
    rows[4] = row("Ashby", PERSONS, "2023/24", "100,-1,131.8,50,5000,");
    rows.remove(5);
    let work = fingertips(KEYS, &rows);
    work.run();
    let ashby = figure(&work, "301", "Persons / <15 yrs", "2023/24");
    assert_eq!(ashby["compared_by"], "byar");
}

#[test]
fn what_stands_there_once_for_each_parent_is_read_once_and_counted() {
    let work = fingertips(KEYS, &export());
    work.run();
    // England and Ashby again, and a district below a county.
    let observations = &work.manifest()["inputs"][3];
    assert_eq!(
        (
            &observations["rows"],
            &observations["left_out"],
            &observations["rejected"]
        ),
        (&11.into(), &3.into(), &0.into())
    );
    // Eight kept rows, of which one has no value; the district's value is not counted.
    assert_eq!(
        (&observations["kept"], &observations["values"]),
        (&8.into(), &7.into())
    );

    // Another figure for the same is no repetition.
    let mut rows = export();
    rows[2] = row(
        "England again",
        PERSONS,
        "2023/24",
        "81,79.9,82,8100,1000000,",
    );
    let work = fingertips(KEYS, &rows);
    work.run();
    let quarantine = work.table("quarantine");
    assert_eq!(quarantine.rows_with(&[("rule", "duplicate_key")]).len(), 1);
    assert_eq!(
        figure(&work, "301", "Persons / <15 yrs", "2023/24")["national_value"],
        80.0
    );
}

#[test]
fn sex_age_and_category_are_the_breakdown_and_filters_say_which_of_them() {
    let breakdowns = |keys: &str, rows: &[String]| {
        let work = fingertips(keys, rows);
        work.run();
        let mut found: Vec<String> = work
            .table("indicator_profile")
            .column("breakdown")
            .iter()
            .map(|name| name.as_str().unwrap_or_default().to_owned())
            .collect();
        found.sort();
        found.dedup();
        found
    };
    let decile = "County & UA deciles: Most deprived decile";
    assert_eq!(
        breakdowns(KEYS, &export()),
        [
            format!("{decile} / Persons / <15 yrs"),
            "Male / <15 yrs".to_owned(),
            "Persons / <15 yrs".to_owned()
        ]
    );
    let filters = format!("{KEYS}\nfilters = [\"Sex\", \"Category\"]");
    assert_eq!(breakdowns(&filters, &export()), [decile, "Male", "all"]);
    let mut all_ages = export();
    for row in &mut all_ages {
        *row = row.replace("<15 yrs", "All ages");
    }
    assert_eq!(breakdowns(KEYS, &all_ages), [decile, "Male", "all"]);
}

#[test]
fn an_indicator_is_known_by_its_number_or_its_name_and_others_are_left_out() {
    let mut rows = export();
    rows.push(rows[4].replace("90284,Injuries (aged 0 to 14)", "90285,Falls"));
    for keys in [
        KEYS,
        "indicators = { \"Injuries (aged 0 to 14)\" = \"injuries\" }",
    ] {
        let work = fingertips(keys, &rows);
        work.run();
        assert_eq!(work.table("quarantine").len(), 0, "{keys}");
        assert_eq!(work.manifest()["inputs"][3]["left_out"], 4, "{keys}");
    }
    // Without `indicators` the catalogue has the numbers.
    let work = fingertips("", &rows);
    work.write(
        "data/indicators.csv",
        "indicator,title,polarity,unit\n90284,Injuries,low,\"per 10,000\"\n",
    );
    work.run();
    let quarantine = work.table("quarantine");
    assert_eq!(
        quarantine.rows_with(&[("rule", "unknown_indicator")]).len(),
        1
    );
}

#[test]
fn an_import_of_an_export_says_what_the_export_says() {
    let work = fingertips(KEYS, &export());
    work.run();
    let before = work.table("indicator_profile").rows().to_vec();
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --out again").code(0);
    let again = crate::workdir::Table::read(&work.path("again/current/indicator_profile.parquet"));
    assert_eq!(again.rows(), before);
}

#[test]
fn keys_that_do_not_belong_to_the_format_are_mistakes() {
    for (keys, says) in [
        ("filters = [\"Ethnicity\"]", "filters has \"Ethnicity\""),
        ("indicators = []", "indicators is empty"),
        (
            "unpivot = { columns = { value = \"Value\" } }",
            "leave `unpivot` out",
        ),
    ] {
        fingertips(keys, &export())
            .plumbline("check pipeline.toml")
            .code(2)
            .says(&["pipeline.toml:", says]);
    }
}
