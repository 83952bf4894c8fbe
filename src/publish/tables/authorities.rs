//! `authorities`.

use arrow::array::ArrayRef;

use super::columns::{texts, words};
use super::schema::{AUTHORITY, Column, Kind, Table, WORD};
use crate::tables::Authorities;

/// Councils by code.
pub static TABLE: Table = Table {
    name: "authorities",
    about: "One row per authority of the list: what its code stands for.",
    key: &["authority"],
    columns: &[
        AUTHORITY,
        Column::new("name", Kind::Text, "name", "The authority's name."),
        Column::new(
            "region",
            Kind::Category,
            "name",
            "The region that it lies in; missing where the list names none.",
        )
        .or_missing(),
        Column::new(
            "kind",
            Kind::Category,
            WORD,
            "The kind of council; missing where the list does not say.",
        )
        .or_missing(),
        Column::new(
            "addressee",
            Kind::Text,
            "lines separated by semicolons",
            "To whom its letter goes; missing where the list names nobody.",
        )
        .or_missing(),
    ],
};

pub fn columns(list: &Authorities) -> Vec<ArrayRef> {
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
