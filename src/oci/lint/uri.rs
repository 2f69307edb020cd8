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
    let is_uri_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    text.bytes().all(is_uri_byte)
        && text.split('%').skip(1).all(|escape| {
            let digits = escape.as_bytes().get(..2);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        })
}
