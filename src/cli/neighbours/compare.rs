//! Two lists of neighbours compared: how many stayed, for each authority and overall.

use super::super::output::Output;
use super::list::List;
use crate::error::Error;
use crate::profile::neighbour_model::agreement;

/// Prints how many of each authority's neighbours are in both lists, the fewest first.
pub(super) fn print(old: &List, new: &List, out: &mut Output<'_>) -> Result<(), Error> {
    let mut rows = Vec::new();
    for (authority, before) in old {
        let Some(after) = new.get(authority) else {
            continue;
        };
        let joined: Vec<&str> = only_in(after, before);
        rows.push((
            authority,
            agreement(before, after),
            only_in(before, after),
            joined,
        ));
    }
    rows.sort_by(|a, b| (a.1.shared, a.0).cmp(&(b.1.shared, b.0)));

    out.line(format_args!(
        "{:<12} {:>8} {:>6}  gone and joined",
        "authority", "stayed", "ranks"
    ))?;
    for (authority, agreement, gone, joined) in &rows {
        let ranks = agreement
            .rank_correlation
            .map_or_else(|| "-".to_owned(), |found| format!("{found:.2}"));
        let stayed = format!("{} of {}", agreement.shared, agreement.first);
        let moved: Vec<String> = gone
            .iter()
            .map(|code| format!("-{code}"))
            .chain(joined.iter().map(|code| format!("+{code}")))
            .collect();
        let line = format!(
            "{authority:<12} {stayed:>8} {ranks:>6}  {}",
            moved.join(" ")
        );
        out.line(format_args!("{}", line.trim_end()))?;
    }
    out.gap()?;
    let shared: usize = rows.iter().map(|row| row.1.shared).sum();
    let before: usize = rows.iter().map(|row| row.1.first).sum();
    let unmoved = rows
        .iter()
        .filter(|row| row.2.is_empty() && row.3.is_empty())
        .count();
    out.line(format_args!("{} authorities in both lists: {shared} of {before} neighbours stayed{}, {unmoved} lists have the same members",
        rows.len(),
        if before == 0 {
            String::new()
        } else {
            format!(" ({:.1}%)", 100.0 * shared as f64 / before as f64)
        }))?;
    for (what, these, those) in [("old", old, new), ("new", new, old)] {
        let alone: Vec<&str> = these
            .keys()
            .filter(|authority| !those.contains_key(*authority))
            .map(String::as_str)
            .collect();
        if !alone.is_empty() {
            out.line(format_args!("only in the {what} list: {}", alone.join(" ")))?;
        }
    }
    Ok(())
}

/// Those of `these` that `those` lacks, in their order.
fn only_in<'a>(these: &'a [String], those: &[String]) -> Vec<&'a str> {
    these
        .iter()
        .filter(|one| !those.contains(one))
        .map(String::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[(&str, &[&str])]) -> List {
        rows.iter()
            .map(|(authority, others)| {
                let others = others.iter().map(|other| (*other).to_owned()).collect();
                ((*authority).to_owned(), others)
            })
            .collect()
    }

    #[test]
    fn what_stayed_is_counted_for_each_authority_and_overall() {
        let old = list(&[("a", &["b", "c"]), ("b", &["a", "c"]), ("z", &["a", "b"])]);
        let new = list(&[("a", &["b", "c"]), ("b", &["c", "d"]), ("d", &["a", "b"])]);
        let mut kept = Vec::new();
        print(&old, &new, &mut Output::kept(&mut kept)).expect("written");
        let text = String::from_utf8(kept).expect("text");
        assert_eq!(
            text,
            "authority      stayed  ranks  gone and joined\n\
             b              1 of 2      -  -a +d\n\
             a              2 of 2   1.00\n\
             \n\
             2 authorities in both lists: 3 of 4 neighbours stayed (75.0%), 1 lists have the same members\n\
             only in the old list: z\n\
             only in the new list: d\n"
        );
    }
}
