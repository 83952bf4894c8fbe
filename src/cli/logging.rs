//! The log, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use super::arguments::{LogArguments, LogFormat};
use super::standard_error::Log;

/// Starts the log. On a terminal only warnings are shown unless more is asked for, because the
/// progress bar and the summary say the rest.
pub(super) fn start(arguments: &LogArguments) {
    begin(arguments, true);
}

/// Starts the log of a process that goes on until it is asked to end, and says everything by it.
pub(super) fn start_server(arguments: &LogArguments) {
    begin(arguments, false);
}

#[expect(
    clippy::disallowed_methods,
    reason = "it asks only whether there is a terminal"
)]
fn begin(arguments: &LogArguments, says_more_otherwise: bool) {
    let terminal = std::io::stderr().is_terminal();
    let level = match (
        arguments.quiet,
        arguments.verbose,
        terminal && says_more_otherwise,
    ) {
        (true, _, _) => "warn",
        (false, 0, true) => "warn",
        (false, 0, false) => "info",
        (false, 1, _) => "plumbline=debug,info",
        (false, _, _) => "trace",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let log = match (arguments.log_format, terminal) {
        (LogFormat::Json, _) => Log::Json,
        (LogFormat::Text, true) => Log::Coloured,
        (LogFormat::Text, false) => Log::Plain,
    };
    let builder = fmt()
        .with_env_filter(filter)
        .log_internal_errors(false)
        .with_writer(log);
    // A second start, as in a test, leaves the first log in place.
    let _ = match arguments.log_format {
        LogFormat::Text => builder.with_ansi(terminal).with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
