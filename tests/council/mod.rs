//! One council, Ashby, with evidence in all three blocks, rated by the rulebook that ships. Four
//! others are its similar areas and have indicators only.

use serde_json::Value;

use crate::nation::AUTHORITIES;
use crate::workdir::Workdir;

pub(crate) const OUTCOMES: [&str; 5] = [
    "being_healthy",
    "staying_safe",
    "enjoying_achieving",
    "positive_contribution",
    "economic_wellbeing",
];

/// How many settings of a type were found at each grade, Outstanding first.
pub(crate) type Settings = (&'static str, [u32; 4]);

/// What a test says of Ashby; the rest is as good as can be.
pub(crate) struct Ashby {
    /// Settings by type.
    pub settings: Vec<Settings>,
    /// Registered settings by type that were not inspected yet.
    pub waiting: Vec<(&'static str, u32)>,
    /// Findings: kind, aspect, outcome, grade.
    pub findings: Vec<[&'static str; 4]>,
    /// Indicators of each outcome that are worse than similar areas', of twenty.
    pub worse: [u32; 5],
    /// Indicators of each outcome for which Ashby has no value, of twenty.
    pub gaps: [u32; 5],
    /// Rows of judgements: rating, reason.
    pub judgements: Vec<[&'static str; 2]>,
    /// Rows of earlier ratings: year, rating.
    pub earlier: Vec<[&'static str; 2]>,
}

impl Default for Ashby {
    /// Bands of 4 throughout: the rating is 4, and no limiter fires.
    fn default() -> Self {
        Self {
            settings: vec![
                ("childminder", [10, 10, 0, 0]),
                ("nursery_school", [2, 2, 0, 0]),
                ("primary_school", [4, 16, 0, 0]),
                ("secondary_school", [2, 2, 0, 0]),
                ("special_school", [2, 1, 0, 0]),
                ("childrens_home", [4, 6, 0, 0]),
            ],
            waiting: Vec::new(),
            findings: vec![
                ["joint_area_review", "safeguarding", "", "1"],
                ["joint_area_review", "looked_after_children", "", "1"],
                ["private_fostering", "overall", "", "1"],
                ["adoption_service", "overall", "", "1"],
                ["fostering_service", "overall", "", "1"],
            ],
            worse: [0; 5],
            gaps: [0; 5],
            judgements: Vec::new(),
            earlier: Vec::new(),
        }
    }
}

impl Ashby {
    /// Ashby with another finding.
    pub(crate) fn with_finding(mut self, finding: [&'static str; 4]) -> Self {
        self.findings.push(finding);
        self
    }

    /// Ashby with another grade for a finding that it has.
    pub(crate) fn with_grade(mut self, kind: &str, aspect: &str, grade: &'static str) -> Self {
        let found = self
            .findings
            .iter_mut()
            .find(|row| row[0] == kind && row[1] == aspect);
        found.expect("Ashby has this finding")[3] = grade;
        self
    }

    /// Ashby with other settings of a type, or with none where every count is 0.
    pub(crate) fn with_settings(mut self, provision: &'static str, grades: [u32; 4]) -> Self {
        self.settings.retain(|(known, _)| *known != provision);
        self.settings.push((provision, grades));
        self
    }

    /// A folder with the pipeline of this Ashby.
    pub(crate) fn workdir(&self) -> Workdir {
        let work = Workdir::new();
        let rulebook = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/pipelines/annual-rating/rulebook.toml"
        );
        let rulebook = std::fs::read(rulebook).expect("the rulebook ships");
        work.write("rulebook.toml", rulebook)
            .write("pipeline.toml", PIPELINE)
            .write("authorities.csv", AUTHORITIES)
            .write("neighbours.csv", NEIGHBOURS)
            .write("inspections.csv", self.inspections())
            .write("findings.csv", self.findings())
            .write("indicators.csv", indicators())
            .write("observations.csv", self.observations())
            .write("judgements.csv", self.judgements())
            .write("ratings.csv", self.earlier());
        work
    }

    /// Runs the pipeline and gives its folder.
    pub(crate) fn run(&self) -> Workdir {
        let work = self.workdir();
        work.run();
        assert_eq!(
            work.table("quarantine").len(),
            0,
            "{:#?}",
            work.table("quarantine").rows()
        );
        work
    }

    /// Runs the pipeline and gives Ashby's row of `ratings`.
    pub(crate) fn rating(&self) -> Value {
        self.run()
            .table("ratings")
            .row(&[("authority", "301")])
            .clone()
    }

    fn inspections(&self) -> String {
        let mut text =
            String::from("urn,provision,authority,inspected_on,published_on,grade,status,event\n");
        let mut urn = 0;
        for (provision, grades) in &self.settings {
            for (grade, count) in (1..).zip(grades) {
                for _ in 0..*count {
                    urn += 1;
                    text.push_str(&format!(
                        "{urn},{provision},301,2009-03-02,2009-04-06,{grade},open,full\n"
                    ));
                }
            }
        }
        for (provision, count) in &self.waiting {
            for _ in 0..*count {
                urn += 1;
                text.push_str(&format!("{urn},{provision},301,,,,open,\n"));
            }
        }
        text
    }

    fn findings(&self) -> String {
        let mut text =
            String::from("authority,kind,aspect,outcome,grade,inspected_on,published_on\n");
        for [kind, aspect, outcome, grade] in &self.findings {
            text.push_str(&format!(
                "301,{kind},{aspect},{outcome},{grade},2008-05-12,2008-06-30\n"
            ));
        }
        text
    }

    /// Similar areas have 49, 50, 50 and 51; Ashby has 50, or 0 where it is worse. With a value
    /// of 0 the standard deviation is 22.4, so the margin is 11.2 and 50 is in line with 50.
    fn observations(&self) -> String {
        let mut text = String::from("authority,indicator,period,value\n");
        for (outcome, (worse, gaps)) in (0..).zip(self.worse.iter().zip(self.gaps)) {
            for at in 0..20 {
                let indicator = outcome * 20 + at;
                let value = match at {
                    at if at < *worse => "0",
                    at if at >= 20 - gaps => "-",
                    _ => "50",
                };
                text.push_str(&format!("301,{indicator},2008/09,{value}\n"));
                for (authority, value) in [(302, 49), (303, 50), (304, 50), (305, 51)] {
                    text.push_str(&format!("{authority},{indicator},2008/09,{value}\n"));
                }
            }
        }
        text
    }

    fn judgements(&self) -> String {
        let mut text = String::from("authority,rating,reason,decided_by,decided_on\n");
        for [rating, reason] in &self.judgements {
            text.push_str(&format!("301,{rating},{reason},A. Moderator,2009-11-30\n"));
        }
        text
    }

    fn earlier(&self) -> String {
        let mut text = String::from("authority,year,rating\n");
        for [year, rating] in &self.earlier {
            text.push_str(&format!("301,{year},{rating}\n"));
        }
        text
    }
}

fn indicators() -> String {
    let mut text = String::from("indicator,title,outcome,polarity,unit\n");
    for (at, outcome) in (0..).zip(OUTCOMES) {
        for indicator in at * 20..at * 20 + 20 {
            text.push_str(&format!(
                "{indicator},Indicator {indicator},{outcome},high,score\n"
            ));
        }
    }
    text
}

const NEIGHBOURS: &str = "authority,neighbour,rank\n301,302,1\n301,303,2\n301,304,3\n301,305,4\n";

const PIPELINE: &str = r#"[pipeline]
name = "council"
title = "One council and its similar areas"
as_of = 2009-12-09
rulebook = "rulebook.toml"

[sources.authorities]
path = "authorities.csv"
[sources.indicators]
path = "indicators.csv"
[sources.neighbours]
path = "neighbours.csv"
[sources.inspections]
path = "inspections.csv"
may_be_empty = true
[sources.findings]
path = "findings.csv"
may_be_empty = true
[sources.observations]
path = "observations.csv"
may_be_empty = true
[sources.judgements]
path = "judgements.csv"
[sources.ratings]
path = "ratings.csv"
"#;
