//! Signed schema-1 manifests that the tests sign themselves: every algorithm, keys by `jwk` and by `x5c`, several signatures, and what
//! can be done to a document around its signed range.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "support/signing.rs"]
mod signing;

use p256::ecdsa::signature::Verifier as _;
use porthole::{
    oci::{
        Body, Digest, Document, Schema1,
        public_key::{Curve, KeyKind, PublicKey, key_id},
    },
    verify::{
        certificate::{Certificate, CertificateError},
        signature::{SignatureAlgorithm, SignatureCheck, UncheckedReason, prepare, public_key},
    },
};
use rsa::{pkcs8::DecodePublicKey as _, signature::Verifier as _};
use serde_json::json;
use signing::{ALL, By, Key, START};

fn parse(text: &str) -> Document {
    Document::parse(text.as_bytes().into(), None, None).unwrap()
}

fn schema1(document: &Document) -> &Schema1 {
    match &document.body {
        Body::Schema1(schema1) => schema1,
        other => panic!("{other:?}"),
    }
}

/// Rule and pointer of each problem.
fn problems(document: &Document) -> Vec<(&'static str, &str)> {
    let problems = document.problems.iter();
    problems
        .map(|problem| (problem.rule, problem.pointer.as_str()))
        .collect()
}

/// As the browser does it.
fn is_valid(check: &SignatureCheck) -> bool {
    let point = |length: usize| &check.key_info[check.key_info.len() - length..];
    let (input, signature) = (&check.signing_input, check.signature.as_slice());
    match check.algorithm {
        SignatureAlgorithm::ES256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point(65))
            .unwrap()
            .verify(
                input,
                &p256::ecdsa::Signature::from_slice(signature).unwrap(),
            )
            .is_ok(),
        SignatureAlgorithm::ES384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point(97))
            .unwrap()
            .verify(
                input,
                &p384::ecdsa::Signature::from_slice(signature).unwrap(),
            )
            .is_ok(),
        SignatureAlgorithm::ES512 => p521::ecdsa::VerifyingKey::from_sec1_bytes(point(133))
            .unwrap()
            .verify(
                input,
                &p521::ecdsa::Signature::from_slice(signature).unwrap(),
            )
            .is_ok(),
        SignatureAlgorithm::RS256 => {
            let key = rsa::RsaPublicKey::from_public_key_der(&check.key_info).unwrap();
            rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha256>::new(key)
                .verify(input, &signature.try_into().unwrap())
                .is_ok()
        }
        SignatureAlgorithm::RS384 => {
            let key = rsa::RsaPublicKey::from_public_key_der(&check.key_info).unwrap();
            rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha384>::new(key)
                .verify(input, &signature.try_into().unwrap())
                .is_ok()
        }
        SignatureAlgorithm::RS512 => {
            let key = rsa::RsaPublicKey::from_public_key_der(&check.key_info).unwrap();
            rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha512>::new(key)
                .verify(input, &signature.try_into().unwrap())
                .is_ok()
        }
        other => panic!("{other:?} is none of schema 1"),
    }
}

/// What is known of each signature of a document: valid or not, or why it cannot be checked.
fn verdicts(document: &Document) -> Vec<Result<bool, UncheckedReason>> {
    let schema1 = schema1(document);
    let signatures = schema1.signatures.iter();
    signatures
        .map(|signature| prepare(schema1, signature).map(|check| is_valid(&check)))
        .collect()
}

fn signed(key: Key, by: By) -> String {
    signing::document(START, &[signing::signature(START, "}", key, by)])
}

fn payload_digest() -> Digest {
    Digest::sha256_of(format!("{START}}}").as_bytes())
}

