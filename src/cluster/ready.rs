//! Whether a scheduler is there, is of this version, and has workers.
//!
//! Ballista's own protocol has no such question. It is put as a request for the status of a job, with a
//! word in its metadata, and answered before the request reaches Ballista: by a code and a message of
//! an error, because an answer ahead of the service can be nothing else.
//!
//! The answer says which scheduler it is, and whoever gives it a job names that with each request: one
//! that was started again in between knows nothing of the job, and would be asked after it for ever.

use std::time::{Duration, Instant};

use ballista_core::serde::protobuf::GetJobStatusParams;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::{Code, Request, Status};

use super::address::SchedulerAddress;
use super::fault::{Fault, FaultKind};
use super::identity::{identity, of_agent, refusal};
use super::told::{marked, sentence_in};
use crate::store::causes;

/// The word in the metadata of the question.
const QUESTION: &str = "plumbline-ready";

/// The name in metadata of which scheduler answers, and of which one is asked.
pub(super) const WHICH: &str = "plumbline-scheduler";

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// How long after an attempt the next is made.
const PAUSE: Duration = Duration::from_millis(200);

/// What is asked of a scheduler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// That it is there.
    Scheduler,
    /// That it has a worker, too.
    Worker,
}

/// Lets requests of this version through, and answers the question where one is put; `which` is what
/// tells this scheduler from every other.
///
/// # Errors
/// The answer, and the refusal of every other version, and of requests that are for another scheduler.
pub(super) fn answer(
    request: Request<()>,
    which: &MetadataValue<Ascii>,
    has_worker: impl FnOnce() -> bool,
) -> Result<Request<()>, Status> {
    let metadata = request.metadata();
    let agent = metadata
        .get("user-agent")
        .and_then(|agent| agent.to_str().ok());
    let asker = of_agent(agent.unwrap_or_default());
    if asker != identity() {
        tracing::warn!(asker, "is refused: it is of another version");
        return Err(Status::failed_precondition(marked(&refusal(
            "scheduler",
            asker,
        ))));
    }
    if metadata.get(WHICH).is_some_and(|asked| asked != which) {
        return Err(Status::aborted("the scheduler was started again"));
    }
    let mut answer = match metadata.get(QUESTION) {
        None => return Ok(request),
        Some(_) if has_worker() => Status::already_exists(identity()),
        Some(_) => Status::unavailable(identity()),
    };
    answer.metadata_mut().insert(WHICH, which.clone());
    Err(answer)
}

/// Waits until the scheduler has what is needed, and says which one it is.
///
/// # Errors
/// What it lacks after so long, and at once a scheduler of another version.
pub(super) async fn ready(
    scheduler: &SchedulerAddress,
    needs: Needs,
    wait: Duration,
) -> Result<String, Fault> {
    let began = Instant::now();
    loop {
        let found = tokio::time::timeout(ATTEMPT, ask(scheduler, needs)).await;
        let fault = match found {
            Ok(Ok(which)) => return Ok(which),
            Ok(Err(fault)) if fault.kind == FaultKind::Version => return Err(fault),
            Ok(Err(fault)) => fault,
            Err(_) => unreachable(scheduler, "it takes the connection and does not answer"),
        };
        if began.elapsed() >= wait {
            return Err(fault);
        }
        tracing::debug!(%fault, "the cluster is waited for");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn ask(scheduler: &SchedulerAddress, needs: Needs) -> Result<String, Fault> {
    let connected = scheduler.endpoint()?.connect().await;
    let channel = connected.map_err(|error| unreachable(scheduler, &causes(&error)))?;
    let mut request = Request::new(GetJobStatusParams {
        job_id: QUESTION.to_owned(),
    });
    let word = MetadataValue::from_static("yes");
    request.metadata_mut().insert(QUESTION, word);
    let answer = SchedulerGrpcClient::new(channel)
        .get_job_status(request)
        .await;
    let Err(status) = answer else {
        return Err(stranger(scheduler, "it is a scheduler of Ballista's own"));
    };
    // It comes from this end: nobody said it.
    if let Some(error) = std::error::Error::source(&status) {
        return Err(unreachable(scheduler, &causes(error)));
    }
    let said = status.message();
    if let Some(sentence) = sentence_in(said) {
        return Err(Fault::new(
            FaultKind::Version,
            format!("{scheduler} refuses: {sentence}"),
        ));
    }
    match (status.code(), said == identity(), needs) {
        (Code::AlreadyExists, true, _) | (Code::Unavailable, true, Needs::Scheduler) => {
            let which = status.metadata().get(WHICH);
            let which = which.and_then(|which| which.to_str().ok());
            let which = which.ok_or_else(|| stranger(scheduler, "it does not say which one"))?;
            Ok(which.to_owned())
        }
        (Code::Unavailable, true, Needs::Worker) => Err(Fault::new(
            FaultKind::NoWorker,
            format!(
                "no worker has come to the scheduler at {scheduler}; start one with `plumbline worker --scheduler {scheduler}`"
            ),
        )),
        (Code::Unavailable | Code::Cancelled | Code::DeadlineExceeded, false, _) => {
            Err(unreachable(scheduler, said))
        }
        _ => Err(stranger(scheduler, said)),
    }
}

fn unreachable(scheduler: &SchedulerAddress, why: &str) -> Fault {
    Fault::new(
        FaultKind::Unreachable,
        format!(
            "the scheduler at {scheduler} does not answer ({why}); check the address, and that `plumbline scheduler` runs there"
        ),
    )
}

fn stranger(scheduler: &SchedulerAddress, why: &str) -> Fault {
    Fault::new(
        FaultKind::Version,
        format!(
            "what answers at {scheduler} is no scheduler of {} ({why}); start `plumbline scheduler` of this version there",
            identity()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(which: Option<&'static str>) -> Request<()> {
        let mut request = Request::new(());
        let metadata = request.metadata_mut();
        metadata.insert("user-agent", MetadataValue::from_static(identity()));
        if let Some(which) = which {
            metadata.insert(WHICH, MetadataValue::from_static(which));
        }
        request
    }

    #[test]
    fn requests_for_a_scheduler_that_was_there_before_are_refused() {
        let which = MetadataValue::from_static("this");
        for asked in [None, Some("this")] {
            assert!(answer(request(asked), &which, || true).is_ok());
        }
        let refused = answer(request(Some("another")), &which, || true).unwrap_err();
        assert_eq!(refused.code(), Code::Aborted);
    }

    #[test]
    fn the_answer_says_which_scheduler_it_is() {
        let which = MetadataValue::from_static("this");
        for (has_worker, code) in [(true, Code::AlreadyExists), (false, Code::Unavailable)] {
            let mut request = request(None);
            let word = MetadataValue::from_static("yes");
            request.metadata_mut().insert(QUESTION, word);
            let answer = answer(request, &which, || has_worker).unwrap_err();
            assert_eq!((answer.code(), answer.message()), (code, identity()));
            assert_eq!(answer.metadata().get(WHICH), Some(&which));
        }
    }
}
