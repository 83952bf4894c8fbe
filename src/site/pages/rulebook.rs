//! The rulebook in words.

use super::{disclosure, fact, facts, paragraph, section};
use crate::config::{HalfRule, Rulebook};
use crate::domain::Rating;
use crate::site::SiteError;
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{grouped, percent};
use crate::site::words;

/// The page.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(content: &Content<'_>, engine: &Engine) -> Result<Vec<File>, SiteError> {
    let rulebook = content.rulebook();
    let mut lead = Markup::new();
    if content.is_rated {
        lead.raw("A rating comes from three blocks of evidence, each from 1 to 4, and from limiters that cap it whatever else is good.");
    } else {
        lead.raw("Nobody is rated here. The rules say when a figure differs from another and when it moves.");
    }
    let page = Page {
        kind: "rulebook",
        path: "rulebook.html".to_owned(),
        title: "The rules in words".to_owned(),
        caption: format!("Rulebook {}, version {}", rulebook.name, rulebook.version),
        lead,
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![
            section("scale", "The scale", scale(content)),
            section(
                "blocks",
                "From evidence to a rating",
                blocks(content, rulebook),
            ),
            section("limiters", "What caps a rating", limiters(content)),
            section("settings", "Settings", settings(content, rulebook)),
            section(
                "findings",
                "Findings about the council",
                findings(content, rulebook),
            ),
            section("outcomes", "Outcomes", outcomes(content, rulebook)),
            section(
                "comparisons",
                "When a figure differs",
                comparisons(rulebook),
            ),
            section("words", "Words for shares", proportions(rulebook)),
        ],
    };
    Ok(vec![engine.file(page)?])
}

fn scale(content: &Content<'_>) -> Markup {
    if !content.is_rated {
        return Markup::new();
    }
    let mut grid = Grid::new("The four ratings")
        .text_column("Rating")
        .text_column("A council that performs so");
    for rating in Rating::ALL.into_iter().rev() {
        grid.row(&super::rating_mark(Some(rating.level().into())), |cells| {
            cells.text(rating.meaning());
        });
    }
    grid.done()
}

fn blocks(content: &Content<'_>, rulebook: &Rulebook) -> Markup {
    let mut body = Markup::new();
    let Some(rating) = rulebook.rating.filter(|_| content.is_rated) else {
        return body;
    };
    let mut list = Markup::new();
    for (name, weight) in [
        ("A: inspected and regulated settings", rating.a),
        ("B: safeguarding and looked-after children", rating.b),
        ("C: national indicators", rating.c),
    ] {
        fact(&mut list, name, &Markup::of(&format!("weight {weight}")));
    }
    facts(&mut body, &list);
    let halves = match rating.halves {
        HalfRule::Down => "the lower",
        HalfRule::Up => "the higher",
    };
    paragraph(
        &mut body,
        &format!(
            "The blocks are weighed together and the result is rounded to the nearest rating; halfway between two it is {halves} one."
        ),
    );
    paragraph(
        &mut body,
        &format!(
            "A council of which less than {} of the expected evidence is there is not rated.",
            percent(Some(rulebook.coverage.minimum))
        ),
    );
    let moderation = if rulebook.moderation.transitional {
        "This is a transitional year: a judgement may move a rating by one level either way, with a reason, a name and a day."
    } else {
        "A judgement may only confirm a rating, unless it is exceptional; it has a reason, a name and a day."
    };
    paragraph(&mut body, moderation);
    body
}

fn limiters(content: &Content<'_>) -> Markup {
    let rulebook = content.rulebook();
    let mut body = Markup::new();
    if !content.is_rated || rulebook.limiters.is_empty() {
        return body;
    }
    paragraph(
        &mut body,
        "However good the rest is, a council of which one of these holds is rated no higher than this. They are asked in this order, and every one that holds is kept as evidence.",
    );
    let mut grid = Grid::new("Limiters")
        .headed()
        .text_column("What was found")
        .text_column("The rating is at most")
        .number_column("Councils");
    let mut asked = Grid::new("The conditions as the rulebook writes them")
        .headed()
        .text_column("Limiter")
        .text_column("Condition, in SQL over a council's profile");
    for limiter in &rulebook.limiters {
        let has = |row: &&crate::review::RatingRow| row.limiters.contains(&limiter.name);
        let fired = content.ratings.iter().flatten().filter(has).count();
        grid.row(&Markup::of(&limiter.reason), |cells| {
            cells
                .markup(&super::rating_mark(Some(limiter.cap.level().into())))
                .number(0.0, &grouped(fired), "");
        });
        let mut code = Markup::new();
        code.raw("<code>")
            .text(limiter.condition.get_ref())
            .raw("</code>");
        asked.row(
            &Markup::of(&words::capital(&words::plain(&limiter.name))),
            |cells| {
                cells.markup(&code);
            },
        );
    }
    body.push(&grid.done());
    disclosure(
        &mut body,
        "The conditions as the rulebook writes them",
        &asked.done(),
    );
    body
}

