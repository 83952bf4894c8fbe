//! A run that is killed at any moment leaves the run before it whole and current.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::night::is_whole;
use crate::workdir::Workdir;

/// Moments at which a run is killed.
const KILLS: usize = 200;

#[test]
fn two_hundred_kills_leave_current_whole_and_the_next_run_succeeds() {
    let place = Workdir::with_the_sample();
    let began = Instant::now();
    place.night(&["--quiet"]).code(0);
    // Moments are spread over the whole of a run and somewhat beyond it. How long a run takes
    // depends on what else the machine does, so the span follows what is found.
    let mut span = began.elapsed();

    let stop = AtomicBool::new(false);
    let reads = AtomicU64::new(0);
    let mut moments = ChaCha8Rng::seed_from_u64(2009);
    let mut killed = 0;
    let mut ended = 0;
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let run = fs::canonicalize(place.path("out/current"))
                    .map_err(|error| format!("current: {error}"))?;
                is_whole(&run)?;
                reads.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(2));
            }
            Ok::<(), String>(())
        });
        while killed < KILLS {
            let mut child = place.command(&["--quiet", "--force"]).spawn().unwrap();
            std::thread::sleep(span.mul_f64(moments.random::<f64>()));
            // SIGKILL: nothing of the process runs any more.
            child.kill().unwrap();
            if child.wait().unwrap().code().is_none() {
                killed += 1;
                span = span.mul_f64(1.01);
            } else {
                ended += 1;
                span = span.mul_f64(0.97);
            }
        }
        stop.store(true, Ordering::Relaxed);
        assert_eq!(reader.join().unwrap(), Ok(()));
    });
    let reads = reads.into_inner();
    println!("{killed} runs were killed, {ended} ended before, {reads} reads in between");
    assert!(reads > 100, "only {reads} reads");

    let last = place.current();
    place.night(&["--quiet", "--force"]).code(0);
    assert_ne!(place.current(), last);
    assert_eq!(place.leftovers(), [""; 0]);
    for run in place.names("out/runs") {
        is_whole(&place.path("out/runs").join(run)).unwrap();
    }
}
