//! The summary that a run ends with.

use super::output::Output;
use crate::domain::Rating;
use crate::domain::shown::shortened;
use crate::error::Error;
use crate::job::{Done, LeastFirm, NotableTally};
use crate::rate::Grouping;
use crate::runs::{Manifest, Rejected, SourceEntry, Status};
use crate::warning::{Warning, grouped};

/// Prints what a run did.
pub(super) fn print(done: &Done, out: &mut Output<'_>) -> Result<(), Error> {
    let manifest = &done.manifest;
    if manifest.status == Status::Unchanged {
        out.line(format_args!("{}: inputs and configuration are those of the current run; nothing to do (--force runs anyway)",
            manifest.pipeline.name))?;
        out.line(format_args!("  tables   {}", done.folder.display()))?;
        return warnings(&manifest.warnings, out);
    }
    out.line(format_args!(
        "{} as of {}",
        manifest.pipeline.name, manifest.as_of
    ))?;
    if let Some(notable) = &done.notable {
        notable_figures(notable, out)?;
    }
    ratings(manifest, out)?;
    fired("limiters that fired", &done.limiters, out)?;
    fired("triggers that fired", &done.triggers, out)?;
    distribution(done, out)?;
    least_firm(&done.least_firm, out)?;
    sources(manifest, out)?;
    out.gap()?;
    out.line(format_args!("  tables   {}", done.folder.display()))?;
    for table in &manifest.outputs {
        out.line(format_args!(
            "    {:<24} {:>10} rows",
            table.table, table.rows
        ))?;
    }
    warnings(&manifest.warnings, out)?;
    let seconds: f64 = manifest.stages.iter().map(|stage| stage.seconds).sum();
    let memory = manifest
        .peak_memory_bytes
        .map_or_else(String::new, |bytes| {
            format!(", {} MB at most", bytes / 1_000_000)
        });
    out.gap()?;
    out.line(format_args!("  {seconds:.2} seconds{memory}"))
}

/// How many figures are notable, and who has most of them.
fn notable_figures(of: &NotableTally, out: &mut Output<'_>) -> Result<(), Error> {
    out.gap()?;
    out.line(format_args!(
        "  {} notable figures of {} authorities, after {} comparisons",
        of.figures, of.authorities, of.comparisons
    ))?;
    for (name, figures) in &of.most {
        out.line(format_args!("    {:<26} {figures:>6}", shortened(name, 25)))?;
    }
    Ok(())
}

/// How many authorities have each rating, as bars.
fn ratings(manifest: &Manifest, out: &mut Output<'_>) -> Result<(), Error> {
    let counts = &manifest.ratings;
    if counts.is_empty() {
        return Ok(());
    }
    out.gap()?;
    out.line(format_args!("  {} authorities rated", manifest.rated()))?;
    let most = counts.iter().map(|count| count.authorities).max();
    let most = most.unwrap_or(1).max(1);
    for count in counts {
        let level = count
            .rating
            .map_or(" ".to_owned(), |level| level.to_string());
        let length = usize::try_from((count.authorities * 40).div_ceil(most)).unwrap_or(0);
        out.line(format_args!(
            "    {level} {:<22} {:>6}  {}",
            count.descriptor,
            count.authorities,
            "▪".repeat(length)
        ))?;
    }
    Ok(())
}

/// The rules that fired, each for how many authorities.
fn fired(heading: &str, fired: &[(String, u64)], out: &mut Output<'_>) -> Result<(), Error> {
    if fired.is_empty() {
        return Ok(());
    }
    out.gap()?;
    out.line(format_args!("  {heading}"))?;
    let longest = fired.iter().map(|(name, _)| name.len()).max();
    let width = longest.unwrap_or(0).max(24);
    for (rule, authorities) in fired {
        out.line(format_args!("    {rule:<width$} {authorities:>6}"))?;
    }
    Ok(())
}

