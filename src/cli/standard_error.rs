//! Standard error: the log, progress bars and messages.
//!
//! What becomes of standard error changes nothing else. Its disk may be full, nobody may read its
//! pipe, or a terminal may be held: so a thread of its own writes to it, errors of writing are
//! nobody's, and when nothing moves, lines are counted in place of being kept.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

use crate::domain::shown::{in_json, shown};

/// Bytes that may wait to be written.
const ROOM: usize = 1 << 20;

/// How long a line waits for room before whoever reads is given up.
const PATIENCE: Duration = Duration::from_secs(1);

/// The longest line that is shown, in characters: about a screen.
const LONGEST: usize = 2_000;

/// The end of a line that is longer, which mostly says what to do.
const END: usize = 400;

/// What waits to be written.
#[derive(Default)]
struct Queue {
    waiting: Vec<u8>,
    /// Whether the thread is writing.
    busy: bool,
    /// Set once a line waited in vain, until something is written again.
    stuck: bool,
    /// Lines that were not kept.
    lost: u64,
}

struct Pipe {
    queue: Mutex<Queue>,
    moved: Condvar,
}

static PIPE: Pipe = Pipe {
    queue: Mutex::new(Queue {
        waiting: Vec::new(),
        busy: false,
        stuck: false,
        lost: 0,
    }),
    moved: Condvar::new(),
};

/// Whether the thread runs; where it cannot be started, lines are written at once.
static STARTED: OnceLock<bool> = OnceLock::new();

impl Pipe {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // The queue is whole after every change to it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, queue: MutexGuard<'a, Queue>, patience: Duration) -> MutexGuard<'a, Queue> {
        self.moved
            .wait_timeout(queue, patience)
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }

    fn put(&self, bytes: &[u8]) {
        let mut queue = self.queue();
        let until = Instant::now() + PATIENCE;
        while queue.waiting.len() + bytes.len() > ROOM && !queue.waiting.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if queue.stuck || left.is_zero() {
                queue.stuck = true;
                queue.lost += 1;
                return;
            }
            queue = self.wait(queue, left);
        }
        queue.waiting.extend_from_slice(bytes);
        self.moved.notify_all();
    }

    fn write_for_ever(&self) {
        let mut queue = self.queue();
        loop {
            while queue.waiting.is_empty() {
                queue = self
                    .moved
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            let bytes = std::mem::take(&mut queue.waiting);
            queue.busy = true;
            drop(queue);
            write_now(&bytes);
            queue = self.queue();
            queue.busy = false;
            queue.stuck = false;
            let lost = std::mem::take(&mut queue.lost);
            if lost > 0 {
                let said = format!(
                    "plumbline: {lost} lines of the log are missing here: nobody read them in time\n"
                );
                queue.waiting.splice(0..0, said.into_bytes());
            }
            self.moved.notify_all();
        }
    }

    /// Waits until everything is written, as long as something moves within `patience`.
    fn drain(&self, patience: Duration) {
        let mut queue = self.queue();
        let mut until = Instant::now() + patience;
        let mut before = (queue.waiting.len(), queue.busy);
        while queue.busy || !queue.waiting.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            queue = self.wait(queue, left);
            let now = (queue.waiting.len(), queue.busy);
            if now != before {
                before = now;
                until = Instant::now() + patience;
            }
        }
    }
}

/// Writes at once; nobody is told when that fails, for there is nowhere to tell it.
#[expect(clippy::disallowed_methods, reason = "this is where messages go")]
fn write_now(bytes: &[u8]) {
    let mut to = io::stderr();
    let _ = to.write_all(bytes).and_then(|()| to.flush());
}

/// Hands bytes on to standard error. They may act on a terminal: text goes through [`say`].
pub(super) fn write(bytes: &[u8]) {
    let started = STARTED.get_or_init(|| {
        std::thread::Builder::new()
            .name("standard error".to_owned())
            .spawn(|| PIPE.write_for_ever())
            .is_ok()
    });
    if *started {
        PIPE.put(bytes);
    } else {
        write_now(bytes);
    }
}

/// Says something to people, in one line that is no longer than a screen.
pub(super) fn say(message: &str) {
    let mut line = String::from("plumbline: ");
    line.push_str(&screenful(&shown(message)));
    line.push('\n');
    write(line.as_bytes());
}

/// Waits until what was written is out, as long as it moves within `patience`.
pub(super) fn drain(patience: Duration) {
    if STARTED.get() == Some(&true) {
        PIPE.drain(patience);
    }
}

/// The text, or where it is longer than a screen its beginning and its end.
fn screenful(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST {
        return text.to_owned();
    }
    let first: String = text.chars().take(LONGEST - END).collect();
    let last: String = text.chars().skip(length - END).collect();
    format!("{first} … ({} characters) … {last}", length - LONGEST)
}

/// The writer of the log, one event at a time.
#[derive(Debug, Clone, Copy)]
pub(super) enum Log {
    /// Lines for people.
    Plain,
    /// Lines for people, in the colours of the log itself, which writes out those of the text.
    Coloured,
    /// JSON, which stays whole however long it is.
    Json,
}

impl Log {
    fn line(self, event: &str) -> String {
        let line = event.trim_end_matches('\n');
        match self {
            Self::Plain => screenful(&shown(line)),
            Self::Coloured => {
                let parts: Vec<_> = line.split('\u{1b}').map(shown).collect();
                screenful(&parts.join("\u{1b}"))
            }
            Self::Json => in_json(line).into_owned(),
        }
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

impl Write for Log {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let mut line = self.line(&String::from_utf8_lossy(event));
        line.push('\n');
        self::write(line.as_bytes());
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_keeps_its_beginning_and_its_remedy() {
        let text = format!("{}; do this", "x".repeat(1_000_000));
        let cut = screenful(&text);
        assert!(cut.chars().count() < LONGEST + 50);
        assert!(cut.ends_with("; do this"), "{cut}");
        assert_eq!(screenful("short"), "short");
    }

    #[test]
    fn nobody_waits_long_for_a_pipe_that_is_not_read() {
        let pipe = Pipe {
            queue: Mutex::default(),
            moved: Condvar::new(),
        };
        let began = Instant::now();
        let line = vec![b'x'; ROOM / 2];
        for _ in 0..100 {
            pipe.put(&line);
        }
        let queue = pipe.queue();
        assert_eq!((queue.lost, queue.waiting.len()), (98, ROOM));
        assert!(began.elapsed() < 2 * PATIENCE);
        drop(queue);
        pipe.drain(Duration::from_millis(10));
    }
}
