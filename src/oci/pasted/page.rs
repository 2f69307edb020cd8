//! Addresses of pages about an image, and of the distribution protocol.
//!
//! | page | image |
//! |---|---|
//! | `hub.docker.com/_/alpine` | `docker.io/library/alpine` |
//! | `hub.docker.com/r/grafana/grafana[/tags…]`, `hub.docker.com/repository/docker/grafana/grafana/…` | `docker.io/grafana/grafana` |
//! | `hub.docker.com/layers/library/alpine/3.20[/images/sha256-…]`, formerly `hub.docker.com/layers/alpine/library/alpine/3.20/…` | `docker.io/library/alpine:3.20[@sha256:…]` |
//! | `quay.io/repository/o/n[/tag/t][/manifest/sha256:…][?tag=t]` | `quay.io/o/n` |
//! | `github.com/orgs/o/packages/container/package/n`, `github.com/o/r/pkgs/container/n[/1?tag=t]` | `ghcr.io/o/n[:t]` |
//! | `gallery.ecr.aws/o/n` | `public.ecr.aws/o/n` |
//! | `mcr.microsoft.com/en-us/artifact/mar/dotnet/sdk[/tags]`, `mcr.microsoft.com/product/dotnet/sdk` | `mcr.microsoft.com/dotnet/sdk` |
//! | `gitlab.com/o/n/container_registry[/…]` | `registry.gitlab.com/o/n` |
//! | `codeberg.org/o/-/packages/container/n[/t]`, as every Forgejo and Gitea has it | `codeberg.org/o/n[:t]` |
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
        ("hub.docker.com" | "www.hub.docker.com", parts)
        | ("registry.hub.docker.com", parts @ ["_" | "r" | "layers", ..]) => docker_hub(parts),
        ("quay.io", ["repository", owner, name, rest @ ..]) => {
            Some(format!("quay.io/{owner}/{name}{}", quay(rest, query)))
        }
        ("github.com" | "www.github.com", parts) => github(parts, query),
        ("gallery.ecr.aws", name @ [_, _, ..]) => {
            Some(format!("public.ecr.aws/{}", name.join("/")))
        }
        ("gallery.ecr.aws", _) => None,
        (
            "mcr.microsoft.com",
            [_, "artifact", "mar", name @ ..]
            | [_, "product", name @ ..]
            | ["artifact", "mar", name @ ..]
            | ["product", name @ ..],
        ) => {
            let name = match name {
                [name @ .., "tags" | "about"] => name,
                name => name,
            };
            Some(format!("mcr.microsoft.com/{}", name.join("/")))
        }
        (
            "gitlab.com",
            [name @ .., "container_registry"] | [name @ .., "container_registry", _],
        ) => Some(format!("registry.gitlab.com/{}", name.join("/"))),
        (_, [owner, "-", "packages", "container", name, rest @ ..]) => {
            let name = unescaped(name);
            let tag = match rest {
                [tag] if *tag != "versions" => format!(":{tag}"),
                _ => String::new(),
            };
            Some(format!("{scheme}{}/{owner}/{name}{tag}", parts[0]))
        }
        // A blob is no image.
        (_, ["v2", .., "blobs", _]) if !scheme.is_empty() => None,
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
        ["layers", _, "library", name, tag, rest @ ..] => {
            docker_hub(&[&["layers", "library", *name, *tag], rest].concat())
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
        _ => tag_of(query),
    }
}

/// `:tag`, if a query names one: `?tab=tags&tag=v2` does, `?tab=tags` does not.
fn tag_of(query: &str) -> String {
    query
        .split(['&', '#'])
        .find_map(|pair| pair.strip_prefix("tag="))
        .filter(|tag| !tag.is_empty())
        .map(|tag| format!(":{tag}"))
        .unwrap_or_default()
}

/// A name with its slashes, which are escaped in addresses of pages.
fn unescaped(name: &str) -> String {
    name.replace("%2F", "/").replace("%2f", "/")
}

fn github(parts: &[&str], query: &str) -> Option<String> {
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
    // GitHub's names keep their case, the registry's do not; its tags do.
    let name = format!("{owner}/{}", unescaped(name)).to_ascii_lowercase();
    Some(format!("ghcr.io/{name}{}", tag_of(query)))
}
