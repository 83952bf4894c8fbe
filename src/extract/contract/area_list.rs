//! The list of authorities, regions and the nation, made of its rows.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::area_aliases::{AliasError, know_aliases};
use super::authorities::Row;
use super::regions::Regions;
use super::rows::TypedRows;
use crate::domain::{AuthorityIx, Level, folded_name};
use crate::extract::quarantine::Ledgers;
use crate::tables::{
    Area, Authorities, Authority, Fault, Meaning, Names, Nation, OutsideCouncil, Rule, Unnamed,
};

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
    know_aliases(&mut list, aliases)
        .map_err(|AliasError { alias, message }| ListError::Alias { alias, message })?;
    Ok(list)
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
