//! Which rows of a table say the same in some of its columns.

use rustc_hash::FxHashMap;

use super::raw_table::RawTable;
use crate::read::dictionary::Coded;
use crate::read::{ReadError, show};

/// What one or more rows say in some of the columns.
#[derive(Debug, Clone)]
pub(super) struct DistinctRow {
    /// The columns' values as an analyst would type them; nothing where a cell is blank.
    pub values: Vec<String>,
    /// How many rows say so.
    pub rows: u64,
    /// The number of the first of them in the file.
    pub first: u64,
    /// The number of the second of them, or again of the first where there is none.
    pub second: u64,
}

impl RawTable {
    /// The distinct rows of the columns with these names, in the order in which they first stand.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn distinct(&self, columns: &[String]) -> Result<Vec<DistinctRow>, ReadError> {
        let names = self.names();
        let place = |column: &String| names.iter().position(|name| name == column);
        let places_of: Vec<usize> = columns.iter().filter_map(place).collect();
        // A file gives its columns in its own order.
        let mut wanted = places_of.clone();
        wanted.sort_unstable();
        wanted.dedup();
        let order: Vec<usize> = places_of
            .iter()
            .filter_map(|place| wanted.iter().position(|known| known == place))
            .collect();
        let mut seen: Vec<Seen> = wanted.iter().map(|_| Seen::default()).collect();
        let mut places: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
        let mut found: Vec<DistinctRow> = Vec::new();
        self.each_batch(&wanted, &mut |raw| {
            let mut codes: Vec<Vec<u32>> = Vec::new();
            for (array, seen) in raw.batch.columns().iter().zip(&mut seen) {
                // A column of lists says nothing, as in `RawTable::read`.
                codes.push(match Coded::from_array(array) {
                    Ok(coded) => seen.codes(&coded),
                    Err(_) => vec![seen.code(String::new()); array.len()],
                });
            }
            for row in 0..raw.batch.num_rows() {
                let number = raw.rows.at(row);
                let key: Vec<u32> = codes.iter().map(|column| column[row]).collect();
                if let Some(at) = places.get(&key) {
                    let known = &mut found[*at];
                    if known.rows == 1 {
                        known.second = number;
                    }
                    known.rows += 1;
                } else {
                    let value = |at: &usize| seen[*at].values[key[*at] as usize].clone();
                    found.push(DistinctRow {
                        values: order.iter().map(value).collect(),
                        rows: 1,
                        first: number,
                        second: number,
                    });
                    places.insert(key, found.len() - 1);
                }
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// The values of a column that were seen.
#[derive(Default)]
struct Seen {
    values: Vec<String>,
    codes: FxHashMap<String, u32>,
}

impl Seen {
    /// The code of each row of a batch.
    fn codes(&mut self, coded: &Coded) -> Vec<u32> {
        let own: Vec<u32> = (0..coded.values.len())
            .map(|at| self.code(show(coded.values.scalar(at))))
            .collect();
        coded.codes.iter().map(|code| own[*code as usize]).collect()
    }

    fn code(&mut self, value: String) -> u32 {
        let Self { values, codes } = self;
        *codes.entry(value).or_insert_with_key(|value| {
            values.push(value.clone());
            (values.len() - 1) as u32
        })
    }
}
