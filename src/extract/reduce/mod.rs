//! Rows become small tables: as large as the nation has authorities, however many rows there are.

pub(super) mod inspections;
pub(super) mod memory_plan;
pub(super) mod observations;
pub(super) mod series;
pub(super) mod setting_list;
mod setting_spill;
pub(super) mod totals;
