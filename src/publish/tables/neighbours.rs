//! `neighbours`.

use super::declaration::table;
use super::kind::{Category, Integer, Number};
use super::recurring::WORD;
use crate::profile::NeighbourSource;
use crate::tables::{Authorities, Neighbour};

table! {
    /// One row per authority and similar area, the most similar first.
    neighbours by [authority, rank];
    each pair: &'a Neighbour, (list, source): (&'a Authorities, NeighbourSource)
        => NeighbourRows<'a>;

    authority = &list.get(pair.authority).code;
    /// The neighbour's place among the authority's similar areas.
    rank: Integer ["rank, 1 is most similar"] = pair.rank;
    neighbour = &list.get(pair.neighbour).code;
    /// How far apart the two are in the neighbour model, 0 being alike; missing where the list
    /// gives none.
    distance: Option<Number> ["distance of the model"] = pair.distance;
    /// How close the neighbour is, from `Extremely close` to `Not close`; missing where the list
    /// does not say.
    closeness: Option<Category> [WORD] = pair.closeness.as_deref();
    /// `published` where the list was read, `model` where it was computed.
    source: Category [WORD] = source.word();
}
