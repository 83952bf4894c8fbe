//! Which program a process of the cluster is.

use std::hint::black_box;

use tonic::transport::Endpoint;

/// The program, its version, and the form of what its processes send each other, which is counted up
/// whenever that changes within a version.
static IDENTITY: &str = concat!("plumbline/", env!("CARGO_PKG_VERSION"), "+plans.2");

/// What this process calls itself.
///
/// It is looked up where the program lies in memory, so that a test can make a program of another
/// version out of this one.
pub(super) fn identity() -> &'static str {
    black_box(IDENTITY)
}

/// A way to another process that says who asks, as the agent of its user.
pub(super) fn introduced(endpoint: Endpoint) -> Result<Endpoint, tonic::transport::Error> {
    endpoint.user_agent(identity())
}

/// The name that the agent of a user begins with.
pub(super) fn of_agent(agent: &str) -> &str {
    agent.split_whitespace().next().unwrap_or(agent)
}

/// What is said to a process that calls itself `other`; `here` is what this one is.
pub(super) fn refusal(here: &str, other: &str) -> String {
    format!(
        "this {here} is {}, and what it was asked by is {}; install one version on every machine of the cluster",
        identity(),
        match other {
            "" => "none of its kind",
            other => other,
        }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agent_begins_with_the_program() {
        assert_eq!(
            of_agent(&format!("{} tonic/0.14.9", identity())),
            identity()
        );
        assert_eq!(of_agent(""), "");
        assert!(refusal("scheduler", "plumbline/9").contains("plumbline/9"));
    }
}
