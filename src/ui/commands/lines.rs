//! The lines for what lies in a registry or a layout: each does with it what can be done with it.
//!
//! An image is pulled or saved. An artifact is none: tools that run images refuse it, and its files are pulled. Schema 1 is known to fewer tools than
//! once. What only prints the manifest says so.

use super::{Command, quoted};
use crate::{
    oci::{Digest, ImageReference, Platform, Reference, reference::Scheme},
    ui::{inspection_state::Kind, later},
};

// A line for each tool, which is its first word. `[…]` is there for a registry without TLS alone, and `!` stands before what only prints the document. A capital letter
// is a gap: for the `N`ame of what is got, the `S`ource that skopeo calls it, the `H`ost, the `P`latform, `A`ll of an index, the `C`hart, and the `L`ocal name that it gets. skopeo
// would take the one image of an index that is for its own machine without the `--all` in its gap, and make other documents of Docker's, with other digests, unless they are to be
// preserved; of schema 1 it can make nothing else.

/// Of crane a layout: an archive for Docker would be another manifest, and one image of an index.
const IMAGE: &str = "\
docker pull PN
podman pull [--tls-verify=false ]PN
skopeo copy [--src-tls-verify=false ]--preserve-digests AS oci:L
crane pull --format oci [--insecure ]N L
regctl [--host H ]image export N L.tar
oras cp [--from-plain-http ]--to-oci-layout N L";

const ARTIFACT: &str = "\
oras pull [--plain-http ]N
regctl [--host H ]artifact get --output . N
skopeo copy [--src-tls-verify=false ]--preserve-digests AS oci:L
!crane manifest [--insecure ]N";

/// In the place of `oras pull`, which makes files of those blobs alone that have a title.
const COPY: &str = "oras cp [--from-plain-http ]--to-oci-layout N L";

/// By its tag, which is the version of the chart: not every Helm takes a digest.
const CHART: &str = "helm pull [--plain-http ]C";

/// An index without any image.
const ARTIFACTS: &str = "\
oras pull [--plain-http ]N
skopeo copy [--src-tls-verify=false ]--preserve-digests AS oci:L
!crane manifest [--insecure ]N
!regctl [--host H ]manifest get --format raw-body N";

/// Docker itself refuses it since its version 28.2.
const SCHEMA1: &str = "\
podman pull [--tls-verify=false ]N
skopeo copy [--src-tls-verify=false ]AS oci:L
!crane manifest [--insecure ]N
!regctl [--host H ]manifest get --format raw-body N";

/// What is to be got.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The digest of its document: every line names it, so that what is got is what was shown.
    pub digest: &'a Digest,
    /// What it is.
    pub kind: Kind,
    /// Of an index: whether there is an image in it.
    pub has_images: bool,
    /// Of an artifact: whether each of its blobs has a title, by which oras names the file that it makes of it. It leaves out those that have none.
    pub has_titles: bool,
    /// Whether it is a Helm chart, and in no index.
    pub is_chart: bool,
    /// The platform of an image that was chosen in an index. By its digest every tool gets it; some wonder if that is not for their own machine.
    pub platform: Option<&'a Platform>,
    /// The media types to accept, for curl.
    pub accept: &'a str,
}

/// The lines for what `reference` names. `folder`: the absolute URL of a layout.
pub fn commands(
    reference: &ImageReference,
    folder: Option<&str>,
    wanted: &Wanted<'_>,
) -> Vec<Command> {
    match reference {
        ImageReference::Registry(reference) => registry_commands(reference, wanted),
        ImageReference::Layout(reference) => {
            layout_commands(folder.unwrap_or(&reference.url), wanted.digest)
        }
    }
}

