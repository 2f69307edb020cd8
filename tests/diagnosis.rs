//! From facts to the cause of a rejected fetch.

use porthole::source::diagnosis::{Cause, Confidence, Facts, Probe, diagnose};

const HTTPS: &str = "https://page.example";
const HTTP: &str = "http://page.example:8080";

#[test]
fn every_combination_of_facts_has_its_cause() {
    let route = |status| Cause::RouteWithoutCors {
        status,
        preflighted: false,
    };
    let cors = |confidence| Cause::Cors { confidence };
    let refused = Probe::Answers { read_refused: true };
    let untried = Probe::Answers {
        read_refused: false,
    };
    let readable = |status| Probe::Readable { status };
    let table = [
        // Mixed content wins over everything: nothing was sent.
        (HTTPS, "http://r.example/v2/", refused, Cause::MixedContent),
        (
            HTTPS,
            "HTTP://192.168.0.2:5000/",
            Probe::Silent,
            Cause::MixedContent,
        ),
        (
            HTTPS,
            "http://r.example/v2/",
            readable(200),
            Cause::MixedContent,
        ),
        (
            HTTPS,
            "http://localhost.example/v2/",
            Probe::Silent,
            Cause::MixedContent,
        ),
        // Loopback is exempt; a page from http may fetch anything.
        (
            HTTPS,
            "http://localhost:5000/v2/",
            Probe::Silent,
            Cause::Unreachable,
        ),
        (
            HTTPS,
            "http://127.0.0.1:5000/v2/",
            refused,
            cors(Confidence::High),
        ),
        (
            HTTPS,
            "http://[::1]:5000/v2/",
            Probe::Silent,
            Cause::Unreachable,
        ),
        (
            HTTP,
            "http://r.example/v2/",
            Probe::Silent,
            Cause::Unreachable,
        ),
        (
            HTTPS,
            "https://r.example/v2/",
            Probe::Silent,
            Cause::Unreachable,
        ),
        (
            HTTPS,
            "https://r.example/v2/",
            refused,
            cors(Confidence::High),
        ),
        (
            HTTPS,
            "https://r.example/v2/",
            untried,
            cors(Confidence::Probable),
        ),
        (
            HTTPS,
            "https://r.example/v2/a/blobs/x",
            readable(200),
            route(Some(200)),
        ),
        (
            HTTPS,
            "https://r.example/v2/a/manifests/x",
            readable(401),
            route(Some(401)),
        ),
        // A page needs no permission for its own origin.
        (
            HTTPS,
            "https://page.example:443/v2/a/blobs/x",
            refused,
            route(None),
        ),
        (
            HTTPS,
            "https://page.example/v2/a/blobs/x",
            Probe::Silent,
            Cause::Unreachable,
        ),
        (
            HTTPS,
            "https://page.example/v2/a/blobs/x",
            readable(200),
            route(Some(200)),
        ),
        (
            HTTP,
            "http://page.example/v2/",
            refused,
            cors(Confidence::High),
        ),
    ];
    for (page_origin, url, probe, want) in table {
        let facts = Facts {
            page_origin,
            url,
            preflighted: false,
            probe,
        };
        assert_eq!(diagnose(&facts), want, "{facts:?}");
    }
}

#[test]
fn a_preflighted_request_names_options_among_the_reasons() {
    let cause = diagnose(&Facts {
        page_origin: HTTPS,
        url: "https://r.example/v2/a/manifests/x",
        preflighted: true,
        probe: Probe::Readable { status: 401 },
    });
    assert_eq!(
        cause.to_string(),
        "the server can be read elsewhere (status 401), but not this route: it or a redirect of it lacks CORS permission, the \
         server refuses OPTIONS or the Authorization header, or the connection broke; which of these, the browser does not say"
    );
}

#[test]
fn only_what_may_be_a_lost_connection_is_tried_again() {
    let table = [
        (Cause::MixedContent, false),
        (Cause::Policy, false),
        (
            Cause::Cors {
                confidence: Confidence::High,
            },
            false,
        ),
        (
            Cause::Cors {
                confidence: Confidence::Probable,
            },
            false,
        ),
        (
            Cause::RouteWithoutCors {
                status: Some(200),
                preflighted: false,
            },
            true,
        ),
        (Cause::Unreachable, true),
    ];
    for (cause, want) in table {
        assert_eq!(cause.is_transient(), want, "{cause:?}");
    }
}

#[test]
fn every_cause_says_what_is_known_and_what_is_not_in_one_line() {
    let table = [
        (Cause::MixedContent, "nothing was sent"),
        (Cause::Policy, "connect-src"),
        (
            Cause::Cors {
                confidence: Confidence::High,
            },
            "the server answers, but does not allow this page",
        ),
        (
            Cause::Cors {
                confidence: Confidence::Probable,
            },
            "most likely",
        ),
        (
            Cause::RouteWithoutCors {
                status: None,
                preflighted: false,
            },
            "the browser does not say",
        ),
        (Cause::Unreachable, "the browser does not say"),
    ];
    for (cause, words) in table {
        let text = cause.to_string();
        assert!(text.contains(words), "{text}");
        assert!(!text.contains('\n') && !text.contains("  "), "{text}");
    }
}
