//! Letters as PDF, by a program that has it in it and by one that has not.
//! `tests/witness/letters_pdf.py` reads the files with another library.

#[cfg(feature = "pdf")]
use std::time::Instant;

use crate::shipped::rated;
use crate::workdir::Workdir;

#[test]
#[cfg(not(feature = "pdf"))]
fn a_program_without_pdf_says_so_and_writes_nothing() {
    let work = Workdir::new();
    let run = rated();
    let command = ["letter", &run, "Leeds", "--out", "letters"];
    work.ask(&[&command[..], &["--format", "pdf"]].concat())
        .code(2)
        .says(&["was built without PDF", "--features pdf", "--format html"]);
    assert!(!work.path("letters").exists());
}

/// A pipeline that rates nobody, with this template, run to `out`.
#[cfg(feature = "pdf")]
fn briefed(template: &str) -> Workdir {
    let work = Workdir::new();
    work.plumbline("new mine").code(0);
    work.write("mine/letter.md", template)
        .write("mine/letter.html", "<html>{{ body }}</html>\n");
    work.edit("mine/pipeline.toml", |text| {
        text.replace(
            "[sources]\n",
            "[letter]\ntemplate = \"letter.md\"\npage = \"letter.html\"\n\n[sources]\n",
        )
    });
    work.plumbline("run mine --out out --quiet").code(0);
    work
}

#[test]
#[cfg(feature = "pdf")]
fn a_nation_s_letters_are_the_same_files_every_time_and_take_seconds() {
    let work = Workdir::new();
    let run = rated();
    let began = Instant::now();
    work.ask(&["letter", &run, "--all", "--out", "one", "--format", "pdf"])
        .code(0)
        .prints(&["152 letters in one"]);
    // A program that is built for speed takes less than a tenth of this.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    work.ask(&["letter", &run, "--all", "--out", "two", "--format", "pdf"])
        .code(0);
    let names = work.names("one");
    assert_eq!(names.len(), 152);
    for name in names {
        let read = |folder: &str| std::fs::read(work.path(format!("{folder}/{name}"))).unwrap();
        let letter = read("one");
        assert!(name.ends_with(".pdf"), "{name}");
        assert!(letter.starts_with(b"%PDF-1.7"), "{name}");
        assert_eq!(letter, read("two"), "{name}");
    }
}

#[test]
#[cfg(feature = "pdf")]
fn what_a_pdf_does_not_show_names_the_template() {
    let work = briefed("To <b>{{ authority.name }}</b>.\n");
    work.plumbline("letter out --all").code(0);
    work.plumbline("letter out --all --out letters --format pdf")
        .code(2)
        .says(&["letter.md", "HTML, <b>", "--format html"]);
    assert_eq!(work.names("letters"), [""; 0]);
}

#[test]
#[cfg(feature = "pdf")]
fn signs_without_a_glyph_are_told_once() {
    let work = briefed("# {{ authority.name }}\n\n東京 {{ authority.name }}\n");
    let outcome = work.plumbline("letter out --all --format pdf").code(0);
    let said = outcome.stderr();
    assert_eq!(said.lines().count(), 1, "{said}");
    outcome.says(&["京 (U+4EAC), 東 (U+6771)", "in the PDF of 4 of the letters"]);
    let plain = briefed("# {{ authority.name }}, Łódź\n");
    let outcome = plain.plumbline("letter out --all --format pdf").code(0);
    assert_eq!(outcome.stderr(), "");
}
