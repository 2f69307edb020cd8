//! Copying and saving.

use crate::support::{Replaced, function, window};
use js_sys::{Array, Promise};
use porthole::browser::clipboard;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// A page whose clipboard is what `body` makes; `a` is the text that is written.
fn with_clipboard(body: &str) -> Replaced {
    let write = function(body);
    let clipboard = function("return { writeText: (text) => a(text) }")
        .call1(&JsValue::NULL, &write)
        .unwrap();
    Replaced::new(&window().navigator(), "clipboard", &clipboard)
}

#[wasm_bindgen_test]
async fn text_is_copied_unchanged() {
    let text = "sha256:44\n\u{202e}<b>\0";
    let _clipboard = with_clipboard("window.copied = a; return Promise.resolve()");
    assert!(clipboard::copy(text).await);
    let copied = js_sys::Reflect::get(&window(), &"copied".into()).unwrap();
    js_sys::Reflect::delete_property(window().unchecked_ref::<js_sys::Object>(), &"copied".into())
        .unwrap();
    assert_eq!(copied.as_string().as_deref(), Some(text));
}

#[wasm_bindgen_test]
async fn without_permission_nothing_is_claimed_to_be_copied() {
    let refusal =
        "return Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'))";
    let _clipboard = with_clipboard(refusal);
    assert!(!clipboard::copy("text").await);
}

#[wasm_bindgen_test]
async fn a_page_that_is_not_served_securely_has_no_clipboard() {
    let _clipboard = Replaced::new(&window().navigator(), "clipboard", &JsValue::UNDEFINED);
    assert!(!clipboard::copy("text").await);
}

#[wasm_bindgen_test]
async fn bytes_are_saved_under_their_name_unchanged() {
    let bytes = b"{\"a\": \"\xff\"}\n";
    let saved = Array::new();
    // The Blob is read at the click, as the browser's own download does: afterwards it has no address any more.
    let click = function(
        "const saved = a; return function () { saved.push(this.download, fetch(this.href).then(async (response) =>
            [response.headers.get('content-type'), new Uint8Array(await response.arrayBuffer())])); }",
    )
    .call1(&JsValue::NULL, &saved)
    .unwrap();
    let prototype = function("return HTMLAnchorElement.prototype")
        .call0(&JsValue::NULL)
        .unwrap();
    {
        let _click = Replaced::new(&prototype, "click", &click);
        clipboard::save("manifest-44.json", "application/json", bytes);
    }
    assert_eq!(saved.length(), 2, "one click");
    assert_eq!(
        saved.get(0).as_string().as_deref(),
        Some("manifest-44.json")
    );
    let content = JsFuture::from(saved.get(1).unchecked_into::<Promise>())
        .await
        .unwrap();
    let content: Array = content.unchecked_into();
    assert_eq!(
        content.get(0).as_string().as_deref(),
        Some("application/json")
    );
    let read: js_sys::Uint8Array = content.get(1).unchecked_into();
    assert_eq!(read.to_vec(), bytes);
}
