//! An object store on loopback: `tests/witness/store.py`, which `PLUMBLINE_STORE_PYTHON` runs.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use assert_cmd::assert::OutputAssertExt;
use serde_json::{Value, json};

use crate::workdir::{Outcome, Workdir};

/// The store of this process, which ends when its input does.
struct Server {
    endpoint: String,
    talk: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    _child: Child,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let python = std::env::var_os("PLUMBLINE_STORE_PYTHON")
            .expect("PLUMBLINE_STORE_PYTHON is a Python that has moto[server]");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/witness/store.py");
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Python starts");
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let mut output = BufReader::new(output.expect("its output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        let begun: Value = serde_json::from_str(&line).expect("the store has started");
        Server {
            endpoint: begun["endpoint"].as_str().expect("an address").to_owned(),
            talk: Mutex::new((input.expect("its input"), output)),
            _child: child,
        }
    })
}

/// Has the server do something.
pub(crate) fn ask(asked: Value) -> Value {
    let mut talk = server().talk.lock().unwrap_or_else(PoisonError::into_inner);
    writeln!(talk.0, "{asked}").expect("it listens");
    let mut line = String::new();
    talk.1.read_line(&mut line).expect("it answers");
    let answer: Value = serde_json::from_str(&line).expect("JSON");
    assert!(answer["error"].is_null(), "{asked}: {answer}");
    answer["done"].clone()
}

/// A bucket, which nobody else uses.
pub(crate) struct Bucket {
    pub(crate) name: &'static str,
}

impl Bucket {
    pub(crate) fn new(name: &'static str) -> Self {
        ask(json!({ "do": "bucket", "bucket": name }));
        Self { name }
    }

    /// The address of `key` in it.
    pub(crate) fn at(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.name)
    }

    /// Puts the file at `path` there.
    pub(crate) fn put(&self, key: &str, path: &Path) -> &Self {
        ask(json!({ "do": "put", "bucket": self.name, "key": key, "path": path }));
        self
    }

    /// Puts every file of the folder at `path` there, below `prefix`.
    pub(crate) fn put_folder(&self, prefix: &str, path: &Path) -> &Self {
        for entry in std::fs::read_dir(path).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            self.put(&format!("{prefix}/{name}"), &path);
        }
        self
    }

    /// The keys in it that begin so.
    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        let keys = ask(json!({ "do": "list", "bucket": self.name }));
        let keys = keys.as_array().expect("keys").iter();
        keys.map(|key| key.as_str().expect("a key").to_owned())
            .filter(|key| key.starts_with(prefix))
            .collect()
    }

    pub(crate) fn text(&self, key: &str) -> String {
        let text = ask(json!({ "do": "get", "bucket": self.name, "key": key }));
        text.as_str().expect("text").to_owned()
    }
}

/// The address of the store.
pub(crate) fn endpoint() -> String {
    server().endpoint.clone()
}

/// The address of a proxy with these faults.
pub(crate) fn proxy(mut faults: Value) -> String {
    faults["do"] = "proxy".into();
    ask(faults).as_str().expect("an address").to_owned()
}

/// The program in `work`, which knows the store at `endpoint`.
pub(crate) fn program(work: &Workdir, endpoint: &str) -> Command {
    let mut command = work.process();
    command.envs([
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDTEST"),
        ("AWS_SECRET_ACCESS_KEY", "S3CRETKEY"),
    ]);
    command
}

/// Runs the program with `arguments`, which are separated by spaces.
pub(crate) fn plumbline(work: &Workdir, endpoint: &str, arguments: &str) -> Outcome {
    let mut command = program(work, endpoint);
    Outcome::of(command.args(arguments.split_whitespace()).assert())
}
