//! Why an authority has its rating: from the rating to the limiters, the blocks, the bands and
//! the rows of the sources.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::rows::CatalogueRow;
use super::{
    AuthorityRow, DirectionRow, Emphasis, EvidenceRow, IndicatorRow, NeighbourRow, Node,
    OutcomeRow, ProvisionRow, PublishedRun, RatingRow, ReviewError, SettingRow,
};
use crate::domain::Rating;

/// How many reference numbers a line of the tree shows; the JSON form has them all.
const SHOWN: usize = 8;

/// Why an authority has its rating, from the tables of one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The authority.
    pub authority: AuthorityRow,
    /// Its rating; none where the run does not rate.
    pub rating: Option<RatingRow>,
    /// The rating that the blocks alone give.
    pub before_limiters: Option<i32>,
    /// How the blocks were weighed.
    pub weighing: Option<Asked>,
    /// The limiters, those that decide first, then those that fired, then the others.
    pub limiters: Vec<Limiter>,
    /// What moderation did.
    pub moderation: Option<Asked>,
    /// Where it stands and which way it is going.
    pub direction: Option<DirectionRow>,
    /// Block A: inspected and regulated settings.
    pub settings: Vec<Provision>,
    /// Block B: findings about the authority itself.
    pub findings: Vec<Asked>,
    /// Block C: outcomes and their indicators.
    pub outcomes: Vec<Outcome>,
    /// How much of the expected evidence there is.
    pub coverage: Option<Asked>,
}

/// A rule that was asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// The rule.
    pub rule: String,
    /// What was asked.
    pub condition: String,
    /// What it was asked about.
    pub inputs: Map<String, Value>,
    /// Whether it held.
    pub fired: bool,
    /// What followed.
    pub effect: Option<String>,
}

/// A limiter, with the evidence that it was asked about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Limiter {
    /// The question and the answer.
    #[serde(flatten)]
    pub asked: Asked,
    /// Whether the indicative rating is what it is because of this limiter.
    pub decides: bool,
    /// The findings that its condition names.
    pub findings: Vec<Asked>,
}

/// A type of setting, with its band and every setting that was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provision {
    /// Its profile.
    #[serde(flatten)]
    pub profile: ProvisionRow,
    /// The cut-off that gave the band.
    pub cut_off: Option<Asked>,
    /// The settings.
    pub rows: Vec<SettingRow>,
}

/// An outcome, with its band and its indicators.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Its profile.
    #[serde(flatten)]
    pub profile: OutcomeRow,
    /// The cut-off that gave the band.
    pub cut_off: Option<Asked>,
    /// The latest figures of its indicators.
    pub figures: Vec<Figure>,
}

/// The latest figure of an indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What the indicator measures.
    pub title: String,
    /// The value's place by polarity among the authority and its similar areas, equal values
    /// sharing the lowest number; none where the value is missing or the indicator is neutral.
    pub neighbour_rank: Option<usize>,
    /// How many of those have a value.
    pub neighbour_ranked: usize,
    /// The figure beside its comparators.
    #[serde(flatten)]
    pub row: IndicatorRow,
}

impl Asked {
    fn of(row: &EvidenceRow) -> Self {
        Self {
            rule: row.rule.clone(),
            condition: row.condition.clone(),
            inputs: row.inputs(),
            fired: row.fired,
            effect: row.effect.clone(),
        }
    }

    fn effect(&self) -> &str {
        self.effect.as_deref().unwrap_or("nothing")
    }

    /// The inputs as `name = value`.
    fn inputs_text(&self) -> String {
        let pairs: Vec<String> = self
            .inputs
            .iter()
            .map(|(name, value)| format!("{name} = {}", plain(value)))
            .collect();
        pairs.join(", ")
    }
}

