//! What plans are made of, for every process of a cluster.

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;

use crate::cluster::{FunctionForm, Gathering, Parts};
use crate::extract::plan;
use crate::publish::known_setting_encoder;

/// What plans are made of beside DataFusion's own nodes and functions, for whoever sends them to others.
#[must_use]
pub fn parts() -> Parts {
    plan::parts(FunctionForm {
        encode: |function| Gathering::known(function).map(<[u8]>::to_vec),
        decode: |name, known| Ok(named(name, known)),
    })
}

/// The function of ours that has this name and knows this.
fn named(name: &str, known: &[u8]) -> Option<Arc<AggregateUDF>> {
    plan::function(name, known).or_else(|| known_setting_encoder(name, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_of_a_plan_is_found_by_its_name_with_what_it_knows() {
        for name in [
            "plumbline_settings",
            "plumbline_slices",
            "plumbline_setting_profile",
        ] {
            let function = named(name, b"known").unwrap();
            assert_eq!(function.name(), name);
            assert_eq!(Gathering::known(&function), Some(&b"known"[..]));
        }
        assert!(named("sum", b"known").is_none());
    }
}
