//! The open data standard of Explore education statistics: for each set of indicators that have the
//! same periods and breakdowns a data file and its metadata file.
//!
//! Source: "Creating statistics: open data standards" of the Department for Education's *Analysts'
//! guide*, and the checks of its screener, the package `eesyscreener`.

mod areas;
mod columns;
mod figures;
mod files;
mod times;

use std::path::Path;

use self::areas::Areas;
use self::figures::Figures;
pub use self::times::TimeIdentifiers;
use super::account::Account;
use super::destination;
use super::names::Names;
use super::selection::Selection;
use super::{ExportError, Exported, Notice};
use crate::review::{PublishedRun, RunTable};

/// Writes the figures of `selection` into the folder `out`.
pub(super) fn write(
    run: &PublishedRun,
    selection: &Selection,
    times: &TimeIdentifiers,
    out: &Path,
) -> Result<Exported, ExportError> {
    let names = Names::read(run)?;
    let areas = Areas::read(run)?;
    let source = match selection.tables.first() {
        Some(table) => RunTable::of(run, table, &selection.only)?,
        None => None,
    };
    let Some(source) = source else {
        return Err(ExportError::Refused(
            "the run has no table of figures, so there is nothing to put into the standard".into(),
        ));
    };
    let figures = Figures::read(&source, &areas, times)?;
    let sets = figures.sets();
    if sets.is_empty() {
        return Err(ExportError::Refused(format!(
            "there is no figure of a single year among what is asked for, and the standard has no \
             other years; nothing is exported. {}",
            figures
                .left_out()
                .map_or_else(String::new, |notice| notice.to_string())
        )));
    }
    let mut notices = selection.notices.clone();
    notices.extend(figures.left_out());
    notices.extend(
        figures
            .assumed
            .map(|identifier| Notice::YearAssumed { identifier }),
    );
    notices.extend(figures.computed());
    notices.extend(areas.notices());
    let account = destination::folder(out, |folder| {
        let mut account = Account::new(run, notices);
        let mut like_groups = Vec::new();
        let named = files::named(&run.manifest.pipeline.name, &sets);
        for (name, set) in named.iter().zip(&sets) {
            let columns = columns::named(set, &names);
            like_groups.extend(columns::like_groups(&columns));
            let written = files::write(folder, name, set, &columns, (&figures, &areas))?;
            account.files.extend(written);
        }
        if !like_groups.is_empty() {
            let columns = like_groups;
            account.notices.push(Notice::NamesLikeGroups { columns });
        }
        Ok(account)
    })?;
    Ok(Exported {
        files: account.files.iter().map(|file| out.join(file)).collect(),
        notices: account.notices,
    })
}
