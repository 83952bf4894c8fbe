//! The list of authorities, regions and the nation, and the many ways in which sources name them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::authorities::Row;
use super::parse::{self, Cell, Parsed};
use super::rows::TypedRows;
use crate::domain::{AuthorityIx, Level, RegionIx, folded_name};
use crate::extract::quarantine::Ledgers;
use crate::read::{Scalar, show};
use crate::tables::{
    Area, Authorities, Authority, Fault, Meaning, NameIx, Names, Nation, OutsideCouncil, Region,
    RowDay, Rule, UnknownArea, Unnamed,
};

/// Makes the list from its rows; `aliases` are other spellings, to codes. Rows that repeat a code,
/// name an unknown region or are a second nation are rejected.
///
/// # Errors
/// A code that means two areas, or an alias that means another area or none.
pub(crate) fn list(
    mut rows: TypedRows<Row>,
    aliases: &BTreeMap<String, String>,
    ledgers: &Ledgers<'_>,
) -> Result<Authorities, ListError> {
    rows.reject_duplicates(ledgers, |row| folded_name(&row.code));
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    reject_second_nation(&mut rows, ledgers);
    let outside = outside(&mut rows).map_err(ListError::Codes)?;
    let regions = Regions::of(&rows);
    reject_unknown_region(&mut rows, &regions, ledgers);
    one_area_a_code(&rows, ledgers).map_err(ListError::Codes)?;

    let mut list = listed(rows, regions, outside).map_err(ListError::Codes)?;
    know_aliases(&mut list, aliases)?;
    Ok(list)
}

