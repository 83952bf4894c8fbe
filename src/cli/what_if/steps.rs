//! The values of a sweep: from one number to another, step by step.

/// The most values of a sweep.
const MOST: usize = 1_000;

/// Far below a step, and far above what binary fractions add to one.
const NOISE: f64 = 1e-9;

/// A key of the rulebook, and the values that it is to have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SweepRange {
    /// The key's path.
    pub(super) path: String,
    from: f64,
    step: f64,
    /// How many steps there are after the first value.
    steps: usize,
    decimals: usize,
}

impl SweepRange {
    /// Reads `PATH=FROM..TO:STEP`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        const EXPECTED: &str = "expected PATH=FROM..TO:STEP, such as provision_cut_offs.3.good_or_better=0.55..0.70:0.05";
        let expected = || EXPECTED.to_owned();
        let (path, range) = text.split_once('=').ok_or_else(expected)?;
        let (from, rest) = range.split_once("..").ok_or_else(expected)?;
        let (to, step) = rest
            .split_once(':')
            .ok_or_else(|| format!("there is no step, so that it would have no end; {EXPECTED}"))?;
        if path.trim().is_empty() {
            return Err(expected());
        }
        if to.trim().is_empty() {
            let none = "there is no last value, so that it would have no end";
            return Err(format!("{none}; {EXPECTED}"));
        }
        let (first, last) = (number(from)?, number(to)?);
        let width = number(step)?;
        if width == 0.0 {
            return Err("the step is 0, so that it would have no end; give another".to_owned());
        }
        let steps = (last - first) / width;
        if steps < -NOISE {
            return Err(format!(
                "from {from} to {to} no step of {step} leads; write {}",
                match step.trim().strip_prefix('-') {
                    Some(up) => up.to_owned(),
                    None => format!("-{}", step.trim()),
                }
            ));
        }
        let steps = (steps + NOISE).floor();
        if steps >= MOST as f64 {
            return Err(format!(
                "from {from} to {to} by {step} are more than {MOST} values, the most of a sweep; \
                 take a wider step"
            ));
        }
        Ok(Self {
            path: path.trim().to_owned(),
            from: first,
            step: width,
            steps: steps as usize,
            decimals: decimals(from).max(decimals(step)),
        })
    }

    /// The values, as they are written into the rulebook.
    pub(super) fn values(&self) -> Vec<String> {
        (0..=self.steps)
            .map(|at| {
                let value = self.from + self.step * at as f64;
                // What is 0 but for binary noise is written without a sign.
                let value = if value.abs() < NOISE { 0.0 } else { value };
                format!("{value:.*}", self.decimals)
            })
            .collect()
    }
}

fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    match text.parse::<f64>() {
        Ok(number) if plain && number.is_finite() => Ok(number),
        _ => Err(format!(
            "`{text}` is no number; expected one such as 0.65 or 10"
        )),
    }
}

/// How many digits stand behind the point.
fn decimals(text: &str) -> usize {
    text.trim()
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(range: &str) -> Result<Vec<String>, String> {
        SweepRange::parse(&format!("a.b={range}")).map(|range| range.values())
    }

    #[test]
    fn values_are_decimals_without_binary_noise_and_the_last_is_among_them() {
        let upwards = values("0.60..0.70:0.05").unwrap();
        assert_eq!(upwards, ["0.60", "0.65", "0.70"]);
        assert_eq!(values("0.1..0.7:0.1").unwrap().len(), 7);
        assert_eq!(
            values("0.2..-0.1:-0.1").unwrap(),
            ["0.2", "0.1", "0.0", "-0.1"]
        );
        assert_eq!(values("5..12:3").unwrap(), ["5", "8", "11"]);
        assert_eq!(values("1..1:1").unwrap(), ["1"]);
    }

    #[test]
    fn a_sweep_without_end_is_refused() {
        for (range, why) in [
            ("0.6..0.7", "no end"),
            ("0.6..:0.05", "no last value"),
            ("0.6..0.7:0", "no end"),
            ("0.7..0.6:0.05", "write -0.05"),
            ("0.6..0.7:-0.05", "write 0.05"),
            ("0..1:0.001", "more than 1000 values"),
            ("0.6:0.1", "FROM..TO:STEP"),
            ("0.6..inf:0.1", "no number"),
            ("a..b:c", "no number"),
        ] {
            let refused = values(range).unwrap_err();
            assert!(refused.contains(why), "{range}: {refused}");
        }
    }
}
