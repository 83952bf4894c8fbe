//! Sources and runs in Azure Blob Storage, as its emulator speaks: where `PLUMBLINE_AZURITE` names the
//! `azurite-blob` of the npm package `azurite`, and `PLUMBLINE_STORE_PYTHON` a Python that has
//! `moto[server]`, whose proxy stands before it.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::assert::OutputAssertExt;
use serde_json::json;

use crate::bucket::{ask, proxy};
use crate::nation::five_councils;
use crate::workdir::{Outcome, Workdir};

/// The emulator, which is stopped when this goes.
struct Emulator {
    port: u16,
    process: Child,
    _files: tempfile::TempDir,
}

impl Emulator {
    /// An emulator with a container of this name.
    fn with_container(name: &str) -> Self {
        let azurite = std::env::var_os("PLUMBLINE_AZURITE")
            .expect("PLUMBLINE_AZURITE is the program azurite-blob");
        let files = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("its number").port();
        drop(free);
        let process = Command::new(azurite)
            .args(["--silent", "--skipApiVersionCheck", "--blobPort"])
            .arg(port.to_string())
            .arg("--location")
            .arg(files.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the emulator starts");
        let emulator = Self {
            port,
            process,
            _files: files,
        };
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "the emulator does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/witness/azure.py");
        let made = Command::new("python3")
            .arg(script)
            .args([&emulator.endpoint(), name])
            .status();
        assert!(made.expect("Python starts").success());
        emulator
    }

    fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program in `work`, which knows the emulator at `endpoint`.
fn program(work: &Workdir, endpoint: &str, arguments: &str) -> Command {
    let mut command = work.process();
    command
        .env("AZURE_STORAGE_USE_EMULATOR", "true")
        .env("AZURITE_BLOB_STORAGE_URL", endpoint)
        .args(arguments.split_whitespace());
    command
}

fn plumbline(work: &Workdir, endpoint: &str, arguments: &str) -> Outcome {
    Outcome::of(program(work, endpoint, arguments).assert())
}

#[test]
#[ignore = "needs the emulator of Azure: PLUMBLINE_AZURITE"]
fn an_import_and_its_runs_are_kept_in_azure() {
    let emulator = Emulator::with_container("extracts");
    let work = Workdir::new();
    let at = |arguments: &str| plumbline(&work, &emulator.endpoint(), arguments);
    let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
    work.plumbline(&format!("import {pipeline} --out kept"))
        .code(0);
    at(&format!("import {pipeline} --out az://extracts/kept")).code(0);
    work.plumbline("run kept/current --out disk").code(0);
    at("run az://extracts/kept --out az://extracts/rated").code(0);
    for command in ["explain {} Leeds", "explain {} Leeds --format json"] {
        let of = |run: &str| command.replace("{}", run);
        let disk = work.plumbline(&of("disk")).code(0).stdout();
        let stored = at(&of("az://extracts/rated")).code(0).stdout();
        assert_eq!(stored, disk, "{command}");
    }
    at("run az://extracts/kept --out az://extracts/rated")
        .code(0)
        .prints(&["nothing to do"]);
    at("runs az://extracts/rated").code(0).prints(&["→"]);

    at("run az://nobody/kept --out there")
        .code(1)
        .says(&["az://nobody/kept", "no bucket nobody"]);
    let mut stranger = program(&work, &emulator.endpoint(), "runs az://extracts/rated");
    stranger
        .env("AZURE_STORAGE_USE_EMULATOR", "false")
        .env("AZURE_STORAGE_ACCOUNT_NAME", "devstoreaccount1")
        .env("AZURE_STORAGE_ACCOUNT_KEY", "c2VjcmV0")
        .env("AZURE_ALLOW_HTTP", "true")
        .env(
            "AZURE_STORAGE_ENDPOINT",
            format!("{}/devstoreaccount1", emulator.endpoint()),
        );
    let refused = Outcome::of(stranger.assert()).code(1);
    refused.says(&["refuses access", "AZURE_STORAGE_ACCOUNT_KEY"]);
}

#[test]
#[ignore = "needs the emulator of Azure, and a Python with moto: PLUMBLINE_AZURITE, PLUMBLINE_STORE_PYTHON"]
fn of_two_runs_at_once_in_azure_one_ends_with_4() {
    let emulator = Emulator::with_container("twice");
    let work = five_councils();
    // The first stops just before it becomes the current one, and the second overtakes it.
    let run = "run pipeline.toml --out az://twice/small --as-of 2025-01-0";
    let held = proxy(json!({ "hold": "current.json", "to": emulator.port }));
    let slow = program(&work, &held, &format!("{run}1"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    assert_eq!(ask(json!({ "do": "held", "proxy": held })), true);
    plumbline(&work, &emulator.endpoint(), &format!("{run}2")).code(0);
    ask(json!({ "do": "release", "proxy": held }));
    Outcome::from(slow.wait_with_output().expect("it ends"))
        .code(4)
        .says(&["another run", "nothing of this one is kept"]);
    plumbline(&work, &emulator.endpoint(), "runs az://twice/small")
        .code(0)
        .prints(&["→", "exit   4"]);
}