/// Why there is no list of authorities.
#[derive(Debug)]
pub(crate) enum ListError {
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
fn one_area_a_code(rows: &TypedRows<Row>, ledgers: &Ledgers<'_>) -> Result<(), String> {
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
        if list.know_outside_as(alias, code) {
            continue;
        }
        let area = match list.meaning(code) {
            Ok(Meaning::Always(area)) => area,
            Ok(Meaning::InTime(_)) => {
                let message = format!("{code:?}, a name that is borne in time; use the code");
                return refuse(alias, message);
            }
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
        if let Some(other) = taken_by(list, alias, area) {
            return refuse(
                alias,
                format!(
                    "{code:?}, but it is a code or the name of {} in the list of authorities; take the alias out, or map the source's own text to another one first",
                    list.code(other)
                ),
            );
        }
    }
    for (alias, area) in meant.into_values() {
        list.know_as(alias, area);
    }
    Ok(())
}

/// The area that `alias` means already, where it is another one than `area` and may not lose it: a
/// name that several areas bear at once is settled by an alias, and councils that were never there
/// on the same day may have one name.
fn taken_by(list: &Authorities, alias: &str, area: Area) -> Option<Area> {
    let other = match list.meaning(alias) {
        Ok(Meaning::Always(other)) => other,
        Ok(Meaning::InTime(name)) => match list.bearers(name) {
            [one] => Area::Authority(*one),
            _ => return None,
        },
        Err(_) => return None,
    };
    let is_apart = match (other, area) {
        (Area::Authority(other), Area::Authority(area)) => {
            let (other, area) = (list.get(other), list.get(area));
            let mut codes = other.ons_code.iter().chain([&other.code]);
            codes.all(|code| folded_name(code) != folded_name(alias)) && other.is_apart_from(area)
        }
        (Area::Authority(_) | Area::Region(_) | Area::Nation, _) => false,
    };
    (other != area && !is_apart).then_some(other)
}

/// Takes the councils of other nations out of the rows.
fn outside(rows: &mut TypedRows<Row>) -> Result<Vec<OutsideCouncil>, String> {
    let Some(first) = rows.iter().find(|row| row.nation.is_some()) else {
        return Ok(Vec::new());
    };
    let own = rows.iter().find(|row| row.level == Level::Nation);
    let Some(own) = own else {
        return Err(format!(
            "{} ({}) has a nation, and no row has the level nation, which says what the list's own is; add that row",
            first.name, first.code
        ));
    };
    let own = [Some(&own.name), Some(&own.code), own.ons_code.as_ref()]
        .map(|text| text.map(|text| folded_name(text)));
    let is_own = |nation: &str| own.contains(&Some(folded_name(nation)));
    let taken = rows.take_out(|row| row.nation.as_deref().is_some_and(|nation| !is_own(nation)));
    let council = |row: Row| OutsideCouncil {
        nation: row.nation.unwrap_or_default(),
        code: row.code,
        name: row.name,
        ons_code: row.ons_code,
    };
    Ok(taken.into_iter().map(council).collect())
}

fn reject_second_nation(rows: &mut TypedRows<Row>, ledgers: &Ledgers<'_>) {
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

fn reject_unknown_region(rows: &mut TypedRows<Row>, regions: &Regions, ledgers: &Ledgers<'_>) {
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
fn listed(
    rows: TypedRows<Row>,
    regions: Regions,
    outside: Vec<OutsideCouncil>,
) -> Result<Authorities, String> {
    let mut authorities = Vec::new();
    let mut nation = None;
    // Names of areas, and what means one of them for good.
    let (mut named, mut codes) = (Vec::new(), Vec::new());
    for row in rows.into_values() {
        let area = match row.level {
            Level::Authority => {
                let place = AuthorityIx::try_from(authorities.len())
                    .map_err(|_| "there are more than 2^32 authorities")?;
                Area::Authority(place)
            }
            Level::Nation => Area::Nation,
            Level::Region => match regions.find(&row.code) {
                Some(place) => Area::Region(place),
                None => continue,
            },
        };
        named.push((row.name.clone(), area));
        codes.push((row.code.clone(), area));
        codes.extend(row.ons_code.clone().map(|code| (code, area)));
        match row.level {
            Level::Authority => authorities.push(Authority {
                region: row.region.as_ref().and_then(|region| regions.find(region)),
                code: row.code,
                name: row.name,
                kind: row.kind,
                ons_code: row.ons_code,
                opened_on: row.opened_on,
                closed_on: row.closed_on,
                addressee: row.addressee,
            }),
            Level::Nation => {
                nation = Some(Nation {
                    code: row.code,
                    name: row.name,
                    ons_code: row.ons_code,
                });
            }
            Level::Region => {}
        }
    }
    let mut names = Names::default();
    for (name, place) in &regions.places {
        names.bear(name, Area::Region(*place), &authorities);
    }
    for (name, area) in &named {
        names.bear(name, *area, &authorities);
    }
    bear_without_remarks(&mut names, &authorities);
    for council in outside {
        names.know_outside(council);
    }
    // A code or ONS code always leads to its row.
    for (code, area) in &codes {
        names.settle(code, *area);
    }
    Ok(Authorities::new(
        authorities,
        regions.regions,
        nation,
        names,
    )?)
}

/// A list tells councils of one name apart by a remark behind it, such as `Dorset (Pre LG)`: while
/// it was there the council was plainly Dorset. Where the days of the list do not say that one bore
/// the name after the other, the remark is part of the name.
fn bear_without_remarks(names: &mut Names, councils: &[Authority]) {
    let mut remarked: BTreeMap<String, Vec<AuthorityIx>> = BTreeMap::new();
    for (place, council) in (0..).map(AuthorityIx::new).zip(councils) {
        let bare = council
            .name
            .strip_suffix(')')
            .and_then(|name| name.rsplit_once('('));
        if let Some((bare, _)) = bare.filter(|(bare, _)| !bare.trim().is_empty()) {
            remarked.entry(folded_name(bare)).or_default().push(place);
        }
    }
    for (bare, places) in remarked {
        let bearers = match names.meaning(&bare) {
            Ok(Meaning::Always(Area::Authority(place))) => vec![place],
            Ok(Meaning::InTime(name)) => names.bearers(name).to_vec(),
            Ok(Meaning::Always(Area::Region(_) | Area::Nation))
            | Err(Unnamed::Several | Unnamed::Outside(_)) => continue,
            Err(Unnamed::Unknown) => Vec::new(),
        };
        let all: Vec<&Authority> = bearers
            .iter()
            .chain(&places)
            .map(|at| &councils[at.index()])
            .collect();
        let one_by_one = all
            .iter()
            .enumerate()
            .all(|(at, one)| all[..at].iter().all(|other| one.is_apart_from(other)));
        if one_by_one {
            for place in places {
                names.bear(&bare, Area::Authority(place), councils);
            }
        }
    }
}

/// The regions that have a row of their own; where none has, those that councils say they lie in.
#[derive(Default)]
struct Regions {
    regions: Vec<Region>,
    /// By the folded code or name.
    places: FxHashMap<String, RegionIx>,
}

impl Regions {
    fn of(rows: &TypedRows<Row>) -> Self {
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

/// What to do about another spelling of a name that the list has.
const ALIAS: &str = "add it to [authority_aliases]";

/// The same in a list of neighbours: a name there that is nearly a council's is a slip of whoever
/// made the list, and an alias would make it that council's name in every source.
const CORRECTION: &str = "correct it in the list, or name it in `values` of the mapping";

/// Reads a cell that names an area.
pub(crate) fn area(list: &Authorities, scalar: Scalar<'_>) -> Cell<Named<Area>> {
    area_or(list, scalar, ALIAS)
}

/// Reads a cell that names an area; `remedy` is what to do where it nearly does.
fn area_or(list: &Authorities, scalar: Scalar<'_>, remedy: &str) -> Cell<Named<Area>> {
    match parse::text(scalar) {
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
        Cell::Value(text) => match list.meaning(&text) {
            Ok(Meaning::Always(area)) => Cell::Value(Named::Always(area)),
            Ok(Meaning::InTime(name)) => Cell::Value(Named::InTime(name, text)),
            Err(error) => Cell::Fault(unknown(list, &text, &error, remedy)),
        },
    }
}

fn unknown(list: &Authorities, text: &str, error: &UnknownArea, remedy: &str) -> Fault {
    let rule = match error {
        UnknownArea::Outside { .. } => Rule::OutsideNation,
        UnknownArea::None { .. } if joint_return(list, text).is_some() => {
            return Fault::new(
                Rule::JointReturn,
                format!(
                    "{text:?} is one return of several councils; joint_returns = \"to both\" in [pipeline] gives it to each of them"
                ),
            );
        }
        UnknownArea::None { .. } | UnknownArea::Several(_) | UnknownArea::NotThen { .. } => {
            Rule::UnknownAuthority
        }
    };
    Fault::new(rule, error.with_remedy(remedy))
}

/// The councils of a return that several made together, such as `314 / 318`, as they are written.
pub(crate) fn joint_return<'t>(list: &Authorities, text: &'t str) -> Option<Vec<&'t str>> {
    let parts = text
        .split(['/', ';', '|', '+', '&'])
        .flat_map(|part| part.split(" and "));
    let parts: Vec<&str> = parts.map(str::trim).collect();
    (parts.len() > 1 && !list.is_known(text) && parts.iter().all(|part| list.is_known(part)))
        .then_some(parts)
}

/// Reads a cell that names a council.
pub(crate) fn authority(list: &Authorities, scalar: Scalar<'_>) -> Cell<Named<AuthorityIx>> {
    council(area(list, scalar), scalar)
}

/// Reads a cell of a list of neighbours that names a council.
pub(crate) fn listed_authority(list: &Authorities, scalar: Scalar<'_>) -> Cell<Named<AuthorityIx>> {
    council(area_or(list, scalar, CORRECTION), scalar)
}

fn council(area: Cell<Named<Area>>, scalar: Scalar<'_>) -> Cell<Named<AuthorityIx>> {
    match area {
        Cell::Value(Named::Always(Area::Authority(place))) => Cell::Value(Named::Always(place)),
        Cell::Value(Named::InTime(name, text)) => Cell::Value(Named::InTime(name, text)),
        Cell::Value(Named::Always(Area::Region(_) | Area::Nation)) => Cell::Fault(Fault::new(
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

/// What a cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<T> {
    /// The same on every day.
    Always(T),
    /// Whoever bears the name, which is written so, on the day that the row speaks of.
    InTime(NameIx, String),
}

impl Parsed<'_, Named<AuthorityIx>> {
    /// The council in the row at `row`, which the contract needs and which speaks of `day`.
    ///
    /// # Errors
    /// The row's fault, also when there is no council.
    pub fn council(
        &self,
        row: usize,
        list: &Authorities,
        day: impl FnOnce() -> RowDay,
    ) -> Result<AuthorityIx, Fault> {
        match self.required(row)? {
            Named::Always(place) => Ok(*place),
            Named::InTime(name, text) => {
                let bearer = list.bearer(*name, text, day());
                bearer.map_err(|error| self.faulty(unknown(list, text, &error, ALIAS)))
            }
        }
    }
}

impl Parsed<'_, Named<Area>> {
    /// The area in the row at `row`, which the contract needs and which speaks of `day`.
    ///
    /// # Errors
    /// The row's fault, also when there is no area.
    pub fn area(
        &self,
        row: usize,
        list: &Authorities,
        day: impl FnOnce() -> RowDay,
    ) -> Result<Area, Fault> {
        match self.required(row)? {
            Named::Always(area) => Ok(*area),
            Named::InTime(name, text) => {
                let bearer = list.bearer(*name, text, day()).map(Area::Authority);
                bearer.map_err(|error| self.faulty(unknown(list, text, &error, ALIAS)))
            }
        }
    }
}