/// Explains the rating of `authority` in `run`.
///
/// # Errors
/// When a table of the run cannot be read.
pub fn explain(run: &PublishedRun, authority: &AuthorityRow) -> Result<Explanation, ReviewError> {
    let code = Some(authority.authority.as_str());
    let evidence = EvidenceRow::read(run, code)?;
    let of_step = |step: &str| -> Vec<&EvidenceRow> {
        evidence.iter().filter(|row| row.step == step).collect()
    };
    let first = |step: &str| of_step(step).first().map(|row| Asked::of(row));
    let before_limiters = of_step("indicative").first().and_then(|row| row.level());
    let rating = RatingRow::read(run, code)?.pop();
    let indicative = rating.as_ref().and_then(|rating| rating.indicative_rating);
    let findings: Vec<Asked> = of_step("finding_band").into_iter().map(Asked::of).collect();
    let mut limiters: Vec<Limiter> = of_step("limiter")
        .into_iter()
        .map(|row| limiter(row, before_limiters, indicative, &findings))
        .collect();
    limiters.sort_by_key(|limiter| (!limiter.decides, !limiter.asked.fired));

    let cut_offs = |step: &str| -> BTreeMap<String, Asked> {
        of_step(step)
            .into_iter()
            .filter(|row| row.fired)
            .filter_map(|row| {
                let (key, _) = row.rule.rsplit_once(" band ")?;
                Some((key.to_owned(), Asked::of(row)))
            })
            .collect()
    };
    let mut counted: BTreeMap<String, Vec<SettingRow>> = BTreeMap::new();
    for row in SettingRow::read(run, code)? {
        counted.entry(row.provision.clone()).or_default().push(row);
    }
    let mut by_provision = cut_offs("provision_band");
    let settings = ProvisionRow::read(run, code)?
        .into_iter()
        .map(|profile| Provision {
            cut_off: by_provision.remove(&profile.provision),
            rows: counted.remove(&profile.provision).unwrap_or_default(),
            profile,
        })
        .collect();

    let catalogue: BTreeMap<String, CatalogueRow> = CatalogueRow::read(run, None)?
        .into_iter()
        .map(|row| (row.indicator.clone(), row))
        .collect();
    let similar: Vec<String> = NeighbourRow::read(run, code)?
        .into_iter()
        .map(|row| row.neighbour)
        .collect();
    let (latest, others): (Vec<IndicatorRow>, Vec<IndicatorRow>) =
        IndicatorRow::read_latest_of(run, |of| {
            of == authority.authority || similar.iter().any(|code| code == of)
        })?
        .into_iter()
        .filter(|row| row.value.is_some())
        .partition(|row| row.authority == authority.authority);
    let mut by_outcome = cut_offs("outcome_band");
    let outcomes = OutcomeRow::read(run, code)?
        .into_iter()
        .map(|profile| Outcome {
            cut_off: by_outcome.remove(&profile.outcome),
            figures: latest
                .iter()
                .filter_map(|row| {
                    let known = catalogue.get(&row.indicator)?;
                    (known.outcome.as_ref() == Some(&profile.outcome))
                        .then(|| Figure::of(row, known, &others))
                })
                .collect(),
            profile,
        })
        .collect();
    Ok(Explanation {
        authority: authority.clone(),
        rating,
        before_limiters,
        weighing: first("indicative"),
        limiters,
        moderation: first("moderation"),
        direction: DirectionRow::read(run, code)?.pop(),
        settings,
        findings,
        outcomes,
        coverage: first("coverage"),
    })
}

/// A limiter decides where its cap is what the indicative rating came down to.
fn limiter(
    row: &EvidenceRow,
    before: Option<i32>,
    indicative: Option<i32>,
    findings: &[Asked],
) -> Limiter {
    let cap = row.level();
    let lowers = matches!((cap, before), (Some(cap), Some(before)) if cap < before);
    let asked = Asked::of(row);
    // Columns of a finding are named after its kind and aspect.
    let names = |finding: &&Asked| {
        let prefix = finding.rule.replace(' ', "_");
        let kind = finding.rule.split(' ').next().unwrap_or_default();
        asked.inputs.keys().any(|column| {
            column.starts_with(&format!("{prefix}_"))
                || *column == format!("{kind}_count")
                || *column == format!("{kind}_inadequate")
        })
    };
    Limiter {
        decides: row.fired && lowers && cap == indicative,
        findings: findings.iter().filter(names).cloned().collect(),
        asked,
    }
}

impl Explanation {
    /// The explanation as a tree of lines.
    pub fn tree(&self) -> Node {
        let mut root = Node::new(self.heading()).with(Emphasis::Strong);
        if let Some(rating) = &self.rating {
            root.push(self.rating_node(rating));
        }
        root.push(self.settings_node());
        root.push(self.findings_node());
        root.push(self.outcomes_node());
        if let Some(direction) = &self.direction {
            root.push(direction_node(direction));
        }
        if let Some(coverage) = &self.coverage {
            let mut node = Node::new(format!("coverage: {}", coverage.effect()));
            node.push(Node::new(coverage.inputs_text()));
            root.push(node);
        }
        root
    }

    fn heading(&self) -> String {
        let Self {
            authority, rating, ..
        } = self;
        match rating {
            Some(rating) => {
                let level = rating
                    .awarded_rating
                    .map(|level| format!(" ({level})"))
                    .unwrap_or_default();
                format!(
                    "{} ({}), {}: {}{level}",
                    authority.name, authority.authority, rating.year, rating.descriptor
                )
            }
            None => format!(
                "{} ({}): this run does not rate",
                authority.name, authority.authority
            ),
        }
    }

