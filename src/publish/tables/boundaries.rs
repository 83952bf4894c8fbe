//! `boundaries`.

use super::declaration::table;
use super::kind::Integer;
use crate::profile::OutlinePlace;
use crate::tables::Authorities;

/// The unit of a place on the British National Grid.
const METRES: &str = "metres of the British National Grid";

/// The unit of a number that only tells rows apart.
const PLACE: &str = "number from 1";

table! {
    /// One row per place of an authority's outline as a map of the nation can show it: fewer places
    /// than the source has, and borders that neighbours share.
    boundaries by [authority, part, ring, point];
    each place: &'a OutlinePlace, list: &'a Authorities => BoundaryRows<'a>;

    authority = &list.get(place.authority).code;
    /// Which of its parts; an island is one.
    part: Integer [PLACE] = place.part;
    /// Which ring of the part; every one after the first is a hole.
    ring: Integer [PLACE] = place.ring;
    /// Which place of the ring, in the order in which the line goes; it closes with the first.
    point: Integer [PLACE] = place.point;
    /// How far east the place lies.
    easting: Integer [METRES] = place.easting;
    /// How far north.
    northing: Integer [METRES] = place.northing;
}
