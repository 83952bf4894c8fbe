//! `plumbline rollback`.

use clap::Args;

use super::arguments::OutArgument;
use super::output::Output;
use crate::error::Error;
use crate::runs::OutFolder;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    out: OutArgument,
    /// The run to go back to, as `plumbline runs` lists it
    run: String,
    /// Keep the inputs of the run that is current now from being published again, whatever the
    /// configuration and the as-of date, until a run lets them pass with --accept rolled_back
    #[arg(long)]
    hold: bool,
}

/// Makes an earlier run the current one again.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let out = OutFolder::open(arguments.out.existing()?)?;
    let (folder, before) = out.roll_back(&arguments.run, arguments.hold)?;
    let mut out = Output::standard();
    out.line(format_args!("current is {}", folder.display()))?;
    if let Some(before) = before {
        let held = if arguments.hold {
            "; its inputs are held"
        } else {
            ""
        };
        out.line(format_args!(
            "it was {before}, which stays where it is{held}"
        ))?;
    }
    Ok(())
}
