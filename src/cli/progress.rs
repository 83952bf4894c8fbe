//! A progress bar per stage, on a terminal only.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::standard_error;
use crate::domain::shown::shown;
use crate::job::{Progress, Stage};

/// How often a bar is drawn, in a second.
const DRAWN: u8 = 10;

/// Shows a run's progress on standard error.
pub(super) struct Bars {
    shown: bool,
    bar: Option<ProgressBar>,
}

impl Bars {
    /// Bars that are shown on a terminal that can move its cursor, unless the run is quiet.
    #[expect(
        clippy::disallowed_methods,
        reason = "it asks only whether there is a terminal"
    )]
    pub(super) fn new(quiet: bool) -> Self {
        let moves = std::env::var_os("TERM").is_some_and(|kind| !kind.is_empty() && kind != "dumb");
        Self {
            shown: !quiet && moves && io::stderr().is_terminal(),
            bar: None,
        }
    }
}

impl Progress for Bars {
    fn begin(&mut self, stage: Stage, steps: usize) {
        self.end();
        if !self.shown {
            return;
        }
        let style = ProgressStyle::with_template("{prefix:>8} {bar:30} {pos}/{len} {msg}")
            .expect("the template is well formed");
        let terminal = Box::new(Terminal::default());
        let target = ProgressDrawTarget::term_like_with_hz(terminal, DRAWN);
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target)
            .with_style(style)
            .with_prefix(stage.word());
        bar.enable_steady_tick(Duration::from_millis(100));
        self.bar = Some(bar);
    }

    fn step(&mut self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(shown(what).into_owned());
            bar.inc(1);
        }
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.set_message("");
            bar.finish();
        }
    }
}

/// The terminal on standard error, which is drawn on by whoever writes there. The control
/// sequences are those of ECMA-48.
#[derive(Debug, Default)]
struct Terminal {
    drawn: Mutex<String>,
}

impl Terminal {
    fn draw(&self, text: &str) -> io::Result<()> {
        self.drawn
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_str(text);
        Ok(())
    }

    fn move_cursor(&self, by: usize, way: char) -> io::Result<()> {
        if by == 0 {
            return Ok(());
        }
        self.draw(&format!("\u{1b}[{by}{way}"))
    }
}

impl TermLike for Terminal {
    fn width(&self) -> u16 {
        Term::stderr().size().1
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.move_cursor(n, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.draw(text)?;
        self.draw("\n")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.draw(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.draw("\r\u{1b}[2K")
    }

    fn flush(&self) -> io::Result<()> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        standard_error::write(drawn.as_bytes());
        drawn.clear();
        Ok(())
    }
}
