//! `plumbline letter`: what it writes, and what it says when it cannot.

use std::fs;

use crate::shipped::{ANNUAL_RATING, rated};
use crate::workdir::{Outcome, Workdir};

/// Runs the annual rating on the sample into `out`, with other files for some sources.
fn run(work: &Workdir, sources: &[String]) {
    let mut arguments = vec!["run", ANNUAL_RATING, "--out", "out", "--quiet"];
    // Some of the sources are empty, and nobody is rated then.
    for gate in ["no_rows", "evidence_gone", "nobody_rated"] {
        arguments.extend(["--accept", gate]);
    }
    for source in sources {
        arguments.extend(["--source", source]);
    }
    work.ask(&arguments).code(0);
}

/// Writes letters of the shared run to `letters` in a folder of their own.
fn letters(arguments: &[&str]) -> (Workdir, Outcome) {
    letters_from(Workdir::new(), arguments)
}

/// The same in a folder that is there.
fn letters_from(work: Workdir, arguments: &[&str]) -> (Workdir, Outcome) {
    let run = rated();
    let command = ["letter", &run, "--out", "letters"];
    let outcome = work.ask(&[&command, arguments].concat());
    (work, outcome)
}

fn letter_to(authority: &str, file: &str) -> String {
    let (work, outcome) = letters(&[authority]);
    outcome.code(0);
    work.read(&format!("letters/{file}"))
}

#[test]
fn the_letter_to_leeds_has_the_findings_of_the_seed_in_its_order() {
    let letter = letter_to("Leeds", "383-leeds.md");
    let mut from = 0;
    for finding in [
        "9 December 2009",
        "Director of Children's Services\\\nLeeds\n",
        "Dear Director of Children's Services",
        "| 4 | Performs excellently | An organisation that significantly exceeds minimum requirements |",
        "| 1 | Performs poorly | An organisation that does not meet minimum requirements |",
        "| Children's services rating | Performs poorly (1) |",
        "Children's services in Leeds perform poorly.",
        "While a majority of the local authority's inspected and regulated services and provision are good or better, there are significant weaknesses in areas of social care provision.",
        "The joint area review of May 2008 found there was adequate provision for safeguarding and looked after children.",
        "However, the unannounced inspection of contact, referral and assessment arrangements in July 2009 found an area for priority action",
        "This finding has contributed significantly towards determining the judgement of performing poorly.",
        "Provision in social care settings is variable in quality.",
        "A large majority of children's homes are good or better, although one is inadequate.",
        "The local authority's adoption service is good and its fostering service is satisfactory.",
        "However, the private fostering arrangements are inadequate.",
        "Of three serious case reviews carried out, two were conducted adequately and one well.",
        "A majority of childcare settings and childminders are good or better and this is above that found in similar areas, although below that found nationally.",
        "Performance in pupil referral units and the sixth form college is strong and above that found in similar areas and nationally.",
        "The proportion of primary schools that are good or better is in line with that found in similar areas and nationally.",
        "However, performance in ",
        "school sixth forms, secondary schools and special schools is below that found in similar areas and nationally, although no ",
        "special school is inadequate.",
        "Although performance against a very large majority of national indicators, including those for ",
        "is at least in line with similar areas and national figures, there are some weaknesses.",
        "achievement for young children in the Early Years Foundation Stage, the attainment of Asian children at the age of 11 and the attainment of Asian children and children of mixed ethnicity at the age of 16.",
        "The achievement gaps for those whose circumstances make them more vulnerable are too wide",
        "a high proportion of young people in the youth justice system receive a custodial sentence",
        "Although reducing, there are high proportions of young people not in education, employment or training.",
        "section 138 of the Education and Inspections Act 2006",
    ] {
        let at = letter[from..]
            .find(finding)
            .unwrap_or_else(|| panic!("not found, or not in its place: {finding}\n{letter}"));
        from += at + finding.len();
    }
}

#[test]
fn every_authority_has_a_letter_in_both_forms() {
    let (work, outcome) = letters(&["--all"]);
    assert!(outcome.code(0).stdout().starts_with("152 letters in "));
    let mut count = 0;
    for file in work.names("letters") {
        let letter = work.read(&format!("letters/{file}"));
        // Signs of a sentence that fell apart.
        for broken in [
            " .",
            " ,",
            "  ",
            "..",
            ",,",
            "{{",
            "{%",
            "none",
            "undefined",
        ] {
            let prose = letter.split("</head>").last().unwrap_or_default();
            let prose = prose.replace("none of", "some of");
            assert!(!prose.contains(broken), "{broken:?} in\n{letter}");
        }
        count += 1;
    }
    assert_eq!(count, 2 * 152);
}

#[test]
fn the_page_is_for_print_and_holds_the_same_letter() {
    let page = letter_to("383", "383-leeds.html");
    assert!(page.starts_with("<!doctype html>"));
    assert!(page.contains("@page"));
    assert!(page.contains("<p>Children's services in Leeds perform poorly."));
    assert!(page.contains("<td>Performs excellently</td>"));
}

