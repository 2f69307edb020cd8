//! The documents of a report: what each is, who served it, and what is known of its digest.

use crate::{
    inspection::{Proof, given::BY_HAND},
    oci::{self, Descriptor, Document, ImageReference, Problem, Verdict as Compared},
    report::{
        model::{Digest, Document as ReportDocument, DocumentName, Size, Way},
        time::rfc3339,
    },
    source::{Served, url::without_secrets},
    ui::{
        identity,
        inspection_state::{InspectionState, ManifestDocument},
    },
};

pub(super) fn documents(state: &InspectionState) -> Vec<ReportDocument> {
    let mut found = Vec::new();
    let is_layout = matches!(state.reference, Some(ImageReference::Layout(_)));
    if let Some(root) = state.root() {
        let descriptor = root.served.descriptor.as_ref();
        let named = state.reference.as_ref().and_then(ImageReference::digest);
        let listed = descriptor.and_then(|descriptor| descriptor.digest.as_ref());
        let expected = root.pinned.as_ref().or(named).or(listed);
        let name = if state.index().is_some() {
            DocumentName::Index
        } else {
            DocumentName::Manifest
        };
        let computed = root
            .has_digest()
            .then(|| computed(&root.document, expected));
        found.push(ReportDocument {
            converted: root.converted.then_some(true),
            size: size(descriptor, &root.document.bytes),
            digest: digest(&root.proof, expected, computed, &root.served),
            ..document(name, &root.document, &root.proof, &root.served, is_layout)
        });
    }
    if let Some(image) = state.image()
        && let ManifestDocument::Entry(entry) = &image.manifest
    {
        let descriptor = state.chosen_descriptor();
        let expected = descriptor.and_then(|descriptor| descriptor.digest.as_ref());
        let computed = entry
            .document
            .has_digest()
            .then(|| computed(&entry.document, expected));
        found.push(ReportDocument {
            size: size(descriptor, &entry.document.bytes),
            digest: digest(&entry.proof, expected, computed, &entry.served),
            ..document(
                DocumentName::Manifest,
                &entry.document,
                &entry.proof,
                &entry.served,
                is_layout,
            )
        });
    }
    if let Some(config) = state.config_document() {
        let manifest = state.manifest().map(|(_, manifest)| manifest);
        let descriptor = manifest.and_then(|manifest| manifest.config.as_ref());
        let expected = descriptor.and_then(|descriptor| descriptor.digest.as_ref());
        let bytes = &config.config.bytes;
        let computed = match expected {
            Some(expected) => oci::Digest::compute(expected.algorithm(), bytes),
            None => None,
        };
        let computed = computed.unwrap_or_else(|| oci::Digest::sha256_of(bytes));
        let media_type = descriptor.map(|descriptor| descriptor.media_type.as_str());
        let is_by_hand = is_by_hand(&config.problems);
        found.push(ReportDocument {
            name: DocumentName::Config,
            media_type: media_type.unwrap_or_default().to_owned(),
            size: size(descriptor, bytes),
            digest: digest(
                &config.proof,
                expected,
                Some(computed.to_string()),
                &config.served,
            ),
            verdict: identity::verdict(&config.proof),
            reason: identity::reason(&config.proof),
            ..receipt(&config.served, is_layout, is_by_hand)
        });
    }
    found
}

fn document(
    name: DocumentName,
    document: &Document,
    proof: &Proof,
    served: &Served,
    is_layout: bool,
) -> ReportDocument {
    ReportDocument {
        name,
        media_type: document.media_type.as_str().to_owned(),
        verdict: identity::verdict(proof),
        reason: identity::reason(proof),
        ..receipt(served, is_layout, is_by_hand(&document.problems))
    }
}

/// Who served it, and when.
fn receipt(served: &Served, is_layout: bool, is_by_hand: bool) -> ReportDocument {
    let receipt = &served.receipt;
    let way = match (receipt.status, &receipt.gateway) {
        (None, _) if is_by_hand => Way::ByHand,
        (None, _) => Way::DataField,
        (Some(_), Some(_)) => Way::Gateway,
        (Some(_), None) if is_layout => Way::Layout,
        (Some(_), None) => Way::Direct,
    };
    ReportDocument {
        url: receipt.status.map(|_| without_secrets(&served.url)),
        way,
        gateway: receipt.gateway.as_deref().map(without_secrets),
        status: receipt.status.map(u64::from),
        arrived: receipt.arrived.map(rfc3339),
        date: receipt.date.clone(),
        content_type: served.content_type.clone(),
        ..ReportDocument::default()
    }
}

fn is_by_hand(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.rule == BY_HAND)
}

fn size(descriptor: Option<&Descriptor>, bytes: &[u8]) -> Size {
    Size {
        expected: descriptor.and_then(|descriptor| descriptor.size),
        actual: Some(bytes.len() as u64),
    }
}

/// By the algorithm of what is expected, if that is computed.
fn computed(document: &Document, expected: Option<&oci::Digest>) -> String {
    expected
        .and_then(|expected| document.digest_like(expected))
        .unwrap_or_else(|| document.digest.clone())
        .to_string()
}

fn digest(
    proof: &Proof,
    expected: Option<&oci::Digest>,
    computed: Option<String>,
    served: &Served,
) -> Digest {
    let expected = expected.map(ToString::to_string);
    let computed = match proof {
        // In a layout the digest of a signed schema 1 may be that of its bytes.
        proof if proof.has_digest() => expected.clone(),
        Proof::Mismatch(Compared::DigestMismatch { actual, .. }) => Some(actual.to_string()),
        _ => computed,
    };
    Digest {
        expected,
        computed,
        header: served.header_digest.as_ref().map(ToString::to_string),
    }
}
