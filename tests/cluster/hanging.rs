//! Clusters that take longer than they may, and go on afterwards.

use std::time::{Duration, Instant};

use serde_json::json;

use super::nation::{Nation, ended, slow};
use crate::bucket::{ask, proxy};
use crate::nodes::{
    AT_WORK, Node, Patience, SchedulerNode, WorkerOptions, first_at_work, first_that_says, signal,
};

/// What the cluster may take, which is less than it takes: a worker is given up after ten seconds.
const SHORT: Patience = Patience { ready: 20, job: 4 };

/// The sentence of a run that has waited long enough.
const GIVEN_UP: [&str; 4] = [
    "the cluster of http://127.0.0.1:",
    "has not done its part in 4 seconds",
    "look at the logs of its workers",
    "allow more with --job-timeout",
];

/// A store that gives no observation until it is released.
fn held() -> String {
    proxy(json!({ "hold": "observations.parquet", "method": "GET" }))
}

/// The scheduler heard that nobody waits for the job, and told whichever worker was at it.
fn is_cancelled(scheduler: &SchedulerNode, workers: &[Node]) {
    scheduler.node.until_it_says("Job cancelled: ");
    first_that_says(workers, "Cancelling tasks for ");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn workers_that_wait_for_a_store_for_ever_are_given_up_and_work_on_afterwards() {
    let nation = Nation::new("held");
    // No task is ever done, nor does a worker fall silent.
    let store = held();
    let scheduler = SchedulerNode::start(&nation.work);
    let workers = scheduler.workers(&nation.work, &store, 2);
    let began = Instant::now();
    let outcome = nation.run_within(&scheduler, "out", SHORT).code(1);
    outcome.says(&GIVEN_UP);
    assert!(began.elapsed() < Duration::from_secs(30));
    nation.nothing_is_published("out");
    is_cancelled(&scheduler, &workers);
    ask(json!({ "do": "release", "proxy": store }));
    nation.run(&scheduler, "out").code(0);
    nation.is_the_same("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_worker_that_is_suspended_is_waited_for_no_longer_than_a_run_may_take() {
    let nation = Nation::new("suspended");
    let scheduler = SchedulerNode::start(&nation.work);
    let workers = scheduler.workers(&nation.work, &slow(0.5), 2);
    let run = nation.begun(&scheduler, "out", SHORT);
    let busy = first_at_work(&workers);
    workers[busy].signal("STOP");
    ended(run).code(1).says(&GIVEN_UP);
    nation.nothing_is_published("out");
    workers[busy].signal("CONT");
    is_cancelled(&scheduler, &workers);
    nation.run(&scheduler, "out").code(0);
    nation.is_the_same("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_scheduler_that_is_suspended_is_waited_for_no_longer_either() {
    let nation = Nation::new("silent");
    let scheduler = SchedulerNode::start(&nation.work);
    // It would give its scheduler up after five seconds.
    let patient = WorkerOptions {
        arguments: &["--heartbeat", "3"],
        ..WorkerOptions::default()
    };
    let worker = scheduler.worker(&nation.work, "worker", &slow(0.5), &patient);
    let run = nation.begun(&scheduler, "out", SHORT);
    worker.until_it_says(AT_WORK);
    scheduler.node.signal("STOP");
    ended(run)
        .code(1)
        .says(&GIVEN_UP)
        .says(&["has not heard that the job is not wanted any more"]);
    nation.nothing_is_published("out");
    scheduler.node.signal("CONT");
    nation.run(&scheduler, "out").code(0);
    nation.is_the_same("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn the_job_of_a_run_that_is_stopped_is_given_up() {
    let nation = Nation::new("stopped");
    let store = held();
    let scheduler = SchedulerNode::start(&nation.work);
    let workers = scheduler.workers(&nation.work, &store, 1);
    let run = nation.begun(&scheduler, "out", Patience::default());
    workers[0].until_it_says(AT_WORK);
    signal(&run, "TERM");
    ended(run).code(143).says(&["stopped by SIGTERM"]);
    nation.nothing_is_published("out");
    is_cancelled(&scheduler, &workers);
    ask(json!({ "do": "release", "proxy": store }));
    nation.run(&scheduler, "out").code(0);
    nation.is_the_same("out");
}