fn registry_commands(reference: &Reference, wanted: &Wanted<'_>) -> Vec<Command> {
    let base = reference.base_url();
    let is_plain = reference.scheme == Some(Scheme::Http) || base.starts_with("http://");
    let name = Reference {
        scheme: None,
        ..reference.with_digest(wanted.digest.clone())
    }
    .to_string();
    // Anything else is the document's own text, which has no business in a command line.
    let is_known = |name: &String| name.parse::<Platform>().is_ok();
    let platform = wanted.platform.filter(|platform| !platform.is_unknown());
    let platform = platform.map(ToString::to_string).filter(is_known);
    let is_index = wanted.kind == Kind::Index;
    let chart = wanted.is_chart.then(|| chart_of(reference)).flatten();
    let first = chart.as_ref().map(|_| CHART);
    let gaps = Gaps {
        // The brackets of an IPv6 address are a pattern to a shell.
        source: quoted(&format!("docker://{name}")),
        name: quoted(&name),
        host: quoted(&format!("reg={},tls=disabled", reference.registry)),
        platform: platform.map_or_else(String::new, |platform| {
            format!("--platform {} ", quoted(&platform))
        }),
        all: if is_index { "--all " } else { "" },
        chart: chart.unwrap_or_default(),
        local: reference.repository.rsplit('/').next().unwrap_or_default(),
        is_plain,
    };
    let templates = match wanted.kind {
        Kind::Index if !wanted.has_images => ARTIFACTS,
        Kind::Index | Kind::Image => IMAGE,
        Kind::Artifact => ARTIFACT,
        Kind::Schema1 => SCHEMA1,
    };
    let mut lines = Vec::new();
    for template in first.into_iter().chain(templates.split('\n')) {
        let template = match template.starts_with("oras pull") && !wanted.has_titles {
            true => COPY,
            false => template,
        };
        let line = template.trim_start_matches('!');
        lines.push(Command {
            tool: line.split(' ').next().unwrap_or_default(),
            prints: line.len() < template.len(),
            line: gaps.fill(line),
        });
    }
    let url = format!(
        "{base}/v2/{}/manifests/{}",
        reference.repository, wanted.digest
    );
    lines.push(Command {
        tool: "curl",
        line: match later::loaded() {
            // With a token, where there is no answer without one.
            Some(later) => (later.curl)(reference, &url, Some(wanted.accept)),
            None => format!("curl -sSL -H 'Accept: {}' {}", wanted.accept, quoted(&url)),
        },
        prints: true,
    });
    lines
}

/// What Helm calls a chart: by its version, in whose place the tag has `_` for `+`. `None` where the reference names no version, or a digest as well.
fn chart_of(reference: &Reference) -> Option<String> {
    let tag = reference
        .tag
        .as_ref()
        .filter(|_| reference.digest.is_none())?;
    let version = tag.replace('_', "+");
    let is_version = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    is_version(version.strip_prefix('v').unwrap_or(&version)).then_some(())?;
    let name = Reference {
        scheme: None,
        tag: None,
        ..reference.clone()
    };
    Some(format!(
        "{} --version {}",
        quoted(&format!("oci://{name}")),
        quoted(&version)
    ))
}

/// What stands in the gaps, as a shell reads it.
struct Gaps<'a> {
    name: String,
    source: String,
    host: String,
    platform: String,
    chart: String,
    all: &'a str,
    local: &'a str,
    is_plain: bool,
}

impl Gaps<'_> {
    /// Only the template is looked through: what comes into a gap stays as it is.
    fn fill(&self, template: &str) -> String {
        let mut line = String::new();
        let mut is_left_out = false;
        for letter in template.chars() {
            match letter {
                '[' => is_left_out = !self.is_plain,
                ']' => is_left_out = false,
                _ if is_left_out => {}
                'N' => line.push_str(&self.name),
                'S' => line.push_str(&self.source),
                'H' => line.push_str(&self.host),
                'P' => line.push_str(&self.platform),
                'A' => line.push_str(self.all),
                'C' => line.push_str(&self.chart),
                'L' => line.push_str(self.local),
                _ => line.push(letter),
            }
        }
        line
    }
}

fn layout_commands(folder: &str, digest: &Digest) -> Vec<Command> {
    let path = digest.to_string().replacen(':', "/", 1);
    let url = format!("{}/blobs/{path}", folder.trim_end_matches('/'));
    vec![Command {
        tool: "curl",
        line: format!("curl -sSL {}", quoted(&url)),
        prints: true,
    }]
}
