//! Every command that prints facts gives them as JSON too, and its lines fit eighty columns.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::Workdir;

fn json(work: &Workdir, arguments: &str) -> Value {
    let outcome = work.plumbline(arguments).code(0);
    serde_json::from_str(&outcome.stdout()).unwrap_or_else(|error| panic!("{arguments}: {error}"))
}

#[test]
fn every_command_that_prints_facts_takes_the_format() {
    let work = Workdir::new();
    let help = work.plumbline("--help").code(0).stdout();
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    // These do something, and print what they did.
    let deeds = [
        "new",
        "run",
        "import",
        "rollback",
        "sample",
        "scheduler",
        "site",
        "worker",
        "help",
    ];
    let mut asked = 0;
    // What a command does may go on beneath it.
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for command in names.filter(|name| !name.is_empty()) {
        if deeds.contains(&command) {
            continue;
        }
        let help = work
            .plumbline(&format!("{command} --help"))
            .code(0)
            .stdout();
        assert!(help.contains("--format"), "{command}: {help}");
        asked += 1;
    }
    assert!(asked >= 8, "{asked} commands:\n{help}");
}

#[test]
fn a_check_says_what_it_found_and_whether_a_run_would_pass() {
    let work = five_councils();
    work.append("data/observations.csv", "399,waits,2024,1,,");
    let found = json(&work, "check pipeline.toml --format json");
    assert_eq!(found["pipeline"], "small");
    assert_eq!(found["as_of"], "2024-12-31");
    assert_eq!(found["passes"], true);
    let of = |source: &str| {
        let sources = found["sources"].as_array().expect("a list").iter();
        sources.clone().find(|of| of["source"] == source).cloned()
    };
    let observations = of("observations").expect("it is read");
    assert_eq!(observations["rejected"], 1);
    let rejected = &found["rejected"][0];
    assert_eq!(rejected["rule"], "unknown_authority");
    assert_eq!(rejected["rows"], 1);
    assert_eq!(rejected["examples"][0]["file"], "observations.csv");
    assert_eq!(rejected["examples"][0]["row"], 16);

    // Most of a source: the gate is in the document, and in the exit code.
    for row in 0..60 {
        work.append("data/observations.csv", &format!("399,waits,{row},1,,"));
    }
    let outcome = work.plumbline("check pipeline.toml --format json").code(3);
    let found: Value = serde_json::from_str(&outcome.stdout()).expect("JSON");
    assert_eq!(found["passes"], false);
    let gates = found["gates"].as_array().expect("a list");
    assert!(
        gates
            .iter()
            .any(|gate| gate["gate"] == "max_rejected" && gate["state"] == "tripped"),
        "{gates:?}"
    );
}

#[test]
fn neighbours_are_given_with_what_brings_them_near() {
    let work = Workdir::new();
    work.plumbline("new mine --from similar-areas").code(0);
    let found = json(&work, "neighbours mine Leeds --format json");
    assert_eq!(found["council"]["code"], "383");
    let list = found["neighbours"].as_array().expect("a list");
    assert_eq!(list.len(), 10);
    for (rank, row) in (1..).zip(list) {
        assert_eq!(row["rank"], rank);
        let shares = row["shares"].as_object().expect("shares").values();
        let sum: f64 = shares.filter_map(Value::as_f64).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{row}");
    }
    // The lines name the same councils in the same order.
    let lines = work.plumbline("neighbours mine Leeds").code(0).stdout();
    let mut from = 0;
    for row in list {
        let name = row["council"]["name"].as_str().expect("a name");
        let at = lines[from..]
            .find(name)
            .unwrap_or_else(|| panic!("{name}: {lines}"));
        from += at;
    }
}

#[test]
fn two_lists_are_compared_as_json() {
    let work = Workdir::new();
    let head = "authority,neighbour,rank\n";
    work.write("old.csv", format!("{head}a,b,1\na,c,2\nz,a,1\n"))
        .write("new.csv", format!("{head}a,c,1\na,d,2\n"));
    let found = json(&work, "neighbours --compare old.csv new.csv --format json");
    assert_eq!(
        found["authorities"],
        serde_json::json!([{
            "authority": "a", "name": "a", "neighbours": 2, "stayed": 1, "rank_correlation": null,
            "gone": [{"authority": "b", "name": "b", "shares": []}],
            "joined": [{"authority": "d", "name": "d", "shares": []}],
            "gone_shares": [], "joined_shares": [], "firmness": [],
            "not_mutual": [{"authority": "c", "name": "c"}, {"authority": "d", "name": "d"}],
        }])
    );
    assert_eq!(
        found["only_old"],
        serde_json::json!([{"authority": "z", "name": "z"}])
    );
    assert_eq!(found["only_new"], serde_json::json!([]));
}
