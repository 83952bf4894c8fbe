//! The systemd units of docs/operations.md are such as systemd takes, and call the program as it is.

use std::fs;
use std::process::Command;

const OPERATIONS: &str = include_str!("../docs/operations.md");

/// Where the page has the program.
const INSTALLED: &str = "/usr/local/bin/plumbline";

/// The page's units: the service, then the timer.
fn units() -> Vec<&'static str> {
    OPERATIONS
        .split("```ini\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn systemd_takes_the_service_and_the_timer() {
    let folder = tempfile::tempdir().unwrap();
    let [service, timer] = units()[..] else {
        panic!("{} units", units().len());
    };
    assert!(service.contains(INSTALLED));
    // systemd wants the program to be there.
    let service = service.replace(INSTALLED, env!("CARGO_BIN_EXE_plumbline"));
    let paths = [
        ("plumbline.service", service.as_str()),
        ("plumbline.timer", timer),
    ]
    .map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    });
    let verified = Command::new("systemd-analyze")
        .arg("verify")
        .args(&paths)
        .output();
    let Ok(verified) = verified else {
        eprintln!("there is no systemd-analyze here: the units are not verified");
        return;
    };
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && said.is_empty(), "{said}");
}

#[test]
fn the_commands_of_cron_and_systemd_are_such_as_the_program_has() {
    let commands: Vec<&str> = OPERATIONS
        .lines()
        .filter_map(|line| line.split_once(INSTALLED))
        .map(|(_, arguments)| arguments)
        .collect();
    assert_eq!(commands.len(), 2);
    for arguments in commands {
        // The pipeline is not there, and all that comes before it is right.
        let folder = tempfile::tempdir().unwrap();
        let ended = Command::new(env!("CARGO_BIN_EXE_plumbline"))
            .args(arguments.split_whitespace())
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains("pipeline.toml: cannot be read"), "{said}");
    }
}
