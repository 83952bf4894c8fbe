//! The label of a period.

use plumbline::domain::Period;

/// Reads `bytes` as a period's label. What is read lies within the bounds that periods have, and
/// reads back from its own label.
pub fn ask(bytes: &[u8]) {
    let Ok(label) = std::str::from_utf8(bytes) else {
        return;
    };
    match Period::parse(label) {
        Ok(period) => {
            assert!(period.start() <= period.end(), "{label}");
            assert!(
                Period::new(period.start(), period.end()).is_some(),
                "{label}"
            );
            assert_eq!(Period::parse(&period.to_string()), Ok(period));
            assert_eq!(Period::parse(&format!(" {label} (Rev)")), Ok(period));
        }
        Err(error) => {
            let error = error.to_string();
            assert!(error.contains("is not a period: "), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }
}
