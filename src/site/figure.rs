//! What stands around a chart: the headline that says what it shows, the line with statistic, unit
//! and period, a table of the same figures, and the file of them.

use super::markup::Markup;

/// A chart on a page.
#[derive(Debug, Default)]
pub(super) struct Figure {
    /// By which it is told from the others of its page.
    pub(super) id: String,
    /// What it shows, as a sentence.
    pub(super) headline: String,
    /// Statistic, unit and period.
    pub(super) about: String,
    /// The drawing.
    pub(super) drawing: Markup,
    /// What the marks mean.
    pub(super) key: Markup,
    /// What a reader must know of the axis.
    pub(super) note: String,
    /// The same figures as a table; nothing where another of the page has them.
    pub(super) table: Markup,
    /// The address of the same figures as a file.
    pub(super) csv: String,
}

impl Figure {
    /// Adds the chart to a part of a page; nothing where there is nothing to draw.
    pub(super) fn add_to(&self, body: &mut Markup) {
        if self.drawing.is_empty() {
            return;
        }
        body.raw("<figure class=chart id=\"")
            .text(&self.id)
            .raw("\"><figcaption><h3 id=\"")
            .text(&self.id)
            .raw("-h\">");
        body.text(&self.headline)
            .raw("</h3><p class=\"about\">")
            .text(&self.about);
        body.raw("</p></figcaption>");
        if !self.key.is_empty() {
            body.raw("<ul class=\"key\">").push(&self.key).raw("</ul>");
        }
        body.raw("<div class=draw role=group tabindex=0 aria-labelledby=\"")
            .text(&self.id)
            .raw("-h\">")
            .push(&self.drawing)
            .raw("</div>");
        if !self.note.is_empty() {
            body.raw("<p class=\"note\">").text(&self.note).raw("</p>");
        }
        if !self.table.is_empty() {
            body.raw(
                "<details class=\"data\"><summary>The figures of this chart as a table</summary>",
            );
            body.push(&self.table).raw("</details>");
        }
        if !self.csv.is_empty() {
            body.raw("<p class=\"take\"><a download href=\"")
                .text(&self.csv);
            body.raw("\">Figures (CSV)</a></p>");
        }
        body.raw("</figure>");
    }
}

/// A mark and what it means, for the line above a chart.
pub(super) fn mark(key: &mut Markup, class: &'static str, meaning: &str) {
    key.raw("<li><span class=\"mark ")
        .raw(class)
        .raw("\"></span>")
        .text(meaning)
        .raw("</li>");
}
