//! Features as rows.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::*;

fn open(text: &str) -> Result<Features, String> {
    Features::open(
        text.as_bytes().to_vec(),
        &ReadOptions::default(),
        ReadLimits::default(),
    )
}

#[test]
fn features_are_rows_and_properties_columns() {
    let features = open(
        r#"{"type": "FeatureCollection", "crs": null, "features": [
            {"type": "Feature", "id": 7, "properties": {"code": "E1", "n": 2},
             "geometry": {"type": "Polygon", "coordinates": []}},
            {"type": "Feature", "properties": {"more": true, "code": null}, "geometry": null}]}"#,
    )
    .unwrap();
    assert_eq!(features.header, ["id", "code", "n", "more", "geometry"]);
    let mut cells = Vec::new();
    features
        .read(&[0, 1, 3, 4], &mut |batch| {
            assert_eq!(batch.rows, [1, 2]);
            for column in batch.batch.columns() {
                let plain = cast(column, &DataType::Utf8).unwrap();
                let texts = plain.as_string::<i32>().iter();
                cells.push(
                    texts
                        .map(|of| of.unwrap_or("-").to_owned())
                        .collect::<Vec<_>>(),
                );
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(
        cells,
        [
            vec!["7", "-"],
            vec!["E1", "-"],
            vec!["-", "true"],
            vec![r#"{"type":"Polygon","coordinates":[]}"#, "-"],
        ]
    );
}

#[test]
fn what_is_no_collection_of_features_is_told_in_a_sentence() {
    for (text, said) in [
        (
            "{\"type\": \"FeatureCollection\", \"features\": [",
            "broken JSON",
        ),
        (
            "{\"type\": \"Topology\", \"objects\": {}}",
            "its type is \"Topology\"",
        ),
        ("{\"features\": []}", "it has no type"),
        ("{\"type\": \"FeatureCollection\"}", "without `features`"),
        (
            "{\"type\": \"FeatureCollection\", \"features\": 1}",
            "no FeatureCollection",
        ),
        (
            "{\"type\": \"FeatureCollection\", \"features\": [{\"a\": 1}]}",
            "feature 1 is not of the type",
        ),
        (
            "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {\"Geometry\": 1}}]}",
            "called \"Geometry\"",
        ),
        ("[1, 2]", "no FeatureCollection"),
    ] {
        let error = open(text).unwrap_err();
        assert!(error.contains(said), "{text}: {error}");
    }
    let many: Vec<String> = (0..=PROPERTIES).map(|at| format!("\"p{at}\": 1")).collect();
    let text = format!(
        "{{\"type\": \"FeatureCollection\", \"features\": [{{\"type\": \"Feature\", \"properties\": {{{}}}}}]}}",
        many.join(", ")
    );
    assert!(open(&text).unwrap_err().contains("more than 1000"));
    let deep = format!(
        "{{\"type\": \"FeatureCollection\", \"features\": [{{\"type\": \"Feature\", \"geometry\": {}",
        "[".repeat(100_000)
    );
    assert!(open(&deep).unwrap_err().contains("broken JSON"));
}
