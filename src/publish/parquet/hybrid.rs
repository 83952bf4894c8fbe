//! Parquet's hybrid of runs and packed bits, in which levels and the codes of a dictionary stand.
//!
//! What repeats is one value and how often; what does not stands eight values at a time, each in so
//! many bits. Widths are powers of two, so that the same codes are the same bytes wherever they
//! stand: a table that repeats its slices under every authority repeats itself byte for byte, and
//! zstd passes over it at once.

/// Values that are packed together.
const GROUP: usize = 8;

/// The bits in which codes up to `last` stand: none where there is one code alone.
pub(super) fn width(last: u16) -> u8 {
    match u16::BITS - last.leading_zeros() {
        0 => 0,
        bits => bits.next_power_of_two() as u8,
    }
}

/// Adds `codes` to `to`, each in `width` bits, which is what [`width`] gives.
pub(super) fn put_codes(codes: &[u16], width: u8, to: &mut Vec<u8>) {
    // A run shorter than this takes as many bytes as the groups that it would interrupt.
    let least = match width {
        0 => 1,
        1 => 8 * GROUP,
        2 => 4 * GROUP,
        4 => 2 * GROUP,
        _ => GROUP,
    };
    let (mut packed, mut at) = (0, 0);
    while at < codes.len() {
        let rest = &codes[at..];
        if let Some(group) = rest.get(..GROUP.min(least))
            && group.iter().all(|code| *code == group[0])
        {
            let run = rest.iter().take_while(|code| **code == group[0]).count();
            if run >= least {
                put_packed(&codes[packed..at], width, to);
                put_run(run, group[0], width, to);
                at += run;
                packed = at;
            } else {
                at += run / GROUP * GROUP;
            }
            continue;
        }
        at = codes.len().min(at + GROUP);
    }
    put_packed(&codes[packed..], width, to);
}

/// Adds `rows` levels of one bit each to `to`, the first in the lowest bit of the first byte.
pub(super) fn put_bits(bits: &[u8], rows: usize, to: &mut Vec<u8>) {
    /// A run of fewer groups takes as many bytes as the groups do.
    const LEAST: usize = 4;
    let groups = rows.div_ceil(GROUP);
    // What stands behind the last row is nobody's.
    let group = |at: usize| match rows - at * GROUP {
        left if left < GROUP => bits[at] & ((1 << left) - 1),
        _ => bits[at],
    };
    let is_run = |at: usize, of: u8| {
        let all = match rows - at * GROUP {
            left if left < GROUP => ((1_u16 << left) - 1) as u8,
            _ => u8::MAX,
        };
        group(at) == if of == 0 { 0 } else { all }
    };
    let put_groups = |range: std::ops::Range<usize>, to: &mut Vec<u8>| {
        if !range.is_empty() {
            put_number((range.len() << 1 | 1) as u64, to);
            to.extend(range.map(group));
        }
    };
    let (mut packed, mut at) = (0, 0);
    while at < groups {
        let first = group(at) & 1;
        let run = (at..groups).take_while(|at| is_run(*at, first)).count();
        if run >= LEAST || (run > 0 && at + run == groups) {
            put_groups(packed..at, to);
            let end = rows.min((at + run) * GROUP);
            put_run(end - at * GROUP, first.into(), 1, to);
            at += run;
            packed = at;
        } else {
            at += run.max(1);
        }
    }
    put_groups(packed..groups, to);
}

/// Adds the same value so many times.
pub(super) fn put_run(times: usize, value: u16, width: u8, to: &mut Vec<u8>) {
    put_number((times as u64) << 1, to);
    to.extend_from_slice(&value.to_le_bytes()[..usize::from(width).div_ceil(8)]);
}

/// Adds groups of packed values, the last one filled up with noughts.
fn put_packed(codes: &[u16], width: u8, to: &mut Vec<u8>) {
    if codes.is_empty() {
        return;
    }
    let groups = codes.len().div_ceil(GROUP);
    put_number((groups << 1 | 1) as u64, to);
    let end = to.len() + groups * usize::from(width);
    to.reserve(end - to.len());
    match width {
        16 => {
            let start = to.len();
            to.resize(end, 0);
            let (places, _) = to[start..].as_chunks_mut();
            for (place, code) in places.iter_mut().zip(codes) {
                *place = code.to_le_bytes();
            }
        }
        8 => to.extend(codes.iter().map(|code| *code as u8)),
        4 => put_parts::<2>(codes, to),
        2 => put_parts::<4>(codes, to),
        _ => put_parts::<8>(codes, to),
    }
    to.resize(end, 0);
}

