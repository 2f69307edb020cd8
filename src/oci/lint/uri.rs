//! Addresses: the grammar of RFC 3986, as far as it tells an address from what is none.

/// The scheme of an absolute URI (`scheme ":" hier-part ["?" query] ["#" fragment]`, section 3); `None` for everything else.
///
/// Characters that no URI has must be escaped, and escapes be whole. What each part may hold beyond that is not asked.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let names_something = !rest.trim_start_matches('/').is_empty();
    (is_scheme && names_something && is_escaped(rest)).then_some(scheme)
}

fn is_escaped(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                let mut digit = || bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit());
                digit() && digit()
            }
            // All that RFC 3986, section 2, reserves or leaves alone.
            b'a'..=b'z' | b'?'..=b'[' | b'#'..=b';' => true,
            b'!' | b'=' | b']' | b'_' | b'~' => true,
            _ => false,
        };
        if !fits {
            return false;
        }
    }
    true
}
