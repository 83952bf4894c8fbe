//! What Unix alone has stands where somebody who takes plumbline to another system looks for it.

use std::fs;
use std::path::{Path, PathBuf};

/// Where it may stand, below `src`.
const SEAM: [&str; 3] = ["system/", "allocator.rs", "open_files.rs"];

/// What Unix alone has, or Linux.
const UNIX: [&str; 5] = ["std::os::", "libc::", "signal_hook", "\"/proc", "\"/dev"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    entries
        .flat_map(|entry| {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

#[test]
fn what_unix_alone_has_stands_in_the_seam() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut elsewhere = Vec::new();
    let mut in_the_seam = 0;
    for path in sources(&root) {
        let below = path.strip_prefix(&root).expect("below src");
        let name = below.display().to_string();
        let text = fs::read_to_string(&path).expect("a source file is text");
        // Tests stand at the end of a file, and run on Unix.
        let tests = ["\n#[cfg(test)]", "\n#[cfg(all(test,"];
        let end = tests.iter().filter_map(|start| text.find(start)).min();
        let code = &text[..end.unwrap_or(text.len())];
        let is_test = name.contains("/tests/") || name.ends_with("/tests.rs");
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let found = lines.filter(|line| UNIX.iter().any(|word| line.contains(word)));
        for line in found {
            if SEAM.iter().any(|seam| name.starts_with(seam)) {
                in_the_seam += 1;
            } else if !is_test {
                elsewhere.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    assert!(elsewhere.is_empty(), "{}", elsewhere.join("\n"));
    assert!(in_the_seam > 10, "{in_the_seam}");
}
