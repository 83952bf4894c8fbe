//! `plumbline run`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::Utc;
use clap::{Args, ValueEnum};

use super::arguments::{LogArguments, PipelineArguments, RequestArguments, on_the_disk};
use super::failure::{note_error, note_failure};
use super::output::Output;
use super::progress::Bars;
use super::{logging, signals, summary};
use crate::catch_panic::caught;
use crate::config::Pipeline;
use crate::error::Error;
use crate::job::{self, EngineChoice, OnCluster, Request};
use crate::telemetry::openlineage::Events;
use crate::telemetry::prometheus::Report;
use crate::telemetry::{self, News};

#[derive(Debug, Clone, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pipeline: PipelineArguments,
    /// Where runs are kept [default: out/ and the pipeline's name]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    request: RequestArguments,
    /// Who reduces the inspections and the observations; the tables are the same whoever does
    #[arg(long, value_enum, default_value_t = EngineArgument::Local)]
    engine: EngineArgument,
    #[command(flatten)]
    cluster: ClusterArguments,
    /// Replace FILE by metrics of this run, in Prometheus' text format
    #[arg(long, value_name = "FILE", value_parser = on_the_disk())]
    metrics: Option<PathBuf>,
    /// Replace FILE by the OpenLineage events of this run
    #[arg(long, value_name = "FILE", value_parser = on_the_disk())]
    lineage: Option<PathBuf>,
    #[command(flatten)]
    log: LogArguments,
}

/// Who reduces the sources that grow with the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EngineArgument {
    /// This program, as it reads them
    Local,
    /// Apache DataFusion in this process: contract tables only, such as `import` writes
    Datafusion,
    /// A cluster of Apache DataFusion Ballista: contract tables only, which its workers reach
    Ballista,
}

/// The cluster of `--engine ballista`.
#[derive(Debug, Clone, Args)]
struct ClusterArguments {
    /// The scheduler of the cluster, such as http://10.0.0.5:50050, with --engine ballista
    #[arg(long, value_name = "URL")]
    scheduler: Option<String>,
    /// Wait so long for a scheduler with a worker
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    cluster_wait: u64,
    /// Give up what the cluster has not done of one source in so long
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..))]
    job_timeout: u64,
    /// Divide the rows of a source into so many shares, as far as it has row groups
    #[arg(long, value_name = "SHARES", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..))]
    shares: u16,
}

/// Runs the pipeline, and prints a summary to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    arguments.may_tell()?;
    let read = arguments.pipeline.read();
    let pipeline = read.inspect_err(|error| arguments.tell_misconfigured(error))?;
    let out = arguments.out_of(&pipeline.name);
    let request = Request {
        engine: arguments.engine()?,
        ..arguments.request.request(&out)
    };
    let lineage = arguments.lineage.as_deref().and_then(|path| {
        let started = Events::start(path, &pipeline, Utc::now());
        started.map_err(|error| not_written(path, &error)).ok()
    });
    let lineage = Arc::new(Mutex::new(lineage));
    signals::answer({
        let (arguments, out) = (arguments.clone(), out.clone());
        let (pipeline, lineage) = (pipeline.name.clone(), Arc::clone(&lineage));
        move |exit_code, why| {
            let ended = Utc::now();
            #[cfg(feature = "cluster")]
            crate::cluster::give_up_jobs();
            note_failure(&out, exit_code, why);
            arguments.tell_lineage(&lineage, |events| events.abort(ended, why));
            arguments.tell_metrics(&Report {
                pipeline: &pipeline,
                out: &out,
                ended,
                exit_code,
                manifest: None,
            });
            #[cfg(feature = "cluster")]
            crate::cluster::until_given_up(signals::TO_TELL);
        }
    })
    .map_err(|error| Error::system("answer signals", &error))?;
    let mut bars = Bars::new(arguments.log.quiet);
    let outcome = caught(|| job::run(&pipeline, &request, &mut bars))
        .unwrap_or_else(|fault| Err(fault.into()));
    let ended = Utc::now();
    if outcome.is_err() {
        // Whoever answers a signal tells of it instead.
        signals::yield_to_the_end();
    }
    if let Err(error) = &outcome {
        note_error(&out, error);
    }
    arguments.tell_lineage(&lineage, |events| events.end(ended, &outcome));
    arguments.tell_metrics(&Report {
        pipeline: &pipeline.name,
        out: &out,
        ended,
        exit_code: outcome.as_ref().err().map_or(0, Error::exit_code),
        manifest: telemetry::account(&outcome),
    });
    let done = outcome?;
    if arguments.log.quiet {
        return Ok(());
    }
    let printed = summary::print(&done, &mut Output::standard());
    if let Err(error) = printed
        && !error.is_end_of_reading()
    {
        tracing::warn!("the run is published, but its summary is lost: {error}");
    }
    Ok(())
}

