//! Rows of councils of other nations, and rows of several councils at once, before their contract
//! sees them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contract::area_names::joint_return;
use super::map::Batch;
use crate::config::{JointReturns, OutsideCouncils, Pipeline};
use crate::contract::CellKind;
use crate::read::dictionary::{Texts, Values};
use crate::read::show;
use crate::tables::Authorities;

/// What becomes of rows that do not name one council of the list.
#[derive(Debug)]
pub(super) struct AreaRules {
    list: Arc<Authorities>,
    outside: OutsideCouncils,
    joint: JointReturns,
}

impl AreaRules {
    /// The rules of `pipeline` over the councils of its list.
    pub(super) fn new(pipeline: &Pipeline, list: &Arc<Authorities>) -> Self {
        Self {
            list: Arc::clone(list),
            outside: pipeline.outside,
            joint: pipeline.joint_returns,
        }
    }

    /// Leaves out the rows of councils of other nations, where the pipeline says so; how many.
    pub(super) fn leave_out(&self, batch: &mut Batch<'_>) -> u64 {
        if self.outside == OutsideCouncils::SetAside || self.list.outside().is_empty() {
            return 0;
        }
        let before = batch.kept.len();
        for (column, mapped) in batch.contract.columns.iter().zip(&batch.columns) {
            let Some(mapped) = mapped
                .as_ref()
                .filter(|_| column.kind == CellKind::Authority)
            else {
                continue;
            };
            let values = (0..mapped.coded.values.len()).map(|at| mapped.coded.values.scalar(at));
            let is_outside: Vec<bool> = values
                .map(|scalar| self.list.is_outside(&show(scalar)))
                .collect();
            let codes = &mapped.coded.codes;
            let kept = &mut batch.kept;
            kept.retain(|row| !is_outside[codes[*row as usize] as usize]);
        }
        (before - batch.kept.len()) as u64
    }

    /// Gives the rows that several councils return together to each of them, where the pipeline
    /// says so and rows are named by their council; how many rows of the file, by the councils as
    /// they are written.
    pub(super) fn divide(&self, batch: &mut Batch<'_>) -> BTreeMap<String, u64> {
        let mut divided = BTreeMap::new();
        if self.joint == JointReturns::SetAside || !batch.contract.key.contains(&"authority") {
            return divided;
        }
        let Some(at) = batch.position("authority") else {
            return divided;
        };
        let Some(councils) = batch.columns[at].as_ref().map(|mapped| &mapped.coded) else {
            return divided;
        };
        let Values::Text(texts) = &councils.values else {
            return divided;
        };
        // The texts with those of the parts behind them, and for each joint one where its parts are.
        let mut all: Vec<Option<String>> = Vec::with_capacity(councils.values.len());
        let mut joint: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        all.extend((0..texts.len()).map(|at| texts.get(at).map(str::to_owned)));
        for code in 0..all.len() {
            let Some(text) = &all[code] else { continue };
            let Some(parts) = joint_return(&self.list, text) else {
                continue;
            };
            let parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
            let first = all.len();
            all.extend(parts.into_iter().map(Some));
            let places = (first..all.len()).filter_map(|place| u32::try_from(place).ok());
            joint.extend(
                u32::try_from(code)
                    .ok()
                    .map(|code| (code, places.collect())),
            );
        }
        if joint.is_empty() {
            return divided;
        }
        let codes = councils.codes.clone();
        let mut kept = Vec::with_capacity(batch.kept.len());
        for row in std::mem::take(&mut batch.kept) {
            kept.push(row);
            let Some(parts) = joint.get(&codes[row as usize]) else {
                continue;
            };
            let text = all[codes[row as usize] as usize].clone();
            *divided.entry(text.unwrap_or_default()).or_insert(0) += 1;
            kept.extend(batch.repeat(row, at, parts));
        }
        batch.kept = kept;
        if let Some(mapped) = &mut batch.columns[at] {
            mapped.coded.values = Values::Text(Texts::new(all.iter().map(Option::as_deref)));
        }
        divided
    }
}
