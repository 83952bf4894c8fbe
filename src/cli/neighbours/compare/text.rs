//! A comparison as lines that fit on a terminal.

use super::causes::{ModelChange, ShareChange, foremost};
use super::{Compared, Comparison, FirmOnes, Named};
use crate::cli::output::Output;
use crate::domain::shown::shortened;
use crate::domain::wrapping::{WIDTH, wrapped};
use crate::error::Error;

/// The longest name in the table, in characters.
const NAME: usize = 30;

/// The width of what a line below an authority is about.
const LABEL: usize = 10;

/// Features that most neighbours hang on, named in all.
const HELD_BY: usize = 5;

impl Comparison {
    /// Prints what became of each authority's neighbours, those of whom the fewest stayed first.
    ///
    /// # Errors
    /// When standard output cannot be written to.
    pub(in super::super) fn print(&self, out: &mut Output<'_>) -> Result<(), Error> {
        let has_firmness = self.totals.firm.is_some();
        let head = |text: &'static str| if has_firmness { text } else { "" };
        row(
            out,
            ["authority", "stayed", "ranks", "mutual", head("firm")],
        )?;
        for of in &self.authorities {
            of.row(has_firmness, out)?;
            of.moved(out)?;
            if self.is_of_one {
                of.closer_look(out)?;
            }
        }
        out.gap()?;
        for sentence in self.sentences() {
            for line in wrapped(&sentence, WIDTH) {
                out.line(line)?;
            }
        }
        Ok(())
    }

    fn sentences(&self) -> Vec<String> {
        let of = &self.totals;
        let share = match of.neighbours {
            0 => String::new(),
            all => format!(" ({:.1}%)", 100.0 * of.stayed as f64 / all as f64),
        };
        let mut sentences = vec![
            format!(
                "{} authorities in both lists: {} of {} neighbours stayed{share}, {} lists have the same members",
                of.authorities, of.stayed, of.neighbours, of.same_members
            ),
            format!(
                "not mutual: {} of {} in the old list, {} of {} in the new one",
                of.old.not_mutual, of.old.neighbours, of.new.not_mutual, of.new.neighbours
            ),
        ];
        if let Some(FirmOnes { neighbours, firm }) = of.firm {
            sentences.push(format!(
                "firm: {firm} of {neighbours} neighbours in the new list stay whichever single feature is left out of the model"
            ));
        }
        if !of.held_by.is_empty() {
            let named = of.held_by.iter().take(HELD_BY);
            let named: Vec<String> = named
                .map(|of| format!("{} {}", of.feature, of.neighbours))
                .collect();
            let more = match of.held_by.len().saturating_sub(HELD_BY) {
                0 => String::new(),
                more => format!(" and {more} more features"),
            };
            sentences.push(format!(
                "neighbours that go without: {}{more}",
                named.join(", ")
            ));
        }
        match &self.model {
            Some(change) => sentences.extend(change.sentence()),
            None => sentences.push(
                "what moved them is not known: one of the lists was not worked out by a model"
                    .to_owned(),
            ),
        }
        for (what, alone) in [("old", &self.only_old), ("new", &self.only_new)] {
            if !alone.is_empty() {
                sentences.push(format!("only in the {what} list: {}", listed(alone.iter())));
            }
        }
        sentences
    }
}

impl Compared {
    fn row(&self, has_firmness: bool, out: &mut Output<'_>) -> Result<(), Error> {
        let ranks = self
            .rank_correlation
            .map_or_else(|| "-".to_owned(), |found| format!("{found:.2}"));
        let now = self.stayed + self.joined.len();
        let firm = self.firmness.iter().filter(|of| of.goes_without.is_empty());
        let firm = match has_firmness {
            true => format!("{} of {now}", firm.count()),
            false => String::new(),
        };
        row(
            out,
            [
                &shortened(&self.of.shown(), NAME - 1),
                &format!("{} of {}", self.stayed, self.neighbours),
                &ranks,
                &format!("{} of {now}", now - self.not_mutual.len()),
                &firm,
            ],
        )
    }

    /// Who is gone and who joined, and the features that say most of why.
    fn moved(&self, out: &mut Output<'_>) -> Result<(), Error> {
        let grew = |of: &ShareChange| of.growth() > 0.0 && percent(of.old) != percent(of.new);
        let fell = |of: &ShareChange| of.growth() < 0.0 && percent(of.old) != percent(of.new);
        let gone = foremost(self.gone_shares.iter(), grew);
        let joined = foremost(self.joined_shares.iter(), fell);
        for (label, who, cause, shares) in [
            ("gone", &self.gone, "grew", gone),
            ("joined", &self.joined, "fell", joined),
        ] {
            if who.is_empty() {
                continue;
            }
            said(out, label, &listed(who.iter().map(|of| &of.who)))?;
            if !shares.is_empty() {
                let shares: Vec<String> = shares.iter().map(shown).collect();
                said(out, cause, &shares.join(", "))?;
            }
        }
        Ok(())
    }

    /// What is said where a single authority is asked for.
    fn closer_look(&self, out: &mut Output<'_>) -> Result<(), Error> {
        if !self.not_mutual.is_empty() {
            said(out, "one way", &listed(self.not_mutual.iter()))?;
        }
        for of in self
            .firmness
            .iter()
            .filter(|of| !of.goes_without.is_empty())
        {
            said(
                out,
                "loose",
                &format!(
                    "{} goes without {} of {} features: {}",
                    of.who.name,
                    of.goes_without.len(),
                    of.features,
                    of.goes_without.join(", ")
                ),
            )?;
        }
        Ok(())
    }
}

impl ModelChange {
    /// How the features differ, in words; none where they do not.
    fn sentence(&self) -> Option<String> {
        let mut parts = Vec::new();
        for (what, features) in [("new", &self.only_new), ("no longer", &self.only_old)] {
            if !features.is_empty() {
                parts.push(format!("{what} {}", features.join(", ")));
            }
        }
        let weights = self.weights.iter();
        parts
            .extend(weights.map(|of| format!("weight of {} {} to {}", of.feature, of.old, of.new)));
        let transformations = self.transformations.iter();
        parts.extend(
            transformations
                .map(|of| format!("transformation of {} {} to {}", of.feature, of.old, of.new)),
        );
        (!parts.is_empty()).then(|| format!("features: {}", parts.join("; ")))
    }
}

fn listed<'a>(who: impl Iterator<Item = &'a Named>) -> String {
    who.map(|of| of.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A feature and its share of the squared distance before and after.
fn shown(of: &ShareChange) -> String {
    let (old, new) = (percent(of.old), percent(of.new));
    format!("{} {old} to {new}", of.feature)
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

fn row(out: &mut Output<'_>, cells: [&str; 5]) -> Result<(), Error> {
    let [name, stayed, ranks, mutual, firm] = cells;
    let line = format!("{name:<NAME$}  {stayed:>8}  {ranks:>5}  {mutual:>8}  {firm:>8}");
    out.line(line.trim_end())
}

/// What is said below an authority, beside its label.
fn said(out: &mut Output<'_>, label: &str, text: &str) -> Result<(), Error> {
    let mut label = label;
    for line in wrapped(text, WIDTH - LABEL) {
        out.line(format_args!(
            "  {:<width$}{line}",
            std::mem::take(&mut label),
            width = LABEL - 2
        ))?;
    }
    Ok(())
}
