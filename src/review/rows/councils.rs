//! Rows about councils and whom they are compared with.

use serde::Serialize;

use super::row;
use crate::publish::tables;
use crate::review::table::{Columns, Held};
use crate::review::{PublishedRun, ReviewError};

row! {
    /// A row of `authorities`.
    AuthorityRow of authorities {
        authority,
        name,
        region,
        kind,
        addressee,
    }
}

row! {
    /// A row of `authorities`, with its codes.
    AreaRow of authorities {
        authority,
        name,
        region,
        ons_code,
        region_ons_code,
    }
}

row! {
    /// A row of `neighbours`.
    NeighbourRow of neighbours {
        authority,
        rank,
        neighbour,
    }
}

row! {
    /// A row of `neighbours`, with how near the two are.
    ClosenessRow of neighbours {
        authority,
        rank,
        neighbour,
        distance,
        closeness,
        source,
    }
}

row! {
    /// A row of `neighbour_contributions`.
    ContributionRow of neighbour_contributions {
        authority,
        rank,
        feature,
        share,
    }
}

row! {
    /// A row of `boundaries`.
    BoundaryRow of boundaries {
        authority,
        part,
        ring,
        easting,
        northing,
    }
}
