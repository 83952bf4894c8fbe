//! An explanation as lines of text.

use super::inputs::{named, plain};
use super::triggers;
use super::{
    AskedRule, ExplainedFirmness, ExplainedIndicator, ExplainedLimiter, ExplainedOutcome,
    ExplainedProvision, Explanation,
};
use crate::domain::Rating;
use crate::review::{DirectionRow, Emphasis, Node, RatingRow};

/// How many reference numbers a line of the tree shows, and how many levers of one direction; the
/// JSON form has them all.
const SHOWN: usize = 8;

impl AskedRule {
    fn effect(&self) -> &str {
        self.effect.as_deref().unwrap_or("nothing")
    }

    /// The inputs as `name = value`.
    fn inputs_text(&self) -> String {
        named(&self.inputs)
    }
}

impl Explanation {
    /// The explanation as a tree of lines.
    pub fn tree(&self) -> Node {
        let mut root = Node::new(self.heading()).with(Emphasis::Strong);
        if let Some(rating) = &self.rating {
            root.push(self.rating_node(rating));
        }
        root.extend(self.firmness.as_ref().map(ExplainedFirmness::node));
        root.extend(self.settings_node());
        root.extend(self.findings_node());
        root.extend(self.outcomes_node());
        root.extend(self.others_node());
        if let Some(direction) = &self.direction {
            root.push(direction_node(direction));
        }
        if let Some(coverage) = &self.coverage {
            let mut node = Node::new(format!("coverage: {}", coverage.effect()));
            node.push(Node::new(coverage.inputs_text()));
            root.push(node);
        }
        root.extend(triggers::node_of(&self.triggers));
        root.extend(self.levers_node("raise", "the least that would raise the rating"));
        root.extend(self.levers_node("lower", "the least that would lower the rating"));
        root
    }

    /// The smallest levers of one direction.
    fn levers_node(&self, direction: &str, heading: &str) -> Option<Node> {
        let of_direction = self.levers.iter().filter(|of| of.direction == direction);
        let levers: Vec<String> = of_direction.map(ToString::to_string).collect();
        let mut node = Node::new(heading);
        node.extend(levers.iter().take(SHOWN).cloned().map(Node::new));
        if levers.len() > SHOWN {
            node.push(Node::new(format!("and {} more", levers.len() - SHOWN)));
        }
        (!levers.is_empty()).then_some(node)
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

    fn settings_node(&self) -> Option<Node> {
        let nodes = self.settings.iter().map(ExplainedProvision::node);
        self.block(0, "inspected and regulated settings", nodes.collect())
    }

    fn findings_node(&self) -> Option<Node> {
        let nodes = self.findings.iter().map(finding_node);
        self.block(1, "safeguarding and looked-after children", nodes.collect())
    }

    fn outcomes_node(&self) -> Option<Node> {
        let nodes = self.outcomes.iter().map(ExplainedOutcome::node);
        self.block(2, "national indicators", nodes.collect())
    }

    /// The weak ones of the indicators that no outcome counts.
    fn others_node(&self) -> Option<Node> {
        let nodes: Vec<Node> = weak(&self.other_indicators).collect();
        let mut node = Node::new(format!(
            "indicators in no outcome: {} of {} weaker than similar areas or England",
            nodes.len(),
            self.other_indicators.len()
        ));
        node.extend(nodes);
        (!self.other_indicators.is_empty()).then_some(node)
    }

    /// A block of the profile with what it is made of. A run that does not rate has no blocks:
    /// what it knows is shown under the same name, and nothing where it knows nothing.
    fn block(&self, at: usize, name: &str, nodes: Vec<Node>) -> Option<Node> {
        let heading = match &self.rating {
            Some(rating) => {
                let letter = ["A", "B", "C"][at];
                match [rating.band_a, rating.band_b, rating.band_c][at] {
                    Some(band) => format!("block {letter}, {name}: {band:.2}"),
                    None => format!("block {letter}, {name}: no band"),
                }
            }
            None if nodes.is_empty() => return None,
            None => name.to_owned(),
        };
        let mut node = Node::new(heading).with(Emphasis::Strong);
        node.extend(nodes);
        Some(node)
    }
}

impl ExplainedLimiter {
    fn node(&self) -> Node {
        let AskedRule {
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

impl ExplainedProvision {
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

impl ExplainedOutcome {
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
        node.extend(weak(&self.figures));
        node
    }
}

/// The figures that are worse than similar areas' or England's, and better than neither.
fn weak(figures: &[ExplainedIndicator]) -> impl Iterator<Item = Node> {
    let weak = figures.iter().filter(|figure| figure.row.is_weak());
    weak.map(ExplainedIndicator::node)
}

impl ExplainedIndicator {
    fn node(&self) -> Node {
        let row = &self.row;
        let number = |value: Option<f64>| {
            value.map_or("none".to_owned(), |value| {
                let rounded = format!("{value:.2}");
                let short = rounded.trim_end_matches('0').trim_end_matches('.');
                short.to_owned()
            })
        };
        let group = if row.is_total {
            String::new()
        } else {
            format!(", {}", row.breakdown)
        };
        let rank = match (row.national_rank, row.ranked_count) {
            (Some(rank), Some(count)) => format!("; {rank} of {count} nationally"),
            _ => String::new(),
        };
        // The authority itself is ranked with its similar areas.
        let among = row.neighbour_rank.map_or(String::new(), |rank| {
            format!("; {rank} of {} with similar areas", row.neighbour_count + 1)
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

fn finding_node(finding: &AskedRule) -> Node {
    Node::new(format!(
        "{}: {}; {}",
        finding.rule,
        finding.effect(),
        finding.inputs_text()
    ))
    .with(emphasis(finding.level))
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
