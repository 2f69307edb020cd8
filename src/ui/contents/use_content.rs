//! Reads the blob that somebody wants to see.

use super::ContentsProps;
use crate::{
    browser::task::Task,
    inspection::blob::{BlobFault, read_blob},
    oci::Descriptor,
    tar::LARGEST_KEPT,
    ui::{
        inspection_context::InspectionContext,
        layer::Layer,
        notice,
        sentence::sentence,
        use_on_change::{ending, use_on_change},
    },
};
use std::rc::Rc;
use yew::prelude::*;

/// How far it is with a blob.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// On its way.
    Pending,
    /// These are its bytes, which have its digest.
    Read(Rc<[u8]>),
    /// It is not to be had.
    Failed(String),
}

/// How far it is with the blob at position `shown`.
#[hook]
pub(super) fn use_content(props: &ContentsProps, shown: Option<usize>) -> Reading {
    let known = use_state_eq(|| (None, Reading::Pending));
    let context = use_context::<InspectionContext>();
    {
        let known = known.clone();
        let layer = shown.and_then(|shown| props.blobs().into_iter().nth(shown));
        use_on_change((shown, props.clone()), move || {
            let source = context.and_then(|context| context.source.borrow().clone());
            let task = layer.zip(source).map(|(layer, source)| {
                Task::spawn(async move {
                    let descriptor = descriptor(&layer);
                    let read = read_blob(&source, &descriptor, LARGEST_KEPT).await;
                    let reading =
                        read.map_or_else(|fault| Reading::Failed(words(&fault)), Reading::Read);
                    known.set((shown, reading));
                })
            });
            ending(move || drop(task))
        });
    }
    match &*known {
        (of, reading) if *of == shown => reading.clone(),
        _ => Reading::Pending,
    }
}

fn descriptor(layer: &Layer) -> Descriptor {
    Descriptor {
        media_type: layer.media_type.clone(),
        digest: layer.digest.clone(),
        digest_text: layer.digest_text.clone(),
        size: layer.size,
        data: layer.data.clone(),
        ..Descriptor::default()
    }
}

fn words(fault: &BlobFault) -> String {
    let words = match fault {
        BlobFault::Source(error) => notice::one_line(&error.clone().into()),
        fault => format!("Not shown: {fault}."),
    };
    sentence(&words)
}
