//! What other rows and other files say of the same key, as columns that a mapping may use, and the
//! number of a row.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

/// The five councils with this source of observations and these files.
fn observed(source: &str, catalogue: &str, files: &[(&str, &str)]) -> Workdir {
    let work = five_councils();
    work.replace("pipeline.toml", "path = \"observations.csv\"\n", source)
        .write("data/indicators.csv", catalogue);
    for (name, text) in files {
        work.write(&format!("data/{name}"), text);
    }
    work
}

fn figure(work: &Workdir, authority: &str) -> Value {
    work.table("indicator_profile")
        .row(&[("authority", authority)])
        .clone()
}

const SPENDING: &str = r#"
path = "spending.csv"

[sources.observations.columns]
authority = '"LA"'
indicator = "'spending'"
period = '"Year"'
value = 'CAST("Spend" AS DOUBLE) / CAST("population" AS DOUBLE)'
numerator = '"Spend"'
denominator = '"population"'

[sources.observations.join.population]
path = "population.csv"
on = ["authority", "period"]
columns = { authority = '"Area code"', period = '"Mid-year"', value = '"Aged 0 to 17"' }
"#;

const BY_HEAD: &str =
    "indicator,title,polarity,unit\nspending,Spending by child,neutral,£ per child\n";

const SPENT: &str = "LA,Year,Spend\n301,2023/24,1000\n302,2023/24,3000\n303,2023/24,500\n";

#[test]
fn spending_by_head_takes_the_heads_from_a_population_file() {
    // Codes of nine characters and names, years written in another way, an area that the pipeline
    // does not have: keys are compared for what they mean.
    let population = "Area code,Mid-year,Aged 0 to 17\nE06000301,202324,10\nBirchwick,2023-24,60\n\
                      303,2022/23,7\nW06000001,2023/24,9\n";
    let work = observed(
        SPENDING,
        BY_HEAD,
        &[("spending.csv", SPENT), ("population.csv", population)],
    );
    let run = work.run();
    near(&figure(&work, "301")["value"], 100.0);
    near(&figure(&work, "302")["value"], 50.0);
    // Calder Vale's population is of another year: its value is missing, and the run says so.
    assert!(figure(&work, "303")["value"].is_null());
    run.says(&[
        "observations: 1 join without a row for some of its rows, which have no value of it: \
         population (1 row)",
    ]);
    assert_eq!(work.table("quarantine").len(), 0);
    let manifest = work.manifest();
    let joined = &manifest["inputs"][3];
    assert_eq!(joined["source"], "observations.join.population");
    assert_eq!((&joined["rows"], &joined["kept"]), (&4.into(), &3.into()));
}

#[test]
fn the_whole_that_shares_are_of_stands_in_another_row() {
    let source = r#"
path = "leavers.csv"
where = "\"Activity\" <> 'Total'"

[sources.observations.columns]
authority = '"LA"'
indicator = "'leavers'"
breakdown = '"Activity"'
period = '"Year"'
value = '100 * CAST("Number" AS DOUBLE) / CAST("all_leavers" AS DOUBLE)'
numerator = '"Number"'
denominator = '"all_leavers"'

[sources.observations.join.all_leavers]
on = ["authority", "period"]
where = "\"Activity\" = 'Total'"
columns = { value = '"Number"' }
"#;
    let leavers = "LA,Year,Activity,Number\n301,2024,In education,30\n301,2024,Not known,10\n\
                   301,2024,Total,40\n302,2024,In education,1\n302,2024,Total,c\n";
    let work = observed(
        source,
        "indicator,title,polarity,unit\nleavers,Care leavers,high,percent\n",
        &[("leavers.csv", leavers)],
    );
    work.plumbline("check pipeline.toml").code(0);
    // A whole that is suppressed makes no share: the SQL has to say what becomes of the sign.
    work.replace(
        "pipeline.toml",
        "/ CAST(\"all_leavers\" AS DOUBLE)",
        "/ TRY_CAST(\"all_leavers\" AS DOUBLE)",
    );
    work.run();
    let profile = work.table("indicator_profile");
    let share = |authority, breakdown| {
        let key = [("authority", authority), ("breakdown", breakdown)];
        profile.row(&key).clone()
    };
    near(&share("301", "In education")["value"], 75.0);
    near(&share("301", "Not known")["value"], 25.0);
    assert_eq!(share("301", "In education")["compared_by"], "wilson");
    assert!(share("302", "In education")["value"].is_null());
    assert_eq!(work.table("quarantine").len(), 0);
}

