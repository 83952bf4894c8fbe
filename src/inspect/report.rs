//! An inspection as lines for people, none wider than a terminal but for what is to be copied.

use std::fmt::{self, Display, Formatter};

use super::column::ColumnSummary;
use super::inspection::{Inspection, SheetSummary};
use super::kind::Kind;
use crate::domain::shown::shown;
use crate::domain::wrapping::{WIDTH, wrapped};

/// The longest example that is shown, in characters.
const LONGEST: usize = 40;

/// The widest name that stands beside what its column holds; a longer one has lines of its own.
const NAME: usize = 44;

/// What stands before the second line of a column or a sheet.
const INDENT: &str = "    ";

impl Display for Inspection {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        paragraph(out, &self.heading())?;
        if self.sheets.len() > 1 {
            writeln!(out, "\nsheets, the likeliest to hold data first")?;
            for sheet in &self.sheets {
                item(out, &format!("  {:?}", sheet.name), &sheet.says())?;
            }
            writeln!(out, "  another than the one below: --sheet NAME")?;
        }
        writeln!(out)?;
        paragraph(out, &self.about_table())?;
        writeln!(out)?;
        self.columns(out)?;
        writeln!(out)?;
        self.suggestion(out)
    }
}

impl Inspection {
    fn heading(&self) -> String {
        let mut heading = format!("{}: {}", self.file, self.form);
        if let Some(packing) = self.packing {
            heading += &format!(", packed with {packing}");
        }
        if let Some(encoding) = self.encoding {
            heading += &format!(", {encoding}");
        }
        if let Some(separator) = self.separator {
            heading += &format!(", separated by {}", separator_word(separator));
        }
        heading + &format!(", {} bytes", self.bytes)
    }

    fn about_table(&self) -> String {
        let table = &self.table;
        let mut about = String::new();
        if let Some(sheet) = &table.sheet {
            about += &format!("sheet {sheet:?}: ");
        }
        match (table.header_row, &table.sheet) {
            (Some(row), Some(_)) => about += &format!("header in row {row}, "),
            (Some(line), None) => about += &format!("header on line {line}, "),
            (None, _) => {}
        }
        about += &format!("{} rows", table.rows);
        for (count, what) in [
            (table.blank, "blank"),
            (table.notes, "of notes"),
            (table.misshapen, "with another number of fields"),
        ] {
            if count > 0 {
                about += &format!(", {count} {what}");
            }
        }
        if table.errors > 0 {
            about += &format!(", {} cells with the error of a formula", table.errors);
        }
        about
    }

    /// Each column under its whole name, and below it what it says.
    fn columns(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let columns = &self.table.columns;
        let names: Vec<_> = columns.iter().map(|column| shown(&column.name)).collect();
        let lengths = names.iter().map(|name| name.chars().count());
        let longest = lengths.filter(|length| *length <= NAME).max();
        let width = longest.unwrap_or(0).max("column".len());
        writeln!(
            out,
            "{:<width$}  {:<13} {:>8} {:>8}  says",
            "column", "kind", "filled", "distinct"
        )?;
        for (column, name) in columns.iter().zip(&names) {
            let mut name = name.as_ref();
            if name.chars().count() > width {
                for line in wrapped(name, WIDTH) {
                    writeln!(out, "{line}")?;
                }
                name = "";
            }
            let line = format!(
                "{name:<width$}  {:<13} {:>8} {:>8}",
                column.kind.word(),
                column.filled,
                column.distinct,
            );
            item(out, &line, &says(column))?;
        }
        Ok(())
    }

    fn suggestion(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (Some(contract), Some(certainty), Some(share)) =
            (self.contract, self.certainty, self.resemblance)
        else {
            paragraph(
                out,
                "It resembles no contract; `plumbline schema` lists them.",
            )?;
            let mut reasons = self.cannot.iter();
            return reasons.try_for_each(|why| paragraph(out, &format!("As it stands {why}.")));
        };
        paragraph(
            out,
            &format!(
                "It most resembles `{contract}` ({}: it has {:.0}% of what that needs). A mapping to start from:",
                certainty.word(),
                share * 100.0
            ),
        )?;
        for why in &self.cannot {
            paragraph(out, &format!("It cannot be used as it stands: {why}."))?;
        }
        for rows in &self.rejected {
            paragraph(out, &format!("It rejects rows: {rows}."))?;
        }
        write!(out, "\n{}", self.mapping)
    }
}

impl SheetSummary {
    /// What it holds.
    fn says(&self) -> String {
        let plural = |count: u64, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        let size = format!(
            "{}, {}, header in row {}",
            plural(self.columns as u64, "column"),
            plural(self.rows, "row"),
            self.header_row
        );
        match (self.contract, self.certainty) {
            (Some(contract), Some(certainty)) => {
                format!("{size}; like `{contract}` ({})", certainty.word())
            }
            _ => size,
        }
    }
}

/// A line, and behind it or below it what it says.
fn item(out: &mut Formatter<'_>, line: &str, says: &str) -> fmt::Result {
    let line = shown(line);
    let says = shown(says);
    let width = line.chars().count();
    if says.is_empty() && width <= WIDTH {
        return writeln!(out, "{}", line.trim_end());
    }
    if width + 2 + says.chars().count() <= WIDTH {
        return writeln!(out, "{line}  {says}");
    }
    for part in wrapped(&line, WIDTH) {
        writeln!(out, "{}", part.trim_end())?;
    }
    for part in wrapped(&says, WIDTH - INDENT.len()) {
        writeln!(out, "{INDENT}{part}")?;
    }
    Ok(())
}

/// A text over as many lines as it takes.
fn paragraph(out: &mut Formatter<'_>, text: &str) -> fmt::Result {
    for line in wrapped(&shown(text), WIDTH) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// What a column says, in one line.
fn says(column: &ColumnSummary) -> String {
    let mut parts = Vec::new();
    match (&column.first, &column.last) {
        _ if !column.periods.is_empty() => parts.push(column.periods.join(", ")),
        (Some(first), Some(last)) if first == last => parts.push(first.clone()),
        (Some(first), Some(last)) => parts.push(format!("{first} to {last}")),
        _ => {
            let examples = column.examples.iter();
            let quoted: Vec<String> = examples.map(|text| quoted(text, LONGEST)).collect();
            if !quoted.is_empty() {
                parts.push(quoted.join(", "));
            }
        }
    }
    if !column.missing.is_empty() {
        let missing = column.missing.iter();
        let counts: Vec<String> = missing
            .map(|(symbol, rows)| format!("{symbol:?} {rows}"))
            .collect();
        parts.push(format!("missing: {}", counts.join(", ")));
    }
    if column.blank > 0 {
        parts.push(format!("{} blank", column.blank));
    }
    if !column.exceptions.is_empty() {
        let exceptions = column.exceptions.iter();
        let shown: Vec<String> = exceptions
            .map(|exception| format!("{} {}", quoted(&exception.value, LONGEST), exception.rows))
            .collect();
        parts.push(match column.kind {
            Kind::Council => format!("other names: {}", shown.join(", ")),
            kind => format!("no {}: {}", kind.word(), shown.join(", ")),
        });
    }
    parts.join("; ")
}

fn quoted(text: &str, longest: usize) -> String {
    format!("{:?}", shortened(text, longest))
}

/// The first characters of a text, in one line.
fn shortened(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        None => line,
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
    }
}

fn separator_word(separator: char) -> &'static str {
    match separator {
        ',' => "commas",
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "bars",
        _ => "another sign",
    }
}
