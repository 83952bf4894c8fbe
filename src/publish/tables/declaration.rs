//! How an output table is declared: each column's name, kind, unit, description and value in one
//! place.
//!
//! ```text
//! table! {
//!     /// One row per authority: what it was rated.
//!     ratings by [authority];
//!     each rating: &'a AuthorityRating, of: &'a Authorities => RatingRows<'a>;
//!
//!     authority = &of.get(rating.authority).code;
//!     /// The year of the rating.
//!     year: Integer ["calendar year"] = rating.year;
//! }
//! ```
//!
//! Comments are the descriptions that travel in the file. A column without a kind is one of
//! [`recurring`](super::recurring), which several tables share. What follows `=` is the value of
//! one row; where it is not of the column's kind, it does not compile. A table of very many rows
//! is declared with `columns` in place of `each`: there the value is the array of a stretch of
//! rows. Where all rows fall into cycles of the same length, `each` says how long they are, and a
//! column whose values are the same in every cycle is of a type that says so ([`Made`]); `breaks` are
//! the rows before which a row group ends.
//!
//! Each declaration makes the table's description, its rows, and a type for every column, by which
//! [`crate::review`] reads the column back under the same name and of the same kind.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::Array;

use super::kind::ColumnType;
use super::schema::Column;
use crate::publish::Stretch;
use crate::runs::PublishError;

/// A column of an output table, as a type.
pub trait DeclaredColumn {
    /// Its name in the file.
    const NAME: &'static str;
    /// What its values are counted or measured in.
    const UNIT: &'static str;
    /// What it means.
    const ABOUT: &'static str;
    /// What it holds.
    type Type: ColumnType;
}

/// The description of a column.
pub(crate) const fn describe<C: DeclaredColumn>() -> Column {
    Column {
        name: C::NAME,
        kind: <C::Type as ColumnType>::KIND,
        unit: C::UNIT,
        about: C::ABOUT,
        nullable: <C::Type as ColumnType>::NULLABLE,
    }
}

/// The text of a comment, which begins with the space that follows its slashes.
pub(crate) const fn comment(text: &'static str) -> &'static str {
    match text.as_bytes() {
        [b' ', ..] => text.split_at(1).1,
        _ => text,
    }
}

/// A column's array, of whatever kind.
pub(crate) fn array(values: impl Array + 'static) -> Result<Stretch, PublishError> {
    Ok(Stretch::Array(Arc::new(values)))
}

/// What a stretch of a column whose kind is kept in the array `A` is made as: such an array, or what holds
/// the like and says more of itself.
pub(crate) trait Made<A> {
    /// Whether it is the same in every cycle of the rows.
    const REPEATS: bool;

    /// The values of the stretch.
    fn stretch(self) -> Stretch;
}

impl<A: Array + 'static> Made<A> for A {
    const REPEATS: bool = false;

    fn stretch(self) -> Stretch {
        Stretch::Array(Arc::new(self))
    }
}

/// Whether what `_make` makes is the same in every cycle of the rows, which its type says.
pub(crate) fn repeats<A, M: Made<A>>(
    _make: impl Fn(Range<usize>) -> Result<M, PublishError>,
) -> bool {
    M::REPEATS
}

/// Refuses a column that the rows do not have.
pub(crate) fn undeclared(rows: &'static str, column: &Column) -> Result<Stretch, PublishError> {
    Err(PublishError::Table {
        table: rows,
        column: column.name.to_owned(),
        message: "the rows have no such column".to_owned(),
    })
}

