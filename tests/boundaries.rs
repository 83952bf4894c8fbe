//! `[sources.boundaries]`: shapes of councils become a true map.

use crate::nation::five_councils;
use crate::workdir::{Table, Workdir};

/// A square of `side` metres on the National Grid, as a feature.
fn square(code: &str, west: i32, south: i32, side: i32) -> String {
    let (east, north) = (west + side, south + side);
    feature(
        code,
        &format!(
            "[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]"
        ),
    )
}

fn feature(code: &str, coordinates: &str) -> String {
    format!(
        "{{\"type\": \"Feature\", \"properties\": {{\"CODE\": \"{code}\"}}, \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": {coordinates}}}}}"
    )
}

fn collection(features: &[String]) -> String {
    format!(
        "{{\"type\": \"FeatureCollection\", \"features\": [{}]}}",
        features.join(",\n")
    )
}

/// The five councils as squares in a row.
fn squares() -> Vec<String> {
    ["E06000301", "302", "Calder Vale", "304", "305"]
        .iter()
        .zip(0..)
        .map(|(code, at)| square(code, 400_000 + 10_000 * at, 300_000, 10_000))
        .collect()
}

fn with(geojson: &str) -> Workdir {
    let work = five_councils();
    work.write("data/shapes.geojson", geojson);
    work.append(
        "pipeline.toml",
        "[sources.boundaries]\npath = \"shapes.geojson\"\n[sources.boundaries.columns]\nauthority = \"CODE\"\ngeometry = \"geometry\"",
    );
    work
}

#[test]
fn shapes_become_a_table_and_a_map_on_the_pages() {
    let work = with(&collection(&squares()));
    work.run();
    let table = Table::read(&work.path("out/current/boundaries.parquet"));
    let rows = table.rows();
    // A square has its four corners, and the borders between two are the same for both.
    assert_eq!(rows.len(), 20);
    assert_eq!(rows[0]["authority"], "301");
    let places = |authority: &str| -> Vec<(i64, i64)> {
        let of = rows.iter().filter(|row| row["authority"] == authority);
        let mut places: Vec<_> = of
            .map(|row| {
                (
                    row["easting"].as_i64().unwrap(),
                    row["northing"].as_i64().unwrap(),
                )
            })
            .collect();
        places.sort_unstable();
        places
    };
    assert_eq!(
        places("302"),
        [
            (410_000, 300_000),
            (410_000, 310_000),
            (420_000, 300_000),
            (420_000, 310_000)
        ]
    );
    work.plumbline("site out --out site").code(0);
    let page = work.read("site/indicator/reading.html");
    assert!(page.contains("A large council is large here"));
    assert_eq!(page.matches("<path class=\"m ").count(), 5);
    assert!(page.contains("<title>Calder Vale: "));
    assert!(!page.contains("There is no shape of"));
    assert!(
        !work
            .read("out/current/manifest.json")
            .contains("no_boundary")
    );
    // The same inputs give the same run.
    work.plumbline("run pipeline.toml --out out")
        .code(0)
        .prints(&["nothing to do"]);
}

#[test]
fn degrees_and_the_same_in_metres_are_one_map() {
    // Corners by PROJ 9.5.1: -1.5, 53.8 is 433030, 433860.
    let degrees = "[[[-1.5,53.8],[-1.4,53.8],[-1.4,53.9],[-1.5,53.9],[-1.5,53.8]]]";
    let mut features = squares();
    features[0] = feature("301", degrees);
    let work = with(&collection(&features));
    work.run();
    let table = Table::read(&work.path("out/current/boundaries.parquet"));
    let found = table.rows().iter().any(|row| {
        row["authority"] == "301" && row["easting"] == 433_030 && row["northing"] == 433_860
    });
    assert!(found);
}

