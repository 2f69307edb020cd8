//! What the check of a schema-1 signature is given, and that this is what the key signed.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use p256::ecdsa::{VerifyingKey, signature::Verifier};
use porthole::{
    oci::{Body, Document, Schema1, schema1::Signature},
    verify::signature::{
        SignatureAlgorithm, SignatureCheck, SignatureState, UncheckedReason, prepare,
    },
};
use std::rc::Rc;

const SIGNED: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v1-signed.json");

fn schema1(bytes: &[u8]) -> Schema1 {
    match Document::parse(Rc::from(bytes), None, None).unwrap().body {
        Body::Schema1(schema1) => schema1,
        other => panic!("{other:?}"),
    }
}

/// As the browser does it.
fn is_valid(check: &SignatureCheck) -> bool {
    let point = &check.key_info[check.key_info.len() - 65..];
    let key = VerifyingKey::from_sec1_bytes(point).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&check.signature).unwrap();
    key.verify(&check.signing_input, &signature).is_ok()
}

#[test]
fn the_fixtures_signature_is_valid() {
    let document = schema1(SIGNED);
    let check = prepare(&document, &document.signatures[0]).unwrap();
    assert_eq!(check.algorithm, SignatureAlgorithm::ES256);
    assert_eq!(check.algorithm.name(), "ES256");
    assert_eq!(check.signature.len(), 64);
    // SEQUENCE, SEQUENCE, OID, OID, BIT STRING and the point: nothing but the key.
    assert_eq!(check.key_info.len(), 91);
    assert!(is_valid(&check));
}

#[test]
fn one_changed_byte_in_the_signed_range_makes_it_invalid() {
    for position in [20, 1000, 6000] {
        let mut bytes = SIGNED.to_vec();
        let letter = (position..6735)
            .find(|at| bytes[*at].is_ascii_lowercase())
            .unwrap();
        bytes[letter] ^= 1;
        let document = schema1(&bytes);
        let check = prepare(&document, &document.signatures[0]).unwrap();
        assert!(!is_valid(&check), "byte {letter}");
    }
}

#[test]
fn a_member_outside_the_signed_range_leaves_it_valid() {
    let text = String::from_utf8(SIGNED.to_vec()).unwrap();
    let end = text.rfind('}').unwrap();
    let bytes = format!("{},\"extra\": 1}}", text[..end].trim_end());
    let document = schema1(bytes.as_bytes());
    assert_eq!(document.unsigned_members.len(), 1);
    assert!(is_valid(
        &prepare(&document, &document.signatures[0]).unwrap()
    ));
}

#[test]
fn what_cannot_be_checked_says_why() {
    let document = schema1(SIGNED);
    let good = document.signatures[0].clone();
    let key = |algorithm| UncheckedReason::Key { algorithm };
    let with_jwk = |jwk: &str| Signature {
        jwk: Some(jwk.to_owned()),
        ..good.clone()
    };
    let table = [
        (
            Signature {
                fault: Some("protected is no base64url".to_owned()),
                ..good.clone()
            },
            UncheckedReason::Malformed {
                fault: "protected is no base64url".to_owned(),
            },
        ),
        (
            Signature {
                algorithm: "HS256".to_owned(),
                ..good.clone()
            },
            UncheckedReason::Algorithm {
                algorithm: "HS256".to_owned(),
            },
        ),
        (
            Signature {
                algorithm: "none".to_owned(),
                ..good.clone()
            },
            UncheckedReason::Algorithm {
                algorithm: "none".to_owned(),
            },
        ),
        (
            Signature {
                jwk: None,
                ..good.clone()
            },
            key("ES256"),
        ),
        // The key is one for ES256, not for RS256.
        (
            Signature {
                algorithm: "RS256".to_owned(),
                ..good.clone()
            },
            key("RS256"),
        ),
        (with_jwk("[]"), key("ES256")),
        (
            with_jwk(r#"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#),
            key("ES256"),
        ),
        (
            with_jwk(r#"{"kty":"EC","crv":"P-256","x":"AA"}"#),
            key("ES256"),
        ),
        (
            with_jwk(r#"{"kty":"EC","crv":"P-256","x":"AA","y":"!"}"#),
            key("ES256"),
        ),
        (
            with_jwk(r#"{"kty":"EC","crv":"P-256","x":"AA","y":""}"#),
            key("ES256"),
        ),
        (
            Signature {
                signature: vec![0; 63],
                ..good.clone()
            },
            UncheckedReason::Length {
                algorithm: "ES256",
                expected: 64,
                actual: 63,
            },
        ),
    ];
    for (signature, want) in table {
        assert_eq!(prepare(&document, &signature), Err(want));
    }
    let unsigned = Schema1::default();
    assert_eq!(prepare(&unsigned, &good), Err(UncheckedReason::NoPayload));
}

#[test]
fn an_rsa_key_is_passed_on_with_its_own_members_only() {
    let document = schema1(SIGNED);
    let signature = Signature {
        algorithm: "RS256".to_owned(),
        jwk: Some(
            r#"{"kty":"RSA","kid":"x","alg":"RS512","n":"AQAB","e":"AQAB","d":"AQ"}"#.to_owned(),
        ),
        signature: vec![0; 256],
        ..document.signatures[0].clone()
    };
    let check = prepare(&document, &signature).unwrap();
    assert_eq!(check.algorithm, SignatureAlgorithm::RS256);
    let algorithm = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    let key = b"\x03\x0d\x00\x30\x0a\x02\x03\x01\x00\x01\x02\x03\x01\x00\x01";
    let want = [b"\x30\x1e".as_slice(), algorithm, key].concat();
    assert_eq!(check.key_info, want);
}

#[test]
fn every_state_has_its_word_in_the_page() {
    let reason = UncheckedReason::Pending;
    assert_eq!(SignatureState::Valid.attribute(), "valid");
    assert_eq!(SignatureState::Invalid.attribute(), "invalid");
    assert_eq!(
        SignatureState::Unchecked { reason }.attribute(),
        "unchecked"
    );
}
