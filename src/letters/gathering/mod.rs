//! What the tables of a run say of one authority.
//!
//! Nothing is computed that a table does not hold, save counts and groups of its rows.

mod findings;
mod firmness;
mod indicators;
mod measures;
mod settings;
mod words;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use self::words::level;
use super::facts::{LetterFacts, RatingLevel};
use crate::domain::Rating;
use crate::review::{
    AuthorityRow, CatalogueRow, DirectionRow, EvidenceRow, FindingRow, FirmnessRow, IndicatorRow,
    LeverRow, MeasureRow, NotableRow, OutcomeRow, ProvisionRow, PublishedRun, RankedLever,
    RatingRow, ReviewError,
};

/// The table of ratings, which a run that rates nobody does not have.
const RATINGS: &str = "ratings";

/// The tables of a run that letters are made of.
#[derive(Debug)]
pub struct RunFacts<'a> {
    run: &'a PublishedRun,
    ratings: Vec<RatingRow>,
    directions: Vec<DirectionRow>,
    provision: Vec<ProvisionRow>,
    findings: Vec<FindingRow>,
    outcomes: Vec<OutcomeRow>,
    indicators: Vec<IndicatorRow>,
    measures: Vec<MeasureRow>,
    notable: Vec<NotableRow>,
    evidence: Vec<EvidenceRow>,
    catalogue: BTreeMap<String, CatalogueRow>,
    levers: Vec<LeverRow>,
    firmness: Vec<FirmnessRow>,
}

impl<'a> RunFacts<'a> {
    /// Reads the tables of a run.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn read(run: &'a PublishedRun) -> Result<Self, ReviewError> {
        Ok(Self {
            ratings: RatingRow::read(run, None)?,
            directions: DirectionRow::read(run, None)?,
            provision: ProvisionRow::read(run, None)?,
            findings: FindingRow::read(run, None)?,
            outcomes: OutcomeRow::read(run, None)?,
            indicators: IndicatorRow::read_latest(run)?,
            measures: MeasureRow::read_latest(run)?,
            notable: NotableRow::read(run, None)?,
            evidence: EvidenceRow::read(run, None)?,
            levers: LeverRow::read(run, None)?,
            firmness: FirmnessRow::read(run, None)?,
            catalogue: CatalogueRow::read(run, None)?
                .into_iter()
                .map(|row| (row.indicator.clone(), row))
                .collect(),
            run,
        })
    }

    /// Whether the run has something to say of `authority`.
    pub fn is_about(&self, authority: &AuthorityRow) -> bool {
        let code = &authority.authority;
        if self.run.has(RATINGS) {
            return !rows(&self.ratings, code, |row| &row.authority).is_empty();
        }
        let measures = rows(&self.measures, code, |row| &row.authority);
        measures.iter().any(|row| row.value.is_some())
    }

    /// What the run says of `authority`; `None` where it says nothing: it has no rating row for it,
    /// or rates nobody and has no figure either.
    pub fn of(&self, authority: &AuthorityRow) -> Option<LetterFacts> {
        if !self.is_about(authority) {
            return None;
        }
        let code = authority.authority.as_str();
        let rating = rows(&self.ratings, code, |row| &row.authority).first();
        let evidence = rows(&self.evidence, code, |row| &row.authority);
        let provision = rows(&self.provision, code, |row| &row.authority);
        let rulebook = &self.run.rulebook;
        let as_of = self.run.manifest.as_of;
        Some(LetterFacts {
            addressee: addressee(authority),
            date: day(as_of),
            year: rating.map_or(as_of.year(), |rating| rating.year),
            rulebook: rulebook.name.clone(),
            rulebook_version: rulebook.version.clone(),
            run: self.run.manifest.run.clone(),
            transitional: rulebook.moderation.transitional,
            scale: Rating::ALL.into_iter().rev().map(RatingLevel::of).collect(),
            rating: rating.and_then(|rating| level(rating.awarded_rating)),
            not_rated: rating
                .filter(|rating| rating.awarded_rating.is_none())
                .map(|rating| rating.descriptor.clone()),
            indicative: rating
                .filter(|rating| rating.moderated)
                .and_then(|rating| level(rating.indicative_rating)),
            moderation_reason: rating.and_then(|rating| rating.moderation_reason.clone()),
            limiters: findings::limiters(evidence),
            coverage_percent: rating.map(|rating| (rating.coverage * 100.0).floor() as i64),
            direction: rows(&self.directions, code, |row| &row.authority)
                .first()
                .cloned(),
            overall: settings::overall(provision, rulebook),
            weaknesses: settings::weaknesses(evidence, provision, rulebook),
            findings: findings::findings(
                rows(&self.findings, code, |row| &row.authority),
                evidence,
                rulebook,
            ),
            care: settings::care(provision, rulebook),
            groups: settings::groups(provision, rulebook),
            indicators: indicators::indicators(
                rows(&self.indicators, code, |row| &row.authority),
                rows(&self.outcomes, code, |row| &row.authority),
                &self.catalogue,
                rulebook,
            ),
            notable_is_asked: self.run.has(NotableRow::TABLE),
            measures: measures::measures(
                rows(&self.measures, code, |row| &row.authority),
                rows(&self.notable, code, |row| &row.authority),
                &self.catalogue,
            ),
            levers: RankedLever::of(rows(&self.levers, code, |row| &row.authority)),
            firmness: rows(&self.firmness, code, |row| &row.authority)
                .first()
                .and_then(firmness::firmness),
            authority: authority.clone(),
        })
    }
}

