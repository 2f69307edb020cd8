//! The content of a file or blob: as text with what deceives in it marked, or in hexadecimal; its digest, and ways to take it along.

use super::{
    copy::view_copy_part,
    element::{button, element, remark},
    format,
    raw::hex::dump,
    text::{plain, view_whole},
};
use crate::{
    browser::clipboard,
    oci::{Digest, json::Json},
};
use std::rc::Rc;
use yew::prelude::*;

/// Bytes of a text that are shown.
const MOST_TEXT: usize = 256 * 1024;

/// Bytes that are shown of what is no text.
const MOST_BYTES: usize = 4 * 1024;

/// How a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    AsStored,
    /// JSON that stands on one line, as machines write it, is laid out.
    ForReading,
}

/// Shows bytes under a name; `path` may have folders before it.
pub fn view_bytes(bytes: &Rc<[u8]>, path: &AttrValue, form: Form) -> Html {
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let on_save = {
        let (bytes, name) = (Rc::clone(bytes), name);
        Callback::from(move |_: MouseEvent| {
            clipboard::save(&name, "application/octet-stream", &bytes)
        })
    };
    let digest = Digest::sha256_of(bytes).to_string();
    let (content, words) = content(bytes, form);
    let tools = element("div")
        .class("file-tools")
        .child(
            element("code")
                .part("file-digest")
                .attribute("data-digest", digest.clone())
                .text(digest),
        )
        .child(element("span").class("grow"))
        .child(view_copy_part("file-content", "Copy what is shown"))
        .child(
            button()
                .part("file-save-button")
                .on_click(on_save)
                .text("Save"),
        );
    let text = element("pre")
        .part("file-content")
        .class("raw")
        .fixed("tabindex", "0")
        .fixed("role", "region")
        .attribute("aria-label", plain(&format!("Content of {path}")))
        .child(view_whole(&content));
    element("div")
        .child(tools)
        .maybe(words.map(|words| remark(words).part("file-status")))
        .child(text)
        .into()
}

/// What is shown of it, and what there is to say of that.
fn content(bytes: &[u8], form: Form) -> (String, Option<String>) {
    if form == Form::ForReading
        && let Some(text) = laid_out(bytes)
    {
        return (
            text,
            Some("Laid out for reading; Save has the bytes as they are.".to_owned()),
        );
    }
    let text = std::str::from_utf8(bytes);
    match text.ok().filter(|text| !text.contains('\0')) {
        Some("") => (String::new(), Some("The file is empty.".to_owned())),
        Some(text) if text.len() <= MOST_TEXT => (text.to_owned(), None),
        Some(text) => {
            let shown = text.floor_char_boundary(MOST_TEXT);
            let words = format!(
                "The first {} are shown, Save has all.",
                format::exact_size(shown as u64)
            );
            (text[..shown].to_owned(), Some(words))
        }
        None => {
            let shown = &bytes[..bytes.len().min(MOST_BYTES)];
            let words = if shown.len() < bytes.len() {
                format!(
                    "No text. The first {} in hexadecimal; Save has all.",
                    format::exact_size(shown.len() as u64)
                )
            } else {
                "No text: in hexadecimal.".to_owned()
            };
            (dump(shown), Some(words))
        }
    }
}

/// JSON on one line, laid out; `None` if it is none, has lines of its own, or is too much to show.
fn laid_out(bytes: &[u8]) -> Option<String> {
    if bytes.len() > MOST_TEXT || bytes.trim_ascii_end().contains(&b'\n') {
        return None;
    }
    let json = Json::parse(bytes).ok()?;
    json.root.members()?;
    json.indented(&json.root, 2 * MOST_TEXT)
}
