//! The layers of a report, and the signatures of a schema-1 manifest: what was computed of each, and what it was compared with.

use super::Shown;
use crate::{
    report::model::{
        ChainId, DiffId, Digest, Layer as ReportLayer, NOT_ASKED, Signature, Size, Verdict,
    },
    source::url::without_secrets,
    ui::{
        layer::{self, DiffIdVerdict, Layer},
        schema1::signatures::{computed_key_id, words},
    },
    verify::{
        content::Content,
        layer_state::LayerState,
        signature::{SignatureState, UncheckedReason},
    },
};

pub(super) fn layers(shown: &Shown<'_>) -> Vec<ReportLayer> {
    let mut is_chain_proven = true;
    let layers = shown.layers.iter().enumerate();
    layers
        .map(|(position, layer)| {
            let content = shown.verification.content(position);
            let verdict = layer.diff_id_verdict(content);
            is_chain_proven &= matches!(verdict, DiffIdVerdict::Match { .. });
            let chain_id = layer.chain_id.as_ref().map(|chain_id| ChainId {
                value: chain_id.to_string(),
                verdict: if is_chain_proven {
                    Verdict::Verified
                } else {
                    Verdict::NotChecked
                },
            });
            ReportLayer {
                number: position as u64 + 1,
                diff_id: diff_id(layer, &verdict, content),
                chain_id,
                compression: match content {
                    Some(Content::Unpacked { compression, .. }) => {
                        Some(compression.name().to_owned())
                    }
                    _ => None,
                },
                ..transferred(layer, shown.verification.layer(position))
            }
        })
        .collect()
}

/// What is known of a layer's bytes as they are transferred.
fn transferred(layer: &Layer, state: &LayerState) -> ReportLayer {
    let (verdict, computed, actual) = match state {
        LayerState::Unverified
        | LayerState::Queued
        | LayerState::Reading(_)
        | LayerState::NotChecked { .. } => (Verdict::NotChecked, None, None),
        LayerState::Verified { size } => (
            Verdict::Verified,
            Some(layer.digest_text.clone()),
            Some(*size),
        ),
        LayerState::DigestMismatch { actual, size, .. } => {
            (Verdict::Mismatch, Some(actual.clone()), Some(*size))
        }
        LayerState::SizeMismatch { actual, .. } => (Verdict::Mismatch, None, Some(*actual)),
        LayerState::Failed(_) => (Verdict::Failed, None, None),
    };
    let reason = match state {
        LayerState::Unverified if layer.digest.is_none() => {
            "The descriptor names no digest.".to_owned()
        }
        LayerState::Unverified => NOT_ASKED.to_owned(),
        LayerState::Queued | LayerState::Reading(_) => {
            "It was being read when the report was made.".to_owned()
        }
        state => without_secrets(&layer::reason(state)),
    };
    ReportLayer {
        media_type: layer.media_type.as_str().to_owned(),
        digest: Digest {
            expected: Some(layer.digest_text.clone()),
            computed,
            header: None,
        },
        size: Size {
            expected: layer.size,
            actual,
        },
        verdict,
        reason,
        urls: layer
            .urls()
            .iter()
            .map(|url| without_secrets(url))
            .collect(),
        ..ReportLayer::default()
    }
}

fn diff_id(layer: &Layer, verdict: &DiffIdVerdict, content: Option<&Content>) -> Option<DiffId> {
    let expected = layer.diff_id.as_ref()?.to_string();
    let (computed, size) = match content {
        Some(Content::Unpacked { diff_id, size, .. }) => (Some(diff_id.clone()), Some(*size)),
        _ => (None, None),
    };
    let word = match verdict {
        DiffIdVerdict::Match { .. } => Verdict::Verified,
        verdict if verdict.is_mismatch() => Verdict::Mismatch,
        _ => Verdict::NotChecked,
    };
    let reason = match verdict {
        DiffIdVerdict::Unchecked if computed.is_some() => {
            "What the layer unpacks to was computed by another algorithm.".to_owned()
        }
        DiffIdVerdict::Unchecked => "The layer was not unpacked.".to_owned(),
        DiffIdVerdict::Match { .. } => {
            "The layer unpacks to bytes of the digest that the config names.".to_owned()
        }
        verdict => verdict.reason(),
    };
    Some(DiffId {
        expected,
        computed,
        size,
        verdict: word,
        reason,
    })
}

pub(super) fn signatures(shown: &Shown<'_>) -> Vec<Signature> {
    let signatures = shown
        .state
        .schema1()
        .map(|schema1| schema1.signatures.iter());
    let waiting = SignatureState::Unchecked {
        reason: UncheckedReason::Pending,
    };
    let signatures = signatures.into_iter().flatten().enumerate();
    signatures
        .map(|(position, signature)| {
            let (verdict, reason) = words(shown.signatures.get(position).unwrap_or(&waiting));
            Signature {
                // What the signer claims may be the id of another key.
                key_id: computed_key_id(signature).or_else(|| signature.key_id.clone()),
                algorithm: signature.algorithm.clone(),
                verdict,
                reason,
                time: signature.time.clone(),
                signed_bytes: signature.format.as_ref().map(|format| format.length),
            }
        })
        .collect()
}
