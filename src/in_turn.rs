//! Work that all threads do side by side, and whose results one of them takes in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;
use std::thread;

/// What was made at a place, or the panic of whoever made it.
type Made<T, E> = (usize, thread::Result<Result<T, E>>);

/// Makes `count` results by `make` and gives each to `take` in order, while those behind it are made:
/// up to `ahead` of them are being made or wait to be taken.
///
/// # Errors
/// The first of `make` or `take`, in order.
pub(crate) fn in_turn<T: Send, E: Send>(
    count: usize,
    ahead: usize,
    make: impl Fn(usize) -> Result<T, E> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let (made, arrived) = mpsc::channel::<Made<T, E>>();
    let make = &make;
    rayon::in_place_scope_fifo(|scope| {
        let begin = |place: usize| {
            let made = made.clone();
            scope.spawn_fifo(move |_| {
                let result = catch_unwind(AssertUnwindSafe(|| make(place)));
                // Nobody waits for it once another has failed.
                let _ = made.send((place, result));
            });
        };
        (0..count.min(ahead)).for_each(begin);
        let mut early = BTreeMap::new();
        for place in 0..count {
            let result = loop {
                if let Some(result) = early.remove(&place) {
                    break result;
                }
                if let Some((place, result)) = next(&arrived) {
                    early.insert(place, result);
                }
            };
            take(result.unwrap_or_else(|panic| resume_unwind(panic))?)?;
            if place + ahead < count {
                begin(place + ahead);
            }
        }
        Ok(())
    })
}

/// What has arrived next. Meanwhile a thread of the pool does other work of the pool, for it may be
/// the only one that there is; `None` where it has to be asked again.
fn next<T>(arrived: &mpsc::Receiver<T>) -> Option<T> {
    match arrived.try_recv() {
        Ok(next) => Some(next),
        Err(_) if rayon::yield_now() == Some(rayon::Yield::Executed) => None,
        Err(_) => arrived.recv().ok(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_are_taken_in_order_and_no_more_of_them_wait_than_is_asked() {
        let (began, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let make = |place: usize| {
            let waiting = began.fetch_add(1, Ordering::SeqCst) - taken.load(Ordering::SeqCst);
            assert!(waiting < 3, "{waiting} wait beside it");
            thread::sleep(std::time::Duration::from_millis((place % 3) as u64));
            Ok::<usize, ()>(place)
        };
        let mut order = Vec::new();
        let take = |place| {
            order.push(place);
            taken.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        assert_eq!(in_turn(20, 3, make, take), Ok(()));
        assert_eq!(order, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn it_works_within_itself_on_a_single_thread() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let sum: Result<usize, ()> = pool.expect("a thread").install(|| {
            let mut sum = 0;
            let within = |place: usize| -> Result<usize, ()> {
                let mut of_place = 0;
                in_turn(
                    4,
                    2,
                    |at| Ok::<usize, ()>(place * at),
                    |made| {
                        of_place += made;
                        Ok(())
                    },
                )?;
                Ok(of_place)
            };
            in_turn(5, 2, within, |made| {
                sum += made;
                Ok(())
            })
            .map(|()| sum)
        });
        assert_eq!(sum, Ok(60));
    }

    #[test]
    fn the_first_error_in_order_ends_it_and_a_panic_is_passed_on() {
        let make = |place: usize| match place {
            2 | 3 => Err(place),
            _ => Ok(place),
        };
        assert_eq!(in_turn(9, 4, make, |_| Ok(())), Err(2));
        assert_eq!(in_turn(9, 4, Ok::<usize, usize>, Err), Err(0));
        let panics = || {
            in_turn(
                3,
                2,
                |at: usize| match at {
                    1 => panic!("of the second"),
                    _ => Ok::<usize, ()>(at),
                },
                |_| Ok(()),
            )
        };
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    }
}
