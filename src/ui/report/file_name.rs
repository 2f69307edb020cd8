//! What a report is called when it is saved.

use crate::{
    oci::{Digest, ImageReference},
    report::Report,
};

/// `porthole-alpine-3.20-1e42bbe2508f` and the extension: repository, tag and the beginning of the digest.
pub fn file_name(report: &Report, extension: &str) -> String {
    let (name, tag) = match report.reference() {
        Ok(ImageReference::Registry(reference)) => (reference.repository, reference.tag),
        Ok(ImageReference::Layout(layout)) => (layout.url, layout.tag),
        Err(_) => (String::new(), None),
    };
    let last = name.rsplit('/').find(|part| !part.is_empty());
    let digest = report.documents.first().and_then(|document| {
        let digest = document.digest.computed.as_deref()?;
        Some(digest.parse::<Digest>().ok()?.short().to_owned())
    });
    let parts = [last.map(str::to_owned), tag, digest];
    let mut file = "porthole".to_owned();
    for part in parts.into_iter().flatten() {
        file.push('-');
        file.extend(part.chars().map(|character| {
            let is_plain = character.is_ascii_alphanumeric() || "._-".contains(character);
            if is_plain { character } else { '-' }
        }));
    }
    format!("{file}.{extension}")
}
