//! The rows of a file in the open data standard that its mapping cannot read.

use rustc_hash::FxHashSet;

use super::found_rows::Found;
use crate::domain::shown::listed;
use crate::domain::{GeographicLevel, Period, PeriodLabel, folded};
use crate::inspect::kind::is_council_code;
use crate::inspect::raw_table::RawTable;
use crate::read::ReadError;

/// The column of periods.
pub(super) const TIME_PERIOD: &str = "time_period";

/// The column that says what kind of period a row is of.
pub(super) const TIME_IDENTIFIER: &str = "time_identifier";

/// The column that says what kind of area a row is of.
pub(super) const LEVEL: &str = "geographic_level";

/// The standard's columns of codes of areas.
const CODES: [&str; 4] = ["country_code", "region_code", "old_la_code", "new_la_code"];

/// What a mapping of a file in the standard makes of its rows.
pub(crate) struct StandardRows {
    /// The columns of groups of children.
    pub filters: Vec<String>,
    /// The kinds of period that are kept; none where nothing is said and years are read.
    pub times: Option<Vec<String>>,
    /// What is said of columns of figures with values that are none.
    pub unread: Vec<String>,
}

/// What is the matter with rows.
#[derive(Default)]
struct Faults {
    levels: Found,
    unknown_levels: Vec<String>,
    areas: Found,
    codes: Found,
    unknown_codes: Vec<String>,
    periods: Found,
    unread_periods: Vec<String>,
    repeated: Found,
}

/// The area that a row is about, by the columns of codes of the file.
enum Area {
    /// Of no profile, or outside of England: the row is left out.
    LeftOut,
    /// No code says.
    Blank,
    /// The code is none that a council has.
    NoCode(String),
    /// The one with this code.
    Code(String),
}

impl StandardRows {
    /// What is rejected of the rows of `table`, a sentence each.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn rejected(&self, table: &RawTable) -> Result<Vec<String>, ReadError> {
        let names = table.names();
        let codes = CODES
            .into_iter()
            .filter(|code| names.iter().any(|name| name == code));
        let codes: Vec<&str> = codes.collect();
        let columns: Vec<String> = [TIME_PERIOD, TIME_IDENTIFIER, LEVEL]
            .into_iter()
            .chain(codes.iter().copied())
            .map(str::to_owned)
            .chain(self.filters.iter().cloned())
            .collect();
        let mut faults = Faults::default();
        let mut keys: FxHashSet<(String, Period, String)> = FxHashSet::default();
        for row in table.distinct(&columns)? {
            let [period, identifier, level, rest @ ..] = row.values.as_slice() else {
                continue;
            };
            if self
                .times
                .as_ref()
                .is_some_and(|kept| !kept.contains(identifier))
            {
                continue;
            }
            let (areas, groups) = rest.split_at(codes.len());
            let Some(level_read) = GeographicLevel::parse(level) else {
                faults.levels.add(row.rows, row.first);
                name(&mut faults.unknown_levels, level.clone());
                continue;
            };
            let code = match area(level_read, |code| {
                let at = codes.iter().position(|known| *known == code)?;
                Some(areas[at].as_str())
            }) {
                Area::LeftOut => continue,
                Area::Blank => {
                    faults.areas.add(row.rows, row.first);
                    continue;
                }
                Area::NoCode(code) => {
                    faults.codes.add(row.rows, row.first);
                    name(&mut faults.unknown_codes, code);
                    continue;
                }
                Area::Code(code) => code,
            };
            let label = format!("{period}, {identifier}");
            let Ok(read) = PeriodLabel::parse(&label) else {
                faults.periods.add(row.rows, row.first);
                name(&mut faults.unread_periods, label);
                continue;
            };
            let is_new = keys.insert((code, read.period, breakdown(groups)));
            match (is_new, row.rows) {
                (true, 1) => {}
                (true, rows) => faults.repeated.add(rows - 1, row.second),
                (false, rows) => faults.repeated.add(rows, row.first),
            }
        }
        Ok([self.unread.clone(), faults.say()].concat())
    }
}

impl Faults {
    fn say(&self) -> Vec<String> {
        let named = |names: &[String]| listed(names.iter().map(String::as_str));
        let levels = named(&self.unknown_levels);
        let (codes, periods) = (named(&self.unknown_codes), named(&self.unread_periods));
        [
            self.levels.says(&format!(
                "a level that the standard does not have: {levels}"
            )),
            self.areas.says("no code of their area"),
            self.codes
                .says(&format!("a code that no council has: {codes}")),
            self.periods
                .says(&format!("a period that cannot be read: {periods}")),
            self.repeated
                .says("the area, period and filters of an earlier row, which is kept"),
        ]
        .concat()
    }
}

/// The area of a row of this level; `code` is what stands in a column of codes, if the file has
/// it. As in the mapping of the standard: a council goes by its old code, and by the new one
/// where it has none.
fn area<'a>(level: GeographicLevel, code: impl Fn(&str) -> Option<&'a str>) -> Area {
    let is_none = |code: &str| matches!(code.to_lowercase().as_str(), "z" | "x" | ":");
    let is_blank = |code: &str| code.is_empty() || code == ".";
    let codes: &[&str] = match level {
        GeographicLevel::National => return code_or_blank(code("country_code")),
        GeographicLevel::Regional => &["region_code"],
        GeographicLevel::Council => &["old_la_code", "new_la_code"],
        GeographicLevel::Other => return Area::LeftOut,
    };
    let given: Vec<&str> = codes.iter().filter_map(|name| code(name)).collect();
    if !given.is_empty() && given.iter().all(|code| is_none(code)) {
        return Area::LeftOut;
    }
    let last = given.last().copied();
    let found = given
        .into_iter()
        .find(|code| !is_none(code) && !is_blank(code));
    match code_or_blank(found.or(last)) {
        Area::Code(code) if level == GeographicLevel::Council && !could_be_a_council(&code) => {
            Area::NoCode(code)
        }
        area => area,
    }
}

/// Whether a code has the form of a council's number or of its nine characters.
fn could_be_a_council(code: &str) -> bool {
    let is_number = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    is_number || is_council_code(&code.to_uppercase())
}

/// Adds a name that is not among them yet.
fn name(names: &mut Vec<String>, new: String) {
    if !names.contains(&new) {
        names.push(new);
    }
}

fn code_or_blank(code: Option<&str>) -> Area {
    match code {
        None | Some("") => Area::Blank,
        Some(code) => Area::Code(folded(code)),
    }
}

/// The groups that a row is about, without those that stand for everybody.
fn breakdown(groups: &[String]) -> String {
    let is_everybody = |group: &&String| matches!(group.to_lowercase().as_str(), "total" | "all");
    let groups = groups
        .iter()
        .filter(|group| !is_everybody(group) && !group.is_empty());
    let groups: Vec<String> = groups.map(|group| folded(group)).collect();
    groups.join(" / ")
}
