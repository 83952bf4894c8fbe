//! Outlines of areas for a map: places on the globe become places on a plane, and lines as few as
//! the map can show.

mod grid;
mod simplified;

pub use self::grid::national_grid;
pub use self::simplified::{OutlinePolygon, simplified};
