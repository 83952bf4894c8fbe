//! A share of draws in words.

/// A share as `94 of 100`. What is not all or nothing is not rounded to it: `more than 99 of 100`,
/// `fewer than 1 of 100`.
pub fn of_hundred(share: f64) -> String {
    let rounded = (share * 100.0).round();
    match share {
        ..=0.0 => "0 of 100".to_owned(),
        1.0.. => "100 of 100".to_owned(),
        _ if rounded < 1.0 => "fewer than 1 of 100".to_owned(),
        _ if rounded > 99.0 => "more than 99 of 100".to_owned(),
        _ => format!("{rounded} of 100"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_and_nothing_are_a_hundred_and_none() {
        for (share, words) in [
            (0.0, "0 of 100"),
            (0.001, "fewer than 1 of 100"),
            (0.014, "1 of 100"),
            (0.5, "50 of 100"),
            (0.994, "99 of 100"),
            (0.996, "more than 99 of 100"),
            (1.0, "100 of 100"),
        ] {
            assert_eq!(of_hundred(share), words);
        }
    }
}
