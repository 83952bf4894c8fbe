//! Rows of each group gathered until all of them are there, and what becomes of each group then.

use std::any::Any;
use std::fmt;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, LargeBinaryArray};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use std::sync::Arc;

use super::told::told;

/// How the rows of a group are kept and what becomes of them.
pub trait Gathers: fmt::Debug + Send + Any {
    /// The rows of a group.
    type Group: Default + Send;

    /// What becomes of a group.
    type Settled;

    /// Puts the rows of `values` into their groups, of which `groups` are all.
    fn push(
        &self,
        groups: &mut [Self::Group],
        values: &[ArrayRef],
        group_of: &dyn Fn(usize) -> Option<usize>,
    ) -> std::result::Result<(), String>;

    /// The rows of a group as bytes.
    fn encode(&self, group: &Self::Group) -> Vec<u8>;

    /// Adds rows that [`Gathers::encode`] made bytes of.
    fn merge(&self, group: &mut Self::Group, bytes: &[u8]) -> std::result::Result<(), String>;

    /// What becomes of the rows of a group, which are all there.
    fn settle(&self, group: Self::Group) -> std::result::Result<Self::Settled, String>;

    /// What became of groups, as a column.
    fn column(&self, settled: Vec<Self::Settled>) -> ArrayRef;

    /// Bytes that a group holds.
    fn size(&self, group: &Self::Group) -> usize;
}

/// The rows of every group.
#[derive(Debug)]
pub struct Gathered<G: Gathers> {
    rule: G,
    groups: Vec<G::Group>,
    /// Bytes that the groups held when they last grew.
    bytes: usize,
}

impl<G: Gathers> Gathered<G> {
    /// No rows yet.
    pub const fn new(rule: G) -> Self {
        Self {
            rule,
            groups: Vec::new(),
            bytes: 0,
        }
    }

    fn measure(&mut self) {
        let groups = self.groups.iter();
        self.bytes = groups.map(|group| self.rule.size(group)).sum();
    }

    /// The groups that are asked for; they are forgotten.
    fn take(&mut self, emit_to: EmitTo) -> Vec<G::Group> {
        let groups = emit_to.take_needed(&mut self.groups);
        self.measure();
        groups
    }
}

impl<G: Gathers> GroupsAccumulator for Gathered<G> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.groups.resize_with(total_num_groups, G::Group::default);
        let group_of = |row: usize| {
            let counts = opt_filter.is_none_or(|of| of.is_valid(row) && of.value(row));
            counts.then(|| group_indices[row])
        };
        let pushed = self.rule.push(&mut self.groups, values, &group_of);
        pushed.map_err(|sentence| told(&sentence))?;
        self.measure();
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let mut settled = Vec::new();
        for group in self.take(emit_to) {
            settled.push(
                self.rule
                    .settle(group)
                    .map_err(|sentence| told(&sentence))?,
            );
        }
        Ok(self.rule.column(settled))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let groups = self.take(emit_to);
        let states = groups.iter().map(|group| self.rule.encode(group));
        Ok(vec![Arc::new(LargeBinaryArray::from_iter_values(states))])
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.groups.resize_with(total_num_groups, G::Group::default);
        let Some(states) = values.first().and_then(|of| of.as_binary_opt::<i64>()) else {
            return exec_err!("the rows of a group are not in a column of bytes");
        };
        for (state, group) in states.iter().zip(group_indices) {
            let merged = self
                .rule
                .merge(&mut self.groups[*group], state.unwrap_or_default());
            merged.map_err(|sentence| told(&sentence))?;
        }
        self.measure();
        Ok(())
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, |of| of.len());
        let mut groups: Vec<G::Group> = Vec::new();
        groups.resize_with(rows, G::Group::default);
        let group_of = |row: usize| {
            let counts = opt_filter.is_none_or(|of| of.is_valid(row) && of.value(row));
            counts.then_some(row)
        };
        self.rule
            .push(&mut groups, values, &group_of)
            .map_err(|sentence| told(&sentence))?;
        let states = groups.iter().map(|group| self.rule.encode(group));
        Ok(vec![Arc::new(LargeBinaryArray::from_iter_values(states))])
    }

    fn size(&self) -> usize {
        self.bytes + self.groups.capacity() * size_of::<G::Group>()
    }
}
