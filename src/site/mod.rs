//! A run as pages for people: static, from the published tables alone, to be opened from a folder.
//!
//! Each kind of page is a file of `pages`, each form of chart one of `charts`. Nothing is worked
//! out here: a figure that no table has is a table's business. Whatever comes from data passes
//! through `markup`, which escapes it.

mod address;
mod against;
mod charts;
mod content;
mod engine;
mod error;
mod figure;
mod figures;
mod files;
mod folder;
mod further;
mod grid;
mod markup;
mod numbers;
mod outlines;
mod pages;
mod positions;
mod words;

use std::path::Path;

pub use self::error::SiteError;
pub use self::folder::Size;

use self::address::Kind;
use self::content::Content;
use self::engine::Engine;
use self::folder::File;
use self::positions::Positions;
use crate::config::{ConfigError, ConfigFile};
use crate::review::{Moved, PublishedRun, ReviewError, diff};
use crate::runs::Manifest;

/// The folder of style sheet and script.
const ASSETS: &str = "assets";

/// What is drawn from nothing but itself, by name.
const FILES: [(&str, &str); 2] = [
    ("site.css", include_str!("assets/site.css")),
    ("site.js", include_str!("assets/site.js")),
];

/// A piece of the site that is made by itself.
#[derive(Debug, Clone, Copy)]
enum Part {
    Assets,
    Nation,
    Lists,
    Compare,
    Rulebook,
    Method,
    Tables,
    Quality,
    Authority(usize),
    Letter(usize),
    Indicator(usize),
    Provision(usize),
    Outcome(usize),
}

/// Writes the site of `run` to the folder `out`, whole or not at all; it says what moved since
/// `before`. `templates` take the place of the program's own of the same name.
///
/// # Errors
/// When something else stands at `out`, a table of the run cannot be read, a template is wrong, or
/// a file cannot be written.
pub fn write(
    run: &PublishedRun,
    before: Option<&PublishedRun>,
    templates: &[ConfigFile],
    out: &Path,
) -> Result<Size, SiteError> {
    let content = Content::read(run)?;
    let letter_files = pages::letter::templates(run)?;
    let writer = letter_files
        .as_ref()
        .map(|files| pages::letter::Writer::new(run, files))
        .transpose()?;
    let has_letter = |area: usize| {
        let writer = writer.as_ref();
        writer.is_some_and(|writer| writer.writes_to(&content.areas[area]))
    };
    let engine = Engine::new(run, &content.title, content.is_rated, templates)?;
    let positions = Positions::for_areas(
        content
            .areas
            .iter()
            .map(|area| (area.code.as_str(), area.name.as_str())),
    );
    let difference = before.map(|before| diff(before, run)).transpose()?;
    let moved = |area: usize| -> Option<&Moved> {
        let code = &content.areas[area].code;
        let mut all = difference.as_ref()?.authorities.iter();
        all.find(|of| of.authority == *code)
    };
    let folders: Vec<&str> = Kind::ALL
        .map(Kind::folder)
        .into_iter()
        .chain([ASSETS])
        .collect();
    let manifest = &run.manifest;
    folder::write(
        out,
        (&manifest.run, &manifest.pipeline.name),
        &folders,
        &parts(&content),
        |part| match *part {
            Part::Assets => {
                let mut files = assets();
                files.push(pages::highlight::file(&content));
                Ok(files)
            }
            Part::Nation => pages::nation::make(&content, &engine, &positions, difference.as_ref()),
            Part::Lists => pages::lists::make(&content, &engine),
            Part::Compare => pages::compare::make(&content, &engine),
            Part::Rulebook => pages::rulebook::make(&content, &engine),
            Part::Method => pages::method::make(&content, &engine),
            Part::Tables => pages::tables::make(&content, &engine),
            Part::Quality => pages::quality::make(&content, &engine),
            Part::Authority(area) => {
                let has_letter = has_letter(area);
                pages::authority::make(&content, &engine, area, moved(area), has_letter)
            }
            Part::Letter(area) => match &writer {
                Some(writer) => pages::letter::make(&content, &engine, writer, area),
                None => Ok(Vec::new()),
            },
            Part::Indicator(of) => pages::indicator::make(&content, &engine, &positions, of),
            Part::Provision(of) => {
                let subject = &content.provision_types[of];
                pages::provision::make(&content, &engine, &positions, subject)
            }
            Part::Outcome(of) => {
                let subject = &content.outcome_types[of];
                pages::outcome::make(&content, &engine, &positions, subject)
            }
        },
    )
}

/// Every piece of the site.
fn parts(content: &Content<'_>) -> Vec<Part> {
    let mut parts = vec![
        Part::Assets,
        Part::Nation,
        Part::Lists,
        Part::Compare,
        Part::Rulebook,
        Part::Method,
        Part::Tables,
        Part::Quality,
    ];
    parts.extend((0..content.areas.len()).map(Part::Authority));
    parts.extend((0..content.areas.len()).map(Part::Letter));
    parts.extend((0..content.measures.len()).map(Part::Indicator));
    parts.extend((0..content.provision_types.len()).map(Part::Provision));
    parts.extend((0..content.outcome_types.len()).map(Part::Outcome));
    parts
}

fn assets() -> Vec<File> {
    FILES
        .into_iter()
        .map(|(name, text)| File {
            path: format!("{ASSETS}/{name}"),
            bytes: text.as_bytes().to_vec(),
        })
        .collect()
}

/// The run that the one of `manifest` took the place of, among those in the folder `runs`; none
/// where it is not kept there.
///
/// # Errors
/// When it is there and cannot be read.
pub fn before(manifest: &Manifest, runs: &Path) -> Result<Option<PublishedRun>, ReviewError> {
    let Some(replaced) = &manifest.replaced else {
        return Ok(None);
    };
    let folder = runs.join(format!("run={replaced}"));
    // A name of a run is no path.
    if replaced.contains(['/', '\\']) || !folder.is_dir() {
        return Ok(None);
    }
    PublishedRun::open(&folder).map(Some)
}

/// Checks that templates are well formed, before there is anything to fill them with.
///
/// # Errors
/// A mistake in one of them, with its file and line.
pub fn check(templates: &[ConfigFile]) -> Result<(), ConfigError> {
    engine::environment(templates).map(|_| ())
}