#[test]
fn signatures_by_every_algorithm_hold_until_a_byte_is_changed() {
    let cases = ALL
        .map(|key| (key, By::Jwk))
        .into_iter()
        .chain([(Key::Es256, By::X5c), (Key::Rs256, By::X5c)]);
    for (key, by) in cases {
        let text = signed(key, by);
        let document = parse(&text);
        assert_eq!(document.problems, [], "{key:?} {by:?}");
        assert_eq!(document.digest, payload_digest());
        assert_eq!(verdicts(&document), [Ok(true)], "{key:?} {by:?}");

        let changed = parse(&text.replacen("amd64", "arm64", 1));
        assert_eq!(verdicts(&changed), [Ok(false)], "{key:?} {by:?}");
        assert_ne!(changed.digest, payload_digest());
    }
}

#[test]
fn the_digest_is_right_when_only_the_signature_is_wrong() {
    for key in ALL {
        let mut signature = signing::signature(START, "}", key, By::Jwk);
        let other = signing::signature(START, "\n}", key, By::Jwk);
        signature["signature"] = other["signature"].clone();
        let document = parse(&signing::document(START, &[signature]));
        assert_eq!(document.digest, payload_digest());
        assert_eq!(document.problems, []);
        assert_eq!(verdicts(&document), [Ok(false)], "{key:?}");
    }
}

#[test]
fn a_signature_by_another_key_than_the_one_it_names_is_invalid() {
    let mut signature = signing::signature(START, "}", Key::Es256, By::Jwk);
    // The key of the fixture.
    signature["header"]["jwk"] = json!({
        "kty": "EC", "crv": "P-256",
        "x": "J1oY63-d0OUsW9x78Bo5gJ7458AbcOlRE9MpNdaJAKY", "y": "-lByQgoOOKr43nUQ7-zmbyw9lcyeqHn5wH5PAku2NkQ",
    });
    let document = parse(&signing::document(START, &[signature]));
    assert_eq!(verdicts(&document), [Ok(false)]);
}

