//! A setting and the visits of inspectors to it.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::calendar::{self, Calendar, Day};
use super::provisions::Provision;

/// What an inspection visit was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The inspection that counts.
    Full,
    /// A shorter one between two full ones.
    Interim,
    /// A visit to a setting that was found inadequate.
    Monitoring,
}

impl Event {
    /// The contract's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Interim => "interim",
            Self::Monitoring => "monitoring",
        }
    }
}

/// One visit.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// When inspectors came.
    pub inspected_on: Day,
    /// When the report was published.
    pub published_on: Day,
    /// What it was for.
    pub event: Event,
    /// 1 outstanding to 4 inadequate; a monitoring visit gives none.
    pub grade: Option<u8>,
}

/// A registered setting and its visits, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// Whether it is still registered.
    pub open: bool,
    /// Its visits.
    pub visits: Vec<Visit>,
}

impl Setting {
    /// The visit that counts on a day: the latest full inspection of an open setting that was
    /// published by then.
    pub(super) fn counted(&mut self, as_of: Day) -> Option<&mut Visit> {
        if !self.open {
            return None;
        }
        self.visits
            .iter_mut()
            .rev()
            .find(|visit| visit.event == Event::Full && visit.published_on <= as_of)
    }
}

/// Draws a setting and its history. An established one is open and has a full inspection that
/// counts on the as-of date.
pub(super) fn setting(
    rng: &mut ChaCha8Rng,
    provision: &Provision,
    good: f64,
    established: bool,
    calendar: Calendar,
) -> Setting {
    let open = established || !rng.random_bool(provision.closed);
    if !established && rng.random_bool(provision.waiting) {
        let visits = Vec::new();
        return Setting { open, visits };
    }
    let fulls = match rng.random::<f64>() {
        _ if established => 2,
        few if few < 0.3 => 1,
        usual if usual < 0.8 => 2,
        _ => 3,
    };
    let lag = rng.random_range(14..35);
    let mut day = calendar.extract_end() - lag - rng.random_range(0..provision.cycle_days);
    let mut latest = grade(rng, provision, good);
    let mut visits = Vec::with_capacity(fulls + 1);
    for _ in 0..fulls {
        if day < calendar.day(-8, 1, 1) {
            break;
        }
        follow_up(rng, provision, day, latest, calendar, &mut visits);
        visits.push(visit(day, lag, Event::Full, Some(latest)));
        let gap = f64::from(provision.cycle_days) * rng.random_range(0.85..1.15);
        day -= gap as i32;
        if rng.random_bool(0.5) {
            latest = grade(rng, provision, good - 0.03);
        }
    }
    visits.reverse();
    Setting { open, visits }
}

/// Between full inspections homes have an interim one, which is graded but does not count, and
/// schools that were found inadequate are monitored without a grade. Visits are pushed latest
/// first, so a follow-up goes before its full inspection.
fn follow_up(
    rng: &mut ChaCha8Rng,
    provision: &Provision,
    full: Day,
    found: u8,
    calendar: Calendar,
    visits: &mut Vec<Visit>,
) {
    let after = full + rng.random_range(120..240);
    if after + 30 > calendar.extract_end() {
        return;
    }
    match provision.id.as_str() {
        "childrens_home" | "secure_childrens_home" if rng.random_bool(0.8) => {
            let grade = grade(rng, provision, if found <= 2 { 0.85 } else { 0.4 });
            visits.push(visit(after, 28, Event::Interim, Some(grade)));
        }
        "primary_school" | "secondary_school" | "special_school" | "pupil_referral_unit"
            if found == 4 =>
        {
            visits.push(visit(after, 21, Event::Monitoring, None));
        }
        _ => {}
    }
}

fn visit(day: Day, lag: i32, event: Event, grade: Option<u8>) -> Visit {
    Visit {
        inspected_on: calendar::working_day(day),
        published_on: calendar::working_day(day + lag),
        event,
        grade,
    }
}

fn grade(rng: &mut ChaCha8Rng, provision: &Provision, good: f64) -> u8 {
    let within: f64 = rng.random();
    if rng.random::<f64>() < good {
        if within < provision.outstanding { 1 } else { 2 }
    } else if within < provision.inadequate {
        4
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::super::draws::{self, Subject};
    use super::super::provisions;
    use super::*;

    fn visit_on(day: Day, event: Event) -> Visit {
        visit(day, 20, event, Some(2))
    }

    #[test]
    fn the_latest_published_full_inspection_of_an_open_setting_counts() {
        let as_of = Calendar { year: 2009 }.as_of();
        let mut setting = Setting {
            open: true,
            visits: vec![
                visit_on(as_of - 900, Event::Full),
                visit_on(as_of - 400, Event::Full),
                visit_on(as_of - 100, Event::Interim),
                visit_on(as_of - 5, Event::Full),
            ],
        };
        let counted = setting.counted(as_of).map(|visit| visit.inspected_on);
        assert_eq!(counted, Some(calendar::working_day(as_of - 400)));
        setting.open = false;
        assert!(setting.counted(as_of).is_none());
    }

    #[test]
    fn visits_of_a_setting_are_on_different_days_in_order() {
        let provisions = provisions::all().unwrap();
        let rng = &mut draws::stream(3, Subject::Settings, 0, 0);
        for provision in &provisions {
            for _ in 0..500 {
                let drawn = setting(rng, provision, 0.6, false, Calendar { year: 2009 });
                let days: Vec<Day> = drawn
                    .visits
                    .iter()
                    .map(|visit| visit.inspected_on)
                    .collect();
                assert!(days.is_sorted_by(|a, b| a < b), "{} {days:?}", provision.id);
            }
        }
    }
}
