//! The values of a column that are not missing, in the form in which they are written.

use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, DictionaryArray};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};
use arrow::datatypes::{Date32Type, Float64Type, Int32Type};
use parquet::basic::Encoding;

use super::distinct::{self, in_order, out_of_order};
use super::hybrid;
use super::sparse::Sparse;
use super::stretch::{Coded, CodedValues, Stretch};

/// The bytes of words of a dictionary that is still one; more hardly repeat.
const WORDS: usize = 1 << 20;

/// Values that are present.
pub(super) enum Present<'a> {
    /// There are none.
    None,
    /// The values, each once and in their order, and the place of each row's.
    Coded(Entries<'a>, Vec<u16>),
    /// Numbers that hardly repeat.
    Numbers(Vec<f64>),
    /// True or false.
    Flags(BooleanBuffer),
}

/// The values of a dictionary.
pub(super) enum Entries<'a> {
    /// Words.
    Words(Vec<&'a str>),
    /// Whole numbers.
    Whole(Vec<i32>),
    /// Numbers.
    Numbers(Vec<f64>),
}

impl<'a> Present<'a> {
    /// The values of `column`, and which of its rows have one; `None` where they are of a kind, or so
    /// many, that Parquet's own library writes them.
    pub(super) fn of(column: &'a Stretch) -> Option<(Self, Option<NullBuffer>)> {
        match column {
            Stretch::Array(values) => Some((Self::of_array(values)?, values.nulls().cloned())),
            Stretch::Coded(coded) => Some(coded_bytes(coded)),
        }
    }

    fn of_array(column: &'a ArrayRef) -> Option<Self> {
        if column.null_count() == column.len() {
            return Some(Self::None);
        }
        let nulls = column.nulls();
        if let Some(words) = column.as_dictionary_opt::<Int32Type>() {
            return coded_words(words);
        }
        let whole = |numbers: &[i32]| {
            let found = distinct::whole(Sparse::new(numbers, nulls))?;
            Some(Self::Coded(Entries::Whole(found.values), found.codes))
        };
        if let Some(numbers) = column.as_primitive_opt::<Int32Type>() {
            return whole(numbers.values());
        }
        if let Some(days) = column.as_primitive_opt::<Date32Type>() {
            return whole(days.values());
        }
        if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
            let numbers = Sparse::new(numbers.values(), nulls).present(|number| number);
            return Some(match distinct::numbers(&numbers) {
                Some(found) => Self::Coded(Entries::Numbers(found.values), found.codes),
                None => Self::Numbers(numbers),
            });
        }
        column.as_boolean_opt().map(flags)
    }

    /// How the values stand in a page.
    pub(super) fn encoding(&self) -> Encoding {
        match self {
            Self::Coded(..) => Encoding::RLE_DICTIONARY,
            Self::None | Self::Numbers(_) | Self::Flags(_) => Encoding::PLAIN,
        }
    }

    /// Adds some of the values to a page.
    pub(super) fn put(&self, values: Range<usize>, to: &mut Vec<u8>) {
        match self {
            Self::None => {}
            Self::Coded(entries, codes) => {
                let width = entries.width();
                to.push(width);
                hybrid::put_codes(&codes[values], width, to);
            }
            Self::Numbers(numbers) => put_numbers(&numbers[values], to),
            Self::Flags(flags) => {
                let flags = flags.slice(values.start, values.len());
                let bytes = flags.sliced();
                to.extend_from_slice(&bytes.as_slice()[..flags.len().div_ceil(8)]);
                // What stands behind the last value is nobody's.
                if let Some(last) = to.last_mut()
                    && flags.len() % 8 > 0
                {
                    *last &= (1 << (flags.len() % 8)) - 1;
                }
            }
        }
    }

    /// The lowest and the highest of some of the values, as numbers that are in their order;
    /// [`Present::bytes`] says what they are.
    pub(super) fn limits(&self, values: Range<usize>) -> Option<(u64, u64)> {
        match self {
            Self::None => None,
            Self::Coded(_, codes) => limits(codes[values].iter().copied()),
            Self::Numbers(numbers) => limits(numbers[values].iter().copied().map(in_order)),
            Self::Flags(flags) => {
                let flags = flags.slice(values.start, values.len());
                let set = flags.count_set_bits();
                (!flags.is_empty()).then(|| (u64::from(set == flags.len()), u64::from(set > 0)))
            }
        }
    }

    /// A limit as the format writes it. 0 as the lower limit is -0, and +0 as the `upper`, because
    /// readers may hold either for the other.
    pub(super) fn bytes(&self, limit: u64, upper: bool) -> Vec<u8> {
        let number = |number: f64| match (number == 0.0, upper) {
            (true, true) => 0.0,
            (true, false) => -0.0,
            (false, _) => number,
        };
        match self {
            Self::None => Vec::new(),
            Self::Coded(entries, _) => match entries {
                Entries::Words(words) => words[limit as usize].as_bytes().to_vec(),
                Entries::Whole(numbers) => numbers[limit as usize].to_le_bytes().to_vec(),
                Entries::Numbers(numbers) => number(numbers[limit as usize]).to_le_bytes().to_vec(),
            },
            Self::Numbers(_) => number(out_of_order(limit)).to_le_bytes().to_vec(),
            Self::Flags(_) => vec![limit as u8],
        }
    }
}

