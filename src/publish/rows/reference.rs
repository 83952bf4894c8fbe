//! `authorities` and `indicators`.

use arrow::array::ArrayRef;

use super::columns::{integers, texts, words};
use crate::extract::tables::{Authorities, Indicators};

pub fn authorities(list: &Authorities) -> Vec<ArrayRef> {
    let each = || list.all().iter();
    vec![
        words(each().map(|authority| Some(authority.code.as_str()))),
        texts(each().map(|authority| Some(authority.name.as_str()))),
        words(each().map(|authority| {
            let region = authority.region?;
            Some(list.regions()[region.index()].name.as_str())
        })),
        words(each().map(|authority| authority.kind.as_deref())),
        texts(each().map(|authority| authority.addressee.as_deref())),
    ]
}

pub fn indicators(catalogue: &Indicators) -> Vec<ArrayRef> {
    let each = || catalogue.all().iter();
    vec![
        words(each().map(|indicator| Some(indicator.name.as_str()))),
        texts(each().map(|indicator| Some(indicator.title.as_str()))),
        words(each().map(|indicator| indicator.outcome.as_deref())),
        words(each().map(|indicator| Some(indicator.polarity.word()))),
        words(each().map(|indicator| indicator.unit.as_deref())),
        integers(each().map(|indicator| indicator.decimals.map(i32::from))),
    ]
}
