//! The same tables, on however many workers, and also where workers and schedulers come and go.

use std::time::Duration;

use super::nation::{Nation, ended, slow};
use crate::bucket::endpoint;
use crate::nodes::{AT_WORK, Patience, SchedulerNode, first_at_work};
use crate::workdir::Workdir;

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn one_two_and_four_workers_give_the_same_tables() {
    let nation = Nation::new("same");
    for count in [1, 2, 4] {
        let scheduler = SchedulerNode::start(&nation.work);
        let mut workers = scheduler.workers(&nation.work, &endpoint(), count);
        let out = format!("by-{count}");
        nation.run(&scheduler, &out).code(0);
        nation.is_the_same(&out);
        assert!(workers.iter().any(|worker| worker.log().contains(AT_WORK)));
        // A signal ends each of them well, and their files go with them.
        for (at, worker) in workers.iter_mut().enumerate() {
            assert!(worker.stop().success(), "{}", worker.log());
            let left = nation.work.names(&format!("worker-{at}-files"));
            assert!(left.is_empty(), "{left:?}");
        }
    }
    let manifest = nation.work.read("by-4/current/manifest.json");
    for secret in ["S3CRETKEY", "AKIDTEST"] {
        assert!(!manifest.contains(secret), "{manifest}");
    }
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_scheduler_ends_well_when_it_is_asked_to() {
    let work = Workdir::new();
    let mut scheduler = SchedulerNode::start(&work);
    let _workers = scheduler.workers(&work, &endpoint(), 1);
    assert!(scheduler.node.stop().success(), "{}", scheduler.node.log());
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn the_tasks_of_a_worker_that_is_killed_are_given_to_another() {
    let nation = Nation::new("killed");
    let scheduler = SchedulerNode::start(&nation.work);
    let mut workers = scheduler.workers(&nation.work, &slow(0.5), 2);
    let run = nation.begun(&scheduler, "out", Patience::default());
    let busy = first_at_work(&workers);
    workers[busy].kill();
    ended(run).code(0);
    nation.is_the_same("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_cluster_that_loses_every_worker_ends_the_run() {
    let nation = Nation::new("alone");
    let scheduler = SchedulerNode::start(&nation.work);
    let mut workers = scheduler.workers(&nation.work, &slow(0.5), 1);
    let run = nation.begun(&scheduler, "out", Patience::default());
    workers[0].until_it_says(AT_WORK);
    workers[0].kill();
    let outcome = ended(run).code(1);
    outcome.says(&["all executors were lost", "start others"]);
    nation.nothing_is_published("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_run_outlives_a_scheduler_that_is_started_again() {
    let nation = Nation::new("restarted");
    let mut scheduler = SchedulerNode::start(&nation.work);
    let workers = scheduler.workers(&nation.work, &slow(0.5), 2);
    let run = nation.begun(&scheduler, "out", Patience::default());
    first_at_work(&workers);
    scheduler.node.kill();
    std::thread::sleep(Duration::from_secs(1));
    scheduler.start_again(&nation.work);
    ended(run).code(0).says(&["is given to the cluster again"]);
    nation.is_the_same("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_scheduler_that_does_not_come_back_ends_the_run() {
    let nation = Nation::new("gone");
    let mut scheduler = SchedulerNode::start(&nation.work);
    let mut workers = scheduler.workers(&nation.work, &slow(0.5), 2);
    let soon = Patience {
        ready: 3,
        ..Patience::default()
    };
    let run = nation.begun(&scheduler, "out", soon);
    first_at_work(&workers);
    scheduler.node.kill();
    ended(run)
        .code(1)
        .says(&["does not answer", "plumbline scheduler"]);
    nation.nothing_is_published("out");
    // The workers go, too, for whoever starts them again.
    for worker in &mut workers {
        assert_eq!(worker.end().code(), Some(1), "{}", worker.log());
        worker.until_it_says("signs of life");
    }
}