#[test]
fn an_unknown_authority_lists_the_nearest_and_an_ambiguous_one_those_that_share_it() {
    let (_, outcome) = letters(&["Leads"]);
    outcome.code(2).says(&["the nearest are Leeds (383)"]);

    let (_, outcome) = letters(&["yorkshire"]);
    outcome
        .code(2)
        .says(&["East Riding of Yorkshire", "North Yorkshire"]);
}

/// The shipped pipeline in a folder of its own, with another template.
fn pipeline_with(template: &str) -> Workdir {
    let work = Workdir::new();
    for name in [
        "pipeline.toml",
        "rulebook.toml",
        "indicators.csv",
        "letter.html",
    ] {
        let shipped = fs::read(format!("{ANNUAL_RATING}/{name}")).unwrap();
        work.write(name, shipped);
    }
    work.write("letter.md", template);
    work
}

#[test]
fn the_wording_is_that_of_the_template() {
    let pipeline = pipeline_with("To **{{ authority.name }}**: {{ rating.level }}.\n");
    let (work, outcome) = letters_from(pipeline, &["Leeds", "--pipeline", "."]);
    outcome.code(0);
    assert_eq!(work.read("letters/383-leeds.md"), "To **Leeds**: 1.\n");
}

#[test]
fn a_mistake_in_a_template_names_file_and_line() {
    let unclosed = pipeline_with("One.\n\n{% if rating %}\nTwo.\n");
    let (_, outcome) = letters_from(unclosed, &["Leeds", "--pipeline", "."]);
    outcome.code(2).says(&["letter.md:"]);

    let unknown = pipeline_with("One.\n\n{{ rating.mark }}\n");
    let (_, outcome) = letters_from(unknown, &["Leeds", "--pipeline", "."]);
    outcome.code(2).says(&["letter.md:3: "]);
}

#[test]
fn a_mistake_in_a_template_stops_a_run_before_data_is_read() {
    pipeline_with("{% for %}\n")
        .plumbline("run . --out out")
        .code(2)
        .says(&["letter.md:1: "]);
}

#[test]
fn names_and_addressees_stand_for_themselves() {
    let work = Workdir::new();
    let sources = [
        (
            "authorities",
            "code,name,level,region,kind,addressee\n\
             301,A <b>*Bold*</b> & Co,authority,,,Mrs O'Hara <x>; 1. High Street\n\
             302,Other,authority,,,\n",
        ),
        (
            "findings",
            "authority,kind,aspect,grade,inspected_on,published_on\n\
             301,adoption_service,overall,2,2009-01-05,2009-02-05\n",
        ),
        ("neighbours", "authority,neighbour,rank\n"),
        ("characteristics", "authority,feature,value\n"),
        (
            "inspections",
            "urn,provision,authority,inspected_on,published_on,grade,status\n",
        ),
        ("observations", "authority,indicator,period,value\n"),
        (
            "judgements",
            "authority,rating,reason,decided_by,decided_on\n",
        ),
        ("ratings", "authority,year,rating\n"),
    ]
    .map(|(name, text)| {
        let file = format!("{name}.csv");
        work.write(&file, text);
        format!("{name}={}", work.path(file).display())
    });
    run(&work, &sources);
    work.plumbline("letter out --all").code(0);
    let letter = |name: &str| work.read(&format!("out/current/letters/{name}"));

    let page = letter("301-a-b-bold-b-co.html");
    assert!(
        page.contains("A &lt;b&gt;*Bold*&lt;/b&gt; &amp; Co are not rated."),
        "{page}"
    );
    assert!(page.contains("Dear Mrs O'Hara &lt;x&gt;"), "{page}");
    assert!(page.contains("1. High Street"), "{page}");
    assert!(!page.contains("<b>"), "{page}");

    // What has no data is not spoken of, and nobody is addressed where nobody is named.
    let other = letter("302-other.md");
    assert!(other.contains("Children's services in Other are not rated."));
    for unsaid in ["Dear", "service is", "indicators is", "Performance in"] {
        assert!(!other.contains(unsaid), "{unsaid}: {other}");
    }
    let bold = letter("301-a-b-bold-b-co.md");
    assert!(bold.contains("The local authority's adoption service is good."));
}

#[test]
fn a_folder_that_is_no_whole_run_says_so() {
    let work = Workdir::new();
    work.plumbline("letter . --all")
        .code(1)
        .says(&["manifest.json"]);

    run(&work, &[]);
    fs::remove_file(work.path("out/current/outcome_profile.parquet")).unwrap();
    for command in [
        ["letter", "out", "--all"],
        ["explain", "out", "Leeds"],
        ["diff", "out", &rated()],
    ] {
        work.ask(&command).code(1).says(&[
            "the run is damaged: ",
            "outcome_profile.parquet is not there, and the run's manifest names it; read another \
             one, or run the pipeline again",
        ]);
    }
    work.edit("out/current/manifest.json", |manifest| {
        manifest.replace("\"manifest_version\": 1", "\"manifest_version\": 99")
    });
    let outcome = work.plumbline("explain out Leeds");
    outcome.says(&["is of form 99"]);
}

