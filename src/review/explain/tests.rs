//! What the tree of an explanation says, given what the tables say.

use serde_json::json;

use super::*;
use crate::review::Node;

fn authority() -> AuthorityRow {
    AuthorityRow {
        authority: "383".to_owned(),
        name: "Leeds".to_owned(),
        region: None,
        kind: None,
        addressee: None,
    }
}

fn rating(awarded: Option<i32>) -> RatingRow {
    RatingRow {
        authority: "383".to_owned(),
        name: "Leeds".to_owned(),
        region: None,
        year: 2009,
        indicative_rating: Some(2),
        awarded_rating: awarded,
        descriptor: awarded
            .map_or("Not rated: too little", |_| "Performs well")
            .to_owned(),
        band_a: Some(2.5),
        band_b: None,
        band_c: Some(3.0),
        coverage: 0.9,
        limiters: Vec::new(),
        moderated: false,
        moderation_reason: None,
        previous_rating: None,
        direction: None,
    }
}

fn asked(rule: &str, fired: bool) -> AskedRule {
    AskedRule {
        rule: rule.to_owned(),
        condition: format!("the condition of {rule}"),
        inputs: Map::new(),
        fired,
        effect: Some(format!("the effect of {rule}")),
        level: None,
    }
}

/// An explanation of which nothing is known but the council.
fn bare() -> Explanation {
    Explanation {
        authority: authority(),
        rating: None,
        before_limiters: None,
        weighing: None,
        limiters: Vec::new(),
        moderation: None,
        direction: None,
        settings: Vec::new(),
        findings: Vec::new(),
        outcomes: Vec::new(),
        other_indicators: Vec::new(),
        coverage: None,
        firmness: None,
        levers: Vec::new(),
        triggers: Vec::new(),
    }
}

/// The lines of the tree without what draws it.
fn lines(explanation: &Explanation) -> Vec<String> {
    let drawn = explanation.tree().render(false);
    let line = |line: &str| {
        line.trim_start_matches(['│', '├', '└', '─', ' '])
            .to_owned()
    };
    drawn.lines().map(line).collect()
}

fn provision(band: Option<i32>, grades: &[Option<i32>]) -> ExplainedProvision {
    let count = |grade: i32| {
        let of_grade = grades.iter().filter(|known| **known == Some(grade));
        i32::try_from(of_grade.count()).unwrap()
    };
    let inspected: i32 = (1..=4).map(count).sum();
    let good = count(1) + count(2);
    ExplainedProvision {
        profile: ProvisionRow {
            authority: "383".to_owned(),
            provision: "childrens_home".to_owned(),
            family: "social_care".to_owned(),
            settings: i32::try_from(grades.len()).unwrap(),
            inspected,
            outstanding: count(1),
            good: count(2),
            satisfactory: count(3),
            inadequate: count(4),
            good_or_better: (inspected > 0).then(|| f64::from(good) / f64::from(inspected)),
            inadequate_share: None,
            neighbour_good_or_better: None,
            national_good_or_better: None,
            vs_neighbours: None,
            vs_national: Some("worse".to_owned()),
            band,
            wording: None,
        },
        cut_off: None,
        rows: grades
            .iter()
            .enumerate()
            .map(|(at, grade)| SettingRow {
                authority: "383".to_owned(),
                provision: "childrens_home".to_owned(),
                urn: format!("SC{at}"),
                grade: *grade,
                inspected_on: None,
            })
            .collect(),
    }
}

fn figure(indicator: &str, neighbours: &str, national: &str) -> ExplainedIndicator {
    ExplainedIndicator {
        title: "Days waited".to_owned(),
        row: IndicatorRow {
            authority: "383".to_owned(),
            indicator: indicator.to_owned(),
            breakdown: "all".to_owned(),
            period: "2009".to_owned(),
            is_latest: true,
            is_total: true,
            value: Some(8.30),
            neighbour_mean: Some(7.126),
            neighbour_count: 10,
            neighbour_rank: None,
            national_value: None,
            national_rank: None,
            ranked_count: None,
            quartile_band: None,
            change: None,
            trend: None,
            vs_neighbours: Some(neighbours.to_owned()),
            vs_national: Some(national.to_owned()),
        },
    }
}

