//! Settings: their reference numbers, types and grades, and how many there are of each.

use std::cmp::Ordering;
use std::num::NonZeroU32;

use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;

use crate::domain::{AuthorityIx, Grade};
use crate::system::give_back_memory;

/// Settings beside which the time that it takes to give memory back is nothing.
const MANY: usize = 50_000;

/// In how many blocks of authorities many settings are put in order: so many that one fits a cache.
const BLOCKS: usize = 64;

/// A unique reference number: up to sixteen characters, kept in place and in their order, so
/// that a nation's inspections are compared and sorted without following a pointer.
///
/// Words of four bytes, so that a setting takes no more room than its parts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Urn([u32; 4]);

impl Urn {
    /// In how many parts settings are reduced.
    pub const PARTS: u8 = 64;

    /// In how many buckets they are looked through, of which each part has as many: so few settings
    /// to a bucket that a nation's visits to them fit a cache.
    pub const BUCKETS: usize = 1 << Self::BUCKET_BITS;

    const BUCKET_BITS: u32 = 11;

    /// The part of the settings that this one belongs to, so that all its visits come together
    /// and the parts are much alike in size.
    pub fn part(self) -> u8 {
        (self.bucket() / (Self::BUCKETS / usize::from(Self::PARTS))) as u8
    }

    /// The bucket that it belongs to.
    pub fn bucket(self) -> usize {
        // Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4.
        let (head, tail) = ((self.number() >> 64) as u64, self.number() as u64);
        let mixed = (head ^ tail.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (u64::BITS - Self::BUCKET_BITS)) as usize
    }

    /// Its first eight characters, as a number that is in their order.
    pub fn head(self) -> u64 {
        (self.number() >> 64) as u64
    }

    /// All its characters as a number that is in their order.
    fn number(self) -> u128 {
        let words = self.0.map(u128::from);
        words[0] << 96 | words[1] << 64 | words[2] << 32 | words[3]
    }

    /// Reads a reference number of one to sixteen bytes, none of them zero.
    pub fn new(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.is_empty() || bytes.contains(&0) {
            return None;
        }
        let mut padded = [0; 16];
        padded.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self::from_bytes(padded))
    }

    /// Its characters, those that it does not have zero.
    pub fn to_bytes(self) -> [u8; 16] {
        self.number().to_be_bytes()
    }

    /// The reference number of these characters, as [`Urn::to_bytes`] gives them.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let all = u128::from_be_bytes(bytes);
        Self([96, 64, 32, 0].map(|shift| (all >> shift) as u32))
    }

    /// Gives its text to `take`: it is made where it is needed, and takes no memory of its own.
    pub fn with_text<T>(self, take: impl FnOnce(&str) -> T) -> T {
        let bytes = self.to_bytes();
        let length = bytes
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(bytes.len());
        take(&String::from_utf8_lossy(&bytes[..length]))
    }
}

impl Ord for Urn {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(&other.number())
    }
}

impl PartialOrd for Urn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Urn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.with_text(|text| f.write_str(text))
    }
}

/// A day of the common era, counted from its first, so that no day is 0 and one that is missing
/// takes no room of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NonZeroU32);

impl Day {
    /// The day's number; `None` before the common era.
    pub fn new(day: NaiveDate) -> Option<Self> {
        u32::try_from(day.num_days_from_ce())
            .ok()
            .and_then(NonZeroU32::new)
            .map(Self)
    }

    /// Its number, counted from the first day of the common era.
    pub fn number(self) -> u32 {
        self.0.get()
    }

    /// The day of this number; `None` for 0.
    pub fn from_number(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The day in the calendar.
    pub fn date(self) -> Option<NaiveDate> {
        let days = i32::try_from(self.0.get()).ok()?;
        NaiveDate::from_num_days_from_ce_opt(days)
    }
}

/// The place of a provision type in the rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvisionIx(u8);

impl ProvisionIx {
    /// The provision type at this place.
    pub const fn new(place: u8) -> Self {
        Self(place)
    }

    /// The place.
    pub const fn place(self) -> u8 {
        self.0
    }

    /// The place, to index the rulebook's provision types.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Settings of one authority and provision type: how many are open, and how many of them were
/// found at each grade by their latest full inspection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SettingCount {
    /// Open settings.
    pub settings: u32,
    /// Those with each grade, Outstanding first.
    pub grades: [u32; 4],
}

impl SettingCount {
    /// Counts one setting more.
    pub fn count(&mut self, setting: &Setting) {
        self.settings += 1;
        if let Some(grade) = setting.grade {
            self.grades[usize::from(grade.level()) - 1] += 1;
        }
    }

