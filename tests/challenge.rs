//! `WWW-Authenticate`, token requests and `Retry-After`: tables.

use porthole::source::{
    RealmFault, Response,
    registry::{challenge, endpoints, token::TokenRequest},
    retry_after::retry_after,
    url,
};
use std::rc::Rc;

type Parameters = &'static [(&'static str, &'static str)];

#[test]
fn every_spelling_of_a_challenge_is_read() {
    let table: &[(&str, &[(&str, Parameters)])] = &[
        ("", &[]),
        (" , ,", &[]),
        ("Basic", &[("basic", &[])]),
        (
            r#"Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull""#,
            &[(
                "bearer",
                &[
                    ("realm", "https://auth.example/token"),
                    ("service", "registry.example"),
                    ("scope", "repository:a/b:pull"),
                ],
            )],
        ),
        // Any order, any case, blanks around everything, commas within quotes.
        (
            r#"  bEARER   SCOPE = "repository:a:pull,push" , Realm="https://auth.example/t" "#,
            &[(
                "bearer",
                &[
                    ("scope", "repository:a:pull,push"),
                    ("realm", "https://auth.example/t"),
                ],
            )],
        ),
        // Several in one value, as a browser joins headers; either first.
        (
            r#"Bearer realm="https://g.example/v2/token",service="container_registry",scope="*", Basic realm="Gitea, \"Packages\"""#,
            &[
                (
                    "bearer",
                    &[
                        ("realm", "https://g.example/v2/token"),
                        ("service", "container_registry"),
                        ("scope", "*"),
                    ],
                ),
                ("basic", &[("realm", "Gitea, \"Packages\"")]),
            ],
        ),
        (
            r#"Basic realm=x, Bearer realm="https://a.example/t""#,
            &[
                ("basic", &[("realm", "x")]),
                ("bearer", &[("realm", "https://a.example/t")]),
            ],
        ),
        // Unquoted, even where the grammar wants quotes.
        (
            "Bearer realm=https://a.example/t?x=1,service=s",
            &[(
                "bearer",
                &[("realm", "https://a.example/t?x=1"), ("service", "s")],
            )],
        ),
        // token68, and a scheme without parameters before another.
        (
            r#"Negotiate YWJj==, NTLM, Bearer realm="r""#,
            &[
                ("negotiate", &[]),
                ("ntlm", &[]),
                ("bearer", &[("realm", "r")]),
            ],
        ),
        // Escapes; text beyond ASCII; a quote that never closes; a backslash at the end.
        (
            r#"Bearer realm="a\\b\"cé",error="x"#,
            &[("bearer", &[("realm", "a\\b\"cé"), ("error", "x")])],
        ),
        (r#"Bearer realm="x\"#, &[("bearer", &[("realm", "x")])]),
        ("Bearer realm=\"\"", &[("bearer", &[("realm", "")])]),
        // Blanks where commas belong; rubbish in between.
        (
            r#"Bearer realm="r" service="s" @ scope="t""#,
            &[(
                "bearer",
                &[("realm", "r"), ("service", "s"), ("scope", "t")],
            )],
        ),
        (
            "=x, Bearer realm=r",
            &[("x", &[]), ("bearer", &[("realm", "r")])],
        ),
    ];
    for (value, want) in table {
        let got = challenge::parse(value);
        let got: Vec<_> = got
            .iter()
            .map(|challenge| {
                let parameters: Vec<_> = challenge
                    .parameters
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                (challenge.scheme.as_str(), parameters)
            })
            .collect();
        let want: Vec<_> = want
            .iter()
            .map(|(scheme, parameters)| (*scheme, parameters.to_vec()))
            .collect();
        assert_eq!(got, want, "{value}");
    }
}

proptest::proptest! {
    #[test]
    fn no_header_makes_the_parser_panic_or_hang(value in "[ \t,=\"\\\\a-zA-Z0-9/:é]*|\\PC*") {
        challenge::parse(&value);
    }
}

#[test]
fn a_token_is_asked_for_with_the_challenges_words() {
    let table = [
        (
            r#"Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push""#,
            "https://auth.example/token?service=registry.example&scope=repository:a/b:pull%2Cpush",
        ),
        // One parameter a scope; a realm with a query and a fragment; characters that a query does not take.
        (
            r#"Bearer realm="https://auth.example/t?a=b#c",service="SUSE & Linux",scope="repository:a:pull  aws""#,
            "https://auth.example/t?a=b&service=SUSE%20%26%20Linux&scope=repository:a:pull&scope=aws",
        ),
        // Without service and scope, or with empty ones.
        (
            r#"Bearer realm="https://auth.example/t""#,
            "https://auth.example/t?scope=repository:o/n:pull",
        ),
        (
            r#"Bearer realm="https://auth.example/t",service="",scope=" ""#,
            "https://auth.example/t?scope=repository:o/n:pull",
        ),
    ];
    for (value, want) in table {
        let challenge = challenge::parse(value).remove(0);
        let request = TokenRequest::from_challenge(&challenge, "o/n");
        let url = request.map(|request| request.url("https://registry.example"));
        assert_eq!(url, Some(Ok(want.to_owned())), "{value}");
    }
}

#[test]
fn what_asks_for_no_token_gives_no_token_request() {
    for value in [r#"Basic realm="x""#, r#"Bearer service="s",scope="t""#] {
        let challenge = challenge::parse(value).remove(0);
        assert_eq!(
            TokenRequest::from_challenge(&challenge, "o/n"),
            None,
            "{value}"
        );
    }
}

#[test]
fn a_realm_that_must_not_be_asked_is_refused() {
    let table = [
        ("/token", "https://r.example", RealmFault::NotAbsolute),
        ("", "https://r.example", RealmFault::NotAbsolute),
        (
            "//a.example/t",
            "https://r.example",
            RealmFault::NotAbsolute,
        ),
        ("https:///t", "https://r.example", RealmFault::NotAbsolute),
        (
            "ftp://a.example/t",
            "https://r.example",
            RealmFault::NotAbsolute,
        ),
        (
            "javascript://a/%0aalert(1)",
            "https://r.example",
            RealmFault::NotAbsolute,
        ),
        ("http://a.example/t", "https://r.example", RealmFault::Plain),
        ("HTTP://a.example/t", "https://r.example", RealmFault::Plain),
        (
            "https://u:p@a.example/t",
            "http://localhost:5000",
            RealmFault::Credentials,
        ),
    ];
    for (realm, registry, want) in table {
        let request = TokenRequest {
            realm: realm.to_owned(),
            service: None,
            scope: "s".to_owned(),
        };
        assert_eq!(request.url(registry), Err(want), "{realm}");
    }
    let plain = TokenRequest {
        realm: "http://localhost:5001/t".to_owned(),
        service: None,
        scope: "s".to_owned(),
    };
    assert_eq!(
        plain.url("http://localhost:5000"),
        Ok("http://localhost:5001/t?scope=s".to_owned())
    );
}

#[test]
fn known_registries_are_asked_where_their_tokens_are() {
    let table = [
        (
            "docker.io",
            Some(
                "https://auth.docker.io/token?service=registry.docker.io&scope=repository:o/n:pull",
            ),
        ),
        (
            "ghcr.io",
            Some("https://ghcr.io/token?service=ghcr.io&scope=repository:o/n:pull"),
        ),
        (
            "lscr.io",
            Some("https://ghcr.io/token?service=ghcr.io&scope=repository:o/n:pull"),
        ),
        (
            "GHCR.io",
            Some("https://ghcr.io/token?service=ghcr.io&scope=repository:o/n:pull"),
        ),
        (
            "quay.io",
            Some("https://quay.io/v2/auth?service=quay.io&scope=repository:o/n:pull"),
        ),
        (
            "gcr.io",
            Some("https://gcr.io/v2/token?service=gcr.io&scope=repository:o/n:pull"),
        ),
        (
            "eu.gcr.io",
            Some("https://eu.gcr.io/v2/token?service=eu.gcr.io&scope=repository:o/n:pull"),
        ),
        (
            "us-docker.pkg.dev",
            Some(
                "https://us-docker.pkg.dev/v2/token?service=us-docker.pkg.dev&scope=repository:o/n:pull",
            ),
        ),
        (
            "public.ecr.aws",
            Some("https://public.ecr.aws/token/?service=public.ecr.aws&scope=aws"),
        ),
        (
            "cgr.dev",
            Some("https://cgr.dev/token?service=cgr.dev&scope=repository:o/n:pull"),
        ),
        (
            "me.azurecr.io",
            Some(
                "https://me.azurecr.io/oauth2/token?service=me.azurecr.io&scope=repository:o/n:pull",
            ),
        ),
        (
            "registry.gitlab.com",
            Some(
                "https://gitlab.com/jwt/auth?service=container_registry&scope=repository:o/n:pull",
            ),
        ),
        (
            "codeberg.org",
            Some(
                "https://codeberg.org/v2/token?service=container_registry&scope=repository:o/n:pull",
            ),
        ),
        ("mcr.microsoft.com", None),
        ("registry.k8s.io", None),
        ("notgcr.io", None),
        ("localhost:5000", None),
    ];
    for (registry, want) in table {
        let url = endpoints::known(registry, "o/n").map(|request| request.url("https://r.example"));
        assert_eq!(url, want.map(|url| Ok(url.to_owned())), "{registry}");
    }
}

#[test]
fn retry_after_is_read_as_seconds_or_against_the_servers_date() {
    let sunday = "Sun, 06 Nov 1994 08:49:37 GMT";
    let table: &[(&str, Option<&str>, Option<u64>)] = &[
        ("0", None, Some(0)),
        (" 120 ", None, Some(120)),
        ("99999999999999999999999", None, Some(u64::MAX)),
        ("", None, None),
        ("-1", None, None),
        ("1.5", None, None),
        ("soon", Some(sunday), None),
        // A date says nothing without the server's own.
        ("Sun, 06 Nov 1994 08:50:07 GMT", None, None),
        ("Sun, 06 Nov 1994 08:50:07 GMT", Some(sunday), Some(30)),
        ("Sun, 06 Nov 1994 08:49:07 GMT", Some(sunday), Some(0)),
        // Over the ends of a leap day, a month and a year.
        (
            "Fri, 01 Mar 2024 00:00:10 GMT",
            Some("Wed, 28 Feb 2024 23:59:50 GMT"),
            Some(86_420),
        ),
        (
            "Wed, 01 Mar 2023 00:00:10 GMT",
            Some("Tue, 28 Feb 2023 23:59:50 GMT"),
            Some(20),
        ),
        (
            "Fri, 01 Jan 2027 00:00:01 GMT",
            Some("Thu, 31 Dec 2026 23:59:59 GMT"),
            Some(2),
        ),
        // Obsolete and broken forms.
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(sunday), None),
        ("Sun, 06 Nov 1994 08:49:37 CET", Some(sunday), None),
        ("Sun, 32 Nov 1994 08:49:37 GMT", Some(sunday), None),
        (
            "Sun, 06 Nov 1994 18446744073709551615:49:37 GMT",
            Some(sunday),
            None,
        ),
        ("Sun, 06 Nov 0 08:49:37 GMT", Some(sunday), None),
    ];
    for (value, date, want) in table {
        let mut headers = vec![("retry-after".to_owned(), (*value).to_owned())];
        headers.extend(date.map(|date| ("date".to_owned(), date.to_owned())));
        let response = Response {
            status: 429,
            url: String::new(),
            redirected: false,
            headers,
            body: Rc::from([]),
            made: false,
            problems: Vec::new(),
        };
        assert_eq!(retry_after(&response), *want, "{value} at {date:?}");
    }
}

