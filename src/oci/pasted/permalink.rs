//! Addresses of pages like this one, which name an image in their query: `https://page.example/?image=alpine&platform=linux/arm64`.

use crate::oci::Platform;
use percent_encoding::percent_decode_str;

/// The image that an address names in its query, and the platform.
pub(super) fn read(text: &str) -> Option<(String, Option<Platform>)> {
    let text = text.trim();
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let (_, query) = text.split_once('?').filter(|_| is_web)?;
    let value = |name: &str| {
        let mut pairs = query.split(['&', '#']);
        let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        // `+` is a blank in a query, and no name of an image has one.
        let value = percent_decode_str(value).decode_utf8().ok()?;
        Some(value.into_owned()).filter(|value| !value.is_empty())
    };
    let platform = value("platform").and_then(|platform| platform.parse().ok());
    Some((value("image")?, platform))
}
