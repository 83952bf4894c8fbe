//! A run that is killed at any moment leaves the run before it whole and current.

mod night;

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use night::{Place, is_whole};

/// Moments at which a run is killed.
const KILLS: usize = 200;

#[test]
fn two_hundred_kills_leave_current_whole_and_the_next_run_succeeds() {
    let place = Place::with_the_sample();
    let began = Instant::now();
    place.run(&["--quiet"]).expect(0, &[]);
    // Kills are spread over the whole of a run and beyond it.
    let whole = began.elapsed().mul_f64(1.3);

    let stop = AtomicBool::new(false);
    let reads = AtomicU64::new(0);
    let mut moments = ChaCha8Rng::seed_from_u64(2009);
    let mut killed = 0;
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
        for _ in 0..KILLS {
            let mut child = place.command(&["--quiet", "--force"]).spawn().unwrap();
            std::thread::sleep(whole.mul_f64(moments.random::<f64>()));
            // SIGKILL: nothing of the process runs any more.
            child.kill().unwrap();
            killed += usize::from(child.wait().unwrap().code().is_none());
        }
        stop.store(true, Ordering::Relaxed);
        assert_eq!(reader.join().unwrap(), Ok(()));
    });
    let reads = reads.into_inner();
    println!("{killed} of {KILLS} runs were killed before they ended, {reads} reads in between");
    assert!(killed > KILLS / 2, "only {killed} runs were killed in time");
    assert!(reads > 100, "only {reads} reads");

    let last = place.current();
    place.run(&["--quiet", "--force"]).expect(0, &[]);
    assert_ne!(place.current(), last);
    assert_eq!(place.leftovers(), [""; 0]);
    for run in place.names("out/runs") {
        is_whole(&place.path("out/runs").join(run)).unwrap();
    }
}
