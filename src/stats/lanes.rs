//! How many authorities are worked on side by side.

/// Figures that are computed side by side. Neighbouring authorities lie next to each other in a
/// slice, so that the same arithmetic on eight of them is a few instructions of any processor.
pub const LANES: usize = 8;