#[test]
fn a_template_without_end_is_stopped_at_its_line() {
    for (template, line) in [
        (
            "One.\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}\n",
            2,
        ),
        (
            "One.\n\n{% set ns = namespace(s=\"x\"*1000) %}\n{% for i in range(21) %}\n{% set ns.s = ns.s ~ ns.s %}\n{% endfor %}\n{{ ns.s }}\n",
            5,
        ),
        (
            "{% for i in range(999) %}\n{{ \"x\"*99999 }}\n{% endfor %}\n",
            2,
        ),
    ] {
        let work = pipeline_with(template);
        let began = std::time::Instant::now();
        let (work, outcome) = letters_from(work, &["Leeds", "--pipeline", "."]);
        outcome
            .code(2)
            .says(&[&format!("letter.md:{line}: "), "steps"]);
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
        assert_eq!(work.names("letters"), [""; 0]);
    }
}

#[test]
fn a_full_disk_and_a_reader_see_whole_letters_only() {
    let work = Workdir::new();
    run(&work, &[]);
    work.ask(&["letter", "out", "Leeds"]).code(0);
    let letter = "out/current/letters/383-leeds.html";
    let before = work.read(letter);

    let script = format!(
        "ulimit -f 8; exec '{}' letter out Leeds --format html",
        env!("CARGO_BIN_EXE_plumbline")
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(work.path("."))
        .output()
        .expect("a shell");
    Outcome::from(output)
        .code(1)
        .says(&["383-leeds.html: cannot write the letter", "ulimit -f"]);
    assert_eq!(work.read(letter), before);
    assert_eq!(work.names("out/current/letters").len(), 2);

    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..20 {
                work.ask(&["letter", "out", "Leeds"]).code(0);
            }
            done.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        while !done.load(std::sync::atomic::Ordering::SeqCst) {
            assert_eq!(work.read(letter), before);
        }
    });
}

#[test]
fn letters_of_a_run_stay_in_its_folder_whatever_becomes_current_meanwhile() {
    let work = Workdir::new();
    run(&work, &[]);
    let earlier = work.current();
    let again = ["run", ANNUAL_RATING, "--out", "out", "--quiet"];
    work.ask(&[&again[..], &["--as-of", "2010-06-30"]].concat())
        .code(0);
    let later = work.current();
    assert_ne!(earlier, later);
    work.ask(&["letter", "out", "Leeds"])
        .code(0)
        .prints(&["out/runs/run="]);

    for pause in 0..4 {
        work.ask(&["rollback", "out", &earlier]).code(0);
        let mut letters = work
            .process()
            .args(["letter", "out", "--all"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(std::time::Duration::from_millis(20 + 30 * pause));
        work.ask(&["rollback", "out", &later]).code(0);
        assert!(letters.wait().expect("it ends").success());
        for (run, day) in [(&earlier, "9 December 2009"), (&later, "30 June 2010")] {
            let folder = format!("out/runs/{run}/letters");
            for name in work.names(&folder) {
                let letter = work.read(&format!("{folder}/{name}"));
                assert!(letter.contains(day), "{name} is of another day");
            }
        }
    }
}

#[test]
fn a_name_that_no_file_system_takes_is_cut() {
    let work = pipeline_with("To {{ authority.name }}.\n");
    let long = "N".repeat(248);
    work.write(
        "authorities.csv",
        format!("code,name,level,region,kind\n301,{long},authority,,\n302,Other,authority,,\n"),
    )
    .write(
        "findings.csv",
        "authority,kind,aspect,grade,inspected_on,published_on\n\
         301,adoption_service,overall,2,2009-01-05,2009-02-05\n",
    )
    .write(
        "pipeline.toml",
        "[pipeline]\nname = \"long\"\ntitle = \"Long\"\nas_of = 2009-12-09\nrulebook = \"rulebook.toml\"\n\
         [letter]\ntemplate = \"letter.md\"\npage = \"letter.html\"\n\
         [sources.authorities]\npath = \"authorities.csv\"\n\
         [sources.findings]\npath = \"findings.csv\"\n",
    );
    // One finding rates nobody.
    work.plumbline("run . --out out --quiet --accept evidence_gone --accept nobody_rated")
        .code(0);
    work.ask(&["letter", "out", "--all"]).code(0);
    let names = work.names("out/current/letters");
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 200), "{names:?}");
}

#[test]
fn a_run_that_a_gate_stopped_has_no_letters_and_nobody_blames_the_version() {
    let work = Workdir::with_the_sample();
    work.replace(
        "pipeline/pipeline.toml",
        "path = \"ratings.parquet\"",
        "path = \"ratings.parquet\"\nmin_rows = 99999999",
    );
    work.night(&["--quiet"]).code(3);
    let rejected = format!("out/rejected/{}", work.names("out/rejected")[0]);
    let said = work.ask(&["letter", &rejected, "Leeds"]).code(1).stderr();
    assert!(
        said.contains("was stopped (source ratings: it has"),
        "{said}"
    );
    assert!(!said.contains("version"), "{said}");
    assert!(!said.contains("run the pipeline again"), "{said}");
}
