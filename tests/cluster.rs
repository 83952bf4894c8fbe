//! Runs on a cluster: the same tables as those of a run in one process, to the byte, whatever happens
//! to the cluster meanwhile; or an error in a sentence, and nothing published.
//!
//! Schedulers, workers and the store (moto) are processes of their own on loopback. What needs them is
//! `#[ignore]`d and runs where `PLUMBLINE_STORE_PYTHON` names a Python that has `moto[server]`.

#[cfg(feature = "cluster")]
mod faults;
#[cfg(feature = "cluster")]
mod hanging;
#[cfg(feature = "cluster")]
mod lacking;
#[cfg(feature = "cluster")]
mod left;
#[cfg(feature = "cluster")]
mod nation;
#[cfg(feature = "cluster")]
mod same;

#[cfg(feature = "cluster")]
use crate::nodes;
use crate::workdir::Workdir;

#[cfg(not(feature = "cluster"))]
#[test]
fn a_build_without_clusters_names_the_feature() {
    let work = Workdir::new();
    for command in ["scheduler", "worker --scheduler http://127.0.0.1:1"] {
        work.plumbline(command)
            .code(2)
            .says(&["feature `cluster`", "--features cluster"]);
    }
}

#[cfg(feature = "cluster")]
#[test]
fn a_worker_says_where_it_cannot_be_reached() {
    let work = Workdir::new();
    work.plumbline("worker --scheduler http://127.0.0.1:1 --bind 0.0.0.0")
        .code(2)
        .says(&["--advertise"]);
    work.plumbline("scheduler --bind 0.0.0.0:0")
        .code(2)
        .says(&["--advertise"]);
    work.plumbline("worker --scheduler http://127.0.0.1:1 --wait 0 --work-dir nowhere")
        .code(1)
        .says(&["nowhere: no folder can be made in it", "--work-dir"]);
    work.plumbline("worker --scheduler http://127.0.0.1:1 --wait 0")
        .code(1)
        .says(&["does not answer"]);
}

#[cfg(feature = "cluster")]
#[test]
fn a_port_that_is_taken_is_named_with_its_option() {
    let work = Workdir::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("its address").to_string();
    let port = taken.rsplit(':').next().expect("its port");
    let free = nodes::port();
    for (arguments, option) in [
        (format!("--port {port} --task-port {free}"), "--port"),
        (format!("--port {free} --task-port {port}"), "--task-port"),
    ] {
        let says = format!("the worker cannot listen at {taken} (");
        work.plumbline(&format!(
            "worker --scheduler http://127.0.0.1:1 --wait 0 {arguments}"
        ))
        .code(1)
        .says(&[&says, &format!("name another port with {option}")]);
    }
    let says = format!("the scheduler cannot listen at {taken} (");
    work.plumbline(&format!("scheduler --bind {taken}"))
        .code(1)
        .says(&[&says, "Address already in use", "with --bind"]);
}