#[test]
fn a_join_may_be_on_the_breakdown_and_fill_a_column_of_the_contract_by_its_name() {
    let source = r#"
path = "census.csv"

[sources.observations.join.denominator]
path = "all.csv"
on = ["authority", "period", "breakdown"]
columns = { value = '"count"' }
"#;
    let work = observed(
        source,
        "indicator,title,polarity,unit\ncensus,Lone parents,low,percent\n",
        &[
            (
                "census.csv",
                "authority,indicator,breakdown,period,value,numerator\n301,census,Girls,2021,25,5\n\
                 301,census,,2021,20,8\n",
            ),
            (
                "all.csv",
                "authority,period,breakdown,count\n301,2021,girls,20\n301,2021,all,40\n",
            ),
        ],
    );
    work.run();
    assert_eq!(work.table("quarantine").len(), 0);
    let profile = work.table("indicator_profile");
    for breakdown in ["Girls", "all"] {
        let key = [("authority", "301"), ("breakdown", breakdown)];
        assert_eq!(profile.row(&key)["compared_by"], "wilson", "{breakdown}");
    }
}

#[test]
fn a_key_that_two_rows_of_a_join_have_stops_the_run_and_names_both() {
    let population = "Area code,Mid-year,Aged 0 to 17\n301,2023/24,10\n302,2023/24,60\n\
                      E06000301,202324,11\n";
    observed(
        SPENDING,
        BY_HEAD,
        &[("spending.csv", SPENT), ("population.csv", population)],
    )
    .plumbline("run pipeline.toml --out out")
    .code(1)
    .says(&[
        "source observations.join.population: row 3 of ",
        "population.csv has the key 301 / 2023-2024 of row 1 of ",
        "choose it with `where`, or add a column to `on`",
    ]);
}

#[test]
fn the_file_of_a_join_belongs_to_the_inputs_of_a_run() {
    let work = observed(
        SPENDING,
        BY_HEAD,
        &[
            ("spending.csv", SPENT),
            (
                "population.csv",
                "Area code,Mid-year,Aged 0 to 17\n301,2023/24,10\n302,2023/24,60\n303,2023/24,5\n",
            ),
        ],
    );
    work.run();
    near(&figure(&work, "301")["value"], 100.0);
    // Another population is another run, and --source names it.
    work.write(
        "data/other.csv",
        "Area code,Mid-year,Aged 0 to 17\n301,2023/24,20\n302,2023/24,60\n303,2023/24,5\n",
    );
    let other = work.path("data/other.csv");
    work.plumbline(&format!(
        "run pipeline.toml --out out --source observations.join.population={}",
        other.display()
    ))
    .code(0);
    near(&figure(&work, "301")["value"], 50.0);
    work.replace("data/population.csv", "2023/24,10", "2023/24,40");
    work.run();
    near(&figure(&work, "301")["value"], 25.0);
}

#[test]
fn an_import_keeps_what_was_joined() {
    let work = observed(
        SPENDING,
        BY_HEAD,
        &[
            ("spending.csv", SPENT),
            (
                "population.csv",
                "Area code,Mid-year,Aged 0 to 17\n301,2023/24,10\n302,2023/24,60\n303,2023/24,5\n",
            ),
        ],
    );
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --out out").code(0);
    near(&figure(&work, "301")["value"], 100.0);
}

#[test]
fn mistakes_of_a_join_are_told_with_their_line() {
    let on = "on = [\"authority\", \"period\"]";
    for (old, new, says) in [
        (on, "on = []", "on is empty"),
        (on, "on = [\"autority\"]", "did you mean \"authority\"?"),
        (on, "on = [\"authority\", \"urn\"]", "on has \"urn\""),
        (on, "", "does not say `on`"),
        (
            on,
            "on = [\"authority\"]",
            "maps `period`, which `on` does not have",
        ),
        (", value = '\"Aged 0 to 17\"'", "", "does not map `value`"),
        (
            "path = \"population.csv\"",
            "path = \"population.csv\"\nformat = \"ees\"",
            "format is no key of a join",
        ),
        (
            "join.population]",
            "join.\"po pulation\"]",
            "use letters, digits",
        ),
        (
            "\"population\" AS",
            "\"populaton\" AS",
            "has no column \"populaton\"",
        ),
        (
            "authority = '\"LA\"'",
            "authority = '\"LA\" || \"population\"'",
            "which is made of the join `population` itself",
        ),
        (
            "join.population]",
            "join.Spend]",
            "has a column \"Spend\" of its own",
        ),
    ] {
        let work = observed(
            SPENDING,
            BY_HEAD,
            &[
                ("spending.csv", SPENT),
                (
                    "population.csv",
                    "Area code,Mid-year,Aged 0 to 17\n301,2023/24,10\n",
                ),
            ],
        );
        work.replace("pipeline.toml", old, new);
        work.plumbline("check pipeline.toml")
            .code(2)
            .says(&["pipeline.toml:", says]);
    }
}

