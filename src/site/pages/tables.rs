//! Every table of the run and what its columns mean.

use super::{paragraph, section};
use crate::publish::tables;
use crate::site::SiteError;
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, grouped};

/// The page.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(content: &Content<'_>, engine: &Engine) -> Result<Vec<File>, SiteError> {
    let mut list = Grid::new("The tables of this run")
        .headed()
        .sortable()
        .text_column("Table")
        .number_column("Rows")
        .text_column("What is in it");
    let mut body = Markup::new();
    let mut count = 0;
    for table in tables().iter().filter(|table| content.run.has(table.name)) {
        count += 1;
        let mut outputs = content.run.manifest.outputs.iter();
        let written = outputs.find(|of| of.table == table.name);
        let rows = written.map_or(0, |of| usize::try_from(of.rows).unwrap_or(usize::MAX));
        let mut name = Markup::new();
        name.link(&format!("#{}", table.name), table.name);
        list.row(&name, |cells| {
            cells
                .number(0.0, &grouped(rows), "")
                .markup(&said(table.about));
        });
        body.raw("<h3 id=\"")
            .raw(table.name)
            .raw("\"><code>")
            .raw(table.name)
            .raw("</code></h3><p>")
            .push(&said(table.about))
            .raw("</p>");
        let text = format!(
            "{}, sorted by {}.",
            counted(rows, "row", "rows"),
            table.key.join(", ")
        );
        paragraph(&mut body, &text);
        let mut grid = Grid::new(format!("Columns of {}", table.name))
            .headed()
            .text_column("Column")
            .text_column("Unit")
            .text_column("Meaning");
        for column in table.columns {
            let mut name = Markup::new();
            name.raw("<code>").raw(column.name).raw("</code>");
            grid.row(&name, |cells| {
                cells.text(column.unit).markup(&said(column.about));
            });
        }
        body.push(&grid.done());
    }
    let mut lead = Markup::new();
    lead.raw("The run wrote ")
        .text(&counted(count, "table", "tables"));
    lead.raw(" as Parquet, which DuckDB, Polars, R and others read. Everything on these pages is from them.");
    let page = Page {
        kind: "tables",
        path: "tables.html".to_owned(),
        title: "Every table and column".to_owned(),
        lead,
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![
            section("list", "The tables", list.done()),
            section("columns", "Their columns", body),
        ],
        ..Page::default()
    };
    Ok(vec![engine.file(page)?])
}

/// A description with the names and words that stand in it between backticks as such.
fn said(about: &str) -> Markup {
    let mut text = Markup::new();
    for (at, piece) in about.split('`').enumerate() {
        if at % 2 == 0 {
            text.text(piece);
        } else {
            text.raw("<code>").text(piece).raw("</code>");
        }
    }
    text
}