impl Arguments {
    /// Checks that the files of news are nothing else, before anything is read.
    fn may_tell(&self) -> Result<(), Error> {
        let files = [
            ("--metrics", News::Metrics, self.metrics.as_deref()),
            ("--lineage", News::Lineage, self.lineage.as_deref()),
        ];
        for (option, news, path) in files {
            if let Some(path) = path {
                news.may_replace(path)
                    .map_err(|why| Error::Usage(format!("{option} {}: {why}", path.display())))?;
            }
        }
        if self.metrics.is_some() && self.metrics == self.lineage {
            return Err(Error::Usage(
                "--metrics and --lineage name one file; give each its own".into(),
            ));
        }
        Ok(())
    }

    /// Who reduces the sources that grow with the rows.
    fn engine(&self) -> Result<EngineChoice, Error> {
        let cluster = &self.cluster;
        match (self.engine, &cluster.scheduler) {
            (EngineArgument::Ballista, Some(scheduler)) => Ok(EngineChoice::Ballista(OnCluster {
                scheduler: scheduler.clone(),
                ready: Duration::from_secs(cluster.cluster_wait),
                job: Duration::from_secs(cluster.job_timeout),
                shares: usize::from(cluster.shares),
            })),
            (EngineArgument::Ballista, None) => Err(Error::Usage(
                "--engine ballista needs the address of a scheduler: --scheduler http://10.0.0.5:50050"
                    .into(),
            )),
            (EngineArgument::Local | EngineArgument::Datafusion, Some(_)) => Err(Error::Usage(
                "--scheduler is for --engine ballista; take one out or add the other".into(),
            )),
            (EngineArgument::Local, None) => Ok(EngineChoice::Local),
            (EngineArgument::Datafusion, None) => Ok(EngineChoice::DataFusion),
        }
    }

    /// The output folder of the pipeline called `name`.
    fn out_of(&self, name: &str) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| PathBuf::from("out").join(name))
    }

    /// Tells whoever watches that the pipeline could not be run at all.
    fn tell_misconfigured(&self, error: &Error) {
        let file = self.pipeline.file();
        let name = Pipeline::name_in(&file);
        let out = name.as_deref().map(|name| self.out_of(name));
        let out = out.or_else(|| self.out.clone());
        if let Some(out) = &out {
            note_error(out, error);
        }
        self.tell_metrics(&Report {
            pipeline: &name.unwrap_or_else(|| file.display().to_string()),
            out: out.as_deref().unwrap_or(Path::new("")),
            ended: Utc::now(),
            exit_code: error.exit_code(),
            manifest: None,
        });
    }

    /// Adds the last event of the run to the file of events, where there is one.
    fn tell_lineage(
        &self,
        lineage: &Mutex<Option<Events>>,
        tell: impl FnOnce(Events) -> std::io::Result<()>,
    ) {
        let events = lineage
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let (Some(events), Some(path)) = (events, &self.lineage)
            && let Err(error) = tell(events)
        {
            not_written(path, &error);
        }
    }

    /// Replaces the file of metrics, where one is asked for.
    fn tell_metrics(&self, report: &Report<'_>) {
        if let Some(path) = &self.metrics
            && let Err(error) = report.write(path)
        {
            not_written(path, &error);
        }
    }
}

/// The run goes on: its tables matter more than the news of them.
fn not_written(path: &Path, error: &std::io::Error) {
    tracing::warn!(path = %path.display(), %error, "cannot be written");
}
