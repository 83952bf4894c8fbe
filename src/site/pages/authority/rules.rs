//! Every rule that was asked about a council, as nested disclosure, down to the settings by
//! reference number.

use serde_json::Value;

use crate::domain::Step;
use crate::review::EvidenceRow;
use crate::site::content::Content;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, day, number};
use crate::site::pages::disclosure;
use crate::site::words;

/// The tree.
pub(super) fn tree(content: &Content<'_>, area: usize) -> Markup {
    let mut tree = Markup::new();
    tree.raw("<ul class=\"tree\">");
    for (step, title) in [
        (Step::Limiter, "Limiters: what caps the rating"),
        (
            Step::ProvisionBand,
            "Block A: the band of each type of setting",
        ),
        (Step::FindingBand, "Block B: the band of each finding"),
        (Step::OutcomeBand, "Block C: the band of each outcome"),
        (Step::Block, "What each block comes to"),
        (Step::Indicative, "What the blocks come to together"),
        (Step::Coverage, "Whether there is enough evidence"),
        (Step::Moderation, "Judgement"),
        (
            Step::Weakness,
            "What a letter may call a significant weakness",
        ),
    ] {
        let rows: Vec<&EvidenceRow> = content
            .asked(area, step)
            .filter(|row| step == Step::Limiter || row.fired)
            .collect();
        if rows.is_empty() {
            continue;
        }
        tree.raw("<li><details><summary>")
            .raw(title)
            .raw("</summary><ul>");
        for row in rows {
            rule(content, area, step, row, &mut tree);
        }
        tree.raw("</ul></details></li>");
    }
    tree.raw("</ul>");
    tree
}

/// One rule: what it is about, what was asked of what, and what followed.
fn rule(content: &Content<'_>, area: usize, step: Step, row: &EvidenceRow, tree: &mut Markup) {
    tree.raw("<li><details><summary>")
        .text(&title(content, step, row));
    tree.raw("</summary>")
        .push(&asked(&row.condition, &row.inputs));
    if step == Step::ProvisionBand
        && let Some(provision) = &row.subject
    {
        settings(content, area, provision, tree);
    }
    if step == Step::OutcomeBand
        && let Some(outcome) = &row.subject
    {
        indicators(content, area, outcome, tree);
    }
    if step == Step::FindingBand
        && let Some(kind) = &row.subject
    {
        findings(content, area, (kind, row.aspect.as_deref()), tree);
    }
    if !row.findings.is_empty() {
        let named: Vec<String> = row.findings.iter().map(|name| words::plain(name)).collect();
        tree.raw("<p>It rests on: ")
            .text(&words::listed(&named))
            .raw(".</p>");
    }
    tree.raw("</details></li>");
}

/// What was asked, and of what: a condition, and the values that it names as a JSON object.
pub(super) fn asked(condition: &str, inputs: &str) -> Markup {
    let mut body = Markup::new();
    body.raw("<p>Asked: <code>")
        .text(condition)
        .raw("</code></p>");
    let inputs: serde_json::Map<String, Value> = serde_json::from_str(inputs).unwrap_or_default();
    if !inputs.is_empty() {
        body.raw("<ul>");
        for (name, value) in &inputs {
            body.raw("<li>")
                .text(&words::plain(name))
                .raw(": ")
                .text(&plain(value))
                .raw("</li>");
        }
        body.raw("</ul>");
    }
    body
}

/// What a rule is about, and what followed.
fn title(content: &Content<'_>, step: Step, row: &EvidenceRow) -> String {
    let rulebook = content.rulebook();
    let subject = row.subject.as_deref().unwrap_or_default();
    let effect = row.effect.as_deref().unwrap_or("nothing followed");
    match step {
        Step::Limiter => {
            let answer = match (row.fired, row.decides) {
                (true, true) => "held and decides",
                (true, false) => "held",
                (false, _) => "did not hold",
            };
            format!(
                "{}: {answer}",
                words::limiter(rulebook, &row.rule).trim_end_matches('.')
            )
        }
        Step::ProvisionBand => {
            format!(
                "{}: {effect}",
                words::capital(&words::provision(rulebook, subject))
            )
        }
        Step::OutcomeBand => {
            format!(
                "{}: {effect}",
                words::capital(&words::outcome(rulebook, subject))
            )
        }
        Step::FindingBand => {
            let aspect = row
                .aspect
                .as_deref()
                .or_else(|| row.rule.split_once(' ').map(|of| of.1));
            format!(
                "{}, {}: {effect}",
                words::capital(&words::finding(rulebook, subject)),
                words::plain(aspect.unwrap_or_default())
            )
        }
        Step::Block | Step::Coverage | Step::Indicative | Step::Moderation | Step::Weakness => {
            format!("{}: {effect}", words::capital(&words::plain(&row.rule)))
        }
    }
}

