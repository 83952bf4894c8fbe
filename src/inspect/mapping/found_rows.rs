//! Rows with a fault: how many, and which is the first.

/// How many rows have a fault, and the first of them.
#[derive(Debug, Default)]
pub(super) struct Found {
    rows: u64,
    first: Option<u64>,
}

impl Found {
    /// Counts `rows` more, the first of which is numbered `first`.
    pub(super) fn add(&mut self, rows: u64, first: u64) {
        self.rows += rows;
        self.first = Some(self.first.map_or(first, |known| known.min(first)));
    }

    /// What is said of them where there are any: that they have `what`.
    pub(super) fn says(&self, what: &str) -> Vec<String> {
        let Some(first) = self.first else {
            return Vec::new();
        };
        vec![match self.rows {
            1 => format!("1 row, row {first}, has {what}"),
            rows => format!("{rows} rows, the first of them row {first}, have {what}"),
        }]
    }
}
