//! Addresses of pages about an image, and of the distribution protocol.

use crate::oci::Digest;
use crate::oci::reference::{Reference, ReferenceError, ReferenceErrorKind as Kind};

/// Pages, and the images that they are about; of those with none behind them it is said that they name no image.
///
/// In an address `{n}` is one part, `{n*}` one or more, and `*` at the end whatever comes; `*` at the beginning is any host behind a scheme. They stand for
/// themselves in the name, with a few exceptions:
///
/// | | |
/// |---|---|
/// | `{*}` | scheme and host |
/// | `{?}` | `:tag`, where the query names one (`?tab=tags&tag=v2`) |
/// | `{d}` | `@sha256:…` for the `sha256-…` of Docker Hub's addresses |
/// | `{k}`, `{l}` | in small letters: GitHub's names keep their case, its registry's do not |
/// | `{m*}` | without `/tags` or `/about` at its end |
/// | `{r}` | `:tag` or `@digest` |
const PAGES: [(&str, &str); 35] = [
    ("hub.docker.com/_/{n}/*", "docker.io/library/{n}"),
    ("hub.docker.com/r/{o}/{n}/*", "docker.io/{o}/{n}"),
    (
        "hub.docker.com/repository/docker/{o}/{n}/*",
        "docker.io/{o}/{n}",
    ),
    // As these addresses were before 2024.
    (
        "hub.docker.com/layers/{x}/library/{n}/{t}/images/{d}/*",
        "docker.io/library/{n}:{t}{d}",
    ),
    (
        "hub.docker.com/layers/{x}/library/{n}/{t}/*",
        "docker.io/library/{n}:{t}",
    ),
    (
        "hub.docker.com/layers/{o}/{n}/{t}/images/{d}/*",
        "docker.io/{o}/{n}:{t}{d}",
    ),
    (
        "hub.docker.com/layers/{o}/{n}/{t}/*",
        "docker.io/{o}/{n}:{t}",
    ),
    ("hub.docker.com/*", ""),
    ("registry.hub.docker.com/_/{n}/*", "docker.io/library/{n}"),
    ("registry.hub.docker.com/r/{o}/{n}/*", "docker.io/{o}/{n}"),
    (
        "quay.io/repository/{o}/{n}/manifest/{t}/*",
        "quay.io/{o}/{n}@{t}",
    ),
    (
        "quay.io/repository/{o}/{n}/tag/{t}/*",
        "quay.io/{o}/{n}:{t}",
    ),
    ("quay.io/repository/{o}/{n}/*", "quay.io/{o}/{n}{?}"),
    (
        "github.com/orgs/{l}/packages/container/package/{k}/*",
        "ghcr.io/{l}/{k}{?}",
    ),
    (
        "github.com/users/{l}/packages/container/package/{k}/*",
        "ghcr.io/{l}/{k}{?}",
    ),
    (
        "github.com/orgs/{l}/packages/container/{k}/*",
        "ghcr.io/{l}/{k}{?}",
    ),
    (
        "github.com/users/{l}/packages/container/{k}/*",
        "ghcr.io/{l}/{k}{?}",
    ),
    (
        "github.com/{l}/{x}/pkgs/container/{k}/*",
        "ghcr.io/{l}/{k}{?}",
    ),
    ("github.com/*", ""),
    ("gallery.ecr.aws/{o}/{n*}", "public.ecr.aws/{o}/{n}"),
    ("gallery.ecr.aws/*", ""),
    (
        "mcr.microsoft.com/{x}/artifact/mar/{m*}",
        "mcr.microsoft.com/{m}",
    ),
    (
        "mcr.microsoft.com/artifact/mar/{m*}",
        "mcr.microsoft.com/{m}",
    ),
    (
        "mcr.microsoft.com/{x}/product/{m*}",
        "mcr.microsoft.com/{m}",
    ),
    ("mcr.microsoft.com/product/{m*}", "mcr.microsoft.com/{m}"),
    (
        "gitlab.com/{n*}/container_registry/{x}",
        "registry.gitlab.com/{n}",
    ),
    (
        "gitlab.com/{n*}/container_registry",
        "registry.gitlab.com/{n}",
    ),
    (
        "console.cloud.google.com/artifacts/docker/{p}/{l}/{o}/{n*}",
        "{l}-docker.pkg.dev/{p}/{o}/{n}",
    ),
    ("console.cloud.google.com/*", ""),
    // Forgejo and Gitea, wherever they are.
    ("*/{o}/-/packages/container/{n}/versions", "{*}/{o}/{n}"),
    ("*/{o}/-/packages/container/{n}/{t}", "{*}/{o}/{n}:{t}"),
    ("*/{o}/-/packages/container/{n}", "{*}/{o}/{n}"),
    // The distribution protocol. A blob is no image.
    ("*/v2/{n*}/manifests/{r}", "{*}/{n}{r}"),
    ("*/v2/{n*}/tags/list", "{*}/{n}"),
    ("*/v2/{n*}/blobs/{x}", ""),
];