    /// Counts others too.
    fn add(&mut self, other: &Self) {
        self.settings += other.settings;
        for (grade, more) in self.grades.iter_mut().zip(other.grades) {
            *grade += more;
        }
    }

    /// Settings that were inspected.
    pub fn inspected(&self) -> u32 {
        self.grades.iter().sum()
    }

    /// Settings found at `grade`.
    pub fn at(&self, grade: Grade) -> u32 {
        self.grades[usize::from(grade.level()) - 1]
    }

    /// Grades `amount` of those at `from` as `to`.
    pub fn regrade(&mut self, from: Grade, to: Grade, amount: u32) {
        let at = |grade: Grade| usize::from(grade.level()) - 1;
        self.grades[at(from)] -= amount;
        self.grades[at(to)] += amount;
    }

    /// The worst grade among them; `None` where nothing was inspected.
    pub fn worst(&self) -> Option<Grade> {
        let worst = (1..).zip(self.grades).filter(|(_, settings)| *settings > 0);
        worst.last().and_then(|(level, _)| Grade::from_level(level))
    }

    /// Settings found good or outstanding.
    pub fn good_or_better(&self) -> u32 {
        self.at(Grade::Outstanding) + self.at(Grade::Good)
    }
}

/// An open setting with its latest full inspection: one of those that were counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The authority in whose area it is.
    pub authority: AuthorityIx,
    /// Its type.
    pub provision: ProvisionIx,
    /// Its reference number.
    pub urn: Urn,
    /// The grade; `None` where it was not inspected yet.
    pub grade: Option<Grade>,
    /// The day of the inspection.
    pub inspected_on: Option<Day>,
}

impl Setting {
    /// Its size as bytes.
    pub const BYTES: usize = 26;

    /// It as bytes, for a file or for another process.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        // A council is at a place of 32 bits.
        let authority = self.authority.index() as u32;
        bytes[..4].copy_from_slice(&authority.to_le_bytes());
        bytes[4] = self.provision.place();
        bytes[5] = self.grade.map_or(0, Grade::level);
        let day = self.inspected_on.map_or(0, Day::number);
        bytes[6..10].copy_from_slice(&day.to_le_bytes());
        bytes[10..].copy_from_slice(&self.urn.to_bytes());
        bytes
    }

    /// The setting that [`Setting::to_bytes`] made these of; `None` where they are no setting's.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let [a, b, c, d, provision, grade, g, h, i, j, urn @ ..] = *bytes;
        let grade = match grade {
            0 => None,
            level => Some(Grade::from_level(level)?),
        };
        Some(Self {
            authority: AuthorityIx::new(u32::from_le_bytes([a, b, c, d])),
            provision: ProvisionIx::new(provision),
            urn: Urn::from_bytes(urn),
            grade,
            inspected_on: Day::from_number(u32::from_le_bytes([g, h, i, j])),
        })
    }

    /// The settings whose bytes stand one after another; `None` where they are not those of settings.
    pub fn all_from_bytes(bytes: &[u8]) -> Option<Vec<Self>> {
        let (settings, rest) = bytes.as_chunks();
        let settings: Option<Vec<Self>> = settings.iter().map(Self::from_bytes).collect();
        settings.filter(|_| rest.is_empty())
    }
}

/// Counts for every authority and provision type.
#[derive(Debug, Clone, Default)]
pub struct SettingCounts {
    provisions: usize,
    counts: Vec<SettingCount>,
}

impl SettingCounts {
    /// No settings.
    pub fn new(authorities: usize, provisions: usize) -> Self {
        Self {
            provisions,
            counts: vec![SettingCount::default(); authorities * provisions],
        }
    }

    /// The count of one authority and provision type, by its place in the rulebook.
    pub fn get(&self, authority: AuthorityIx, provision: usize) -> &SettingCount {
        &self.counts[authority.index() * self.provisions + provision]
    }

    /// The open settings of one authority, of whatever type.
    pub fn of_authority(&self, authority: AuthorityIx) -> u64 {
        let start = authority.index() * self.provisions;
        let counts = self.counts.iter().skip(start).take(self.provisions);
        counts.map(|count| u64::from(count.settings)).sum()
    }

    /// Counts one setting more.
    pub fn count(&mut self, setting: &Setting) {
        let place = setting.authority.index() * self.provisions + setting.provision.index();
        self.counts[place].count(setting);
    }

    /// Counts these settings too.
    pub fn count_all(&mut self, parts: &[Vec<Setting>]) {
        let counted = parts
            .par_chunks(parts.len().div_ceil(rayon::current_num_threads()).max(1))
            .map(|parts| {
                let mut own = Self {
                    provisions: self.provisions,
                    counts: vec![SettingCount::default(); self.counts.len()],
                };
                parts.iter().flatten().for_each(|of| own.count(of));
                own
            });
        for own in counted.collect::<Vec<_>>() {
            self.add(&own);
        }
    }

