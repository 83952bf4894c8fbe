//! How long, wide and deep an expression may be, told from its text before it is parsed.
//!
//! An expression is parsed and worked out by recursion, and the parser reads some words in two
//! ways. Text that nobody would write by hand could overflow a stack, which nothing can catch, or
//! be parsed until the end of time.

use sqlparser::dialect::GenericDialect;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Tokenizer};

/// The longest expression that is parsed, in bytes. A mapping or a limiter is a line or a few.
const LONGEST: usize = 20_000;

/// The most operators of one expression. Each one may lie in the one before it, and expressions are
/// walked down by recursion: some thousands of `+` overflow a thread's stack. A mapping of a
/// hundred cases has some 200.
const MOST_OPERATORS: usize = 500;

/// The deepest that words of [`READ_TWICE`] may lie in each other, and the most dots of one name, of
/// which each is read twice too.
const DEEPEST: usize = 8;

/// Words that join expressions.
const JOINING: [Keyword; 10] = [
    Keyword::AND,
    Keyword::OR,
    Keyword::XOR,
    Keyword::NOT,
    Keyword::IS,
    Keyword::LIKE,
    Keyword::ILIKE,
    Keyword::BETWEEN,
    Keyword::WHEN,
    Keyword::DIV,
];

/// Words before a bracket that the parser first reads as syntax and, where that fails, as the
/// name of a function: a mistake beneath twenty of them is come upon a million times.
const READ_TWICE: [Keyword; 13] = [
    Keyword::CAST,
    Keyword::CEIL,
    Keyword::CONVERT,
    Keyword::EXTRACT,
    Keyword::FLOOR,
    Keyword::NOT,
    Keyword::OVERLAY,
    Keyword::POSITION,
    Keyword::SAFE_CAST,
    Keyword::SUBSTR,
    Keyword::SUBSTRING,
    Keyword::TRY_CAST,
    Keyword::TRY_CONVERT,
];

/// Checks that `sql` is of a size that can be parsed.
///
/// # Errors
/// What it has too much of, as the end of a sentence about the SQL.
pub(super) fn check(sql: &str) -> Result<(), String> {
    if sql.len() > LONGEST {
        return Err(format!(
            "has {} characters; {LONGEST} are allowed",
            sql.len()
        ));
    }
    let size = Size::of(sql);
    if size.operators > MOST_OPERATORS {
        return Err(format!(
            "has {} operators; {MOST_OPERATORS} are allowed; use IN for a list of values",
            size.operators
        ));
    }
    if size.deepest > DEEPEST {
        return Err(format!(
            "has CAST, NOT, SUBSTR or the like {} deep in each other; {DEEPEST} are allowed; write the inner ones once",
            size.deepest
        ));
    }
    if size.dots > DEEPEST {
        return Err(format!(
            "has a name of {} parts with dots between; {DEEPEST} are allowed; a column's name with dots in it stands between \" and \"",
            size.dots + 1
        ));
    }
    if size.has_square_brackets {
        return Err(
            "has a square bracket; a column's name stands between \" and \", and there are no lists"
                .into(),
        );
    }
    Ok(())
}

/// What an expression has outside quoted text, names and comments.
#[derive(Debug, Default)]
struct Size {
    /// Signs and words that join expressions: at least as many as there are operators.
    operators: usize,
    /// How deep words that are read twice lie in each other.
    deepest: usize,
    /// The most dots in a row, with nothing but words between.
    dots: usize,
    /// Lists and subscripts, which are read twice as well, have no use in a value for one row.
    has_square_brackets: bool,
}

