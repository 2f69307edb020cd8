//! Gathers a report from what the page shows, in the page's own words.

mod documents;
mod layers;
mod referrers;

use crate::{
    inspection::{InspectionError, Proof},
    oci::{self, ImageReference, LayoutReference, json::Json},
    report::{
        Report, VERSION,
        fit::MOST_GATHERED,
        model::{
            Asked, DocumentName, Failure, LeftOut, Platform, Problem as ReportProblem, Range,
            ReportKind, Severity, Way,
        },
        summary::summarize,
        time::rfc3339,
    },
    source::url::without_secrets,
    ui::{
        inspection_state::{ConfigPhase, Entry, InspectionState, Kind, Phase},
        layer::Layer,
        notice::{explain, of_failure},
        problems::problems,
        referrers::evidence::Known,
        sentence::sentence,
        verification_state::VerificationState,
        way,
    },
    verify::signature::SignatureState,
};
use documents::documents;
use layers::{layers, signatures};

/// Places of one problem: a key may stand tens of thousands of times.
const MOST_RANGES: usize = 100;

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
    /// What is known of what refers to it; `None` if nobody looked.
    pub referrers: Option<&'a Known>,
    /// Origin of the page.
    pub page: &'a str,
    /// The time, in milliseconds since 1970 (UTC).
    pub now: u64,
}

/// Makes the report.
pub fn gather(shown: &Shown<'_>) -> Report {
    let state = shown.state;
    let kind = match state.kind() {
        Some(Kind::Index) => ReportKind::Index,
        Some(Kind::Image) => ReportKind::Image,
        Some(Kind::Artifact) => ReportKind::Artifact,
        Some(Kind::Schema1) => ReportKind::Schema1,
        None => ReportKind::Nothing,
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
        referrers: shown.referrers.map(referrers::referrers),
        referrer_gaps: shown.referrers.and_then(referrers::gaps),
        unsigned: state.schema1().map_or_else(Vec::new, |schema1| {
            let members = schema1.unsigned_members.iter();
            members.map(|(path, _)| path.clone()).collect()
        }),
        problems: found_problems(state),
        ..Report::default()
    };
    report.summary = summarize(&report);
    let entries = state.index().map_or(0, |(_, index)| index.manifests.len());
    let more = |length: usize| {
        let more = length.saturating_sub(MOST_GATHERED);
        (more > 0).then_some(more as u64)
    };
    report.left_out = Some(LeftOut {
        platforms: more(entries),
        problems: more(problems(state).len()),
        ..LeftOut::default()
    });
    report.fit();
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
        chosen: platform.and_then(name_of),
        way,
        address,
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
        found.push(failure(DocumentName::Manifest, &words(error)));
    }
    if let Some((phase, _)) = state.index()
        && let Some(message) = phase.tell_missing()
    {
        found.push(failure(DocumentName::Manifest, &message));
    }
    if let Some(ConfigPhase::Failed(error)) = state.image().map(|image| &image.config) {
        found.push(failure(DocumentName::Config, &words(error)));
    }
    found
}

/// Why a document could not be read, and that it is not what was asked for, where it is not.
fn words(error: &InspectionError) -> String {
    let mut words = sentence(&error.to_string());
    if let InspectionError::Unreadable(unreadable) = error
        && !unreadable.is_no_answer()
        && let Proof::Mismatch(verdict) = &unreadable.proof
    {
        words.push_str(". ");
        words.push_str(&explain(verdict));
    }
    words
}

/// What a platform is called, if it says anything: attestations have `unknown/unknown`.
fn name_of(platform: &oci::Platform) -> Option<String> {
    (platform.is_unknown() || !platform.is_silent()).then(|| platform.to_string())
}

fn platforms(state: &InspectionState) -> Vec<Platform> {
    let entries = state.index().map(|(_, index)| index.manifests.iter());
    let entries = entries.into_iter().flatten();
    entries
        .take(MOST_GATHERED)
        .map(|entry| Platform {
            platform: entry.platform.as_ref().and_then(name_of),
            media_type: entry.media_type.as_str().to_owned(),
            digest: entry.digest_text.clone(),
            size: entry.size,
        })
        .collect()
}

fn found_problems(state: &InspectionState) -> Vec<ReportProblem> {
    let root = state.root().map(|root| &root.document);
    let image = state.image().map(|image| image.manifest.document());
    let bytes_of = |document: &str| match document {
        "index" => root.map(|document| &document.bytes),
        "manifest" => image.or(root).map(|document| &document.bytes),
        _ => state.config().map(|config| &config.bytes),
    };
    let names = ["index", "manifest", "config"];
    let parsed: Vec<_> = names
        .into_iter()
        .filter_map(|name| Some((name, Json::parse(bytes_of(name)?).ok()?)))
        .collect();
    let problems = problems(state).into_iter();
    problems
        .take(MOST_GATHERED)
        .map(|(document, problem)| {
            let read_as = if document == "image" {
                "config"
            } else {
                document
            };
            let json = parsed.iter().find(|(name, _)| *name == read_as);
            let json = json.filter(|_| !problem.pointer.is_empty());
            let ranges = json
                .into_iter()
                .flat_map(|(_, json)| json.locate(&problem.pointer));
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
                    .take(MOST_RANGES)
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
