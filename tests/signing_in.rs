//! Who gets a password, who a token, and who neither: over a scripted world, by its log.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::source::{
    Credentials, CredentialsError, RealmFault, Refusal, Served, Session, SourceError,
    TransportError, Wanted, registry::listing::Cursor,
};
use std::rc::Rc;
use support::{Answer, FakeRegistry, PAGE, error, ok, source_in, with};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const REGISTRY: &str = "https://r.example";
const IMAGE: &str = "r.example/o/n:1";
const TAG: &str = "https://r.example/v2/o/n/manifests/1";
const OTHER_TAG: &str = "https://r.example/v2/o/other/manifests/1";
const TOKEN: &str = "https://r.example/token?service=s&scope=repository:o/n:pull";
const FOREIGN_TOKEN: &str = "https://auth.example/token?service=s&scope=repository:o/n:pull";
const OWN: &str =
    r#"Bearer realm="https://r.example/token",service="s",scope="repository:o/n:pull""#;
const FOREIGN: &str =
    r#"Bearer realm="https://auth.example/token",service="s",scope="repository:o/n:pull""#;
const BASIC: &str = r#"Basic realm="x""#;

/// alice:correct horse
const ALICE: &str = "Basic YWxpY2U6Y29ycmVjdCBob3JzZQ==";
const PASSWORD: &str = "correct horse";

fn alice() -> Credentials {
    credentials("alice", PASSWORD)
}

fn credentials(user: &str, password: &str) -> Credentials {
    Credentials::new(user.to_owned(), password.to_owned()).unwrap()
}

fn session() -> Rc<Session> {
    Rc::new(Session::new(PAGE))
}

fn signed_in() -> Rc<Session> {
    let session = session();
    session.sign_in(REGISTRY, alice());
    session
}

fn unauthorized(challenge: &str) -> Answer {
    with(
        error(401, "UNAUTHORIZED", "authentication required"),
        "www-authenticate",
        challenge,
    )
}

