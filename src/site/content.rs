//! What a site is made of: a run's tables, brought together by council, by indicator and by type of
//! setting. Nothing is worked out here.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::address::{Kind, page_name};
use super::against::Comparisons;
use super::figures::{Figures, Series};
use super::further::Further;
use super::numbers::{Unit, decimals_of};
use super::outlines::Outlines;
use super::words;
use crate::config::Rulebook;
use crate::domain::Step;
use crate::review::{
    AuthorityRow, BoundaryRow, ClosenessRow, ContributionRow, DefinitionRow, DirectionRow,
    DistributionRow, DoubtRow, EvidenceRow, FindingRow, FirmnessRow, GroupRow, LeverRow,
    NotableRow, OutcomeRow, ProvisionComparisonRow, PublishedRun, RatingRow, ReviewError,
    SettingRow, ShareRow, TriggerRow,
};

/// A council.
#[derive(Debug)]
pub(super) struct Area {
    /// Its code.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// Its region.
    pub(super) region: Option<String>,
    /// Its kind.
    pub(super) kind: Option<String>,
    /// Whether it is known not to be there on the as-of date, having been abolished before or formed
    /// after: everybody else has a row among the ratings, where there are any. What was published of it
    /// still counts.
    pub(super) is_absent: bool,
    /// The name of its page.
    pub(super) page: String,
    /// Its similar areas, the most similar first.
    pub(super) similar: Vec<Similar>,
}

/// A similar area.
#[derive(Debug)]
pub(super) struct Similar {
    /// Which it is.
    pub(super) area: usize,
    /// Its place.
    pub(super) rank: i32,
    /// How near it is, in words.
    pub(super) closeness: Option<String>,
    /// How near it is, in the model's own unit.
    pub(super) distance: Option<f64>,
    /// The features in which the two are least alike, the one that parts them most first, each with
    /// its share of the distance.
    pub(super) apart: Vec<(String, f64)>,
    /// The features in which they are most alike, the nearest first.
    pub(super) alike: Vec<String>,
}

/// An indicator.
#[derive(Debug)]
pub(super) struct Measure {
    /// Its entry in the catalogue.
    pub(super) row: DefinitionRow,
    /// How its values are written.
    pub(super) unit: Unit,
    /// The name of its page.
    pub(super) page: String,
}

/// A type of setting, or an outcome, that the run has rows of.
#[derive(Debug)]
pub(super) struct Subject {
    /// Its key.
    pub(super) key: String,
    /// What it is called, with a capital.
    pub(super) title: String,
    /// The name of its page.
    pub(super) page: String,
}

/// What a site is made of.
#[derive(Debug)]
pub(super) struct Content<'a> {
    /// The run.
    pub(super) run: &'a PublishedRun,
    /// What the pipeline calls itself.
    pub(super) title: String,
    /// The councils, in the order of their names.
    pub(super) areas: Vec<Area>,
    /// The indicators that have figures, in the order of their keys.
    pub(super) measures: Vec<Measure>,
    /// Their figures.
    pub(super) figures: Figures,
    /// Where the values of each series and period lie.
    pub(super) spreads: FxHashMap<(String, String, String), DistributionRow>,
    /// Whether councils are rated.
    pub(super) is_rated: bool,
    /// The rating of each council.
    pub(super) ratings: Vec<Option<RatingRow>>,
    /// How firm each rating is, where the run asks.
    pub(super) firmness: Vec<Option<FirmnessRow>>,
    /// What that depends on.
    pub(super) doubts: Vec<Vec<DoubtRow>>,
    /// The least that would move each rating, where the run asks.
    pub(super) levers: Vec<Vec<LeverRow>>,
    /// What calls for somebody to look at each council, where the rulebook asks.
    pub(super) triggers: Vec<Vec<TriggerRow>>,
    /// The settings of each council beside further comparators, where the pipeline has any.
    pub(super) further_shares: Vec<Vec<ProvisionComparisonRow>>,
    /// The indicators of each council beside the same.
    pub(super) comparisons: Comparisons,
    /// Further statistics of indicators, where the pipeline asks.
    pub(super) further: Further,
    /// The figures of each council that are unusual, the least likely first.
    pub(super) notable: Vec<Vec<NotableRow>>,
    /// Where each council stands.
    pub(super) directions: Vec<Option<DirectionRow>>,
    /// The types of setting of each council.
    pub(super) shares: Vec<Vec<ShareRow>>,
    /// The settings of each council.
    pub(super) settings: Vec<Vec<SettingRow>>,
    /// The findings about each council.
    pub(super) findings: Vec<Vec<FindingRow>>,
    /// The outcomes of each council.
    pub(super) outcomes: Vec<Vec<OutcomeRow>>,
    /// The rules that were asked about each council.
    pub(super) evidence: Vec<Vec<EvidenceRow>>,
    /// How the ratings are distributed over the nation, regions and kinds of council.
    pub(super) groups: Vec<GroupRow>,
    /// The types of setting, in the order of the rulebook.
    pub(super) provision_types: Vec<Subject>,
    /// The outcomes, in the order of the rulebook.
    pub(super) outcome_types: Vec<Subject>,
    /// The shapes of the councils, where the run has them.
    pub(super) outlines: Option<Outlines>,
    /// Where a council stands among the areas, by its code.
    pub(super) places: FxHashMap<String, usize>,
}

