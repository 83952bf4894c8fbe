//! The reference as a page of Markdown: contracts, output tables, rules of rejection and keys.

use std::fmt::Write;

use super::schemas::{Schemas, word};
use crate::config::keys::KeyTable;
use crate::tables::Rule;

/// The page; a `String` takes whatever is written to it.
pub(super) fn page(schemas: &Schemas) -> String {
    let mut page = "# Reference\n\nThis page is what `plumbline schema --format markdown` prints, and a test holds it to that.\n\
        [sql.md](sql.md) has the functions of mappings and conditions, [numbers.md](numbers.md) the range of\n\
        every number in a configuration.\n"
        .to_owned();
    section(&mut page, "Input contracts");
    page.push_str("\nA column marked `?` may be left out or blank.\n");
    for contract in &schemas.sources {
        table(&mut page, contract.name, contract.about, contract.key);
        for column in contract.columns {
            let mark = if column.required { "" } else { "?" };
            row(
                &mut page,
                column.name,
                mark,
                &word(&column.kind),
                column.about,
            );
        }
    }
    section(&mut page, "Output tables");
    page.push_str("\nA column marked `?` may be missing.\n");
    for output in &schemas.tables {
        table(&mut page, output.name, output.about, output.key);
        for column in output.columns {
            let mark = if column.nullable { "?" } else { "" };
            let kind = format!("{}, {}", word(&column.kind), column.unit);
            row(&mut page, column.name, mark, &kind, column.about);
        }
    }
    section(&mut page, "Rules of rejection");
    page.push_str("\n| rule | the row has |\n| --- | --- |\n");
    for rule in Rule::ALL {
        let _ = writeln!(page, "| `{rule}` | {} |", cell(rule.explanation()));
    }
    section(&mut page, "pipeline.toml");
    keys(&mut page, schemas.pipeline);
    section(&mut page, "rulebook.toml");
    keys(&mut page, schemas.rulebook);
    page
}

fn section(page: &mut String, title: &str) {
    let _ = write!(page, "\n## {title}\n");
}

fn table(page: &mut String, name: &str, about: &str, key: &[&str]) {
    let _ = write!(
        page,
        "\n### {name}\n\n{about} Key: {}.\n\n| column | kind | meaning |\n| --- | --- | --- |\n",
        key.join(", ")
    );
}

fn row(page: &mut String, name: &str, mark: &str, kind: &str, about: &str) {
    let _ = writeln!(
        page,
        "| `{name}`{mark} | {} | {} |",
        cell(kind),
        cell(about)
    );
}

fn keys(page: &mut String, tables: &[KeyTable]) {
    for table in tables {
        let _ = write!(page, "\n### [{}]\n\n{}\n", table.path, table.about);
        if table.keys.is_empty() {
            continue;
        }
        page.push_str("\n| key | default | meaning |\n| --- | --- | --- |\n");
        for key in table.keys {
            let default = key.default.unwrap_or("needed");
            let _ = writeln!(
                page,
                "| `{}` | {} | {} |",
                key.name,
                cell(default),
                cell(key.about)
            );
        }
    }
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
