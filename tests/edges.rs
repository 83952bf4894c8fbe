//! What may import what: each room (a folder or file at the top of `src`) imports only the rooms
//! that are listed here with a reason, and nothing imports in a circle.
//!
//! Whoever needs a new edge adds a line to `EDGES` with its reason; an edge that nobody uses any
//! more is taken out. Code under `#[cfg(test)]` is free.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// From, to, and why.
const EDGES: &[(&str, &str, &str)] = &[
    (
        "catch_panic",
        "system_limit",
        "a limit of the system is no verdict",
    ),
    ("cli", "catch_panic", "no panic leaves the process"),
    (
        "cli",
        "config",
        "reads the pipeline that is named, and what replaces parts of it",
    ),
    ("cli", "contract", "prints the contracts, and names sources"),
    (
        "cli",
        "domain",
        "counts ratings and names authorities in what it prints",
    ),
    (
        "cli",
        "error",
        "an error becomes a message and an exit code",
    ),
    ("cli", "gate", "takes the gates that a person lets pass"),
    ("cli", "inspect", "`inspect`"),
    ("cli", "job", "`run`, `check` and `import`"),
    ("cli", "letters", "`letter`"),
    (
        "cli",
        "profile",
        "`neighbours` computes the model and compares lists",
    ),
    ("cli", "publish", "`schema` prints the output tables"),
    ("cli", "rate", "the summary counts ratings by group"),
    ("cli", "read", "`inspect` says how a file is to be read"),
    (
        "cli",
        "review",
        "`explain`, `diff` and `letter` read a published run",
    ),
    (
        "cli",
        "runs",
        "`runs` and `rollback`; a signal gives up what is unfinished",
    ),
    ("cli", "sample", "`sample`"),
    ("cli", "tables", "`neighbours` names the areas of its lists"),
    ("cli", "telemetry", "`run` tells operators"),
    ("cli", "warning", "prints warnings"),
    (
        "config",
        "contract",
        "mappings are checked against the contracts",
    ),
    (
        "config",
        "domain",
        "rulebooks speak of ratings, grades and polarity",
    ),
    (
        "config",
        "read",
        "a feed says how its files are read, and limits what they may unpack to",
    ),
    (
        "config",
        "sql",
        "mappings and conditions are parsed where they stand",
    ),
    (
        "config",
        "stats",
        "features name their transformations, rulebooks the words for proportions",
    ),
    (
        "error",
        "catch_panic",
        "a panic ends a command as an error does",
    ),
    (
        "error",
        "config",
        "one error for everything that a command may fail with",
    ),
    ("error", "extract", "the same"),
    ("error", "gate", "the same"),
    ("error", "read", "the same"),
    ("error", "review", "the same"),
    ("error", "runs", "the same"),
    ("error", "sample", "the same"),
    ("error", "system_limit", "names the limit behind an error"),
    ("extract", "config", "carries out the pipeline's mapping"),
    (
        "extract",
        "contract",
        "gives the columns that contracts ask for",
    ),
    (
        "extract",
        "domain",
        "cells become grades, periods and areas",
    ),
    (
        "extract",
        "read",
        "takes the batches that files are read as",
    ),
    ("extract", "sql", "evaluates mappings"),
    ("extract", "tables", "fills the clean tables"),
    ("extract", "warning", "gives warnings with what was read"),
    ("gate", "config", "the limits that a pipeline sets"),
    ("gate", "runs", "notes in the manifest what was asked"),
    (
        "inspect",
        "contract",
        "finds the contract that a file is most like",
    ),
    ("inspect", "domain", "tells years, grades and names apart"),
    ("inspect", "extract", "tries cells as an extraction would"),
    ("inspect", "read", "reads the file"),
    ("job", "config", "runs a pipeline"),
    ("job", "contract", "names the sources that are read"),
    ("job", "domain", "counts ratings"),
    (
        "job",
        "error",
        "fails with the error of whichever stage failed",
    ),
    ("job", "extract", "the first stage"),
    ("job", "gate", "asks the gates between stages"),
    (
        "job",
        "letters",
        "tries the letter's template before data is read",
    ),
    ("job", "profile", "the second stage"),
    ("job", "publish", "the last stage"),
    ("job", "rate", "the third stage"),
    ("job", "read", "notes the files that were opened"),
    (
        "job",
        "review",
        "reads the ratings of the current run, to hold those of the next against them",
    ),
    ("job", "runs", "claims a folder and commits a run to it"),
    (
        "job",
        "tables",
        "hands the clean tables from stage to stage",
    ),
    ("job", "warning", "collects what a person should know"),
    (
        "letters",
        "config",
        "takes the rulebook's words and the pipeline's template",
    ),
    ("letters", "domain", "speaks of ratings and grades"),
    (
        "letters",
        "replacement",
        "letters take the place of earlier ones whole",
    ),
    ("letters", "review", "reads the published run"),
    ("letters", "runs", "writes into the run's folder"),
    ("letters", "stats", "words for proportions"),
    ("main", "cli", "the program is its command line"),
    (
        "profile",
        "config",
        "compares as the pipeline and the rulebook ask",
    ),
    (
        "profile",
        "domain",
        "compares by polarity, in words of the field",
    ),
    ("profile", "stats", "works figures out"),
    ("profile", "tables", "takes the clean tables"),
    (
        "publish",
        "config",
        "a table that its source is missing for is left out",
    ),
    (
        "publish",
        "contract",
        "imports are written as contract tables",
    ),
    ("publish", "domain", "writes words of the field"),
    ("publish", "profile", "lays profiles out as rows"),
    ("publish", "rate", "lays ratings and evidence out as rows"),
    (
        "publish",
        "runs",
        "notes what was written; fails as a run fails",
    ),
    ("publish", "tables", "lays clean tables out as rows"),
    ("rate", "config", "follows the rulebook"),
    ("rate", "domain", "gives ratings"),
    ("rate", "profile", "rates what the evidence says"),
    ("rate", "sql", "limiters are conditions in SQL"),
    (
        "rate",
        "tables",
        "names authorities, judgements and earlier ratings",
    ),
    (
        "read",
        "catch_panic",
        "a damaged file may make a library panic",
    ),
    (
        "read",
        "domain",
        "compares the spelling of columns and sheets",
    ),
    ("read", "system_limit", "a limit of the system is no damage"),
    ("review", "config", "reads the rulebook that the run kept"),
    (
        "review",
        "domain",
        "gives ratings and grades back as they are",
    ),
    (
        "review",
        "publish",
        "reads columns back by their declaration",
    ),
    ("review", "runs", "opens a run by its manifest"),
    (
        "runs",
        "config",
        "keeps the configuration of a run, and as many runs as the pipeline retains",
    ),
    ("runs", "system_limit", "says which limit to raise"),
    ("runs", "warning", "keeps warnings in the manifest"),
    ("sample", "domain", "draws grades and polarity"),
    ("sample", "stats", "draws shares by their words"),
    ("sql", "catch_panic", "the SQL engine may panic"),
    ("sql", "domain", "names the column that was meant"),
    ("stats", "domain", "ranks and bands by polarity, shares"),
    ("tables", "domain", "areas, periods, grades"),
    ("telemetry", "config", "names the pipeline"),
    ("telemetry", "contract", "describes the sources"),
    ("telemetry", "error", "says why a run failed"),
    ("telemetry", "job", "follows a run's progress"),
    ("telemetry", "publish", "describes the tables"),
    (
        "telemetry",
        "replacement",
        "reports take the place of earlier ones whole",
    ),
    ("telemetry", "runs", "takes figures from the manifest"),
];

