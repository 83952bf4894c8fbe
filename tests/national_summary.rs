//! The distribution of ratings over the nation, and where each council stands in it.

use serde_json::Value;

use crate::shipped::RATED;

fn number(row: &Value, column: &str) -> i64 {
    row[column].as_i64().unwrap_or_default()
}

const LEVELS: [(i64, &str); 4] = [
    (4, "performs_excellently"),
    (3, "performs_well"),
    (2, "performs_adequately"),
    (1, "performs_poorly"),
];

#[test]
fn regions_and_kinds_add_up_to_the_ratings_of_the_nation() {
    let (work, printed) = &*RATED;
    let ratings = work.table("ratings");
    let summary = work.table("national_summary");
    for grouping in ["nation", "region", "kind"] {
        let rows: Vec<&Value> = summary
            .rows()
            .iter()
            .filter(|row| row["grouping"] == grouping)
            .collect();
        for (level, column) in LEVELS {
            let counted: i64 = rows.iter().map(|row| number(row, column)).sum();
            let awarded = ratings
                .rows()
                .iter()
                .filter(|row| number(row, "awarded_rating") == level)
                .count();
            assert_eq!(counted, awarded as i64, "{grouping} {column}");
        }
        let all: i64 = rows.iter().map(|row| number(row, "authorities")).sum();
        assert_eq!(all, 152, "{grouping}");
    }
    let yorkshire = summary.row(&[("name", "Yorkshire and the Humber")]);
    let in_yorkshire = ratings
        .rows()
        .iter()
        .filter(|row| row["region"] == "Yorkshire and the Humber")
        .count();
    assert_eq!(number(yorkshire, "authorities"), in_yorkshire as i64);
    assert!(printed.contains("by region"), "{printed}");
    assert!(printed.contains("by kind of council"), "{printed}");
    assert!(printed.contains("Yorkshire and the Humber"), "{printed}");
}

#[test]
fn a_place_is_one_more_than_there_are_better_ratings() {
    let (work, _) = &*RATED;
    let ratings = work.table("ratings");
    let direction = work.table("direction");
    let neighbours = work.table("neighbours");
    let awarded = |code: &Value| {
        let row = ratings.rows().iter().find(|row| row["authority"] == *code);
        row.and_then(|row| row["awarded_rating"].as_i64())
    };
    let leeds = direction.row(&[("authority", "383")]);
    let own = awarded(&leeds["authority"]).unwrap_or_default();
    let better = ratings
        .rows()
        .iter()
        .filter(|row| number(row, "awarded_rating") > own)
        .count();
    assert_eq!(number(leeds, "national_rank"), 1 + better as i64);
    let similar: Vec<i64> = neighbours
        .rows()
        .iter()
        .filter(|row| row["authority"] == "383")
        .filter_map(|row| awarded(&row["neighbour"]))
        .collect();
    assert_eq!(similar.len(), 10);
    let better = similar.iter().filter(|rating| **rating > own).count();
    assert_eq!(number(leeds, "neighbour_rank"), 1 + better as i64);
    assert_eq!(number(leeds, "neighbour_count"), 11);
    assert_eq!(number(leeds, "previous_year"), 2008);
    assert_eq!(leeds["direction"], "declined");

    let profile = work.table("indicator_profile");
    let improving = profile
        .rows()
        .iter()
        .filter(|row| row["authority"] == "383" && row["breakdown"] == "all")
        .filter(|row| row["is_latest"] == true && row["trend"] == "improving")
        .count();
    assert_eq!(number(leeds, "improving"), improving as i64);
}
