//! The content of one file, below its row.

use super::FileTreeProps;
use crate::{
    browser::clipboard,
    oci::Digest,
    ui::{
        copy::view_copy_part,
        element::{button, element, remark},
        format,
        layer::reason,
        raw::hex::dump,
        text::view_text,
    },
    verify::{content::Content, layer_state::LayerState},
};
use std::rc::Rc;
use yew::prelude::*;

/// Bytes of a text that are shown.
const MOST_TEXT: usize = 256 * 1024;

/// Bytes that are shown of what is no text.
const MOST_BYTES: usize = 4 * 1024;

/// A file that somebody wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShownFile {
    /// Position of its layer.
    pub layer: usize,
    /// Position of its entry in the archive.
    pub entry: u32,
}

/// How far it is with that.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// Its layer is being read, or will be: so many hundredths are there, where its size is known.
    Pending(Option<u64>),
    /// It is there.
    Read(Rc<[u8]>),
    /// It is not to be had.
    Failed(String),
}

impl Reading {
    /// Of a file in a layer. `is_asked`: whether the layer is, or was, read for it.
    pub fn of(props: &FileTreeProps, file: ShownFile, is_asked: bool) -> Self {
        let state = props.verification.layer(file.layer);
        let content = props.verification.content(file.layer);
        if let Some(Content::Unpacked {
            kept: Some(kept), ..
        }) = content
            && kept.entry == file.entry
        {
            return Self::Read(Rc::clone(&kept.bytes));
        }
        match state {
            LayerState::Reading(progress) => {
                let size = props.layers.get(file.layer).and_then(|layer| layer.size);
                Self::Pending(size.map(|size| format::percent(progress.bytes_read, size)))
            }
            LayerState::Queued => Self::Pending(None),
            _ if !is_asked => Self::Pending(None),
            LayerState::Verified { .. } => {
                Self::Failed("The archive does not store this file as a whole.".to_owned())
            }
            LayerState::Unverified => Self::Failed("Cancelled.".to_owned()),
            state => Self::Failed(reason(state)),
        }
    }
}

/// The row of the content. What it shows comes by the context, so that the rows around it stay as they are.
#[component]
pub(super) fn FilePanel(props: &FilePanelProps) -> Html {
    let reading = use_context::<Option<Reading>>().flatten();
    let reading = reading.unwrap_or(Reading::Pending(None));
    let content = use_memo((reading, props.path.clone()), |(reading, path)| {
        view_reading(reading, path)
    });
    let cell = element("td")
        .fixed("colspan", "6")
        .child((*content).clone());
    element("tr").class("file-view").child(cell).into()
}

/// Properties of [`FilePanel`].
#[derive(Properties, PartialEq)]
pub(super) struct FilePanelProps {
    /// Path of the file.
    pub path: AttrValue,
}

fn view_reading(reading: &Reading, path: &AttrValue) -> Html {
    match reading {
        Reading::Pending(percent) => element("p")
            .part("file-status")
            .fixed("role", "status")
            .class("muted")
            .text(match percent {
                Some(percent) => format!("Reading its layer: {percent} %"),
                None => "Reading its layer".to_owned(),
            })
            .into(),
        Reading::Failed(reason) => element("p")
            .part("file-status")
            .fixed("role", "status")
            .class("warn")
            .text(reason.clone())
            .into(),
        Reading::Read(bytes) => view_bytes(bytes, path),
    }
}

fn view_bytes(bytes: &Rc<[u8]>, path: &AttrValue) -> Html {
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let on_save = {
        let (bytes, name) = (Rc::clone(bytes), name);
        Callback::from(move |_: MouseEvent| {
            clipboard::save(&name, "application/octet-stream", &bytes)
        })
    };
    let digest = Digest::sha256_of(bytes).to_string();
    let (content, words) = content(bytes);
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
        .attribute("aria-label", format!("Content of {path}"))
        .child(view_text(&content));
    element("div")
        .child(tools)
        .maybe(words.map(|words| remark(words).part("file-status")))
        .child(text)
        .into()
}

/// What is shown of it, and what there is to say of that.
fn content(bytes: &[u8]) -> (String, Option<String>) {
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
