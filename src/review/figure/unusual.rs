//! How unusual a figure is, as lines.

use super::ExplainedFigure;
use super::lines::Lines;

impl Lines {
    /// How unusual the figure is, where the run was asked.
    pub(super) fn notable(&mut self, of: &ExplainedFigure) {
        let Some(row) = &of.notable else {
            if of.tells_notable {
                self.said("notable", "the run has no row of it");
            }
            return;
        };
        let place = row.place.map_or(String::new(), |place| {
            format!(", place {place} among the notable figures of the authority")
        });
        let against = match row.against.as_deref() {
            Some("neighbours") => "similar areas",
            Some("national") => "England",
            _ => "similar areas and England",
        };
        self.said(
            "notable",
            &match &row.way {
                Some(way) => format!("{way}, against {against}{place}"),
                None => "no".to_owned(),
            },
        );
        for (whom, median, z, q) in [
            (
                "similar areas",
                row.neighbour_median,
                row.z_neighbours,
                row.q_neighbours,
            ),
            (
                "England",
                row.national_median,
                row.z_national,
                row.q_national,
            ),
        ] {
            let Some(median) = median else { continue };
            let said = |what: &str, of: Option<f64>, decimals: usize| {
                of.map_or(String::new(), |of| format!(", {what} {of:.decimals$}"))
            };
            self.said(
                "",
                &format!(
                    "{whom}: median {}{}{}",
                    self.computed(median),
                    said("robust z", z, 1),
                    said("q", q, 3)
                ),
            );
        }
        self.said(
            "",
            &format!(
                "q is the share of false discoveries over {} comparisons of the authority",
                row.comparisons
            ),
        );
    }
}