fn settings(content: &Content<'_>, rulebook: &Rulebook) -> Markup {
    let mut body = Markup::new();
    if content.provision_types.is_empty() {
        return body;
    }
    let mut grid = Grid::new("The band of a type of setting: the highest of which both hold")
        .text_column("Band")
        .number_column("Good or better, at least")
        .number_column("Inadequate, at most");
    for cut in &rulebook.provision_cut_offs {
        grid.row(&band(cut.band), |cells| {
            // What every share reaches is no condition.
            let least = if cut.good_or_better > 0.0 {
                cut.good_or_better
            } else {
                f64::NAN
            };
            let most = if cut.inadequate < 1.0 {
                cut.inadequate
            } else {
                f64::NAN
            };
            cells.number(least, &percent(Some(least)), "any");
            cells.number(most, &percent(Some(most)), "any");
        });
    }
    body.push(&grid.done());
    let mut grid = Grid::new("Types of setting and how much each weighs")
        .text_column("Type")
        .text_column("Family")
        .number_column("Weight");
    for of in &rulebook.provisions {
        let weight = rulebook
            .families
            .get(&of.family)
            .map_or(f64::NAN, |of| of.weight);
        grid.row(&Markup::of(&words::capital(&of.many)), |cells| {
            cells
                .text(&words::plain(&of.family))
                .number(weight, &weight.to_string(), "");
        });
    }
    body.push(&grid.done());
    body
}

/// A band in its colour.
fn band(band: Rating) -> Markup {
    let mut mark = Markup::new();
    mark.raw("<span class=\"r ")
        .raw(super::rating_class(Some(band.level().into())))
        .raw("\">")
        .whole(band.level())
        .raw("</span>");
    mark
}

fn findings(content: &Content<'_>, rulebook: &Rulebook) -> Markup {
    if !content.run.has("finding_profile") {
        return Markup::new();
    }
    let mut grid = Grid::new("Kinds of finding")
        .text_column("Inspection")
        .text_column("Aspects")
        .text_column("Outcomes in place of grades")
        .text_column("A later one takes its place");
    for of in &rulebook.findings {
        grid.row(&Markup::of(&words::capital(&of.title)), |cells| {
            let aspects: Vec<String> = of
                .aspects
                .iter()
                .map(|aspect| format!("{} (weight {})", words::plain(&aspect.key), aspect.weight))
                .collect();
            if aspects.is_empty() {
                cells.text(&format!("as they come (weight {})", of.weight));
            } else {
                cells.text(&words::listed(&aspects));
            }
            let mut outcomes: Vec<_> = of
                .outcomes
                .iter()
                .map(|(outcome, band)| (band.level(), words::plain(outcome)))
                .collect();
            outcomes.sort_by(|a, b| b.cmp(a));
            let outcomes: Vec<String> = outcomes
                .into_iter()
                .map(|(band, outcome)| format!("{outcome}: band {band}"))
                .collect();
            cells.text(&outcomes.join("; "));
            let later = of.superseded_by.as_deref();
            cells.text(&later.map_or_else(String::new, |key| words::finding(rulebook, key)));
        });
    }
    grid.done()
}

fn outcomes(content: &Content<'_>, rulebook: &Rulebook) -> Markup {
    let mut body = Markup::new();
    if content.outcome_types.is_empty() {
        return body;
    }
    let mut grid = Grid::new("The band of an outcome")
        .text_column("Band")
        .number_column("Indicators at least in line with similar areas, at least");
    for cut in &rulebook.outcome_cut_offs {
        grid.row(&band(cut.band), |cells| {
            let least = cut.in_line_or_better;
            let least = if least > 0.0 { least } else { f64::NAN };
            cells.number(least, &percent(Some(least)), "any");
        });
    }
    body.push(&grid.done());
    let mut grid = Grid::new("Outcomes and how much each weighs")
        .text_column("Outcome")
        .number_column("Weight");
    for of in &rulebook.outcomes {
        grid.row(&Markup::of(&words::capital(&of.title)), |cells| {
            cells.number(of.weight, &of.weight.to_string(), "");
        });
    }
    body.push(&grid.done());
    body
}

fn comparisons(rulebook: &Rulebook) -> Markup {
    let mut body = Markup::new();
    let indicators = &rulebook.indicators;
    paragraph(
        &mut body,
        &format!(
            "An indicator is better or worse than a comparator where the comparator lies outside the {} interval of the council's own figure. Where there is no interval, it is so where the two differ by more than {} standard deviations of the councils' values. Otherwise the two are in line.",
            percent(Some(indicators.confidence)),
            indicators.margin
        ),
    );
    let provision = &rulebook.provision;
    paragraph(
        &mut body,
        &format!(
            "A share of good or better settings compares by its {} Wilson interval from {} inspected settings on; with fewer it differs where the shares are more than {} percentage points apart.",
            percent(Some(provision.confidence)),
            provision.interval_from,
            provision.margin * 100.0
        ),
    );
    let trend = &rulebook.trend;
    paragraph(
        &mut body,
        &format!(
            "A series improves or worsens where the slope over its last {} periods, of which at least {} have a value, carries it further than {} standard deviations of the councils' values.",
            trend.points, trend.minimum, trend.steady
        ),
    );
    body
}

fn proportions(rulebook: &Rulebook) -> Markup {
    let mut grid = Grid::new("What letters call a share")
        .text_column("Word")
        .number_column("From")
        .number_column("To");
    for word in &rulebook.proportion_words {
        grid.row(&Markup::of(&word.word), |cells| {
            let (from, to) = (f64::from(word.from_percent), f64::from(word.to_percent));
            cells
                .number(from, &format!("{from}%"), "")
                .number(to, &format!("{to}%"), "");
        });
    }
    grid.done()
}
