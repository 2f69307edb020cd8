//! `cargo xtask snapshot`: a light copy of an image for a static site: its documents without its layers.
//!
//! The copy is an OCI image layout (image specification 1.1). Every document is written byte for byte as the registry served it, and
//! compared with the digest that led to it: what the page shows of the copy is what it would show of the registry. skopeo asks the registry,
//! so its logins serve here too.

mod layout;
mod reference;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;
use serde_json::Value;

use self::layout::{Entry, Layout};
use self::reference::Image;
use crate::packages;
use crate::process::{self, say};

/// An index may hold indexes; nobody nests them deeper.
const DEEPEST: usize = 4;

struct Options {
    image: Image,
    folder: PathBuf,
    platform: Option<String>,
    tag: Option<String>,
    insecure: bool,
}

/// Makes the copy that the arguments describe.
///
/// # Errors
/// When skopeo is missing or fails, a document is not what its digest says, or the folder cannot be written.
pub fn run(arguments: lexopt::Parser) -> Result<()> {
    let Some(options) = parse(arguments)? else {
        return crate::usage();
    };
    packages::skopeo()?;
    let skopeo = |what: &[&str], address: &str| {
        let mut command = Command::new("skopeo");
        command.arg("inspect").args(what);
        if options.insecure {
            command.arg("--tls-verify=false");
        }
        process::output(command.arg(format!("docker://{address}")))
    };
    let snapshot = Snapshot {
        image: &options.image,
        manifest: &|address| skopeo(&["--raw"], address),
        config: &|address| skopeo(&["--config", "--raw"], address),
        layout: Layout::at(&options.folder)?,
    };
    let tag = options.tag.as_deref().unwrap_or(options.image.tag());
    let digest = snapshot.take(tag, options.platform.as_deref())?;
    say(format!(
        "{} is in {}: {digest}\nShow it by <porthole-image image=\"oci:ADDRESS-OF-THAT-FOLDER:{tag}\">",
        options.image,
        options.folder.display()
    ));
    Ok(())
}

fn parse(mut arguments: lexopt::Parser) -> Result<Option<Options>> {
    let (mut image, mut folder, mut platform, mut tag, mut insecure) =
        (None, None, None, None, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(name) if image.is_none() => image = Some(Image::parse(&name.string()?)?),
            Value(name) if folder.is_none() => folder = Some(env::current_dir()?.join(name)),
            Long("platform") => platform = Some(arguments.value()?.string()?),
            Long("tag") => tag = Some(arguments.value()?.string()?),
            Long("insecure") => insecure = true,
            Short('h') | Long("help") => return Ok(None),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    match (image, folder) {
        (Some(image), Some(folder)) => Ok(Some(Options {
            image,
            folder,
            platform,
            tag,
            insecure,
        })),
        _ => bail!(
            "snapshot takes an image and a folder, as in `cargo xtask snapshot alpine:3.22 images/alpine`"
        ),
    }
}

/// Asks for the bytes that an address (`repository:tag`, `repository@digest`) names.
type Read<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>>;

struct Snapshot<'a> {
    image: &'a Image,
    /// The manifest or index that is named.
    manifest: Read<'a>,
    /// The config of the manifest that is named.
    config: Read<'a>,
    layout: Layout,
}

impl Snapshot<'_> {
    /// Writes the documents, then the entry that leads to them. Gives the digest of the entry.
    fn take(&self, tag: &str, platform: Option<&str>) -> Result<String> {
        let mut bytes = (self.manifest)(&self.image.to_string())?;
        let mut digest = layout::digest_like(self.image.digest(), &bytes)?;
        if let Some(wanted) = self.image.digest()
            && wanted != digest
        {
            bail!("{} has the digest {digest}", self.image);
        }
        let mut document = read(&bytes)?;
        if let Some(platform) = platform {
            let child = of_platform(&document, platform)?;
            digest = child["digest"].as_str().unwrap_or_default().to_owned();
            bytes = self.child(child)?;
            document = read(&bytes)?;
        }
        self.keep(&digest, &bytes, 0)?;
        let media_type = media_type(&document)?.to_owned();
        self.layout.enter(&Entry {
            tag,
            media_type: &media_type,
            digest: &digest,
            size: bytes.len(),
        })?;
        Ok(digest)
    }

    /// Writes a document, and all that it leads to except layers.
    fn keep(&self, digest: &str, bytes: &[u8], depth: usize) -> Result<()> {
        if depth > DEEPEST {
            bail!("{digest} lies in more than {DEEPEST} indexes");
        }
        let document = read(bytes)?;
        media_type(&document)?;
        for child in document["manifests"].as_array().into_iter().flatten() {
            let bytes = self.child(child)?;
            self.keep(
                child["digest"].as_str().unwrap_or_default(),
                &bytes,
                depth + 1,
            )?;
        }
        if let Some(config) = document["config"].as_object() {
            let wanted = config.get("digest").and_then(Value::as_str);
            let wanted = wanted.with_context(|| format!("the config of {digest} has no digest"))?;
            let bytes = (self.config)(&self.image.at(digest))?;
            self.layout.write(wanted, &bytes)?;
        }
        self.layout.write(digest, bytes)
    }

    fn child(&self, descriptor: &Value) -> Result<Vec<u8>> {
        let digest = descriptor["digest"].as_str();
        let digest =
            digest.with_context(|| format!("{} has an entry without a digest", self.image))?;
        let bytes = (self.manifest)(&self.image.at(digest))?;
        layout::check(digest, &bytes)?;
        Ok(bytes)
    }
}

fn read(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).context("the registry's answer is no JSON")
}

/// What a document is, by its own word or by its members.
fn media_type(document: &Value) -> Result<&str> {
    if document["schemaVersion"] == 1 {
        bail!(
            "an image of schema 1 has no config, and its digest is not that of its file: it cannot be in a layout"
        );
    }
    match document["mediaType"].as_str() {
        Some(media_type) => Ok(media_type),
        None if document["manifests"].is_array() => Ok("application/vnd.oci.image.index.v1+json"),
        None if document["config"].is_object() => Ok("application/vnd.oci.image.manifest.v1+json"),
        None => bail!("the registry's answer is neither an index nor a manifest"),
    }
}

/// The entry of an index for `os/architecture[/variant]`.
fn of_platform<'a>(index: &'a Value, platform: &str) -> Result<&'a Value> {
    let Some(entries) = index["manifests"].as_array() else {
        bail!("the image is not for several platforms: leave out --platform");
    };
    let name = |entry: &Value| {
        let part = |key: &str| entry["platform"][key].as_str();
        let parts = [part("os"), part("architecture"), part("variant")];
        parts.into_iter().flatten().collect::<Vec<_>>().join("/")
    };
    let found = entries.iter().find(|entry| name(entry) == platform);
    found.with_context(|| {
        let names: Vec<String> = entries.iter().map(name).collect();
        format!(
            "the image is not for {platform}, but for {}",
            names.join(", ")
        )
    })
}

#[cfg(test)]
mod tests;