#[test]
fn what_is_left_out_of_the_problems_of_payload_and_signatures_is_counted_once() {
    let keys = |count: usize| vec![r#""a":1"#; count].join(",");
    for (signed, unsigned, left_out) in [(1501, 0, 500), (0, 1501, 500), (1501, 1501, 2000)] {
        let start = START.replacen('{', &format!(r#"{{"x":{{{}}},"#, keys(signed)), 1);
        let mut signature = signing::signature(&start, "}", Key::Es256, By::Jwk);
        signature["comment"] = json!("hello");
        let comment = format!("{{{}}}", keys(unsigned));
        let text = signing::document(&start, &[signature]).replace(r#""hello""#, &comment);
        let document = parse(&text);
        assert_eq!(verdicts(&document), [Ok(true)]);
        let mut rules = problems(&document).into_iter().map(|(rule, _)| rule);
        assert!(
            rules
                .by_ref()
                .take(1000)
                .all(|rule| rule == "duplicate-key")
        );
        assert_eq!(rules.next(), Some("too-many-problems"));
        let last = document.problems.last().expect("a problem");
        // That the comment is not signed is left out too.
        let want = format!("{} more problems are not listed", left_out + 1);
        assert_eq!(last.message, want);
    }
}

#[test]
fn what_is_wrong_in_the_list_of_signatures_is_told_however_its_key_is_written() {
    let text =
        signed(Key::Es256, By::Jwk).replacen("{\"header\"", "{\"a\":1,\"a\":2,\"header\"", 1);
    for key in ["signatures", "Signatures"] {
        let document = parse(&text.replacen("\"signatures\"", &format!("{key:?}"), 1));
        assert_eq!(document.digest, payload_digest());
        let pointer = format!("/{key}/0/a");
        let found = problems(&document);
        assert!(found.contains(&("duplicate-key", &*pointer)), "{found:?}");
    }
}

#[test]
fn members_outside_the_signed_range_leave_it_valid_and_are_listed() {
    let evil = r#"[{"blobSum":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}]"#;
    let mut signature = signing::signature(START, "}", Key::Es256, By::Jwk);
    signature["comment"] = json!("hello");
    signature["header"]["note"] = json!(1);
    let start = format!("{START},\"fsLayers\":{evil},\"signatures\":\"first\"");
    let text = signing::document(&start, &[signature]);
    let text = format!("{},\"tag\":\"late\"}}", text.strip_suffix('}').unwrap());
    let document = parse(&text);
    assert_eq!(document.digest, payload_digest());
    assert_eq!(verdicts(&document), [Ok(true)]);
    let schema1 = schema1(&document);
    // What is shown is what is signed.
    let shown: Vec<&str> = schema1
        .steps
        .iter()
        .map(|step| step.blob_sum_text.as_str())
        .collect();
    assert_eq!(
        shown,
        ["sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4"]
    );
    assert_eq!(schema1.tag, "t");
    let members: Vec<(&str, &str)> = schema1
        .unsigned_members
        .iter()
        .map(|(key, text)| (key.as_str(), text.as_str()))
        .collect();
    assert_eq!(
        members,
        [
            ("fsLayers", evil),
            ("signatures", "\"first\""),
            ("signatures/0/comment", "\"hello\""),
            ("signatures/0/header/note", "1"),
            ("tag", "\"late\""),
        ]
    );
    let rule = "schema1-unsigned-member";
    let found: Vec<_> = problems(&document)
        .into_iter()
        .filter(|(found, _)| *found == rule)
        .collect();
    assert_eq!(
        found,
        [
            (rule, "/fsLayers"),
            (rule, "/signatures"),
            (rule, "/signatures/0/comment"),
            (rule, "/signatures/0/header/note"),
            (rule, "/tag")
        ]
    );
}

#[test]
fn what_is_read_in_another_case_is_not_said_to_be_disbelieved() {
    let signature = signing::signature(START, "}", Key::Es256, By::Jwk);
    let signatures = |from: &str, to: &str| {
        let text = signing::document(START, std::slice::from_ref(&signature));
        assert!(text.contains(from), "{text}");
        text.replacen(from, to, 1)
    };
    let rule = "schema1-unsigned-member";
    for (text, want) in [
        (signatures("\"signatures\"", "\"Signatures\""), vec![]),
        (signatures("\"signatures\"", "\"ſignatureſ\""), vec![]),
        (signatures("\"header\"", "\"Header\""), vec![]),
        (signatures("\"alg\"", "\"ALG\""), vec![]),
        (signatures("\"protected\"", "\"PROTECTED\""), vec![]),
        // Of several the last is read.
        (
            signatures("\"alg\"", "\"ALG\":\"none\",\"alg\""),
            vec![("signatures/0/header/ALG", "/signatures/0/header/ALG")],
        ),
        (
            signatures("\"signatures\"", "\"signatures\":[],\"Signatures\""),
            vec![("signatures", "/signatures")],
        ),
        (
            signatures("\"signatures\"", "\"Signatures\":[],\"signatures\""),
            vec![("Signatures", "/Signatures")],
        ),
    ] {
        let document = parse(&text);
        assert_eq!(verdicts(&document), [Ok(true)], "{text}");
        let members = schema1(&document).unsigned_members.iter();
        let paths: Vec<&str> = members.map(|(path, _)| path.as_str()).collect();
        let found = problems(&document).into_iter();
        let found: Vec<&str> = found
            .filter(|(found, _)| *found == rule)
            .map(|(_, pointer)| pointer)
            .collect();
        let (want_paths, want_pointers): (Vec<&str>, Vec<&str>) = want.into_iter().unzip();
        assert_eq!((paths, found), (want_paths, want_pointers), "{text}");
    }
}

/// A document whose only signature has this protected header.
fn with_protected(length: usize, tail: &str, payload: &str) -> String {
    let protected = json!({
        "formatLength": length,
        "formatTail": base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, tail),
    });
    let header = json!({"alg": "ES256", "jwk": Key::Es256.jwk()});
    let signature = signing::signature_with(header, &protected, payload, Key::Es256);
    signing::document(START, &[signature])
}

#[test]
fn without_a_payload_there_is_no_digest_and_nothing_to_check() {
    let within = START.find('ü').unwrap() + 1;
    for (length, tail, said) in [
        (
            1_000_000,
            "}",
            "formatLength is 1000000, and the document has",
        ),
        (within, "}", "ends within a character"),
        (START.len() - 5, "}", "the signed payload is no JSON"),
        (0, "[]", "the signed payload is no JSON object"),
    ] {
        let text = with_protected(length, tail, "anything");
        let document = parse(&text);
        assert!(!document.has_digest(), "{said}");
        let schema1 = schema1(&document);
        assert_eq!(
            (schema1.payload.as_ref(), schema1.signed_length),
            (None, None)
        );
        assert!(schema1.has_lost_payload());
        assert_eq!(
            verdicts(&document),
            [Err(UncheckedReason::NoPayload)],
            "{said}"
        );
        assert_eq!(
            problems(&document),
            [("schema1-signature-format", "/signatures")]
        );
        assert!(
            document.problems[0].message.contains(said),
            "{:?}",
            document.problems
        );
    }
    assert!(parse(&signed(Key::Es256, By::Jwk)).has_digest());
    assert!(parse(&format!("{START}}}")).has_digest());
}

#[test]
fn signatures_of_a_wrong_type_are_said_and_nothing_is_signed() {
    for (signatures, kind) in [
        ("7", "a number"),
        ("\"none\"", "a string"),
        ("true", "a boolean"),
        (r#"{"header":{}}"#, "an object"),
    ] {
        let text = format!("{START},\"signatures\":{signatures}}}");
        let document = parse(&text);
        let schema1 = schema1(&document);
        assert_eq!(schema1.signatures, []);
        assert_eq!(document.digest, Digest::sha256_of(text.as_bytes()));
        assert_eq!(problems(&document), [("schema1-signature", "/signatures")]);
        let want =
            format!("\"signatures\" is {kind}, not a list: the document is taken for unsigned");
        assert_eq!(document.problems[0].message, want);
    }
}

#[test]
fn empty_signatures_sign_nothing() {
    let text = signing::document(START, &[]);
    let document = parse(&text);
    assert!(document.has_digest());
    assert_eq!(document.digest, Digest::sha256_of(text.as_bytes()));
    assert_eq!(problems(&document), [("schema1-signature", "/signatures")]);
    assert_eq!(schema1(&document).unknown, []);
}

#[test]
fn each_of_several_signatures_has_its_own_verdict() {
    let mut wrong = signing::signature(START, "}", Key::Es384, By::Jwk);
    let other = signing::signature(START, "\n}", Key::Es384, By::Jwk);
    wrong["signature"] = other["signature"].clone();
    let mut unknown = signing::signature(START, "}", Key::Es256, By::Jwk);
    unknown["header"]["alg"] = json!("PS256");
    let signatures = [
        signing::signature(START, "}", Key::Es256, By::Jwk),
        wrong,
        signing::signature(START, "}", Key::Rs256, By::X5c),
        unknown,
        signing::signature(START, "}", Key::Es512, By::Jwk),
    ];
    let document = parse(&signing::document(START, &signatures));
    assert_eq!(document.problems, []);
    let algorithm = "PS256".to_owned();
    assert_eq!(
        verdicts(&document),
        [
            Ok(true),
            Ok(false),
            Ok(true),
            Err(UncheckedReason::Algorithm { algorithm }),
            Ok(true)
        ]
    );
}

#[test]
fn of_signatures_that_disagree_only_those_for_the_payload_shown_are_checked() {
    let signatures = [
        signing::signature(START, "}", Key::Es256, By::Jwk),
        signing::signature(START, "\n}", Key::Rs256, By::Jwk),
    ];
    let document = parse(&signing::document(START, &signatures));
    assert_eq!(document.digest, payload_digest());
    let fault = "it is for another payload than the one shown".to_owned();
    assert_eq!(
        verdicts(&document),
        [Ok(true), Err(UncheckedReason::Malformed { fault })]
    );
    assert_eq!(
        problems(&document),
        [
            ("schema1-signature-format", "/signatures"),
            ("schema1-signature", "/signatures/1")
        ]
    );
}

#[test]
fn the_protected_header_is_kept_as_it_was_read() {
    let document = parse(&signed(Key::Es256, By::Jwk));
    let signature = &schema1(&document).signatures[0];
    let format = signature.format.as_ref().unwrap();
    assert_eq!(
        (format.length, format.tail.as_slice()),
        (START.len() as u64, b"}".as_slice())
    );
    assert_eq!(signature.time.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(schema1(&document).signed_length, Some(START.len()));
    assert_eq!(
        schema1(&document).steps[0].entry.author.as_deref(),
        Some("Jürgen 漢字")
    );
}

#[test]
fn keys_of_every_kind_are_told_from_either_form() {
    for (key, kind) in [
        (Key::Es256, KeyKind::Ec(Curve::P256)),
        (Key::Es384, KeyKind::Ec(Curve::P384)),
        (Key::Es512, KeyKind::Ec(Curve::P521)),
        (Key::Rs256, KeyKind::Rsa),
    ] {
        let jwk = key.jwk().to_string();
        let read = PublicKey::from_jwk(&jwk).unwrap();
        assert_eq!(read.kind, kind);
        assert_eq!(
            PublicKey::from_key_info(read.key_info.clone()),
            Some(read.clone())
        );
        assert_eq!(key_id::of_jwk(&jwk), Some(read.key_id()));
        assert_eq!(read.key_id().len(), 59);
    }
    assert_eq!(PublicKey::from_key_info(vec![0x30, 0]), None);
}

#[test]
fn the_key_of_a_certificate_is_that_of_the_jwk_with_its_key_id() {
    // By `openssl x509 -fingerprint -sha256`, and `openssl pkey -pubout -outform DER | openssl dgst -sha256`, its first 30 bytes in base32.
    for (key, subject, fingerprint, id) in [
        (
            Key::Es256,
            "O=Porthole tests\\, signing, CN=ec signer ä",
            "7eb32cf748fff68125d3d040cb67904f18681ed61d39d2d8280960ec20782f68",
            "WMJ4:EV3N:D3IJ:G2EJ:HIGI:DLNN:QNMX:IL7A:2HVZ:FJJD:K2Z4:HBYC",
        ),
        (
            Key::Rs256,
            "O=Porthole tests\\, signing, CN=rsa signer ä",
            "01aa191092d310a45e5ba73fbd8bc09b1d848fd741d25c64cfb12a22bf089a73",
            "AWWR:22OZ:UGUQ:242E:MPA6:N63D:5IEO:6G5K:5HY5:MKFA:B6RP:OE5A",
        ),
    ] {
        let chain = key.x5c();
        let leaf = Certificate::parse(chain[0].as_str().unwrap()).unwrap();
        assert_eq!(leaf.subject, subject);
        assert_eq!(leaf.issuer, "C=DE, O=Porthole tests, CN=Test authority");
        assert_eq!(leaf.fingerprint, fingerprint);
        let of_jwk = PublicKey::from_jwk(&key.jwk().to_string()).unwrap();
        assert_eq!(of_jwk.key_info, leaf.key_info);
        assert_eq!(of_jwk.key_id(), id);
        let authority = Certificate::parse(chain[1].as_str().unwrap()).unwrap();
        assert_eq!(authority.subject, leaf.issuer);
        assert_eq!(authority.issuer, authority.subject);

        let document = parse(&signed(key, By::X5c));
        let signature = &schema1(&document).signatures[0];
        assert_eq!(signature.certificates.len(), 2);
        assert_eq!(public_key(signature).unwrap().unwrap().key_id(), id);
    }
}

#[test]
fn certificates_that_are_none_say_so() {
    for (text, want) in [
        ("!", CertificateError::Base64),
        ("", CertificateError::Der),
        ("AAAA", CertificateError::Der),
        ("MAA=", CertificateError::Der),
    ] {
        assert_eq!(Certificate::parse(text), Err(want), "{text}");
    }
    // Cut anywhere, it is none, and nothing panics.
    let chain = Key::Es256.x5c();
    let whole = chain[0].as_str().unwrap();
    for end in (0..whole.len()).step_by(4) {
        let cut = Certificate::parse(&whole[..end]);
        assert_eq!(cut, Err(CertificateError::Der), "{end}");
    }
}

#[test]
fn keys_that_do_not_fit_are_not_checked_and_say_why() {
    let by_certificate = |x5c: serde_json::Value, jwk: Option<serde_json::Value>| {
        let mut signature = signing::signature(START, "}", Key::Es256, By::X5c);
        signature["header"]["x5c"] = x5c;
        if let Some(jwk) = jwk {
            signature["header"]["jwk"] = jwk;
        }
        verdicts(&parse(&signing::document(START, &[signature])))
    };
    let malformed = |fault: &str| UncheckedReason::Malformed {
        fault: fault.to_owned(),
    };
    let error = CertificateError::Der;
    for (x5c, jwk, want) in [
        (
            json!(["AAAA"]),
            None,
            Err(UncheckedReason::Certificate { error }),
        ),
        (
            json!([]),
            None,
            Err(malformed("its x5c is no list of certificates")),
        ),
        (
            json!("AAAA"),
            None,
            Err(malformed("its x5c is no list of certificates")),
        ),
        (
            json!([7]),
            None,
            Err(malformed("its x5c is no list of certificates")),
        ),
        (
            Key::Rs256.x5c(),
            None,
            Err(UncheckedReason::Key { algorithm: "ES256" }),
        ),
        (Key::Es256.x5c(), Some(Key::Es256.jwk()), Ok(true)),
        (
            Key::Es256.x5c(),
            Some(Key::Rs256.jwk()),
            Err(UncheckedReason::TwoKeys),
        ),
    ] {
        assert_eq!(by_certificate(x5c.clone(), jwk), [want], "{x5c}");
    }
    for (key, algorithm) in [
        (Key::Es256, "ES384"),
        (Key::Es384, "ES512"),
        (Key::Es512, "RS256"),
        (Key::Rs256, "ES256"),
    ] {
        let mut signature = signing::signature(START, "}", key, By::Jwk);
        signature["header"]["alg"] = json!(algorithm);
        let found = verdicts(&parse(&signing::document(START, &[signature])));
        assert_eq!(found, [Err(UncheckedReason::Key { algorithm })]);
    }
    for (key, expected) in [(Key::Es256, 64), (Key::Es384, 96), (Key::Es512, 132)] {
        let mut signature = signing::signature(START, "}", key, By::Jwk);
        signature["signature"] = json!("AAAA");
        let found = verdicts(&parse(&signing::document(START, &[signature])));
        let algorithm = key.algorithm();
        let want = UncheckedReason::Length {
            algorithm,
            expected,
            actual: 3,
        };
        assert_eq!(found, [Err(want)]);
    }
}

#[test]
fn a_key_id_that_is_not_that_of_the_key_is_a_problem_for_every_kind_of_key() {
    for key in ALL {
        let mut jwk = key.jwk();
        jwk["kid"] = json!(key_id::of_jwk(&jwk.to_string()).unwrap());
        let mut signature = signing::signature(START, "}", key, By::Jwk);
        signature["header"]["jwk"] = jwk.clone();
        let document = parse(&signing::document(START, std::slice::from_ref(&signature)));
        assert_eq!(document.problems, []);
        assert_eq!(
            schema1(&document).signatures[0].key_id_matches(),
            Some(true)
        );
        signature["header"]["jwk"]["kid"] = json!("AAAA:BBBB");
        let document = parse(&signing::document(START, &[signature]));
        assert_eq!(
            schema1(&document).signatures[0].key_id_matches(),
            Some(false)
        );
        // A wrong name does not make the signature wrong.
        assert_eq!(verdicts(&document), [Ok(true)]);
    }
}
