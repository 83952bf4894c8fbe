//! What is accepted covers every case.

use std::path::Path;

use plumbline::config::{ConfigFile, Rulebook};
use plumbline::rate;
use proptest::prelude::*;

#[test]
fn the_shipped_rulebooks_cover_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the pipelines are there") {
        let path = entry.expect("an entry").path().join("rulebook.toml");
        if path.is_file() {
            let rulebook = Rulebook::read(&path).expect("a rulebook that covers every case");
            rate::bind(&rulebook).expect("limiters that can fire");
            read += 1;
        }
    }
    assert!(read >= 5);
}

/// A rulebook of cut-offs only.
fn cut_offs(rows: &[(u8, f64, f64)]) -> String {
    let mut text = String::from(crate::nation::RULEBOOK);
    for (band, good, inadequate) in rows {
        text.push_str(&format!(
            "[[provision_cut_offs]]\nband = {band}\ngood_or_better = {good:?}\ninadequate = {inadequate:?}\n"
        ));
    }
    text
}

proptest! {
    /// Whatever cut-offs are accepted, every share has a band, and a better share no lower one.
    #[test]
    fn accepted_cut_offs_give_every_share_a_band(
        goods in prop::collection::vec(0_u8..=4, 4),
        inadequates in prop::collection::vec(0_u8..=4, 4),
        bands in prop::sample::select(vec![vec![4, 3, 2, 1], vec![4, 3], vec![3, 2, 1], vec![4, 2, 1]]),
        settles in prop::bool::weighted(0.8),
        (good, inadequate) in (0_u8..=20, 0_u8..=20),
        (better, fewer) in (0_u8..=20, 0_u8..=20),
    ) {
        let mut rows: Vec<(u8, f64, f64)> = bands
            .iter()
            .zip(goods.iter().zip(&inadequates))
            .map(|(band, (good, inadequate))| {
                (*band, f64::from(*good) / 4.0, f64::from(*inadequate) / 4.0)
            })
            .collect();
        if settles {
            rows.sort_by(|a, b| b.1.total_cmp(&a.1));
            let rising: Vec<f64> = {
                let mut all: Vec<f64> = rows.iter().map(|row| row.2).collect();
                all.sort_by(f64::total_cmp);
                all
            };
            for ((row, inadequate), band) in rows.iter_mut().zip(rising).zip(&bands) {
                row.0 = *band;
                row.2 = inadequate;
            }
            if let Some(last) = rows.last_mut() {
                (last.1, last.2) = (0.0, 1.0);
            }
        }
        let Ok(rulebook) = Rulebook::of(ConfigFile::of("r.toml", cut_offs(&rows))) else {
            return Ok(());
        };
        let band = |good: f64, inadequate: f64| {
            let mut list = rulebook.provision_cut_offs.iter();
            list.find(|of| good >= of.good_or_better && inadequate <= of.inadequate)
                .map(|of| of.band)
        };
        let share = |part: u8| f64::from(part) / 20.0;
        let worse = band(share(good.min(better)), share(inadequate.max(fewer)));
        let better = band(share(good.max(better)), share(inadequate.min(fewer)));
        prop_assert!(worse.is_some());
        prop_assert!(better >= worse);
    }
}
