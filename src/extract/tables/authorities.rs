//! Authorities, regions and the nation, and the many ways in which sources name them.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::{AuthorityIx, Level, RegionIx, folded_name};
use crate::extract::cell::{self, Cell};
use crate::extract::quarantine::{Fault, Quarantined, rules};
use crate::extract::rows::Rows;
use crate::extract::source::{Batch, Scalar};
use crate::sql::nearest;

/// A council.
#[derive(Debug, Clone, PartialEq)]
pub struct Authority {
    /// Its code in the list of authorities.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The region that it lies in.
    pub region: Option<RegionIx>,
    /// What kind of council it is.
    pub kind: Option<String>,
    /// Its nine-character code, where the list has one.
    pub ons_code: Option<String>,
    /// The day on which it came into being, where the list says.
    pub opened_on: Option<NaiveDate>,
    /// The day on which it was abolished, where the list says.
    pub closed_on: Option<NaiveDate>,
    /// To whom its letter goes, lines separated by semicolons.
    pub addressee: Option<String>,
}

impl Authority {
    /// Whether it exists on `day`.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.opened_on.is_none_or(|opened| opened <= day)
            && self.closed_on.is_none_or(|closed| day < closed)
    }
}

/// A region.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its code, where the list has one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Its nine-character code, where the list has one.
    pub ons_code: Option<String>,
}

/// The nation.
#[derive(Debug, Clone, PartialEq)]
pub struct Nation {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its nine-character code, where the list has one.
    pub ons_code: Option<String>,
}

/// What a source means by a code or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// A council.
    Authority(AuthorityIx),
    /// A region.
    Region(RegionIx),
    /// The nation.
    Nation,
}

/// The list of authorities, in order of their codes.
#[derive(Debug, Default)]
pub struct Authorities {
    authorities: Vec<Authority>,
    regions: Vec<Region>,
    nation: Option<Nation>,
    by_name: FxHashMap<String, Option<Area>>,
}

/// A row of the list, before its region is known.
#[derive(Debug)]
pub struct Row {
    code: String,
    name: String,
    level: Level,
    region: Option<String>,
    kind: Option<String>,
    ons_code: Option<String>,
    opened_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    addressee: Option<String>,
}

/// Reads the rows of a batch.
pub fn read(batch: &Batch<'_>) -> Rows<Row> {
    let code = batch.parse("code", cell::text);
    let name = batch.parse("name", cell::text);
    let level = batch.parse("level", level);
    let region = batch.parse("region", cell::text);
    let kind = batch.parse("kind", cell::text);
    let ons_code = batch.parse("ons_code", cell::text);
    let opened_on = batch.parse("opened_on", cell::date);
    let closed_on = batch.parse("closed_on", cell::date);
    let addressee = batch.parse("addressee", cell::text);
    Rows::collect(batch, &["code"], |row| {
        let opened_on = opened_on.optional(row)?.copied();
        let closed_on = closed_on.optional(row)?.copied();
        if let (Some(opened), Some(closed)) = (opened_on, closed_on)
            && closed < opened
        {
            return Err(Fault::new(
                rules::DATE_ORDER,
                format!("closed_on {closed} is before opened_on {opened}"),
            ));
        }
        Ok(Some(Row {
            code: code.required(row)?.clone(),
            name: name.required(row)?.clone(),
            level: *level.required(row)?,
            region: region.optional(row)?.cloned(),
            kind: kind.optional(row)?.cloned(),
            ons_code: ons_code.optional(row)?.cloned(),
            opened_on,
            closed_on,
            addressee: addressee.optional(row)?.cloned(),
        }))
    })
}

fn level(scalar: Scalar<'_>) -> Cell<Level> {
    let shown = cell::show(scalar);
    match Level::parse(&shown) {
        Some(level) => Cell::Value(level),
        None if shown.is_empty() => Cell::Missing(""),
        None => Cell::Fault(Fault::new(
            rules::WORD,
            format!("{shown:?} is not a level; expected authority, region or nation"),
        )),
    }
}

