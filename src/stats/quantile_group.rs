//! In which of so many equal groups of areas a value lies: quintiles, deciles.

/// The group of each value, 1 that of the lowest, of `groups` groups; `None` for a missing value,
/// and for all where fewer values than groups are present.
///
/// Areas are parted by rank into groups as equal as can be; equal values share the lowest of their
/// ranks and so one group. Source: the method of England's public health profiles, as the R package
/// PHEindicatormethods documents it for `phe_quantile`.
pub fn quantile_groups(values: &[f64], groups: u32) -> Vec<Option<u32>> {
    let mut sorted: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let count = sorted.len();
    if groups == 0 || count < groups as usize {
        return vec![None; values.len()];
    }
    let size = count as f64 / f64::from(groups);
    values
        .iter()
        .map(|value| {
            // As many values as are not lower, the value itself among them.
            let lower = sorted.partition_point(|other| other < value);
            let from_the_top = ((count - lower) as f64 / size).ceil();
            let group = (f64::from(groups) + 1.0 - from_the_top).max(1.0);
            value.is_finite().then_some(group as u32)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deciles_agree_with_phe_indicator_methods() {
        // tests/testthat/testdata_Quantiles.xlsx, indicator 40501 of women in the North East, the
        // highest value in decile 1 there.
        let values = [
            118.746_048_1,
            131.277_827_6,
            137.109_864,
            137.725_652_6,
            138.900_521_9,
            143.263_302,
            145.596_670_7,
            146.697_126_2,
            153.691_283_3,
            155.763_081,
            157.122_228_6,
            171.217_045_5,
        ];
        let highest_first: Vec<f64> = values.iter().map(|value| -value).collect();
        let deciles: Vec<Option<u32>> = quantile_groups(&highest_first, 10);
        assert_eq!(deciles, [10, 9, 8, 7, 6, 6, 5, 4, 3, 2, 1, 1].map(Some));
    }

    #[test]
    fn equal_values_share_a_group_and_too_few_have_none() {
        let of = |values: &[f64]| quantile_groups(values, 2);
        assert_eq!(of(&[1.0, 2.0, 2.0, 3.0]), [1, 1, 1, 2].map(Some));
        assert_eq!(of(&[5.0, f64::NAN, 5.0]), [Some(1), None, Some(1)]);
        assert_eq!(of(&[5.0, f64::NAN]), [None, None]);
    }
}
