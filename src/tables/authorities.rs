//! Authorities, regions and the nation, and the many ways in which sources name them.

use super::area::{Area, Authority, Nation, Region};
use super::names::{Meaning, NameIx, Names, OutsideCouncil, RowDay, Unnamed};
use crate::domain::{AuthorityIx, nearest};
use chrono::NaiveDate;

/// A text that names no area, or more than one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownArea {
    /// Several areas bear this name.
    #[error("{0:?} is the name of more than one area; use the code")]
    Several(String),
    /// Nobody bore this name on that day.
    #[error(
        "{text:?} was the name of no council on {day}: {bearers}; if it was another one's then, add it to [authority_aliases], or use the code"
    )]
    NotThen {
        /// The name.
        text: String,
        /// The day.
        day: NaiveDate,
        /// Who bears it, and when.
        bearers: String,
    },
    /// A council of another nation bears it.
    #[error(
        "{text:?} is in {nation}, outside the nation of this list; outside = \"leave out\" in [pipeline] leaves such rows out and counts them"
    )]
    Outside {
        /// What was asked for.
        text: String,
        /// The nation.
        nation: String,
    },
    /// No area bears it.
    #[error("{text:?} is not in the list of authorities{}", hint(nearest.as_deref()))]
    None {
        /// What was asked for.
        text: String,
        /// The nearest name of a council.
        nearest: Option<String>,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest
        .map(|near| format!("; is it {near:?}?"))
        .unwrap_or_default()
}

impl UnknownArea {
    /// The message, and what to do where it asks whether another name is meant.
    pub fn with_remedy(&self, remedy: &str) -> String {
        match self {
            Self::None {
                nearest: Some(_), ..
            } => format!("{self} If so, {remedy}"),
            Self::None { nearest: None, .. }
            | Self::Several(_)
            | Self::NotThen { .. }
            | Self::Outside { .. } => self.to_string(),
        }
    }
}

/// The list of authorities, in order of their codes.
#[derive(Debug, Default)]
pub struct Authorities {
    authorities: Vec<Authority>,
    regions: Vec<Region>,
    nation: Option<Nation>,
    names: Names,
}

impl Authorities {
    /// The list of these councils, in order of their codes, these regions and the nation, with
    /// their codes and `names`.
    ///
    /// # Errors
    /// When there are more than 2^32 councils.
    pub fn new(
        authorities: Vec<Authority>,
        regions: Vec<Region>,
        nation: Option<Nation>,
        names: Names,
    ) -> Result<Self, &'static str> {
        if u32::try_from(authorities.len()).is_err() {
            return Err("there are more than 2^32 authorities");
        }
        Ok(Self {
            authorities,
            regions,
            nation,
            names,
        })
    }

    /// Makes `name` another name of `area`: beside the councils that bear it at other times, and
    /// in place of whatever else it means.
    pub fn know_as(&mut self, name: &str, area: Area) {
        let others: Vec<Area> = match self.names.meaning(name) {
            Ok(Meaning::Always(other)) => vec![other],
            Ok(Meaning::InTime(known)) => {
                let bearers = self.names.bearers(known).iter();
                bearers.map(|place| Area::Authority(*place)).collect()
            }
            Err(Unnamed::Unknown | Unnamed::Several | Unnamed::Outside(_)) => Vec::new(),
        };
        if !others.is_empty() && others.iter().all(|other| self.at_other_times(*other, area)) {
            self.names.bear(name, area, &self.authorities);
        } else {
            self.names.settle(name, area);
        }
    }

    /// Whether two areas are one, or councils that were never there on the same day.
    fn at_other_times(&self, one: Area, other: Area) -> bool {
        match (one, other) {
            (Area::Authority(a), Area::Authority(b)) if a != b => {
                self.get(a).is_apart_from(self.get(b))
            }
            (one, other) => one == other,
        }
    }

    /// Makes `alias` another name of the council of another nation that `text` names; whether it
    /// names one.
    pub fn know_outside_as(&mut self, alias: &str, text: &str) -> bool {
        self.names.know_outside_as(alias, text)
    }

    /// The councils of other nations that the list knows.
    pub fn outside(&self) -> &[OutsideCouncil] {
        self.names.outside()
    }

    /// What `text` means: a code, an ONS code, a name or an alias.
    ///
    /// # Errors
    /// A text that names no area, with the nearest known name, or that names several.
    pub fn meaning(&self, text: &str) -> Result<Meaning, UnknownArea> {
        self.names.meaning(text).map_err(|unnamed| match unnamed {
            Unnamed::Several => UnknownArea::Several(text.to_owned()),
            Unnamed::Outside(council) => UnknownArea::Outside {
                text: text.to_owned(),
                nation: council.nation.clone(),
            },
            Unnamed::Unknown => {
                let names = self.authorities.iter();
                let names: Vec<&str> = names.map(|authority| authority.name.as_str()).collect();
                UnknownArea::None {
                    text: text.to_owned(),
                    nearest: nearest(text, &names).map(str::to_owned),
                }
            }
        })
    }

    /// Whether `text` names a council of another nation.
    pub fn is_outside(&self, text: &str) -> bool {
        matches!(self.names.meaning(text), Err(Unnamed::Outside(_)))
    }

    /// Whether `text` names an area on some day.
    pub fn is_known(&self, text: &str) -> bool {
        self.names.meaning(text).is_ok()
    }

    /// What `text` means in a row that speaks of `day`.
    ///
    /// # Errors
    /// A text that names no area on that day, or that names several.
    pub fn find(&self, text: &str, day: RowDay) -> Result<Area, UnknownArea> {
        match self.meaning(text)? {
            Meaning::Always(area) => Ok(area),
            Meaning::InTime(name) => self.bearer(name, text, day).map(Area::Authority),
        }
    }

    /// The councils that bear a name, one after another.
    pub fn bearers(&self, name: NameIx) -> &[AuthorityIx] {
        self.names.bearers(name)
    }

    /// The council that bears a name, which is written `text`, in a row that speaks of `day`. A name
    /// that one council alone ever bore is its own whenever a row is about, but not in an extract
    /// that was taken before the council was there.
    ///
    /// # Errors
    /// Nobody, or several at once.
    pub fn bearer(
        &self,
        name: NameIx,
        text: &str,
        day: RowDay,
    ) -> Result<AuthorityIx, UnknownArea> {
        let bearers = self.names.bearers(name);
        let comes_later =
            |council: &Authority| council.opened_on.is_some_and(|opened| day.day() < opened);
        if let [one] = bearers {
            match day {
                RowDay::Extract(_) if comes_later(self.get(*one)) => {}
                RowDay::Extract(_) | RowDay::Own(_) => return Ok(*one),
            }
        }
        let mut then = bearers
            .iter()
            .filter(|at| self.get(**at).is_open_on(day.day()));
        match (then.next(), then.next()) {
            (Some(one), None) => Ok(*one),
            (Some(_), Some(_)) => Err(UnknownArea::Several(text.to_owned())),
            (None, _) => {
                let lives = bearers.iter().map(|at| self.get(*at).lived());
                Err(UnknownArea::NotThen {
                    text: text.to_owned(),
                    day: day.day(),
                    bearers: lives.collect::<Vec<_>>().join(", "),
                })
            }
        }
    }

    /// The councils that are there on this day, in order of their codes: those that are rated.
    pub fn open_on(&self, day: NaiveDate) -> Vec<AuthorityIx> {
        let places = self.places();
        places.filter(|at| self.get(*at).is_open_on(day)).collect()
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
