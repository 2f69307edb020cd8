//! The signature of a schema-1 manifest, checked by the browser's own Web Cryptography.

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
    let unchecked = |reason| SignatureState::Unchecked { reason };
    let check = match prepare(document, signature) {
        Ok(check) => check,
        Err(reason) => return unchecked(reason),
    };
    let Some(subtle) = subtle() else {
        return unchecked(UncheckedReason::NoCryptography);
    };
    match verify(&subtle, &check).await {
        Ok(true) => SignatureState::Valid,
        Ok(false) => SignatureState::Invalid,
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
    let jwk = object(
        check
            .jwk
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    )?;
    let key_algorithm = match check.algorithm {
        SignatureAlgorithm::Es256 => object([("name", "ECDSA"), ("namedCurve", "P-256")])?,
        SignatureAlgorithm::Rs256 => object([("name", "RSASSA-PKCS1-v1_5"), ("hash", "SHA-256")])?,
    };
    let signature_algorithm = match check.algorithm {
        SignatureAlgorithm::Es256 => object([("name", "ECDSA"), ("hash", "SHA-256")])?,
        SignatureAlgorithm::Rs256 => object([("name", "RSASSA-PKCS1-v1_5")])?,
    };
    let usages = Array::of1(&JsValue::from_str("verify"));
    let key = JsFuture::from(subtle.import_key_with_object(
        "jwk",
        &jwk,
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

fn object<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value))?;
    }
    Ok(object)
}
