//! The badge: an image in one line, for running text. What it is, its size, its layers, its platforms, and what is known of its digests.

use super::{
    element::{Element, element, list},
    format,
    identity::{Mark, abbreviated, verdict_attribute, view_mark, view_proof},
    inspection_state::{ConfigPhase, Entry, InspectionState, Kind, ManifestDocument, Phase},
    layer_sizes::download_size,
    layers::layers_of,
    notice,
    tally::Tally,
    text::{plain, view_text},
    verification_state::VerificationState,
};
use crate::{
    inspection::{InspectionError, Proof},
    oci::{ImageReference, index::RowKind},
};
use yew::prelude::*;

/// The badge of what is shown, or was asked for.
pub fn view_badge(state: &InspectionState, verification: &VerificationState) -> Html {
    let name = name(state);
    let badge = element("span")
        .class("badge")
        .part("badge")
        .fixed("role", "group")
        .attribute("aria-label", plain(&format!("Container image {name}")))
        .child(element("code").part("badge-name").child(view_text(&name)));
    let badge = match &state.phase {
        Phase::Idle if state.target.is_some() => badge.child(remark("cancelled")),
        Phase::Idle => badge.child(remark("no image is named")),
        Phase::Loading => badge.child(remark("loading…")),
        Phase::Failed(failure) => {
            let notice = notice::of_failure(failure);
            let mut said = notice.title.clone();
            for detail in &notice.details {
                said.push_str(": ");
                said.push_str(detail);
            }
            let mark = view_mark(Mark::Bad, "not shown", &said);
            let notice = element("span")
                .part("notice")
                .fixed("role", "alert")
                .fixed("data-code", notice.code)
                .child(mark)
                .text(" ")
                .child(element("span").class("muted").text(notice.title));
            badge.text(" ").child(notice)
        }
        _ => badge
            .child(list(facts(state, verification).into_iter().map(
                |(name, words)| {
                    let of = shown_platform(state).filter(|_| name == "platforms");
                    let fact = element("span")
                        .part("badge-fact")
                        .fixed("data-fact", name)
                        .optional("title", of)
                        .text(words);
                    list([Html::from(super::element::text(" ")), fact.into()])
                },
            )))
            .text(" ")
            .maybe(view_verdict(state, verification)),
    };
    badge.into()
}

fn remark(words: &'static str) -> Html {
    let words = element("span").class("muted").text(words);
    list([super::element::text(" "), words.into()])
}

/// What a reader calls the image: its repository without the registry, and its tag.
fn name(state: &InspectionState) -> String {
    match &state.reference {
        Some(ImageReference::Registry(reference)) => {
            let name = &reference.repository;
            match (reference.tag.as_deref(), &reference.digest) {
                (None, Some(digest)) => format!("{name}@{}", abbreviated(digest)),
                (None | Some("latest"), _) => name.clone(),
                (Some(tag), _) => format!("{name}:{tag}"),
            }
        }
        Some(ImageReference::Layout(layout)) => {
            let mut parts = layout.url.rsplit('/');
            let folder = parts.find(|part| !part.is_empty()).unwrap_or(&layout.url);
            match &layout.tag {
                Some(tag) => format!("{folder}:{tag}"),
                None => folder.to_owned(),
            }
        }
        None => {
            let target = state.target.as_ref();
            target.map_or_else(String::new, |target| target.image.to_string())
        }
    }
}

/// Of an index, whose size and layers stand before the number of platforms.
fn shown_platform(state: &InspectionState) -> Option<String> {
    let platform = state.config()?.platform.to_string();
    let platform = Some(platform).filter(|platform| platform != "/")?;
    Some(plain(&format!("Size and layers are those of {platform}.")))
}

