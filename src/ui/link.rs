//! Links out of the page: only to `http:` and `https:`, and without a referrer.

use super::{
    element::element,
    text::{is_deceptive, plain, view_field, view_text},
};
use yew::prelude::*;

/// Whether `url` may become a link.
pub fn is_web_url(url: &str) -> bool {
    let has_scheme = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    // A browser drops tabs and newlines inside of addresses and reads backslashes as slashes: such an address is not what it seems. Nor is one with a user
    // in front of its host, which passes for the host itself.
    let host = url
        .split('/')
        .nth(2)
        .and_then(|host| host.split(['?', '#']).next());
    (has_scheme("https://") || has_scheme("http://"))
        && !url.contains(|character: char| {
            character.is_whitespace() || is_deceptive(character) || character == '\\'
        })
        && host.is_some_and(|host| !host.contains(['@', '%']))
}

/// `text` as a link to `url`, or as mere text if `url` is no web address.
pub fn view_external(url: &str, text: Html) -> Html {
    if is_web_url(url) {
        element("a")
            .attribute("href", url.to_owned())
            .fixed("target", "_blank")
            .fixed("rel", "noopener noreferrer")
            .attribute("title", plain(url))
            .child(text)
            .into()
    } else {
        text
    }
}

/// One of `among` values of a document that the raw view shows: a link if it is a web address.
pub fn view_field_value(value: &str, among: usize) -> Html {
    view_external(value, view_field(value, among))
}

/// A value that is a link if it is a web address.
pub fn view_value(value: &str) -> Html {
    view_external(value, view_text(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        for (url, want) in [
            ("https://example.com/", true),
            ("HTTP://example.com", true),
            ("javascript:alert(1)", false),
            (" https://example.com", false),
            ("https://example.com/\njavascript:", false),
            ("https:\\\\example.com", false),
            ("data:text/html,x", false),
            ("//example.com", false),
            ("https://docker.io@evil.example/", false),
            ("https://good.example%00.evil.example/", false),
            ("https://example.com/\u{202e}lmth", false),
            ("https://example.com/@a?b=%20@", true),
            ("https://example.com?@", true),
            ("", false),
        ] {
            assert_eq!(is_web_url(url), want, "{url:?}");
        }
    }
}
