//! Two lists of neighbours compared: how many stayed, for each authority and overall.

use serde_json::{Value, json};

use super::super::output::Output;
use super::list::List;
use crate::error::Error;
use crate::profile::neighbour_model::{Agreement, agreement};

/// What became of one authority's neighbours.
struct Row<'a> {
    authority: &'a str,
    agreement: Agreement,
    gone: Vec<&'a str>,
    joined: Vec<&'a str>,
}

/// The authorities of both lists, those of whose neighbours the fewest stayed first.
fn rows<'a>(old: &'a List, new: &'a List) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'_>> = old
        .iter()
        .filter_map(|(authority, before)| {
            let after = new.get(authority)?;
            Some(Row {
                authority,
                agreement: agreement(before, after),
                gone: only_in(before, after),
                joined: only_in(after, before),
            })
        })
        .collect();
    rows.sort_by(|a, b| {
        let by = |row: &Row<'a>| (row.agreement.shared, row.authority);
        by(a).cmp(&by(b))
    });
    rows
}

/// The authorities that only the first of two lists has.
fn alone<'a>(these: &'a List, those: &List) -> Vec<&'a str> {
    these
        .keys()
        .filter(|authority| !those.contains_key(*authority))
        .map(String::as_str)
        .collect()
}

/// How many of each authority's neighbours are in both lists, as one JSON document.
pub(super) fn document(old: &List, new: &List) -> Value {
    let rows = rows(old, new);
    let authorities = rows.iter().map(|row| {
        json!({
            "authority": row.authority,
            "neighbours": row.agreement.first,
            "stayed": row.agreement.shared,
            "rank_correlation": row.agreement.rank_correlation,
            "gone": row.gone,
            "joined": row.joined,
        })
    });
    json!({
        "authorities": authorities.collect::<Vec<_>>(),
        "only_old": alone(old, new),
        "only_new": alone(new, old),
    })
}

/// Prints how many of each authority's neighbours are in both lists, the fewest first.
pub(super) fn print(old: &List, new: &List, out: &mut Output<'_>) -> Result<(), Error> {
    let rows = rows(old, new);
    out.line(format_args!(
        "{:<12} {:>8} {:>6}  gone and joined",
        "authority", "stayed", "ranks"
    ))?;
    for Row {
        authority,
        agreement,
        gone,
        joined,
    } in &rows
    {
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
        out.line(line.trim_end())?;
    }
    out.gap()?;
    let shared: usize = rows.iter().map(|row| row.agreement.shared).sum();
    let before: usize = rows.iter().map(|row| row.agreement.first).sum();
    let unmoved = rows
        .iter()
        .filter(|row| row.gone.is_empty() && row.joined.is_empty())
        .count();
    out.line(format_args!("{} authorities in both lists: {shared} of {before} neighbours stayed{}, {unmoved} lists have the same members",
        rows.len(),
        if before == 0 {
            String::new()
        } else {
            format!(" ({:.1}%)", 100.0 * shared as f64 / before as f64)
        }))?;
    for (what, alone) in [("old", alone(old, new)), ("new", alone(new, old))] {
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