impl<'a> Content<'a> {
    /// Reads everything that a site shows.
    ///
    /// # Errors
    /// When a table of the run cannot be read.
    pub(super) fn read(run: &'a PublishedRun) -> Result<Self, ReviewError> {
        let mut rows = AuthorityRow::read(run, None)?;
        rows.sort_by(|a, b| (&a.name, &a.authority).cmp(&(&b.name, &b.authority)));
        let places: FxHashMap<String, usize> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| (row.authority.clone(), place))
            .collect();
        let mut areas: Vec<Area> = rows.into_iter().map(area).collect();
        similar_areas(run, &places, &mut areas)?;
        let figures = Figures::read(run, &places)?;
        let by = ByArea(&places);
        let is_rated = run.has("ratings");
        let ratings = by.one(RatingRow::read(run, None)?, |row| &row.authority);
        for (area, rating) in areas.iter_mut().zip(&ratings) {
            area.is_absent = is_rated && rating.is_none();
        }
        let shares = by.all(ShareRow::read(run, None)?, |row| &row.authority);
        let outcomes = by.all(OutcomeRow::read(run, None)?, |row| &row.authority);
        let rulebook = &run.rulebook;
        Ok(Self {
            comparisons: Comparisons::read(run, &figures, &places)?,
            further: Further::read(run, &figures)?,
            doubts: by.all(DoubtRow::read(run, None)?, |row| &row.authority),
            levers: by.all(LeverRow::read(run, None)?, |row| &row.authority),
            triggers: by.all(TriggerRow::read(run, None)?, |row| &row.authority),
            further_shares: by.all(ProvisionComparisonRow::read(run, None)?, |row| {
                &row.authority
            }),
            title: run.title(),
            measures: measures(DefinitionRow::read(run, None)?, &figures),
            spreads: DistributionRow::read(run, None)?
                .into_iter()
                .map(|row| {
                    let key = (
                        row.indicator.clone(),
                        row.breakdown.clone(),
                        row.period.clone(),
                    );
                    (key, row)
                })
                .collect(),
            is_rated,
            ratings,
            directions: by.one(DirectionRow::read(run, None)?, |row| &row.authority),
            firmness: by.one(FirmnessRow::read(run, None)?, |row| &row.authority),
            notable: by.all(notable(run)?, |row| &row.authority),
            provision_types: subjects(
                rulebook.provisions.iter().map(|of| of.key.as_str()),
                shares.iter().flatten().map(|row| row.provision.as_str()),
                |key| words::provision(rulebook, key),
            ),
            outcome_types: subjects(
                rulebook.outcomes.iter().map(|of| of.key.as_str()),
                outcomes.iter().flatten().map(|row| row.outcome.as_str()),
                |key| words::outcome(rulebook, key),
            ),
            settings: by.all(SettingRow::read(run, None)?, |row| &row.authority),
            findings: by.all(FindingRow::read(run, None)?, |row| &row.authority),
            evidence: by.all(EvidenceRow::read(run, None)?, |row| &row.authority),
            groups: GroupRow::read(run, None)?,
            outlines: outlines(run, &areas, &places)?,
            shares,
            outcomes,
            areas,
            figures,
            places,
            run,
        })
    }

    /// The rules that the run was made with.
    pub(super) const fn rulebook(&self) -> &'a Rulebook {
        &self.run.rulebook
    }

    /// How many councils are there on the as-of date.
    pub(super) fn councils(&self) -> usize {
        self.areas.iter().filter(|of| !of.is_absent).count()
    }

    /// Those that are there on the as-of date and have no rating, where others have one.
    pub(super) fn unrated(&self) -> impl Iterator<Item = usize> {
        let none = |area: &usize| self.level(*area).is_none() && !self.areas[*area].is_absent;
        (0..self.areas.len()).filter(move |area| self.is_rated && none(area))
    }

    /// The rating awarded to a council.
    pub(super) fn level(&self, area: usize) -> Option<i32> {
        self.ratings.get(area)?.as_ref()?.awarded_rating
    }

    /// The spread of the councils' values in a period of a series.
    pub(super) fn spread(&self, series: &Series, period: &str) -> Option<&DistributionRow> {
        self.spreads.get(&(
            series.indicator.clone(),
            series.breakdown.clone(),
            period.to_owned(),
        ))
    }

    /// The rules of one step that were asked about a council.
    pub(super) fn asked(&self, area: usize, step: Step) -> impl Iterator<Item = &EvidenceRow> {
        let rows = self.evidence[area].iter();
        rows.filter(move |row| row.is_of(step))
    }

    /// The type of setting's row of a council.
    pub(super) fn share(&self, area: usize, provision: &str) -> Option<&ShareRow> {
        let mut rows = self.shares.get(area)?.iter();
        rows.find(|row| row.provision == provision)
    }

    /// The council that has a code.
    pub(super) fn named(&self, code: &str) -> Option<&Area> {
        self.places.get(code).map(|place| &self.areas[*place])
    }
}

