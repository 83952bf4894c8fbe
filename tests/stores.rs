//! Sources in object stores and behind HTTP, and columns that folders say.
//!
//! What needs a store is `#[ignore]`d and runs where `PLUMBLINE_STORE_PYTHON` names a Python that has
//! `moto[server]`.

use crate::nation::{OBSERVATIONS, five_councils};
use crate::workdir::Workdir;

/// The five councils, whose observations are read from `path`.
fn reading(path: &str) -> Workdir {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"",
        &format!("path = \"{path}\""),
    );
    work
}

#[test]
fn an_address_that_is_not_read_is_told_before_anything_is_read() {
    for (path, said) in [
        (
            "hdfs://name/x.csv",
            "begins with hdfs://, which is not read; s3://",
        ),
        ("file://data/x.csv", "file:///data"),
        ("s3://me:S3CRET@bucket/x.csv", "has credentials in it"),
        ("s3://bucket/x.csv?X-Amz-Signature=S3CRET", "has a query"),
    ] {
        let outcome = reading(path)
            .plumbline("run pipeline.toml --out out")
            .code(2);
        assert!(!outcome.stderr().contains("S3CRET"), "{}", outcome.stderr());
        outcome.says(&["pipeline.toml", said]);
    }
    five_councils()
        .plumbline("check pipeline.toml --source observations=ftp://host/x.csv")
        .code(2)
        .says(&["--source observations=ftp://host/x.csv", "s3://"]);
}

#[test]
fn a_file_may_be_named_by_its_address() {
    let work = five_councils();
    work.run();
    let ratings = work.read_bytes("out/current/indicator_profile.parquet");
    let path = format!("file://{}", work.path("data/observations.csv").display());
    work.plumbline(&format!(
        "run pipeline.toml --out again --source observations={path}"
    ))
    .code(0);
    assert_eq!(
        work.read_bytes("again/current/indicator_profile.parquet"),
        ratings
    );
}

#[cfg(not(feature = "store"))]
#[test]
fn a_build_without_stores_names_the_feature() {
    let says = ["feature `store`", "--features store"];
    let in_store = reading("s3://bucket/observations/*.parquet");
    in_store
        .plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&says);
    let work = five_councils();
    for command in [
        "run pipeline.toml --out s3://bucket/runs",
        "runs s3://bucket/runs",
        "explain s3://bucket/runs Ashby",
        "rollback s3://bucket/runs run",
    ] {
        work.plumbline(command).code(2).says(&says);
    }
    assert!(work.names(".").iter().all(|name| !name.starts_with("s3")));
}

#[test]
fn runs_alone_are_kept_in_stores() {
    let work = five_councils();
    work.plumbline("run pipeline.toml --out https://host/runs")
        .code(2)
        .says(&["https://host/runs"]);
    work.run();
    for command in [
        "site out --out s3://bucket/site",
        "export out --format csv --out s3://bucket/csv",
        "run pipeline.toml --out again --metrics s3://bucket/metrics",
    ] {
        work.plumbline(command).code(2).says(&["on the disk only"]);
    }
}

/// The observations by period in folders, without the column.
fn in_partitions(work: &Workdir, folder: &str) {
    let mut lines = OBSERVATIONS.lines();
    let header = lines.next().expect("a header");
    let place = header
        .split(',')
        .position(|name| name == "period")
        .expect("a period");
    let without = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let kept = cells.iter().enumerate().filter(|(at, _)| *at != place);
        kept.map(|(_, cell)| *cell).collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = lines.map(without).collect();
    for (part, rows) in rows.chunks(8).enumerate() {
        let text = format!("{}\n{}\n", without(header), rows.join("\n"));
        work.write(&format!("{folder}/period=2024/part-{part}.csv"), text);
    }
}

