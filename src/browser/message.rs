//! Messages between page and worker as JavaScript carries them: arrays of strings.

use crate::verify::message::{Message, NotUnderstood};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// Writes a message.
pub(super) fn write(message: &impl Message) -> JsValue {
    let words = Array::new();
    for word in message.to_words() {
        words.push(&JsValue::from_str(&word));
    }
    words.into()
}

/// Reads a message.
///
/// # Errors
/// When it is none.
pub(super) fn read<M: Message>(value: &JsValue) -> Result<M, NotUnderstood> {
    let mut words = Vec::new();
    if let Some(list) = value.dyn_ref::<Array>() {
        for position in 0..list.length() {
            words.push(list.get(position).as_string().unwrap_or_default());
        }
    }
    M::read(words)
}
