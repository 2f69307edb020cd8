//! The little that must be known of URLs: their origin, whether a host is this machine, how a query is written.
//!
//! No parser: URLs here come from [`crate::oci::reference`] or were made absolute by the browser.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Scheme and authority of an absolute URL in lower case, without the scheme's own port: `https://registry.example:5000`.
///
/// `None` if there is no `scheme://authority`.
///
/// ```
/// use porthole::source::url::origin;
/// assert_eq!(origin("HTTPS://Registry.example:443/v2/?x"), Some("https://registry.example".to_owned()));
/// assert_eq!(origin("/v2/"), None);
/// ```
pub fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let well_formed = !scheme.is_empty()
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    if !well_formed || authority.is_empty() {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    let authority = authority.to_ascii_lowercase();
    let own_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => "",
    };
    let authority = match authority.strip_suffix(own_port) {
        Some(host) if !own_port.is_empty() => host,
        _ => &authority,
    };
    Some(format!("{scheme}://{authority}"))
}

/// The authority of an absolute URL, in lower case and without the scheme's own port: `registry.example:5000`.
pub fn authority(url: &str) -> Option<String> {
    let origin = origin(url)?;
    let (_, authority) = origin.split_once("://")?;
    Some(authority.to_owned())
}

/// Whether a URL is absolute and fetched over HTTP.
pub fn is_http(url: &str) -> bool {
    origin(url)
        .is_some_and(|origin| origin.starts_with("http://") || origin.starts_with("https://"))
}

/// What stands behind the authority of an absolute URL, without the fragment: `/v2/?n=1`. Empty, or with a slash in front.
pub fn path_and_query(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    let behind = url.split_once("://").map_or("", |(_, rest)| rest);
    behind
        .find(['/', '?'])
        .and_then(|start| behind.get(start..))
        .unwrap_or_default()
}

/// Whether two absolute URLs have the same origin.
pub fn same_origin(one: &str, other: &str) -> bool {
    match (origin(one), origin(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Whether the URL's host is this machine by name or address: `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`.
pub fn is_loopback(url: &str) -> bool {
    let Some(origin) = origin(url) else {
        return false;
    };
    let authority = origin
        .split_once("://")
        .map_or("", |(_, authority)| authority);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

/// What stands for itself in the value of a query: RFC 3986's unreserved characters, and `:` and `/` as every client writes them.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'/');

/// Writes a value for a query.
pub fn query_value(value: &str) -> String {
    utf8_percent_encode(value, PLAIN).to_string()
}
