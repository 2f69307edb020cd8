//! What holds, what does not, and what could not be checked: one phrase for each kind of thing.

use super::{
    Report,
    model::{
        Digest, Document, DocumentName, Referrer, ReportKind, SignatureVerdict, Size, Summary,
        Verdict,
    },
};
use crate::oci::problem::excerpt;

/// So many layers are named by their numbers.
const MOST_NAMED: usize = 10;

/// Sums a report up. Its own summary is not looked at.
pub fn summarize(report: &Report) -> Summary {
    let mut summary = Summary::default();
    for document in &report.documents {
        let name = document.name.word();
        let verdict = of_digest(document.verdict, &document.digest, &document.size);
        summary.add(
            verdict,
            format!("the digest of the {name}"),
            &document.reason,
        );
        if verdict != document.verdict {
            summary.fails.push(format!("the size of the {name}"));
        }
    }
    for failure in &report.failures {
        let name = failure.name.word();
        summary
            .open
            .push(format!("the {name}, which could not be read"));
    }
    let is_layer = !matches!(report.kind, ReportKind::Artifact);
    let noun = if is_layer { "layer" } else { "blob" };
    let digests = report.layers.iter();
    let digests = digests.map(|layer| of_digest(layer.verdict, &layer.digest, &layer.size));
    let digests: Vec<Verdict> = digests.collect();
    summary.add_layers("digest", noun, report, |_| true, digests.iter().copied());
    let sizes = report.layers.iter().map(|layer| layer.verdict);
    let is_size_wrong = |position: usize| {
        let layer = report.layers.get(position);
        layer.map(|layer| layer.verdict) != digests.get(position).copied()
    };
    summary.add_layers("size", noun, report, is_size_wrong, sizes);
    let diff_ids = report.layers.iter();
    let diff_ids = diff_ids.map(|layer| {
        let diff_id = layer.diff_id.as_ref();
        diff_id.map_or(Verdict::NotChecked, |diff_id| diff_id.verdict)
    });
    let has_diff_id = |position: usize| {
        let layer = report.layers.get(position);
        layer.is_some_and(|layer| layer.diff_id.is_some())
    };
    summary.add_layers("diff ID", noun, report, has_diff_id, diff_ids);
    summary.add_unnamed_diff_ids(noun, report);
    for (position, signature) in report.signatures.iter().enumerate() {
        let name = format!("signature {}", position + 1);
        match signature.verdict {
            SignatureVerdict::Valid => summary.holds.push(name),
            SignatureVerdict::Invalid => summary.fails.push(name),
            SignatureVerdict::NotChecked => summary.open.push(with_reason(name, &signature.reason)),
        }
    }
    for referrer in report.referrers.iter().flatten() {
        summary.add_attached(referrer);
    }
    for gap in report.referrer_gaps.iter().flatten() {
        let name = format!("what refers to {}", short(&gap.of));
        summary.open.push(with_reason(name, &gap.reason));
    }
    if !report.unsigned.is_empty() {
        let number = report.unsigned.len();
        let members = if number == 1 { "member" } else { "members" };
        summary
            .open
            .push(format!("{number} unsigned {members} of the manifest"));
    }
    summary
}

/// What is known of a digest alone, where `verdict` is what is known of digest and size.
fn of_digest(verdict: Verdict, digest: &Digest, size: &Size) -> Verdict {
    let is_size_wrong = size.expected.is_some() && size.expected != size.actual;
    match &digest.computed {
        _ if verdict != Verdict::Mismatch || !is_size_wrong => verdict,
        None => Verdict::NotChecked,
        computed if *computed == digest.expected => Verdict::Verified,
        Some(_) => Verdict::Mismatch,
    }
}

/// The first characters of a digest, by which people know it.
fn short(digest: &str) -> String {
    let encoded = digest.split_once(':').map_or("", |(_, encoded)| encoded);
    encoded.chars().take(12).collect()
}

impl Summary {
    fn add(&mut self, verdict: Verdict, name: String, reason: &str) {
        match verdict {
            Verdict::Verified => self.holds.push(name),
            Verdict::Mismatch => self.fails.push(name),
            Verdict::Computed | Verdict::NotChecked | Verdict::Failed => {
                self.open.push(with_reason(name, reason));
            }
        }
    }