/// The ratings that hold least often when they are drawn anew.
fn least_firm(ratings: &[LeastFirm], out: &mut Output<'_>) -> Result<(), Error> {
    if ratings.is_empty() {
        return Ok(());
    }
    out.gap()?;
    out.line(format_args!(
        "  {:<28} {:>6} {:>8} {:>12}",
        "least firm ratings", "rating", "holds", "more often"
    ))?;
    for of in ratings {
        let other = of.most_frequent.filter(|rating| *rating != of.awarded);
        let other = other.map_or(String::new(), |rating| rating.level().to_string());
        let line = format!(
            "    {:<26} {:>6} {:>7.1}% {other:>12}",
            of.name,
            of.awarded.level(),
            of.holds * 100.0
        );
        out.line(format_args!("{}", line.trim_end()))?;
    }
    Ok(())
}

/// How many rows each source has, and what became of those that are not used.
fn sources(manifest: &Manifest, out: &mut Output<'_>) -> Result<(), Error> {
    out.gap()?;
    out.line(format_args!(
        "  {:<24} {:>10} {:>8} {:>9}",
        "rows read and rejected", "rows", "rejected", "left out"
    ))?;
    for source in &manifest.inputs {
        let why = reasons(source, &manifest.rejected).join(", ");
        let why = match why.is_empty() {
            true => why,
            false => format!("  ({why})"),
        };
        out.line(format_args!(
            "    {:<22} {:>10} {:>8} {:>9}{why}",
            source.source,
            source.rows,
            source.rejected,
            source.all_left_out()
        ))?;
    }
    Ok(())
}

/// Why rows of a source were rejected or left out, each reason with its rows; what `where` leaves
/// out needs none.
fn reasons(source: &SourceEntry, rejected: &[Rejected]) -> Vec<String> {
    let of_source = rejected.iter().filter(|of| of.source == source.source);
    let rules = of_source.map(|of| format!("{} {}", of.rows, of.rule));
    let left_out = [
        (source.after_as_of, "after the as-of date"),
        (source.of_other_years, "of another year"),
    ];
    let left_out = left_out.into_iter().filter(|(rows, _)| *rows > 0);
    rules
        .chain(left_out.map(|(rows, why)| format!("{rows} {why}")))
        .collect()
}

/// Prints what a person should know, one line a kind and source.
pub(super) fn warnings(warnings: &[Warning], out: &mut Output<'_>) -> Result<(), Error> {
    if !warnings.is_empty() {
        out.gap()?;
        out.line("  warnings")?;
    }
    for group in grouped(warnings) {
        out.line(format_args!("    {group}"))?;
    }
    Ok(())
}

/// Prints warnings as [`warnings`] does, in lines of 80 columns.
pub(super) fn warnings_in_lines(warnings: &[Warning], out: &mut Output<'_>) -> Result<(), Error> {
    if !warnings.is_empty() {
        out.gap()?;
        out.line("  warnings")?;
    }
    for group in grouped(warnings) {
        for line in lines(&group.to_string(), 74) {
            out.line(line)?;
        }
    }
    Ok(())
}

/// A text in indented lines of at most so many columns, as far as its words let it.
fn lines(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let fits = |line: &String| line.chars().count() + word.chars().count() < columns + 6;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => {
                let indent = if lines.is_empty() { "    " } else { "      " };
                lines.push(format!("{indent}{word}"));
            }
        }
    }
    lines
}

/// How the ratings are distributed by region and by kind of council.
fn distribution(done: &Done, out: &mut Output<'_>) -> Result<(), Error> {
    for (grouping, heading) in [
        (Grouping::Region, "by region"),
        (Grouping::Kind, "by kind of council"),
    ] {
        let mut rows = done
            .national
            .iter()
            .filter(|tally| tally.grouping == grouping)
            .peekable();
        if rows.peek().is_none() {
            continue;
        }
        out.gap()?;
        out.line(format_args!(
            "  {heading:<28} {:>6} {:>6} {:>6} {:>6} {:>10}",
            4, 3, 2, 1, "not rated"
        ))?;
        for tally in rows {
            let mut row = format!("    {:<26}", tally.name);
            for rating in Rating::ALL.into_iter().rev() {
                row.push_str(&format!(" {:>6}", tally.awarded(rating)));
            }
            out.line(format_args!("{row} {:>10}", tally.not_rated))?;
        }
    }
    Ok(())
}
