//! LIKE: `%` is any text, `_` any one character.

/// One sign of a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Any,
    One,
    This(char),
}

/// Whether `text` is as `pattern` says.
///
/// # Errors
/// A pattern that ends with its escape character.
pub(super) fn is_like(text: &str, pattern: &str, escape: Option<char>) -> Result<bool, String> {
    let signs = signs(pattern, escape)?;
    let text: Vec<char> = text.chars().collect();
    // Where a `%` was last met, and how much of the text it stands for so far.
    let mut any: Option<(usize, usize)> = None;
    let (mut at, mut sign) = (0, 0);
    while at < text.len() {
        match signs.get(sign) {
            Some(Sign::Any) => {
                any = Some((sign, at));
                sign += 1;
            }
            Some(Sign::One) => {
                at += 1;
                sign += 1;
            }
            Some(Sign::This(wanted)) if *wanted == text[at] => {
                at += 1;
                sign += 1;
            }
            _ => match &mut any {
                None => return Ok(false),
                Some((star, from)) => {
                    *from += 1;
                    at = *from;
                    sign = *star + 1;
                }
            },
        }
    }
    Ok(signs[sign..].iter().all(|sign| *sign == Sign::Any))
}

fn signs(pattern: &str, escape: Option<char>) -> Result<Vec<Sign>, String> {
    let mut signs = Vec::with_capacity(pattern.len());
    let mut left = pattern.chars();
    while let Some(sign) = left.next() {
        signs.push(match sign {
            sign if Some(sign) == escape => Sign::This(left.next().ok_or_else(|| {
                format!("the pattern '{pattern}' ends with its escape character")
            })?),
            '%' => Sign::Any,
            '_' => Sign::One,
            sign => Sign::This(sign),
        });
    }
    Ok(signs)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn patterns_are_held_against_the_whole_text() {
        for (text, pattern, escape, is) in [
            ("abc", "a%", None, true),
            ("abc", "%b%", None, true),
            ("abc", "%%c", None, true),
            ("abc", "_b_", None, true),
            ("abc", "b", None, false),
            ("abc", "ab", None, false),
            ("", "%", None, true),
            ("", "_", None, false),
            ("a%c", "a$%c", Some('$'), true),
            ("abc", "a$%c", Some('$'), false),
            ("é", "_", None, true),
            ("aab", "%ab", None, true),
        ] {
            assert_eq!(is_like(text, pattern, escape), Ok(is), "{text} {pattern}");
        }
        assert!(is_like("a", "a$", Some('$')).is_err());
    }
}
