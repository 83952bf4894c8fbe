//! Tables that scroll within themselves, with their first column in place.
//!
//! What HTML may do without is left out, for there are millions of cells: the ends of rows and cells,
//! quotation marks around a class, and the class of a number, which is what a cell is unless it says
//! otherwise.

use chrono::NaiveDate;

use super::markup::Markup;
use super::numbers::day;

/// A table in the making.
#[derive(Debug)]
pub(super) struct Grid {
    head: Markup,
    body: Markup,
    caption: String,
    class: &'static str,
    /// Whether the heading above it says to the eye what its caption says to the ear.
    is_headed: bool,
}

impl Grid {
    /// A table with a caption, which its reader's software reads out.
    pub(super) fn new(caption: impl Into<String>) -> Self {
        Self {
            head: Markup::new(),
            body: Markup::new(),
            caption: caption.into(),
            class: "",
            is_headed: false,
        }
    }

    /// Leaves the caption to those who hear the page, for a heading above the table says the same.
    pub(super) fn headed(mut self) -> Self {
        self.is_headed = true;
        self
    }

    /// Lets the small script sort it by any column.
    pub(super) fn sortable(mut self) -> Self {
        self.class = "sortable";
        self
    }

    /// Lets the small script sort it, and filter its rows by their text.
    pub(super) fn filtered(mut self) -> Self {
        self.class = "sortable filtered";
        self
    }

    /// Adds a column of text.
    pub(super) fn text_column(mut self, name: &str) -> Self {
        self.head.raw("<th scope=col>").text(name).raw("</th>");
        self
    }

    /// Adds a column of numbers.
    pub(super) fn number_column(mut self, name: &str) -> Self {
        self.head
            .raw("<th scope=col class=n>")
            .text(name)
            .raw("</th>");
        self
    }

    /// Adds a row, whose first cell is a heading. `cells` adds the others.
    pub(super) fn row(&mut self, heading: &Markup, cells: impl FnOnce(&mut Cells<'_>)) {
        self.body.raw("<tr><th scope=row>").push(heading);
        cells(&mut Cells(&mut self.body));
    }

    /// Whether it has no row.
    pub(super) fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// The table; nothing where it has no row.
    pub(super) fn done(self) -> Markup {
        let mut table = Markup::new();
        if self.is_empty() {
            return table;
        }
        table
            .raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
            .text(&self.caption);
        table
            .raw("\"><table class=\"")
            .raw(self.class)
            .raw(if self.is_headed {
                "\"><caption><span class=\"hidden\">"
            } else {
                "\"><caption><span>"
            })
            .text(&self.caption);
        table
            .raw("</span></caption><thead><tr>")
            .push(&self.head)
            .raw("</tr></thead><tbody>");
        table.push(&self.body).raw("</tbody></table></div>");
        table
    }
}

/// The cells of a row.
#[derive(Debug)]
pub(super) struct Cells<'a>(&'a mut Markup);

impl Cells<'_> {
    /// A cell of text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.raw(if text.is_empty() {
            "<td>"
        } else {
            "<td class=t>"
        });
        self.0.text(text);
        self
    }

    /// A cell of a few letters that belong together, such as a period.
    pub(super) fn short(&mut self, text: &str) -> &mut Self {
        self.0.raw("<td class=s>").text(text);
        self
    }

    /// A cell of markup.
    pub(super) fn markup(&mut self, markup: &Markup) -> &mut Self {
        self.0.raw("<td class=t>").push(markup);
        self
    }

    /// A number as it is read, which sorts by `value`; the reason in words where there is none.
    pub(super) fn number(&mut self, value: f64, shown: &str, missing: &str) -> &mut Self {
        if value.is_nan() {
            self.nothing(missing);
        } else {
            self.0.raw("<td>").text(shown);
        }
        self
    }

    /// Why a number is missing; empty where the column says it.
    fn nothing(&mut self, missing: &str) {
        self.0.raw(if missing.is_empty() {
            "<td>"
        } else {
            "<td class=none>"
        });
        self.0.text(missing);
    }

    /// A day in words, which sorts by itself.
    pub(super) fn day(&mut self, of: NaiveDate) -> &mut Self {
        self.0
            .raw("<td class=s><time datetime=\"")
            .text(&of.to_string())
            .raw("\">")
            .text(&day(of))
            .raw("</time>");
        self
    }

    /// A whole number.
    pub(super) fn whole(&mut self, value: impl Into<i64>) -> &mut Self {
        self.0.raw("<td>").whole(value);
        self
    }

    /// A comparator's number with the word of the comparison below it; nothing where there is none.
    pub(super) fn compared(
        &mut self,
        value: f64,
        shown: &str,
        (word, class): (&str, &'static str),
    ) -> &mut Self {
        self.0.raw("<td>");
        if !value.is_nan() {
            self.0.text(shown);
        }
        if !word.is_empty() {
            self.0
                .raw("<br><span class=\"w ")
                .raw(class)
                .raw("\">")
                .text(word)
                .raw("</span>");
        }
        self
    }

    /// A word of comparison, with the sign of its class.
    pub(super) fn word(&mut self, word: &str, class: &'static str) -> &mut Self {
        if word.is_empty() {
            self.0.raw("<td>");
        } else {
            self.0.raw("<td class=").raw(class).raw(">").text(word);
        }
        self
    }
}