    /// Adds one phrase for each signature of what refers to the image, and one for what could not be read.
    fn add_attached(&mut self, referrer: &Referrer) {
        let of = short(&referrer.of);
        for signature in referrer.statements.iter().flat_map(|one| &one.signatures) {
            let by = signature.signer.as_deref().or(signature.key_id.as_deref());
            // Quoted, for it is the signer's choice, and stands among our own phrases.
            let by = by.map_or_else(|| "a key without a name".to_owned(), excerpt);
            let name = format!("a signature of {of} by {by}");
            match signature.verdict {
                SignatureVerdict::Valid => self.holds.push(name),
                SignatureVerdict::Invalid => self.fails.push(with_reason(name, &signature.reason)),
                SignatureVerdict::NotChecked => {
                    self.open.push(with_reason(name, &signature.reason))
                }
            }
        }
        let name = format!("the digest of what refers to {of}");
        match referrer.verdict {
            Verdict::Verified | Verdict::Computed => {}
            verdict => self.add(verdict, name, &referrer.reason),
        }
        for fault in &referrer.faults {
            let name = format!("what refers to {of}");
            self.open.push(with_reason(name, fault));
        }
    }

    /// Adds one phrase for the layers for which the config has no diff ID. Only images have configs that are read.
    fn add_unnamed_diff_ids(&mut self, noun: &str, report: &Report) {
        let is_config = |document: &&Document| document.name == DocumentName::Config;
        let config = report.documents.iter().find(is_config);
        let is_told = config.is_some_and(|config| {
            of_digest(config.verdict, &config.digest, &config.size) != Verdict::Mismatch
        });
        let layers_without = report.layers.iter().enumerate();
        let layers_without = layers_without.filter(|(_, layer)| layer.diff_id.is_none());
        let numbers: Vec<usize> = layers_without.map(|(position, _)| position + 1).collect();
        if is_told && !numbers.is_empty() {
            let layers = layers(noun, &numbers, report.layers.len());
            self.open.push(format!(
                "the diff ID of {layers}, for which the config has none"
            ));
        }
    }

    /// Adds one phrase for all layers that have the same verdict, with their numbers if they are not all.
    fn add_layers(
        &mut self,
        what: &str,
        noun: &str,
        report: &Report,
        is_meant: impl Fn(usize) -> bool,
        verdicts: impl Iterator<Item = Verdict>,
    ) {
        let mut groups: [(Verdict, Vec<usize>); 5] = [
            (Verdict::Verified, Vec::new()),
            (Verdict::Mismatch, Vec::new()),
            (Verdict::Failed, Vec::new()),
            (Verdict::NotChecked, Vec::new()),
            (Verdict::Computed, Vec::new()),
        ];
        for (position, verdict) in verdicts.enumerate() {
            let group = groups.iter_mut().find(|(known, _)| *known == verdict);
            if let (true, Some((_, numbers))) = (is_meant(position), group) {
                numbers.push(position + 1);
            }
        }
        for (verdict, numbers) in groups {
            if numbers.is_empty() {
                continue;
            }
            let name = format!(
                "the {what} of {}",
                layers(noun, &numbers, report.layers.len())
            );
            let name = match verdict {
                Verdict::Failed => format!("{name}, which could not be read"),
                _ => name,
            };
            self.add(verdict, name, "");
        }
    }
}

fn with_reason(name: String, reason: &str) -> String {
    if reason.is_empty() {
        return name;
    }
    let reason = reason.trim_end_matches('.');
    format!("{name} ({reason})")
}

/// `the layer`, `all 3 layers`, `layer 2`, `layers 1, 3 and 5 more`.
fn layers(noun: &str, numbers: &[usize], of: usize) -> String {
    match numbers {
        [_] if of == 1 => format!("the one {noun}"),
        all if all.len() == of => format!("all {of} {noun}s"),
        [only] => format!("{noun} {only}"),
        several => {
            let named = several.iter().take(MOST_NAMED);
            let named: Vec<String> = named.map(ToString::to_string).collect();
            let named = named.join(", ");
            match several.len().checked_sub(MOST_NAMED) {
                Some(more @ 1..) => format!("{noun}s {named} and {more} more"),
                _ => format!("{noun}s {named}"),
            }
        }
    }
}
