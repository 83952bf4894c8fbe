//! The addresses of pages: the same for the same key in every run, and nothing to a file system
//! but a name.

/// The longest name of a page, in bytes and without its ending.
const LONGEST: usize = 100;

/// The folder of a kind of page, and the ending of its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A council.
    Authority,
    /// The letter to a council.
    Letter,
    /// An indicator.
    Indicator,
    /// A type of setting.
    Provision,
    /// An outcome.
    Outcome,
}

impl Kind {
    /// Each.
    pub(super) const ALL: [Self; 5] = [
        Self::Authority,
        Self::Letter,
        Self::Indicator,
        Self::Provision,
        Self::Outcome,
    ];

    /// Its folder.
    pub(super) const fn folder(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Letter => "letter",
            Self::Indicator => "indicator",
            Self::Provision => "provision",
            Self::Outcome => "outcome",
        }
    }
}

/// The name of the page of `key`, without folder and ending: `383-leeds` of `383` and `Leeds`,
/// `117` of `117`. Where the key has signs that could mean something to a file system, or capitals,
/// some digits of its digest tell it from every other.
pub(super) fn page_name(key: &str, name: Option<&str>) -> String {
    let plain = plain(key);
    let is_plain = plain == key && !is_device(&plain);
    let mut parts = vec![plain];
    if !is_plain {
        parts.push(blake3::hash(key.as_bytes()).to_hex()[..8].to_owned());
    }
    parts.extend(name.map(self::plain));
    parts.retain(|part| !part.is_empty());
    let mut whole = parts.join("-");
    if whole.len() > LONGEST {
        let digits = blake3::hash(whole.as_bytes()).to_hex()[..8].to_owned();
        whole.truncate(LONGEST - digits.len() - 1);
        whole = format!("{}-{digits}", whole.trim_end_matches('-'));
    }
    whole
}

/// Small letters, digits, hyphens and underscores.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let letter = letter.to_ascii_lowercase();
        if letter.is_ascii_alphanumeric() || letter == '_' {
            plain.push(letter);
        } else if !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain.trim_matches('-').to_owned()
}

/// Whether Windows takes a name for a device, whatever its ending.
fn is_device(name: &str) -> bool {
    matches!(name, "con" | "prn" | "aux" | "nul")
        || (name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_key_s_own_and_stays_in_its_folder() {
        assert_eq!(page_name("383", Some("Leeds")), "383-leeds");
        assert_eq!(page_name("childrens_home", None), "childrens_home");
        assert_eq!(page_name("117", None), "117");
        let odd: Vec<String> = ["../x", "..\\x", "X", "x ", "aux", "</script>", "é"]
            .into_iter()
            .map(|key| page_name(key, None))
            .collect();
        for name in &odd {
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
                "{name}"
            );
            assert!(!name.is_empty());
        }
        let different: std::collections::BTreeSet<&String> = odd.iter().collect();
        assert_eq!(different.len(), odd.len());
        assert!(page_name(&"9".repeat(400), None).len() <= LONGEST);
    }
}