#[test]
fn origins_are_compared_without_their_own_ports() {
    let table = [
        ("https://a.example/x", Some("https://a.example")),
        ("HTTPS://A.Example:443", Some("https://a.example")),
        ("http://a.example:80?x", Some("http://a.example")),
        ("http://a.example:443#x", Some("http://a.example:443")),
        ("http://[::1]:5000/v2/", Some("http://[::1]:5000")),
        ("a.example/x", None),
        ("://a", None),
        ("a b://c", None),
        ("https:///x", None),
    ];
    for (text, want) in table {
        assert_eq!(url::origin(text).as_deref(), want, "{text}");
    }
    assert!(url::same_origin(
        "https://a.example:443/x",
        "https://a.example"
    ));
    assert!(!url::same_origin("https://a.example", "http://a.example"));
    assert!(!url::same_origin("x", "x"));
}

#[test]
fn loopback_is_told_by_name_and_address() {
    for url in [
        "http://localhost",
        "http://LOCALHOST:5000/v2/",
        "http://a.localhost/",
        "http://127.0.0.1:5000",
        "http://127.8.9.10/",
        "http://[::1]:5000/",
    ] {
        assert!(url::is_loopback(url), "{url}");
    }
    for url in [
        "http://localhost.example/",
        "http://128.0.0.1/",
        "http://127.0.0.1.example/",
        "http://[::2]/",
        "http://notlocalhost/",
        "localhost",
    ] {
        assert!(!url::is_loopback(url), "{url}");
    }
}