    fn rating_node(&self, rating: &RatingRow) -> Node {
        let level = |level: Option<i32>| level.map_or("none".to_owned(), |level| level.to_string());
        let mut node = Node::new(format!(
            "rating: {} before limiters, {} indicative, {} awarded",
            level(self.before_limiters),
            level(rating.indicative_rating),
            level(rating.awarded_rating)
        ))
        .with(Emphasis::Strong);
        if let Some(weighing) = &self.weighing {
            node.push(Node::new(format!(
                "{} with {}",
                weighing.condition,
                weighing.inputs_text()
            )));
        }
        for limiter in &self.limiters {
            node.push(limiter.node());
        }
        if let Some(moderation) = &self.moderation {
            let mut moderated = Node::new(format!("moderation: {}", moderation.effect()));
            for name in ["reason", "decided_by", "decided_on"] {
                if let Some(value) = moderation.inputs.get(name) {
                    moderated.push(Node::new(format!("{name}: {}", plain(value))));
                }
            }
            node.push(moderated);
        }
        node
    }

    fn settings_node(&self) -> Node {
        let mut node = Node::new(block("A, inspected and regulated settings", self.band(0)))
            .with(Emphasis::Strong);
        for provision in &self.settings {
            node.push(provision.node());
        }
        node
    }

    fn findings_node(&self) -> Node {
        let mut node = Node::new(block(
            "B, safeguarding and looked-after children",
            self.band(1),
        ))
        .with(Emphasis::Strong);
        for finding in &self.findings {
            node.push(finding_node(finding));
        }
        node
    }

    fn outcomes_node(&self) -> Node {
        let mut node =
            Node::new(block("C, national indicators", self.band(2))).with(Emphasis::Strong);
        for outcome in &self.outcomes {
            node.push(outcome.node());
        }
        node
    }

    fn band(&self, at: usize) -> Option<f64> {
        let rating = self.rating.as_ref()?;
        [rating.band_a, rating.band_b, rating.band_c][at]
    }
}

fn block(name: &str, band: Option<f64>) -> String {
    match band {
        Some(band) => format!("block {name}: {band:.2}"),
        None => format!("block {name}: no band"),
    }
}

impl Limiter {
    fn node(&self) -> Node {
        let Asked {
            rule,
            condition,
            fired,
            ..
        } = &self.asked;
        if !fired {
            return Node::new(format!("limiter {rule} did not fire: {condition}"))
                .with(Emphasis::Faint);
        }
        let decides = if self.decides { " and decides" } else { "" };
        let mut node = Node::new(format!(
            "limiter {rule} fired{decides}: {}",
            self.asked.effect()
        ))
        .with(Emphasis::Bad);
        node.push(Node::new(condition.clone()));
        node.push(Node::new(self.asked.inputs_text()));
        for finding in &self.findings {
            node.push(finding_node(finding));
        }
        node
    }
}

impl Provision {
    fn node(&self) -> Node {
        let of = &self.profile;
        let share = of
            .good_or_better
            .map_or("none inspected".to_owned(), |share| {
                format!("{:.1}% good or better", share * 100.0)
            });
        let mut node = Node::new(format!(
            "{}: {}{share}{}",
            of.provision,
            band_text(of.band),
            comparisons(of.vs_neighbours.as_deref(), of.vs_national.as_deref()),
        ))
        .with(emphasis(of.band));
        if let Some(cut_off) = &self.cut_off {
            node.push(Node::new(cut_off.condition.clone()));
        }
        for (grade, word) in [
            (Some(4), "inadequate"),
            (Some(3), "satisfactory"),
            (Some(2), "good"),
            (Some(1), "outstanding"),
            (None, "not inspected yet"),
        ] {
            let urns: Vec<&str> = self
                .rows
                .iter()
                .filter(|row| row.grade == grade)
                .map(|row| row.urn.as_str())
                .collect();
            if urns.is_empty() {
                continue;
            }
            let more = urns.len().saturating_sub(SHOWN);
            let rest = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            node.push(Node::new(format!(
                "{} {word}: {}{rest}",
                urns.len(),
                urns[..urns.len().min(SHOWN)].join(", ")
            )));
        }
        node
    }
}

impl Outcome {
    fn node(&self) -> Node {
        let of = &self.profile;
        let share = |share: Option<f64>| {
            share.map_or("none".to_owned(), |share| format!("{:.1}%", share * 100.0))
        };
        let mut node = Node::new(format!(
            "{}: {}{} of indicators at least in line with similar areas, {} with England; {} of {} have a value",
            of.outcome,
            band_text(of.band),
            share(of.share_neighbours),
            share(of.share_national),
            of.with_value,
            of.indicators
        ))
        .with(emphasis(of.band));
        if let Some(cut_off) = &self.cut_off {
            node.push(Node::new(cut_off.condition.clone()));
        }
        for figure in self.figures.iter().filter(|figure| figure.row.is_weak()) {
            node.push(figure.node());
        }
        node
    }
}

