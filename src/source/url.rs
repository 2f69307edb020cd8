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

/// `text` with the secrets of every address in it left out: user and password, query, fragment. What a blob is redirected to often carries
/// a signature in its query that opens it for anybody.
///
/// ```
/// use porthole::source::url::without_secrets;
/// assert_eq!(without_secrets("GET https://a:b@host/x?sig=1#y: 404"), "GET https://host/x: 404");
/// ```
pub fn without_secrets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, address) = rest.split_at(at + 3);
        out.push_str(before);
        let ends = |character: char| character.is_whitespace() || "\"'<>`".contains(character);
        let (address, after) = address.split_at(address.find(ends).unwrap_or(address.len()));
        let authority = address.find(['/', '?', '#', '\\']).unwrap_or(address.len());
        let (authority, path) = address.split_at(authority);
        out.push_str(authority.rsplit('@').next().unwrap_or_default());
        let (path, dropped) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
        out.push_str(path);
        // What ends the sentence, and not the address.
        let end = dropped.trim_end_matches([':', '.', ',', ';', ')']).len();
        out.push_str(&dropped[end..]);
        rest = after;
    }
    out.push_str(rest);
    out
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
    let host = host_of(&origin);
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

/// Which network a host is in, as far as its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// This machine.
    Loopback,
    /// An address that is not routed in the internet, or a name that no public server answers for (`nas.local`, `registry`).
    Local,
    /// Everything else.
    Public,
}

/// The network that the host of a URL is in, as far as it can be seen from the URL.
///
/// ```
/// use porthole::source::url::{Space, space};
/// assert_eq!(space("http://192.168.0.7:5000/v2/"), Space::Local);
/// assert_eq!(space("http://registry:5000/v2/"), Space::Local);
/// ```
pub fn space(url: &str) -> Space {
    if is_loopback(url) {
        return Space::Loopback;
    }
    let origin = origin(url).unwrap_or_default();
    let host = host_of(&origin);
    let is_local = match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(address)) => address.is_private() || address.is_link_local(),
        // Unique local addresses, and those of a link.
        Ok(std::net::IpAddr::V6(address)) => {
            let first = address.segments()[0];
            first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
        }
        Err(_) => host.ends_with(".local") || !host.contains('.'),
    };
    if is_local && !host.is_empty() {
        Space::Local
    } else {
        Space::Public
    }
}

/// The host of an origin, without brackets and port.
fn host_of(origin: &str) -> &str {
    let authority = origin
        .split_once("://")
        .map_or("", |(_, authority)| authority);
    match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
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
