//! What one source file names, by its tokens.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenTree};

/// A module's names, from the top of `src`.
pub(crate) type Name = Vec<String>;

/// What a module imports.
#[derive(Default)]
pub(crate) struct Module {
    pub(crate) file: String,
    /// Paths that it names, whole, from the top of `src`.
    pub(crate) paths: BTreeSet<Name>,
    /// Names that it passes on, and where they come from.
    pub(crate) passed_on: BTreeMap<String, Name>,
    /// Every identifier outside of `use`.
    pub(crate) used: BTreeSet<String>,
}

/// Reads the tokens of one file.
pub(crate) struct Reader<'a> {
    pub(crate) modules: &'a BTreeSet<Name>,
    pub(crate) module: &'a mut Module,
}

impl Reader<'_> {
    /// Reads tokens that stand in the module `at`.
    pub(crate) fn read(&mut self, tokens: &[TokenTree], at: &Name) {
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
                // Who may see an item is no import.
                if inside.first().is_some_and(|word| is_word(word, "in"))
                    && place > 0
                    && is_word(&tokens[place - 1], "pub")
                {
                    return 1;
                }
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