#[test]
fn what_has_no_shape_and_what_no_council_has_is_told() {
    let mut features = squares();
    features.truncate(4);
    features.push(square("W06000001", 300_000, 300_000, 9000));
    features.push(feature("305", "[[[0,0],[1,1],[0,0]]]"));
    features.push(square("301", 100_000, 100_000, 9000));
    features.push(feature(
        "305",
        "[[[53.8,-1.5],[53.9,-1.5],[53.9,-1.4],[53.8,-1.5]]]",
    ));
    let work = with(&collection(&features));
    work.run();
    let rejected = Table::read(&work.path("out/current/quarantine.parquet"));
    let of = |rule: &str| {
        let rows = rejected
            .rows()
            .iter()
            .filter(|row| row["source"] == "boundaries");
        rows.filter(|row| row["rule"] == rule)
            .map(|row| {
                (
                    row["row"].as_i64().unwrap(),
                    row["reason"].as_str().unwrap().to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("unknown_authority").len() + of("outside_nation").len(),
        1
    );
    assert_eq!(of("duplicate_key")[0].0, 7);
    let unreadable = of("unreadable_boundary");
    assert!(
        unreadable[0].1.contains("ring 1 of polygon 1 has 3 places"),
        "{unreadable:?}"
    );
    assert!(
        unreadable[1].1.contains("longitude comes first"),
        "{unreadable:?}"
    );
    let manifest = work.read("out/current/manifest.json");
    assert!(manifest.contains("no_boundary") && manifest.contains("Elmstead"));
    work.plumbline("check pipeline.toml")
        .prints(&["1 authority without a shape on the map: Elmstead"]);
}

#[test]
fn a_file_that_is_no_geojson_stops_in_a_sentence() {
    for (text, said) in [
        (
            "{\"type\": \"FeatureCollection\", \"features\": [",
            "shapes.geojson: is broken JSON",
        ),
        (
            "{\"type\": \"Topology\"}",
            "no FeatureCollection of GeoJSON",
        ),
        ("code,shape\n1,2\n", "is broken JSON"),
        ("", "is empty"),
    ] {
        with(text)
            .plumbline("check pipeline.toml")
            .code(1)
            .says(&[said]);
    }
    // A property of another name: the column that is asked for is not there.
    with(&collection(&squares()).replace("CODE", "CTYUA23CD"))
        .plumbline("check pipeline.toml")
        .code(2)
        .says(&["CODE", "CTYUA23CD"]);
}

#[test]
fn a_hostile_name_in_a_map_is_a_name() {
    let hostile = "</script><img src=x onerror=alert(1)>";
    let work = with(&collection(&squares()).replace("Calder Vale", hostile));
    work.edit("data/authorities.csv", |text| {
        text.replace("Calder Vale", hostile)
    });
    work.run();
    work.plumbline("site out --out site").code(0);
    let page = work.read("site/indicator/reading.html");
    assert_eq!(page.matches("<path class=\"m ").count(), 5);
    assert!(!page.contains("<img") && page.matches("<script").count() == 1);
}

#[test]
fn an_import_keeps_the_shapes() {
    let work = with(&collection(&squares()));
    work.plumbline("import pipeline.toml --out kept").code(0);
    let table = Table::read(&work.path("kept/current/boundaries.parquet"));
    let first = &table.rows()[0];
    assert_eq!(first["authority"], "301");
    assert!(
        first["geometry"]
            .as_str()
            .unwrap()
            .starts_with("{\"type\":\"MultiPolygon\"")
    );
}

#[test]
fn inspect_knows_geojson_and_writes_its_mapping() {
    let work = Workdir::new();
    let features: Vec<String> = squares()
        .iter()
        .zip(1..)
        .map(|(text, at)| {
            let from = text.find("\"CODE\"").unwrap();
            let to = text.find("}, \"geometry\"").unwrap();
            format!(
                "{}\"FID\": {at}, \"CTYUA23CD\": \"E0600000{at}\", \"CTYUA23NM\": \"Hartlepool\"{}",
                &text[..from],
                &text[to..]
            )
        })
        .collect();
    work.write("shapes.geojson", collection(&features));
    work.plumbline("inspect shapes.geojson").code(0).prints(&[
        "GeoJSON",
        "[sources.boundaries]",
        "authority = ",
        "CTYUA23CD",
    ]);
}
