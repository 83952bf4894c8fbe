//! The contracts fulfilled: columns become rows in the types of the field, and rows that break
//! their contract are rejected.

mod area_aliases;
pub(super) mod area_list;
pub(super) mod area_names;
pub(super) mod authorities;
pub(super) mod availability;
pub(super) mod boundaries;
pub(super) mod catalogue;
pub(super) mod characteristics;
pub(super) mod correction;
pub(super) mod earlier_ratings;
pub(super) mod figure;
pub(super) mod findings;
pub(super) mod groups;
pub(super) mod indicators;
pub(super) mod inspection;
pub(super) mod inspection_row;
pub(super) mod inspections;
pub(super) mod joins;
pub(super) mod judgements;
pub(super) mod listed;
pub(super) mod lookups;
pub(super) mod neighbours;
pub(super) mod observation;
pub(super) mod observations;
pub mod parse;
pub(super) mod precedence;
mod regions;
pub(super) mod rows;
pub(super) mod visit_list;