fn outcome(figures: Vec<ExplainedIndicator>) -> ExplainedOutcome {
    ExplainedOutcome {
        profile: OutcomeRow {
            authority: "383".to_owned(),
            outcome: "being_healthy".to_owned(),
            indicators: 5,
            with_value: 4,
            in_line_or_better_neighbours: 3,
            in_line_or_better_national: 0,
            share_neighbours: Some(0.75),
            share_national: None,
            band: Some(3),
        },
        cut_off: None,
        figures,
    }
}

#[test]
fn the_heading_says_the_rating_or_that_there_is_none() {
    let rated = |awarded| Explanation {
        rating: Some(rating(awarded)),
        ..bare()
    };
    assert_eq!(
        lines(&rated(Some(3)))[0],
        "Leeds (383), 2009: Performs well (3)"
    );
    assert_eq!(
        lines(&rated(None))[0],
        "Leeds (383), 2009: Not rated: too little"
    );
    // A run that rates nobody has neither a rating nor blocks to show.
    assert_eq!(lines(&bare()), ["Leeds (383): this run does not rate"]);
}

#[test]
fn a_rating_goes_from_the_blocks_by_the_limiters_to_the_award() {
    let explanation = Explanation {
        rating: Some(rating(Some(3))),
        before_limiters: Some(4),
        ..bare()
    };
    let lines = lines(&explanation);
    assert_eq!(
        lines[1],
        "rating: 4 before limiters, 2 indicative, 3 awarded"
    );
    // Every block of a run that rates is named, a block without evidence too.
    assert_eq!(
        lines[2..],
        [
            "block A, inspected and regulated settings: 2.50",
            "block B, safeguarding and looked-after children: no band",
            "block C, national indicators: 3.00",
        ]
    );
}

#[test]
fn a_limiter_that_fired_comes_with_what_it_asked_and_the_findings_that_it_names() {
    let mut fired = asked("inadequate", true);
    fired.inputs.insert("share".to_owned(), json!(0.123_456));
    fired.inputs.insert("inspected".to_owned(), json!(12));
    fired.inputs.insert("band".to_owned(), json!(null));
    let mut finding = asked("review overall", true);
    finding.inputs.insert("grade".to_owned(), json!("4"));
    let limiter = |asked, decides, findings| ExplainedLimiter {
        asked,
        cap: Some(1),
        decides,
        overridden: false,
        findings,
    };
    let explanation = Explanation {
        rating: Some(rating(Some(3))),
        limiters: vec![
            limiter(fired, true, vec![finding]),
            limiter(asked("second", true), false, Vec::new()),
            limiter(asked("third", false), false, Vec::new()),
        ],
        ..bare()
    };
    let lines = lines(&explanation);
    assert_eq!(
        lines[2..9],
        [
            "limiter inadequate fired and decides: the effect of inadequate",
            "the condition of inadequate",
            "share = 0.1235, inspected = 12, band = none",
            "review overall: the effect of review overall; grade = 4",
            "limiter second fired: the effect of second",
            "the condition of second",
            "",
        ]
    );
    assert_eq!(
        lines[9],
        "limiter third did not fire: the condition of third"
    );
}

#[test]
fn moderation_says_why_who_and_when_in_that_order() {
    let mut moderation = asked("judgement", true);
    for (name, value) in [
        ("decided_on", "2009-12-02"),
        ("decided_by", "A. Body"),
        ("reason", "Because."),
    ] {
        moderation.inputs.insert(name.to_owned(), json!(value));
    }
    let explanation = Explanation {
        rating: Some(rating(Some(3))),
        moderation: Some(moderation),
        ..bare()
    };
    assert_eq!(
        lines(&explanation)[2..6],
        [
            "moderation: the effect of judgement",
            "reason: Because.",
            "decided_by: A. Body",
            "decided_on: 2009-12-02",
        ]
    );
}