impl Size {
    fn of(sql: &str) -> Self {
        let mut size = Self::default();
        // What is no row of tokens at all, the parser refuses at once.
        let Ok(tokens) = Tokenizer::new(&GenericDialect, sql).tokenize() else {
            return size;
        };
        // The brackets that are open, and whether a word that is read twice is before each.
        let mut open: Vec<bool> = Vec::new();
        let mut twice = 0;
        let mut word = Keyword::NoKeyword;
        let mut dots = 0;
        for token in tokens {
            dots = match token {
                Token::Period => dots + 1,
                Token::Word(_)
                | Token::Placeholder(_)
                | Token::Number(..)
                | Token::Whitespace(_) => dots,
                _ => 0,
            };
            size.dots = size.dots.max(dots);
            let before = std::mem::replace(&mut word, Keyword::NoKeyword);
            match token {
                Token::Whitespace(_) => word = before,
                Token::Word(found) => {
                    word = found.keyword;
                    // An interval of another is never closed.
                    twice += usize::from(before == Keyword::INTERVAL);
                    size.operators += usize::from(JOINING.contains(&word));
                }
                Token::LParen => {
                    let is_twice = READ_TWICE.contains(&before);
                    twice += usize::from(is_twice);
                    open.push(is_twice);
                }
                Token::RParen => twice -= usize::from(open.pop() == Some(true)),
                Token::LBracket | Token::RBracket => size.has_square_brackets = true,
                Token::Comma | Token::Period | Token::SemiColon | Token::EOF => {}
                Token::Number(..) | Token::SingleQuotedString(_) => {}
                _ => size.operators += 1,
            }
            size.deepest = size.deepest.max(twice);
        }
        size
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use crate::sql::SqlExpression;

    #[test]
    fn ten_thousand_nested_brackets_fail_cleanly() {
        let sql = format!("{}1{}", "(".repeat(9_000), ")".repeat(9_000));
        assert!(SqlExpression::parse(&sql).is_err());
    }

    #[test]
    fn a_chain_of_thousands_of_operators_is_refused_before_it_is_walked() {
        for sql in [
            format!("1{}", "+1".repeat(9_990)),
            format!("'a'{}", "||'a'".repeat(3_900)),
            format!("true{}", " OR true".repeat(2_400)),
            format!("1{}", "::INT".repeat(3_000)),
            format!("{}1", "- ".repeat(9_000)),
            format!("{}true", "NOT ".repeat(4_000)),
            format!("CASE {} END", "WHEN 1=1 THEN 1 ".repeat(1_200)),
            format!("/*'*/ 1{} /*'*/", "+1".repeat(9_900)),
        ] {
            let error = SqlExpression::parse(&sql).unwrap_err();
            assert!(error.contains("500 are allowed"), "{error}");
        }
    }

    #[test]
    fn operators_within_quoted_text_and_comments_do_not_count() {
        let list = format!("number IN ({}1)", "1, ".repeat(4_000));
        assert!(SqlExpression::parse(&list).is_ok());
        let commented = format!("number -- {}\n + 1", "+".repeat(4_000));
        assert!(SqlExpression::parse(&commented).is_ok());
        let text = format!("'{}'", "+".repeat(4_000));
        assert!(SqlExpression::parse(&text).is_ok());
    }

    #[test]
    fn what_is_read_twice_at_every_depth_is_refused_at_once() {
        let began = Instant::now();
        for nested in [
            "CAST(",
            "try_cast (",
            "NOT\n(",
            "POSITION(",
            "SUBSTR(a,",
            "EXTRACT(a,",
            "CASE CAST(",
            "REPLACE(CAST(",
            "INTERVAL ",
            "a.b[",
            "[I.o.I.L ",
            "/*'*/ CAST(",
            "INTERVAL -- '\n",
            "F.IR. SUM.$D\r",
        ] {
            for depth in [9, 20, 500] {
                assert!(SqlExpression::parse(&nested.repeat(depth)).is_err());
            }
        }
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn names_with_dots_that_are_not_many_in_a_row_are_understood() {
        let sum = vec!["a.b"; 40].join(" + ");
        let said = SqlExpression::parse(&sum).unwrap_err();
        assert!(!said.contains("are allowed"), "{said}");
        let numbers = vec!["1.5"; 40].join(" + ");
        assert!(SqlExpression::parse(&numbers).is_ok());
    }

    #[test]
    fn many_casts_beside_each_other_are_understood() {
        let sql = vec!["CAST(SUBSTR(\"a)\", 1, 4) AS BIGINT)"; 100].join(" + ");
        assert!(SqlExpression::parse(&sql).is_ok());
        let replaced = format!("{}a{}", "REPLACE(".repeat(20), ", 'b', 'c')".repeat(20));
        assert!(SqlExpression::parse(&replaced).is_ok());
    }
}