#[test]
fn rooms_import_only_what_is_allowed_them() {
    let house = House::read();
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (from, to) in house.imports() {
        let rooms = (room(from).to_owned(), room(to).to_owned());
        if rooms.0 != rooms.1 {
            found.entry(rooms).or_default().insert(house.file(from));
        }
    }
    let allowed: BTreeSet<(String, String)> = EDGES
        .iter()
        .map(|(from, to, _)| ((*from).to_owned(), (*to).to_owned()))
        .collect();
    let new: Vec<String> = found
        .iter()
        .filter(|(edge, _)| !allowed.contains(*edge))
        .map(|((from, to), files)| {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            format!("{from} -> {to}, in {}", files.join(", "))
        })
        .collect();
    assert!(
        new.is_empty(),
        "edges that tests/edges.rs does not allow:\n{}",
        new.join("\n")
    );
    let unused: Vec<String> = allowed
        .iter()
        .filter(|edge| !found.contains_key(*edge))
        .map(|(from, to)| format!("{from} -> {to}"))
        .collect();
    assert!(
        unused.is_empty(),
        "edges that nobody uses; take them out of tests/edges.rs:\n{}",
        unused.join("\n")
    );
    assert_eq!(allowed.len(), EDGES.len(), "an edge is listed twice");
    assert!(EDGES.iter().all(|(_, _, reason)| !reason.is_empty()));
}

