//! Files that a person opens or drops.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, File, HtmlInputElement};

/// The longest file that is read, in bytes: nothing that Porthole takes is longer.
const LONGEST: f64 = 64.0 * 1024.0 * 1024.0;

/// The file that was chosen in the input which changed. The input is emptied: choosing the same file again, as it is by then, is a change as well.
pub fn chosen(event: &Event) -> Option<File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// The bytes of a file; `None` if it cannot be read (any more), or is too long.
pub async fn read(file: &File) -> Option<Vec<u8>> {
    if file.size() > LONGEST {
        return None;
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
