//! Which indicators stand out.

use super::latest::Latest;
use crate::site::content::Content;
use crate::site::figures::Figure as Value;

/// How many are named as weak or strong where they belong to no outcome.
const NAMED: usize = 30;

/// Whether a figure is worse, or better, than one comparator and the contrary of none.
fn is_all(content: &Content<'_>, of: &Value, word: &str, contrary: &str) -> bool {
    let words = [of.vs_similar, of.vs_national].map(|of| content.figures.word(of));
    words.contains(&word) && !words.contains(&contrary)
}

/// The indicators that stand out, the furthest from the middle first.
pub(super) fn outstanding<'a, 'b>(
    content: &Content<'_>,
    all: &'b [Latest<'a>],
    word: &str,
) -> Vec<&'b Latest<'a>> {
    let both = |of: &Value| {
        [of.vs_similar, of.vs_national]
            .into_iter()
            .filter(|of| content.figures.word(*of) == word)
            .count()
    };
    let contrary = if word == "worse" { "better" } else { "worse" };
    let place = |of: &Value| f64::from(of.rank) / f64::from(of.ranked.max(1));
    let mut rows: Vec<&Latest<'_>> = all
        .iter()
        .filter(|of| is_all(content, of.figure, word, contrary))
        .collect();
    rows.sort_by(|a, b| {
        let (a, b) = (a.figure, b.figure);
        let far = if word == "worse" {
            place(b).total_cmp(&place(a))
        } else {
            place(a).total_cmp(&place(b))
        };
        both(b).cmp(&both(a)).then(far)
    });
    rows
}

/// Those that are drawn where indicators belong to no outcome.
pub(super) fn far<'a, 'b>(content: &Content<'_>, all: &'b [Latest<'a>]) -> Vec<&'b Latest<'a>> {
    let mut rows = outstanding(content, all, "worse");
    rows.truncate(NAMED);
    let mut better = outstanding(content, all, "better");
    better.truncate(NAMED);
    rows.extend(better);
    rows
}

/// The indicators whose latest figure about everybody is unusual beyond what chance makes of so
/// many, the least likely first; none where the run did not ask.
pub(super) fn unusual<'a, 'b>(
    content: &Content<'_>,
    area: usize,
    all: &'b [Latest<'a>],
) -> Vec<&'b Latest<'a>> {
    content.notable[area]
        .iter()
        .filter_map(|row| {
            let mut all = all.iter();
            all.find(|of| {
                let series = content.figures.total(&row.indicator);
                of.measure.row.indicator == row.indicator
                    && of.period == row.period
                    && series.is_some_and(|of| of.breakdown == row.breakdown)
            })
        })
        .collect()
}