#[test]
fn nothing_imports_in_a_circle() {
    let house = House::read();
    let files: BTreeSet<(String, String)> = house
        .imports()
        .map(|(from, to)| (house.file(from), house.file(to)))
        .collect();
    let rooms: BTreeSet<(String, String)> = house
        .imports()
        .map(|(from, to)| (room(from).to_owned(), room(to).to_owned()))
        .collect();
    let found: Vec<String> = circles(&rooms)
        .into_iter()
        .chain(circles(&files))
        .map(|circle| circle.join(" -> "))
        .collect();
    assert!(found.is_empty(), "circles:\n{}", found.join("\n"));
}

/// A module's names, from the top of `src`.
type Name = Vec<String>;

/// The modules of the library and what each imports.
struct House {
    modules: BTreeMap<Name, Module>,
}

#[derive(Default)]
struct Module {
    file: String,
    /// Paths that it names, whole, from the top of `src`.
    paths: BTreeSet<Name>,
    /// Names that it passes on, and where they come from.
    passed_on: BTreeMap<String, Name>,
    /// Every identifier outside of `use`.
    used: BTreeSet<String>,
}

impl House {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        gather(&root, &mut Vec::new(), &mut files);
        assert!(files.len() > 100, "{} files", files.len());
        let names: BTreeSet<Name> = files.iter().map(|(name, _)| name.clone()).collect();
        let modules = files.into_iter().map(|(name, file)| {
            let text = fs::read_to_string(&file).expect("a source file is text");
            let tokens: TokenStream = text.parse().expect("a source file is Rust");
            let shown = file.strip_prefix(&root).expect("it is below src");
            let mut module = Module {
                file: shown.display().to_string(),
                ..Module::default()
            };
            Reader {
                modules: &names,
                module: &mut module,
            }
            .read(&tokens.into_iter().collect::<Vec<_>>(), &name);
            (name, module)
        });
        Self {
            modules: modules.collect(),
        }
    }

    fn file(&self, module: &Name) -> String {
        self.modules[module].file.clone()
    }

    /// Each pair of modules of which the first imports the second.
    fn imports(&self) -> impl Iterator<Item = (&Name, &Name)> {
        self.modules.iter().flat_map(move |(from, module)| {
            let passed_on_and_used = module
                .passed_on
                .iter()
                .filter(|(name, _)| module.used.contains(*name))
                .map(|(_, path)| path);
            module
                .paths
                .iter()
                .chain(passed_on_and_used)
                .filter_map(|path| self.defining(path))
                .filter(move |to| *to != from)
                .map(move |to| (from, to))
        })
    }

    /// The module that a path leads to, past the modules that only pass its name on.
    fn defining(&self, path: &[String]) -> Option<&Name> {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let length = (0..=path.len())
                .rev()
                .find(|length| self.modules.contains_key(&path[..*length]))?;
            let (name, module) = self.modules.get_key_value(&path[..length])?;
            let passed_on = path
                .get(length)
                .and_then(|name| module.passed_on.get(name).map(|origin| (name, origin)));
            match passed_on {
                Some((_, origin)) => {
                    let rest = path[length + 1..].to_vec();
                    path = [origin.clone(), rest].concat();
                }
                // The top of `src` only declares rooms.
                None if name.is_empty() => return None,
                None => return Some(name),
            }
        }
        None
    }
}

