//! Copying text, and saving bytes as a file.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Copies `text`; `false` where the browser does not allow it (a page that is not served securely has no clipboard).
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let navigator = window.navigator();
    let has_clipboard =
        js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|value| value.is_object());
    has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
}

/// Offers `bytes` as a download named `name`.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let saved = Blob::new_with_u8_array_sequence_and_options(&parts, &options).and_then(|blob| {
        let url = Url::create_object_url_with_blob(&blob)?;
        if let Some(link) = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.create_element("a").ok())
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok())
        {
            link.set_href(&url);
            link.set_download(name);
            link.click();
        }
        Url::revoke_object_url(&url)
    });
    if let Err(error) = saved {
        web_sys::console::warn_2(&"porthole: the document could not be saved".into(), &error);
    }
}
