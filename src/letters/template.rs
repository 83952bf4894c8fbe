//! The pipeline's template, filled.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, State, UndefinedBehavior, context};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::{LetterFacts, markdown, phrases};
use crate::config::{ConfigError, ConfigFile, LetterFiles};
use crate::domain::shown::printable;

/// The name of the letter's text within the engine.
const TEMPLATE: &str = "letter.md";

/// The name of the page within the engine.
const PAGE: &str = "letter.html";

/// Macros that any template may import.
const MACROS: [(&str, &str); 1] = [("firmness.md", include_str!("firmness.md"))];

/// How many steps the engine takes for one letter; 64 bytes of text are a step too, so that this
/// bounds its length as well. The letter of `pipelines/annual-rating` takes some thousands.
const STEPS: u64 = 200_000;

/// One letter in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The Markdown text.
    pub markdown: String,
    /// The HTML page.
    pub html: String,
}

/// The templates of a pipeline, ready to be filled.
///
/// The language is that of Jinja: `{{ value }}`, `{% if %}`, `{% for %}`, `{% macro %}`. Every
/// value is escaped; a name that nothing declares is an error. Beyond the language's own there
/// are the filters `capital`, `count`, `listed`, `of` and `within_sentence`, and the macro `how_firm` of
/// `firmness.md`.
#[derive(Debug)]
pub struct Letters<'a> {
    files: &'a LetterFiles,
    engine: Environment<'a>,
}

impl<'a> Letters<'a> {
    /// Reads the templates.
    ///
    /// # Errors
    /// A mistake in the language of a template, with its file and line.
    pub fn new(files: &'a LetterFiles) -> Result<Self, ConfigError> {
        let mut engine = Environment::new();
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("the language's own delimiters are well formed");
        engine.set_syntax(syntax);
        engine.set_fuel(Some(STEPS));
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine.set_auto_escape_callback(|name| {
            if name == PAGE {
                AutoEscape::Html
            } else {
                AutoEscape::Custom("markdown".into())
            }
        });
        engine.set_formatter(|output, state, value| match state.auto_escape() {
            AutoEscape::Custom(_) if value.kind() == ValueKind::String && !value.is_safe() => {
                output.write_str(&markdown::escape(&value.to_string()))?;
                Ok(())
            }
            AutoEscape::Custom(_) if value.is_undefined() => {
                Err(minijinja::Error::from(ErrorKind::UndefinedError))
            }
            AutoEscape::Custom(_) => {
                output.write_str(&value.to_string())?;
                Ok(())
            }
            _ => minijinja::escape_formatter(output, state, value),
        });
        engine.add_filter("capital", |value: Value| {
            same_safety(&value, phrases::capital(&value.to_string()))
        });
        engine.add_filter("within_sentence", |value: Value| {
            same_safety(&value, phrases::within_sentence(&value.to_string()))
        });
        engine.add_filter("count", phrases::count);
        engine.add_filter("of", |word: String| phrases::of(&word));
        engine.add_filter("listed", listed);
        for (name, text) in MACROS {
            engine
                .add_template(name, text)
                .map_err(|error| located(&files.template, &error))?;
        }
        for (name, file) in [(TEMPLATE, &files.template), (PAGE, &files.page)] {
            engine
                .add_template(name, file.text())
                .map_err(|error| located(file, &error))?;
        }
        Ok(Self { files, engine })
    }

    /// Fills the templates with what a run says of one authority.
    ///
    /// # Errors
    /// A name that the facts do not have, or a value that a filter cannot take, with file and
    /// line.
    pub fn fill(&self, facts: &LetterFacts) -> Result<Letter, ConfigError> {
        let LetterFiles { template, page } = self.files;
        let facts = Value::from(Serde(facts));
        let text = self.rendered(TEMPLATE, template, &facts)?;
        let text = printable(&markdown::reflow(&text)).into_owned();
        let mut body = String::with_capacity(text.len() * 2);
        html::push_html(&mut body, Parser::new_ext(&text, Options::ENABLE_TABLES));
        let facts = context! { body => Value::from_safe_string(body), ..facts };
        let html = printable(&self.rendered(PAGE, page, &facts)?).into_owned();
        Ok(Letter {
            markdown: text,
            html,
        })
    }

    /// Fills the letter's text alone, as HTML to stand within a page that has the heading of the
    /// first level already: the letter's own headings begin at the second.
    ///
    /// # Errors
    /// As [`Letters::fill`].
    pub fn body(&self, facts: &LetterFacts) -> Result<String, ConfigError> {
        let text = self.rendered(TEMPLATE, &self.files.template, &Value::from(Serde(facts)))?;
        let text = printable(&markdown::reflow(&text)).into_owned();
        let mut body = String::with_capacity(text.len() * 2);
        let events = Parser::new_ext(&text, Options::ENABLE_TABLES).map(lowered);
        html::push_html(&mut body, events);
        Ok(body)
    }

    /// Fills one template.
    fn rendered(
        &self,
        name: &str,
        file: &ConfigFile,
        facts: &Value,
    ) -> Result<String, ConfigError> {
        self.engine
            .get_template(name)
            .and_then(|template| template.render(facts))
            .map_err(|error| located(file, &error))
    }
}

/// A piece of Markdown, a heading one level below what it was.
fn lowered(event: Event<'_>) -> Event<'_> {
    const fn below(level: HeadingLevel) -> HeadingLevel {
        match level {
            HeadingLevel::H1 => HeadingLevel::H2,
            HeadingLevel::H2 => HeadingLevel::H3,
            HeadingLevel::H3 => HeadingLevel::H4,
            HeadingLevel::H4 => HeadingLevel::H5,
            HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
        }
    }
    match event {
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => Event::Start(Tag::Heading {
            level: below(level),
            id,
            classes,
            attrs,
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        event => event,
    }
}

/// Text made from a value that was escaped already is not escaped again.
fn same_safety(value: &Value, text: String) -> Value {
    if value.is_safe() {
        Value::from_safe_string(text)
    } else {
        Value::from(text)
    }
}

/// Several values in a row, each escaped on its own.
fn listed(state: &State<'_, '_>, values: Vec<Value>) -> Value {
    let escaped: Vec<String> = values
        .iter()
        .map(|value| match state.auto_escape() {
            AutoEscape::Custom(_) if !value.is_safe() => markdown::escape(&value.to_string()),
            _ => value.to_string(),
        })
        .collect();
    Value::from_safe_string(phrases::listed(&escaped))
}

/// A mistake in a template, at its line.
fn located(file: &ConfigFile, error: &minijinja::Error) -> ConfigError {
    let mut message = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => format!(
            "takes more than the {STEPS} steps that a letter may take, of which 64 bytes of text are one; loop over less, or put less text together"
        ),
        (_, Some(detail)) => format!("{}: {detail}", error.kind()),
        (_, None) => error.kind().to_string(),
    };
    // What went wrong inside a macro or an include is the innermost error.
    let mut inner = std::error::Error::source(error);
    while let Some(source) = inner {
        message.push_str(&format!("; {source}"));
        inner = source.source();
    }
    if error.kind() == ErrorKind::UndefinedError {
        message.push_str("; the facts of a letter have no such name");
    }
    file.error_on_line(error.line(), message)
}