/// Adds codes of which `N` go into a byte.
fn put_parts<const N: usize>(codes: &[u16], to: &mut Vec<u8>) {
    let byte = |codes: &[u16]| {
        let bits = codes.iter().zip((0..8).step_by(8 / N));
        bits.fold(0, |byte, (code, shift)| byte | (*code as u8) << shift)
    };
    let (whole, rest) = codes.as_chunks::<N>();
    to.extend(whole.iter().map(|codes| byte(codes)));
    if !rest.is_empty() {
        to.push(byte(rest));
    }
}

/// Adds a number in as many bytes as it needs, seven bits in each, the lowest first.
fn put_number(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the format's description says of `bytes`: so many values of `width` bits.
    fn read(mut bytes: &[u8], width: u8, values: usize) -> Vec<u16> {
        let mut read = Vec::new();
        let width = usize::from(width);
        let mut next = |count: usize| {
            let (taken, rest) = bytes.split_at(count);
            bytes = rest;
            taken.to_vec()
        };
        while read.len() < values {
            let (mut header, mut shift) = (0_usize, 0);
            loop {
                let byte = usize::from(next(1)[0]);
                header |= (byte & 0x7F) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            let count = header >> 1;
            if header & 1 == 0 {
                let value = next(width.div_ceil(8));
                let value = value
                    .iter()
                    .rev()
                    .fold(0, |all, byte| all << 8 | u16::from(*byte));
                read.extend(std::iter::repeat_n(value, count));
            } else {
                let packed = next(count * width);
                let bit = |at: usize| u16::from(packed[at / 8] >> (at % 8) & 1);
                read.extend((0..count * 8).map(|place| {
                    (0..width).fold(0, |value, at| value | bit(place * width + at) << at)
                }));
            }
        }
        // Only the last group is filled up.
        assert!(read.len() < values + 8 && bytes.is_empty());
        read.truncate(values);
        read
    }

    #[test]
    fn widths_are_powers_of_two() {
        let widths = [0, 1, 2, 3, 4, 15, 16, 255, 256, u16::MAX].map(width);
        assert_eq!(widths, [0, 1, 2, 2, 4, 4, 8, 8, 16, 16]);
    }

    #[test]
    fn a_value_that_stays_the_same_is_one_run() {
        let mut bytes = Vec::new();
        put_codes(&[0; 1000], 0, &mut bytes);
        assert_eq!(bytes, [0xD0, 0x0F]);
        bytes.clear();
        put_codes(&[300; 8], 16, &mut bytes);
        assert_eq!(bytes, [16, 44, 1]);
        bytes.clear();
        put_bits(&[0xFF, 0xFF, 0x03], 18, &mut bytes);
        assert_eq!(bytes, [36, 1]);
    }

    proptest! {
        #[test]
        fn codes_read_back(
            runs in prop::collection::vec((any::<u16>(), 1_usize..90), 0..40),
            last in prop::sample::select(vec![0, 1, 2, 6, 15, 100, 255, 256, u16::MAX]),
        ) {
            let codes: Vec<u16> = runs
                .iter()
                .flat_map(|(code, times)| {
                    // Half of them are runs, half of them are not.
                    let step = u16::from(*times % 2 == 0);
                    (0..*times as u16).map(move |at| code.wrapping_add(at * step))
                })
                .map(|code| match last {
                    u16::MAX => code,
                    last => code % (last + 1),
                })
                .collect();
            let mut bytes = Vec::new();
            put_codes(&codes, width(last), &mut bytes);
            prop_assert_eq!(read(&bytes, width(last), codes.len()), codes);
        }

        #[test]
        fn bits_read_back(runs in prop::collection::vec((any::<u8>(), 1_usize..90), 0..40)) {
            let bits: Vec<bool> = runs
                .iter()
                .flat_map(|(bits, times)| (0..*times).map(move |at| match bits % 3 {
                    0 => false,
                    1 => true,
                    _ => bits >> (at % 8) & 1 == 1,
                }))
                .collect();
            let packed: Vec<u8> = bits
                .chunks(8)
                .map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit)))
                .collect();
            let mut bytes = Vec::new();
            put_bits(&packed, bits.len(), &mut bytes);
            let read = read(&bytes, 1, bits.len());
            prop_assert!(read.iter().zip(&bits).all(|(level, bit)| (*level == 1) == *bit));
        }
    }
}
