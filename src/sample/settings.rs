//! Inspected and regulated settings: how many, and what each inspection found.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Builder, Int32Builder, StringBuilder};
use rand::seq::SliceRandom;

use super::area::{Area, Role};
use super::calendar::Calendar;
use super::draws::{self, Subject};
use super::error::SampleError;
use super::leeds;
use super::leeds::settings::Pool;
use super::provisions::{self, Provision, Register};
use super::visits::{self, Setting, Visit};
use super::write::{Column, FieldKind, Layout, Packing};

/// The inspections table.
pub(super) const LAYOUT: Layout = Layout {
    table: "inspections",
    columns: &[
        Column::new("urn", FieldKind::Text, Packing::Sequence),
        Column::new("provision", FieldKind::Text, Packing::Repeats),
        Column::new("authority", FieldKind::Text, Packing::Repeats),
        Column::new("inspected_on", FieldKind::Date, Packing::Repeats),
        Column::new("published_on", FieldKind::Date, Packing::Repeats),
        Column::new("grade", FieldKind::Integer, Packing::Repeats),
        Column::new("status", FieldKind::Text, Packing::Repeats),
        Column::new("event", FieldKind::Text, Packing::Repeats),
    ],
};

/// The settings of a whole sample: how many each area has, and where its numbers begin.
pub(super) struct Settings {
    provisions: Vec<Provision>,
    /// Settings by area and provision type.
    numbers: Vec<Vec<u32>>,
    /// The first serial number by area and register.
    serials: Vec<[u64; 3]>,
    calendar: Calendar,
    seed: u64,
}

impl Settings {
    /// Draws how many settings each area has.
    ///
    /// # Errors
    /// When the built-in table does not parse.
    pub(super) fn of(areas: &[Area], calendar: Calendar, seed: u64) -> Result<Self, SampleError> {
        let provisions = provisions::all()?;
        let children: f64 = areas
            .iter()
            .filter(|area| area.copy == 0)
            .map(|area| area.children)
            .sum();
        let numbers: Vec<Vec<u32>> = areas
            .iter()
            .map(|area| numbers(area, &provisions, area.children / children, seed))
            .collect();
        let mut serials = Vec::with_capacity(areas.len());
        let mut next = [0; Register::ALL.len()];
        for numbers in &numbers {
            serials.push(next);
            for (provision, number) in provisions.iter().zip(numbers) {
                next[provision.register.number()] += u64::from(*number);
            }
        }
        Ok(Self {
            provisions,
            numbers,
            serials,
            calendar,
            seed,
        })
    }

    /// How many settings of each provision type count on the as-of date, and how many of them
    /// are good or better, as drawn; nothing for Leeds, whose grades are placed afterwards.
    pub(super) fn pools(&self, area: &Area) -> Vec<Pool> {
        if area.role == Role::Leeds {
            return vec![Pool::default(); self.provisions.len()];
        }
        (0..self.provisions.len())
            .map(|provision| {
                let mut pool = Pool::default();
                for mut setting in self.draw(area, provision) {
                    let Some(visit) = setting.counted(self.calendar.as_of()) else {
                        continue;
                    };
                    pool.inspected += 1;
                    pool.good += u32::from(visit.grade.is_some_and(|grade| grade <= 2));
                }
                pool
            })
            .collect()
    }

    /// The inspections of some areas as rows, Leeds's grades placed against the pools of the
    /// rest of England and of its similar areas.
    ///
    /// # Errors
    /// When the pools leave no room for a finding of the Leeds letter.
    pub(super) fn columns(
        &self,
        areas: &[Area],
        england: &[Pool],
        similar: &[Pool],
    ) -> Result<Vec<ArrayRef>, SampleError> {
        let mut rows = SettingRows::default();
        for area in areas {
            let mut serials = self.serials[area.position];
            for (number, provision) in self.provisions.iter().enumerate() {
                let mut settings = self.draw(area, number);
                if area.role == Role::Leeds {
                    self.place(
                        area,
                        number,
                        &mut settings,
                        england[number],
                        similar[number],
                    )?;
                }
                let serial = &mut serials[provision.register.number()];
                for setting in &settings {
                    rows.add(area, provision, *serial, setting);
                    *serial += 1;
                }
            }
        }
        Ok(rows.finish())
    }

