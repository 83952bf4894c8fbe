//! Rulebooks made of all their parts.

use super::choices::Choices;

/// A rulebook in which every number, and which parts there are, is chosen: mostly as it should be.
pub fn made(choices: &mut Choices<'_>) -> String {
    let mut text = String::from(HEAD);
    let weight = |choices: &mut Choices| ["1", "2", "0.5", "0"][choices.of(4)];
    for family in ["universal", "care"] {
        text += &format!("[families.{family}]\nweight = {}\n", weight(choices));
    }
    for (kind, family) in [("school", "universal"), ("home", "care")] {
        text += &format!(
            "[provision.{kind}]\nfamily = \"{family}\"\none = \"{kind}\"\nmany = \"{kind}s\"\n"
        );
    }
    let bands = [&[4, 3, 2, 1][..], &[4, 3, 2], &[2, 1], &[4, 2, 1], &[1]][choices.of(5)];
    let goods = cut_offs(bands.len(), choices, "0.0");
    let inadequates: Vec<String> = cut_offs(bands.len(), choices, "1.0");
    for ((band, good), inadequate) in bands.iter().zip(goods).zip(inadequates) {
        text += &format!(
            "[[provision_cut_offs]]\nband = {band}\ngood_or_better = {good}\ninadequate = {inadequate}\n"
        );
    }
    if choices.of(2) == 0 {
        let band = ["worst_grade", "none"][choices.of(2)];
        text += &format!(
            "[few_settings]\nleast = {}\nband = \"{band}\"\n",
            1 + choices.of(6)
        );
    }
    for (outcome, title) in [("safe", "staying safe"), ("healthy", "being healthy")] {
        let weight = weight(choices);
        text += &format!("[outcomes.{outcome}]\ntitle = \"{title}\"\nweight = {weight}\n");
    }
    for (band, in_line) in bands.iter().zip(cut_offs(bands.len(), choices, "0.0")) {
        text += &format!("[[outcome_cut_offs]]\nband = {band}\nin_line_or_better = {in_line}\n");
    }
    let halves = ["down", "up"][choices.of(2)];
    text += &format!(
        "[rating]\na = {}\nb = 2\nc = 1\nhalves = \"{halves}\"\n[coverage]\nminimum = {}\n",
        ["1", "0.001", "1000"][choices.of(3)],
        ["0", "0.5", "1"][choices.of(3)]
    );
    for at in 0..choices.of(4) {
        text += &format!(
            "[[limiters]]\nname = \"l{at}\"\ncap = {}\ncondition = \"{}\"\nreason = \"r\"\n",
            1 + choices.of(3),
            CONDITIONS[choices.of(CONDITIONS.len())]
        );
    }
    text
}

/// So many cut-offs in order, of which the last lets everything pass, mostly.
fn cut_offs(count: usize, choices: &mut Choices<'_>, last: &str) -> Vec<String> {
    let mut numbers: Vec<usize> = (0..count).map(|_| choices.of(21)).collect();
    if choices.of(8) > 0 {
        numbers.sort_unstable();
        if last == "0.0" {
            numbers.reverse();
        }
    }
    let mut cut_offs: Vec<String> = numbers
        .into_iter()
        .map(|number| format!("{:?}", number as f64 / 20.0))
        .collect();
    if choices.of(8) > 0
        && let Some(of) = cut_offs.last_mut()
    {
        *of = last.to_owned();
    }
    cut_offs
}

const HEAD: &str = r#"[rulebook]
name = "made"
version = "1"
about = "Made of bytes."
[comparison.indicators]
confidence = 0.95
margin = 0.5
[comparison.provision]
confidence = 0.95
interval_from = 10
margin = 0.1
[trend]
points = 5
minimum = 3
steady = 0.25
[grades]
outstanding = 4
good = 3
satisfactory = 2
inadequate = 1
[findings.review]
title = "review"
expected = true
[findings.review.aspects]
safeguarding = 2
care = 1
[findings.visit]
title = "visit"
[findings.visit.outcomes]
strengths = 4
development = 2
action = 1
"#;

/// Conditions of limiters: true of some rows, of none, or of none that there are.
const CONDITIONS: [&str; 10] = [
    "review_safeguarding_grade = 4",
    "visit_inadequate > 0",
    "home_inadequate_share > 0.1",
    "block_a < 2 OR block_c < 2",
    "safe_band = 1",
    "indicative > 2 AND coverage < 0.5",
    "10 / home_inspected > 2",
    "1 = 2",
    "CAST(name AS BIGINT) > 3",
    "home_good_or_better < school_good_or_better",
];
