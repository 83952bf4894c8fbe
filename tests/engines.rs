//! `run --engine`: whoever reduces the inspections and the observations, the tables are the same to the
//! byte, and so is what the manifest says of rows.

#[cfg(feature = "cluster")]
mod datafusion;

use crate::nation::five_councils;

#[cfg(not(feature = "cluster"))]
#[test]
fn a_program_without_the_engine_says_how_to_build_one() {
    let work = five_councils();
    work.plumbline("run pipeline.toml --out out --engine datafusion")
        .code(2)
        .says(&["built without it", "--features cluster"]);
    assert!(!work.path("out/current").exists(), "nothing was published");
}

#[test]
fn an_engine_that_nobody_knows_is_refused() {
    five_councils()
        .plumbline("run pipeline.toml --out out --engine spark")
        .code(2)
        .says(&["spark", "local, datafusion"]);
}

#[test]
fn the_manifest_says_that_this_program_reduced() {
    let work = five_councils();
    work.run();
    assert_eq!(work.manifest()["engine"], "local");
}
