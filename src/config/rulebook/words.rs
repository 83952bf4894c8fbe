//! Words: for proportions, and for types of provision in the extracts. Each stands for one thing,
//! and nothing is left without one.

use std::collections::BTreeMap;

use toml::Spanned;

use super::rulebook_toml::ProvisionToml;
use super::*;

/// Checks the words for proportions: every whole percentage has one, and only one.
pub(super) fn proportions(
    file: &ConfigFile,
    toml: Vec<Spanned<ProportionWord>>,
) -> Result<Vec<ProportionWord>, ConfigError> {
    if toml.is_empty() {
        return Ok(Vec::new());
    }
    let mut named: [Option<&str>; 101] = [None; 101];
    for word in &toml {
        let range = word.get_ref();
        if range.from_percent > range.to_percent || range.to_percent > 100 {
            return Err(file.error_at(
                &word.span(),
                format!(
                    "a word for a proportion goes from_percent to to_percent, 0 to 100; {:?} goes from {} to {}",
                    range.word, range.from_percent, range.to_percent
                ),
            ));
        }
        if range.word.trim().is_empty() {
            return Err(file.error_at(
                &word.span(),
                "the word for a proportion is blank; say what letters call it, such as \"majority\"",
            ));
        }
        for percent in range.from_percent..=range.to_percent {
            let slot = &mut named[usize::from(percent)];
            if let Some(other) = slot {
                return Err(file.error_at(
                    &word.span(),
                    format!(
                        "{percent}% already has a word, {other:?}; let one of the two end before the other begins"
                    ),
                ));
            }
            *slot = Some(&range.word);
        }
    }
    if let Some(percent) = named.iter().position(Option::is_none) {
        return Err(file.error_near(
            "proportion_words",
            format!("no word covers {percent}%; let one of them begin or end there"),
        ));
    }
    Ok(toml.into_iter().map(Spanned::into_inner).collect())
}

/// Checks that a word for a grade stands for one grade of its type of provision.
pub(super) fn grades(
    file: &ConfigFile,
    types: &BTreeMap<String, Spanned<ProvisionToml>>,
) -> Result<(), ConfigError> {
    for (key, provision) in types {
        let mut known: BTreeMap<String, (&str, Grade)> = BTreeMap::new();
        for (word, grade) in &provision.get_ref().grades {
            if word.trim().is_empty() {
                return Err(file.error_at(
                    &provision.span(),
                    format!("[provision.{key}] has a blank word for a grade; a blank grade is a setting that was not inspected yet, so leave it out"),
                ));
            }
            let (other, first) = *known.entry(folded(word)).or_insert((word, *grade));
            if first != *grade {
                return Err(file.error_at(
                    &provision.span(),
                    format!(
                        "[provision.{key}] has {word:?} for {grade}, and {other:?}, which is the same text, for {first}; keep one of them"
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// Checks that a word of an extract means one type of provision only: its key, what one and several
/// are called, and its aliases, compared without regard to capitals and white space.
pub(super) fn provision(
    file: &ConfigFile,
    types: &BTreeMap<String, Spanned<ProvisionToml>>,
) -> Result<(), ConfigError> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for (key, provision) in types {
        let of = provision.get_ref();
        let words = [key, &of.one, &of.many].into_iter().chain(&of.aliases);
        for word in words {
            if word.trim().is_empty() {
                return Err(file.error_at(
                    &provision.span(),
                    format!("[provision.{key}] has a blank word; say what it is called, or leave the alias out"),
                ));
            }
            let other = *known.entry(folded(word)).or_insert(key);
            if other != key {
                return Err(file.error_at(
                    &provision.span(),
                    format!(
                        "[provision.{key}] has the word {word:?}, which means [provision.{other}] already; keep it in one of the two"
                    ),
                ));
            }
        }
    }
    Ok(())
}
