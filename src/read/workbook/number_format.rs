//! Number formats of Excel, as far as they show a percent sign (ECMA-376, part 1, 18.8.30).

use crate::read::percentage::Percentage;

/// How a cell in the format numbered `id`, written `code` where the workbook writes it, comes to
/// show a percent sign, if it does.
pub(super) fn percentage(id: u32, code: Option<&str>) -> Option<Percentage> {
    match (code, id) {
        (Some(code), _) => percentage_in(code),
        // The two formats of percentages that every workbook has without writing them.
        (None, 9 | 10) => Some(Percentage::OfHundred),
        (None, _) => None,
    }
}

/// A `%` multiplies by a hundred unless it is text: in quotation marks, or behind a sign that makes
/// a letter text, a blank of its width or a filler.
fn percentage_in(code: &str) -> Option<Percentage> {
    let mut as_text = None;
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '%' => return Some(Percentage::OfHundred),
            '"' => {
                let text = letters.by_ref().take_while(|letter| *letter != '"');
                if text.filter(|letter| *letter == '%').count() > 0 {
                    as_text = Some(Percentage::AsText);
                }
            }
            '\\' if letters.next() == Some('%') => as_text = Some(Percentage::AsText),
            '_' | '*' => {
                letters.next();
            }
            _ => {}
        }
    }
    as_text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_multiplies_unless_it_is_text() {
        for code in [
            "0%",
            "0.0%",
            "0.00%",
            "#,##0.0%;[Red]-#,##0.0%",
            "0%\" of homes\"",
            "\"ca. \"0%",
            "0.0\\ %",
            "[>=1]0%;0.0%",
            "0.0%;-0.0%;\"-\"",
            "\"%\"0%",
            "_(* #,##0%_)",
        ] {
            assert_eq!(
                percentage(164, Some(code)),
                Some(Percentage::OfHundred),
                "{code}"
            );
        }
        for code in ["0.00\"%\"", "0.0\" % of homes\"", "0\\%", "0.0\"of %\";0"] {
            assert_eq!(
                percentage(164, Some(code)),
                Some(Percentage::AsText),
                "{code}"
            );
        }
        for code in [
            "General",
            "0.0",
            "#,##0",
            "@",
            "dd/mm/yyyy",
            "0_%",
            "0*%",
            "\"per cent\"0",
            "",
        ] {
            assert_eq!(percentage(164, Some(code)), None, "{code}");
        }
        assert_eq!(percentage(9, None), Some(Percentage::OfHundred));
        assert_eq!(percentage(10, None), Some(Percentage::OfHundred));
        assert_eq!(percentage(2, None), None);
        assert_eq!(percentage(9, Some("0.0")), None);
    }
}
