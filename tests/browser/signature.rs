//! The signature of a schema-1 manifest, checked by Web Cryptography.

use crate::{
    attached::{
        BUNDLE, BUNDLE_BY_CERTIFICATE, BUNDLE_OF_MESSAGE, JOSE, NOTATION, SIGNATURES, cosign, key,
        layer,
    },
    signing::{self, ALL, By, Key, START},
    support::{Replaced, function, window},
};
use porthole::{
    browser::signature::{carry_out, check},
    oci::{Body, Document, Schema1},
    verify::{
        attached::{Signed, prepare},
        signature::{SignatureAlgorithm, SignatureState, UncheckedReason},
    },
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const SIGNED: &[u8] = include_bytes!("../fixtures/groot-layer1.docker-v1-signed.json");

fn schema1(bytes: &[u8]) -> Schema1 {
    match Document::parse(bytes.into(), None, None).unwrap().body {
        Body::Schema1(schema1) => schema1,
        other => panic!("{other:?}"),
    }
}

async fn state(document: &Schema1) -> SignatureState {
    check(document, &document.signatures[0]).await
}

#[wasm_bindgen_test]
async fn the_signature_of_the_fixture_is_valid() {
    assert_eq!(state(&schema1(SIGNED)).await, SignatureState::Valid);
}

#[wasm_bindgen_test]
async fn one_changed_byte_in_the_signed_range_makes_it_invalid() {
    for start in [20, 1000, 6000] {
        let mut bytes = SIGNED.to_vec();
        let letter = (start..6735)
            .find(|at| bytes[*at].is_ascii_lowercase())
            .unwrap();
        bytes[letter] ^= 1;
        assert_eq!(
            state(&schema1(&bytes)).await,
            SignatureState::Invalid,
            "byte {letter}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_member_outside_the_signed_range_leaves_it_valid() {
    let text = std::str::from_utf8(SIGNED).unwrap();
    let end = text.rfind('}').unwrap();
    let text = format!("{},\"extra\": 1}}", text[..end].trim_end());
    let document = schema1(text.as_bytes());
    assert_eq!(document.unsigned_members.len(), 1);
    assert_eq!(state(&document).await, SignatureState::Valid);
}

#[wasm_bindgen_test]
async fn one_changed_byte_of_the_signature_makes_it_invalid() {
    let mut document = schema1(SIGNED);
    document.signatures[0].signature[63] ^= 1;
    assert_eq!(state(&document).await, SignatureState::Invalid);
}

fn unchecked(reason: UncheckedReason) -> SignatureState {
    SignatureState::Unchecked { reason }
}

#[wasm_bindgen_test]
async fn a_key_that_is_no_point_of_the_curve_is_refused_and_not_called_invalid() {
    let mut document = schema1(SIGNED);
    let jwk = format!(
        r#"{{"kty":"EC","crv":"P-256","x":"{0}","y":"{0}"}}"#,
        "A".repeat(43)
    );
    document.signatures[0].jwk = Some(jwk);
    assert_eq!(
        state(&document).await,
        unchecked(UncheckedReason::KeyRefused)
    );
}

#[wasm_bindgen_test]
async fn another_algorithm_is_not_checked() {
    let mut document = schema1(SIGNED);
    document.signatures[0].algorithm = "none".to_owned();
    let reason = UncheckedReason::Algorithm {
        algorithm: "none".to_owned(),
    };
    assert_eq!(state(&document).await, unchecked(reason));
}

#[wasm_bindgen_test]
async fn without_web_cryptography_nothing_is_checked() {
    let crypto = window().crypto().unwrap();
    let _subtle = Replaced::new(&crypto, "subtle", &JsValue::UNDEFINED);
    assert_eq!(
        state(&schema1(SIGNED)).await,
        unchecked(UncheckedReason::NoCryptography)
    );
}

fn signed(key: Key, by: By) -> Schema1 {
    let signature = signing::signature(START, "}", key, by);
    schema1(signing::document(START, &[signature]).as_bytes())
}

#[wasm_bindgen_test]
async fn every_algorithm_is_told_valid_from_invalid() {
    let cases = ALL
        .map(|key| (key, By::Jwk))
        .into_iter()
        .chain([(Key::Es256, By::X5c), (Key::Rs256, By::X5c)]);
    for (key, by) in cases {
        let mut document = signed(key, by);
        assert_eq!(
            state(&document).await,
            SignatureState::Valid,
            "{key:?} {by:?}"
        );
        document.signatures[0].signature[20] ^= 1;
        assert_eq!(
            state(&document).await,
            SignatureState::Invalid,
            "{key:?} {by:?}"
        );
        document.signatures[0].signature[20] ^= 1;
        let mut payload = document.payload.as_deref().unwrap().to_vec();
        payload[30] ^= 1;
        document.payload = Some(payload.into());
        assert_eq!(
            state(&document).await,
            SignatureState::Invalid,
            "{key:?} {by:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn an_algorithm_that_the_browser_does_not_know_is_not_checked() {
    let subtle = window().crypto().unwrap().subtle();
    let refuse = function("return Promise.reject(new DOMException('no', 'NotSupportedError'))");
    let _import = Replaced::new(&subtle, "importKey", &refuse);
    let algorithm = "ES512";
    assert_eq!(
        state(&signed(Key::Es512, By::Jwk)).await,
        unchecked(UncheckedReason::NotInBrowser { algorithm })
    );
}

/// What the browser says of a signature made by this algorithm, and of one over other bytes.
async fn states(
    signed: &Signed,
    algorithm: SignatureAlgorithm,
    key_text: Option<&str>,
) -> [SignatureState; 2] {
    let key = key_text.map(key);
    let checks = prepare(signed, key.as_ref()).unwrap();
    let mut check = checks
        .into_iter()
        .find(|check| check.algorithm == algorithm)
        .unwrap();
    let valid = carry_out(&check).await;
    check.signing_input[30] ^= 1;
    [valid, carry_out(&check).await]
}

const VALID_THEN_INVALID: [SignatureState; 2] = [SignatureState::Valid, SignatureState::Invalid];

#[wasm_bindgen_test]
async fn what_cosign_signs_is_checked_by_every_algorithm() {
    for (algorithm, key, signature) in SIGNATURES {
        let signed = cosign(signature).signatures.remove(0);
        let states = states(&signed, algorithm, Some(key)).await;
        assert_eq!(states, VALID_THEN_INVALID, "{algorithm:?}");
    }
}

#[wasm_bindgen_test]
async fn envelopes_of_the_notary_project_are_checked() {
    for (algorithm, text) in NOTATION {
        let signed = layer(JOSE, &[], text).unwrap().signatures.remove(0);
        let states = states(&signed, algorithm, None).await;
        assert_eq!(states, VALID_THEN_INVALID, "{algorithm:?}");
    }
}

#[wasm_bindgen_test]
async fn bundles_are_checked_by_the_key_of_their_certificate() {
    for text in [BUNDLE_BY_CERTIFICATE, BUNDLE_OF_MESSAGE] {
        let signed = layer(BUNDLE, &[], text).unwrap().signatures.remove(0);
        let states = states(&signed, SignatureAlgorithm::ES256, None).await;
        assert_eq!(states, VALID_THEN_INVALID);
    }
}
