//! A published table in which a bit has flipped is shown to nobody: whatever reads it back says
//! which file is damaged.

use std::fs;

use crate::workdir::Workdir;

#[test]
fn a_flipped_bit_in_a_table_is_told_by_every_command_that_reads_it() {
    let work = Workdir::with_the_sample();
    work.night(&["--quiet"]).code(0);
    let folder = fs::canonicalize(work.path("out/current")).unwrap();
    for (table, commands) in [
        (
            "ratings",
            &[
                &["explain", "out", "Leeds"][..],
                &["letter", "out", "Leeds"],
                &["export", "out", "--format", "csv", "--out", "files"],
                &["export", "out", "--format", "xlsx", "--out", "book.xlsx"],
            ][..],
        ),
        (
            "indicator_profile",
            &[
                &["explain", "out", "Leeds"],
                &["export", "out", "--format", "ees", "--out", "standard"],
            ],
        ),
    ] {
        let path = folder.join(format!("{table}.parquet"));
        let sound = fs::read(&path).unwrap();
        // In the middle is a figure, and at the end is what the file says of itself.
        for at in [sound.len() / 2, sound.len() - 40] {
            let mut damaged = sound.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            for command in commands {
                work.ask(command).code(1).says(&[
                    "the run is damaged: ",
                    &format!("{table}.parquet is not what the run wrote: its digest differs"),
                ]);
            }
        }
        fs::write(&path, sound).unwrap();
    }
    work.ask(&["explain", "out", "Leeds"]).code(0);
}
