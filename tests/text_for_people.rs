//! Whatever a name in an extract holds, people are shown it and it does nothing: not to a
//! terminal, not to the lines around it, not to a letter.

use crate::council::Ashby;
use crate::workdir::Workdir;

/// A title for the terminal's window, a cleared screen, a line of the log, and a turned direction.
const NAME: &str =
    "Ashby\u{1b}]0;owned\u{7}\u{1b}[2J\n2026-11-25T00:00:00Z ERROR forged\r\u{202e}\u{9b}31m";

/// What acts on a terminal.
fn acting(text: &str) -> Vec<char> {
    text.chars()
        .filter(|letter| {
            (letter.is_control() && *letter != '\n')
                || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}

#[track_caller]
fn assert_shown(text: &str) {
    assert_eq!(acting(text), [] as [char; 0], "{text:?}");
    for line in text.lines() {
        assert!(
            !line.contains("ERROR forged") || !line.starts_with("2026"),
            "a forged line: {text}"
        );
    }
}

/// Ashby under this name, with a reason that draws.
fn named() -> Workdir {
    let ashby = Ashby {
        judgements: vec![["3", "\"Because\n└─ rating: 4 awarded \u{1b}[31m\""]],
        ..Ashby::default()
    };
    let work = ashby.workdir();
    let authorities = work
        .read("authorities.csv")
        .replace("Ashby", &format!("\"{NAME}\""));
    work.write("authorities.csv", authorities);
    let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
    for file in ["letter.md", "letter.html"] {
        let text = std::fs::read(format!("{pipeline}/{file}")).expect("the template ships");
        work.write(file, text);
    }
    work.append(
        "pipeline.toml",
        "[letter]\ntemplate = \"letter.md\"\npage = \"letter.html\"",
    );
    work
}

#[test]
fn the_terminal_shows_names_and_reasons_and_they_do_nothing() {
    let work = named();
    let ran = work.run();
    assert_shown(&ran.stdout());
    assert_shown(&ran.stderr());
    for arguments in [
        "explain out 301",
        "explain out 301 --format json",
        "check pipeline.toml",
        "runs out",
        "inspect authorities.csv",
        "inspect authorities.csv --format json",
        "diff out out",
    ] {
        let outcome = work.plumbline(arguments).code(0);
        assert_shown(&outcome.stdout());
        assert_shown(&outcome.stderr());
    }
    let explained = work.plumbline("explain out 301").code(0).stdout();
    assert!(explained.starts_with("Ashby\\u{1b}]0;owned"), "{explained}");
    let drawn: Vec<&str> = explained
        .lines()
        .filter(|line| line.contains("rating: 4 awarded"))
        .collect();
    assert!(
        matches!(drawn[..], [line] if line.contains("Because\\n└─ rating: 4")),
        "{drawn:?}"
    );
}

#[test]
fn messages_show_what_they_name() {
    let work = named();
    work.run();
    for arguments in ["explain out zzz", "letter out zzz"] {
        let outcome = work.plumbline(arguments).code(2);
        assert_shown(&outcome.stderr());
        assert!(outcome.stderr().contains("owned"), "{}", outcome.stderr());
    }
    // A JSON log stays JSON.
    work.append("observations.csv", &format!("\"{NAME}x\",none,2008,1"));
    let outcome = work
        .plumbline("run pipeline.toml --out out --log-format json")
        .says(&[]);
    assert_shown(&outcome.stderr());
    for line in outcome.stderr().lines() {
        serde_json::from_str::<serde_json::Value>(line).expect(line);
    }
}

#[test]
fn letters_have_no_control_characters() {
    let work = named();
    work.run();
    work.plumbline("letter out 301").code(0);
    let letters = work.names("out/current/letters");
    assert_eq!(letters.len(), 2);
    for letter in letters {
        let text = work.read(&format!("out/current/letters/{letter}"));
        assert_eq!(acting(&text), [] as [char; 0], "{letter}");
        assert!(text.contains("owned"), "{text}");
    }
}

#[test]
fn a_message_is_no_longer_than_a_screen() {
    let work = named();
    work.write("x.csv", vec![0; 1_000_000]);
    work.write("y.csv", "x,".repeat(500_000));
    work.write("z.csv", format!("{}\n1,2\n", "long name ".repeat(50_000)));
    for file in ["x.csv", "y.csv", "z.csv"] {
        let said = work
            .plumbline(&format!(
                "run pipeline.toml --out out --quiet --source observations={file}"
            ))
            .stderr();
        assert!(said.contains(file), "{said}");
        assert!(said.chars().count() < 2_500, "{} characters", said.len());
        assert_shown(&said);
    }
}

#[test]
fn neighbours_show_names_that_act_and_long_ones_in_eighty_columns() {
    let work = Workdir::new();
    let long = "N".repeat(300);
    let councils = [NAME, long.as_str(), "Calder", "Dale"];
    let authorities: String = councils
        .iter()
        .zip(101..)
        .map(|(name, code)| format!("{code},\"{name}\",authority\n"))
        .collect();
    let features: String = (101..105)
        .map(|code| {
            format!(
                "{code},{long},{code}\n{code},pove\u{1b}[31mrty,{}\n",
                code % 3
            )
        })
        .collect();
    let rulebook = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/pipelines/similar-areas/rulebook.toml"
    );
    work.write("authorities.csv", format!("code,name,level\n{authorities}"))
        .write("characteristics.csv", format!("authority,feature,value\n{features}"))
        .write("published.csv", "authority,neighbour,rank\n101,103,1\n")
        .write("forged.csv", format!("authority,neighbour,rank\n\"{NAME}\",103,1\n101,\"{NAME}\",1\n"))
        .write("rulebook.toml", std::fs::read(rulebook).expect("it ships"))
        .write(
            "pipeline.toml",
            format!(
                "[pipeline]\nname = \"near\"\ntitle = \"Near\"\nas_of = 2009-12-09\n\
                 rulebook = \"rulebook.toml\"\n[sources.authorities]\npath = \"authorities.csv\"\n\
                 [sources.characteristics]\npath = \"characteristics.csv\"\n\
                 [sources.neighbours]\npath = \"published.csv\"\n[neighbour_model]\nk = 3\n\
                 features = [\n  {{ name = \"{long}\", weight = 1.0, transformation = \"none\" }},\n\
                 \u{20} {{ name = \"pove\\u001b[31mrty\", weight = 0.5, transformation = \"none\" }},\n]\n"
            ),
        );
    let shown = work.plumbline("neighbours . 103").code(0).stdout();
    assert_shown(&shown);
    assert!(shown.contains("NNN…"), "{shown}");
    assert!(shown.contains("pove\\u{1b}[31mrty"), "{shown}");
    for line in shown.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let compared = work
        .plumbline("neighbours --compare published.csv forged.csv")
        .code(0)
        .stdout();
    assert_shown(&compared);
    let unknown = work
        .ask(&["neighbours", ".", NAME.trim_start_matches("Ash")])
        .code(2);
    assert_shown(&unknown.stderr());
}