#[test]
fn folders_say_columns() {
    let work = five_councils();
    work.run();
    let profile = work.read_bytes("out/current/indicator_profile.parquet");
    in_partitions(&work, "data/observations");
    let run = "run pipeline.toml --out again --source observations=data/observations/*/*.csv";
    work.plumbline(run).code(0);
    assert_eq!(
        work.read_bytes("again/current/indicator_profile.parquet"),
        profile
    );
    let manifest = work.json("again/current/manifest.json");
    assert!(
        manifest
            .to_string()
            .contains(r#""partitions":{"period":"2024"}"#),
        "{manifest}"
    );

    // The same files elsewhere say something else, so that the run is another.
    std::fs::rename(
        work.path("data/observations/period=2024"),
        work.path("data/observations/period=2023"),
    )
    .expect("it is renamed");
    let outcome = work.plumbline(run).code(0);
    assert!(
        !outcome.stdout().contains("nothing to do"),
        "{}",
        outcome.stdout()
    );
}

#[test]
fn a_column_of_the_file_comes_before_that_of_a_folder() {
    let work = five_councils();
    work.write("data/by/period=1999/observations.csv", OBSERVATIONS);
    work.run();
    work.plumbline("run pipeline.toml --out again --source observations=data/by/*/*.csv")
        .code(0);
    assert_eq!(
        work.read_bytes("again/current/indicator_profile.parquet"),
        work.read_bytes("out/current/indicator_profile.parquet")
    );
}

#[cfg(feature = "store")]
mod in_store {
    use std::path::Path;
    use std::sync::Arc;

    use arrow::array::{ArrayRef, StringArray};
    use serde_json::json;

    use super::{in_partitions, reading};
    use crate::bucket::{self, Bucket, endpoint, plumbline, proxy};
    use crate::nation::five_councils;
    use crate::workdir::Workdir;

    /// The sample of England.
    fn england() -> &'static Path {
        Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/data-samples/england-2009"
        ))
    }

    /// The sample's pipeline, with `more`.
    fn annual(more: &str) -> String {
        let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
        format!("run {pipeline} {more}")
    }

    /// Every table of two runs is the same to the byte.
    fn are_the_same(work: &Workdir, one: &str, other: &str) {
        let tables: Vec<String> = work
            .names(one)
            .into_iter()
            .filter(|name| name.ends_with(".parquet"))
            .collect();
        assert!(tables.len() > 10, "{tables:?}");
        for table in tables {
            let of = |run: &str| work.read_bytes(&format!("{run}/{table}"));
            assert!(of(one) == of(other), "{table}");
        }
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn a_run_on_a_bucket_is_that_on_the_disk_to_the_byte() {
        let bucket = Bucket::new("england");
        bucket.put_folder("2009", england());
        let work = Workdir::new();
        work.plumbline(&annual("--out disk")).code(0);
        let root = bucket.at("2009");
        plumbline(
            &work,
            &endpoint(),
            &annual(&format!("--out store --root {root}")),
        )
        .code(0);
        are_the_same(&work, "disk/current", "store/current");
        let manifest = work.read("store/current/manifest.json");
        assert!(
            manifest.contains("s3://england/2009/inspections.parquet"),
            "{manifest}"
        );
        assert!(manifest.contains("\"etag:"), "{manifest}");
        let again = plumbline(
            &work,
            &endpoint(),
            &annual(&format!("--out store --root {root}")),
        );
        again.code(0).prints(&["nothing to do"]);
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn a_store_that_fails_and_is_slow_is_asked_again() {
        let bucket = Bucket::new("faults");
        bucket.put_folder("2009", england());
        let work = Workdir::new();
        work.plumbline(&annual("--out disk")).code(0);
        for (out, faults) in [
            ("refused", json!({ "share": 0.3, "slow": 0.02 })),
            ("cut", json!({ "share": 0.3, "cut": true })),
        ] {
            let proxy = proxy(faults);
            let arguments = annual(&format!("--out {out} --root {}", bucket.at("2009")));
            plumbline(&work, &proxy, &arguments).code(0);
            let counts = bucket::ask(json!({ "do": "counts", "proxy": proxy }));
            assert!(counts["failed"].as_u64() > Some(2), "{counts}");
            are_the_same(&work, "disk/current", &format!("{out}/current"));
        }
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn only_the_columns_that_are_needed_are_read() {
        let bucket = Bucket::new("columns");
        let work = five_councils();
        let rows: Vec<Vec<&str>> = crate::nation::OBSERVATIONS
            .lines()
            .map(|line| line.split(',').collect())
            .collect();
        let text = |at: usize| -> ArrayRef {
            let cells = rows[1..].iter().map(|row| row[at]);
            Arc::new(StringArray::from_iter_values(cells))
        };
        // A megabyte in each row that does not shrink and that nobody maps.
        let noise = (0..rows.len() - 1).map(|row| {
            let mut state = row as u64 + 1;
            let letters = (0..1 << 20).map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                char::from(b' ' + (state >> 58) as u8)
            });
            letters.collect::<String>()
        });
        let noise: ArrayRef = Arc::new(StringArray::from_iter_values(noise));
        let mut columns = vec![("noise", noise)];
        columns.extend(
            rows[0]
                .iter()
                .enumerate()
                .map(|(at, name)| (*name, text(at))),
        );
        work.parquet("observations.parquet", columns);
        bucket.put("observations.parquet", &work.path("observations.parquet"));
        let proxy = proxy(json!({}));
        let arguments =
            "run pipeline.toml --out out --source observations=s3://columns/observations.parquet";
        plumbline(&work, &proxy, arguments).code(0);
        let counts = bucket::ask(json!({ "do": "counts", "proxy": proxy }));
        assert!(counts["bytes"].as_u64() < Some(400_000), "{counts}");
        work.plumbline("run pipeline.toml --out disk").code(0);
        assert_eq!(
            work.read_bytes("out/current/indicator_profile.parquet"),
            work.read_bytes("disk/current/indicator_profile.parquet")
        );
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn patterns_and_partitions_are_found_by_listing() {
        let bucket = Bucket::new("patterns");
        let work = five_councils();
        work.run();
        in_partitions(&work, "parts");
        bucket.put_folder("obs/period=2024", &work.path("parts/period=2024"));
        bucket.put("obs/period=2024/_SUCCESS", &work.path("pipeline.toml"));
        bucket.put("obs/period=2024/.hidden.csv", &work.path("pipeline.toml"));
        for (out, path) in [
            ("a", "s3://patterns/obs/*/*.csv"),
            ("b", "s3://patterns/obs/**/part-?.CSV"),
            ("c", "s3://patterns/obs/period=2024"),
        ] {
            let arguments = format!("run pipeline.toml --out {out} --source observations={path}");
            plumbline(&work, &endpoint(), &arguments).code(0);
            assert_eq!(
                work.read_bytes(&format!("{out}/current/indicator_profile.parquet")),
                work.read_bytes("out/current/indicator_profile.parquet"),
                "{path}"
            );
        }
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn what_is_not_there_is_told_in_a_sentence() {
        let bucket = Bucket::new("absent");
        let work = five_councils();
        bucket.put("x/observations.xml", &work.path("pipeline.toml"));
        for (path, said) in [
            (
                "s3://no-such-bucket/x/*.csv",
                "there is no bucket no-such-bucket",
            ),
            (
                "s3://no-such-bucket/x.csv",
                "there is no bucket no-such-bucket",
            ),
            ("s3://absent/x/*.csv", "no file matches"),
            (
                "s3://absent/x",
                "1 file without the ending of a table (observations.xml)",
            ),
            ("s3://absent/nothing.csv", "is not there; check the path"),
        ] {
            let arguments = format!("run pipeline.toml --out out --source observations={path}");
            let outcome = plumbline(&work, &endpoint(), &arguments).code(1);
            outcome.says(&["source observations", path, said]);
        }
        assert!(work.names("out/runs").is_empty());
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn wrong_credentials_are_told_and_no_credential_is() {
        let bucket = Bucket::new("denied");
        let work = five_councils();
        bucket.put("observations.csv", &work.path("data/observations.csv"));
        let proxy = proxy(json!({ "deny": "AKIDTEST" }));
        let arguments =
            "run pipeline.toml --out out -vv --source observations=s3://denied/observations.csv";
        let outcome = plumbline(&work, &proxy, arguments).code(1);
        let said = outcome.stderr();
        outcome.says(&[
            "the store refuses access (",
            "403 Forbidden",
            "AWS_ACCESS_KEY_ID",
        ]);
        let journal = work.read("out/journal.jsonl");
        for secret in ["S3CRETKEY", "AKIDTEST"] {
            assert!(
                !said.contains(secret) && !journal.contains(secret),
                "{said}"
            );
        }
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn what_changes_or_vanishes_while_it_is_read_ends_the_run() {
        let bucket = Bucket::new("restless");
        let work = Workdir::new();
        for (does, gets, said) in [
            // The first request is for the footer, and those that follow are for columns.
            ("replace", 1, "changed while it was read"),
            ("replace", 3, "changed while it was read"),
            ("delete", 1, "it was taken away while it was read"),
        ] {
            bucket.put_folder("2009", england());
            let after = json!({
                "gets": gets, "key": "inspections.parquet", "do": does,
                "bucket": "restless", "object": "2009/inspections.parquet",
            });
            let proxy = proxy(json!({ "after": after }));
            let arguments = annual("--out out --root s3://restless/2009");
            plumbline(&work, &proxy, &arguments).code(1).says(&[
                "source inspections: s3://restless/2009/inspections.parquet",
                said,
            ]);
            assert!(work.names("out/runs").is_empty(), "{does} after {gets}");
        }
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn files_behind_http_are_read_whole_or_in_ranges() {
        let bucket = Bucket::new("web");
        let work = five_councils();
        work.run();
        let folder = work.path("data");
        let files = bucket::ask(json!({ "do": "files", "folder": folder }));
        let files = files.as_str().expect("an address");
        plumbline(
            &work,
            &endpoint(),
            &format!("run pipeline.toml --out web --root {files}"),
        )
        .code(0);
        assert_eq!(
            work.read_bytes("web/current/indicator_profile.parquet"),
            work.read_bytes("out/current/indicator_profile.parquet")
        );
        let absent = format!("check pipeline.toml --source observations={files}/none.csv");
        work.plumbline(&absent)
            .code(1)
            .says(&["none.csv", "is not there"]);

        // A signed address is a credential: it is taken on the command line, and never shown.
        bucket.put("observations.csv", &folder.join("observations.csv"));
        let signed = json!({ "do": "sign", "bucket": "web", "key": "observations.csv" });
        let signed = bucket::ask(signed);
        let signed = signed.as_str().expect("an address");
        let signature = signed.split_once("Signature=").expect("signed").1;
        let signature = signature.split('&').next().expect("a signature");
        let run = format!(
            "run pipeline.toml --out signed -vv --lineage l.jsonl --source observations={signed}"
        );
        let outcome = work.plumbline(&run).code(0);
        let kept = ["manifest.json", "configuration/pipeline.toml"]
            .map(|name| work.read(&format!("signed/current/{name}")))
            .concat();
        let lineage = work.read("l.jsonl");
        for text in [outcome.stderr(), outcome.stdout(), kept, lineage] {
            assert!(!text.contains(signature), "{text}");
        }
        let in_file = reading(signed)
            .plumbline("run pipeline.toml --out out")
            .code(2);
        assert!(!in_file.stderr().contains(signature));
        in_file.says(&["is signed", "--source observations="]);
    }

    #[test]
    #[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
    fn a_workbook_in_a_bucket_is_read_and_looked_into() {
        let bucket = Bucket::new("books");
        let work = five_councils();
        work.run();
        work.plumbline("export out --format xlsx --out a.xlsx --table indicators")
            .code(0);
        bucket.put("a.xlsx", &work.path("a.xlsx"));
        let disk = work.plumbline("inspect a.xlsx --sheet indicators").code(0);
        let store = plumbline(
            &work,
            &endpoint(),
            "inspect s3://books/a.xlsx --sheet indicators",
        );
        let of_store = store.code(0).stdout();
        assert!(of_store.contains("reading"), "{of_store}");
        assert_eq!(of_store.lines().count(), disk.stdout().lines().count());
    }
}
