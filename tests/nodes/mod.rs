//! Schedulers and workers on loopback, each a process of its own.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::bucket::program;
use crate::workdir::Workdir;

/// How long anything may take that a test waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process, which is killed when the test ends.
pub(crate) struct Node {
    child: Child,
    log: PathBuf,
}

/// A scheduler that listens at a port of its own.
pub(crate) struct SchedulerNode {
    pub(crate) node: Node,
    port: u16,
}

/// What is otherwise about a worker.
#[derive(Default)]
pub(crate) struct WorkerOptions<'a> {
    /// The store that it knows, where it is another than that of the run.
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) work_dir: Option<&'a Path>,
    /// Another program.
    pub(crate) program: Option<&'a Path>,
    pub(crate) variables: &'a [(&'a str, &'a str)],
    pub(crate) arguments: &'a [&'a str],
}

/// A port that nobody listens at.
pub(crate) fn port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("its address").port()
}

/// Waits until something holds.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a process the signal of this name.
pub(crate) fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &pid]).status();
    assert!(sent.expect("kill").success());
}

impl Node {
    fn start(work: &Workdir, name: &str, mut command: Command) -> Self {
        let log = work.path(format!("{name}.log"));
        let file = File::create(&log).expect("a log");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file);
        let child = command.spawn().expect("it starts");
        Self { child, log }
    }

    /// What it has said so far.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).expect("its log")).into_owned()
    }

    /// Waits until it has said so.
    pub(crate) fn until_it_says(&self, text: &str) {
        let began = Instant::now();
        while !self.log().contains(text) {
            let is_late = began.elapsed() > PATIENCE;
            assert!(!is_late, "waited in vain for {text:?} in:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// SIGKILL: nothing of the process runs any more.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM, and how it ends.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.end()
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// How it ends by itself.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let mut ended = None;
        until("a process ends", || {
            ended = self.child.try_wait().expect("its status");
            ended.is_some()
        });
        ended.expect("it ended")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl SchedulerNode {
    /// A scheduler that gives a worker up soon.
    pub(crate) fn start(work: &Workdir) -> Self {
        Self::of_program(work, None)
    }

    /// The same, by another program.
    pub(crate) fn of_program(work: &Workdir, program: Option<&Path>) -> Self {
        let port = port();
        Self {
            node: Self::node(work, port, program),
            port,
        }
    }

    fn node(work: &Workdir, port: u16, program: Option<&Path>) -> Node {
        let mut command = program.map_or_else(|| work.process(), Command::new);
        // Other work on the machine keeps signs of life from coming for a while.
        command.args(["scheduler", "--worker-timeout", "10"]);
        command.args(["--bind", &format!("127.0.0.1:{port}")]);
        Node::start(work, "scheduler", command)
    }

    /// The same again, where the first has ended.
    pub(crate) fn start_again(&mut self, work: &Workdir) {
        self.node = Self::node(work, self.port, None);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts a worker of it.
    pub(crate) fn worker(
        &self,
        work: &Workdir,
        name: &str,
        endpoint: &str,
        options: &WorkerOptions<'_>,
    ) -> Node {
        let folder = work.path(format!("{name}-files"));
        let folder = options.work_dir.unwrap_or(&folder);
        fs::create_dir_all(folder).expect("its folder");
        let mut command = program(work, options.endpoint.unwrap_or(endpoint));
        if let Some(program) = options.program {
            let known: Vec<_> = command
                .get_envs()
                .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
                .collect();
            command = Command::new(program);
            command.envs(known);
        }
        command.envs(options.variables.iter().copied());
        command.args(["worker", "--scheduler", &self.url(), "--cores", "2"]);
        command.args(["--wait", "10"]);
        if !options.arguments.contains(&"--heartbeat") {
            command.args(["--heartbeat", "1"]);
        }
        command.args(["--port", &port().to_string()]);
        command.args(["--task-port", &port().to_string()]);
        command.arg("--work-dir").arg(folder);
        command.args(options.arguments);
        Node::start(work, name, command)
    }

    /// So many workers, when they have come.
    pub(crate) fn workers(&self, work: &Workdir, endpoint: &str, count: usize) -> Vec<Node> {
        let start = |at| {
            let name = format!("worker-{at}");
            self.worker(work, &name, endpoint, &WorkerOptions::default())
        };
        let workers: Vec<Node> = (0..count).map(start).collect();
        for worker in &workers {
            worker.until_it_says(REGISTERED);
        }
        workers
    }
}

/// What a worker says as soon as tasks may come, and when one has.
pub(crate) const REGISTERED: &str = "Executor registration succeed";
pub(crate) const AT_WORK: &str = "Execute task";

/// Waits until one of these workers has a task, and says which.
pub(crate) fn first_at_work(workers: &[Node]) -> usize {
    first_that_says(workers, AT_WORK)
}

/// Waits until one of these workers has said so, and says which.
pub(crate) fn first_that_says(workers: &[Node], text: &str) -> usize {
    let mut found = None;
    until(&format!("a worker says {text:?}"), || {
        found = workers
            .iter()
            .position(|worker| worker.log().contains(text));
        found.is_some()
    });
    found.expect("one has")
}

/// How many seconds a run waits.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    /// For a scheduler with a worker.
    pub(crate) ready: u64,
    /// For what the cluster does of one source.
    pub(crate) job: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            ready: 20,
            job: 120,
        }
    }
}

/// A run of the import at `import` on the cluster, into `out`.
pub(crate) fn on_cluster(
    work: &Workdir,
    endpoint: &str,
    scheduler: &SchedulerNode,
    (import, out): (&str, &str),
    patience: Patience,
) -> Command {
    let mut command = program(work, endpoint);
    command.args(["run", import, "--out", out, "--force"]);
    command.args(["--engine", "ballista", "--scheduler", &scheduler.url()]);
    command.args(["--cluster-wait", &patience.ready.to_string()]);
    command.args(["--job-timeout", &patience.job.to_string()]);
    command
}
