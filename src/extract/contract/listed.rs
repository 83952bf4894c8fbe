//! Names that rows are given the places of.

use rustc_hash::FxHashMap;

/// Names in order of their first use, each once, with what is known of it.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    places: FxHashMap<String, u32>,
    /// The names by their places.
    pub values: Vec<(String, T)>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            places: FxHashMap::default(),
            values: Vec::new(),
        }
    }
}

impl<T> Listed<T> {
    /// The place of a name, which is the last one where it is new.
    pub(crate) fn place(&mut self, name: &str, value: T) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let next = u32::try_from(self.values.len()).expect("names are fewer than 2^32");
        self.places.insert(name.to_owned(), next);
        self.values.push((name.to_owned(), value));
        next
    }

    /// The name at a place, and what is known of it.
    pub(crate) fn get(&self, place: u32) -> &(String, T) {
        &self.values[place as usize]
    }

    /// The names alone.
    pub(crate) fn names(self) -> impl Iterator<Item = String> {
        self.values.into_iter().map(|(name, _)| name)
    }
}
