//! The units of `examples/systemd` are such as systemd takes, and they and the line for cron call the
//! program as it is.

use std::fs;
use std::process::Command;

const OPERATIONS: &str = include_str!("../docs/operations.md");
const SERVICE: &str = include_str!("../examples/systemd/plumbline.service");
const TIMER: &str = include_str!("../examples/systemd/plumbline.timer");

/// Where the Debian package puts the program.
const INSTALLED: &str = "/usr/bin/plumbline";

#[test]
fn systemd_takes_the_service_and_the_timer() {
    let folder = tempfile::tempdir().unwrap();
    assert!(SERVICE.contains(INSTALLED));
    // systemd wants the program to be there.
    let service = SERVICE.replace(INSTALLED, env!("CARGO_BIN_EXE_plumbline"));
    let paths = [
        ("plumbline.service", service.as_str()),
        ("plumbline.timer", TIMER),
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
        .chain(SERVICE.lines())
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