#[test]
fn the_number_of_a_row_is_a_column_that_no_file_has() {
    // One column a council, its neighbours below it, the nearest first.
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"neighbours.csv\"\n",
        r#"path = "columns.csv"
header_row = 1

[sources.neighbours.unpivot]
columns = { neighbour = "*" }
name = "council"

[sources.neighbours.columns]
authority = '"council"'
neighbour = '"neighbour"'
rank = '"row_number"'
"#,
    )
    .write(
        "data/columns.csv",
        "Ashby,Calder Vale\nBirchwick,Dunmere\nDunmere,Ashby\n,\n",
    );
    work.run();
    let neighbours = work.table("neighbours");
    let of = |authority| {
        let mut rows: Vec<(u64, String)> = neighbours
            .rows_with(&[("authority", authority)])
            .iter()
            .map(|row| {
                let name = row["neighbour"].as_str().unwrap_or_default().to_owned();
                (row["rank"].as_u64().unwrap_or_default(), name)
            })
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(of("301"), [(1, "302".to_owned()), (2, "304".to_owned())]);
    assert_eq!(of("303"), [(1, "304".to_owned()), (2, "301".to_owned())]);
    assert_eq!(work.table("quarantine").len(), 0);
}

#[test]
fn in_the_open_data_standard_the_total_of_another_row_is_joined_by_the_standard_s_own_key() {
    let source = r#"
path = "leavers.csv"
format = "ees"
indicators = { percent = "leavers" }
filters = ["activity"]
where = "\"activity\" <> 'Total'"

[sources.observations.columns]
numerator = '"number"'
denominator = '"all_leavers"'

[sources.observations.join.all_leavers]
on = ["authority", "period"]
where = "\"activity\" = 'Total'"
columns = { value = '"number"' }
"#;
    let work = observed(
        source,
        "indicator,title,polarity,unit,total\nleavers,Care leavers,high,percent,In education\n",
        &[(
            "leavers.csv",
            "time_period,time_identifier,geographic_level,country_code,country_name,region_code,\
             region_name,old_la_code,new_la_code,la_name,activity,number,percent\n\
             202324,Financial year,Local authority,E92000001,England,E12000981,North,301,E06000301,Ashby,Total,40,100\n\
             202324,Financial year,Local authority,E92000001,England,E12000981,North,301,E06000301,Ashby,In education,30,75\n\
             202324,Financial year,Local authority,E92000001,England,E12000981,North,z,E06000302,Birchwick,In education,1,c\n\
             202324,Financial year,Local authority,E92000001,England,E12000981,North,z,E06000302,Birchwick,Total,c,c\n\
             202324,Financial year,School,E92000001,England,E12000981,North,301,E06000301,Ashby,Total,9,100\n\
             202324,Financial year,School,E92000001,England,E12000981,North,301,E06000301,Ashby,Total,8,100\n",
        )],
    );
    work.run();
    assert_eq!(work.table("quarantine").len(), 0);
    let ashby = figure(&work, "301");
    assert_eq!(
        (&ashby["value"], &ashby["compared_by"]),
        (&75.0.into(), &"wilson".into())
    );
    assert!(figure(&work, "302")["value"].is_null());
}

#[test]
fn the_whole_may_stand_on_another_sheet_of_the_same_workbook_and_settings_may_be_joined() {
    use crate::books::{row, xlsx};
    let source = r#"
path = "census.xlsx"
sheet = "Lone parents"
header_row = 2

[sources.observations.columns]
authority = '"Area"'
indicator = "'census'"
period = "'2021'"
value = '100 * CAST("Lone parents" AS DOUBLE) / CAST("households" AS DOUBLE)'
numerator = '"Lone parents"'
denominator = '"households"'

[sources.observations.join.households]
sheet = "Households"
header_row = 1
on = ["authority"]
columns = { authority = '"Council"', value = '"All"' }
"#;
    let work = observed(
        source,
        "indicator,title,polarity,unit\ncensus,Lone parents,low,percent\n",
        &[],
    );
    let parents = vec![
        row!["Census 2021", ""],
        row!["Area", "Lone parents"],
        row!["E06000301", 5.0],
        row![302.0, 8.0],
    ];
    let households = vec![
        row!["Council", "All"],
        row!["Ashby", 20.0],
        row!["Birchwick", 40.0],
    ];
    xlsx(
        &work,
        "data/census.xlsx",
        &[("Lone parents", parents), ("Households", households)],
    );
    work.run();
    near(&figure(&work, "301")["value"], 25.0);
    near(&figure(&work, "302")["value"], 20.0);
    assert_eq!(work.table("quarantine").len(), 0);
}

#[test]
fn the_number_of_a_row_is_that_by_which_the_quarantine_names_it() {
    let work = observed(
        r#"
path = "listed.csv"
skip_rows = 2

[sources.observations.columns]
authority = '"LA"'
indicator = "'waits'"
period = "'2024'"
value = '"row_number" + 100'
"#,
        "indicator,title,polarity,unit\nwaits,Waits,low,days\n",
        &[(
            "listed.csv",
            "A title\nAnother line\nLA\n301\n\n302\n399\n303\n",
        )],
    );
    work.run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "unknown_authority")]);
    let number = |authority: &str| {
        figure(&work, authority)["value"]
            .as_f64()
            .unwrap_or_default()
    };
    let named = row["row"].as_f64().unwrap_or_default();
    // 399 stands between the two.
    assert_eq!(
        (number("301"), number("302"), number("303")),
        (101.0, 100.0 + named - 1.0, 101.0 + named)
    );
}