/// The room that a module is in.
fn room(module: &Name) -> &str {
    &module[0]
}

/// Every source file below `folder` and the module that it is.
fn gather(folder: &Path, above: &mut Name, files: &mut Vec<(Name, std::path::PathBuf)>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy();
        if path.is_dir() {
            above.push(stem.into_owned());
            gather(&path, above, files);
            above.pop();
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let mut name = above.clone();
            match &*stem {
                "mod" | "lib" => {}
                stem => name.push(stem.to_owned()),
            }
            files.push((name, path));
        }
    }
}

/// Reads the tokens of one file.
struct Reader<'a> {
    modules: &'a BTreeSet<Name>,
    module: &'a mut Module,
}

impl Reader<'_> {
    /// Reads tokens that stand in the module `at`.
    fn read(&mut self, tokens: &[TokenTree], at: &Name) {
        let mut place = 0;
        while place < tokens.len() {
            if is_for_tests(&tokens[place..]) {
                place += item(&tokens[place..]);
            } else if is_word(&tokens[place], "use") && !is_bound(tokens, place) {
                place += self.import(tokens, place, at);
            } else {
                place += self.other(tokens, place, at);
            }
        }
    }

    /// Reads a `use`; gives how many tokens it has.
    fn import(&mut self, tokens: &[TokenTree], place: usize, at: &Name) -> usize {
        let length = tokens[place..]
            .iter()
            .position(|token| is_sign(token, ';'))
            .map_or(tokens.len() - place, |end| end + 1);
        // What a macro names by `$crate` belongs to where it is expanded.
        if is_sign(&tokens[place + 1], '$') {
            return length;
        }
        let mut leaves = Vec::new();
        tree(
            &tokens[place + 1..place + length],
            &mut Vec::new(),
            &mut leaves,
        );
        for (words, name) in leaves {
            if let Some(path) = self.absolute(&words, at) {
                if path.starts_with(at) {
                    self.module.passed_on.insert(name, path);
                } else {
                    self.module.paths.insert(path);
                }
            }
        }
        length
    }

    /// Reads anything else; gives how many tokens were read.
    fn other(&mut self, tokens: &[TokenTree], place: usize, at: &Name) -> usize {
        match &tokens[place] {
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                let declared = place.checked_sub(2).and_then(|before| {
                    let is_module = is_word(&tokens[before], "mod");
                    (is_module && group.delimiter() == Delimiter::Brace)
                        .then(|| tokens[before + 1].to_string())
                });
                match declared {
                    Some(name) => self.read(&inside, &[at.clone(), vec![name]].concat()),
                    None => self.read(&inside, at),
                }
                1
            }
            TokenTree::Ident(_) => {
                let words = path(&tokens[place..]);
                let is_field = place > 0
                    && ['.', '$']
                        .iter()
                        .any(|sign| is_sign(&tokens[place - 1], *sign));
                let continues = place > 1
                    && is_sign(&tokens[place - 1], ':')
                    && is_sign(&tokens[place - 2], ':');
                if !is_field
                    && !continues
                    && words.len() > 1
                    && let Some(path) = self.absolute(&words, at)
                {
                    self.module.paths.insert(path);
                }
                self.module.used.insert(words[0].clone());
                1
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => 1,
        }
    }

    /// The path from the top of `src`; none where it leads out of the library.
    fn absolute(&self, words: &[String], at: &Name) -> Option<Name> {
        let (first, rest) = words.split_first()?;
        match first.as_str() {
            "crate" | "plumbline" => Some(rest.to_vec()),
            "self" => Some([at.clone(), rest.to_vec()].concat()),
            "super" => {
                let mut above = at.clone();
                let mut rest = words;
                while let Some(("super", more)) = rest
                    .split_first()
                    .map(|(first, more)| (first.as_str(), more))
                {
                    above.pop()?;
                    rest = more;
                }
                Some([above, rest.to_vec()].concat())
            }
            _ => {
                let child = [at.clone(), vec![first.clone()]].concat();
                self.modules
                    .contains(&child)
                    .then(|| [at.clone(), words.to_vec()].concat())
            }
        }
    }
}

