//! The list of authorities, regions and the nation, and the many ways in which sources name them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::authorities::Row;
use super::parse::{self, Cell};
use super::rows::Rows;
use crate::domain::{AuthorityIx, Level, RegionIx, folded_name};
use crate::extract::quarantine::Ledgers;
use crate::read::{Scalar, show};
use crate::tables::{Area, Authorities, Authority, Fault, Nation, Region, Rule, UnknownArea};

/// Makes the list from its rows; `aliases` are other spellings, to codes. Rows that repeat a code,
/// name an unknown region or are a second nation are set aside.
///
/// # Errors
/// A code that means two areas, or an alias that means another area or none.
pub fn list(
    mut rows: Rows<Row>,
    aliases: &BTreeMap<String, String>,
    ledgers: &Ledgers<'_>,
) -> Result<Authorities, ListError> {
    rows.reject_duplicates(ledgers, |row| folded_name(&row.code));
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    reject_second_nation(&mut rows, ledgers);
    let regions = Regions::of(&rows);
    reject_unknown_region(&mut rows, &regions, ledgers);
    one_area_a_code(&rows, ledgers).map_err(ListError::Codes)?;

    let mut list = listed(rows, regions).map_err(ListError::Codes)?;
    know_aliases(&mut list, aliases)?;
    Ok(list)
}

/// Why there is no list of authorities.
#[derive(Debug)]
pub enum ListError {
    /// The rows contradict each other.
    Codes(String),
    /// An alias that cannot stand, with the reason.
    Alias {
        /// The alias as the pipeline writes it.
        alias: String,
        /// What is wrong with it, and the remedy.
        message: String,
    },
}

/// A code and an ONS code lead to one row each: one that two areas share would put one council's
/// figures beside another's name.
fn one_area_a_code(rows: &Rows<Row>, ledgers: &Ledgers<'_>) -> Result<(), String> {
    let mut known: FxHashMap<String, (&Row, &str, String)> = FxHashMap::default();
    for (row, place) in rows.with_locations(ledgers) {
        known.insert(folded_name(&row.code), (row, "code", place));
    }
    for (row, place) in rows.with_locations(ledgers) {
        let Some(ons_code) = &row.ons_code else {
            continue;
        };
        let own = (row, "ONS code", place.clone());
        let taken = known.entry(folded_name(ons_code)).or_insert(own);
        let (other, what, first) = &*taken;
        if !std::ptr::eq(*other, row) {
            return Err(format!(
                "{place}: {} ({}) has the ONS code {ons_code:?}, which is the {what} of {} ({}) in {first}; a code means one area, so correct one of the two or leave a row out with `where`",
                row.name, row.code, other.name, other.code
            ));
        }
    }
    Ok(())
}

/// Takes in other spellings. One that means another area already, by its code, its ONS code or its
/// name, would send that area's figures astray.
fn know_aliases(
    list: &mut Authorities,
    aliases: &BTreeMap<String, String>,
) -> Result<(), ListError> {
    let refuse = |alias: &String, message: String| {
        Err(ListError::Alias {
            alias: alias.clone(),
            message: format!("the alias {alias:?} stands for {message}"),
        })
    };
    let mut meant: FxHashMap<String, (&String, Area)> = FxHashMap::default();
    for (alias, code) in aliases {
        let area = match list.find(code) {
            Ok(area) => area,
            Err(error) => return refuse(alias, format!("{code:?}: {error}")),
        };
        if let Some((first, other)) = meant.insert(folded_name(alias), (alias, area))
            && other != area
        {
            return refuse(
                alias,
                format!(
                    "{code:?}, and {first:?}, which is the same text, for {:?}; keep one of them",
                    list.code(other)
                ),
            );
        }
        match list.find(alias) {
            Ok(other) if other != area && !bears_it_at_another_time(list, alias, other, area) => {
                return refuse(
                    alias,
                    format!(
                        "{code:?}, but it is a code or the name of {} in the list of authorities; take the alias out, or map the source's own text to another one first",
                        list.code(other)
                    ),
                );
            }
            // A name that several areas bear, at once or one after another, is settled by it.
            Ok(_) | Err(_) => {}
        }
    }
    for (alias, area) in meant.into_values() {
        list.know_as(alias, area);
    }
    Ok(())
}

