//! Lines that fetch what the page could not, with tools that no browser restrains.

use crate::{
    inspection::given::{Missing, Object},
    oci::{Reference, reference::Scheme},
    source::registry::{accept, endpoints},
    ui::commands::{Command, quoted},
};

/// Takes the token out of a token service's answer, with what every system has.
const TOKEN_OF: &str = r#"sed -E 's/.*"(access_)?token" *: *"([^"]+)".*/\2/'"#;

/// The lines for `missing` of the image that `reference` names.
pub fn lines(reference: &Reference, missing: &Missing) -> Vec<Command> {
    let base = reference.base_url();
    let is_plain = reference.scheme == Some(Scheme::Http) || base.starts_with("http://");
    let plain = |flag: &'static str| if is_plain { flag } else { "" };
    let name = Reference {
        scheme: None,
        ..match &missing.expected {
            Some(digest) => reference.with_digest(digest.clone()),
            None => reference.clone(),
        }
    }
    .to_string();
    // The brackets of an IPv6 address are a pattern to a shell.
    let (name, source) = (quoted(&name), quoted(&format!("docker://{name}")));
    let repository = quoted(&format!("{}/{}", reference.registry, reference.repository));
    let host = quoted(&format!("reg={},tls=disabled", reference.registry));
    let host = if is_plain {
        format!("--host {host} ")
    } else {
        String::new()
    };
    // What stands above them says what they fetch.
    let line = |tool, line| Command {
        tool,
        line,
        prints: false,
    };
    let insecure = plain("--insecure ");
    let http = plain("--plain-http ");
    let verify = plain("--tls-verify=false ");
    match (missing.object, &missing.expected) {
        (Object::Config(_), Some(digest)) => {
            let url = format!("{base}/v2/{}/blobs/{digest}", reference.repository);
            let mut lines = vec![
                line("curl", curl(reference, &url, None)),
                line("crane", format!("crane blob {insecure}{name}")),
            ];
            if let Some(manifest) = &missing.manifest {
                let image = Reference {
                    scheme: None,
                    ..reference.with_digest(manifest.clone())
                };
                let image = quoted(&format!("docker://{image}"));
                lines.push(line(
                    "skopeo",
                    format!("skopeo inspect --config --raw {verify}{image}"),
                ));
            }
            lines.push(line(
                "regctl",
                format!("regctl {host}blob get {repository} {digest}"),
            ));
            lines.push(line(
                "oras",
                format!("oras blob fetch {http}--output - {name}"),
            ));
            lines
        }
        _ => {
            let tag_or_digest = match (&missing.expected, &reference.tag) {
                (Some(digest), _) => digest.to_string(),
                (None, Some(tag)) => tag.clone(),
                (None, None) => "latest".to_owned(),
            };
            let url = format!(
                "{base}/v2/{}/manifests/{tag_or_digest}",
                reference.repository
            );
            vec![
                line("curl", curl(reference, &url, Some(&accept::every_type()))),
                line("crane", format!("crane manifest {insecure}{name}")),
                line("skopeo", format!("skopeo inspect --raw {verify}{source}")),
                line(
                    "regctl",
                    format!("regctl {host}manifest get --format raw-body {name}"),
                ),
                line("oras", format!("oras manifest fetch {http}{name}")),
            ]
        }
    }
}

/// A line for curl, with an anonymous token where the registry is known to want one.
pub fn curl(reference: &Reference, url: &str, accept: Option<&str>) -> String {
    let mut line = "curl -sSL".to_owned();
    let token = endpoints::known(&reference.registry, &reference.repository)
        .and_then(|request| request.url(&reference.base_url()).ok());
    if let Some(token) = token {
        line.push_str(&format!(
            " -H \"Authorization: Bearer $(curl -sS {} | {TOKEN_OF})\"",
            quoted(&token)
        ));
    }
    if let Some(accept) = accept {
        line.push_str(&format!(" -H 'Accept: {accept}'"));
    }
    line.push(' ');
    line.push_str(&quoted(url));
    line
}