impl Authorities {
    /// Makes the list from its rows; `aliases` are other spellings, to codes. Rows that repeat
    /// a code, name an unknown region or are a second nation are set aside.
    ///
    /// # Errors
    /// An alias of a code that is not in the list.
    pub fn new(
        mut rows: Rows<Row>,
        aliases: &std::collections::BTreeMap<String, String>,
        quarantined: &mut Vec<Quarantined>,
    ) -> Result<Self, String> {
        rows.reject_duplicates(|row| folded_name(&row.code), quarantined);
        rows.sort_by(|a, b| a.code.cmp(&b.code));

        let mut list = Self::default();
        let mut nation = None;
        rows.retain(quarantined, |row| {
            if row.level != Level::Nation {
                return Ok(());
            }
            if let Some(first) = &nation {
                return Err(Fault::new(
                    rules::NATION,
                    format!(
                        "{} is a nation, and so is {first}; keep one with `where`",
                        row.name
                    ),
                ));
            }
            nation = Some(row.name.clone());
            Ok(())
        });

        for row in rows.iter().filter(|row| row.level == Level::Region) {
            list.add_region(Some(row), &row.name);
        }
        let listed = !list.regions.is_empty();
        if !listed {
            let mut names: Vec<String> = rows
                .iter()
                .filter(|row| row.level == Level::Authority)
                .filter_map(|row| row.region.clone())
                .collect();
            names.sort();
            names.dedup();
            for name in names {
                list.add_region(None, &name);
            }
        }
        let regions: FxHashMap<String, RegionIx> = list
            .by_name
            .iter()
            .filter_map(|(name, area)| match area {
                Some(Area::Region(region)) => Some((name.clone(), *region)),
                _ => None,
            })
            .collect();
        rows.retain(quarantined, |row| match &row.region {
            Some(region)
                if row.level == Level::Authority && !regions.contains_key(&folded_name(region)) =>
            {
                let names: Vec<&str> = list
                    .regions
                    .iter()
                    .map(|region| region.name.as_str())
                    .collect();
                Err(Fault::new(
                    rules::AUTHORITY,
                    format!(
                        "its region {region:?} is none of the list's: {}",
                        names.join(", ")
                    ),
                ))
            }
            _ => Ok(()),
        });

        for row in rows.into_values() {
            match row.level {
                Level::Authority => {
                    let place = AuthorityIx::try_from(list.authorities.len())
                        .map_err(|_| "there are more than 2^32 authorities".to_owned())?;
                    list.know(&row, Area::Authority(place));
                    list.authorities.push(Authority {
                        region: row
                            .region
                            .as_ref()
                            .and_then(|region| regions.get(&folded_name(region)))
                            .copied(),
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
                    list.know(&row, Area::Nation);
                    list.nation = Some(Nation {
                        code: row.code,
                        name: row.name,
                        ons_code: row.ons_code,
                    });
                }
                Level::Region => {
                    if let (Some(ons_code), Some(place)) =
                        (&row.ons_code, regions.get(&folded_name(&row.code)))
                    {
                        list.by_name
                            .insert(folded_name(ons_code), Some(Area::Region(*place)));
                    }
                }
            }
        }
        for (alias, code) in aliases {
            let area = list.find(code).map_err(|fault| {
                format!("the alias {alias:?} stands for {code:?}: {}", fault.reason)
            })?;
            list.by_name.insert(folded_name(alias), Some(area));
        }
        Ok(list)
    }

    /// Adds the region called `name`, which the list has a `row` for or only names.
    fn add_region(&mut self, row: Option<&Row>, name: &str) {
        let Ok(place) = RegionIx::try_from(self.regions.len()) else {
            return;
        };
        let code = row.map(|row| row.code.clone());
        for known in code.iter().map(String::as_str).chain([name]) {
            self.by_name
                .insert(folded_name(known), Some(Area::Region(place)));
        }
        self.regions.push(Region {
            code,
            name: name.to_owned(),
            ons_code: row.and_then(|row| row.ons_code.clone()),
        });
    }

    /// A code or ONS code always leads to its row; a name that two rows share leads nowhere,
    /// because a guess would put one council's figures beside another's name.
    fn know(&mut self, row: &Row, area: Area) {
        let name = folded_name(&row.name);
        self.by_name
            .entry(name)
            .and_modify(|known| {
                if *known != Some(area) {
                    *known = None;
                }
            })
            .or_insert(Some(area));
        for code in [Some(&row.code), row.ons_code.as_ref()]
            .into_iter()
            .flatten()
        {
            self.by_name.insert(folded_name(code), Some(area));
        }
    }

    /// What `text` means: a code, an ONS code, a name or an alias.
    ///
    /// # Errors
    /// A fault that names the nearest known name.
    pub fn find(&self, text: &str) -> Result<Area, Fault> {
        match self.by_name.get(&folded_name(text)) {
            Some(Some(area)) => Ok(*area),
            Some(None) => Err(Fault::new(
                rules::AUTHORITY,
                format!("{text:?} is the name of more than one area; use the code"),
            )),
            None => {
                let names: Vec<&str> = self
                    .authorities
                    .iter()
                    .map(|authority| authority.name.as_str())
                    .collect();
                let hint = nearest(text, &names)
                    .map(|near| format!("; is it {near:?}? If so, add it to [authority_aliases]"))
                    .unwrap_or_default();
                Err(Fault::new(
                    rules::AUTHORITY,
                    format!("{text:?} is not in the list of authorities{hint}"),
                ))
            }
        }
    }

    /// Reads a cell that names an area.
    pub fn area(&self, scalar: Scalar<'_>) -> Cell<Area> {
        match cell::text(scalar) {
            Cell::Missing(symbol) => Cell::Missing(symbol),
            Cell::Fault(fault) => Cell::Fault(fault),
            Cell::Value(text) => match self.find(&text) {
                Ok(area) => Cell::Value(area),
                Err(fault) => Cell::Fault(fault),
            },
        }
    }

    /// Reads a cell that names a council.
    pub fn authority(&self, scalar: Scalar<'_>) -> Cell<AuthorityIx> {
        match self.area(scalar) {
            Cell::Value(Area::Authority(place)) => Cell::Value(place),
            Cell::Value(_) => Cell::Fault(Fault::new(
                rules::LEVEL,
                format!(
                    "{:?} is a region or the nation; a council was expected",
                    cell::show(scalar)
                ),
            )),
            Cell::Missing(symbol) => Cell::Missing(symbol),
            Cell::Fault(fault) => Cell::Fault(fault),
        }
    }

    /// The councils, in order of their codes.
    pub fn all(&self) -> &[Authority] {
        &self.authorities
    }

    /// The council at `place`.
    pub fn get(&self, place: AuthorityIx) -> &Authority {
        &self.authorities[place.index()]
    }

    /// The places of the councils, in order of their codes.
    pub fn places(&self) -> impl ExactSizeIterator<Item = AuthorityIx> + Clone + use<> {
        let count = u32::try_from(self.authorities.len()).expect("checked when the list was made");
        (0..count).map(AuthorityIx::new)
    }

    /// The regions, in order of their codes.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The nation, if the list has it.
    pub fn nation(&self) -> Option<&Nation> {
        self.nation.as_ref()
    }

    /// The code of an area; the name of a region without one.
    pub fn code(&self, area: Area) -> &str {
        match area {
            Area::Authority(place) => &self.get(place).code,
            Area::Region(place) => {
                let region = &self.regions[place.index()];
                region.code.as_ref().unwrap_or(&region.name)
            }
            Area::Nation => self.nation.as_ref().map_or("", |nation| &nation.code),
        }
    }

    /// How many councils there are.
    pub fn len(&self) -> usize {
        self.authorities.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.authorities.is_empty()
    }
}
