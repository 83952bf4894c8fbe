//! The settings of a council by type.

use super::super::{disclosure, paragraph};
use crate::review::ShareRow;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::shares;
use crate::site::content::{Content, Subject};
use crate::site::figure::{Figure, mark};
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::{Cells, Grid};
use crate::site::markup::Markup;
use crate::site::numbers::{counted, exact, percent};
use crate::site::words;

/// The part of the page.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let rows = in_order(content, area);
    if rows.is_empty() {
        return body;
    }
    worst(content, area, &rows, &mut body);
    let csv = format!("{}-settings.csv", content.areas[area].page);
    Figure {
        id: "shares".to_owned(),
        headline: headline(&rows),
        about: "Latest full inspection of each open setting: how many are outstanding, good, of the third grade and inadequate, as shares of those inspected.".to_owned(),
        drawing: shares::draw(
            "shares",
            "Settings by type",
            "A bar of 100% for each type of setting, from outstanding to inadequate.",
            &rows.iter().map(|(subject, row)| share_row(subject, row)).collect::<Vec<_>>(),
        ),
        key: key(),
        note: "Each bar is the whole of the settings inspected, from 0% to 100%. Where few settings were inspected the bracket is long: chance alone may explain a difference.".to_owned(),
        table: table(&rows),
        csv,
    }
    .add_to(&mut body);
    body
}

/// The types that the council has settings of, social care first.
fn in_order<'a>(content: &'a Content<'_>, area: usize) -> Vec<(&'a Subject, &'a ShareRow)> {
    let rulebook = content.rulebook();
    let weight = |key: &str| {
        let family = rulebook.provisions.iter().find(|of| of.key == key);
        let weight = family.and_then(|of| rulebook.families.get(&of.family));
        weight.map_or(0.0, |of| of.weight)
    };
    let mut rows: Vec<(&Subject, &ShareRow)> = content
        .provision_types
        .iter()
        .filter_map(|subject| Some((subject, content.share(area, &subject.key)?)))
        .filter(|(_, row)| row.settings > 0)
        .collect();
    // Families that weigh more come first: those of children who cannot walk away.
    rows.sort_by(|a, b| weight(&b.0.key).total_cmp(&weight(&a.0.key)));
    rows
}

fn headline(rows: &[(&Subject, &ShareRow)]) -> String {
    let count = |word: &str| {
        rows.iter()
            .filter(|(_, row)| row.vs_neighbours.as_deref() == Some(word))
            .count()
    };
    let (better, worse) = (count("better"), count("worse"));
    match (better, worse) {
        (0, 0) => "No type of setting differs from similar areas by more than chance may explain"
            .to_owned(),
        (better, worse) => format!(
            "{} better than in similar areas, {worse} worse",
            counted(better, "type of setting is", "types of setting are")
        ),
    }
}

/// The types with an inadequate setting, each setting by its reference number.
fn worst(content: &Content<'_>, area: usize, rows: &[(&Subject, &ShareRow)], body: &mut Markup) {
    let mut list = Markup::new();
    let mut count = 0;
    for (subject, _) in rows {
        let numbers: Vec<&str> = content.settings[area]
            .iter()
            .filter(|row| row.provision == subject.key && row.grade == Some(4))
            .map(|row| row.urn.as_str())
            .collect();
        if !numbers.is_empty() {
            count += numbers.len();
            list.raw("<li>")
                .text(&subject.title)
                .raw(": <span class=\"urns\">");
            list.text(&numbers.join(", ")).raw("</span></li>");
        }
    }
    if count == 0 {
        paragraph(
            body,
            "No setting was inadequate at its latest full inspection.",
        );
        return;
    }
    let mut whole = Markup::new();
    whole.raw("<ul>").push(&list).raw("</ul>");
    let was = counted(count, "setting was", "settings were");
    disclosure(
        body,
        &format!("{was} inadequate at the latest full inspection, by reference number"),
        &whole,
    );
}

fn share_row<'a>(subject: &'a Subject, row: &ShareRow) -> shares::ShareRow<'a> {
    let good = || {
        let [good, low, high] = [
            row.good_or_better,
            row.good_or_better_low,
            row.good_or_better_high,
        ];
        Some([good?, low?, high?])
    };
    let beside = |name: &str, word: &Option<String>| {
        let join = |word: &str| if word == "in line" { "with" } else { "than" };
        word.as_ref()
            .map_or_else(String::new, |word| format!("{word} {} {name}", join(word)))
    };
    shares::ShareRow {
        title: &subject.title,
        grades: [row.outstanding, row.good, row.satisfactory, row.inadequate],
        good: good(),
        similar: row.neighbour_good_or_better,
        national: row.national_good_or_better,
        says: beside("similar areas", &row.vs_neighbours),
    }
}

