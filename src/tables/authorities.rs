//! Authorities, regions and the nation, and the many ways in which sources name them.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::{AuthorityIx, RegionIx, folded_name, nearest};

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

/// A text that names no area, or more than one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownArea {
    /// Several areas bear this name.
    #[error("{0:?} is the name of more than one area; use the code")]
    Several(String),
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
            Self::None { nearest: None, .. } | Self::Several(_) => self.to_string(),
        }
    }
}

/// The list of authorities, in order of their codes.
#[derive(Debug, Default, Clone)]
pub struct Authorities {
    authorities: Vec<Authority>,
    regions: Vec<Region>,
    nation: Option<Nation>,
    names: FxHashMap<String, Option<Area>>,
}

impl Authorities {
    /// The list of these councils, in order of their codes, these regions and the nation; `names`
    /// has the places of folded codes, names and aliases, and `None` for what names several.
    ///
    /// # Errors
    /// When there are more than 2^32 councils.
    pub fn new(
        authorities: Vec<Authority>,
        regions: Vec<Region>,
        nation: Option<Nation>,
        names: FxHashMap<String, Option<Area>>,
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

    /// Makes `name` another name of `area`.
    pub fn know_as(&mut self, name: &str, area: Area) {
        self.names.insert(folded_name(name), Some(area));
    }

    /// What `text` means: a code, an ONS code, a name or an alias.
    ///
    /// # Errors
    /// A text that names no area, with the nearest known name, or that names several.
    pub fn find(&self, text: &str) -> Result<Area, UnknownArea> {
        match self.names.get(&folded_name(text)) {
            Some(Some(area)) => Ok(*area),
            Some(None) => Err(UnknownArea::Several(text.to_owned())),
            None => {
                let names: Vec<&str> = self
                    .authorities
                    .iter()
                    .map(|authority| authority.name.as_str())
                    .collect();
                Err(UnknownArea::None {
                    text: text.to_owned(),
                    nearest: nearest(text, &names).map(str::to_owned),
                })
            }
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
