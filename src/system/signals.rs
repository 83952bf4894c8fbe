//! Signals that ask this process to stop.

use std::io;

/// A request to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    /// Its name.
    pub(crate) name: &'static str,
    /// The exit code for it, as a shell counts: 128 and its number.
    pub(crate) exit_code: u8,
}

/// The requests to stop that come from now on.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) struct Stops(signal_hook::iterator::Signals);

#[cfg(all(unix, not(feature = "portable")))]
impl Stops {
    /// Listens for SIGINT, SIGTERM and, unless whoever started this process has it ignored, SIGHUP:
    /// a run that was started with `nohup` outlives its terminal.
    ///
    /// # Errors
    /// When the operating system refuses the handler.
    pub(crate) fn listen() -> io::Result<Option<Self>> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

        let mut answered = vec![SIGINT, SIGTERM];
        if !is_ignored(SIGHUP) {
            answered.push(SIGHUP);
        }
        Ok(Some(Self(signal_hook::iterator::Signals::new(answered)?)))
    }

    /// Waits for the next.
    pub(crate) fn wait(&mut self) -> Option<Stop> {
        use signal_hook::consts::{SIGHUP, SIGINT};

        let signal = self.0.forever().next()?;
        let (name, exit_code) = match signal {
            SIGINT => ("SIGINT", 130),
            SIGHUP => ("SIGHUP", 129),
            _ => ("SIGTERM", 143),
        };
        Some(Stop { name, exit_code })
    }
}

/// No request is heard of: the system ends the process, and the next run clears what it left.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) enum Stops {}

#[cfg(any(not(unix), feature = "portable"))]
impl Stops {
    /// Nothing to listen to.
    ///
    /// # Errors
    /// None.
    pub(crate) fn listen() -> io::Result<Option<Self>> {
        Ok(None)
    }

    /// Never asked.
    pub(crate) fn wait(&mut self) -> Option<Stop> {
        match *self {}
    }
}

/// Takes the signals of limits as errors like any other: a file that grows too large is an error
/// of writing it, and a library that aborts the process ends it with exit code 1.
///
/// # Errors
/// When the operating system refuses a handler.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn take_limits_as_errors() -> io::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGABRT, SIGXFSZ};

    let ignored = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGXFSZ, ignored)?;
    let always = Arc::new(AtomicBool::new(true));
    signal_hook::flag::register_conditional_shutdown(SIGABRT, 1, always)?;
    Ok(())
}

/// There are none.
///
/// # Errors
/// None.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn take_limits_as_errors() -> io::Result<()> {
    Ok(())
}

/// Ends the process at once, whatever its other threads hold.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn end_at_once(exit_code: u8) -> ! {
    signal_hook::low_level::exit(exit_code.into())
}

/// Ends the process.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn end_at_once(exit_code: u8) -> ! {
    std::process::exit(exit_code.into())
}

/// Whether whoever started this process has it ignore a signal, as Linux says; elsewhere nobody
/// can ask, and it is taken to.
#[cfg(all(unix, not(feature = "portable")))]
fn is_ignored(signal: i32) -> bool {
    let Some(status) = super::process::of_linux("/proc/self/status") else {
        return true;
    };
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask & (1 << (signal - 1)) != 0)
}
