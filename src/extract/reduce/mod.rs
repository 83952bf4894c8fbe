//! Rows become small tables: as large as the nation has authorities, however many rows there are.

pub mod inspections;
pub mod memory_plan;
pub mod observations;
pub mod setting_list;
mod setting_spill;
