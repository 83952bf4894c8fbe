//! `[[comparators]]` of a pipeline: whom an authority is compared with beside its similar areas.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{ConfigError, ConfigFile, NeighbourModel, NeighbourStatistic};
use crate::contract::SourceKind;
use crate::domain::nearest;

/// The words that `of` may be, as messages list them.
const KNOWN: [&str; 10] = [
    "neighbours",
    "neighbours:LIST",
    "model",
    "region",
    "nation",
    "kind",
    "all",
    "within:region",
    "group:NAME",
    "within:group:NAME",
];

/// One of the others that every authority is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparator {
    /// What tables call it.
    pub name: String,
    /// Who they are.
    pub of: ComparedWith,
    /// What their values are summed up by.
    pub statistic: NeighbourStatistic,
    /// Whether the pipeline asks for that statistic, or it is the usual one.
    pub is_asked: bool,
    /// What their shares of settings are summed up by.
    pub settings: NeighbourStatistic,
    /// Whether the authority itself counts among them.
    pub with_self: bool,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// Who an authority is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComparedWith {
    /// The published list of similar areas of this name, or the only one.
    Neighbours(Option<String>),
    /// The similar areas of the pipeline's model.
    Model,
    /// Its region, by the region's published figure where there is one.
    Region,
    /// The nation, by its published figure where there is one.
    Nation,
    /// The authorities of its region.
    WithinRegion,
    /// The authorities of its kind.
    Kind,
    /// Every authority.
    All,
    /// The authorities of a group.
    Group {
        /// The group's name.
        name: String,
        /// Whether only the group's own authorities are compared with it.
        members_only: bool,
    },
}

