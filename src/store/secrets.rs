//! What a library says of a failure, without what must not be read by whoever reads a log.

use std::sync::OnceLock;

/// The most letters that are shown of what a store answers.
const SHOWN: usize = 300;

/// Environment variables that hold credentials, by how their names begin or end.
const PREFIXES: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];

/// Parts of the names of variables that hold no secret although they begin so.
const PLAIN: [&str; 8] = [
    "ENDPOINT",
    "REGION",
    "ALLOW",
    "BUCKET",
    "PROFILE",
    "ACCOUNT_NAME",
    "METADATA",
    "SKIP",
];

/// What `text` says, with addresses cut at their queries and nothing of the credentials that the
/// environment holds.
pub(super) fn without_secrets(text: &str) -> String {
    let mut text = cut_queries(text);
    for secret in secrets() {
        text = text.replace(secret.as_str(), "***");
    }
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}

/// The values of the variables that hold credentials.
fn secrets() -> &'static [String] {
    static SECRETS: OnceLock<Vec<String>> = OnceLock::new();
    SECRETS.get_or_init(|| {
        let mut values: Vec<String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
            .filter(|(name, _)| !PLAIN.iter().any(|part| name.contains(part)))
            .map(|(_, value)| value)
            .filter(|value| value.len() > 3)
            .collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values
    })
}

/// Cuts every address at its query, and takes names and passwords out of it.
fn cut_queries(text: &str) -> String {
    let mut cut = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        cut.push_str(before);
        let end = after
            .find(|sign: char| sign.is_whitespace() || "\"'<>()".contains(sign))
            .unwrap_or(after.len());
        let address = &after[..end];
        let host = address.find('/').unwrap_or(address.len());
        let address = address[..host]
            .rfind('@')
            .map_or(address, |at| &address[at + 1..]);
        cut.push_str(address.split('?').next().unwrap_or_default());
        rest = &after[end..];
    }
    cut.push_str(rest);
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_queries_and_passwords() {
        assert_eq!(
            without_secrets("GET https://a:S3CRET@h/x?sig=S3CRET in 3 ms (http://h/y?z=1)"),
            "GET https://h/x in 3 ms (http://h/y)"
        );
        assert!(without_secrets(&"x ".repeat(900)).ends_with(" …"));
    }
}
