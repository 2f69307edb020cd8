//! The folder that a copy is written into: an OCI image layout, in which other images may be already.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};

/// The annotation with an entry's tag.
const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// A layout.
pub struct Layout {
    folder: PathBuf,
}

/// What leads to an image.
pub struct Entry<'a> {
    /// How it is asked for.
    pub tag: &'a str,
    /// Of the manifest or index.
    pub media_type: &'a str,
    /// Of the manifest or index.
    pub digest: &'a str,
    /// In bytes.
    pub size: usize,
}

impl Layout {
    /// The layout in a folder; a new one, if there is none.
    ///
    /// # Errors
    /// When the folder holds other things, or cannot be written.
    pub fn at(folder: &Path) -> Result<Self> {
        let layout = Self {
            folder: folder.to_owned(),
        };
        let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if folder.exists() && !is_empty && !folder.join("oci-layout").is_file() {
            bail!("{} holds something else than a layout", folder.display());
        }
        layout.write_file("oci-layout", b"{\"imageLayoutVersion\":\"1.0.0\"}\n")?;
        Ok(layout)
    }

    /// Writes a blob under its digest.
    ///
    /// # Errors
    /// When it has another digest, or cannot be written.
    pub fn write(&self, digest: &str, bytes: &[u8]) -> Result<()> {
        check(digest, bytes)?;
        self.write_file(&format!("blobs/{}", digest.replacen(':', "/", 1)), bytes)
    }

    /// Adds an entry to `index.json`; one of the same tag goes.
    ///
    /// # Errors
    /// When `index.json` is none, or cannot be written.
    pub fn enter(&self, entry: &Entry<'_>) -> Result<()> {
        let path = self.folder.join("index.json");
        let mut index = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is no JSON", path.display()))?,
            Err(_) => json!({
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.index.v1+json",
                "manifests": [],
            }),
        };
        let Some(entries) = index["manifests"].as_array_mut() else {
            bail!("{} has no list of manifests", path.display());
        };
        entries.retain(|other: &Value| other["annotations"][REF_NAME] != entry.tag);
        entries.push(json!({
            "mediaType": entry.media_type,
            "digest": entry.digest,
            "size": entry.size,
            "annotations": { REF_NAME: entry.tag },
        }));
        let mut text = serde_json::to_string_pretty(&index)?;
        text.push('\n');
        self.write_file("index.json", text.as_bytes())
    }

    fn write_file(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot create {}", parent.display()))?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Compares bytes with the digest that led to them.
///
/// # Errors
/// When they differ, or the digest is of an algorithm that is not computed.
pub fn check(digest: &str, bytes: &[u8]) -> Result<()> {
    let computed = digest_like(Some(digest), bytes)?;
    if computed != digest {
        bail!("asked for {digest}, the registry sent {computed}");
    }
    Ok(())
}

/// The digest of bytes by the algorithm of another; by SHA-256, if there is none.
///
/// # Errors
/// When the algorithm is not computed.
pub fn digest_like(other: Option<&str>, bytes: &[u8]) -> Result<String> {
    let algorithm = other.and_then(|other| Some(other.split_once(':')?.0));
    let (algorithm, hash) = match algorithm.unwrap_or("sha256") {
        "sha256" => ("sha256", Sha256::digest(bytes).to_vec()),
        "sha512" => ("sha512", Sha512::digest(bytes).to_vec()),
        other => bail!("digests by {other} are not computed here"),
    };
    let encoded: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{algorithm}:{encoded}"))
}
