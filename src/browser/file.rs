//! Files that a person opens or drops.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// The longest file that is read, in bytes: nothing that Porthole takes is longer.
const LONGEST: f64 = 64.0 * 1024.0 * 1024.0;

/// The bytes of a file; `None` if it cannot be read (any more), or is too long.
pub async fn read(file: &File) -> Option<Vec<u8>> {
    if file.size() > LONGEST {
        return None;
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
