//! Tells the host element, and through it the page around it, what is known: the attributes and events of the DOM contract.

use super::{
    inspection_state::{ConfigPhase, Entry, Failure, InspectionState, ManifestDocument, Phase},
    later,
    notice::Notice,
    shared::Shared,
    use_on_change::{ending, use_on_change},
    verification_state::Blob,
};
use crate::{
    browser::{Host, host::Detail},
    inspection::{InspectionError, Proof, Root},
    oci::Digest,
    verify::layer_state::LayerState,
};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// Keeps the host up to date, unless a place `is_browsed`, which does so itself; the callback tells it what came of a layer.
#[hook]
pub fn use_host(
    host: &Host,
    state: &Rc<InspectionState>,
    is_browsed: bool,
) -> Callback<(Blob, LayerState)> {
    let told = use_mut_ref(Told::default);
    {
        let (host, state) = (host.clone(), Rc::clone(state));
        use_on_change((state.phase.clone(), is_browsed), move || {
            if is_browsed {
                *told.borrow_mut() = Told::default();
                // It has a state before the second module, which browses it, is there.
                if later::loaded().is_none() {
                    host.set_attribute("data-state", Some("loading"));
                    host.set_attribute("data-kind", None);
                }
                return None;
            }
            host.set_attribute("data-state", Some(state.state_attribute()));
            host.set_attribute("data-kind", state.kind_attribute());
            tell(&host, &state, &told);
            None
        });
    }
    // A view that is taken away has no state any more: one that is put back begins anew.
    let element = host.clone();
    use_on_change(host.clone(), move || {
        ending(move || {
            element.set_attribute("data-state", None);
            element.set_attribute("data-kind", None);
        })
    });
    use_callback(host.clone(), |(blob, known): (Blob, LayerState), host| {
        // Layers are read by the second module.
        match later::loaded() {
            Some(later) => (later.tell_layer)(host, &blob, &known),
            None if matches!(known, LayerState::Failed(_)) => {
                let message = format!("layer {}: {}", blob.digest, later::NotLoaded);
                send_error(host, "defect", &message);
            }
            None => {}
        }
    })
}

/// Tells of a place that cannot be browsed, since the second module could not be loaded.
pub fn tell_missing(host: &Host) {
    host.set_attribute("data-state", Some("failed"));
    send_error(host, "defect", &later::NotLoaded.to_string());
}

/// What was told of the present question already.
#[derive(Default)]
struct Told {
    /// The document that it was told of.
    root: Option<Shared<Root>>,
    digests: Vec<(&'static str, Digest)>,
    is_settled: bool,
}

fn tell(host: &Host, state: &InspectionState, told: &RefCell<Told>) {
    if matches!(state.phase, Phase::Loading | Phase::Idle) {
        *told.borrow_mut() = Told::default();
        return;
    }
    if let Phase::Failed(failure) = &state.phase {
        // A question that makes no sense fails without having been waited for: there is no phase between it and the one before.
        *told.borrow_mut() = Told::default();
        if let Failure::Inspection(error) = &**failure
            && let Some(proven) = unreadable("root", error)
        {
            tell_verdict(host, &proven);
        }
        return tell_failure(host, failure);
    }
    // What is answered at once was never seen to be waited for: another answer is another document all the same.
    if told.borrow().root.as_ref() != state.root() {
        *told.borrow_mut() = Told {
            root: state.root().cloned(),
            ..Told::default()
        };
    }
    for proven in proven(state) {
        let key = (proven.name, proven.digest.clone());
        if !told.borrow().digests.contains(&key) {
            told.borrow_mut().digests.push(key);
            tell_verdict(host, &proven);
        }
    }
    let is_settled = state.is_settled();
    if std::mem::replace(&mut told.borrow_mut().is_settled, is_settled) == is_settled || !is_settled
    {
        return;
    }
    if let (Some(reference), Some(root), Some(kind)) =
        (&state.reference, state.root(), state.kind_attribute())
    {
        let digest = if root.has_digest() {
            root.document.digest.to_string()
        } else {
            String::new()
        };
        let detail = [
            ("reference", Detail::Text(&reference.to_string())),
            ("digest", Detail::Text(&digest)),
            ("kind", Detail::Text(kind)),
        ];
        host.dispatch("porthole-ready", &detail);
    }
}

fn tell_failure(host: &Host, failure: &Failure) {
    // It was waited for before this was said to fail (`inspection_run`): it is missing only where it cannot be loaded.
    let notice = match later::loaded() {
        Some(later) => (later.notice)(failure),
        None => Notice {
            code: "defect",
            title: later::NotLoaded.to_string(),
            details: Vec::new(),
            advice: String::new(),
        },
    };
    let message = match notice.details.first() {
        Some(detail) => format!("{}: {detail}", notice.title),
        None => notice.title,
    };
    send_error(host, notice.code, &message);
}

/// Sends `porthole-error`.
pub(super) fn send_error(host: &Host, code: &str, message: &str) {
    let detail = [
        ("code", Detail::Text(code)),
        ("message", Detail::Text(message)),
    ];
    host.dispatch("porthole-error", &detail);
}

/// A document whose digest was computed.
struct Proven<'a> {
    /// What it is to the image.
    name: &'static str,
    /// Of a manifest what was computed; of a config what its manifest says, as of every blob.
    digest: Digest,
    size: u64,
    proof: &'a Proof,
}

fn tell_verdict(host: &Host, proven: &Proven) {
    let verdict = super::identity::verdict_attribute(proven.proof);
    let detail = [
        ("digest", Detail::Text(&proven.digest.to_string())),
        ("verdict", Detail::Text(verdict)),
        ("size", Detail::Size(proven.size)),
    ];
    host.dispatch("porthole-verdict", &detail);
}

/// The documents that were served, those that could not be read too.
fn proven(state: &InspectionState) -> Vec<Proven<'_>> {
    let mut found = Vec::new();
    if let Some(root) = state.root()
        && root.has_digest()
    {
        found.push(Proven {
            name: "root",
            digest: root.document.digest.clone(),
            size: root.document.bytes.len() as u64,
            proof: &root.proof,
        });
    }
    if let Some(Entry::Failed(error)) = state.chosen_entry() {
        found.extend(unreadable("entry", error));
    }
    let Some(image) = state.image() else {
        return found;
    };
    if let ManifestDocument::Entry(entry) = &image.manifest {
        found.push(Proven {
            name: "entry",
            digest: entry.document.digest.clone(),
            size: entry.document.bytes.len() as u64,
            proof: &entry.proof,
        });
    }
    let digest = state
        .manifest()
        .and_then(|(_, manifest)| manifest.config.as_ref()?.digest.clone());
    let Some(digest) = digest else {
        return found;
    };
    match &image.config {
        ConfigPhase::Read(document) => found.push(Proven {
            name: "config",
            digest,
            size: document.config.bytes.len() as u64,
            proof: &document.proof,
        }),
        ConfigPhase::Failed(error) => {
            found.extend(unreadable("config", error).map(|config| Proven { digest, ..config }))
        }
        ConfigPhase::None | ConfigPhase::Loading => {}
    }
    found
}

/// What came in the place of a document, if that is why it could not be read.
fn unreadable<'a>(name: &'static str, error: &'a InspectionError) -> Option<Proven<'a>> {
    let InspectionError::Unreadable(unreadable) = error else {
        return None;
    };
    (!unreadable.is_no_answer()).then(|| Proven {
        name,
        digest: unreadable.digest.clone(),
        size: unreadable.bytes.len() as u64,
        proof: &unreadable.proof,
    })
}
