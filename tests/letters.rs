//! `plumbline letter`: what it writes, and what it says when it cannot.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use assert_cmd::Command;
use tempfile::TempDir;

fn shipped() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("pipelines/annual-rating")
}

fn plumbline(arguments: &[&str]) -> Output {
    Command::cargo_bin("plumbline")
        .unwrap()
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Runs the annual rating on the sample, with other files for some sources.
fn run(out: &Path, sources: &[String]) {
    let pipeline = shipped();
    let mut arguments = vec!["run", path(&pipeline), "--out", path(out), "--quiet"];
    for source in sources {
        arguments.extend(["--source", source]);
    }
    let done = plumbline(&arguments);
    assert!(done.status.success(), "{}", text(&done.stderr));
}

/// One run for all the tests that only read it.
static OUT: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[]);
    folder
});

/// Writes letters of the shared run to a folder of their own.
fn letters(arguments: &[&str]) -> (TempDir, Output) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("letters");
    let mut all = vec!["letter", path(OUT.path()), "--out", path(&out)];
    all.extend(arguments);
    let output = plumbline(&all);
    (folder, output)
}

fn letter_to(authority: &str, file: &str) -> String {
    let (folder, output) = letters(&[authority]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    fs::read_to_string(folder.path().join("letters").join(file)).unwrap()
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
    let (folder, output) = letters(&["--all"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("152 letters in "));
    let mut count = 0;
    for file in fs::read_dir(folder.path().join("letters")).unwrap() {
        let letter = fs::read_to_string(file.unwrap().path()).unwrap();
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
    let (_folder, output) = letters(&["Leads"]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(message.contains("the nearest are Leeds (383)"), "{message}");

    let (_folder, output) = letters(&["yorkshire"]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(message.contains("East Riding of Yorkshire"), "{message}");
    assert!(message.contains("North Yorkshire"), "{message}");
}

/// The shipped pipeline in a folder of its own, with another template.
fn pipeline_with(template: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "pipeline.toml",
        "rulebook.toml",
        "indicators.csv",
        "letter.html",
    ] {
        fs::copy(shipped().join(name), folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("letter.md"), template).unwrap();
    folder
}

#[test]
fn the_wording_is_that_of_the_template() {
    let pipeline = pipeline_with("To **{{ authority.name }}**: {{ rating.level }}.\n");
    let (folder, output) = letters(&["Leeds", "--pipeline", path(pipeline.path())]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let file = folder.path().join("letters/383-leeds.md");
    assert_eq!(fs::read_to_string(file).unwrap(), "To **Leeds**: 1.\n");
}

#[test]
fn a_mistake_in_a_template_names_file_and_line() {
    let unclosed = pipeline_with("One.\n\n{% if rating %}\nTwo.\n");
    let (_folder, output) = letters(&["Leeds", "--pipeline", path(unclosed.path())]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(message.contains("letter.md:"), "{message}");

    let unknown = pipeline_with("One.\n\n{{ rating.mark }}\n");
    let (_folder, output) = letters(&["Leeds", "--pipeline", path(unknown.path())]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(message.contains("letter.md:3: "), "{message}");
}

#[test]
fn a_mistake_in_a_template_stops_a_run_before_data_is_read() {
    let pipeline = pipeline_with("{% for %}\n");
    let out = tempfile::tempdir().unwrap();
    let output = plumbline(&["run", path(pipeline.path()), "--out", path(out.path())]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(message.contains("letter.md:1: "), "{message}");
}

#[test]
fn names_and_addressees_stand_for_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let authorities = folder.path().join("authorities.csv");
    fs::write(
        &authorities,
        "code,name,level,region,kind,addressee\n\
         301,A <b>*Bold*</b> & Co,authority,,,Mrs O'Hara <x>; 1. High Street\n\
         302,Other,authority,,,\n",
    )
    .unwrap();
    let findings = folder.path().join("findings.csv");
    fs::write(
        &findings,
        "authority,kind,aspect,grade,inspected_on,published_on\n\
         301,adoption_service,overall,2,2009-01-05,2009-02-05\n",
    )
    .unwrap();
    let blank = |name: &str, header: &str| {
        let file = folder.path().join(name);
        fs::write(&file, format!("{header}\n")).unwrap();
        file
    };
    let sources = [
        ("authorities", authorities),
        ("findings", findings),
        ("neighbours", blank("n.csv", "authority,neighbour,rank")),
        ("characteristics", blank("c.csv", "authority,feature,value")),
        (
            "inspections",
            blank(
                "i.csv",
                "urn,provision,authority,inspected_on,published_on,grade,status",
            ),
        ),
        (
            "observations",
            blank("o.csv", "authority,indicator,period,value"),
        ),
        (
            "judgements",
            blank("j.csv", "authority,rating,reason,decided_by,decided_on"),
        ),
        ("ratings", blank("r.csv", "authority,year,rating")),
    ]
    .map(|(name, file)| format!("{name}={}", file.display()));
    let out = folder.path().join("out");
    run(&out, &sources);
    let output = plumbline(&["letter", path(&out), "--all"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let letters = out.join("current/letters");

    let page = fs::read_to_string(letters.join("301-a-b-bold-b-co.html")).unwrap();
    assert!(
        page.contains("A &lt;b&gt;*Bold*&lt;/b&gt; &amp; Co are not rated."),
        "{page}"
    );
    assert!(page.contains("Dear Mrs O'Hara &lt;x&gt;"), "{page}");
    assert!(page.contains("1. High Street"), "{page}");
    assert!(!page.contains("<b>"), "{page}");

    // What has no data is not spoken of, and nobody is addressed where nobody is named.
    let other = fs::read_to_string(letters.join("302-other.md")).unwrap();
    assert!(other.contains("Children's services in Other are not rated."));
    for unsaid in ["Dear", "service is", "indicators is", "Performance in"] {
        assert!(!other.contains(unsaid), "{unsaid}: {other}");
    }
    let bold = fs::read_to_string(letters.join("301-a-b-bold-b-co.md")).unwrap();
    assert!(bold.contains("The local authority's adoption service is good."));
}

#[test]
fn a_folder_that_is_no_whole_run_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let output = plumbline(&["letter", path(folder.path()), "--all"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("manifest.json"));

    run(folder.path(), &[]);
    let table = folder.path().join("current/outcome_profile.parquet");
    fs::remove_file(table).unwrap();
    for command in [
        vec!["letter", path(folder.path()), "--all"],
        vec!["explain", path(folder.path()), "Leeds"],
        vec!["diff", path(folder.path()), path(OUT.path())],
    ] {
        let output = plumbline(&command);
        assert_eq!(output.status.code(), Some(1));
        let message = text(&output.stderr);
        assert!(
            message.contains("outcome_profile.parquet: the run's manifest names it and it is not there; run the pipeline again"),
            "{message}"
        );
    }
    let manifest = folder.path().join("current/manifest.json");
    let other = fs::read_to_string(&manifest)
        .unwrap()
        .replace("\"manifest_version\": 1", "\"manifest_version\": 99");
    fs::write(&manifest, other).unwrap();
    let output = plumbline(&["explain", path(folder.path()), "Leeds"]);
    assert!(text(&output.stderr).contains("is of form 99"));
}