fn token(secret: &str) -> Answer {
    ok(
        "application/json",
        format!(r#"{{"token":"{secret}","expires_in":300}}"#),
    )
}

/// A registry that serves its index for one header, and else asks for another.
fn registry(header: &str, challenge: &str) -> FakeRegistry {
    FakeRegistry::new()
        .on_authorization(TAG, Some(header), [ok(INDEX, "{}")])
        .on(TAG, [unauthorized(challenge)])
}

async fn root(session: &Rc<Session>, world: &Rc<FakeRegistry>) -> Result<Served, SourceError> {
    root_of(IMAGE, session, world).await
}

async fn root_of(
    image: &str,
    session: &Rc<Session>,
    world: &Rc<FakeRegistry>,
) -> Result<Served, SourceError> {
    source_in(session, image, world)
        .document(&Wanted::Root)
        .await
}

/// URL and `Authorization` of each request.
fn sent(world: &FakeRegistry) -> Vec<(String, String)> {
    let sent = world.requests().into_iter();
    sent.map(|request| (request.url, request.authorization.unwrap_or_default()))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = expected.iter();
    pairs
        .map(|(url, header)| ((*url).to_owned(), (*header).to_owned()))
        .collect()
}

#[test]
fn what_is_no_user_or_no_password_is_refused() {
    for (user, password, want) in [
        ("alice", "secret", None),
        ("", "token", None),
        ("$oauthtoken", ":::", None),
        ("jürgen", "naïve", None),
        ("a:b", "x", Some(CredentialsError::Colon)),
        ("alice", "", Some(CredentialsError::NoSecret)),
    ] {
        let error = Credentials::new(user.to_owned(), password.to_owned()).err();
        assert_eq!(error, want, "{user}");
    }
}

#[test]
fn a_password_is_not_printed() {
    let session = signed_in();
    let printed = format!("{:?} {session:?}", alice());
    assert!(printed.contains("alice"), "{printed}");
    assert!(!printed.contains(PASSWORD), "{printed}");
}

#[tokio::test]
async fn a_registry_that_wants_a_password_gets_it_once_it_asked() {
    let (session, world) = (signed_in(), Rc::new(registry(ALICE, BASIC)));
    assert_eq!(&*root(&session, &world).await.unwrap().bytes, b"{}");
    assert_eq!(sent(&world), pairs(&[(TAG, ""), (TAG, ALICE)]));
    // From then on it need not ask again, nor for what a worker reads by itself.
    let source = source_in(&session, IMAGE, &world);
    source.document(&Wanted::Root).await.unwrap();
    assert_eq!(sent(&world)[2..], pairs(&[(TAG, ALICE)]));
    let digest = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    let blob = source.blob_request(&digest, None).await.unwrap();
    assert_eq!(blob.authorization.as_deref(), Some(ALICE));
    // Nor is it sent again to who refused it.
    let anew = source.blob_request(&digest, Some(&blob)).await.unwrap();
    assert_eq!(anew.authorization, None);
    assert_eq!(world.requests().len(), 3);
}

#[tokio::test]
async fn who_did_not_sign_in_sends_nothing() {
    let (session, world) = (session(), Rc::new(registry(ALICE, BASIC)));
    for _ in 0..2 {
        assert!(matches!(
            root(&session, &world).await,
            Err(SourceError::Status {
                status: 401,
                authorized: false,
                ..
            })
        ));
    }
    assert_eq!(sent(&world), pairs(&[(TAG, ""), (TAG, "")]));
}

#[tokio::test]
async fn an_open_registry_never_sees_the_password() {
    let session = signed_in();
    let world = Rc::new(FakeRegistry::new().on(TAG, [ok(INDEX, "{}")]));
    root(&session, &world).await.unwrap();
    assert_eq!(sent(&world), pairs(&[(TAG, "")]));
}

#[tokio::test]
async fn a_token_is_preferred_to_a_password_whatever_comes_first() {
    for challenge in [format!("{OWN}, {BASIC}"), format!("{BASIC}, {OWN}")] {
        let session = signed_in();
        let world =
            registry("Bearer abc", &challenge).on_authorization(TOKEN, Some(ALICE), [token("abc")]);
        let world = Rc::new(world);
        root(&session, &world).await.unwrap();
        assert_eq!(
            sent(&world),
            pairs(&[(TAG, ""), (TOKEN, ALICE), (TAG, "Bearer abc")])
        );
    }
}

#[tokio::test]
async fn a_challenge_that_cannot_be_read_is_taken_for_one_for_a_password() {
    let session = signed_in();
    let world = FakeRegistry::new()
        .on_authorization(TAG, Some(ALICE), [ok(INDEX, "{}")])
        .on(TAG, [error(401, "UNAUTHORIZED", "x")]);
    let world = Rc::new(world);
    root(&session, &world).await.unwrap();
    assert_eq!(sent(&world), pairs(&[(TAG, ""), (TAG, ALICE)]));
}

#[tokio::test]
async fn a_registry_whose_401_lacks_cors_headers_gets_the_password_of_who_signed_in() {
    let world = || {
        let world = FakeRegistry::new()
            .answering([true])
            .on_authorization(TAG, Some(ALICE), [ok(INDEX, "{}")])
            .on(TAG, [Err(TransportError::Rejected)])
            .on("https://r.example/v2/", [Err(TransportError::Rejected)]);
        Rc::new(world)
    };
    let signed_in = signed_in();
    assert!(root(&signed_in, &world()).await.is_ok());
    assert!(signed_in.has_asked(REGISTRY) && signed_in.is_accepted(REGISTRY));
    let error = root(&session(), &world()).await.unwrap_err();
    assert!(matches!(error, SourceError::NoAnswer { .. }), "{error:?}");

    // Not a registry that is known to want a token.
    signed_in.sign_in("https://ghcr.io", alice());
    let world = FakeRegistry::new()
        .answering([true])
        .on_if(|_| true, [Err(TransportError::Rejected)]);
    let world = Rc::new(world);
    root_of("ghcr.io/o/n:1", &signed_in, &world)
        .await
        .unwrap_err();
    assert!(sent(&world).iter().all(|(_, header)| header.is_empty()));
}

#[tokio::test]
async fn credentials_are_for_one_registry_and_one_scheme() {
    let session = signed_in();
    for image in [
        "other.example/o/n:1",
        "http://r.example/o/n:1",
        "r.example:8443/o/n:1",
    ] {
        let world = FakeRegistry::new().on_if(|_| true, [unauthorized(BASIC)]);
        let world = Rc::new(world);
        root_of(image, &session, &world).await.unwrap_err();
        let sent = sent(&world);
        assert!(sent.iter().all(|(_, header)| header.is_empty()), "{sent:?}");
    }
    // The same origin, written otherwise.
    let world = FakeRegistry::new()
        .on_if(|request| request.authorization.is_some(), [ok(INDEX, "{}")])
        .on_if(|_| true, [unauthorized(BASIC)]);
    let world = Rc::new(world);
    root_of("https://R.Example:443/o/n:1", &session, &world)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_said_and_forgotten() {
    for (challenge, refuser) in [(BASIC, TAG), (OWN, TOKEN)] {
        let session = signed_in();
        let world = FakeRegistry::new()
            .on_authorization(TOKEN, None, [token("anonymous")])
            .on_authorization(TOKEN, Some(ALICE), [error(401, "UNAUTHORIZED", "wrong")])
            .on(TAG, [unauthorized(challenge)]);
        let world = Rc::new(world);
        let refused = root(&session, &world).await.unwrap_err();
        let SourceError::SignInRefused {
            user,
            refusal: Refusal::Password,
            error,
        } = &refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!(user, "alice");
        assert!(matches!(
            **error,
            SourceError::Status {
                status: 401,
                authorized: true,
                ..
            }
        ));
        assert_eq!(refused.url(), Some(refuser));
        assert_eq!(session.user(REGISTRY), None);
        // Nothing is sent again.
        root(&session, &world).await.unwrap_err();
        let with_password = sent(&world)
            .iter()
            .filter(|(_, header)| header == ALICE)
            .count();
        assert_eq!(with_password, 1, "{:?}", sent(&world));
    }
}

#[tokio::test]
async fn who_signed_in_and_may_not_read_stays_signed_in() {
    for (status, service) in [
        (401, token("abc")),
        (403, token("abc")),
        (403, error(403, "DENIED", "no")),
    ] {
        let session = signed_in();
        let refusal = if status == 401 {
            unauthorized(OWN)
        } else {
            error(403, "DENIED", "no")
        };
        let world = FakeRegistry::new()
            .on_authorization(TAG, None, [unauthorized(OWN)])
            .on(TAG, [refusal])
            .on(TOKEN, [service]);
        let world = Rc::new(world);
        let error = root(&session, &world).await.unwrap_err();
        assert!(
            matches!(
                &error,
                SourceError::SignInRefused { refusal: Refusal::Access, error, .. }
                    if matches!(**error, SourceError::Status { status: found, .. } if found == status)
            ),
            "{error:?}"
        );
        assert_eq!(session.user(REGISTRY).as_deref(), Some("alice"));
        assert!(world.requests().len() <= 3, "{:?}", world.urls());
    }
}

fn is_refused_access(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::SignInRefused {
            refusal: Refusal::Access,
            ..
        }
    )
}

/// Harbor answers so to who may not see its catalog, whether the password is right or not.
#[tokio::test]
async fn a_password_that_was_taken_is_not_forgotten_where_the_registry_asks_for_it_again() {
    for (served, token_service) in [(ALICE, None), ("Bearer abc", Some(OWN))] {
        let session = signed_in();
        let world = registry(served, token_service.unwrap_or(BASIC))
            .on_authorization(TOKEN, Some(ALICE), [token("abc")])
            .on_if(
                |request| request.url.contains("/_catalog"),
                [unauthorized(BASIC)],
            )
            .on(OTHER_TAG, [unauthorized(BASIC)]);
        let world = Rc::new(world);
        root(&session, &world).await.unwrap();
        let source = source_in(&session, IMAGE, &world);
        let catalog = source.catalog(&Cursor::default()).await.unwrap_err();
        assert!(is_refused_access(&catalog), "{catalog:?}");
        let other = root_of("r.example/o/other:1", &session, &world).await;
        let other = other.unwrap_err();
        assert!(is_refused_access(&other), "{other:?}");
        assert_eq!(session.user(REGISTRY).as_deref(), Some("alice"));
        // What was read before is read as before.
        let before = world.requests().len();
        root(&session, &world).await.unwrap();
        assert_eq!(sent(&world)[before..], pairs(&[(TAG, served)]));
    }
}

#[tokio::test]
async fn a_token_that_is_refused_with_a_challenge_for_a_password_is_replaced_by_another_token() {
    let session = signed_in();
    let world = FakeRegistry::new()
        .on_authorization(TAG, None, [unauthorized(OWN)])
        .on(TAG, [unauthorized(BASIC)])
        .on_authorization(TOKEN, Some(ALICE), [token("one"), token("two")]);
    let world = Rc::new(world);
    for _ in 0..2 {
        let error = root(&session, &world).await.unwrap_err();
        assert!(is_refused_access(&error), "{error:?}");
        assert_eq!(session.user(REGISTRY).as_deref(), Some("alice"));
    }
    assert_eq!(
        sent(&world),
        pairs(&[
            (TAG, ""),
            (TOKEN, ALICE),
            (TAG, "Bearer one"),
            (TAG, "Bearer one"),
            (TOKEN, ALICE),
            (TAG, "Bearer two"),
        ])
    );
}

#[tokio::test]
async fn only_a_registry_that_answers_the_question_has_taken_the_password() {
    for (want, answer) in [
        (true, ok(INDEX, "{}")),
        (true, error(404, "MANIFEST_UNKNOWN", "no such tag")),
        (true, error(403, "DENIED", "not for alice")),
        (false, support::answer(404, &[], "")),
        (false, support::answer(403, &[], "")),
        (false, ok("text/html", "<html>")),
        (false, error(429, "TOOMANYREQUESTS", "slow down")),
        (false, error(500, "UNKNOWN", "broken")),
        (false, support::answer(502, &[], "")),
    ] {
        let session = signed_in();
        assert!(!session.has_asked(REGISTRY));
        let said = format!("{answer:?}");
        let world = FakeRegistry::new()
            .on_authorization(TAG, Some(ALICE), [answer])
            .on(TAG, [unauthorized(BASIC)]);
        let _ = root(&session, &Rc::new(world)).await;
        assert!(session.has_asked(REGISTRY), "{said}");
        assert_eq!(session.is_accepted(REGISTRY), want, "{said}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_password_is_not_quoted() {
    let session = signed_in();
    let echo = || {
        error(
            401,
            "UNAUTHORIZED",
            &format!("alice with {PASSWORD} sent {ALICE}"),
        )
    };
    let world = FakeRegistry::new()
        .on_authorization(TAG, None, [unauthorized(BASIC)])
        .on(TAG, [with(echo(), "www-authenticate", BASIC)]);
    let error = root(&session, &Rc::new(world)).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("alice with … sent Basic …"), "{text}");
    assert!(
        !text.contains(PASSWORD) && !text.contains("YWxpY2U6"),
        "{text}"
    );
}

#[tokio::test]
async fn another_hosts_token_service_gets_no_password_before_the_person_agreed() {
    let session = signed_in();
    let world = registry("Bearer abc", FOREIGN)
        .on_authorization(FOREIGN_TOKEN, Some(ALICE), [token("abc")])
        .on_authorization(FOREIGN_TOKEN, None, [token("anonymous")]);
    let world = Rc::new(world);
    let unknown = || SourceError::RealmUnknown {
        url: REGISTRY.to_owned(),
        registry: "r.example".to_owned(),
        realm: "https://auth.example".to_owned(),
    };
    for _ in 0..2 {
        assert_eq!(root(&session, &world).await, Err(unknown()));
    }
    assert_eq!(sent(&world), pairs(&[(TAG, "")]));

    // Refused: the service is asked as everyone may ask it.
    session.set_consent(REGISTRY, "https://auth.example", false);
    let error = root(&session, &world).await.unwrap_err();
    assert!(matches!(
        error,
        SourceError::Status {
            status: 401,
            authorized: true,
            ..
        }
    ));
    assert_eq!(
        sent(&world)[1..],
        pairs(&[(FOREIGN_TOKEN, ""), (TAG, "Bearer anonymous")])
    );

    // Signing in again is a reason to ask again; and the answer is kept.
    session.sign_in(REGISTRY, alice());
    assert_eq!(root(&session, &world).await, Err(unknown()));
    session.set_consent(REGISTRY, "https://auth.example", true);
    let before = world.requests().len();
    root(&session, &world).await.unwrap();
    root(&session, &world).await.unwrap();
    assert_eq!(
        sent(&world)[before..],
        pairs(&[
            (FOREIGN_TOKEN, ALICE),
            (TAG, "Bearer abc"),
            (TAG, "Bearer abc")
        ])
    );
}

#[tokio::test]
async fn consent_is_for_one_registry_and_one_origin() {
    let challenge = |realm: &str| format!(r#"Bearer realm="{realm}/token""#);
    for (registry, realm) in [
        ("https://other.example", "https://auth.example"),
        (REGISTRY, "https://auth.example:8443"),
        (REGISTRY, "https://sub.auth.example"),
        (REGISTRY, "https://auth.example.evil.example"),
    ] {
        let session = signed_in();
        session.sign_in("https://other.example", alice());
        session.set_consent(registry, "https://auth.example", true);
        let world = FakeRegistry::new().on(TAG, [unauthorized(&challenge(realm))]);
        let error = root(&session, &Rc::new(world)).await;
        assert_eq!(
            error,
            Err(SourceError::RealmUnknown {
                url: REGISTRY.to_owned(),
                registry: "r.example".to_owned(),
                realm: realm.to_owned(),
            })
        );
    }
}

#[tokio::test]
async fn nobody_is_asked_whether_a_password_may_go_where_it_never_goes() {
    let realm = format!("{PAGE}/token");
    let challenge = format!(r#"Bearer realm="{realm}""#);
    let world = Rc::new(FakeRegistry::new().on(TAG, [unauthorized(&challenge)]));
    assert_eq!(
        root(&signed_in(), &world).await,
        Err(SourceError::RealmRefused {
            url: REGISTRY.to_owned(),
            realm,
            fault: RealmFault::PageOrigin,
        })
    );
    assert_eq!(sent(&world), pairs(&[(TAG, "")]));
}

#[tokio::test]
async fn no_spelling_of_a_realm_takes_a_password_elsewhere() {
    for (realm, want) in [
        (
            "https://r.example@evil.example/t",
            Err(RealmFault::Credentials),
        ),
        (
            "https://r.example:443@evil.example/t",
            Err(RealmFault::Credentials),
        ),
        ("http://r.example/t", Err(RealmFault::Plain)),
        ("http://evil.example/t", Err(RealmFault::Plain)),
        ("//evil.example/t", Err(RealmFault::NotAbsolute)),
        ("https://r%2eexample/t", Err(RealmFault::NotAbsolute)),
        ("https://r.exam\tple/t", Err(RealmFault::NotAbsolute)),
        ("https://ｒ.example/t", Err(RealmFault::NotAbsolute)),
        ("https:\\\\evil.example/t", Err(RealmFault::NotAbsolute)),
        (
            "https://evil.example\\@r.example/t",
            Ok("https://evil.example"),
        ),
        (
            "https://evil.example?@r.example/t",
            Ok("https://evil.example"),
        ),
        (
            "https://evil.example#@r.example/t",
            Ok("https://evil.example"),
        ),
        (
            "https://r.example.evil.example/t",
            Ok("https://r.example.evil.example"),
        ),
        ("https://r.example./t", Ok("https://r.example.")),
        ("https://R.EXAMPLE:8443/t", Ok("https://r.example:8443")),
    ] {
        let session = signed_in();
        let challenge = format!("Bearer realm=\"{}\"", realm.replace('\\', "\\\\"));
        let world = Rc::new(FakeRegistry::new().on(TAG, [unauthorized(&challenge)]));
        let error = root(&session, &world).await.unwrap_err();
        let want = match want {
            Err(fault) => SourceError::RealmRefused {
                url: REGISTRY.to_owned(),
                realm: realm.to_owned(),
                fault,
            },
            Ok(origin) => SourceError::RealmUnknown {
                url: REGISTRY.to_owned(),
                registry: "r.example".to_owned(),
                realm: origin.to_owned(),
            },
        };
        assert_eq!(error, want, "{realm}");
        assert_eq!(sent(&world), pairs(&[(TAG, "")]), "{realm}");
    }
}

#[tokio::test]
async fn the_question_names_the_host_that_the_browser_would_ask() {
    let challenge = r#"Bearer realm="https://0x7f.1:0443/t""#;
    let world = FakeRegistry::new()
        .spelling("https://0x7f.1:0443/t", "https://127.0.0.1/t")
        .on(TAG, [unauthorized(challenge)]);
    assert_eq!(
        root(&signed_in(), &Rc::new(world)).await,
        Err(SourceError::RealmUnknown {
            url: REGISTRY.to_owned(),
            registry: "r.example".to_owned(),
            realm: "https://127.0.0.1".to_owned(),
        })
    );
}

#[tokio::test]
async fn a_registrys_own_and_known_token_services_need_no_question() {
    let docker = "https://registry-1.docker.io/v2/library/alpine/manifests/latest";
    let docker_token = "https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/alpine:pull";
    let challenge = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull""#;
    let world = FakeRegistry::new()
        .on_authorization(docker, Some("Bearer abc"), [ok(INDEX, "{}")])
        .on(docker, [unauthorized(challenge)])
        .on_authorization(docker_token, Some(ALICE), [token("abc")]);
    let session = session();
    session.sign_in("https://registry-1.docker.io", alice());
    root_of("alpine", &session, &Rc::new(world)).await.unwrap();

    // What belongs to Docker Hub does not belong to others.
    let challenge = challenge.to_owned();
    let world = Rc::new(FakeRegistry::new().on(TAG, [unauthorized(&challenge)]));
    assert!(matches!(
        root(&signed_in(), &world).await,
        Err(SourceError::RealmUnknown { .. })
    ));
}

#[tokio::test]
async fn a_token_of_one_user_serves_nobody_else_and_no_other_registry() {
    let session = session();
    session.sign_in(REGISTRY, alice());
    session.sign_in("https://evil.example", credentials("alice", "other"));
    session.set_consent("https://evil.example", "https://r.example", true);
    let evil = "https://evil.example/v2/o/n/manifests/1";
    let world = registry("Bearer of-alice", OWN)
        .on(evil, [unauthorized(OWN)])
        .on_authorization(TOKEN, Some(ALICE), [token("of-alice")])
        .on(TOKEN, [error(401, "UNAUTHORIZED", "wrong")]);
    let world = Rc::new(world);
    root(&session, &world).await.unwrap();
    // The same realm, service, scope and name of the user, asked for by another registry.
    root_of("evil.example/o/n:1", &session, &world)
        .await
        .unwrap_err();
    let leaked = |(url, header): &(String, String)| url == evil && !header.is_empty();
    assert!(!sent(&world).iter().any(leaked), "{:?}", sent(&world));
}

#[tokio::test]
async fn signing_out_forgets_password_and_tokens() {
    let session = signed_in();
    let world = registry("Bearer of-alice", OWN)
        .on_authorization(TOKEN, Some(ALICE), [token("of-alice")])
        .on_authorization(TOKEN, None, [token("anonymous")]);
    let world = Rc::new(world);
    root(&session, &world).await.unwrap();
    session.sign_out(REGISTRY);
    assert_eq!(session.user(REGISTRY), None);
    let before = world.requests().len();
    root(&session, &world).await.unwrap_err();
    let after = sent(&world).split_off(before);
    assert!(
        after
            .iter()
            .all(|(_, header)| header.is_empty() || header == "Bearer anonymous"),
        "{after:?}"
    );
    assert!(!format!("{session:?}").contains("alice"), "{session:?}");
    // And signing in again asks for a new token.
    session.sign_in(REGISTRY, alice());
    root(&session, &world).await.unwrap();
    let asked = sent(&world)
        .iter()
        .filter(|(url, header)| url == TOKEN && header == ALICE)
        .count();
    assert_eq!(asked, 2);
}

/// The answer holds for as long as the password is kept.
#[tokio::test]
async fn consent_to_send_a_password_goes_with_the_password() {
    let realm = "https://auth.example";
    let unknown = SourceError::RealmUnknown {
        url: REGISTRY.to_owned(),
        registry: "r.example".to_owned(),
        realm: realm.to_owned(),
    };
    let asks = || Rc::new(FakeRegistry::new().on(TAG, [unauthorized(FOREIGN)]));
    let agreed = || {
        let session = signed_in();
        session.sign_in("https://other.example", alice());
        session.set_consent("https://other.example", realm, true);
        session.set_consent(REGISTRY, realm, true);
        session
    };
    let signed_out = agreed();
    signed_out.sign_out(REGISTRY);
    let refused = agreed();
    let world = FakeRegistry::new()
        .on(TAG, [unauthorized(FOREIGN)])
        .on(FOREIGN_TOKEN, [error(401, "UNAUTHORIZED", "wrong")]);
    root(&refused, &Rc::new(world)).await.unwrap_err();
    assert_eq!(refused.user(REGISTRY), None);
    for session in [signed_out, refused, agreed()] {
        session.sign_in(REGISTRY, credentials("bob", "another"));
        let world = asks();
        assert_eq!(root(&session, &world).await.as_ref(), Err(&unknown));
        assert!(sent(&world).iter().all(|(_, header)| header.is_empty()));
        // What was said of another registry holds.
        let url = "https://other.example/v2/o/n/manifests/1";
        let world = FakeRegistry::new()
            .on_authorization(url, Some("Bearer abc"), [ok(INDEX, "{}")])
            .on(url, [unauthorized(FOREIGN)])
            .on_authorization(FOREIGN_TOKEN, Some(ALICE), [token("abc")]);
        let other = root_of("other.example/o/n:1", &session, &Rc::new(world)).await;
        assert!(other.is_ok(), "{other:?}");
    }
}

#[tokio::test]
async fn a_tab_asks_nothing_twice() {
    let session = session();
    let world = registry("Bearer abc", OWN).on(TOKEN, [token("abc")]);
    let world = Rc::new(world);
    root(&session, &world).await.unwrap();
    assert_eq!(
        sent(&world),
        pairs(&[(TAG, ""), (TOKEN, ""), (TAG, "Bearer abc")])
    );
    // The next time, the token is there.
    root(&session, &world).await.unwrap();
    assert_eq!(sent(&world)[3..], pairs(&[(TAG, "Bearer abc")]));
    // It expires.
    world.advance(600);
    root(&session, &world).await.unwrap();
    assert_eq!(
        sent(&world)[4..],
        pairs(&[(TOKEN, ""), (TAG, "Bearer abc")])
    );
}

#[tokio::test]
async fn a_registry_that_always_wants_a_token_is_not_asked_whether_it_does() {
    // Read through the page's own origin, where no header needs permission.
    let session = Rc::new(Session::new("https://ghcr.io"));
    let tag = "https://ghcr.io/v2/o/n/manifests/1";
    let service = "https://ghcr.io/token?service=ghcr.io&scope=repository:o/n:pull";
    let world = FakeRegistry::new()
        .on_authorization(tag, Some("Bearer abc"), [ok(INDEX, "{}")])
        .on(service, [token("abc")]);
    let world = Rc::new(world);
    root_of("ghcr.io/o/n:1", &session, &world).await.unwrap();
    assert_eq!(sent(&world), pairs(&[(service, ""), (tag, "Bearer abc")]));

    // What was known is out of date: the registry's own challenge decides.
    let session = Rc::new(Session::new("https://ghcr.io"));
    let moved = r#"Bearer realm="https://ghcr.io/new",service="n",scope="repository:o/n:pull""#;
    let world = FakeRegistry::new()
        .on_authorization(tag, Some("Bearer new"), [ok(INDEX, "{}")])
        .on(tag, [unauthorized(moved)])
        .on(service, [error(404, "X", "gone")])
        .on(
            "https://ghcr.io/new?service=n&scope=repository:o/n:pull",
            [token("new")],
        );
    let world = Rc::new(world);
    root_of("ghcr.io/o/n:1", &session, &world).await.unwrap();
}

#[tokio::test]
async fn a_slow_token_service_keeps_no_other_registry_waiting() {
    use futures::{FutureExt, pin_mut};
    let (session, slow) = (session(), Rc::new(slow::Slow));
    let slow_source = porthole::source::Source::new(
        &support::reference("slow.example/o/n:1"),
        Rc::clone(&slow),
        &session,
        |_| None,
    );
    let waiting = slow_source.document(&Wanted::Root);
    pin_mut!(waiting);
    assert!((&mut waiting).now_or_never().is_none());
    let world = registry("Bearer abc", OWN).on(TOKEN, [token("abc")]);
    let world = Rc::new(world);
    assert!(root(&session, &world).now_or_never().unwrap().is_ok());
    // And even of the same registry: only who needs the same token waits.
    let world = FakeRegistry::new()
        .on_authorization(OTHER_TAG, Some("Bearer abc"), [ok(INDEX, "{}")])
        .on(OTHER_TAG, [unauthorized(OWN)]);
    let other = Rc::new(world);
    assert!(
        root_of("r.example/o/other:1", &session, &other)
            .now_or_never()
            .unwrap()
            .is_ok()
    );
    assert!((&mut waiting).now_or_never().is_none());
}

/// A registry whose token service never answers.
mod slow {
    use super::{Answer, unauthorized};
    use porthole::source::{Request, Transport, transport::Retry};
    use std::time::Duration;

    pub struct Slow;

    impl Transport for Slow {
        async fn send(&self, request: &Request) -> Answer {
            if request.url.contains("/token") {
                futures::future::pending::<()>().await;
            }
            unauthorized(r#"Bearer realm="https://slow.example/token""#)
        }
        async fn answers(&self, _: &str) -> bool {
            true
        }
        async fn sleep(&self, _: Duration) {}
        fn now(&self) -> Duration {
            Duration::ZERO
        }
        fn retrying(&self, _: Retry) {}
    }
}
