//! What plans are made of, for every process of a cluster.

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;

use crate::cluster::{FunctionForm, Parts};
use crate::extract::plan;
use crate::publish::setting_encoder;

/// What plans are made of beside DataFusion's own nodes and functions, for whoever sends them to others.
#[must_use]
pub fn parts() -> Parts {
    plan::parts(FunctionForm {
        encode: |function| named(function.name()).map(|_| Vec::new()),
        decode: |name, _| Ok(named(name)),
    })
}

/// The function of ours that has this name.
fn named(name: &str) -> Option<Arc<AggregateUDF>> {
    let mut functions = plan::functions();
    functions.push(setting_encoder());
    functions.into_iter().find(|of| of.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_of_a_plan_is_found_by_its_name() {
        for name in [
            "plumbline_settings",
            "plumbline_slices",
            "plumbline_setting_profile",
        ] {
            assert_eq!(named(name).unwrap().name(), name);
        }
        assert!(named("sum").is_none());
    }
}