/// The settings of a type by grade, the worst first, each by its reference number.
fn settings(content: &Content<'_>, area: usize, provision: &str, tree: &mut Markup) {
    for grade in [Some(4), Some(3), Some(2), Some(1), None] {
        let numbers: Vec<&str> = content.settings[area]
            .iter()
            .filter(|row| row.provision == provision && row.grade == grade)
            .map(|row| row.urn.as_str())
            .collect();
        if numbers.is_empty() {
            continue;
        }
        let called = grade.map_or("not inspected yet", words::grade);
        let count = counted(numbers.len(), "setting", "settings");
        tree.raw("<details><summary>")
            .text(&words::capital(called))
            .raw(": ")
            .text(&count);
        tree.raw("</summary><p class=\"urns\">")
            .text(&numbers.join(", "))
            .raw("</p></details>");
    }
}

/// The indicators of an outcome that are worse than in similar areas, by name, and how many are not:
/// the chart of the outcome has all of them.
fn indicators(content: &Content<'_>, area: usize, outcome: &str, tree: &mut Markup) {
    let of_outcome = content
        .measures
        .iter()
        .filter(|of| of.row.outcome.as_deref() == Some(outcome));
    let mut worse = Markup::new();
    let (mut with_value, mut count) = (0, 0);
    for measure in of_outcome {
        let Some(figure) = super::indicators::latest(content, area, measure) else {
            continue;
        };
        with_value += usize::from(!figure.value.is_nan());
        if content.figures.word(figure.vs_similar) == "worse" {
            count += 1;
            worse
                .raw("<li>")
                .text(&measure.row.title)
                .raw(": ")
                .text(&measure.unit.shown(figure.value))
                .raw(", similar areas ")
                .text(&measure.unit.shown(figure.similar))
                .raw("</li>");
        }
    }
    if count > 0 {
        let mut list = Markup::new();
        list.raw("<ul>").push(&worse).raw("</ul>");
        let text = counted(count, "indicator is worse", "indicators are worse");
        disclosure(tree, &format!("{text} than in similar areas"), &list);
    }
    let at = content
        .outcome_types
        .iter()
        .position(|of| of.key == outcome);
    if let Some(at) = at.filter(|_| with_value > 0) {
        let address = format!("#{}", super::indicators::spine_id(at));
        let all = counted(
            with_value,
            "indicator with a figure",
            "indicators with a figure",
        );
        tree.raw("<p>")
            .link(&address, &format!("All {all}"))
            .raw("</p>");
    }
}

/// The findings that a band is of, with their days.
fn findings(
    content: &Content<'_>,
    area: usize,
    (kind, aspect): (&str, Option<&str>),
    tree: &mut Markup,
) {
    let of_kind = content.findings[area]
        .iter()
        .filter(|row| row.kind == kind && aspect.is_none_or(|aspect| row.aspect == aspect));
    for row in of_kind {
        let text = format!(
            "{}, inspected on {}, published on {}",
            words::capital(&super::findings::result(row)),
            day(row.inspected_on.0),
            day(row.published_on.0),
        );
        tree.raw("<p>").text(&text).raw(".</p>");
    }
}

/// A value of the evidence as it is read.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => words::plain(text),
        Value::Null => "none".to_owned(),
        Value::Number(of) => match of.as_f64() {
            Some(value) if value.fract() != 0.0 => number(value, 3),
            _ => of.to_string(),
        },
        other => other.to_string(),
    }
}
