//! What names and codes of areas mean: on every day, or on the day that a row speaks of.
//!
//! A name may be borne by one council after another: Dorset before April 2019 and Dorset since are
//! two. Codes mean one area for good.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::area::{Area, Authority};
use crate::domain::{AuthorityIx, folded_name};

/// The day that a row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowDay {
    /// Its extract was taken on this day: no council that came later can be in it.
    Extract(NaiveDate),
    /// It is about this day, and may have been written at any time.
    Own(NaiveDate),
}

impl RowDay {
    /// The day.
    pub const fn day(self) -> NaiveDate {
        match self {
            Self::Extract(day) | Self::Own(day) => day,
        }
    }
}

/// What a text means that names an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// This area, on every day.
    Always(Area),
    /// The council that bears the name on the day in question.
    InTime(NameIx),
}

/// The place of a name that councils bear in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameIx(u32);

/// What is known of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Area(Area),
    InTime(NameIx),
    /// Areas that are there at once bear it.
    Several,
    /// A council of another nation, by its place.
    Outside(usize),
}

/// A council of another nation, which the list knows so that it is no misspelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideCouncil {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The nation that it lies in.
    pub nation: String,
    /// Its nine-character code, where the list has one.
    pub ons_code: Option<String>,
}

/// What a text does not mean: one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unnamed<'a> {
    /// It is not known.
    Unknown,
    /// It is the name of areas that are there at once.
    Several,
    /// It is the name of a council of another nation.
    Outside(&'a OutsideCouncil),
}

/// The names and codes of a list of areas.
#[derive(Debug, Default)]
pub struct Names {
    known: FxHashMap<String, Known>,
    /// The councils that bear each name that is borne in time.
    bearers: Vec<Vec<AuthorityIx>>,
    outside: Vec<OutsideCouncil>,
}

impl Names {
    /// What `text` means.
    ///
    /// # Errors
    /// Where it means no one area.
    pub fn meaning(&self, text: &str) -> Result<Meaning, Unnamed<'_>> {
        match self.known.get(&folded_name(text)) {
            Some(Known::Area(area)) => Ok(Meaning::Always(*area)),
            Some(Known::InTime(name)) => Ok(Meaning::InTime(*name)),
            Some(Known::Several) => Err(Unnamed::Several),
            Some(Known::Outside(place)) => Err(Unnamed::Outside(&self.outside[*place])),
            None => Err(Unnamed::Unknown),
        }
    }

    /// The councils that bear a name, one after another.
    pub fn bearers(&self, name: NameIx) -> &[AuthorityIx] {
        &self.bearers[name.0 as usize]
    }

    /// The councils of other nations.
    pub fn outside(&self) -> &[OutsideCouncil] {
        &self.outside
    }

    /// Makes `text` mean `area` for good, whatever it meant.
    pub fn settle(&mut self, text: &str, area: Area) {
        self.known.insert(folded_name(text), Known::Area(area));
    }

    /// Makes `name` one of the names of `area`, beside others that bear it; `councils` are those of
    /// the list.
    pub fn bear(&mut self, name: &str, area: Area, councils: &[Authority]) {
        let name = folded_name(name);
        let known = match (self.known.get(&name).copied(), area) {
            (None, Area::Authority(place)) if councils[place.index()].opened_on.is_some() => {
                self.in_time(vec![place])
            }
            (None, _) => Known::Area(area),
            (Some(Known::Area(other)), _) if other == area => return,
            (Some(Known::Area(Area::Authority(other))), Area::Authority(place)) => {
                self.in_time(vec![other, place])
            }
            (Some(Known::InTime(known)), Area::Authority(place)) => {
                let bearers = &mut self.bearers[known.0 as usize];
                if !bearers.contains(&place) {
                    bearers.push(place);
                }
                Known::InTime(known)
            }
            (Some(Known::Area(_) | Known::InTime(_) | Known::Several | Known::Outside(_)), _) => {
                Known::Several
            }
        };
        self.known.insert(name, known);
    }

    fn in_time(&mut self, bearers: Vec<AuthorityIx>) -> Known {
        let place = u32::try_from(self.bearers.len()).expect("names are fewer than 2^32");
        self.bearers.push(bearers);
        Known::InTime(NameIx(place))
    }

    /// Knows a council of another nation by its code, its nine-character code and its name.
    pub fn know_outside(&mut self, council: OutsideCouncil) {
        let place = self.outside.len();
        let texts = [
            Some(&council.code),
            Some(&council.name),
            council.ons_code.as_ref(),
        ];
        for text in texts.into_iter().flatten() {
            let known = self.known.entry(folded_name(text));
            known
                .and_modify(|known| {
                    if *known != Known::Outside(place) {
                        *known = Known::Several;
                    }
                })
                .or_insert(Known::Outside(place));
        }
        self.outside.push(council);
    }

    /// Makes `alias` another name of what `text` means, where that is a council of another nation.
    pub fn know_outside_as(&mut self, alias: &str, text: &str) -> bool {
        match self.known.get(&folded_name(text)) {
            Some(known @ Known::Outside(_)) => {
                let known = *known;
                self.known.insert(folded_name(alias), known);
                true
            }
            Some(Known::Area(_) | Known::InTime(_) | Known::Several) | None => false,
        }
    }
}