impl ComparedWith {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let named = |prefix: &str| {
            let name = text.strip_prefix(prefix)?.trim();
            (!name.is_empty()).then(|| name.to_owned())
        };
        Some(match text {
            "neighbours" => Self::Neighbours(None),
            "model" => Self::Model,
            "region" => Self::Region,
            "nation" => Self::Nation,
            "kind" | "within:kind" => Self::Kind,
            "all" => Self::All,
            "within:region" => Self::WithinRegion,
            _ => {
                if let Some(list) = named("neighbours:") {
                    return Some(Self::Neighbours(Some(list)));
                }
                let members_only = text.starts_with("within:");
                let name = named("group:").or_else(|| named("within:group:"))?;
                Self::Group { name, members_only }
            }
        })
    }

    /// Whether it is a list of similar areas.
    pub const fn is_similar(&self) -> bool {
        match self {
            Self::Neighbours(_) | Self::Model => true,
            Self::Region
            | Self::Nation
            | Self::WithinRegion
            | Self::Kind
            | Self::All
            | Self::Group { .. } => false,
        }
    }

    /// Whether a published figure goes before what is worked out from the authorities.
    pub const fn is_published(&self) -> bool {
        matches!(self, Self::Region | Self::Nation)
    }

    /// What its values are summed up by where the pipeline does not say; `similar` is that of
    /// similar areas.
    const fn usual(&self, similar: NeighbourStatistic) -> NeighbourStatistic {
        match self {
            Self::Neighbours(_) | Self::Model => similar,
            // As in the columns `region_value` and `national_value`.
            Self::Region | Self::Nation => NeighbourStatistic::Pooled,
            Self::WithinRegion | Self::Kind | Self::All | Self::Group { .. } => {
                NeighbourStatistic::Mean
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a comparator with `of`")]
pub(super) struct ComparatorToml {
    name: Option<Spanned<String>>,
    of: Spanned<String>,
    statistic: Option<NeighbourStatistic>,
    settings: Option<NeighbourStatistic>,
    #[serde(rename = "self")]
    itself: Option<Spanned<Itself>>,
}

/// Whether an authority counts among those that it is compared with.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Itself {
    Include,
    Exclude,
}

/// What the rest of the pipeline says that comparators rest on.
pub(super) struct Around<'a> {
    /// `neighbours` of `[pipeline]`, where it is given.
    pub(super) similar: Option<&'a Spanned<NeighbourStatistic>>,
    /// Whether there is a source of this kind.
    pub(super) has: &'a dyn Fn(SourceKind) -> bool,
    /// Whether there is a model of similar areas.
    pub(super) has_model: bool,
}

/// Checks the comparators.
pub(super) fn checked(
    file: &ConfigFile,
    toml: Vec<Spanned<ComparatorToml>>,
    around: &Around<'_>,
) -> Result<Vec<Comparator>, ConfigError> {
    let mut comparators: Vec<Comparator> = Vec::with_capacity(toml.len());
    for given in toml {
        let comparator = one(file, given, around)?;
        if let Some(first) = comparators
            .iter()
            .find(|known| known.name == comparator.name)
        {
            return Err(file.error_at(
                &comparator.span,
                format!(
                    "a second comparator is called {:?}; give each a `name` of its own",
                    first.name
                ),
            ));
        }
        comparators.push(comparator);
    }
    if let (Some(given), Some(first)) = (
        around.similar,
        comparators.iter().find(|of| of.of.is_similar()),
    ) && *given.get_ref() != first.statistic
    {
        return Err(file.error_at(
            &given.span(),
            format!(
                "neighbours is {:?}, and the first comparator that is a list of similar areas, {:?}, has statistic {:?}; leave one of them out, or let them agree",
                given.get_ref().word(),
                first.name,
                first.statistic.word()
            ),
        ));
    }
    Ok(comparators)
}

fn one(
    file: &ConfigFile,
    given: Spanned<ComparatorToml>,
    around: &Around<'_>,
) -> Result<Comparator, ConfigError> {
    let span = given.span();
    let toml = given.into_inner();
    let at_of = |message: String| file.error_at(&toml.of.span(), message);
    let text = toml.of.get_ref();
    let of = ComparedWith::parse(text).ok_or_else(|| {
        let hint =
            nearest(text, &KNOWN).map_or(".".to_owned(), |near| format!("; is it {near:?}?"));
        at_of(format!(
            "of is {text:?}, which is no comparator{hint} It is one of {}",
            KNOWN.join(", ")
        ))
    })?;
    let needs = match &of {
        ComparedWith::Neighbours(Some(_)) => Some(SourceKind::Neighbours),
        ComparedWith::Neighbours(None) if !around.has_model => Some(SourceKind::Neighbours),
        ComparedWith::Group { .. } => Some(SourceKind::Groups),
        ComparedWith::Neighbours(None)
        | ComparedWith::Model
        | ComparedWith::Region
        | ComparedWith::Nation
        | ComparedWith::WithinRegion
        | ComparedWith::Kind
        | ComparedWith::All => None,
    };
    if let Some(kind) = needs.filter(|kind| !(around.has)(*kind)) {
        return Err(at_of(format!(
            "of is {text:?}, and there is no [sources.{kind}] that says who they are"
        )));
    }
    if of == ComparedWith::Model && !around.has_model {
        return Err(at_of(
            "of is \"model\", and there is no [neighbour_model]".to_owned(),
        ));
    }
    let with_self = match toml
        .itself
        .as_ref()
        .map(|given| (given.span(), *given.get_ref()))
    {
        None => !of.is_similar(),
        Some((span, Itself::Exclude)) if of.is_published() => {
            return Err(file.error_at(
                &span,
                format!(
                    "self = \"exclude\" does not go with {text:?}, whose published figure has everybody in it; take `within:region` or `all`"
                ),
            ));
        }
        Some((_, itself)) => itself == Itself::Include,
    };
    let name = match &toml.name {
        None => text.trim().to_owned(),
        Some(name) if name.get_ref().trim().is_empty() => {
            return Err(file.error_at(
                &name.span(),
                "name is blank; it is what tables call the comparator",
            ));
        }
        Some(name) => name.get_ref().trim().to_owned(),
    };
    let similar = around
        .similar
        .map_or(NeighbourStatistic::Mean, |of| *of.get_ref());
    Ok(Comparator {
        name,
        statistic: toml.statistic.unwrap_or_else(|| of.usual(similar)),
        is_asked: toml.statistic.is_some(),
        settings: toml.settings.unwrap_or(NeighbourStatistic::Pooled),
        with_self,
        span,
        of,
    })
}

/// The first list of similar areas among the comparators, which fills the columns that similar
/// areas have in every table.
pub(super) fn similar(comparators: &[Comparator]) -> Option<&Comparator> {
    comparators.iter().find(|of| of.of.is_similar())
}

/// Lets the model or the published list be what authorities are compared with, as the first list
/// of similar areas among the comparators says.
pub(super) fn choose(comparators: &[Comparator], model: Option<&mut NeighbourModel>) {
    let Some(model) = model else { return };
    match similar(comparators).map(|first| &first.of) {
        Some(ComparedWith::Model) => model.compares = true,
        Some(ComparedWith::Neighbours(Some(_))) => model.compares = false,
        Some(
            ComparedWith::Neighbours(None)
            | ComparedWith::Region
            | ComparedWith::Nation
            | ComparedWith::WithinRegion
            | ComparedWith::Kind
            | ComparedWith::All
            | ComparedWith::Group { .. },
        )
        | None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparator_is_read_by_its_words() {
        assert_eq!(
            ComparedWith::parse("neighbours: 2021"),
            Some(ComparedWith::Neighbours(Some("2021".to_owned())))
        );
        assert_eq!(ComparedWith::parse("within:kind"), Some(ComparedWith::Kind));
        let group = |members_only| ComparedWith::Group {
            name: "core cities".to_owned(),
            members_only,
        };
        assert_eq!(ComparedWith::parse("group:core cities"), Some(group(false)));
        assert_eq!(
            ComparedWith::parse("within:group:core cities"),
            Some(group(true))
        );
        for text in ["", "group:", "neighbours:", "regions", "within:nation"] {
            assert_eq!(ComparedWith::parse(text), None, "{text}");
        }
    }
}
