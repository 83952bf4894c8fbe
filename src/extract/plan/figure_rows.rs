//! A figure as it waits for the others of its bucket.

use std::cmp::Ordering;

/// A figure of a bucket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub order: u64,
    pub location: u64,
    pub precedence: u16,
    pub missing: u8,
    pub may_repeat: bool,
    pub area: u32,
    pub indicator: u32,
    pub breakdown: u32,
    pub period: u32,
    /// One more than the place of its status; 0 is none.
    pub status: u32,
    /// Value, numerator, denominator, lower and upper limit.
    pub numbers: [f64; 5],
}

/// Bytes of a figure.
pub(super) const FIGURE: usize = 80;

impl Figure {
    /// It in bytes.
    pub(super) fn bytes(&self) -> [u8; FIGURE] {
        let mut bytes = [0; FIGURE];
        bytes[..8].copy_from_slice(&self.order.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.location.to_le_bytes());
        bytes[16..18].copy_from_slice(&self.precedence.to_le_bytes());
        bytes[18] = self.missing;
        bytes[19] = self.may_repeat.into();
        let places = [
            self.area,
            self.indicator,
            self.breakdown,
            self.period,
            self.status,
        ];
        for (place, at) in places.into_iter().zip((20..).step_by(4)) {
            bytes[at..at + 4].copy_from_slice(&place.to_le_bytes());
        }
        for (number, at) in self.numbers.into_iter().zip((40..).step_by(8)) {
            bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// What [`Figure::bytes`] gives; `None` where that is of another length.
    pub(super) fn read(bytes: &[u8; FIGURE]) -> Option<Self> {
        let eight = |at: usize| {
            let eight: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
            Some(eight)
        };
        let four = |at: usize| {
            let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_le_bytes(four))
        };
        let number = |at: usize| eight(at).map(f64::from_le_bytes);
        Some(Self {
            order: u64::from_le_bytes(eight(0)?),
            location: u64::from_le_bytes(eight(8)?),
            precedence: u16::from_le_bytes([bytes[16], bytes[17]]),
            missing: bytes[18],
            may_repeat: bytes[19] != 0,
            area: four(20)?,
            indicator: four(24)?,
            breakdown: four(28)?,
            period: four(32)?,
            status: four(36)?,
            numbers: [
                number(40)?,
                number(48)?,
                number(56)?,
                number(64)?,
                number(72)?,
            ],
        })
    }

    /// The order in which figures are laid out: the preferred extract first.
    pub(super) fn before(&self, other: &Self) -> Ordering {
        (self.precedence, self.order).cmp(&(other.precedence, other.order))
    }
}