    fn draw(&self, area: &Area, number: usize) -> Vec<Setting> {
        let provision = &self.provisions[number];
        let rng = &mut draws::stream(self.seed, Subject::Settings, area.key, number as u64);
        let usual = provision.good - provision.deprivation * area.deprivation + 0.02 * area.quality;
        let drawn = draws::share(rng, usual, provision.consistency);
        let good = leeds::settings::similar_area_share(area.role, &provision.id).unwrap_or(drawn);
        let placed_grade = leeds::settings::similar_area_grade(area.role, &provision.id);
        let established = leeds::settings::is_established(area.role, &provision.id);
        (0..self.numbers[area.position][number])
            .map(|_| {
                let mut setting = visits::setting(rng, provision, good, established, self.calendar);
                if let Some(grade) = placed_grade {
                    for visit in &mut setting.visits {
                        visit.grade = visit.grade.map(|_| grade);
                    }
                }
                setting
            })
            .collect()
    }

    /// Deals the grades that the letter's findings need to Leeds's counted inspections.
    fn place(
        &self,
        area: &Area,
        number: usize,
        settings: &mut [Setting],
        england: Pool,
        similar: Pool,
    ) -> Result<(), SampleError> {
        let mut counted: Vec<&mut Visit> = settings
            .iter_mut()
            .filter_map(|setting| setting.counted(self.calendar.as_of()))
            .collect();
        let id = &self.provisions[number].id;
        let Some(grades) = leeds::settings::grades(id, counted.len() as u32, england, similar)?
        else {
            return Ok(());
        };
        let rng = &mut draws::stream(self.seed, Subject::Placement, area.key, number as u64);
        counted.shuffle(rng);
        let dealt = (1u8..=4)
            .zip(grades)
            .flat_map(|(grade, times)| std::iter::repeat_n(grade, times as usize));
        for (visit, grade) in counted.into_iter().zip(dealt) {
            visit.grade = Some(grade);
        }
        Ok(())
    }
}

fn numbers(area: &Area, provisions: &[Provision], weight: f64, seed: u64) -> Vec<u32> {
    let rng = &mut draws::stream(seed, Subject::SettingNumbers, area.key, 0);
    provisions
        .iter()
        .map(|provision| {
            let usual = provision.national * weight;
            let drawn = if usual < 30.0 {
                draws::count(rng, usual)
            } else {
                (usual * (0.08 * draws::normal(rng)).exp()).round() as u32
            };
            leeds::settings::number(area.role, &provision.id)
                .unwrap_or(drawn.max(provision.minimum))
        })
        .collect()
}

/// The table's columns as they fill up.
#[derive(Default)]
struct SettingRows {
    urn: StringBuilder,
    provision: StringBuilder,
    authority: StringBuilder,
    inspected_on: Date32Builder,
    published_on: Date32Builder,
    grade: Int32Builder,
    status: StringBuilder,
    event: StringBuilder,
}

impl SettingRows {
    /// Adds a row a visit; a setting that awaits its first has one row without a visit.
    fn add(&mut self, area: &Area, provision: &Provision, serial: u64, setting: &Setting) {
        let urn = provision.register.reference(serial);
        let unvisited = setting.visits.is_empty().then_some(None);
        for visit in setting.visits.iter().map(Some).chain(unvisited) {
            self.urn.append_value(&urn);
            self.provision.append_value(&provision.id);
            self.authority.append_value(&area.code);
            self.inspected_on
                .append_option(visit.map(|visit| visit.inspected_on));
            self.published_on
                .append_option(visit.map(|visit| visit.published_on));
            self.grade
                .append_option(visit.and_then(|visit| visit.grade).map(i32::from));
            self.status
                .append_value(if setting.open { "open" } else { "closed" });
            self.event
                .append_option(visit.map(|visit| visit.event.word()));
        }
    }

    fn finish(mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.urn.finish()),
            Arc::new(self.provision.finish()),
            Arc::new(self.authority.finish()),
            Arc::new(self.inspected_on.finish()),
            Arc::new(self.published_on.finish()),
            Arc::new(self.grade.finish()),
            Arc::new(self.status.finish()),
            Arc::new(self.event.finish()),
        ]
    }
}