#[test]
fn settings_are_named_by_grade_the_worst_first_and_no_more_than_a_line_takes() {
    let mut grades = vec![Some(2); 10];
    grades.extend([None, Some(4)]);
    let explanation = Explanation {
        settings: vec![provision(Some(3), &grades)],
        ..bare()
    };
    assert_eq!(
        lines(&explanation)[1..],
        [
            "inspected and regulated settings",
            "childrens_home: band 3, 90.9% good or better (not compared beside similar areas, worse beside England)",
            "1 inadequate: SC11",
            "10 good: SC0, SC1, SC2, SC3, SC4, SC5, SC6, SC7 and 2 more",
            "1 not inspected yet: SC10",
        ]
    );
    let none = Explanation {
        settings: vec![provision(None, &[None])],
        ..bare()
    };
    assert!(lines(&none)[2].starts_with("childrens_home: no band, none inspected ("));
}

#[test]
fn an_outcome_counts_all_its_indicators_and_names_the_weak_ones() {
    let explanation = Explanation {
        outcomes: vec![outcome(vec![
            figure("117", "worse", "in line"),
            figure("118", "worse", "better"),
            figure("119", "in line", "in line"),
        ])],
        ..bare()
    };
    assert_eq!(
        lines(&explanation)[1..],
        [
            "national indicators",
            "being_healthy: band 3, 75.0% of indicators at least in line with similar areas, none with England; 4 of 5 have a value",
            "117 (Days waited), 2009: 8.3, similar areas 7.13, England none (worse beside similar areas, in line beside England)",
        ]
    );
}

#[test]
fn a_figure_says_its_group_its_places_and_its_trend_where_it_has_them() {
    let mut of_girls = figure("117", "worse", "worse");
    of_girls.row.breakdown = "girls".to_owned();
    of_girls.row.is_total = false;
    of_girls.row.neighbour_rank = Some(4);
    of_girls.row.national_rank = Some(120);
    of_girls.row.ranked_count = Some(150);
    of_girls.row.trend = Some("worsening".to_owned());
    let explanation = Explanation {
        other_indicators: vec![of_girls, figure("118", "better", "in line")],
        ..bare()
    };
    let lines = lines(&explanation);
    assert_eq!(
        lines[1],
        "indicators in no outcome: 1 of 2 weaker than similar areas or England"
    );
    assert!(
        lines[2].starts_with("117, girls (Days waited), 2009: "),
        "{lines:?}"
    );
    // The council is the eleventh among its ten similar areas.
    assert!(
        lines[2].ends_with("; 4 of 11 with similar areas; 120 of 150 nationally; worsening"),
        "{lines:?}"
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn the_direction_goes_from_an_earlier_rating_where_there_is_one() {
    let direction = DirectionRow {
        authority: "383".to_owned(),
        previous_year: Some(2008),
        previous_rating: Some(2),
        awarded_rating: Some(3),
        direction: Some("improved".to_owned()),
        neighbour_rank: Some(2),
        neighbour_count: 11,
        national_rank: None,
        national_count: 150,
        improving: 5,
        steady: 3,
        worsening: 1,
    };
    let of = |direction| Explanation {
        direction: Some(direction),
        ..bare()
    };
    assert_eq!(
        lines(&of(direction.clone()))[1..],
        [
            "direction: improved since 2008 (2)",
            "place 2 of 11 among itself and similar areas, equal ratings sharing a place",
            "indicators: 5 improving, 3 steady, 1 worsening",
        ]
    );
    let first = DirectionRow {
        previous_year: None,
        previous_rating: None,
        direction: None,
        ..direction
    };
    assert_eq!(lines(&of(first))[1], "direction: no earlier rating");
}

#[test]
fn the_lowest_band_stands_out_as_bad_news_and_the_two_highest_as_good() {
    let coloured = |band| {
        let explanation = Explanation {
            settings: vec![provision(band, &[Some(2)])],
            ..bare()
        };
        let tree: Node = explanation.tree();
        let drawn = tree.render(true);
        let line = drawn.lines().find(|line| line.contains("childrens_home"));
        line.unwrap().to_owned()
    };
    assert!(coloured(Some(1)).contains("\u{1b}[1;31m"));
    for good in [3, 4] {
        assert!(coloured(Some(good)).contains("\u{1b}[32m"));
    }
    for plain in [Some(2), None] {
        assert!(!coloured(plain).contains('\u{1b}'));
    }
}
