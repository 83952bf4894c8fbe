//! Text. A character is a code point of Unicode; the first is number 1.

use std::borrow::Cow;

use super::characters::{
    byte_of, characters, is_space, padded, part, short_enough, substring, whole,
};
use super::signature::{Arguments, Function, INTEGER, Signature, TEXT, Takes};
use crate::sql::value::{Value, ValueKind};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        names: &["||"],
        form: "x || y",
        meaning: "One text behind the other, values of other kinds as CAST(… AS VARCHAR) writes them; null where one is null.",
        examples: &[
            ("'Dorset' || ' (Pre LG)'", "'Dorset (Pre LG)'"),
            ("2023 || '-' || 24", "'2023-24'"),
            ("'a' || NULL", "NULL"),
        ],
        signatures: &[Signature::new(
            &[Takes::Any, Takes::Any],
            ValueKind::Text,
            joined,
        )],
    },
    Function {
        names: &["CONCAT"],
        form: "CONCAT(x, …)",
        meaning: "One text behind the other; nulls are passed over.",
        examples: &[
            ("CONCAT('a', NULL, 1, 2.5)", "'a12.5'"),
            ("CONCAT(NULL)", "''"),
        ],
        signatures: &[Signature::new(&[Takes::Any], ValueKind::Text, joined)
            .and(Takes::Any)
            .of_nulls()],
    },
    Function {
        names: &["CONCAT_WS"],
        form: "CONCAT_WS(between, x, …)",
        meaning: "One text behind the other with a text between them; nulls are passed over.",
        examples: &[("CONCAT_WS('-', 'a', NULL, 'b')", "'a-b'")],
        signatures: &[Signature::new(&[TEXT, Takes::Any], ValueKind::Text, |of| {
            if of.get(0)?.is_null() {
                return Ok(Value::Null);
            }
            let shown: Vec<Cow<'_, str>> = of.0[1..]
                .iter()
                .filter(|value| !value.is_null())
                .map(Value::shown)
                .collect();
            Ok(Value::Text(Cow::Owned(shown.join(of.text(0)?))))
        })
        .and(Takes::Any)
        .of_nulls()],
    },
    Function {
        names: &["UPPER", "UCASE"],
        form: "UPPER(x)",
        meaning: "In capitals.",
        examples: &[("UPPER('Ynys Môn')", "'YNYS MÔN'")],
        signatures: &[Signature::new(&[TEXT], ValueKind::Text, |of| {
            Ok(Value::Text(Cow::Owned(of.text(0)?.to_uppercase())))
        })],
    },
    Function {
        names: &["LOWER", "LCASE"],
        form: "LOWER(x)",
        meaning: "In small letters.",
        examples: &[("LOWER('Ynys Môn')", "'ynys môn'")],
        signatures: &[Signature::new(&[TEXT], ValueKind::Text, |of| {
            Ok(Value::Text(Cow::Owned(of.text(0)?.to_lowercase())))
        })],
    },
    Function {
        names: &["TRIM", "BTRIM"],
        form: "TRIM(x), TRIM(x, characters), TRIM(BOTH 'c' FROM x)",
        meaning: "Without the spaces, or these characters, at both ends. No-break spaces are spaces; tabs and line ends are not.",
        examples: &[
            ("TRIM('  a b ')", "'a b'"),
            ("TRIM('xyaxy', 'xy')", "'a'"),
            ("TRIM(BOTH 'x' FROM 'xxaxx')", "'a'"),
        ],
        signatures: &[
            Signature::new(&[TEXT], ValueKind::Text, |of| {
                Ok(part(of.text(0)?, |text| text.trim_matches(is_space)))
            }),
            Signature::new(&[TEXT, TEXT], ValueKind::Text, |of| {
                let taken = of.text(1)?;
                Ok(part(of.text(0)?, |text| {
                    text.trim_matches(|sign| taken.contains(sign))
                }))
            }),
        ],
    },
    Function {
        names: &["LTRIM"],
        form: "LTRIM(x), LTRIM(x, characters)",
        meaning: "TRIM at the beginning only; TRIM(LEADING 'c' FROM x) is the same.",
        examples: &[("LTRIM('00301', '0')", "'301'"), ("LTRIM('  a ')", "'a '")],
        signatures: &[
            Signature::new(&[TEXT], ValueKind::Text, |of| {
                Ok(part(of.text(0)?, |text| text.trim_start_matches(is_space)))
            }),
            Signature::new(&[TEXT, TEXT], ValueKind::Text, |of| {
                let taken = of.text(1)?;
                Ok(part(of.text(0)?, |text| {
                    text.trim_start_matches(|sign| taken.contains(sign))
                }))
            }),
        ],
    },
    Function {
        names: &["RTRIM"],
        form: "RTRIM(x), RTRIM(x, characters)",
        meaning: "TRIM at the end only; TRIM(TRAILING 'c' FROM x) is the same.",
        examples: &[
            ("RTRIM('12.5%', '%')", "'12.5'"),
            ("RTRIM('  a ')", "'  a'"),
        ],
        signatures: &[
            Signature::new(&[TEXT], ValueKind::Text, |of| {
                Ok(part(of.text(0)?, |text| text.trim_end_matches(is_space)))
            }),
            Signature::new(&[TEXT, TEXT], ValueKind::Text, |of| {
                let taken = of.text(1)?;
                Ok(part(of.text(0)?, |text| {
                    text.trim_end_matches(|sign| taken.contains(sign))
                }))
            }),
        ],
    },
    Function {
        names: &["LENGTH", "LEN", "CHAR_LENGTH", "CHARACTER_LENGTH"],
        form: "LENGTH(x)",
        meaning: "How many characters it has.",
        examples: &[("LENGTH('Môn')", "3"), ("LENGTH('')", "0")],
        signatures: &[Signature::new(&[TEXT], ValueKind::Integer, |of| {
            Ok(whole(of.text(0)?.chars().count()))
        })],
    },
    Function {
        names: &["SUBSTR", "SUBSTRING"],
        form: "SUBSTR(x, from), SUBSTR(x, from, length), SUBSTRING(x FROM n FOR n)",
        meaning: "The characters from a place on. What lies before the first counts and is empty. A place or a length below 0 is refused, because databases differ about it: write RIGHT.",
        examples: &[
            ("SUBSTR('2009-12-09', 6, 2)", "'12'"),
            ("SUBSTR('abcdef', 3)", "'cdef'"),
            ("SUBSTR('abcdef', 0, 3)", "'ab'"),
            (
                "SUBSTR('abcdef', -2)",
                "refused: SUBSTR from -2: write RIGHT(x, 2) for the last characters",
            ),
        ],
        signatures: &[
            Signature::new(&[TEXT, INTEGER], ValueKind::Text, |of| {
                substring(of.text(0)?, of.integer(1)?, i64::MAX)
            }),
            Signature::new(&[TEXT, INTEGER, INTEGER], ValueKind::Text, |of| {
                substring(of.text(0)?, of.integer(1)?, of.integer(2)?)
            }),
        ],
    },
    Function {
        names: &["LEFT"],
        form: "LEFT(x, n)",
        meaning: "The first n characters; below 0: all but the last n.",
        examples: &[
            ("LEFT('abcdef', 2)", "'ab'"),
            ("LEFT('abcdef', -2)", "'abcd'"),
        ],
        signatures: &[Signature::new(&[TEXT, INTEGER], ValueKind::Text, |of| {
            let (text, wanted) = (of.text(0)?, of.integer(1)?);
            let kept = if wanted >= 0 {
                wanted
            } else {
                characters(text).saturating_add(wanted).max(0)
            };
            Ok(part(text, |text| &text[..byte_of(text, kept)]))
        })],
    },
    Function {
        names: &["RIGHT"],
        form: "RIGHT(x, n)",
        meaning: "The last n characters; below 0: all but the first n.",
        examples: &[
            ("RIGHT('abcdef', 2)", "'ef'"),
            ("RIGHT('abcdef', -2)", "'cdef'"),
        ],
        signatures: &[Signature::new(&[TEXT, INTEGER], ValueKind::Text, |of| {
            let (text, wanted) = (of.text(0)?, of.integer(1)?);
            let passed = if wanted >= 0 {
                characters(text).saturating_sub(wanted).max(0)
            } else {
                wanted.saturating_neg()
            };
            Ok(part(text, |text| &text[byte_of(text, passed)..]))
        })],
    },
    Function {
        names: &["LPAD"],
        form: "LPAD(x, n), LPAD(x, n, fill)",
        meaning: "Filled up to n characters at the beginning, with spaces or the text given; what is longer is cut off at its end.",
        examples: &[
            ("LPAD('7', 3, '0')", "'007'"),
            ("LPAD('abc', 2, '0')", "'ab'"),
        ],
        signatures: &[
            Signature::new(&[TEXT, INTEGER], ValueKind::Text, |of| {
                padded(of.text(0)?, of.integer(1)?, " ", true)
            }),
            Signature::new(&[TEXT, INTEGER, TEXT], ValueKind::Text, |of| {
                padded(of.text(0)?, of.integer(1)?, of.text(2)?, true)
            }),
        ],
    },
    Function {
        names: &["RPAD"],
        form: "RPAD(x, n), RPAD(x, n, fill)",
        meaning: "LPAD at the end.",
        examples: &[("RPAD('abc', 5, 'xy')", "'abcxy'")],
        signatures: &[
            Signature::new(&[TEXT, INTEGER], ValueKind::Text, |of| {
                padded(of.text(0)?, of.integer(1)?, " ", false)
            }),
            Signature::new(&[TEXT, INTEGER, TEXT], ValueKind::Text, |of| {
                padded(of.text(0)?, of.integer(1)?, of.text(2)?, false)
            }),
        ],
    },
    Function {
        names: &["REPLACE"],
        form: "REPLACE(x, what, by)",
        meaning: "With every `what` replaced; an empty `what` changes nothing.",
        examples: &[
            ("REPLACE('1,234', ',', '')", "'1234'"),
            ("REPLACE('abc', '', 'x')", "'abc'"),
        ],
        signatures: &[Signature::new(&[TEXT, TEXT, TEXT], ValueKind::Text, |of| {
            let (text, what, by) = (of.text(0)?, of.text(1)?, of.text(2)?);
            if what.is_empty() {
                return Ok(Value::Text(text.clone()));
            }
            let grown = text.matches(what.as_ref()).count().saturating_mul(by.len());
            short_enough(grown)?;
            Ok(Value::Text(Cow::Owned(text.replace(what.as_ref(), by))))
        })],
    },
    Function {
        names: &["REVERSE"],
        form: "REVERSE(x)",
        meaning: "Its characters from the last to the first.",
        examples: &[("REVERSE('abc')", "'cba'")],
        signatures: &[Signature::new(&[TEXT], ValueKind::Text, |of| {
            Ok(Value::Text(Cow::Owned(of.text(0)?.chars().rev().collect())))
        })],
    },
    Function {
        names: &["SPLIT_PART"],
        form: "SPLIT_PART(x, separator, n)",
        meaning: "The n-th part, below 0 counted from the last; blank where there are not so many. Part 0 and an empty separator are refused.",
        examples: &[
            ("SPLIT_PART('a,b,c', ',', 2)", "'b'"),
            ("SPLIT_PART('a,b,c', ',', -1)", "'c'"),
            ("SPLIT_PART('a,b,c', ',', 9)", "''"),
        ],
        signatures: &[Signature::new(
            &[TEXT, TEXT, INTEGER],
            ValueKind::Text,
            |of| {
                let (text, separator, at) = (of.text(0)?, of.text(1)?, of.integer(2)?);
                if separator.is_empty() || at == 0 {
                    return Err(format!(
                        "SPLIT_PART('{text}', '{separator}', {at}): parts are counted from 1, and a separator has a character"
                    ));
                }
                let parts: Vec<&str> = text.split(separator.as_ref()).collect();
                let count = parts.len() as i64;
                let place = if at > 0 {
                    at - 1
                } else {
                    count.saturating_add(at)
                };
                let found = usize::try_from(place)
                    .ok()
                    .and_then(|place| parts.get(place));
                let found = (*found.unwrap_or(&"")).to_owned();
                Ok(Value::Text(Cow::Owned(found)))
            },
        )],
    },
    Function {
        names: &["STRPOS", "INSTR", "POSITION"],
        form: "STRPOS(x, what), POSITION(what IN x)",
        meaning: "The place where `what` begins, the first if there are several; 0 where it is not in it, null where one is null.",
        examples: &[
            ("STRPOS('Môn, Ynys', 'Ynys')", "6"),
            ("POSITION('z' IN 'abc')", "0"),
            ("STRPOS(NULL, 'a')", "NULL"),
            ("STRPOS('abc', '')", "1"),
        ],
        signatures: &[Signature::new(&[TEXT, TEXT], ValueKind::Integer, |of| {
            let (text, what) = (of.text(0)?, of.text(1)?);
            Ok(text.find(what.as_ref()).map_or(Value::Integer(0), |byte| {
                whole(text[..byte].chars().count() + 1)
            }))
        })],
    },
    Function {
        names: &["STARTS_WITH", "^@"],
        form: "STARTS_WITH(x, what)",
        meaning: "Whether it begins so.",
        examples: &[("STARTS_WITH('E09000001', 'E09')", "true")],
        signatures: &[Signature::new(&[TEXT, TEXT], ValueKind::Flag, |of| {
            Ok(Value::Flag(of.text(0)?.starts_with(of.text(1)?.as_ref())))
        })],
    },
    Function {
        names: &["ENDS_WITH", "SUFFIX"],
        form: "ENDS_WITH(x, what)",
        meaning: "Whether it ends so.",
        examples: &[("ENDS_WITH('2009/10 (Rev)', '(Rev)')", "true")],
        signatures: &[Signature::new(&[TEXT, TEXT], ValueKind::Flag, |of| {
            Ok(Value::Flag(of.text(0)?.ends_with(of.text(1)?.as_ref())))
        })],
    },
    Function {
        names: &["CONTAINS"],
        form: "CONTAINS(x, what)",
        meaning: "Whether `what` is in it.",
        examples: &[("CONTAINS('Bath and North East Somerset', ' and ')", "true")],
        signatures: &[Signature::new(&[TEXT, TEXT], ValueKind::Flag, |of| {
            Ok(Value::Flag(of.text(0)?.contains(of.text(1)?.as_ref())))
        })],
    },
];

fn joined<'a>(of: Arguments<'_, 'a>) -> Result<Value<'a>, String> {
    let mut joined = String::new();
    for value in of.0 {
        joined.push_str(&value.shown());
        short_enough(joined.len())?;
    }
    Ok(Value::Text(Cow::Owned(joined)))
}
