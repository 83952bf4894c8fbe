//! Where a scheduler is.

use std::fmt;
use std::str::FromStr;

use tonic::transport::{Endpoint, Uri};

use super::fault::{Fault, FaultKind};
use super::identity::introduced;

/// The port of a scheduler, unless the address says another.
const PORT: u16 = 50050;

/// Where a scheduler is, such as `http://10.0.0.5:50050`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedulerAddress {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
}

impl fmt::Display for SchedulerAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "http://{}:{}", self.host, self.port)
    }
}

impl FromStr for SchedulerAddress {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let refused = |why: &str| {
            Fault::new(
                FaultKind::Address,
                format!(
                    "the address of the scheduler {why}; write it such as http://10.0.0.5:{PORT}"
                ),
            )
        };
        let with_scheme = match text.contains("://") {
            true => text.to_owned(),
            false => format!("http://{text}"),
        };
        let uri: Uri = with_scheme.parse().map_err(|_| refused("is no address"))?;
        match uri.scheme_str() {
            Some("http" | "df") => {}
            Some("https") => {
                return Err(refused(
                    "begins with https://, and TLS is not offered: keep the cluster in a network of its own",
                ));
            }
            _ => return Err(refused("begins with what is not read")),
        }
        let authority = uri.authority().ok_or_else(|| refused("names no host"))?;
        if authority.as_str().contains('@') {
            return Err(refused("has a name or a password in it"));
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(refused("goes on after the port"));
        }
        if authority.host().is_empty() {
            return Err(refused("names no host"));
        }
        let port = match authority.port_u16() {
            Some(port) => port,
            None if authority.as_str().len() > authority.host().len() => {
                return Err(refused("has no right port"));
            }
            None => PORT,
        };
        Ok(Self {
            host: authority.host().to_owned(),
            port,
        })
    }
}

impl SchedulerAddress {
    /// The way there, which says who asks.
    pub(super) fn endpoint(&self) -> Result<Endpoint, Fault> {
        Endpoint::from_shared(self.to_string())
            .and_then(introduced)
            .map_err(|error| {
                Fault::new(
                    FaultKind::Address,
                    format!("{self} is no address of a scheduler ({error})"),
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_a_port() {
        for (text, read) in [
            ("http://host:1234", "http://host:1234"),
            ("df://host", "http://host:50050"),
            ("host:7/", "http://host:7"),
            ("[::1]:7", "http://[::1]:7"),
        ] {
            let address: SchedulerAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), read);
        }
    }

    #[test]
    fn what_is_no_address_is_told() {
        for (text, said) in [
            ("https://host", "TLS is not offered"),
            ("s3://host", "not read"),
            ("http://me:S3CRET@host", "a name or a password"),
            ("http://host/x", "goes on"),
            ("http://host:99999", "port"),
            ("http://:1", "host"),
            ("", "no address"),
        ] {
            let fault = text.parse::<SchedulerAddress>().unwrap_err();
            assert!(fault.to_string().contains(said), "{text}: {fault}");
            assert!(!fault.to_string().contains("S3CRET"), "{fault}");
            assert!(fault.is_usage());
        }
    }
}
