//! Values of a column of which some are missing.

use arrow::buffer::NullBuffer;

/// Values, and which of them are missing.
#[derive(Clone, Copy)]
pub(super) struct Sparse<'a, T> {
    values: &'a [T],
    nulls: Option<&'a NullBuffer>,
}

impl<'a, T: Copy> Sparse<'a, T> {
    /// The `values`, of which those that `nulls` says are missing.
    pub(super) fn new(values: &'a [T], nulls: Option<&'a NullBuffer>) -> Self {
        Self {
            values,
            nulls: nulls.filter(|nulls| nulls.null_count() > 0),
        }
    }

    /// Shows every value, and whether it is there. What stands in the place of a missing one is
    /// nobody's.
    pub(super) fn each(self, mut see: impl FnMut(T, bool)) {
        let Some(nulls) = self.nulls else {
            self.values.iter().for_each(|value| see(*value, true));
            return;
        };
        for (values, word) in blocks(self.values, nulls) {
            for (bit, value) in values.iter().enumerate() {
                see(*value, word >> bit & 1 == 1);
            }
        }
    }

    /// What `make` has for every value that is there. It is shown what stands in the place of missing
    /// ones, too, and that is thrown away.
    pub(super) fn present<U: Copy + Default>(self, make: impl Fn(T) -> U) -> Vec<U> {
        let Some(nulls) = self.nulls else {
            return self.values.iter().map(|value| make(*value)).collect();
        };
        let mut present = Vec::with_capacity(self.values.len() - nulls.null_count());
        for (values, word) in blocks(self.values, nulls) {
            if word == u64::MAX {
                present.extend(values.iter().map(|value| make(*value)));
                continue;
            }
            // Every value is put down, and the next one over it where it is missing: quicker than to
            // ask.
            let mut own = [U::default(); 65];
            let mut count = 0;
            for (bit, value) in values.iter().enumerate() {
                own[count] = make(*value);
                count += (word >> bit & 1) as usize;
            }
            present.extend_from_slice(&own[..count]);
        }
        present
    }
}

/// The values, 64 at a time, and in the bits of a number which of them are there.
fn blocks<'a, T>(values: &'a [T], nulls: &'a NullBuffer) -> impl Iterator<Item = (&'a [T], u64)> {
    let bits = nulls.inner().bit_chunks();
    let last = std::iter::once(bits.remainder_bits());
    values.chunks(64).zip(bits.iter().chain(last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_missing_is_left_out(
            values in prop::collection::vec((any::<i32>(), any::<bool>()), 0..300),
            all in any::<bool>(),
            from in 0_usize..9,
        ) {
            let numbers: Vec<i32> = values.iter().map(|(number, _)| *number).collect();
            let is_there = |there: bool| all || there;
            // A part of a longer one does not begin at the first bit.
            let bits = std::iter::repeat_n(true, from).chain(values.iter().map(|(_, there)| is_there(*there)));
            let nulls = NullBuffer::from_iter(bits).slice(from, values.len());
            let sparse = Sparse::new(&numbers, Some(&nulls));
            let expected: Vec<i64> = values
                .iter()
                .filter(|(_, there)| is_there(*there))
                .map(|(number, _)| i64::from(*number) + 1)
                .collect();
            prop_assert_eq!(sparse.present(|number| i64::from(number) + 1), expected);
            let mut seen = Vec::new();
            sparse.each(|number, there| seen.push((number, there)));
            let as_given = values.iter().map(|(number, there)| (*number, is_there(*there)));
            prop_assert!(seen.into_iter().eq(as_given));
        }
    }
}
