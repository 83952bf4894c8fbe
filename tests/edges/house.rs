//! The modules of the library and what each imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use super::source_file::{Module, Name, Reader};

/// The modules of the library and what each imports.
pub(crate) struct House {
    modules: BTreeMap<Name, Module>,
}

impl House {
    pub(crate) fn read() -> Self {
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

    pub(crate) fn file(&self, module: &Name) -> String {
        self.modules[module].file.clone()
    }

    /// Each pair of modules of which the first imports the second.
    pub(crate) fn imports(&self) -> impl Iterator<Item = (&Name, &Name)> {
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
pub(crate) fn room(module: &Name) -> &str {
    &module[0]
}

/// Every source file below `folder` and the module that it is.
fn gather(folder: &Path, above: &mut Name, files: &mut Vec<(Name, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy();
        if stem == "tests" {
            continue;
        }
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
