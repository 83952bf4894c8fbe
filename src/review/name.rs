//! The authority that a user means.

use super::AuthorityRow;
use crate::domain::folded_name;

/// How many names are offered in place of one that is not found.
const OFFERED: usize = 5;

/// Finds the authority that `wanted` means: its code, its name, or the beginning or a part of a
/// name that no other has. Capitals do not matter. `among` says where it was looked for: "this run".
///
/// # Errors
/// A sentence that lists the names that share what was given, or the nearest ones.
pub fn find_authority<'a>(
    wanted: &str,
    authorities: &'a [AuthorityRow],
    among: &str,
) -> Result<&'a AuthorityRow, String> {
    let text = folded_name(wanted);
    let same =
        |of: &&AuthorityRow| of.authority.to_lowercase() == text || folded_name(&of.name) == text;
    let exact: Vec<&AuthorityRow> = authorities.iter().filter(same).collect();
    if let [one] = exact.as_slice() {
        return Ok(one);
    }
    let within = |of: &&AuthorityRow| !text.is_empty() && folded_name(&of.name).contains(&text);
    let matching: Vec<&AuthorityRow> = if exact.is_empty() {
        authorities.iter().filter(within).collect()
    } else {
        exact
    };
    match matching.as_slice() {
        [one] => Ok(one),
        [] => Err(format!(
            "there is no authority {wanted:?} in {among}; the nearest are {}",
            listed(&nearest(&text, authorities))
        )),
        several => Err(format!(
            "{wanted:?} is more than one authority of {among}: {}; give the code",
            listed(&several[..several.len().min(2 * OFFERED)])
        )),
    }
}

/// The authorities with the most similar names, the most similar first, by the Jaro-Winkler
/// similarity (W. E. Winkler, 1990).
fn nearest<'a>(text: &str, authorities: &'a [AuthorityRow]) -> Vec<&'a AuthorityRow> {
    let mut ranked: Vec<(f64, &AuthorityRow)> = authorities
        .iter()
        .map(|of| (strsim::jaro_winkler(text, &folded_name(&of.name)), of))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(OFFERED).map(|(_, of)| of).collect()
}

fn listed(authorities: &[&AuthorityRow]) -> String {
    let names: Vec<String> = authorities
        .iter()
        .map(|of| format!("{} ({})", of.name, of.authority))
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorities() -> Vec<AuthorityRow> {
        [
            ("303", "Bexley"),
            ("305", "Bromley"),
            ("330", "Birmingham"),
            ("383", "Leeds"),
            ("855", "Leicestershire"),
            ("856", "Leicester"),
        ]
        .map(|(authority, name)| AuthorityRow {
            authority: authority.to_owned(),
            name: name.to_owned(),
            region: None,
            kind: None,
            addressee: None,
        })
        .to_vec()
    }

    #[test]
    fn an_authority_is_found_by_code_name_and_part_of_a_name() {
        let list = authorities();
        for wanted in ["383", "Leeds", " leeds ", "LEED"] {
            assert_eq!(
                find_authority(wanted, &list, "this run").unwrap().authority,
                "383"
            );
        }
        // The whole of one name is not ambiguous for being a part of another.
        assert_eq!(
            find_authority("Leicester", &list, "this run")
                .unwrap()
                .authority,
            "856"
        );
    }

    #[test]
    fn an_ambiguous_name_lists_those_that_share_it() {
        let error = find_authority("leic", &authorities(), "this run").unwrap_err();
        assert_eq!(
            error,
            "\"leic\" is more than one authority of this run: Leicestershire (855), Leicester \
             (856); give the code"
        );
    }

    #[test]
    fn an_unknown_name_lists_the_nearest() {
        let error = find_authority("Leads", &authorities(), "this run").unwrap_err();
        assert!(
            error.starts_with(
                "there is no authority \"Leads\" in this run; the nearest are Leeds (383), "
            ),
            "{error}"
        );
        assert!(find_authority("", &authorities(), "this run").is_err());
    }
}
