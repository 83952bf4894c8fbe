//! How the rows of a table lie in row groups and pages.
//!
//! Rows that fall into cycles, such as the same slices under every authority, are cut where cycles end.
//! A column that is the same in every cycle has the same pages over and over then.

use std::ops::Range;

use super::properties::PAGE_ROWS;

/// The rows of a row group of a table whose row groups have up to `most`, where they fall into cycles
/// of `cycle`: as many whole cycles as there is room for. `None` where there is no room for one.
pub(super) fn whole_cycles(cycle: Option<usize>, most: usize) -> Option<usize> {
    let cycle = cycle.filter(|cycle| (1..=most).contains(cycle))?;
    Some(most / cycle * cycle)
}

/// The pages of a column of a row group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// How many rows the row group has.
    pub rows: usize,
    /// After how many rows pages begin anew as they did at first; a row group without cycles is as
    /// long.
    unit: usize,
}

impl Layout {
    /// A row group of so many rows, whole cycles of `cycle` where there are cycles.
    pub(super) fn new(rows: usize, cycle: Option<usize>) -> Self {
        let unit = match cycle {
            None => rows,
            Some(cycle) => whole_cycles(Some(cycle), PAGE_ROWS).unwrap_or(cycle),
        };
        Self { rows, unit }
    }

    /// The rows that a column which is the same in every cycle is made of: what comes after is the
    /// same again.
    pub(super) fn unit(&self) -> usize {
        self.unit.min(self.rows)
    }

    /// The rows of each page.
    pub(super) fn pages(self) -> impl Iterator<Item = Range<usize>> {
        let units = (0..self.rows).step_by(self.unit.max(1));
        units.flat_map(move |start| {
            let end = self.rows.min(start + self.unit);
            let pages = (start..end).step_by(PAGE_ROWS);
            pages.map(move |start| start..end.min(start + PAGE_ROWS))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(rows: usize, cycle: Option<usize>) -> Vec<usize> {
        let layout = Layout::new(rows, cycle);
        let pages: Vec<Range<usize>> = layout.pages().collect();
        assert!(pages.windows(2).all(|two| two[0].end == two[1].start));
        assert_eq!(pages.last().map_or(0, |last| last.end), rows);
        pages.iter().map(ExactSizeIterator::len).collect()
    }

    #[test]
    fn pages_end_where_cycles_do() {
        assert!(pages(0, None).is_empty());
        assert_eq!(pages(PAGE_ROWS + 1, None), [PAGE_ROWS, 1]);
        // Three cycles to a page, and one is left over.
        assert_eq!(pages(7 * 20_000, Some(20_000)), [60_000, 60_000, 20_000]);
        // Two pages to a cycle.
        let long = PAGE_ROWS + 1;
        assert_eq!(pages(2 * long, Some(long)), [PAGE_ROWS, 1, PAGE_ROWS, 1]);
        assert_eq!(Layout::new(7 * 20_000, Some(20_000)).unit(), 60_000);
        assert_eq!(Layout::new(20_000, Some(20_000)).unit(), 20_000);
    }

    #[test]
    fn a_row_group_holds_whole_cycles_where_there_is_room() {
        assert_eq!(whole_cycles(Some(30), 100), Some(90));
        assert_eq!(whole_cycles(Some(100), 100), Some(100));
        assert_eq!(whole_cycles(Some(101), 100), None);
        assert_eq!(whole_cycles(Some(0), 100), None);
        assert_eq!(whole_cycles(None, 100), None);
    }
}
