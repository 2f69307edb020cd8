//! Unescaping strings, half surrogate pairs included (RFC 8259, section 7).

/// The text between the quotes of a JSON string literal, and whether half a surrogate pair was replaced by U+FFFD in it.
pub(super) fn unescape(escaped: &str) -> (Box<str>, bool) {
    let mut text = String::new();
    let mut has_replacement = false;
    let mut rest = escaped;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let mut characters = escape.chars();
        let character = match characters.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let character = code_point(characters.as_str());
                has_replacement |= character.is_none();
                // Four digits; of a pair also the `\u` between its halves, and four more.
                let length = match character {
                    Some('\u{10000}'..) => 10,
                    _ => 4,
                };
                characters = characters
                    .as_str()
                    .get(length..)
                    .unwrap_or_default()
                    .chars();
                character.unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            // A quotation mark or a slash stands for itself.
            Some(itself) => itself,
            None => break,
        };
        text.push(character);
        rest = characters.as_str();
    }
    text.push_str(rest);
    (text.into(), has_replacement)
}

/// The character whose four digits stand at the beginning of `text`, together with the escape behind it if they are a pair;
/// `None` if it is half of a pair.
fn code_point(text: &str) -> Option<char> {
    let unit = |text: &str| u16::from_str_radix(text.get(..4)?, 16).ok();
    let second = text.get(4..)?.strip_prefix("\\u").and_then(unit);
    char::decode_utf16([unit(text)?, second.unwrap_or_default()])
        .next()?
        .ok()
}
