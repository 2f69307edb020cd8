//! Gathers a report from what the page shows, in the page's own words.

use crate::{
    inspection::{Proof, given::BY_HAND},
    oci::{
        self, Descriptor, Document, ImageReference, LayoutReference, Problem, Verdict as Compared,
        json::Json,
    },
    report::{
        Report, VERSION,
        model::{
            Asked, ChainId, DiffId, Digest, Document as ReportDocument, DocumentName, Failure,
            Layer as ReportLayer, NOT_ASKED, Platform, Problem as ReportProblem, Range, ReportKind,
            Severity, Signature, Size, Verdict, Way,
        },
        summary::summarize,
        time::rfc3339,
    },
    source::{Served, url::without_secrets},
    ui::{
        identity,
        inspection_state::{ConfigPhase, Entry, InspectionState, ManifestDocument, Phase},
        layer::{self, DiffIdVerdict, Layer},
        loading::sentence,
        notice::of_failure,
        problems::problems,
        schema1::signatures::{computed_key_id, words},
        verification_state::VerificationState,
        way,
    },
    verify::{
        content::Content,
        layer_state::LayerState,
        signature::{SignatureState, UncheckedReason},
    },
};

/// What a report is made of.
pub struct Shown<'a> {
    /// What is known of the image.
    pub state: &'a InspectionState,
    /// Its layers.
    pub layers: &'a [Layer],
    /// What is known of their bytes.
    pub verification: &'a VerificationState,
    /// What is known of the signatures of a schema-1 manifest.
    pub signatures: &'a [SignatureState],
    /// Origin of the page.
    pub page: &'a str,
    /// The time, in milliseconds since 1970 (UTC).
    pub now: u64,
}

/// Makes the report.
pub fn gather(shown: &Shown<'_>) -> Report {
    let state = shown.state;
    let kind = match state.kind_attribute() {
        Some("index") => ReportKind::Index,
        Some("image") => ReportKind::Image,
        Some("artifact") => ReportKind::Artifact,
        Some("schema1") => ReportKind::Schema1,
        _ => ReportKind::Nothing,
    };
    let mut report = Report {
        version: VERSION,
        porthole: env!("CARGO_PKG_VERSION").to_owned(),
        made: rfc3339(shown.now),
        page: shown.page.to_owned(),
        asked: asked(state),
        kind,
        documents: documents(state),
        failures: failures(state),
        platforms: platforms(state),
        layers: layers(shown),
        signatures: signatures(shown),
        unsigned: state.schema1().map_or_else(Vec::new, |schema1| {
            let members = schema1.unsigned_members.iter();
            members.map(|(path, _)| path.clone()).collect()
        }),
        problems: found_problems(state),
        ..Report::default()
    };
    report.summary = summarize(&report);
    report
}

fn asked(state: &InspectionState) -> Asked {
    let typed = state.target.as_ref().map(|target| &*target.image);
    let parsed = || typed?.parse::<ImageReference>().ok();
    let reference = state.reference.clone().or_else(parsed);
    let folder = state.folder.as_deref().map(without_secrets);
    let (way, address) = match (&reference, &state.way) {
        (Some(ImageReference::Layout(_)), _) => (Way::Layout, folder.clone()),
        (_, way::Way::Through { address }) => (Way::Gateway, Some(without_secrets(address))),
        _ => (Way::Direct, None),
    };
    let reference = match reference {
        // A relative address means another layout on another page.
        Some(ImageReference::Layout(layout)) => ImageReference::Layout(LayoutReference {
            url: folder.unwrap_or(layout.url),
            ..layout
        })
        .to_string(),
        Some(reference) => reference.to_string(),
        None => typed.unwrap_or_default().to_owned(),
    };
    // A line that was pasted from a terminal may hold anything, passwords too.
    let typed = typed.filter(|typed| !typed.trim().contains(char::is_whitespace));
    let entry = state.chosen_descriptor();
    let platform = entry.and_then(|entry| entry.platform.as_ref());
    let platform = platform.or(state.config().map(|config| &config.platform));
    Asked {
        typed: typed
            .map(|typed| without_secrets(typed.trim()))
            .filter(|typed| *typed != reference),
        reference,
        platform: state
            .target
            .as_ref()
            .and_then(|target| target.platform.as_deref())
            .map(str::to_owned),
        chosen: platform.map(ToString::to_string),
        way,
        address,
    }
}