/// Declares an output table; see the [module](self).
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        $table:ident by [$($key:ident),+];
        each $row:tt: $type:ty, $context:tt: $context_type:ty
            => $rows:ident<$lifetime:lifetime>;
        $($(#[doc = $doc:literal])* $name:ident $(: $kind:ty [$unit:expr])? = $value:expr;)+
    ) => {
        $crate::publish::tables::declaration::described! {
            [$($about)+] $table [$($key),+] $([$($doc)*] $name $(: $kind [$unit])?;)+
        }
        $crate::publish::tables::declaration::rows! {
            #[doc = concat!("The rows of `", stringify!($table), "`.")]
            each $row: $type, $context: $context_type => $rows<$lifetime>;
            $($name: <column::$name as $crate::publish::tables::declaration::DeclaredColumn>::Type
                = $value;)+
        }
    };
    (
        $(#[doc = $about:literal])+
        $table:ident by [$($key:ident),+];
        columns $this:ident: $rows:ident, $range:ident $(, each $cycle:expr)? $(, breaks $breaks:expr)?;
        $($(#[doc = $doc:literal])* $name:ident $(: $kind:ty [$unit:expr])? = $value:expr;)+
    ) => {
        $crate::publish::tables::declaration::described! {
            [$($about)+] $table [$($key),+] $([$($doc)*] $name $(: $kind [$unit])?;)+
        }
        $crate::publish::tables::declaration::rows! {
            columns $this: $rows, $range $(, each $cycle)? $(, breaks $breaks)?;
            $($name: <column::$name as $crate::publish::tables::declaration::DeclaredColumn>::Type
                = $value;)+
        }
    };
}

/// The description of a table, and its columns as types.
macro_rules! described {
    (
        [$($about:literal)+] $table:ident [$($key:ident),+]
        $([$($doc:literal)*] $name:ident $(: $kind:ty [$unit:expr])?;)+
    ) => {
        /// The columns, each as a type.
        #[allow(unreachable_pub, reason = "the rows that are read back have fields of these types")]
        pub mod column {
            use super::*;

            $($crate::publish::tables::declaration::column! {
                [$($doc)*] $name $(: $kind [$unit])?
            })+
        }

        $(#[doc = $about])+
        pub(crate) static TABLE: $crate::publish::Table = $crate::publish::Table {
            name: stringify!($table),
            about: $crate::publish::tables::declaration::comment(concat!($($about),+)),
            key: &[$(
                <column::$key as $crate::publish::tables::declaration::DeclaredColumn>::NAME
            ),+],
            columns: &[$(
                $crate::publish::tables::declaration::describe::<column::$name>()
            ),+],
        };
    };
}

/// A column as a type: a new one, or one of those that tables share.
macro_rules! column {
    ([$($doc:literal)+] $name:ident: $kind:ty [$unit:expr]) => {
        $(#[doc = $doc])+
        #[allow(non_camel_case_types, reason = "a column is called what it is in the file")]
        #[allow(unreachable_pub, reason = "the rows that are read back have fields of these types")]
        #[derive(Debug)]
        pub enum $name {}

        impl $crate::publish::tables::declaration::DeclaredColumn for $name {
            const NAME: &'static str = stringify!($name);
            const UNIT: &'static str = $unit;
            const ABOUT: &'static str =
                $crate::publish::tables::declaration::comment(concat!($($doc),+));
            type Type = $kind;
        }
    };
    ([] $name:ident) => {
        pub use $crate::publish::tables::recurring::$name;
    };
}

/// Columns that tables share, each as a type.
macro_rules! shared {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ty [$unit:expr];)+) => {
        $($crate::publish::tables::declaration::column! { [$($doc)+] $name: $kind [$unit] })+
    };
}

/// The rows of a table, by the names of its columns: made row by row from a list, or a stretch of
/// a column at a time.
macro_rules! rows {
    (
        $(#[$about:meta])+
        each $row:tt: $type:ty, $context:tt: $context_type:ty
            => $rows:ident<$lifetime:lifetime>;
        $($name:ident: $kind:ty = $value:expr;)+
    ) => {
        $(#[$about])+
        pub(crate) struct $rows<$lifetime> {
            each: Vec<$type>,
            context: $context_type,
        }

        impl<$lifetime> $rows<$lifetime> {
            /// The rows that are made of `each`, in their order, and of what they have in common.
            pub(crate) fn new(each: impl IntoIterator<Item = $type>, context: $context_type) -> Self {
                Self { each: each.into_iter().collect(), context }
            }
        }

        impl $crate::publish::TableRows for $rows<'_> {
            fn rows(&self) -> usize {
                self.each.len()
            }

            #[allow(
                unused_variables,
                clippy::let_unit_value,
                reason = "not every column needs all that rows are made of, nor every table"
            )]
            fn column(
                &self,
                column: &$crate::publish::Column,
                rows: std::ops::Range<usize>,
            ) -> Result<$crate::publish::Stretch, $crate::runs::PublishError> {
                use $crate::publish::tables::declaration as declared;
                use $crate::publish::tables::kind::{ColumnType, Give};

                let $context = self.context;
                let each = &self.each[rows];
                $(if column.name == stringify!($name) {
                    let mut to = <$kind as ColumnType>::builder(each.len());
                    for $row in each.iter().copied() {
                        Give::<$kind>::give($value, &mut to);
                    }
                    return declared::array(<$kind as ColumnType>::finish(to));
                })+
                declared::undeclared(stringify!($rows), column)
            }
        }
    };
    (
        columns $this:ident: $rows:ident, $range:ident $(, each $cycle:expr)? $(, breaks $breaks:expr)?;
        $($name:ident: $kind:ty = $value:expr;)+
    ) => {
        impl $crate::publish::TableRows for $rows<'_> {
            fn rows(&self) -> usize {
                self.len()
            }

            fn column(
                &self,
                column: &$crate::publish::Column,
                $range: std::ops::Range<usize>,
            ) -> Result<$crate::publish::Stretch, $crate::runs::PublishError> {
                use $crate::publish::tables::declaration as declared;
                use $crate::publish::tables::kind::ColumnType;

                let $this = self;
                $(if column.name == stringify!($name) {
                    return Ok(declared::Made::<<$kind as ColumnType>::Array>::stretch($value));
                })+
                declared::undeclared(stringify!($rows), column)
            }

            $(fn cycle(&self) -> Option<usize> {
                let $this = self;
                Some($cycle)
            })?

            $(fn breaks(&self) -> &[usize] {
                let $this = self;
                $breaks
            })?

            fn repeats(&self, column: &$crate::publish::Column) -> bool {
                use $crate::publish::tables::declaration as declared;
                use $crate::publish::tables::kind::ColumnType;

                let $this = self;
                $(if column.name == stringify!($name) {
                    return declared::repeats::<<$kind as ColumnType>::Array, _>(
                        |$range: std::ops::Range<usize>| Ok($value),
                    );
                })+
                false
            }
        }
    };
}

pub(crate) use {column, described, rows, shared, table};
