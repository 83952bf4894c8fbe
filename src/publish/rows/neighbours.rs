//! `neighbours`.

use arrow::array::ArrayRef;

use super::columns::{counts, numbers, words};
use crate::extract::Extract;
use crate::extract::tables::Neighbour;
use crate::profile::NeighbourSource;

pub fn columns(list: &[Neighbour], source: NeighbourSource, extract: &Extract) -> Vec<ArrayRef> {
    let authorities = &extract.authorities;
    let each = || list.iter();
    vec![
        words(each().map(|row| Some(authorities.get(row.authority).code.as_str()))),
        counts(each().map(|row| row.rank)),
        words(each().map(|row| Some(authorities.get(row.neighbour).code.as_str()))),
        numbers(each().map(|row| row.distance.unwrap_or(f64::NAN))),
        words(each().map(|row| row.closeness.as_deref())),
        words(each().map(|_| Some(source.word()))),
    ]
}
