//! The content of one file, below its row.

use super::FileTreeProps;
use crate::{
    ui::{
        bytes::{Form, view_bytes},
        element::element,
        format,
        layer::reason,
    },
    verify::{content::Content, layer_state::LayerState},
};
use std::rc::Rc;
use yew::prelude::*;

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
    let said = element("span")
        .class("hidden")
        .fixed("role", "status")
        .text(said(&reading));
    let content = use_memo((reading, props.path.clone()), |(reading, path)| {
        view_reading(reading, path)
    });
    let cell = element("td")
        .fixed("colspan", "6")
        .child(said)
        .child((*content).clone());
    element("tr").class("file-view").child(cell).into()
}

/// Properties of [`FilePanel`].
#[derive(Properties, PartialEq)]
pub(super) struct FilePanelProps {
    /// Path of the file.
    pub path: AttrValue,
}

const BEGUN: &str = "Reading its layer";

/// What is announced: that reading began, and what came of it. Not how far it is, which changes a hundred times.
fn said(reading: &Reading) -> AttrValue {
    match reading {
        Reading::Pending(_) => BEGUN.into(),
        Reading::Failed(reason) => reason.clone().into(),
        Reading::Read(_) => "The file is shown".into(),
    }
}

fn view_reading(reading: &Reading, path: &AttrValue) -> Html {
    match reading {
        Reading::Pending(percent) => element("p")
            .part("file-status")
            .class("muted")
            .text(match percent {
                Some(percent) => format!("{BEGUN}: {percent} %"),
                None => BEGUN.to_owned(),
            })
            .into(),
        Reading::Failed(reason) => element("p")
            .part("file-status")
            .class("warn")
            .text(reason.clone())
            .into(),
        Reading::Read(bytes) => view_bytes(bytes, path, Form::AsStored),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_layer_is_read_is_shown_and_not_announced() {
        let begun = said(&Reading::Pending(None));
        for percent in [0, 7, 100] {
            assert_eq!(said(&Reading::Pending(Some(percent))), begun);
        }
        assert_eq!(
            said(&Reading::Failed("Cancelled.".to_owned())),
            "Cancelled."
        );
        assert_eq!(said(&Reading::Read([].into())), "The file is shown");
    }
}
