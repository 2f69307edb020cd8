//! Every way in which nothing can be shown, with the code of its notice.

use porthole::{
    inspection::{
        HeaderDigest, InspectionError, Proof,
        unreadable::{Role, Unreadable},
    },
    oci::{Digest, DocumentError, ImageReference, Verdict},
    source::{
        Cause, Confidence, GatewayFault, LayoutFault, RealmFault, Refusal, RegistryError,
        SourceError, Through, TokenFault, Unknown, rate_limit::RateLimit,
    },
    ui::inspection_state::Failure,
};

/// A name, the failure, the code of its notice.
pub type Case = (String, Failure, &'static str);

const URL: &str = "https://registry.example/v2/o/n/manifests/1";

/// The same by a digest.
const BY_DIGEST: &str = "https://registry.example/v2/o/n/manifests/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

/// Every failure.
pub fn all() -> Vec<Case> {
    let parts = [
        references(),
        statuses(),
        refusals(),
        connections(),
        gateways(),
        answers(),
        layouts(),
    ];
    let defect = Failure::Defect {
        message: "panicked at src/oci/index.rs:1:1: index out of bounds".to_owned(),
    };
    let mut all: Vec<Case> = parts.into_iter().flatten().collect();
    all.push(("defect".to_owned(), defect, "defect"));
    all
}

fn references() -> Vec<Case> {
    let texts = [
        "",
        "  ",
        "Alpine",
        "a/b/:1",
        "naïve",
        "alpine@sha256:12",
        "oci:https://h/f?q",
        "user:secret@host/name",
    ];
    texts
        .into_iter()
        .map(|text| {
            let error = text
                .parse::<ImageReference>()
                .expect_err("this names no image");
            let failure = Failure::Reference {
                text: text.to_owned(),
                error,
            };
            (format!("reference {text:?}"), failure, "bad-reference")
        })
        .collect()
}

fn source(name: &str, error: SourceError, code: &'static str) -> Case {
    let failure = Failure::Inspection(InspectionError::Source(error));
    (name.to_owned(), failure, code)
}

fn statuses() -> Vec<Case> {
    let error = |code: &str, message: &str, detail: Option<&str>| RegistryError {
        code: code.to_owned(),
        message: message.to_owned(),
        detail: detail.map(str::to_owned),
    };
    let status = |name: &str, code, change: &dyn Fn(&mut Parts)| {
        let mut parts = Parts::default();
        change(&mut parts);
        source(name, parts.into(), code)
    };
    vec![
        status("401", "unauthorized", &|parts| {
            parts.status = 401;
            parts.errors = vec![error("UNAUTHORIZED", "authentication required", None)];
        }),
        status("401 with a token", "unauthorized", &|parts| {
            parts.status = 401;
            parts.authorized = true;
        }),
        status("403", "denied", &|parts| {
            parts.status = 403;
            parts.errors = vec![error(
                "DENIED",
                "access denied",
                Some(r#"{"Action":"pull"}"#),
            )];
        }),
        status("404 repository", "not-found", &|parts| {
            parts.unknown = Some(Unknown::Repository);
            parts.errors = vec![error(
                "NAME_UNKNOWN",
                "repository name not known",
                Some("null"),
            )];
        }),
        status("404 manifest", "not-found", &|parts| {
            parts.unknown = Some(Unknown::Manifest);
            parts.errors = vec![
                error(
                    "MANIFEST_UNKNOWN",
                    "manifest unknown",
                    Some(r#"{"Tag":"1"}"#),
                ),
                error("X", "", None),
            ];
        }),
        status("404 blob", "not-found", &|parts| {
            parts.unknown = Some(Unknown::Blob);
        }),
        status("404 entry", "not-found", &|parts| {
            parts.unknown = Some(Unknown::Entry);
        }),
        status("404 token service", "unauthorized", &|parts| {
            parts.unknown = Some(Unknown::TokenService);
        }),
        status("404 digest", "not-found", &|parts| {
            parts.url = BY_DIGEST.to_owned();
            parts.unknown = Some(Unknown::Manifest);
        }),
        status("500 digest", "server-error", &|parts| {
            parts.url = BY_DIGEST.to_owned();
            parts.status = 500;
        }),
        status(
            "500 digest of another algorithm",
            "server-error",
            &|parts| {
                parts.url = BY_DIGEST.replace("sha256", "sha265");
                parts.status = 500;
            },
        ),
        status("404 unsaid", "not-found", &|parts| {
            parts.unknown = Some(Unknown::Unsaid);
            parts.body = "404 page not found\n".to_owned();
        }),
        status("429 with Retry-After", "rate-limited", &|parts| {
            parts.status = 429;
            parts.retry_after = Some(90);
        }),
        status("429", "rate-limited", &|parts| parts.status = 429),
        status("429 with the limit", "rate-limited", &|parts| {
            parts.status = 429;
            parts.rate_limit = Some(Box::new(RateLimit {
                remaining: 0,
                limit: Some(100),
                window: Some(21_600),
            }));
        }),
        status("500", "server-error", &|parts| parts.status = 500),
        status("503", "server-error", &|parts| {
            parts.status = 503;
            parts.attempts = 4;
            parts.body = "upstream connect error".to_owned();
        }),
        status("418", "server-error", &|parts| parts.status = 418),
        status("206", "unsupported", &|parts| {
            parts.status = 206;
            parts.url = BY_DIGEST.to_owned();
            parts.body = r#"{"schemaVersion":2,"mediaT"#.to_owned();
        }),
    ]
}

/// What somebody is told who signed in.
fn refusals() -> Vec<Case> {
    let refused = |name: &str, user: &str, refusal, status, code| {
        let parts = Parts {
            status,
            authorized: true,
            body: "no".to_owned(),
            ..Parts::default()
        };
        let error = SourceError::SignInRefused {
            user: user.to_owned(),
            refusal,
            error: Box::new(parts.into()),
        };
        source(name, error, code)
    };
    let (password, access) = (Refusal::Password, Refusal::Access);
    vec![
        refused("wrong password", "alice", password, 401, "unauthorized"),
        refused(
            "401 for a user",
            "a\u{202e}lice",
            access,
            401,
            "unauthorized",
        ),
        refused("403 for a user", "alice", access, 403, "denied"),
        refused("403 for a token", "", access, 403, "denied"),
    ]
}

/// A status with what goes with it.
struct Parts {
    url: String,
    status: u16,
    errors: Vec<RegistryError>,
    body: String,
    retry_after: Option<u64>,
    rate_limit: Option<Box<RateLimit>>,
    attempts: u32,
    unknown: Option<Unknown>,
    authorized: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            url: URL.to_owned(),
            status: 404,
            errors: Vec::new(),
            body: String::new(),
            retry_after: None,
            rate_limit: None,
            attempts: 1,
            unknown: None,
            authorized: false,
        }
    }
}

impl From<Parts> for SourceError {
    fn from(parts: Parts) -> Self {
        Self::Status {
            url: parts.url,
            status: parts.status,
            errors: parts.errors,
            body: parts.body,
            retry_after: parts.retry_after,
            rate_limit: parts.rate_limit,
            attempts: parts.attempts,
            unknown: parts.unknown,
            authorized: parts.authorized,
        }
    }
}

fn gateways() -> Vec<Case> {
    let gateway = |name: &str, fault, code| {
        let through = Through {
            host: "docker.io".to_owned(),
            base: "https://page.example/_gateway/docker.io".to_owned(),
        };
        let error = SourceError::Gateway {
            url: format!("{}/v2/library/alpine/manifests/latest", through.base),
            through,
            fault,
            attempts: 4,
        };
        source(name, error, code)
    };
    let no_answer = |cause| GatewayFault::NoAnswer { cause };
    let confidence = Confidence::High;
    vec![
        gateway("gateway down", no_answer(Cause::Unreachable), "unreachable"),
        gateway(
            "gateway without CORS",
            no_answer(Cause::Cors { confidence }),
            "cors",
        ),
        gateway(
            "gateway without a way",
            GatewayFault::Unreached { status: 502 },
            "server-error",
        ),
        gateway(
            "gateway forbids",
            GatewayFault::Refused { status: 405 },
            "denied",
        ),
        gateway(
            "no gateway",
            GatewayFault::Absent { status: 404 },
            "not-a-registry",
        ),
    ]
}

fn connections() -> Vec<Case> {
    let url = || URL.to_owned();
    let no_answer = |name: &str, cause, code| {
        let error = SourceError::NoAnswer {
            url: url(),
            cause,
            attempts: 1,
        };
        source(name, error, code)
    };
    let route = |status, preflighted| Cause::RouteWithoutCors {
        status,
        preflighted,
    };
    let cors = |confidence| Cause::Cors { confidence };
    vec![
        no_answer("mixed content", Cause::MixedContent, "mixed-content"),
        no_answer("policy", Cause::Policy, "unreachable"),
        no_answer("no CORS, sure", cors(Confidence::High), "cors"),
        no_answer("no CORS, likely", cors(Confidence::Probable), "cors"),
        no_answer("route without CORS", route(Some(200), false), "cors"),
        no_answer("preflight refused", route(Some(401), true), "cors"),
        no_answer("lost on the own origin", route(None, false), "cors"),
        no_answer("unreachable", Cause::Unreachable, "unreachable"),
        source(
            "timed out",
            SourceError::TimedOut {
                url: url(),
                seconds: 30,
                attempts: 4,
            },
            "unreachable",
        ),
        source(
            "interrupted",
            SourceError::Interrupted {
                url: url(),
                bytes_read: 1_234,
                attempts: 4,
            },
            "unreachable",
        ),
        source(
            "too large",
            SourceError::TooLarge {
                url: url(),
                limit: 4 * 1024 * 1024,
            },
            "too-large",
        ),
        source(
            "realm refused",
            SourceError::RealmRefused {
                url: url(),
                realm: "http://token.example/".to_owned(),
                fault: RealmFault::Plain,
            },
            "unauthorized",
        ),
        source(
            "realm unknown",
            SourceError::RealmUnknown {
                url: "https://r.example".to_owned(),
                registry: "r.example".to_owned(),
                realm: "https://token.example:8443".to_owned(),
            },
            "unauthorized",
        ),
        source(
            "no token",
            SourceError::TokenUnusable {
                url: "https://token.example/?scope=x".to_owned(),
                fault: TokenFault::NoToken,
            },
            "unauthorized",
        ),
    ]
}

fn answers() -> Vec<Case> {
    let unreadable = |name: &str, role, error, start: &str, proof, code| {
        let bytes = start.as_bytes();
        let error = InspectionError::Unreadable(Box::new(Unreadable {
            role,
            url: URL.to_owned(),
            error,
            start: start.to_owned(),
            bytes: bytes.into(),
            digest: Digest::sha256_of(bytes),
            proof,
        }));
        (name.to_owned(), Failure::Inspection(error), code)
    };
    let document = |name: &str, error, start: &str, code| {
        let proof = Proof::Computed {
            header: HeaderDigest::Unknown,
        };
        unreadable(name, Role::Manifest, error, start, proof, code)
    };
    let array = || DocumentError::NotAnObject {
        found: "an array",
        line: 1,
        column: 1,
    };
    let altered = || {
        Proof::Mismatch(Verdict::DigestMismatch {
            expected: Digest::sha256_of(b"{}"),
            actual: Digest::sha256_of(b"[]"),
            size: 2,
        })
    };
    let cut = Proof::Mismatch(Verdict::DigestMismatch {
        expected: Digest::sha256_of(b"{}"),
        actual: Digest::sha256_of(b""),
        size: 0,
    });
    let inspection = |name: &str, error, code| (name.to_owned(), Failure::Inspection(error), code);
    vec![
        source(
            "HTML from a web site",
            SourceError::NotARegistry {
                url: URL.to_owned(),
                status: 200,
                start: "<!doctype html><title>Hello</title>".to_owned(),
            },
            "not-a-registry",
        ),
        document("HTML", DocumentError::Html, "<html>", "not-a-registry"),
        document("empty", DocumentError::Empty, "\n", "malformed"),
        document(
            "invalid UTF-8",
            DocumentError::Utf8 { line: 1, column: 3 },
            "{\"\u{fffd}",
            "malformed",
        ),
        document(
            "invalid JSON",
            DocumentError::Json {
                message: "expected `:`".to_owned(),
                line: 2,
                column: 5,
            },
            "{\n\"a\" 1}",
            "malformed",
        ),
        document("an array", array(), "[]", "malformed"),
        unreadable(
            "an altered manifest that cannot be read",
            Role::Manifest,
            array(),
            "[]",
            altered(),
            "mismatch",
        ),
        unreadable(
            "an altered config that cannot be read",
            Role::Config,
            array(),
            "[]",
            altered(),
            "mismatch",
        ),
        unreadable(
            "a manifest that was pushed like this",
            Role::Manifest,
            array(),
            "[]",
            Proof::Verified,
            "malformed",
        ),
        unreadable(
            "a config that was pushed like this",
            Role::Config,
            array(),
            "[]",
            Proof::Verified,
            "malformed",
        ),
        unreadable(
            "an empty config that was pushed like this",
            Role::Config,
            DocumentError::Empty,
            "",
            Proof::Verified,
            "malformed",
        ),
        unreadable(
            "nothing in the place of a manifest",
            Role::Manifest,
            DocumentError::Empty,
            "",
            cut,
            "malformed",
        ),
        inspection(
            "an image that names no config",
            InspectionError::ConfigMissing,
            "malformed",
        ),
        source(
            "no list",
            SourceError::NotAList {
                url: URL.to_owned(),
                member: "tags",
                start: "{}".to_owned(),
            },
            "malformed",
        ),
        inspection(
            "no config",
            InspectionError::NoConfig {
                kind: "application/vnd.example".to_owned(),
            },
            "unsupported",
        ),
        inspection(
            "no digest to follow",
            InspectionError::NoDigest {
                digest_text: "sha256:".to_owned(),
            },
            "malformed",
        ),
        source(
            "a path in the place of a digest",
            SourceError::NoDigest {
                digest_text: "sha256:../../x".to_owned(),
            },
            "malformed",
        ),
        source(
            "no digest to ask for",
            SourceError::NoDigest {
                digest_text: "md5".to_owned(),
            },
            "malformed",
        ),
    ]
}

fn layouts() -> Vec<Case> {
    let url = || "https://page.example/sample/index.json".to_owned();
    let fault = |name: &str, fault, code| {
        let url = "https://page.example/sample/oci-layout".to_owned();
        source(name, SourceError::NotALayout { url, fault }, code)
    };
    let unknown_tag = |name: &str, tags: &[&str]| {
        let error = SourceError::UnknownTag {
            url: url(),
            tag: "2".to_owned(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        };
        source(name, error, "not-found")
    };
    let version = LayoutFault::Version {
        version: "2.0.0".to_owned(),
    };
    vec![
        source(
            "no address",
            SourceError::NoUrl {
                url: "http:".to_owned(),
            },
            "bad-reference",
        ),
        fault("no layout", LayoutFault::Missing, "not-found"),
        fault(
            "a layout without a version",
            LayoutFault::NoVersion,
            "malformed",
        ),
        fault("a layout of the future", version, "unsupported"),
        fault(
            "a broken index",
            LayoutFault::Index(DocumentError::Empty),
            "malformed",
        ),
        fault("an index that is none", LayoutFault::NoIndex, "malformed"),
        unknown_tag("unknown tag", &["1", "latest"]),
        unknown_tag("no tags", &[]),
        source(
            "lost blob",
            SourceError::UnknownBlob {
                url: "https://page.example/sample/blobs/sha256/44".to_owned(),
                digest: "sha256:44".to_owned(),
            },
            "not-found",
        ),
    ]
}