/// The words of the path with which the tokens begin.
fn path(tokens: &[TokenTree]) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = tokens;
    while let Some(TokenTree::Ident(word)) = rest.first() {
        words.push(word.to_string());
        match rest {
            [_, first, second, more @ ..] if is_sign(first, ':') && is_sign(second, ':') => {
                rest = more;
            }
            _ => break,
        }
    }
    words
}

/// Every path of a `use`, and the name that it has from then on.
fn tree(tokens: &[TokenTree], above: &mut Vec<String>, leaves: &mut Vec<(Vec<String>, String)>) {
    let deep = above.len();
    let mut name = None;
    let mut is_open = false;
    for (place, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "as" => {
                name = tokens.get(place + 1).map(ToString::to_string);
            }
            TokenTree::Ident(_) if place > 0 && is_word(&tokens[place - 1], "as") => {}
            TokenTree::Ident(word) => {
                above.push(word.to_string());
                is_open = true;
            }
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                tree(&inside, above, leaves);
                is_open = false;
            }
            TokenTree::Punct(sign) if matches!(sign.as_char(), ',' | ';') => {
                leaf(above, name.take(), is_open, leaves);
                above.truncate(deep);
                is_open = false;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    leaf(above, name, is_open, leaves);
    above.truncate(deep);
}

fn leaf(
    words: &[String],
    name: Option<String>,
    is_open: bool,
    leaves: &mut Vec<(Vec<String>, String)>,
) {
    let mut words = words.to_vec();
    if !is_open {
        return;
    }
    // `x::{self}` is `x`.
    if words.len() > 1 && words.last().is_some_and(|word| word == "self") {
        words.pop();
    }
    if let Some(last) = words.last() {
        let name = name.unwrap_or_else(|| last.clone());
        leaves.push((words, name));
    }
}

/// Whether tokens begin with `#[cfg(test)]`.
fn is_for_tests(tokens: &[TokenTree]) -> bool {
    match tokens {
        [sign, TokenTree::Group(group), ..] => {
            is_sign(sign, '#') && group.stream().to_string().replace(' ', "") == "cfg(test)"
        }
        _ => false,
    }
}

/// How many tokens the item has with which these begin.
fn item(tokens: &[TokenTree]) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => is_sign(token, ';'),
    };
    tokens
        .iter()
        .position(ends)
        .map_or(tokens.len(), |end| end + 1)
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// Whether the `use` here is a bound of captured lifetimes, as in `impl Trait + use<'_>`.
fn is_bound(tokens: &[TokenTree], place: usize) -> bool {
    tokens.get(place + 1).is_some_and(|next| is_sign(next, '<'))
}

/// Sets of more than one that import each other, however indirectly.
fn circles(edges: &BTreeSet<(String, String)>) -> Vec<Vec<String>> {
    let mut after: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        after.entry(from).or_default().insert(to);
    }
    let reached = |start: &str| {
        let mut seen = BTreeSet::new();
        let mut left: Vec<&str> = after.get(start).into_iter().flatten().copied().collect();
        while let Some(next) = left.pop() {
            if seen.insert(next) {
                left.extend(after.get(next).into_iter().flatten());
            }
        }
        seen
    };
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        after.keys().map(|from| (*from, reached(from))).collect();
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, to) in &reach {
        if to.contains(from) {
            let circle = reach
                .iter()
                .filter(|(other, back)| to.contains(*other) && back.contains(from));
            found.insert(circle.map(|(name, _)| (*name).to_owned()).collect());
        }
    }
    found.into_iter().collect()
}