fn key() -> Markup {
    let mut key = Markup::new();
    for (class, meaning) in [
        ("g1", "outstanding"),
        ("g2", "good"),
        ("g3", "third grade"),
        ("g4", "inadequate"),
        ("bracket", "good or better: 95% interval"),
        ("similar", "good or better in similar areas"),
        ("england", "in England"),
    ] {
        mark(&mut key, class, meaning);
    }
    key
}

fn table(rows: &[(&Subject, &ShareRow)]) -> Markup {
    let mut grid = provision_grid("Settings by type, at their latest full inspection", "Type");
    for (subject, row) in rows {
        let mut link = Markup::new();
        let address = format!("../{}/{}.html", Kind::Provision.folder(), subject.page);
        link.link(&address, &subject.title);
        grid.row(&link, |cells| provision_cells(row, cells));
    }
    grid.done()
}

/// A table of types of setting, or of councils, whose first column is called `of`.
pub(crate) fn provision_grid(caption: impl Into<String>, of: &str) -> Grid {
    Grid::new(caption)
        .sortable()
        .text_column(of)
        .number_column("Open")
        .number_column("Inspected")
        .number_column("Outstanding")
        .number_column("Good")
        .number_column("Third grade")
        .number_column("Inadequate")
        .number_column("Good or better")
        .number_column("Similar areas")
        .number_column("England")
        .text_column("Beside similar areas")
        .text_column("Beside England")
        .number_column("Band")
}

/// The cells of a row of [`provision_grid`].
pub(crate) fn provision_cells(row: &ShareRow, cells: &mut Cells<'_>) {
    for count in [
        row.settings,
        row.inspected,
        row.outstanding,
        row.good,
        row.satisfactory,
        row.inadequate,
    ] {
        cells.whole(count);
    }
    for share in [
        row.good_or_better,
        row.neighbour_good_or_better,
        row.national_good_or_better,
    ] {
        cells.number(share.unwrap_or(f64::NAN), &percent(share), "none inspected");
    }
    for word in [&row.vs_neighbours, &row.vs_national] {
        let word = word.as_deref().unwrap_or_default();
        cells.word(word, words::class(word));
    }
    match row.band {
        Some(band) => cells.whole(band),
        None => cells.text("no band"),
    };
}

/// The same as a file.
pub(super) fn csv(content: &Content<'_>, area: usize) -> Result<Option<File>, SiteError> {
    let rows = &content.shares[area];
    if content.provision_types.is_empty() {
        return Ok(None);
    }
    let path = format!(
        "{}/{}-settings.csv",
        Kind::Authority.folder(),
        content.areas[area].page
    );
    provision_csv(path, content, rows.iter()).map(Some)
}

/// The columns of a file of types of setting.
pub(crate) fn provision_csv<'a>(
    path: String,
    content: &Content<'_>,
    rows: impl Iterator<Item = &'a ShareRow>,
) -> Result<File, SiteError> {
    let mut csv = Csv::new(
        path,
        &[
            "authority",
            "name",
            "provision",
            "settings",
            "inspected",
            "outstanding",
            "good",
            "satisfactory",
            "inadequate",
            "good_or_better",
            "good_or_better_low",
            "good_or_better_high",
            "neighbour_good_or_better",
            "region_good_or_better",
            "national_good_or_better",
            "vs_neighbours",
            "vs_national",
            "band",
        ],
    )?;
    for row in rows {
        let name = content.named(&row.authority).map_or("", |area| &area.name);
        let counts = [
            row.settings,
            row.inspected,
            row.outstanding,
            row.good,
            row.satisfactory,
            row.inadequate,
        ]
        .map(|count| count.to_string());
        let shares = [
            row.good_or_better,
            row.good_or_better_low,
            row.good_or_better_high,
            row.neighbour_good_or_better,
            row.region_good_or_better,
            row.national_good_or_better,
        ]
        .map(|share| exact(share.unwrap_or(f64::NAN)));
        let band = row.band.map_or_else(String::new, |band| band.to_string());
        let mut cells: Vec<&str> = vec![&row.authority, name, &row.provision];
        cells.extend(counts.iter().map(String::as_str));
        cells.extend(shares.iter().map(String::as_str));
        cells.push(row.vs_neighbours.as_deref().unwrap_or_default());
        cells.push(row.vs_national.as_deref().unwrap_or_default());
        cells.push(&band);
        csv.row(&cells)?;
    }
    csv.done()
}
