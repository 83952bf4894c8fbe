//! The letter to a council, as the run's own template has it.
//!
//! Its text is that of `plumbline letter`; the page around it is the site's, so that it looks and
//! prints as every other page does.

use rustc_hash::FxHashMap;

use crate::config::{ConfigFile, LetterFiles};
use crate::letters::{Letters, RunFacts};
use crate::review::{AuthorityRow, PublishedRun};
use crate::runs::KeptConfiguration;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::content::{Area, Content};
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::markup::Markup;

use super::section;

/// The templates of letters that a run keeps; none where its pipeline writes no letters, or has
/// nothing that a letter could be about.
///
/// # Errors
/// When they cannot be read.
pub(crate) fn templates(run: &PublishedRun) -> Result<Option<LetterFiles>, SiteError> {
    let kept = KeptConfiguration::of(&run.folder);
    let says = run.has("ratings") || run.has("indicator_profile");
    if !says || !kept.template().exists() {
        return Ok(None);
    }
    Ok(Some(LetterFiles {
        template: ConfigFile::read(&kept.template())?,
        page: ConfigFile::read(&kept.page())?,
    }))
}

/// What letters are made of.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    letters: Letters<'a>,
    facts: RunFacts<'a>,
    known: FxHashMap<String, AuthorityRow>,
}

impl<'a> Writer<'a> {
    /// Reads what the run says.
    ///
    /// # Errors
    /// When a table cannot be read, or a template is wrong.
    pub(crate) fn new(run: &'a PublishedRun, files: &'a LetterFiles) -> Result<Self, SiteError> {
        let facts = RunFacts::read(run)?;
        let rows = AuthorityRow::read(run, None)?.into_iter();
        Ok(Self {
            letters: Letters::new(files)?,
            known: rows
                .filter(|row| facts.is_about(row))
                .map(|row| (row.authority.clone(), row))
                .collect(),
            facts,
        })
    }

    /// Whether there is a letter to a council.
    pub(crate) fn writes_to(&self, area: &Area) -> bool {
        self.known.contains_key(&area.code)
    }
}

/// The page of the letter to a council; none where the run has nothing to write to it.
///
/// # Errors
/// When a template cannot be filled.
pub(crate) fn make(
    content: &Content<'_>,
    engine: &Engine,
    writer: &Writer<'_>,
    area: usize,
) -> Result<Vec<File>, SiteError> {
    let of = &content.areas[area];
    let known = writer.known.get(&of.code);
    let Some(facts) = known.and_then(|row| writer.facts.of(row)) else {
        return Ok(Vec::new());
    };
    let text = writer.letters.body(&facts)?;
    let mut body = Markup::new();
    body.raw(
        "<div class=\"scroll letter\" role=\"region\" tabindex=\"0\" aria-label=\"The text of the letter\">",
    );
    body.push(&Markup::from_letter(text)).raw("</div>");
    let mut lead = Markup::new();
    lead.raw("What this run has to say to ")
        .text(&of.name)
        .raw(", in words. Every figure in it is on ")
        .link(&of.address("../"), &format!("the page of {}", of.name))
        .raw(".");
    Ok(vec![engine.file(Page {
        kind: "letter",
        path: of.letter(""),
        title: format!("The letter to {}", of.name),
        lead,
        trail: vec![
            ("England".to_owned(), "index.html".to_owned()),
            (of.name.clone(), of.address("")),
        ],
        sections: vec![section("text", "The letter", body)],
        ..Page::default()
    })?])
}

/// The part of a council's page that leads to its letter.
pub(super) fn link(area: &Area) -> Markup {
    let mut body = Markup::new();
    body.raw("<p>")
        .link(&area.letter("../"), &format!("The letter to {}", area.name))
        .raw(" says the same in sentences, to be sent or printed.</p>");
    body
}

impl Area {
    /// The address of the letter to it, from another folder of the site.
    fn letter(&self, root: &str) -> String {
        format!("{root}{}/{}.html", Kind::Letter.folder(), self.page)
    }
}
