//! Values for tests, in the shape of areas' characteristics.

/// Children in 24 areas: all large, skewed to the right.
pub(super) const CHILDREN: [f64; 24] = [
    800.0, 38_600.0, 51_200.0, 57_900.0, 33_100.0, 24_700.0, 61_400.0, 29_800.0, 62_300.0,
    55_100.0, 32_500.0, 75_900.0, 57_000.0, 91_200.0, 73_800.0, 256_700.0, 167_300.0, 143_500.0,
    108_900.0, 49_400.0, 37_200.0, 302_400.0, 61_400.0, 8_100.0,
];

/// Residents to the hectare in 24 areas: some near zero.
pub(super) const DENSITY: [f64; 24] = [
    38.0, 101.9, 47.6, 109.7, 104.4, 131.0, 83.1, 94.7, 101.3, 139.9, 78.4, 86.5, 37.6, 37.8, 38.1,
    0.6, 1.5, 13.1, 0.6, 22.8, 3.4, 0.8, 5.2, 0.3,
];

/// Changes in percentage points: negative, zero and positive.
pub(super) const CHANGES: [f64; 24] = [
    -4.1, 0.0, 2.3, -0.7, 1.9, 11.4, -2.2, 0.4, 0.4, -6.3, 3.8, 0.9, -1.5, 7.7, 2.6, -0.1, 0.0,
    1.2, -3.3, 4.9, 15.2, -0.9, 1.1, 0.6,
];
