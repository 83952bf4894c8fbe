//! Numbers to so many decimals, or to tens and hundreds.

/// 10 to as many as `decimals` is below 0; `None` where every whole number is less than half.
pub(super) fn tens(decimals: i64) -> Option<i64> {
    match decimals {
        0.. => Some(1),
        below => 10_i64.checked_pow(u32::try_from(below.unsigned_abs()).ok()?),
    }
}

/// The power of 10 that a unit is.
pub(super) fn digits(unit: i64) -> u32 {
    unit.checked_ilog10().unwrap_or(0)
}

/// `number` to so many decimals, as DuckDB has it.
pub(super) fn to_decimals(number: f64, decimals: i64, cut: fn(f64) -> f64) -> f64 {
    let places = i32::try_from(decimals.clamp(-400, 400)).unwrap_or(0);
    let unit = 10_f64.powi(places.abs());
    let (scaled, rest) = if places >= 0 {
        let scaled = number * unit;
        (scaled, number.mul_add(unit, -scaled))
    } else {
        let scaled = number / unit;
        (scaled, (-scaled).mul_add(unit, number))
    };
    // 2.675 is a little less than a half of its last place, and only becomes one when it is
    // multiplied; `rest` is what was lost of it.
    let lost_below_half = scaled.fract().abs() == 0.5 && rest * scaled < 0.0;
    let whole = if lost_below_half {
        scaled.trunc()
    } else {
        cut(scaled)
    };
    let cut = if places >= 0 {
        whole / unit
    } else {
        whole * unit
    };
    match (cut.is_finite(), places >= 0) {
        (true, _) => cut,
        // What is too large to have decimals is whole as it is.
        (false, true) => number,
        (false, false) => 0.0,
    }
}