impl Area {
    /// The address of its page, from another folder of the site.
    pub(super) fn address(&self, root: &str) -> String {
        format!("{root}{}/{}.html", Kind::Authority.folder(), self.page)
    }
}

impl Measure {
    /// The address of its page, from another folder of the site.
    pub(super) fn address(&self, root: &str) -> String {
        format!("{root}{}/{}.html", Kind::Indicator.folder(), self.page)
    }
}

/// The figures that are unusual beyond what chance makes of so many, the least likely first.
fn notable(run: &PublishedRun) -> Result<Vec<NotableRow>, ReviewError> {
    let mut rows = NotableRow::read(run, None)?;
    rows.retain(|row| row.notable);
    rows.sort_by_key(|row| row.place);
    Ok(rows)
}

/// The shapes of the councils, where the run has them.
fn outlines(
    run: &PublishedRun,
    areas: &[Area],
    places: &FxHashMap<String, usize>,
) -> Result<Option<Outlines>, ReviewError> {
    let regions: Vec<Option<&str>> = areas.iter().map(|of| of.region.as_deref()).collect();
    let rows = BoundaryRow::read(run, None)?;
    Ok(Outlines::new(rows, &regions, places))
}

fn area(row: AuthorityRow) -> Area {
    Area {
        page: page_name(&row.authority, Some(&row.name)),
        code: row.authority,
        name: row.name,
        region: row.region,
        kind: row.kind,
        is_absent: false,
        similar: Vec::new(),
    }
}

fn similar_areas(
    run: &PublishedRun,
    places: &FxHashMap<String, usize>,
    areas: &mut [Area],
) -> Result<(), ReviewError> {
    /// How many features are named.
    const NAMED: usize = 3;
    let mut apart: BTreeMap<(String, i32), Vec<(String, f64)>> = BTreeMap::new();
    for row in ContributionRow::read(run, None)? {
        if let Some(share) = row.share {
            let key = (row.authority, row.rank);
            apart.entry(key).or_default().push((row.feature, share));
        }
    }
    for row in ClosenessRow::read(run, None)? {
        let (Some(&of), Some(&area)) = (places.get(&row.authority), places.get(&row.neighbour))
        else {
            continue;
        };
        let mut apart = apart.remove(&(row.authority, row.rank)).unwrap_or_default();
        apart.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        // What is among the least alike is none of the most alike.
        let alike = apart.iter().skip(NAMED).rev().take(NAMED);
        let alike = alike.map(|(feature, _)| feature.clone()).collect();
        apart.truncate(NAMED);
        areas[of].similar.push(Similar {
            area,
            rank: row.rank,
            closeness: row.closeness,
            distance: row.distance,
            apart,
            alike,
        });
    }
    Ok(())
}

/// The indicators of the catalogue that have figures.
fn measures(rows: Vec<DefinitionRow>, figures: &Figures) -> Vec<Measure> {
    let known = rows.into_iter().filter_map(|row| {
        let series = figures.total(&row.indicator)?;
        let decimals = row
            .decimals
            .and_then(|decimals| usize::try_from(decimals).ok())
            .unwrap_or_else(|| {
                let latest = series.latest().into_iter();
                decimals_of(latest.flat_map(|of| of.figures.iter().flatten().map(|of| of.value)))
            });
        Some(Measure {
            unit: Unit::of(row.unit.as_deref(), decimals.min(6)),
            page: page_name(&row.indicator, None),
            row,
        })
    });
    let mut measures: Vec<Measure> = known.collect();
    measures.sort_by(|a, b| a.row.indicator.cmp(&b.row.indicator));
    measures
}

/// What the tables have rows of, in the order of the rulebook; what it does not have comes last.
fn subjects<'k>(
    declared: impl Iterator<Item = &'k str>,
    found: impl Iterator<Item = &'k str>,
    title: impl Fn(&str) -> String,
) -> Vec<Subject> {
    let mut found: std::collections::BTreeSet<&str> = found.collect();
    let mut keys: Vec<&str> = declared.filter(|key| found.remove(key)).collect();
    keys.extend(found);
    keys.into_iter()
        .map(|key| Subject {
            key: key.to_owned(),
            title: words::capital(&title(key)),
            page: page_name(key, None),
        })
        .collect()
}

/// Rows by the council that they are about.
struct ByArea<'a>(&'a FxHashMap<String, usize>);

impl ByArea<'_> {
    fn all<T>(&self, rows: Vec<T>, code: impl Fn(&T) -> &String) -> Vec<Vec<T>> {
        let mut sorted: Vec<Vec<T>> = std::iter::repeat_with(Vec::new)
            .take(self.0.len())
            .collect();
        for row in rows {
            if let Some(&place) = self.0.get(code(&row)) {
                sorted[place].push(row);
            }
        }
        sorted
    }

    fn one<T>(&self, rows: Vec<T>, code: impl Fn(&T) -> &String) -> Vec<Option<T>> {
        self.all(rows, code)
            .into_iter()
            .map(|mut rows| rows.pop())
            .collect()
    }
}
