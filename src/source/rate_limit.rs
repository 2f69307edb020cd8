//! `RateLimit-Limit` and `RateLimit-Remaining`, as Docker Hub sends them: `100;w=21600` is a hundred requests in six hours.
//!
//! A page of another origin may read them only if they are exposed, which Docker Hub does not; through a gateway they can be read.

use super::Response;

/// How many requests a registry allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests that are left.
    pub remaining: u64,
    /// Requests that are allowed in a window.
    pub limit: Option<u64>,
    /// The window in seconds.
    pub window: Option<u64>,
}

/// What an answer says of its limit, where that can be read.
///
/// ```
/// use porthole::source::{Response, rate_limit::{RateLimit, rate_limit}};
/// let headers = [("ratelimit-limit", "100;w=21600"), ("ratelimit-remaining", "0;w=21600")];
/// let response = Response {
///     status: 429,
///     url: String::new(),
///     redirected: false,
///     headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
///     body: [].into(),
///     made: false,
///     problems: Vec::new(),
/// };
/// let want = RateLimit { remaining: 0, limit: Some(100), window: Some(21_600) };
/// assert_eq!(rate_limit(&response), Some(want));
/// ```
pub fn rate_limit(response: &Response) -> Option<RateLimit> {
    let (remaining, _) = parse(response.header("ratelimit-remaining")?)?;
    let limit = response.header("ratelimit-limit").and_then(parse);
    Some(RateLimit {
        remaining,
        limit: limit.map(|(limit, _)| limit),
        window: limit.and_then(|(_, window)| window),
    })
}

/// `100;w=21600`
fn parse(value: &str) -> Option<(u64, Option<u64>)> {
    let mut parts = value.split(';').map(str::trim);
    let number = parts.next()?.parse().ok()?;
    let window = parts.find_map(|part| part.strip_prefix("w=")?.parse().ok());
    Some((number, window))
}
