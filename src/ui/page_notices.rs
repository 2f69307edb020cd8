//! The notices that stand for an image, or among what is shown of it: that nothing can be shown, documents that are not what was asked for, and images of an index that cannot be shown.

use super::{
    doctor::{missing, view_doctor},
    element::list,
    format,
    inspection_state::{Entry, Failure, InspectionState, ManifestDocument},
    nested::view_nested,
    notice::{Notice, is_about, of_mismatch, of_pin, view_failure, view_inline_error, view_notice},
    shared::Shared,
};
use crate::{
    inspection::InspectionError,
    oci::{Body, Digest},
};
use yew::prelude::*;

/// Why nothing can be shown.
pub fn view_failed(state: &InspectionState, failure: &Shared<Failure>) -> Html {
    list([
        view_failure(failure, state.named(), state.target.as_ref()),
        view_root_doctor(state, failure),
    ])
}

/// Why the config could not be read, and what helps.
pub fn view_unread_config(state: &InspectionState, error: &InspectionError) -> Html {
    list([
        view_inline_error("The config could not be read", error, state.target.as_ref()),
        view_doctor(
            error,
            state.reference.as_ref(),
            missing::config(state),
            missing::by_hand(state),
        ),
    ])
}

/// Why the document that was asked for could not be read, and what helps.
fn view_root_doctor(state: &InspectionState, failure: &Failure) -> Html {
    let Failure::Inspection(error) = failure else {
        return html! {};
    };
    let reference = state.named();
    let root = missing::root(reference.as_ref());
    view_doctor(error, reference.as_ref(), Some(root), false)
}

/// Documents that are not what was asked for. `pin`: the digest that the page around an element names.
pub fn view_document_notices(state: &InspectionState, pin: Option<&Digest>) -> Html {
    let root = state.root().and_then(|root| {
        let name = if state.index().is_some() {
            "index"
        } else {
            "manifest"
        };
        let notice = of_mismatch(name, &root.proof)?;
        Some(match pin {
            Some(pin) if is_about(&root.proof, pin) => of_pin(notice, pin),
            _ => notice,
        })
    });
    let entry = state.image().and_then(|image| match &image.manifest {
        ManifestDocument::Entry(entry) => of_mismatch("image manifest", &entry.proof),
        ManifestDocument::Root(_) => None,
    });
    let config = state
        .config_document()
        .and_then(|document| of_mismatch("config", &document.proof));
    let notices = [root, entry, config].into_iter().flatten();
    notices.map(|notice| view_notice(&notice)).collect()
}

/// Platforms that are named where another one was asked for.
const MOST_NAMED: usize = 20;

/// That an image which is in no index is not for the platform that was asked for.
fn view_other_platform(state: &InspectionState) -> Html {
    let wanted = state
        .target
        .as_ref()
        .and_then(|target| target.platform.as_ref());
    let title = wanted.and_then(|wanted| {
        if Digest::is_valid(wanted) {
            return Some(format!("This image does not have the digest {wanted}"));
        }
        let own = &state.config()?.platform;
        Some(format!("This image is for {own}, not for {wanted}"))
    });
    let Some(title) = title else {
        return html! {};
    };
    view_notice(&Notice {
        code: "not-found",
        title,
        details: Vec::new(),
        advice: "It stands alone, and not in an index with images for other platforms.".to_owned(),
    })
}

/// Why no image of the index is shown, or not the one that was asked for.
pub fn view_entry_notice(state: &InspectionState) -> Html {
    let Some((phase, index)) = state.index() else {
        return view_other_platform(state);
    };
    if let Some(title) = phase.tell_missing() {
        let names = index.names();
        let mut has: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
        has.truncate(MOST_NAMED);
        let more = names.len().saturating_sub(MOST_NAMED);
        let more = (more > 0).then(|| format!(" and {} more", format::grouped(more as u64)));
        let has = has.join(", ");
        let notice = Notice {
            code: "not-found",
            title,
            details: (!has.is_empty())
                .then(|| format!("It has {has}{}.", more.unwrap_or_default()))
                .into_iter()
                .collect(),
            advice: if has.is_empty() {
                String::new()
            } else {
                "Choose one of its platforms.".to_owned()
            },
        };
        return list([view_notice(&notice), view_nested(state).unwrap_or_default()]);
    }
    match state.chosen_entry() {
        Some(Entry::Failed(error)) => list([
            view_inline_error(
                "The image could not be read",
                error,
                state.chosen_target().as_ref(),
            ),
            view_doctor(
                error,
                state.reference.as_ref(),
                missing::entry(state),
                missing::by_hand(state),
            ),
        ]),
        Some(Entry::Read(image))
            if !matches!(image.manifest.document().body, Body::Manifest(_)) =>
        {
            let notice = Notice {
                code: "unsupported",
                title: "This index entry does not lead to an image manifest".to_owned(),
                details: vec![format!(
                    "It is of the type {}.",
                    image.manifest.document().media_type.name()
                )],
                advice: "Inspect it by its digest, or choose another platform.".to_owned(),
            };
            view_notice(&notice)
        }
        _ => html! {},
    }
}