    /// The settings that were counted, in order of authority, type and reference number.
    pub fn in_order(&self, mut parts: Vec<Vec<Setting>>) -> Vec<Setting> {
        let Some(any) = parts.iter().flatten().next().copied() else {
            return Vec::new();
        };
        let all = self
            .counts
            .iter()
            .map(|count| count.settings as usize)
            .sum();
        // What the visits took is free by now, in pieces that one list of so many does not fit.
        if all >= MANY {
            give_back_memory();
        }
        let mut settings: Vec<Setting> = rayon::iter::repeat_n(any, all).collect();
        let blocks = if all >= MANY { BLOCKS } else { 1 };
        let authorities = (self.counts.len() / self.provisions).div_ceil(blocks);
        if blocks > 1 {
            parts
                .par_iter_mut()
                .for_each(|part| part.sort_unstable_by_key(|of| of.authority));
        }
        let mut rest = settings.as_mut_slice();
        let own = self.counts.chunks(authorities * self.provisions);
        let own = own.enumerate().map(|(block, counts)| {
            let all = counts.iter().map(|count| count.settings as usize).sum();
            let (own, others) = std::mem::take(&mut rest).split_at_mut(all);
            rest = others;
            (block * authorities, counts, own)
        });
        own.collect::<Vec<_>>()
            .into_par_iter()
            .for_each(|(first, counts, own)| self.put(first, counts, &parts, own));
        drop(parts);
        if all >= MANY {
            give_back_memory();
        }
        settings
    }

    /// Puts those settings of `parts` in order into `own` that are of the authorities of `counts`, of
    /// which the first is at the place `first`. Each part is in order of authority, unless they are all of
    /// these.
    fn put(
        &self,
        first: usize,
        counts: &[SettingCount],
        parts: &[Vec<Setting>],
        own: &mut [Setting],
    ) {
        let mut sum = 0;
        let mut places: Vec<usize> = Vec::with_capacity(counts.len());
        for count in counts {
            places.push(sum);
            sum += count.settings as usize;
        }
        let after = first + counts.len() / self.provisions;
        for part in parts {
            let start = part.partition_point(|of| of.authority.index() < first);
            let of_these = part[start..].iter();
            for setting in of_these.take_while(|of| of.authority.index() < after) {
                let place = setting.authority.index() - first;
                let place = &mut places[place * self.provisions + setting.provision.index()];
                own[*place] = *setting;
                *place += 1;
            }
        }
        own.par_chunk_by_mut(|a, b| (a.authority, a.provision) == (b.authority, b.provision))
            .for_each(|of_one| of_one.sort_unstable_by_key(|of| of.urn));
    }

    /// Counts other settings too.
    pub fn add(&mut self, others: &Self) {
        for (count, other) in self.counts.iter_mut().zip(&others.counts) {
            count.add(other);
        }
    }

    /// Counts other settings of one authority and provision type too.
    pub fn add_count(
        &mut self,
        authority: AuthorityIx,
        provision: ProvisionIx,
        other: &SettingCount,
    ) {
        let place = authority.index() * self.provisions + provision.index();
        self.counts[place].add(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_number_reads_back_as_it_was_written() {
        for text in ["100000", "SC392492", "EY123456", "0123456789abcdef"] {
            assert_eq!(Urn::new(text).unwrap().to_string(), text);
        }
        assert!(Urn::new("100000") < Urn::new("SC392492"));
        assert_eq!(Urn::new(""), None);
        assert_eq!(Urn::new("0123456789abcdefg"), None);
    }

    #[test]
    fn settings_come_in_order_however_many_they_are() {
        for all in [0, 1, 500, MANY + 1] {
            let setting = |at: usize| Setting {
                authority: AuthorityIx::new((at * 7919 % 151) as u32),
                provision: ProvisionIx::new((at * 31 % 5) as u8),
                urn: Urn::new(&format!("{}", at * 104_729 % 1_000_003)).unwrap(),
                grade: Grade::from_level((at % 5) as u8),
                inspected_on: None,
            };
            let mut expected: Vec<Setting> = (0..all).map(setting).collect();
            let parts: Vec<Vec<Setting>> = expected.chunks(97).map(<[_]>::to_vec).collect();
            expected.sort_by_key(|of| (of.authority, of.provision, of.urn));
            let mut counts = SettingCounts::new(151, 5);
            counts.count_all(&parts);
            assert_eq!(counts.in_order(parts), expected);
        }
    }
}
