//! An inspection as lines for people.

use std::fmt::{self, Display, Formatter};

use super::{ColumnSummary, Inspection, Kind};

/// The longest example that is shown, in characters.
const LONGEST: usize = 40;

/// The longest name that is shown, in characters.
const LONGEST_NAME: usize = 50;

impl Display for Inspection {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.file, self.form)?;
        if let Some(packing) = self.packing {
            write!(out, ", packed with {packing}")?;
        }
        if let Some(encoding) = self.encoding {
            write!(out, ", {encoding}")?;
        }
        if let Some(separator) = self.separator {
            write!(out, ", separated by {}", separator_word(separator))?;
        }
        writeln!(out, ", {} bytes", self.bytes)?;
        if self.sheets.len() > 1 {
            writeln!(out, "\nsheets")?;
            for sheet in &self.sheets {
                writeln!(
                    out,
                    "  {:<40} {} column{}, header in row {}",
                    quoted(&sheet.name, LONGEST),
                    sheet.columns,
                    if sheet.columns == 1 { "" } else { "s" },
                    sheet.header_row
                )?;
            }
            writeln!(out, "  another than the one below: --sheet NAME")?;
        }
        writeln!(out)?;
        let table = &self.table;
        if let Some(sheet) = &table.sheet {
            write!(out, "sheet {sheet:?}: ")?;
        }
        match (table.header_row, &table.sheet) {
            (Some(row), Some(_)) => write!(out, "header in row {row}, ")?,
            (Some(line), None) => write!(out, "header on line {line}, ")?,
            (None, _) => {}
        }
        write!(out, "{} rows", table.rows)?;
        for (count, what) in [
            (table.blank, "blank"),
            (table.notes, "of notes"),
            (table.misshapen, "with another number of fields"),
        ] {
            if count > 0 {
                write!(out, ", {count} {what}")?;
            }
        }
        if table.errors > 0 {
            write!(out, ", {} cells with the error of a formula", table.errors)?;
        }
        writeln!(out, "\n")?;
        let width = table
            .columns
            .iter()
            .map(|column| column.name.chars().count().min(LONGEST_NAME))
            .max()
            .unwrap_or(0)
            .max("column".len());
        writeln!(
            out,
            "{:<width$}  {:<13} {:>8} {:>8}  says",
            "column", "kind", "filled", "distinct"
        )?;
        for column in &table.columns {
            writeln!(
                out,
                "{:<width$}  {:<13} {:>8} {:>8}  {}",
                shortened(&column.name, LONGEST_NAME),
                column.kind.word(),
                column.filled,
                column.distinct,
                says(column)
            )?;
        }
        writeln!(out)?;
        match self.contract {
            None => writeln!(
                out,
                "It resembles no contract; `plumbline schema` lists them."
            ),
            Some(contract) => {
                writeln!(
                    out,
                    "It most resembles `{contract}`. A mapping to start from:\n"
                )?;
                write!(out, "{}", self.mapping)
            }
        }
    }
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
