//! The lines of a mapping of a table whose columns are those of a contract.

use std::fmt::Write;

use super::assumed::Assumed;
use super::part::MappingPart;
use super::regions;
use super::row_check::RowCheck;
use super::toml::{column, comment, commented, key, list, literal, text};
use crate::contract::{CellKind, Column, SourceKind};
use crate::inspect::candidate::Candidate;
use crate::inspect::certainty::Certainty;
use crate::inspect::contracts::{Ground, Resemblance, Taken};
use crate::inspect::kind::Kind;
use crate::inspect::wide::Wide;

/// The mapping that `found` is, of these candidates; `rows_above` is how many rows of the file are
/// numbered before its first.
pub(super) fn part(
    found: &Resemblance,
    candidates: &[Candidate<'_>],
    wide: Option<&Wide<'_>>,
    rows_above: u64,
) -> MappingPart {
    let contract = found.contract;
    let mut toml = String::new();
    let mut used: Vec<String> = Vec::new();
    let mut cannot: Vec<String> = Vec::new();
    if let Some(wide) = wide {
        if contract.kind == SourceKind::Findings && wide.makes("grade") {
            toml.push_str("# What was not judged is no finding.\n");
            toml.push_str("where = \"COALESCE(grade, '') <> ''\"\n");
        }
        toml.push_str(&unpivot(contract.name, wide));
        used.extend(wide.groups.iter().flat_map(|(_, columns)| columns.clone()));
    }
    let _ = writeln!(toml, "\n[sources.{}.columns]", contract.name);
    for wanted in contract.columns {
        if let Some(taken) = found.taken(wanted.name) {
            let candidate = &candidates[taken.at];
            if wanted.kind == CellKind::Outcome && !candidate.is_of_keys() {
                toml.push_str(&outcome(candidate));
                continue;
            }
            toml.push_str(&line(&taken, found, candidates));
            if !wide.is_some_and(|wide| wide.makes(&candidate.name)) {
                used.push(candidate.name.clone());
            }
        } else if wanted.required {
            let is_ranked = wanted.name == "rank" && wide.is_some_and(Wide::is_in_order_of_rank);
            let assumed = if is_ranked {
                Assumed::rank(rows_above)
            } else {
                Assumed::of(wanted, found, candidates)
            };
            if let Some(rows) = assumed.breaks {
                cannot.push(format!(
                    "{rows} needs `{}`, and nothing in the file looks like it",
                    wanted.name
                ));
            }
            let line = format!("{} = {}", wanted.name, text(&assumed.sql));
            toml.push_str(&commented(&line, &assumed.why));
        }
    }
    MappingPart {
        contract: contract.kind,
        share: found.share.min(1.0),
        certainty: certainty(found),
        toml,
        used,
        cannot,
        check: check(found, candidates, wide),
    }
}

/// What tells rows of one key apart where a file has it: its extract, its list, the day of joining.
const TOLD_APART: &[&str] = &["extracted_on", "list", "joined_on"];

/// How rows are looked through that must have a key of their own: by the columns that hold it.
/// Where columns are made into rows, the key is made too; visits and findings may be reported
/// again.
fn check(found: &Resemblance, candidates: &[Candidate<'_>], wide: Option<&Wide<'_>>) -> RowCheck {
    match found.contract.kind {
        SourceKind::Authorities
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Observations
        | SourceKind::EarlierRatings
        | SourceKind::Boundaries
            if wide.is_none() =>
        {
            let key = found.contract.key.iter().chain(TOLD_APART);
            let taken = key.filter_map(|name| found.taken(name));
            RowCheck::Key(
                taken
                    .map(|taken| candidates[taken.at].name.clone())
                    .collect(),
            )
        }
        SourceKind::Authorities
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Observations
        | SourceKind::EarlierRatings
        | SourceKind::Boundaries
        | SourceKind::Characteristics
        | SourceKind::Inspections
        | SourceKind::Findings
        | SourceKind::Judgements
        | SourceKind::LookUp
        | SourceKind::Join => RowCheck::Nothing,
    }
}

/// Sure where each required column is called as it is elsewhere.
fn certainty(found: &Resemblance) -> Certainty {
    let named = |column: &&Column| {
        let taken = found.taken(column.name);
        taken.is_some_and(|taken| taken.ground == Ground::Name)
    };
    let mut required = found
        .contract
        .columns
        .iter()
        .filter(|column| column.required);
    match Certainty::of(found.share) {
        Certainty::Sure if !required.all(|column| named(&column)) => Certainty::Likely,
        certainty => certainty,
    }
}

fn unpivot(source: &str, wide: &Wide<'_>) -> String {
    let mut toml = format!("\n[sources.{source}.unpivot]\n");
    let groups: Vec<String> = wide
        .groups
        .iter()
        .map(|(name, columns)| {
            format!(
                "{} = {}",
                key(name),
                list(columns.iter().map(String::as_str))
            )
        })
        .collect();
    let _ = writeln!(toml, "columns = {{ {} }}", groups.join(", "));
    if let Some(name) = wide.name {
        let _ = writeln!(toml, "name = {}", text(name));
    }
    if let Some(position) = wide.position {
        let _ = writeln!(toml, "position = {}", text(position));
    }
    toml
}

/// The line of a column that the table seems to have.
fn line(taken: &Taken, found: &Resemblance, candidates: &[Candidate<'_>]) -> String {
    let (wanted, candidate) = (taken.column, &candidates[taken.at]);
    let mut comments = Vec::new();
    match taken.ground {
        Ground::Name => {}
        Ground::LikeName => comments.push("a guess by its name".to_owned()),
        Ground::Content => comments.push(format!("a guess: it holds {}", holds(candidate.kind))),
    }
    if wanted.kind == CellKind::Authority && candidate.kind == Kind::AreaCode {
        let names = candidates.iter().find(|other| other.kind == Kind::Council);
        comments.push(match names {
            None => "the list of authorities needs its ons_code".to_owned(),
            Some(names) => format!(
                "the list of authorities needs its ons_code; names stand in {:?}",
                names.name
            ),
        });
    }
    if let Some(what) = keys_of_rulebook(found.contract.kind, wanted.name) {
        comments.push(format!(
            "the rulebook's {what}; where it calls them otherwise, `values` says how"
        ));
    }
    if wanted.kind == CellKind::Grade && candidate.kind == Kind::Text {
        let (rows, examples) = candidate.others(Kind::Grade);
        comments.push(format!(
            "{rows} rows with no grade, such as {examples}, are rejected"
        ));
    }
    let other_words = match (found.contract.kind, wanted.name, found.taken("name")) {
        (SourceKind::Authorities, "region", Some(name)) => {
            regions::other_names(&regions::of_list(&candidates[name.at]), candidate)
        }
        _ => words(wanted.kind, candidate),
    };
    let name = column(&candidate.name);
    let no_values = if may_be_a_word(wanted) {
        Vec::new()
    } else {
        candidate.no_values()
    };
    let expression = match no_values.as_slice() {
        [] => name,
        [one] => format!("NULLIF({name}, {})", literal(one)),
        several => {
            let words: Vec<String> = several.iter().map(|word| literal(word)).collect();
            let words = words.join(", ");
            format!("CASE WHEN {name} IN ({words}) THEN NULL ELSE {name} END")
        }
    };
    let value = if other_words.is_empty() {
        text(&expression)
    } else {
        let values: Vec<String> = other_words
            .iter()
            .map(|(word, means)| format!("{} = {}", key(word), text(means)))
            .collect();
        format!(
            "{{ sql = {}, values = {{ {} }} }}",
            text(&expression),
            values.join(", ")
        )
    };
    commented(&format!("{} = {value}", wanted.name), &comments.join("; "))
}

/// Whether `NA` or `null` in a column may be what somebody or a group is called.
fn may_be_a_word(wanted: &Column) -> bool {
    wanted.kind == CellKind::Text && (wanted.required || wanted.name == "breakdown")
}

/// What the rulebook has keys for that stand in a column.
fn keys_of_rulebook(kind: SourceKind, column: &str) -> Option<&'static str> {
    match kind {
        SourceKind::Inspections => (column == "provision").then_some("types of setting"),
        SourceKind::Findings => match column {
            "kind" => Some("kinds of finding"),
            "aspect" => Some("aspects"),
            _ => None,
        },
        SourceKind::Authorities
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Characteristics
        | SourceKind::Observations
        | SourceKind::Judgements
        | SourceKind::EarlierRatings
        | SourceKind::Boundaries
        | SourceKind::LookUp
        | SourceKind::Join => None,
    }
}

/// The lines of a column of outcomes: of a publisher's topics nobody but the analyst knows which
/// of the rulebook's outcomes they are.
fn outcome(candidate: &Candidate<'_>) -> String {
    let mut values = candidate.values();
    let topic = values.next().unwrap_or_default();
    comment(&format!(
        "An outcome of the rulebook may stand in {name:?}: outcome = {{ sql = {sql}, values = {{ {} = \"…\" }} }}",
        key(topic),
        name = candidate.name,
        sql = text(&column(&candidate.name)),
    ))
}

/// What a kind is called where it is all that speaks for a column.
fn holds(kind: Kind) -> &'static str {
    match kind {
        Kind::Day => "days",
        Kind::Period => "periods",
        Kind::Grade => "grades",
        Kind::Council => "council names",
        Kind::AreaCode => "codes of councils",
        Kind::Whole => "the only whole numbers",
        Kind::Number => "the only numbers",
        Kind::Blank | Kind::Flag | Kind::Text => "what fits",
    }
}

/// Publishers' words of a closed vocabulary, each with what the contract calls it.
fn words(wanted: CellKind, candidate: &Candidate<'_>) -> Vec<(String, &'static str)> {
    let means: fn(&str) -> Option<&'static str> = match wanted {
        CellKind::Status => |word| match word.to_lowercase().as_str() {
            "active" | "registered" | "suspended" | "open, but proposed to close" => Some("open"),
            "resigned" | "cancelled" | "deregistered" | "removed" | "inactive" => Some("closed"),
            _ => None,
        },
        CellKind::Level => |word| match word.to_lowercase().as_str() {
            "local authority" | "council" | "la" => Some("authority"),
            "regional" => Some("region"),
            "national" | "country" | "england" => Some("nation"),
            _ => None,
        },
        CellKind::Text
        | CellKind::Authority
        | CellKind::Provision
        | CellKind::Date
        | CellKind::Grade
        | CellKind::Rating
        | CellKind::Number
        | CellKind::Rank
        | CellKind::Year
        | CellKind::Period
        | CellKind::Polarity
        | CellKind::Outcome
        | CellKind::Flag => |_| None,
    };
    let mut words: Vec<(String, &'static str)> = candidate
        .values()
        .filter_map(|word| Some((word.to_owned(), means(word)?)))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
