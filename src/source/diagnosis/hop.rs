//! The hops on the way to an image: which one a URL belongs to, and where its server is asked for a sign of life.

use crate::source::url::origin;

/// A step on the way to an image that can fail by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hop {
    /// The page itself: its scheme, its policy, its permissions.
    Page,
    /// The registry as a whole: `/v2/`.
    Registry,
    /// The OPTIONS request that the browser sends before one with a password or token.
    Preflight,
    /// The token service.
    Token,
    /// A manifest.
    Manifest,
    /// A config or layer.
    Blob,
    /// Where the registry redirects to: a bucket, a CDN.
    Redirect,
    /// The catalog or a list of tags.
    List,
    /// The referrers of a manifest.
    Referrers,
    /// A file of a layout on a static host.
    File,
}

impl Hop {
    /// `data-hop` of the DOM contract.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Registry => "registry",
            Self::Preflight => "preflight",
            Self::Token => "token",
            Self::Manifest => "manifest",
            Self::Blob => "blob",
            Self::Redirect => "redirect",
            Self::List => "list",
            Self::Referrers => "referrers",
            Self::File => "file",
        }
    }

    /// The hop that a URL of the distribution protocol, or of a token service, belongs to; a file of a layout, if it is neither.
    ///
    /// ```
    /// use porthole::source::diagnosis::Hop;
    /// assert_eq!(Hop::of("https://h/v2/a/v2/manifests/1"), Hop::Manifest);
    /// assert_eq!(Hop::of("https://quay.io/v2/auth?service=quay.io&scope=x"), Hop::Token);
    /// ```
    pub fn of(url: &str) -> Self {
        let plain = url.split(['?', '#']).next().unwrap_or_default();
        let Some((_, path)) = split_api(plain) else {
            let asks_for_token = ["service=", "scope="].iter().any(|name| url.contains(name));
            return if asks_for_token {
                Self::Token
            } else {
                Self::File
            };
        };
        if path.is_empty() {
            Self::Registry
        } else if path == "_catalog" || path.ends_with("/tags/list") {
            Self::List
        } else if path.contains("/manifests/") {
            Self::Manifest
        } else if path.contains("/blobs/") {
            Self::Blob
        } else if path.contains("/referrers/") {
            Self::Referrers
        } else {
            Self::Token
        }
    }
}

/// Where the server of `url` is asked for a sign of life: a registry at `/v2/` (with the slash: without it distribution redirects, and the
/// redirect carries no CORS headers), everything else where it was asked before.
pub fn probe_url(url: &str, hop: Hop) -> String {
    match (hop, split_api(url)) {
        (Hop::Token | Hop::File, _) | (_, None) => url.to_owned(),
        (_, Some((base, _))) => format!("{base}/v2/"),
    }
}

/// What stands before and behind the first `/v2/` of a path. A gateway's prefix belongs to what stands before.
fn split_api(url: &str) -> Option<(&str, &str)> {
    // Behind the authority, so that no host is taken for a path.
    let start = url.find("://").map_or(0, |at| at + 3);
    let at = start + url.get(start..)?.find("/v2/")?;
    Some((&url[..at], &url[at + 4..]))
}

/// Host (and port, if it is not the scheme's own) of a URL; empty if it has none.
pub fn host(url: &str) -> String {
    let origin = origin(url).unwrap_or_default();
    origin
        .split_once("://")
        .map_or_else(String::new, |(_, host)| host.to_owned())
}

/// Registries of the public that let no page read them, and the name they go by. They are known by their hosts, those of their token
/// services included.
pub fn public_registry(url: &str) -> Option<&'static str> {
    let host = host(url);
    Some(match host.as_str() {
        "registry-1.docker.io" | "auth.docker.io" | "docker.io" => "docker.io",
        "ghcr.io" => "ghcr.io",
        "lscr.io" => "lscr.io",
        "quay.io" => "quay.io",
        "registry.k8s.io" => "registry.k8s.io",
        "public.ecr.aws" => "public.ecr.aws",
        "mcr.microsoft.com" => "mcr.microsoft.com",
        "cgr.dev" => "cgr.dev",
        "registry.gitlab.com" | "gitlab.com" => "registry.gitlab.com",
        "codeberg.org" => "codeberg.org",
        "gcr.io" => "gcr.io",
        host if host.ends_with(".gcr.io") => "gcr.io",
        host if host.ends_with("-docker.pkg.dev") => "Google Artifact Registry",
        host if host.ends_with(".azurecr.io") => "Azure Container Registry",
        host if host.ends_with(".amazonaws.com") && host.contains(".dkr.ecr.") => {
            "Amazon Elastic Container Registry"
        }
        _ => return None,
    })
}
