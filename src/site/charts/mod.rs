//! The forms of chart, each drawn once.
//!
//! A chart that has to fit a telephone and a desk is drawn in shares of its width, so that only its
//! marks move and its text stays as large as it is; those whose shape is the message have a size of
//! their own. Colours are classes of the style sheet, which has them for light, dark and print.

pub(super) mod bars;
pub(super) mod funnel;
pub(super) mod shapes;
pub(super) mod shares;
pub(super) mod spine;
pub(super) mod tiles;
pub(super) mod timeline;
pub(super) mod trend;

use super::markup::Markup;
use super::numbers::{Unit, decimals_of};

/// What an axis spans.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    /// Where it begins.
    pub(super) from: f64,
    /// Where it ends.
    pub(super) to: f64,
    /// How far its marks are apart.
    step: f64,
}

impl Axis {
    /// An axis over `values`. It begins at nought where that costs less than a third of the room,
    /// and else where the values do. None where there is no value.
    pub(super) fn over(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            return None;
        }
        if low > 0.0 && low < (high - low) * 0.6 {
            low = 0.0;
        }
        let (low, high) = if low == high {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
            (low - room, high + room)
        } else {
            (low, high)
        };
        let step = nice(high - low);
        Some(Self {
            from: (low / step).floor() * step,
            to: (high / step).ceil() * step,
            step,
        })
    }

    /// Where `value` lies on it, from 0 to 1.
    pub(super) fn at(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// How its marks are written: with as many decimals as tell them apart.
    pub(super) fn unit(&self, unit: &Unit) -> Unit {
        Unit {
            decimals: decimals_of(self.marks()),
            ..unit.clone()
        }
    }

    /// Whether it begins at nought.
    fn begins_at_nought(&self) -> bool {
        self.from == 0.0
    }

    /// The same in words, for the line below a chart.
    fn begins(&self) -> &'static str {
        if self.begins_at_nought() {
            "The axis begins at zero"
        } else {
            "The axis does not begin at zero"
        }
    }

    /// The values at its marks.
    pub(super) fn marks(&self) -> impl Iterator<Item = f64> {
        /// More than any step of [`nice`] makes.
        const MOST: u32 = 12;
        let Self { from, to, step } = *self;
        (0..MOST)
            .map(move |at| from + f64::from(at) * step)
            .take_while(move |mark| *mark <= to + step * 1e-6)
            // `0.30000000000000004` is no mark.
            .map(move |mark| (mark / step).round() * step)
    }
}

/// A step of 1, 2 or 5 with noughts that parts a length into four or so.
fn nice(length: f64) -> f64 {
    let rough = length / 4.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = match rough / power {
        of if of < 1.5 => 1.0,
        of if of < 3.0 => 2.0,
        of if of < 7.0 => 5.0,
        _ => 10.0,
    };
    step * power
}

/// Begins a chart that is as wide as there is room, `height` high, drawn in shares of its width.
pub(super) fn fluid(
    id: &str,
    class: &'static str,
    height: f64,
    title: &str,
    about: &str,
) -> Markup {
    let mut svg = Markup::new();
    svg.raw("<svg class=\"")
        .raw(class)
        .raw("\" width=\"100%\" height=\"")
        .place(height)
        .raw("\"");
    named(&mut svg, id, title, about);
    svg
}

/// Begins a chart of its own size.
pub(super) fn sized(
    id: &str,
    class: &'static str,
    size: (f64, f64),
    title: &str,
    about: &str,
) -> Markup {
    let mut svg = Markup::new();
    svg.raw("<svg class=\"")
        .raw(class)
        .raw("\" viewBox=\"0 0 ")
        .place(size.0)
        .raw(" ");
    svg.place(size.1)
        .raw("\" width=\"")
        .place(size.0)
        .raw("\" height=\"")
        .place(size.1)
        .raw("\"");
    named(&mut svg, id, title, about);
    svg
}

fn named(svg: &mut Markup, id: &str, title: &str, about: &str) {
    svg.raw(" role=\"img\" aria-labelledby=\"")
        .text(id)
        .raw("-t ")
        .text(id)
        .raw("-d\">");
    svg.raw("<title id=\"")
        .text(id)
        .raw("-t\">")
        .text(title)
        .raw("</title>");
    svg.raw("<desc id=\"")
        .text(id)
        .raw("-d\">")
        .text(about)
        .raw("</desc>");
}

/// A text in lines of at most `longest` characters, broken between words; what is too long for
/// `lines` of them ends in dots.
pub(super) fn broken(text: &str, longest: usize, lines: usize) -> Vec<String> {
    let mut broken: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match broken.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= longest => {
                line.push(' ');
                line.push_str(word);
            }
            _ => broken.push(word.chars().take(longest).collect()),
        }
    }
    if broken.len() > lines {
        broken.truncate(lines);
        if let Some(last) = broken.last_mut() {
            while last.chars().count() + 1 > longest {
                last.pop();
            }
            last.push('…');
        }
    }
    broken
}

/// A share of the width, from 0 to 1, as an attribute has it.
pub(super) fn across(svg: &mut Markup, share: f64) {
    svg.place(share * 100.0).raw("%");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_begins_where_the_data_do_unless_nought_is_near() {
        let marks = |values: &[f64]| -> Vec<f64> {
            Axis::over(values.iter().copied())
                .unwrap()
                .marks()
                .collect()
        };
        assert_eq!(marks(&[62.0, 80.0]), [60.0, 65.0, 70.0, 75.0, 80.0]);
        assert_eq!(marks(&[3.0, 80.0]), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(marks(&[-4.0, 4.0]), [-4.0, -2.0, 0.0, 2.0, 4.0]);
        assert!(Axis::over([f64::NAN].into_iter()).is_none());
        let flat = Axis::over([7.0].into_iter()).unwrap();
        assert!(flat.from < 7.0 && flat.to > 7.0);
    }

    #[test]
    fn long_text_is_broken_between_words_and_ends_in_dots() {
        assert_eq!(broken("one two three", 7, 2), ["one two", "three"]);
        assert_eq!(broken("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(broken("one two", 20, 1), ["one two"]);
    }
}