/// The hosts of these pages, apart from the table: it is far longer, and whether an address is one of them is asked where nothing of it is needed.
const SITES: [&str; 8] = [
    "hub.docker.com",
    "registry.hub.docker.com",
    "quay.io",
    "github.com",
    "gallery.ecr.aws",
    "mcr.microsoft.com",
    "gitlab.com",
    "console.cloud.google.com",
];

/// Whether a name may be the address of a page; of one with a scheme before it, which `is_web`, on any host.
pub(super) fn may_be(name: &str, is_web: bool) -> bool {
    let host = name.split('/').next().unwrap_or_default();
    let is_www = host
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."));
    let host = if is_www { &host[4..] } else { host };
    SITES.iter().any(|site| site.eq_ignore_ascii_case(host))
        || is_web && (name.contains("/-/") || name.contains("/v2/"))
}

/// What a part of a pattern stands for.
type Found = (u8, String);

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
    let (host, behind) = path.split_once('/').unwrap_or((path, ""));
    let base = &word[..scheme.len() + host.len()];
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let parts: Vec<&str> = behind.split('/').filter(|_| !behind.is_empty()).collect();
    for (pattern, name) in PAGES {
        let pattern: Vec<&str> = pattern.split('/').collect();
        let is_host = match pattern[0] {
            "*" => !scheme.is_empty(),
            known => known == host,
        };
        let mut found = Vec::new();
        if is_host && fits(&pattern[1..], &parts, &mut found) {
            if name.is_empty() {
                return Some(Err(ReferenceError::new(Kind::Page, start)));
            }
            // The text is not the one that was given, so that a fault in it stands at the start of the address.
            let image = fill(name, &found, base, query).parse();
            return Some(image.map_err(|error: ReferenceError| ReferenceError {
                position: start,
                ..error
            }));
        }
    }
    // A plain address with a slash behind it, as browsers copy it.
    if !scheme.is_empty() && address.ends_with('/') && query.is_empty() {
        let rest = &word[..scheme.len() + path.len()];
        return Some(Reference::parse_at(rest, start));
    }
    None
}

/// Whether the parts of an address are those of a pattern; what its names stand for is added to `found`.
fn fits(pattern: &[&str], parts: &[&str], found: &mut Vec<Found>) -> bool {
    let Some((first, pattern)) = pattern.split_first() else {
        return parts.is_empty();
    };
    let mut take = |name: u8, length: usize| {
        let known = found.len();
        found.push((name, parts[..length].join("/")));
        let fits = fits(pattern, &parts[length..], found);
        if !fits {
            found.truncate(known);
        }
        fits
    };
    match (first.as_bytes(), parts.first()) {
        (b"*", _) => true,
        (_, None) => false,
        ([b'{', name, b'*', b'}'], _) => (1..=parts.len()).rev().any(|length| take(*name, length)),
        ([b'{', name, b'}'], Some(part)) => !part.is_empty() && take(*name, 1),
        (_, Some(part)) => part == first && fits(pattern, &parts[1..], found),
    }
}

/// The name of the image.
fn fill(name: &str, found: &[Found], base: &str, query: &str) -> String {
    let mut filled = String::new();
    let mut rest = name;
    while let Some((before, key, behind)) = next_key(rest) {
        filled.push_str(before);
        let value = found.iter().find(|(known, _)| *known == key);
        // Slashes in a name are escaped in addresses of pages.
        let value = value.map_or_else(String::new, |(_, value)| {
            value.replace("%2F", "/").replace("%2f", "/")
        });
        filled.push_str(&match key {
            b'*' => base.to_owned(),
            b'?' => tag_of(query),
            b'd' => digest_of(&value),
            b'k' | b'l' => value.to_ascii_lowercase(),
            b'm' => {
                let name = value.strip_suffix("/tags");
                let name = name.or(value.strip_suffix("/about"));
                name.unwrap_or(&value).to_owned()
            }
            b'r' if value.contains(':') => format!("@{value}"),
            b'r' => format!(":{value}"),
            _ => value,
        });
        rest = behind;
    }
    filled + rest
}

/// What stands before the first key of a name, the key, and what is behind it.
fn next_key(name: &str) -> Option<(&str, u8, &str)> {
    let (before, rest) = name.split_once('{')?;
    let (key, behind) = rest.split_once('}')?;
    Some((before, *key.as_bytes().first()?, behind))
}

/// What the page showed, by the digest in its address: `@sha256:…`.
fn digest_of(text: &str) -> String {
    let digest = text.replacen('-', ":", 1).parse::<Digest>();
    digest.map_or_else(|_| String::new(), |digest| format!("@{digest}"))
}

/// `:tag`, if a query names one: `?tab=tags&tag=v2` does, `?tab=tags` does not.
fn tag_of(query: &str) -> String {
    let mut pairs = query.split(['&', '#']);
    let tag = pairs.find_map(|pair| pair.strip_prefix("tag="));
    let tag = tag.filter(|tag| !tag.is_empty());
    tag.map_or_else(String::new, |tag| format!(":{tag}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_pattern_fits_may_be_a_page() {
        for (pattern, _) in PAGES {
            let is_web = pattern.starts_with('*');
            assert!(may_be(pattern, is_web), "{pattern}");
        }
        assert!(may_be("WWW.GitHub.com/a", false));
        assert!(!may_be("ghcr.io/o/v2/n", false));
    }
}
