//! Signatures, checked by the browser's own Web Cryptography.

use crate::{
    oci::{Schema1, schema1::Signature},
    verify::signature::{
        SignatureAlgorithm, SignatureCheck, SignatureState, UncheckedReason, prepare,
    },
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// Checks one signature of `document`.
pub async fn check(document: &Schema1, signature: &Signature) -> SignatureState {
    match prepare(document, signature) {
        Ok(check) => carry_out(&check).await,
        Err(reason) => SignatureState::Unchecked { reason },
    }
}

/// Carries out a check.
pub async fn carry_out(check: &SignatureCheck) -> SignatureState {
    let unchecked = |reason| SignatureState::Unchecked { reason };
    let Some(subtle) = subtle() else {
        return unchecked(UncheckedReason::NoCryptography);
    };
    match verify(&subtle, check).await {
        Ok(true) => SignatureState::Valid,
        Ok(false) => SignatureState::Invalid,
        Err(error) if is_not_supported(&error) => unchecked(UncheckedReason::NotInBrowser {
            algorithm: check.algorithm.name(),
        }),
        // Importing is the only step that looks at what the document says.
        Err(_) => unchecked(UncheckedReason::KeyRefused),
    }
}

/// Pages that are not served securely have none.
fn subtle() -> Option<SubtleCrypto> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let subtle = Reflect::get(&crypto, &JsValue::from_str("subtle")).ok()?;
    subtle.is_object().then(|| subtle.unchecked_into())
}

async fn verify(subtle: &SubtleCrypto, check: &SignatureCheck) -> Result<bool, JsValue> {
    let (key_algorithm, signature_algorithm) = match check.algorithm {
        SignatureAlgorithm::Ecdsa(curve, hash) => (
            object(&[("name", "ECDSA"), ("namedCurve", curve.name())]),
            object(&[("name", "ECDSA"), ("hash", hash.name())]),
        ),
        SignatureAlgorithm::Pkcs1(hash) => {
            let name = ("name", "RSASSA-PKCS1-v1_5");
            (object(&[name, ("hash", hash.name())]), object(&[name]))
        }
        SignatureAlgorithm::Pss(hash, salt) => {
            let name = ("name", "RSA-PSS");
            let length = salt.length(hash, check.signature.len()) as u32;
            let signature = object(&[name]).and_then(|object| {
                Reflect::set(&object, &JsValue::from_str("saltLength"), &length.into())?;
                Ok(object)
            });
            (object(&[name, ("hash", hash.name())]), signature)
        }
        SignatureAlgorithm::Ed25519 => {
            let name = [("name", "Ed25519")];
            (object(&name), object(&name))
        }
    };
    let (key_algorithm, signature_algorithm) = (key_algorithm?, signature_algorithm?);
    let key_info = Uint8Array::from(check.key_info.as_slice());
    let usages = Array::of1(&JsValue::from_str("verify"));
    let key = JsFuture::from(subtle.import_key_with_object(
        "spki",
        &key_info,
        &key_algorithm,
        false,
        &usages,
    )?)
    .await?;
    let signature = Uint8Array::from(check.signature.as_slice());
    let input = Uint8Array::from(check.signing_input.as_slice());
    let promise = subtle.verify_with_object_and_buffer_source_and_buffer_source(
        &signature_algorithm,
        key.unchecked_ref::<CryptoKey>(),
        &signature,
        &input,
    )?;
    Ok(JsFuture::from(promise).await?.is_truthy())
}

/// What a browser says to an algorithm or a curve that it does not have.
fn is_not_supported(error: &JsValue) -> bool {
    let name = Reflect::get(error, &JsValue::from_str("name"));
    name.is_ok_and(|name| name == "NotSupportedError")
}

fn object(members: &[(&str, &str)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value))?;
    }
    Ok(object)
}
