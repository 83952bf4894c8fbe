//! What a store refuses, in a sentence each.

use std::fmt;

use super::address::Address;
use super::secrets::without_secrets;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// There is no such object.
    Absent,
    /// There is no such bucket.
    NoBucket,
    /// The object is not the one that was asked for: another took its place.
    Changed,
    /// An object is there, where there was to be none.
    Taken,
    /// The credentials are wrong, or allow less.
    Denied,
    /// The store does not offer it.
    NotOffered,
    /// Whatever else: the network, the store's own failure.
    Other,
}

/// What a store refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    /// What was wrong and what to do, without any secret.
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// What the library says of an object at `address`.
    pub(super) fn of(error: &object_store::Error, address: &Address) -> Self {
        let text = causes(error);
        let kind = kind(error, &text);
        let said = said(&text);
        let (scheme, bucket) = (address.scheme, &address.bucket);
        let message = match kind {
            FaultKind::Absent => {
                "is not there; check the path, or wait until it is delivered".to_owned()
            }
            FaultKind::NoBucket => format!(
                "there is no bucket {bucket} in this store; check its name, the endpoint and the region"
            ),
            FaultKind::Changed => {
                "changed while it was read; run again when it is delivered completely".to_owned()
            }
            FaultKind::Taken => "is there already".to_owned(),
            FaultKind::Denied => format!(
                "the store refuses access ({said}); check {}, and what they allow",
                scheme.credentials()
            ),
            FaultKind::NotOffered => format!("the store does not offer what is needed ({said})"),
            FaultKind::Other => format!(
                "the store cannot be used ({said}); check the endpoint and the network, and run again"
            ),
        };
        Self { kind, message }
    }

    /// A failure that the store has no part in.
    pub(super) fn other(message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::Other,
            message: message.into(),
        }
    }

    /// The same, of an object that was there when the run began.
    pub(super) fn while_reading(self) -> Self {
        match self.kind {
            FaultKind::Absent => Self {
                message: "is not there any more: it was taken away while it was read; run again when the delivery is complete".to_owned(),
                ..self
            },
            FaultKind::NoBucket
            | FaultKind::Changed
            | FaultKind::Taken
            | FaultKind::Denied
            | FaultKind::NotOffered
            | FaultKind::Other => self,
        }
    }
}

fn kind(error: &object_store::Error, text: &str) -> FaultKind {
    use object_store::Error;
    if text.contains("NoSuchBucket") || text.contains("ContainerNotFound") {
        return FaultKind::NoBucket;
    }
    match error {
        Error::NotFound { .. } => FaultKind::Absent,
        Error::Precondition { .. } => FaultKind::Changed,
        Error::AlreadyExists { .. } => FaultKind::Taken,
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => FaultKind::Denied,
        Error::NotSupported { .. } | Error::NotImplemented { .. } => FaultKind::NotOffered,
        // Without credentials in the environment those of a machine in the cloud are asked for.
        _ if [
            "169.254.169.254",
            "metadata.google",
            "InvalidAccessKeyId",
            "401 Unauthorized",
            "403 Forbidden",
        ]
        .iter()
        .any(|sign| text.contains(sign)) =>
        {
            FaultKind::Denied
        }
        // HTTP without a kind of its own.
        _ if text.contains("412 Precondition Failed") => FaultKind::Changed,
        _ => FaultKind::Other,
    }
}

/// An error with all that caused it.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}

/// The store's own code and message, or what the library says where there is none.
fn said(text: &str) -> String {
    let between = |open: &str, close: &str| {
        let (_, after) = text.split_once(open)?;
        Some(after.split_once(close)?.0)
    };
    match (
        between("<Code>", "</Code>"),
        between("<Message>", "</Message>"),
    ) {
        (Some(code), Some(message)) => without_secrets(&format!("{code}: {message}")),
        (Some(code), None) => without_secrets(code),
        // An answer to a look has no body, and nothing stands after the colon.
        (None, _) => without_secrets(text.trim_end_matches(':')),
    }
}
