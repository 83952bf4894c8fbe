//! The figures of an indicator as files.

use super::Shown;
use crate::site::SiteError;
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::numbers::exact;

impl Shown<'_> {
    /// Every figure of the indicator.
    pub(super) fn csv(&self, folder: &str) -> Result<File, SiteError> {
        let mut csv = Csv::new(
            format!("{folder}/{}", self.file()),
            &[
                "authority",
                "name",
                "breakdown",
                "period",
                "value",
                "value_low",
                "value_high",
                "neighbour_mean",
                "national_value",
                "missing_reason",
            ],
        )?;
        for series in self.content.figures.of(&self.measure.row.indicator) {
            for slice in &series.slices {
                for (of, figure) in self.content.areas.iter().zip(&slice.figures) {
                    let Some(figure) = figure else { continue };
                    let [value, low, high, similar, national] = [
                        figure.value,
                        figure.low,
                        figure.high,
                        figure.similar,
                        figure.national,
                    ]
                    .map(exact);
                    csv.row(&[
                        &of.code,
                        &of.name,
                        &series.breakdown,
                        &slice.period,
                        &value,
                        &low,
                        &high,
                        &similar,
                        &national,
                        self.content.figures.word(figure.missing),
                    ])?;
                }
            }
        }
        csv.done()
    }
}
