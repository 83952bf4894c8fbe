//! What becomes of rows that do not name one council of the list: `outside` and `joint_returns`.

use serde::Deserialize;

/// What becomes of rows of councils of other nations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(expecting = "\"leave out\" or \"set aside\"")]
pub enum OutsideCouncils {
    /// They are rejected, with the nation in the reason.
    #[default]
    #[serde(rename = "set aside")]
    SetAside,
    /// They are left out and counted.
    #[serde(rename = "leave out")]
    LeaveOut,
}

/// What becomes of rows that several councils return together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(expecting = "\"to both\" or \"set aside\"")]
pub enum JointReturns {
    /// They are rejected, with the councils in the reason.
    #[default]
    #[serde(rename = "set aside")]
    SetAside,
    /// Each of the councils has the row.
    #[serde(rename = "to both")]
    ToBoth,
}
