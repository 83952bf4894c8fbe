//! The contracts fulfilled: columns become rows in the types of the field, and rows that break
//! their contract are set aside.

pub mod area_names;
pub mod authorities;
pub mod catalogue;
pub mod characteristics;
pub mod correction;
pub mod earlier_ratings;
pub mod figure;
pub mod findings;
pub mod indicators;
pub mod inspections;
pub mod joins;
pub mod judgements;
pub mod lookups;
pub mod neighbours;
pub mod observations;
pub mod parse;
pub mod precedence;
pub mod rows;
