//! The arguments of `plumbline what-if`.

use std::path::PathBuf;

use clap::Args;

use super::super::arguments::{LogArguments, OutputFormat, PipelineArguments};
use super::steps::SweepRange;
use crate::config::AskedKey;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(super) pipeline: PipelineArguments,
    /// Another value for a key of the rulebook, an entry of a list by its `band` or `name`:
    /// `provision_cut_offs.3.good_or_better=0.60`
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = asked_key)]
    pub(super) sets: Vec<AskedKey>,
    /// Another rulebook
    #[arg(long, value_name = "FILE")]
    pub(super) rulebook: Option<PathBuf>,
    /// Another list of neighbours, read by the pipeline's mapping
    #[arg(long, value_name = "FILE")]
    pub(super) neighbours: Option<PathBuf>,
    /// One value after another for a key, as a table
    #[arg(long, value_name = "PATH=FROM..TO:STEP", value_parser = SweepRange::parse)]
    pub(super) sweep: Option<SweepRange>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(super) format: OutputFormat,
    #[command(flatten)]
    pub(super) log: LogArguments,
}

fn asked_key(text: &str) -> Result<AskedKey, String> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() && !value.trim().is_empty() => {
            Ok(AskedKey {
                path: path.trim().to_owned(),
                value: value.trim().to_owned(),
            })
        }
        _ => {
            Err("expected PATH=VALUE, such as provision_cut_offs.3.good_or_better=0.60".to_owned())
        }
    }
}