impl Figure {
    fn of(row: &IndicatorRow, known: &CatalogueRow, others: &[IndicatorRow]) -> Self {
        let values: Vec<f64> = others
            .iter()
            .filter(|other| other.indicator == row.indicator && other.breakdown == row.breakdown)
            .filter_map(|other| other.value)
            .collect();
        let ahead = |is_ahead: fn(f64, f64) -> bool| {
            let own = row.value?;
            Some(1 + values.iter().filter(|other| is_ahead(**other, own)).count())
        };
        Self {
            title: known.title.clone(),
            neighbour_rank: match known.polarity.as_str() {
                _ if values.is_empty() => None,
                "high" => ahead(|other, own| other > own),
                "low" => ahead(|other, own| other < own),
                _ => None,
            },
            neighbour_ranked: values.len() + 1,
            row: row.clone(),
        }
    }

    fn node(&self) -> Node {
        let row = &self.row;
        let number = |value: Option<f64>| {
            value.map_or("none".to_owned(), |value| {
                let rounded = format!("{value:.2}");
                let short = rounded.trim_end_matches('0').trim_end_matches('.');
                short.to_owned()
            })
        };
        let group = if row.breakdown == "all" {
            String::new()
        } else {
            format!(", {}", row.breakdown)
        };
        let rank = match (row.national_rank, row.ranked_count) {
            (Some(rank), Some(count)) => format!("; {rank} of {count} nationally"),
            _ => String::new(),
        };
        let among = self.neighbour_rank.map_or(String::new(), |rank| {
            format!("; {rank} of {} with similar areas", self.neighbour_ranked)
        });
        let trend = row
            .trend
            .as_ref()
            .map(|trend| format!("; {trend}"))
            .unwrap_or_default();
        Node::new(format!(
            "{}{group} ({}), {}: {}, similar areas {}, England {}{}{among}{rank}{trend}",
            row.indicator,
            self.title,
            row.period,
            number(row.value),
            number(row.neighbour_mean),
            number(row.national_value),
            comparisons(row.vs_neighbours.as_deref(), row.vs_national.as_deref()),
        ))
        .with(Emphasis::Bad)
    }
}

fn finding_node(finding: &Asked) -> Node {
    let band = finding.effect();
    let level = band
        .strip_prefix("band ")
        .and_then(|level| level.parse().ok());
    Node::new(format!(
        "{}: {band}; {}",
        finding.rule,
        finding.inputs_text()
    ))
    .with(emphasis(level))
}

fn direction_node(of: &DirectionRow) -> Node {
    let previous = match (of.previous_year, of.previous_rating, &of.direction) {
        (Some(year), Some(rating), Some(direction)) => {
            format!("{direction} since {year} ({rating})")
        }
        (Some(year), Some(rating), None) => format!("rated {rating} in {year}"),
        _ => "no earlier rating".to_owned(),
    };
    let mut node = Node::new(format!("direction: {previous}"));
    if let Some(rank) = of.neighbour_rank {
        node.push(Node::new(format!(
            "place {rank} of {} among itself and similar areas, equal ratings sharing a place",
            of.neighbour_count
        )));
    }
    if let Some(rank) = of.national_rank {
        node.push(Node::new(format!(
            "place {rank} of {} nationally",
            of.national_count
        )));
    }
    node.push(Node::new(format!(
        "indicators: {} improving, {} steady, {} worsening",
        of.improving, of.steady, of.worsening
    )));
    node
}

fn band_text(band: Option<i32>) -> String {
    band.map_or("no band, ".to_owned(), |band| format!("band {band}, "))
}

fn comparisons(neighbours: Option<&str>, national: Option<&str>) -> String {
    match (neighbours, national) {
        (None, None) => String::new(),
        (neighbours, national) => format!(
            " ({} beside similar areas, {} beside England)",
            neighbours.unwrap_or("not compared"),
            national.unwrap_or("not compared")
        ),
    }
}

/// The lowest band is bad news, the two highest good.
fn emphasis(band: Option<i32>) -> Emphasis {
    let rating = band
        .and_then(|band| u8::try_from(band).ok())
        .and_then(Rating::from_level);
    match rating {
        Some(Rating::PerformsPoorly) => Emphasis::Bad,
        Some(Rating::PerformsAdequately) | None => Emphasis::Plain,
        Some(Rating::PerformsWell | Rating::PerformsExcellently) => Emphasis::Good,
    }
}

/// A value without the quotation marks of JSON, numbers to four decimals at most.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(value) if value.fract() != 0.0 => {
                let rounded = format!("{value:.4}");
                rounded.trim_end_matches('0').to_owned()
            }
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}