fn documents(state: &InspectionState) -> Vec<ReportDocument> {
    let mut found = Vec::new();
    let is_layout = matches!(state.reference, Some(ImageReference::Layout(_)));
    if let Some(root) = state.root() {
        let descriptor = root.served.descriptor.as_ref();
        let named = state.reference.as_ref().and_then(ImageReference::digest);
        let expected = named.or(descriptor.and_then(|descriptor| descriptor.digest.as_ref()));
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
    if let Some(picture) = state.picture()
        && let ManifestDocument::Entry(entry) = &picture.manifest
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
        Proof::Verified => expected.clone(),
        Proof::Mismatch(Compared::DigestMismatch { actual, .. }) => Some(actual.to_string()),
        _ => computed,
    };
    Digest {
        expected,
        computed,
        header: served.header_digest.as_ref().map(ToString::to_string),
    }
}

/// What could not be read.
fn failures(state: &InspectionState) -> Vec<Failure> {
    let failure = |name, message: &str| Failure {
        name,
        message: without_secrets(message),
    };
    let mut found = Vec::new();
    if let Phase::Failed(reason) = &state.phase {
        let notice = of_failure(reason);
        let message = match notice.details.first() {
            Some(detail) => format!("{}: {detail}", notice.title),
            None => notice.title,
        };
        found.push(failure(DocumentName::Manifest, &message));
    }
    if let Some(Entry::Failed(error)) = state.chosen_entry() {
        let message = sentence(&error.to_string());
        found.push(failure(DocumentName::Manifest, &message));
    }
    if let Some((phase, _)) = state.index()
        && let Some(platform) = &phase.missing
    {
        let message = format!("The index has no image for {platform}");
        found.push(failure(DocumentName::Manifest, &message));
    }
    if let Some(ConfigPhase::Failed(error)) = state.picture().map(|picture| &picture.config) {
        let message = sentence(&error.to_string());
        found.push(failure(DocumentName::Config, &message));
    }
    found
}

fn platforms(state: &InspectionState) -> Vec<Platform> {
    let entries = state.index().map(|(_, index)| index.manifests.iter());
    let entries = entries.into_iter().flatten();
    entries
        .map(|entry| Platform {
            platform: entry.platform.as_ref().map(ToString::to_string),
            media_type: entry.media_type.as_str().to_owned(),
            digest: entry.digest_text.clone(),
            size: entry.size,
        })
        .collect()
}

fn layers(shown: &Shown<'_>) -> Vec<ReportLayer> {
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
        urls: layer.urls.iter().map(|url| without_secrets(url)).collect(),
        ..ReportLayer::default()
    }
}

fn diff_id(layer: &Layer, verdict: &DiffIdVerdict, content: Option<&Content>) -> Option<DiffId> {
    let expected = layer.diff_id.as_ref()?.to_string();
    let (computed, size) = match content {
        Some(Content::Unpacked { diff_id, size, .. }) => (Some(diff_id.clone()), Some(*size)),
        _ => (None, None),
    };
    let word = match verdict.attribute() {
        "match" => Verdict::Verified,
        "mismatch" => Verdict::Mismatch,
        _ => Verdict::NotChecked,
    };
    let reason = match verdict {
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

fn signatures(shown: &Shown<'_>) -> Vec<Signature> {
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
                key_id: signature
                    .key_id
                    .clone()
                    .or_else(|| computed_key_id(signature)),
                algorithm: signature.algorithm.clone(),
                verdict,
                reason,
                time: signature.time.clone(),
                signed_bytes: signature.format.as_ref().map(|format| format.length),
            }
        })
        .collect()
}

fn found_problems(state: &InspectionState) -> Vec<ReportProblem> {
    let root = state.root().map(|root| &root.document);
    let picture = state.picture().map(|picture| picture.manifest.document());
    let bytes_of = |document: &str| match document {
        "index" => root.map(|document| &document.bytes),
        "manifest" => picture.or(root).map(|document| &document.bytes),
        _ => state.config().map(|config| &config.bytes),
    };
    let names = ["index", "manifest", "config"];
    let parsed: Vec<_> = names
        .into_iter()
        .filter_map(|name| Some((name, Json::parse(bytes_of(name)?).ok()?)))
        .collect();
    let problems = problems(state).into_iter();
    problems
        .map(|(document, problem)| {
            let read_as = if document == "image" {
                "config"
            } else {
                document
            };
            let json = parsed.iter().find(|(name, _)| *name == read_as);
            let ranges = match json {
                Some((_, json)) if !problem.pointer.is_empty() => json.locate(&problem.pointer),
                _ => Vec::new(),
            };
            ReportProblem {
                rule: problem.rule.to_owned(),
                severity: match problem.severity {
                    oci::Severity::Error => Severity::Error,
                    oci::Severity::Warning => Severity::Warning,
                    oci::Severity::Note => Severity::Note,
                },
                message: without_secrets(&problem.message),
                document: document.to_owned(),
                pointer: problem.pointer.clone(),
                bytes: ranges
                    .into_iter()
                    .map(|range| Range {
                        start: range.start as u64,
                        end: range.end as u64,
                    })
                    .collect(),
                specification: problem.specification.map(str::to_owned),
            }
        })
        .collect()
}
