//! Addresses of pages about an image, and of the distribution protocol.
//!
//! | page | image |
//! |---|---|
//! | `hub.docker.com/_/alpine` | `docker.io/library/alpine` |
//! | `hub.docker.com/r/grafana/grafana[/tags…]`, `hub.docker.com/repository/docker/grafana/grafana/…` | `docker.io/grafana/grafana` |
//! | `hub.docker.com/layers/library/alpine/3.20[/images/sha256-…]` | `docker.io/library/alpine:3.20[@sha256:…]` |
//! | `quay.io/repository/o/n[/tag/t][/manifest/sha256:…][?tag=t]` | `quay.io/o/n` |
//! | `github.com/orgs/o/packages/container/package/n`, `github.com/o/r/pkgs/container/n` | `ghcr.io/o/n` |
//! | `gallery.ecr.aws/o/n` | `public.ecr.aws/o/n` |
//! | `https://host/v2/o/n/manifests/t` | `https://host/o/n:t` |

use crate::oci::Digest;
use crate::oci::reference::{Reference, ReferenceError, ReferenceErrorKind as Kind};

/// The image behind a page's address; `None` if `word` is no such address.
pub(super) fn reference(word: &str, start: usize) -> Option<Result<Reference, ReferenceError>> {
    let (scheme, address) = match word.split_once("://") {
        Some((_, rest)) => (&word[..word.len() - rest.len()], rest),
        None => ("", word),
    };
    let (path, query) = match address.find(['?', '#']) {
        Some(end) => (&address[..end], &address[end + 1..]),
        None => (address, ""),
    };
    let path = path.trim_end_matches('/');
    let parts: Vec<&str> = path.split('/').collect();
    let host = parts[0].to_ascii_lowercase();
    let image = match (host.as_str(), &parts[1..]) {
        ("hub.docker.com" | "www.hub.docker.com", parts) => docker_hub(parts),
        ("quay.io", ["repository", owner, name, rest @ ..]) => {
            Some(format!("quay.io/{owner}/{name}{}", quay(rest, query)))
        }
        ("github.com" | "www.github.com", parts) => github(parts),
        ("gallery.ecr.aws", [owner, name, ..]) => Some(format!("public.ecr.aws/{owner}/{name}")),
        ("gallery.ecr.aws", _) => None,
        (_, ["v2", name @ .., "manifests", reference])
            if !scheme.is_empty() && !name.is_empty() =>
        {
            let separator = if reference.contains(':') { '@' } else { ':' };
            Some(format!(
                "{scheme}{}/{}{separator}{reference}",
                parts[0],
                name.join("/")
            ))
        }
        (_, ["v2", name @ .., "tags", "list"]) if !scheme.is_empty() && !name.is_empty() => {
            Some(format!("{scheme}{}/{}", parts[0], name.join("/")))
        }
        // A plain address with a slash behind it, as browsers copy it.
        _ if !scheme.is_empty() && path.len() < address.len() && query.is_empty() => {
            let rest = &word[..scheme.len() + path.len()];
            return address
                .ends_with('/')
                .then(|| Reference::parse_at(rest, start));
        }
        _ => return None,
    };
    Some(match image {
        // The text is not the one that was given, so that a fault in it stands at the start of the address.
        Some(image) => image
            .parse()
            .map_err(|error: ReferenceError| ReferenceError {
                position: start,
                ..error
            }),
        None => Err(ReferenceError::new(Kind::Page, start)),
    })
}

fn docker_hub(parts: &[&str]) -> Option<String> {
    match parts {
        ["_", name, ..] => Some(format!("docker.io/library/{name}")),
        ["r", owner, name, ..] | ["repository", "docker", owner, name, ..] => {
            Some(format!("docker.io/{owner}/{name}"))
        }
        ["layers", owner, name, tag, rest @ ..] => {
            let image = format!("docker.io/{owner}/{name}:{tag}");
            // What the page showed is named by its digest: `/images/sha256-…`.
            let digest = match rest {
                ["images", digest, ..] => digest.replacen('-', ":", 1).parse::<Digest>().ok(),
                _ => None,
            };
            Some(match digest {
                Some(digest) => format!("{image}@{digest}"),
                None => image,
            })
        }
        _ => None,
    }
}

/// What follows the repository: `@digest`, `:tag` or nothing.
fn quay(rest: &[&str], query: &str) -> String {
    match rest {
        ["manifest", digest, ..] => format!("@{digest}"),
        ["tag", tag, ..] => format!(":{tag}"),
        // `?tab=tags&tag=v2` names a tag; `?tab=tags` does not.
        _ => query
            .split(['&', '#'])
            .find_map(|pair| pair.strip_prefix("tag="))
            .filter(|tag| !tag.is_empty())
            .map(|tag| format!(":{tag}"))
            .unwrap_or_default(),
    }
}

fn github(parts: &[&str]) -> Option<String> {
    let (owner, name) = match parts {
        [
            "orgs" | "users",
            owner,
            "packages",
            "container",
            "package" | "",
            name,
            ..,
        ]
        | ["orgs" | "users", owner, "packages", "container", name, ..] => (owner, name),
        [owner, _repository, "pkgs", "container", name, ..] => (owner, name),
        _ => return None,
    };
    // GitHub's names keep their case, the registry's do not; a slash in a name is escaped in the address.
    let name = name.replace("%2F", "/").replace("%2f", "/");
    Some(format!("ghcr.io/{owner}/{name}").to_ascii_lowercase())
}
