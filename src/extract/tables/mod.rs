//! The contract tables: rows that kept their contracts, in the types of the field.

pub mod authorities;
pub mod characteristics;
pub mod earlier_ratings;
pub mod findings;
pub mod indicators;
pub mod inspections;
pub mod judgements;
pub mod neighbours;
pub mod observations;

pub use authorities::{Area, Authorities, Authority, Region};
pub use characteristics::Characteristic;
pub use earlier_ratings::EarlierRating;
pub use findings::Finding;
pub use indicators::{Indicator, IndicatorIx, Indicators};
pub use inspections::{Day, Inspection, ProvisionIx, Urn};
pub use judgements::Judgement;
pub use neighbours::Neighbour;
pub use observations::{Observation, ObservationBatch};
