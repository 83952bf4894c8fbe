//! A run as a workbook.

use std::fs;
use std::io::Read;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::{exported, records};
use crate::nation::five_councils;
use crate::shipped::rated;
use crate::workdir::Table;

/// A part of the package that a workbook is.
fn part(path: &Path, name: &str) -> String {
    let file = fs::File::open(path).expect("the workbook is there");
    let mut package = zip::ZipArchive::new(file).expect("a workbook is a zip archive");
    let mut text = String::new();
    package
        .by_name(name)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
        .read_to_string(&mut text)
        .expect("XML");
    text
}

/// A sheet's cells.
fn sheet(path: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(name).expect("the sheet");
    let (rows, columns) = range.end().expect("a sheet with cells");
    (0..=rows)
        .map(|row| {
            (0..=columns)
                .map(|column| range.get_value((row, column)).cloned().unwrap_or_default())
                .collect()
        })
        .collect()
}

/// The place of a heading in the header of a sheet, which is its fifth row.
fn place(cells: &[Vec<Data>], heading: &str) -> usize {
    cells[4]
        .iter()
        .position(|cell| *cell == Data::String(heading.to_owned()))
        .unwrap_or_else(|| panic!("no {heading:?} in {:?}", cells[4]))
}

#[test]
fn a_workbook_has_a_cover_contents_notes_and_one_marked_table_a_sheet() {
    let (work, outcome) =
        exported("--format xlsx --out nation.xlsx --table ratings --table neighbours");
    outcome.code(0).prints(&["nation.xlsx"]);
    let path = work.path("nation.xlsx");
    let book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    assert_eq!(
        book.sheet_names(),
        [
            "Cover",
            "Contents",
            "Notes",
            "Columns",
            "ratings",
            "neighbours"
        ]
    );
    for number in 2..=6 {
        let xml = part(&path, &format!("xl/worksheets/sheet{number}.xml"));
        assert_eq!(xml.matches("<tablePart ").count(), 1, "sheet {number}");
        assert!(xml.contains("state=\"frozen\""), "sheet {number}");
        assert!(!xml.contains("mergeCell"), "sheet {number}");
    }
    let core = part(&path, "docProps/core.xml");
    assert!(core.contains("<dc:language>en-GB</dc:language>"), "{core}");
    assert!(
        core.contains("<dc:title>Annual rating of children's services, December 2009</dc:title>"),
        "{core}"
    );
    let cover = sheet(&path, "Cover");
    let said: Vec<String> = cover.iter().map(|row| row[0].to_string()).collect();
    assert!(
        said.iter()
            .any(|line| line.contains("as of 9 December 2009")),
        "{said:?}"
    );

    let ratings = sheet(&path, "ratings");
    assert_eq!(ratings.len(), 5 + 152);
    let code = place(&ratings, "Authority");
    let leeds = ratings
        .iter()
        .find(|row| row[code] == Data::String("383".into()));
    let leeds = leeds.expect("Leeds");
    let published = Table::read(&Path::new(&rated()).join("current/ratings.parquet"));
    let expected = published.row(&[("authority", "383")]);
    assert_eq!(
        leeds[place(&ratings, "Coverage")],
        Data::Float(expected["coverage"].as_f64().unwrap()),
        "unrounded"
    );
    assert_eq!(
        leeds[place(&ratings, "Moderation reason")],
        Data::String("[z]".into())
    );
    // Names stand beside codes.
    let neighbours = sheet(&path, "neighbours");
    let first = &neighbours[5];
    assert_eq!(
        first[place(&neighbours, "Authority name")],
        Data::String("City of London".into())
    );
    assert_ne!(first[place(&neighbours, "Neighbour name")], Data::Empty);
}

#[test]
fn a_missing_figure_stands_as_the_shorthand_of_its_reason() {
    let work = five_councils();
    work.edit("data/observations.csv", |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (line, sign) in lines.iter_mut().skip(1).zip(["c", "[low]", "z", ".."]) {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells[3] = sign;
            *line = cells.join(",");
        }
        lines.join("\n") + "\n"
    });
    work.run();
    work.plumbline("export out --format xlsx --out book.xlsx --table indicator_profile")
        .code(0);
    let cells = sheet(&work.path("book.xlsx"), "indicator_profile");
    let (value, reason) = (place(&cells, "Value"), place(&cells, "Missing reason"));
    let mut seen = std::collections::BTreeSet::new();
    for row in &cells[5..] {
        let expected = match row[reason].to_string().as_str() {
            "c" => "[c]",
            "low" => "[low]",
            "z" => "[z]",
            ".." | "-" | "no_row" => "[x]",
            _ => {
                assert!(matches!(row[value], Data::Float(_)), "{row:?}");
                continue;
            }
        };
        assert_eq!(row[value], Data::String(expected.to_owned()));
        seen.insert(expected);
    }
    assert!(seen.len() >= 4, "{seen:?}");
    let notes = sheet(&work.path("book.xlsx"), "Notes");
    let signs: Vec<String> = notes[5..].iter().map(|row| row[0].to_string()).collect();
    for sign in seen {
        assert!(
            signs.iter().any(|of| of == sign),
            "{sign} is not in the notes: {signs:?}"
        );
    }
}

#[test]
fn an_authority_s_workbook_has_only_what_is_about_it() {
    let (work, outcome) = exported("--format xlsx --out leeds.xlsx --authority leeds");
    outcome
        .code(0)
        .prints(&["left out", "national_summary", "indicator_distribution"]);
    let path = work.path("leeds.xlsx");
    let book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    assert!(!book.sheet_names().contains(&"national_summary".to_owned()));
    let ratings = sheet(&path, "ratings");
    assert_eq!(ratings.len(), 6);
    assert_eq!(
        ratings[5][place(&ratings, "Name")],
        Data::String("Leeds".into())
    );
    assert!(part(&path, "docProps/core.xml").contains(": Leeds</dc:title>"));
}

#[test]
fn cells_that_a_spreadsheet_would_work_out_are_made_harmless_and_said_so() {
    let work = five_councils();
    work.edit("data/authorities.csv", |text| {
        text.replacen("Ashby", "=HYPERLINK(1)", 1)
    });
    work.run();
    work.plumbline("export out --format csv --out tables --table authorities")
        .code(0)
        .prints(&["note: authorities: 1 text cells begin with a sign"]);
    let records = records(&work.path("tables/authorities.csv"));
    assert_eq!(records[1][1], "'=HYPERLINK(1)");
    let about = work.json("tables/authorities.csv-metadata.json");
    assert!(
        about["rdfs:comment"]
            .as_str()
            .unwrap()
            .contains("apostrophe"),
        "{about}"
    );
    // In a workbook it is text, and text is not worked out.
    work.plumbline("export out --format xlsx --out book.xlsx --table authorities")
        .code(0);
    let cells = sheet(&work.path("book.xlsx"), "authorities");
    assert_eq!(cells[5][1], Data::String("=HYPERLINK(1)".into()));
    let xml = part(&work.path("book.xlsx"), "xl/worksheets/sheet5.xml");
    assert!(!xml.contains("<f>"), "{xml}");
}
