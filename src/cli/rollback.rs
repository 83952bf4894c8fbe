//! `plumbline rollback`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::error::Error;
use crate::runs::OutFolder;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The output folder, such as out/annual-rating
    out: PathBuf,
    /// The run to go back to, as `plumbline runs` lists it
    run: String,
}

/// Makes an earlier run the current one again.
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    if !OutFolder::is_one(&arguments.out) {
        return Err(Error::Usage(format!(
            "{}: is not an output folder; name the folder that holds runs/",
            arguments.out.display()
        )));
    }
    let out = OutFolder::open(&arguments.out)?;
    let (folder, before) = out.roll_back(&arguments.run)?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "current is {}", folder.display())?;
    if let Some(before) = before {
        writeln!(stdout, "it was {before}, which stays where it is")?;
    }
    Ok(())
}
