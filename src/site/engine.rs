//! Pages from templates.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use super::SiteError;
use super::folder::File;
use super::markup::Markup;
use super::numbers;
use crate::config::{ConfigError, ConfigFile};
use crate::review::PublishedRun;

/// The template of every page that has none of its own.
const FRAME: &str = "page.html";

/// The templates of the program.
const OWN: [(&str, &str); 1] = [(FRAME, include_str!("templates/page.html"))];

/// How many steps the engine takes for one page; 64 bytes of text are a step too.
const STEPS: u64 = 2_000_000;

/// A part of a page.
#[derive(Debug)]
pub(super) struct Section {
    /// By which it is linked to.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: String,
    /// What stands in it.
    pub(super) body: Markup,
}

/// A page before it stands in its frame.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Which kind it is: the name of the template that may stand for the frame.
    pub(super) kind: &'static str,
    /// Its address within the site.
    pub(super) path: String,
    /// Its heading.
    pub(super) title: String,
    /// What stands above the heading, such as the region of a council.
    pub(super) caption: String,
    /// The sentence that answers its question.
    pub(super) lead: Markup,
    /// Where it stands: the pages above it, each with its address from the site's own folder; the
    /// address is empty where there is none.
    pub(super) trail: Vec<(String, String)>,
    /// Its parts, in their order; one without a body is left out.
    pub(super) sections: Vec<Section>,
}

/// The templates, ready to be filled.
#[derive(Debug)]
pub(super) struct Engine {
    engine: Environment<'static>,
    site: Value,
}

impl Engine {
    /// The program's templates, and those of `replaced` in their place: files called as the
    /// templates are.
    ///
    /// # Errors
    /// A mistake in a template, with its file and line.
    pub(super) fn new(
        run: &PublishedRun,
        title: &str,
        is_rated: bool,
        replaced: &[ConfigFile],
    ) -> Result<Self, SiteError> {
        let engine = environment(replaced)?;
        let manifest = &run.manifest;
        let site = context! {
            title => title,
            is_rated => is_rated,
            as_of => numbers::day(manifest.as_of),
            run => manifest.run.clone(),
            pipeline => manifest.pipeline.name.clone(),
            rulebook => run.rulebook.name.clone(),
            rulebook_version => run.rulebook.version.clone(),
            software => format!("plumbline {}", manifest.software_version),
        };
        Ok(Self { engine, site })
    }

    /// The file of a page.
    ///
    /// # Errors
    /// A mistake in a template, with its file and line.
    pub(super) fn file(&self, page: Page) -> Result<File, SiteError> {
        let root = "../".repeat(page.path.matches('/').count());
        let own = format!("{}.html", page.kind);
        let name = match self.engine.get_template(&own) {
            Ok(_) => own.as_str(),
            Err(_) => FRAME,
        };
        let trail: Vec<Value> = page
            .trail
            .into_iter()
            .map(|(title, address)| context! { title, address => Value::from_safe_string(address) })
            .collect();
        let sections: Vec<Value> = page
            .sections
            .into_iter()
            .filter(|section| !section.body.is_empty())
            .map(|section| {
                context! {
                    id => section.id,
                    title => section.title,
                    body => Value::from(section.body),
                }
            })
            .collect();
        let text = self
            .engine
            .get_template(name)
            .and_then(|template| {
                template.render(context! {
                    site => self.site.clone(),
                    // Its points and slashes mean nothing in HTML.
                    root => Value::from_safe_string(root),
                    kind => page.kind,
                    title => page.title,
                    caption => page.caption,
                    lead => Value::from(page.lead),
                    trail,
                    sections,
                })
            })
            .map_err(|error| mistake(name, &error))?;
        Ok(File {
            path: page.path,
            bytes: text.into_bytes(),
        })
    }
}

/// The program's templates, and those of `replaced` in their place.
///
/// # Errors
/// A mistake in a template, with its file and line.
pub(super) fn environment(replaced: &[ConfigFile]) -> Result<Environment<'static>, ConfigError> {
    let mut engine = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the language's own delimiters are well formed");
    engine.set_syntax(syntax);
    engine.set_fuel(Some(STEPS));
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::Html);
    for (name, text) in OWN {
        engine
            .add_template(name, text)
            .map_err(|error| mistake(name, &error))?;
    }
    for file in replaced {
        let name = file.path().file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        engine
            .add_template_owned(name, file.text().to_owned())
            .map_err(|error| file.error_on_line(error.line(), said(&error)))?;
    }
    Ok(engine)
}

fn said(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

fn mistake(name: &str, error: &minijinja::Error) -> ConfigError {
    ConfigFile::of(name, "").error_on_line(error.line(), said(error))
}
