//! Other spellings of areas, which a pipeline adds to the list.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::domain::folded_name;
use crate::tables::{Area, Authorities, Meaning};

/// An alias that cannot stand.
pub(super) struct AliasError {
    /// The alias as the pipeline writes it.
    pub alias: String,
    /// What is wrong with it, and the remedy.
    pub message: String,
}

/// Takes in other spellings. One that means another area already, by its code, its ONS code or its
/// name, would send that area's figures astray.
pub(super) fn know_aliases(
    list: &mut Authorities,
    aliases: &BTreeMap<String, String>,
) -> Result<(), AliasError> {
    let refuse = |alias: &String, message: String| {
        Err(AliasError {
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