impl Entries<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Words(words) => words.len(),
            Self::Whole(numbers) => numbers.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// The bits in which a code stands.
    pub(super) fn width(&self) -> u8 {
        let last = u16::try_from(self.len().saturating_sub(1));
        hybrid::width(last.expect("codes of more values are not made"))
    }

    /// The values one after the other, as the format writes them.
    pub(super) fn plain(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        match self {
            Self::Words(words) => {
                for word in words {
                    plain.extend_from_slice(&(word.len() as u32).to_le_bytes());
                    plain.extend_from_slice(word.as_bytes());
                }
            }
            Self::Whole(numbers) => {
                plain.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            }
            Self::Numbers(numbers) => put_numbers(numbers, &mut plain),
        }
        plain
    }
}

/// The values of a column that is coded already, and which of its rows have one.
fn coded_bytes(coded: &Coded) -> (Present<'_>, Option<NullBuffer>) {
    const MISSING: usize = Coded::MISSING as usize;
    let mut is_used = [false; MISSING + 1];
    for code in &coded.codes {
        is_used[usize::from(*code)] = true;
    }
    let used: Vec<usize> = (0..MISSING).filter(|code| is_used[*code]).collect();
    let mut ranks = [0_u16; MISSING + 1];
    let entries = match &coded.values {
        CodedValues::Numbers => {
            for (rank, code) in (0..).zip(&used) {
                ranks[*code] = rank;
            }
            Entries::Whole(used.iter().map(|code| *code as i32).collect())
        }
        CodedValues::Words(all) => {
            let mut words: Vec<&str> = used.iter().map(|code| all[*code]).collect();
            words.sort_unstable();
            words.dedup();
            for code in used {
                ranks[code] = words.partition_point(|word| *word < all[code]) as u16;
            }
            Entries::Words(words)
        }
    };
    if !is_used[MISSING] {
        let codes = coded.codes.iter().map(|code| ranks[usize::from(*code)]);
        return (Present::Coded(entries, codes.collect()), None);
    }
    let mut bits = Vec::with_capacity(coded.codes.len().div_ceil(64));
    let mut present = Vec::with_capacity(coded.codes.len());
    for codes in coded.codes.chunks(64) {
        // Every code is put down, and the next one over it where it is missing: quicker than to ask.
        let (mut own, mut count, mut word) = ([0_u16; 65], 0, 0_u64);
        for (bit, code) in codes.iter().enumerate() {
            own[count] = ranks[usize::from(*code)];
            let is_there = *code != Coded::MISSING;
            count += usize::from(is_there);
            word |= u64::from(is_there) << bit;
        }
        present.extend_from_slice(&own[..count]);
        bits.push(word);
    }
    let bits = BooleanBuffer::new(Buffer::from_vec(bits), 0, coded.codes.len());
    let values = match present.is_empty() {
        true => Present::None,
        false => Present::Coded(entries, present),
    };
    (values, Some(NullBuffer::new(bits)))
}

/// The words of a column by their places among those that it has; `None` where they are too many.
fn coded_words(column: &DictionaryArray<Int32Type>) -> Option<Present<'_>> {
    let all = column.values().as_string_opt::<i32>()?;
    if all.null_count() > 0 {
        return None;
    }
    let places = Sparse::new(column.keys().values(), column.nulls());
    let mut is_used = vec![false; all.len()];
    places.each(|place, is_there| {
        if let Some(is_used) = is_used.get_mut(place as usize) {
            *is_used |= is_there;
        }
    });
    let mut used: Vec<(&str, usize)> = (0..all.len())
        .filter(|place| is_used[*place])
        .map(|place| (all.value(place), place))
        .collect();
    used.sort();
    let mut words: Vec<&str> = used.iter().map(|(word, _)| *word).collect();
    words.dedup();
    if words.len() > 1 << 16 || words.iter().map(|word| word.len()).sum::<usize>() > WORDS {
        return None;
    }
    let mut ranks = vec![0_u16; all.len()];
    let mut rank = 0;
    for (word, place) in used {
        rank += usize::from(words[rank] != word);
        ranks[place] = rank as u16;
    }
    let rank = |place: i32| ranks.get(place as usize).copied().unwrap_or_default();
    Some(Present::Coded(Entries::Words(words), places.present(rank)))
}

/// What is true or false, without what is missing.
fn flags(column: &BooleanArray) -> Present<'_> {
    match column.nulls().filter(|nulls| nulls.null_count() > 0) {
        Some(_) => Present::Flags(column.iter().flatten().collect()),
        None => Present::Flags(column.values().clone()),
    }
}

fn put_numbers(numbers: &[f64], to: &mut Vec<u8>) {
    let start = to.len();
    to.resize(start + size_of_val(numbers), 0);
    let (places, _) = to[start..].as_chunks_mut();
    for (place, number) in places.iter_mut().zip(numbers) {
        *place = number.to_le_bytes();
    }
}

/// The lowest and the highest; each is looked for by itself, many at a time.
fn limits<K: Copy + Ord + Into<u64>>(
    keys: impl ExactSizeIterator<Item = K> + Clone,
) -> Option<(u64, u64)> {
    let any = keys.clone().next()?;
    let least = keys.clone().fold(any, K::min);
    let most = keys.fold(any, K::max);
    Some((least.into(), most.into()))
}
