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
    let mut list = Markup::new();
    let mut body = Markup::new();
    list.raw("<ul>");
    let mut count = 0;
    for table in tables().iter().filter(|table| content.run.has(table.name)) {
        count += 1;
        let written = content
            .run
            .manifest
            .outputs
            .iter()
            .find(|of| of.table == table.name);
        let rows = written.map_or(0, |of| usize::try_from(of.rows).unwrap_or(usize::MAX));
        list.raw("<li><a href=\"#")
            .raw(table.name)
            .raw("\">")
            .raw(table.name)
            .raw("</a>: ");
        list.text(&counted(rows, "row", "rows")).raw("</li>");
        body.raw("<h3 id=\"")
            .raw(table.name)
            .raw("\">")
            .raw(table.name)
            .raw("</h3>");
        paragraph(&mut body, table.about);
        let text = format!(
            "{} rows, sorted by {}.",
            grouped(rows),
            table.key.join(", ")
        );
        paragraph(&mut body, &text);
        let mut grid = Grid::new(format!("Columns of {}", table.name))
            .text_column("Column")
            .text_column("Unit")
            .text_column("Meaning");
        for column in table.columns {
            grid.row(&Markup::of(column.name), |cells| {
                cells.text(column.unit).text(column.about);
            });
        }
        body.push(&grid.done());
    }
    list.raw("</ul>");
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
            section("list", "The tables", list),
            section("columns", "Their columns", body),
        ],
        ..Page::default()
    };
    Ok(vec![engine.file(page)?])
}