/// Whether `name` is only the name of the council `other`, and not its code, and `other` and `area`
/// were never there on the same day.
fn bears_it_at_another_time(list: &Authorities, name: &str, other: Area, area: Area) -> bool {
    let (Area::Authority(other), Area::Authority(area)) = (other, area) else {
        return false;
    };
    let (other, area) = (list.get(other), list.get(area));
    let codes = other.ons_code.iter().chain([&other.code]);
    let closed_before = |first: &Authority, second: &Authority| matches!((first.closed_on, second.opened_on), (Some(closed), Some(opened)) if closed <= opened);
    codes
        .into_iter()
        .all(|code| folded_name(code) != folded_name(name))
        && (closed_before(other, area) || closed_before(area, other))
}

fn reject_second_nation(rows: &mut Rows<Row>, ledgers: &Ledgers<'_>) {
    let mut nation = None;
    rows.reject_faulty(ledgers, |row| {
        if row.level != Level::Nation {
            return Ok(());
        }
        if let Some(first) = &nation {
            return Err(Fault::new(
                Rule::SecondNation,
                format!(
                    "{} is a nation, and so is {first}; keep one with `where`",
                    row.name
                ),
            ));
        }
        nation = Some(row.name.clone());
        Ok(())
    });
}

fn reject_unknown_region(rows: &mut Rows<Row>, regions: &Regions, ledgers: &Ledgers<'_>) {
    rows.reject_faulty(ledgers, |row| match &row.region {
        Some(region) if row.level == Level::Authority && regions.find(region).is_none() => {
            let names: Vec<&str> = regions
                .regions
                .iter()
                .map(|region| region.name.as_str())
                .collect();
            Err(Fault::new(
                Rule::UnknownAuthority,
                format!(
                    "its region {region:?} is none of the list's: {}",
                    names.join(", ")
                ),
            ))
        }
        _ => Ok(()),
    });
}

/// The list of these rows, which are in order of their codes.
fn listed(rows: Rows<Row>, regions: Regions) -> Result<Authorities, String> {
    let mut names = Names::of(&regions);
    let mut authorities = Vec::new();
    let mut nation = None;
    for row in rows.into_values() {
        match row.level {
            Level::Authority => {
                let place = AuthorityIx::try_from(authorities.len())
                    .map_err(|_| "there are more than 2^32 authorities")?;
                names.know(&row, Area::Authority(place));
                authorities.push(Authority {
                    region: row.region.as_ref().and_then(|region| regions.find(region)),
                    code: row.code,
                    name: row.name,
                    kind: row.kind,
                    ons_code: row.ons_code,
                    opened_on: row.opened_on,
                    closed_on: row.closed_on,
                    addressee: row.addressee,
                });
            }
            Level::Nation => {
                names.know(&row, Area::Nation);
                nation = Some(Nation {
                    code: row.code,
                    name: row.name,
                    ons_code: row.ons_code,
                });
            }
            Level::Region => {
                if let (Some(ons_code), Some(place)) = (&row.ons_code, regions.find(&row.code)) {
                    names.code(ons_code, Area::Region(place));
                }
            }
        }
    }
    Ok(Authorities::new(
        authorities,
        regions.regions,
        nation,
        names.0,
    )?)
}

/// The regions that have a row of their own; where none has, those that councils say they lie in.
#[derive(Default)]
struct Regions {
    regions: Vec<Region>,
    /// By the folded code or name.
    places: FxHashMap<String, RegionIx>,
}