/// The rows of one authority, of a table in order of authority.
fn rows<'t, T>(table: &'t [T], code: &str, authority: impl Fn(&T) -> &String) -> &'t [T] {
    let start = table.partition_point(|row| authority(row).as_str() < code);
    let end = table.partition_point(|row| authority(row).as_str() <= code);
    &table[start..end]
}

fn addressee(authority: &AuthorityRow) -> Vec<String> {
    let lines = authority.addressee.as_deref().unwrap_or_default();
    lines
        .split(';')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `9 December 2009`.
fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(addressee: Option<&str>) -> AuthorityRow {
        AuthorityRow {
            authority: "301".to_owned(),
            name: "Ashby".to_owned(),
            region: None,
            kind: None,
            addressee: addressee.map(str::to_owned),
        }
    }

    #[test]
    fn the_rows_of_an_authority_are_its_own_and_all_of_them() {
        let table: Vec<(String, u32)> = [("10", 1), ("101", 2), ("101", 3), ("1010", 4)]
            .map(|(code, row)| (code.to_owned(), row))
            .to_vec();
        let of = |code: &str| -> Vec<u32> {
            let rows = rows(&table, code, |(of, _)| of).iter();
            rows.map(|(_, row)| *row).collect()
        };
        assert_eq!(of("101"), [2, 3]);
        assert_eq!(of("10"), [1]);
        assert!(of("1").is_empty() && of("102").is_empty());
    }

    #[test]
    fn an_address_has_the_lines_that_say_something() {
        let address = named(Some("Director;  Civic Hall ;; Ashby"));
        assert_eq!(addressee(&address), ["Director", "Civic Hall", "Ashby"]);
        assert!(addressee(&named(None)).is_empty());
        assert!(addressee(&named(Some(" ; "))).is_empty());
    }

    #[test]
    fn a_level_that_is_no_rating_is_none() {
        assert_eq!(level(Some(4)).map(|of| of.level), Some(4));
        for none in [None, Some(0), Some(5), Some(-1)] {
            assert_eq!(level(none), None);
        }
        let day = NaiveDate::from_ymd_opt(2009, 12, 9).unwrap();
        assert_eq!(super::day(day), "9 December 2009");
    }
}
