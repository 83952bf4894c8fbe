//! Settings: the shares of those that were inspected, and the grades of those that were not.
//!
//! The inspected settings of an authority and type are a sample of what settings there are like.
//! What is known of its shares at each grade is a Dirichlet distribution, of which each share is a
//! beta distribution: the counts of the authority's own, and beside them the nation's shares of
//! that type, which stand for so many settings as the pipeline says. `sampling` draws the shares
//! themselves; `uninspected` draws a grade for each open setting that has none. Counts of grades
//! found stay what they are.

use rand::RngCore;
use rand_distr::{Distribution, Gamma};

use crate::domain::Share;
use crate::profile::{Profile, ProvisionProfile};
use crate::tables::{SettingCount, Tables};

/// The settings of each row of the provision profile, as they were found.
pub(super) struct Found {
    cells: Vec<Cell>,
}

/// One authority and type.
struct Cell {
    count: SettingCount,
    /// Those without a grade that one can be drawn for.
    waiting: u32,
    /// A gamma variable a grade, of which shares are made; none for a grade that neither the
    /// authority nor the nation has.
    shares: [Option<Gamma<f64>>; 4],
}

/// Shares of the settings at each grade, Outstanding first.
type Shares = [f64; 4];

/// What one draw says of the settings.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The shares of each row.
    shares: Vec<Shares>,
    /// A random number for every setting without a grade, row after row.
    grades: Vec<u32>,
}

/// One row of the provision profile as drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    grades: [u32; 4],
    good_or_better: Option<Share>,
    inadequate: Option<Share>,
}

impl Found {
    /// The settings of `profile`, with the nation's shares standing for `prior` settings.
    pub(super) fn new(tables: &Tables, profile: &Profile, prior: f64) -> Self {
        let rows = profile.provision.as_deref().unwrap_or_default();
        let Some(counts) = &tables.settings else {
            return Self { cells: Vec::new() };
        };
        let types = rows.iter().map(|row| row.provision + 1).max().unwrap_or(0);
        let mut nation = vec![[0_u32; 4]; types];
        for authority in tables.authorities.places() {
            for (provision, grades) in nation.iter_mut().enumerate() {
                let own = counts.get(authority, provision).grades;
                for (grade, more) in grades.iter_mut().zip(own) {
                    *grade += more;
                }
            }
        }
        let cells = rows
            .iter()
            .map(|row| Cell::new(row, nation[row.provision], prior));
        Self {
            cells: cells.collect(),
        }
    }

    /// Settings of the rows from which shares are drawn, and those for which a grade is, each
    /// with its row.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> {
        self.cells
            .iter()
            .map(|cell| (cell.count.inspected(), cell.waiting))
    }

    /// Draws the shares of every row.
    pub(super) fn draw_shares(&self, rng: &mut impl RngCore, to: &mut Drawn) {
        to.shares.clear();
        to.shares
            .extend(self.cells.iter().map(|cell| cell.draw(rng)));
    }

    /// Draws a grade for every setting without one, and for that the shares of the rows that have
    /// any.
    pub(super) fn draw_grades(&self, rng: &mut impl RngCore, to: &mut Drawn) {
        to.shares.clear();
        to.grades.clear();
        for cell in &self.cells {
            to.shares.push(match cell.waiting {
                0 => Shares::default(),
                _ => cell.draw(rng),
            });
            to.grades.extend((0..cell.waiting).map(|_| rng.next_u32()));
        }
    }

    /// The rows by the shares that `sampling` drew and the grades that `uninspected` did, where
    /// either was drawn. Grades follow the shares of the same draw of the authority where there is
    /// one.
    pub(super) fn rows(
        &self,
        sampling: Option<&Drawn>,
        uninspected: Option<&Drawn>,
        to: &mut Vec<Row>,
    ) {
        let mut numbers: &[u32] = uninspected.map_or(&[], |drawn| &drawn.grades);
        to.clear();
        for (at, cell) in self.cells.iter().enumerate() {
            let sampled = sampling.map(|drawn| &drawn.shares[at]);
            let mut graded = [0; 4];
            if let Some(drawn) = uninspected
                && cell.waiting > 0
            {
                let own;
                (own, numbers) = numbers.split_at(cell.waiting as usize);
                graded = grades(sampled.unwrap_or(&drawn.shares[at]), own);
            }
            to.push(cell.row(sampled, graded));
        }
    }
}

/// How many of the numbers fall to each grade.
fn grades(shares: &Shares, numbers: &[u32]) -> [u32; 4] {
    let mut sum = 0.0;
    let ends = [0, 1, 2].map(|grade: usize| {
        sum += shares[grade];
        // The conversion holds at the ends of the type.
        (sum * 4_294_967_296.0) as u32
    });
    let mut counts = [0; 4];
    for number in numbers {
        let grade: usize = ends.iter().map(|end| usize::from(number >= end)).sum();
        counts[grade] += 1;
    }
    counts
}

impl Cell {
    fn new(row: &ProvisionProfile, nation: [u32; 4], prior: f64) -> Self {
        let all: u32 = nation.iter().sum();
        let count = row.count;
        let shares = std::array::from_fn(|grade| {
            let of_nation = match all {
                0 => 0.0,
                all => prior * f64::from(nation[grade]) / f64::from(all),
            };
            Gamma::new(f64::from(count.grades[grade]) + of_nation, 1.0).ok()
        });
        // Nobody knows what a type is like of which none was ever inspected.
        let waiting = match all {
            0 => 0,
            _ => count.settings.saturating_sub(count.inspected()),
        };
        Self {
            count,
            waiting,
            shares,
        }
    }

    fn draw(&self, rng: &mut impl RngCore) -> Shares {
        let drawn = self
            .shares
            .map(|share| share.map_or(0.0, |share| share.sample(rng)));
        let sum: f64 = drawn.iter().sum();
        match sum > 0.0 {
            true => drawn.map(|share| share / sum),
            // All of them so small that they are lost: what was found stands.
            false => self.found(),
        }
    }

    fn found(&self) -> Shares {
        let inspected = f64::from(self.count.inspected().max(1));
        self.count.grades.map(|grade| f64::from(grade) / inspected)
    }

    /// The row by the shares of those inspected, and by as many more at each grade.
    fn row(&self, sampled: Option<&Shares>, graded: [u32; 4]) -> Row {
        let inspected = self.count.inspected();
        let more: u32 = graded.iter().sum();
        let all = f64::from(inspected + more);
        let share = |of_found: f64, of_graded: u32| {
            let sum = f64::from(inspected) * of_found + f64::from(of_graded);
            Share::of(sum.min(all), all)
        };
        let (good, inadequate) = match sampled {
            Some(shares) => (shares[0] + shares[1], shares[3]),
            None => {
                let found = self.found();
                (found[0] + found[1], found[3])
            }
        };
        Row {
            grades: std::array::from_fn(|grade| self.count.grades[grade] + graded[grade]),
            good_or_better: share(good, graded[0] + graded[1]),
            inadequate: share(inadequate, graded[3]),
        }
    }
}

impl Row {
    /// Puts the row in the place of what was found.
    pub(super) fn put(&self, profile: &mut ProvisionProfile) {
        profile.count.grades = self.grades;
        profile.good_or_better = self.good_or_better;
        profile.inadequate = self.inadequate;
    }
}