impl Regions {
    fn of(rows: &Rows<Row>) -> Self {
        let mut regions = Self::default();
        for row in rows.iter().filter(|row| row.level == Level::Region) {
            regions.add(Region {
                code: Some(row.code.clone()),
                name: row.name.clone(),
                ons_code: row.ons_code.clone(),
            });
        }
        if !regions.regions.is_empty() {
            return regions;
        }
        let councils = rows.iter().filter(|row| row.level == Level::Authority);
        let mut names: Vec<String> = councils.filter_map(|row| row.region.clone()).collect();
        names.sort();
        names.dedup();
        for name in names {
            regions.add(Region {
                code: None,
                name,
                ons_code: None,
            });
        }
        regions
    }

    fn add(&mut self, region: Region) {
        let Ok(place) = RegionIx::try_from(self.regions.len()) else {
            return;
        };
        for known in region.code.iter().chain([&region.name]) {
            self.places.insert(folded_name(known), place);
        }
        self.regions.push(region);
    }

    fn find(&self, text: &str) -> Option<RegionIx> {
        self.places.get(&folded_name(text)).copied()
    }
}

/// What each folded code and name means; `None` where it is the name of several areas.
struct Names(FxHashMap<String, Option<Area>>);

impl Names {
    fn of(regions: &Regions) -> Self {
        let places = regions.places.iter();
        let known = places.map(|(name, place)| (name.clone(), Some(Area::Region(*place))));
        Self(known.collect())
    }

    /// A code or ONS code always leads to its row; a name that two rows share leads nowhere,
    /// because a guess would put one council's figures beside another's name.
    fn know(&mut self, row: &Row, area: Area) {
        self.0
            .entry(folded_name(&row.name))
            .and_modify(|known| {
                if *known != Some(area) {
                    *known = None;
                }
            })
            .or_insert(Some(area));
        self.code(&row.code, area);
        if let Some(ons_code) = &row.ons_code {
            self.code(ons_code, area);
        }
    }

    fn code(&mut self, code: &str, area: Area) {
        self.0.insert(folded_name(code), Some(area));
    }
}

/// What to do about another spelling of a name that the list has.
const ALIAS: &str = "add it to [authority_aliases]";

/// The same in a list of neighbours: a name there that is nearly a council's is a slip of whoever
/// made the list, and an alias would make it that council's name in every source.
const CORRECTION: &str = "correct it in the list, or name it in `values` of the mapping";

/// Reads a cell that names an area.
pub fn area(list: &Authorities, scalar: Scalar<'_>) -> Cell<Area> {
    area_or(list, scalar, ALIAS)
}

/// Reads a cell that names an area; `remedy` is what to do where it nearly does.
fn area_or(list: &Authorities, scalar: Scalar<'_>, remedy: &str) -> Cell<Area> {
    match parse::text(scalar) {
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
        Cell::Value(text) => match list.find(&text) {
            Ok(area) => Cell::Value(area),
            Err(error) => Cell::Fault(unknown(&error, remedy)),
        },
    }
}

fn unknown(error: &UnknownArea, remedy: &str) -> Fault {
    Fault::new(Rule::UnknownAuthority, error.with_remedy(remedy))
}

/// Reads a cell that names a council.
pub fn authority(list: &Authorities, scalar: Scalar<'_>) -> Cell<AuthorityIx> {
    council(area(list, scalar), scalar)
}

/// Reads a cell of a list of neighbours that names a council.
pub fn listed_authority(list: &Authorities, scalar: Scalar<'_>) -> Cell<AuthorityIx> {
    council(area_or(list, scalar, CORRECTION), scalar)
}

fn council(area: Cell<Area>, scalar: Scalar<'_>) -> Cell<AuthorityIx> {
    match area {
        Cell::Value(Area::Authority(place)) => Cell::Value(place),
        Cell::Value(Area::Region(_) | Area::Nation) => Cell::Fault(Fault::new(
            Rule::NotAnAuthority,
            format!(
                "{:?} is a region or the nation; a council was expected",
                show(scalar)
            ),
        )),
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
    }
}
