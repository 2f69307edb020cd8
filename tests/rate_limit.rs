//! What a registry says of its limit.

use porthole::source::{
    Response,
    rate_limit::{RateLimit, rate_limit},
};

#[test]
fn a_limit_is_read_as_far_as_it_is_sent_and_exposed() {
    let limit = |remaining, limit, window| {
        Some(RateLimit {
            remaining,
            limit,
            window,
        })
    };
    let table = [
        (None, None, None),
        (None, Some("100;w=21600"), None),
        (
            Some("76;w=21600"),
            Some("100;w=21600"),
            limit(76, Some(100), Some(21_600)),
        ),
        (Some("0"), None, limit(0, None, None)),
        (
            Some(" 3 ; w=60"),
            Some("10 ;policy=x; w=60"),
            limit(3, Some(10), Some(60)),
        ),
        (Some("3"), Some("many"), limit(3, None, None)),
        (Some("-1"), Some("100"), None),
        (Some(""), Some("100"), None),
    ];
    for (remaining, allowed, want) in table {
        let headers = [
            ("ratelimit-remaining", remaining),
            ("ratelimit-limit", allowed),
        ];
        let headers = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        let response = Response {
            status: 429,
            url: String::new(),
            redirected: false,
            headers: headers.collect(),
            body: [].into(),
            made: false,
            problems: Vec::new(),
        };
        assert_eq!(rate_limit(&response), want, "{remaining:?} {allowed:?}");
    }
}