fn facts(state: &InspectionState, verification: &VerificationState) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let kind = match state.kind() {
        Some(Kind::Schema1) => "schema 1",
        kind => kind.unwrap_or(Kind::Image).attribute(),
    };
    facts.push(("kind", kind.to_owned()));
    if let Some((_, manifest)) = state.manifest() {
        let size = download_size(&layers_of(state), verification);
        if size.is_known() {
            facts.push(("size", format::total_size(size)));
        }
        let (one, many) = if manifest.is_image() {
            ("layer", "layers")
        } else {
            ("blob", "blobs")
        };
        let layers = format::count(manifest.layers.len(), one, many);
        facts.push(("layers", layers));
    }
    if let Some(schema1) = state.schema1() {
        let layers = schema1.steps.iter().filter(|step| !step.throwaway).count();
        facts.push(("layers", format::count(layers, "layer", "layers")));
    }
    if let Some((_, index)) = state.index() {
        let rows = index.rows();
        let images = rows.iter().filter(|row| row.kind == RowKind::Image).count();
        facts.push(("platforms", format::count(images, "platform", "platforms")));
    }
    let is_missing = state
        .index()
        .is_some_and(|(index, _)| index.missing.is_some());
    let wanted = state
        .target
        .as_ref()
        .and_then(|target| target.platform.as_ref());
    if let Some(wanted) = wanted.filter(|_| is_missing || state.is_for_another_platform()) {
        facts.push(("missing-platform", format!("not for {}", plain(wanted))));
    }
    facts
}

/// The worst that is known of the documents, or of layers that were read.
fn view_verdict(state: &InspectionState, verification: &VerificationState) -> Option<Element> {
    let root = state.root().filter(|root| root.has_digest());
    let entry = match state.image().map(|image| &image.manifest) {
        Some(ManifestDocument::Entry(entry)) => Some(&entry.proof),
        _ => None,
    };
    let config = state.config_document().map(|document| &document.proof);
    let failed = failed_document(state);
    let proof_of_failed = failed.and_then(proof_of_unreadable);
    let is_unread = failed.is_some() && proof_of_failed.is_none();
    let proofs = [root.map(|root| &root.proof), entry, config, proof_of_failed];
    let worst = proofs
        .into_iter()
        .flatten()
        .min_by_key(|proof| match proof {
            Proof::Mismatch(_) => 0,
            Proof::Unchecked { .. } => 1,
            Proof::Unclaimed | Proof::Made => 2,
            Proof::Computed { .. } => 3,
            Proof::Verified => 4,
        })?;
    let layers = Tally::of(&layers_of(state), verification);
    let open = layers.failed + layers.not_checkable;
    let is_wrong = matches!(worst, Proof::Mismatch(_));
    let badge = element("span").part("badge-verdict");
    Some(if layers.mismatch > 0 || layers.unpacks_wrong > 0 {
        let why = if layers.mismatch > 0 {
            "A layer is not what the manifest says."
        } else {
            "A layer does not unpack to what the config names."
        };
        badge
            .fixed("data-verdict", "mismatch")
            .child(view_mark(Mark::Bad, "mismatch", why))
    } else if !is_wrong && (is_unread || open > 0) {
        let (of, why) = if is_unread {
            let why = "A document of the image could not be read.";
            (String::new(), why)
        } else {
            let of = format!(
                ": {} of {}",
                format::grouped(open as u64),
                format::count(layers.layers, "layer", "layers")
            );
            let why = "These layers could not be read or their digests not be computed.";
            (of, why)
        };
        badge
            .fixed("data-verdict", "unchecked")
            .child(view_mark(Mark::Open, "not checked", why))
            .text(of)
    } else {
        badge
            .fixed("data-verdict", verdict_attribute(worst))
            .child(view_proof(worst))
    })
}

/// Why the manifest that was chosen, or the config, is not there.
fn failed_document(state: &InspectionState) -> Option<&InspectionError> {
    if let Some(Entry::Failed(error)) = state.chosen_entry() {
        return Some(error);
    }
    match &state.image()?.config {
        ConfigPhase::Failed(error) => Some(error),
        _ => None,
    }
}

/// What is known of the bytes that came in place of a document. A web page is no answer: it says nothing of what the registry holds.
fn proof_of_unreadable(error: &InspectionError) -> Option<&Proof> {
    match error {
        InspectionError::Unreadable(unreadable) if !unreadable.is_no_answer() => {
            Some(&unreadable.proof)
        }
        _ => None,
    }
}

/// Back to the image that an element itself names, where no reference bar and no breadcrumb lead there.
pub fn view_way_back(image: &AttrValue, on_click: &Callback<MouseEvent>) -> Html {
    let button = super::element::button()
        .part("return-button")
        .class("small")
        .on_click(on_click.clone())
        .text("Back to ")
        .child(view_text(image));
    element("p").class("wrap way").child(button).into()
}
