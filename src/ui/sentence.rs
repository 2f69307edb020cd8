//! Words of errors as sentences.

/// The first letter as a capital; not that of an address or of a name, which stay as they are.
pub fn sentence(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches(['.', ',', ':', ';']);
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1).filter(|_| !is_name(word)) {
        first.make_ascii_uppercase();
    }
    text
}

/// Whether a word is an address, a file, a tag, a member: no word of a language, so that its case matters.
fn is_name(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next();
    characters.any(|one| one.is_ascii_digit() || one.is_ascii_uppercase() || "./-_:".contains(one))
}

/// A text with a full stop, unless it ends in one.
pub fn full_stop(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}

/// A [`sentence`] with its [`full_stop`].
pub fn full_sentence(text: &str) -> String {
    full_stop(sentence(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital_unless_a_name_begins_it() {
        for (text, want) in [
            ("the list goes on", "The list goes on."),
            ("nothing: it is empty", "Nothing: it is empty."),
            (
                "too many requests: pull rate limit.",
                "Too many requests: pull rate limit.",
            ),
            ("https://host/x: 404", "https://host/x: 404."),
            (
                "sha256-9848.sig could not be read",
                "sha256-9848.sig could not be read.",
            ),
            ("v1Compatibility is no JSON", "v1Compatibility is no JSON."),
            ("index.json is missing", "index.json is missing."),
            ("GET x: 500", "GET x: 500."),
            ("émile", "émile."),
            ("", "."),
        ] {
            assert_eq!(full_sentence(text), want);
        }
    }
}
