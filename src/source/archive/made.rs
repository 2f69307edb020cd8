//! The documents that are made of a docker archive, as they are written.

use crate::oci::{Digest, json::Writer};
use crate::source::layout::CONTAINERD_NAME;

/// A descriptor that is made: what is not known is left out.
#[derive(Clone)]
pub(super) struct Made {
    pub media_type: &'static str,
    pub digest: Option<Digest>,
    pub size: Option<u64>,
    /// `architecture`, `os` and `variant`, of a manifest.
    pub platform: Platform,
}

/// Some of `architecture`, `os` and `variant`.
pub(super) type Platform = Vec<(&'static str, String)>;

impl Made {
    pub fn write(&self, out: &mut Writer, name: Option<&str>) {
        out.open('{');
        text(out, "mediaType", self.media_type);
        if let Some(size) = self.size {
            out.key("size");
            out.literal(&size.to_string());
        }
        if let Some(digest) = &self.digest {
            text(out, "digest", &digest.to_string());
        }
        if !self.platform.is_empty() {
            out.key("platform");
            out.open('{');
            for (key, value) in &self.platform {
                text(out, key, value);
            }
            out.close('}');
        }
        if let Some(name) = name {
            out.key("annotations");
            out.open('{');
            text(out, CONTAINERD_NAME, name);
            out.close('}');
        }
        out.close('}');
    }
}

/// What each document begins with.
pub(super) fn version(out: &mut Writer, media_type: &str) {
    out.key("schemaVersion");
    out.literal("2");
    text(out, "mediaType", media_type);
}

pub(super) fn text(out: &mut Writer, key: &str, value: &str) {
    out.key(key);
    out.string(value);
}
