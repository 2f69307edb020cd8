//! Places that hold images: a registry, a repository of it, an OCI image layout. What a person browses.
//!
//! What is typed leads to a place instead of an image in these forms, none of which the grammar of references knows:
//!
//! | typed | place |
//! |---|---|
//! | `localhost:5000/`, `ghcr.io/`, `docker://ghcr.io`, `http://host:5000`, `https://host/v2/` | the registry |
//! | `ghcr.io`, `docker.io` and other registries known by name; `localhost:5000`, `127.0.0.1:5000` | the registry |
//! | `alpine:`, `localhost:5000/a/b:`, `oci:sample:` (a name, and the colon of a tag that is missing) | the repository, the layout |

use super::{ImageReference, LayoutReference, Reference, reference::Scheme};
use std::fmt;

/// Registries that are meant when nothing but their name is typed.
const KNOWN: [&str; 12] = [
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "ghcr.io",
    "quay.io",
    "gcr.io",
    "registry.k8s.io",
    "public.ecr.aws",
    "mcr.microsoft.com",
    "cgr.dev",
    "registry.gitlab.com",
    "codeberg.org",
];

/// Names of Docker Hub's web site, which people paste for the registry.
const DOCKER_HUB_SITES: [&str; 2] = ["hub.docker.com", "www.hub.docker.com"];

/// Words that begin a reference before a colon, and so are no name with a missing tag.
const PREFIXES: [&str; 5] = ["oci", "file", "docker", "http", "https"];

/// A place that holds images. `Display` gives the canonical form, which [`Place::registry`] or [`Place::repository`] reads.
///
/// ```
/// use porthole::oci::Place;
///
/// let place = Place::typed("alpine:").expect("a repository");
/// assert_eq!(place.to_string(), "docker.io/library/alpine");
/// let place = Place::typed("localhost:5000/").expect("a registry");
/// assert_eq!(place.to_string(), "localhost:5000");
/// assert_eq!(Place::typed("alpine"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A registry.
    Registry(RegistryName),
    /// A repository of a registry.
    Repository(RepositoryName),
    /// A layout: its reference without a tag and digest.
    Layout(LayoutReference),
}

/// A registry, and how it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegistryName {
    /// As in [`Reference::scheme`].
    pub scheme: Option<Scheme>,
    /// Host, with its port: `docker.io`, `localhost:5000`.
    pub registry: String,
}

/// A repository of a registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RepositoryName {
    /// Its registry.
    pub registry: RegistryName,
    /// `library/alpine`.
    pub repository: String,
}

impl Place {
    /// The place that a person means with `text`; `None` if it is none of the forms above, and so an image or a mistake.
    pub fn typed(text: &str) -> Option<Self> {
        let word = text.trim();
        if let Some(name) = word.strip_suffix(':') {
            let last = name.rsplit('/').next().unwrap_or_default();
            // Behind the slash of a registry a repository is missing, behind that of a layout's folder nothing.
            let is_name =
                !PREFIXES.contains(&name) && (!last.is_empty() || name.starts_with("oci:"));
            return is_name
                .then(|| Self::named(name, name.parse().ok()?))
                .flatten();
        }
        let (has_scheme, host) = match word.split_once("://") {
            Some((_, host)) => (true, host),
            None => (false, word),
        };
        let has_slash = host.ends_with('/');
        let host = host.trim_end_matches('/');
        let host = match host
            .strip_suffix("/v2/_catalog")
            .or(host.strip_suffix("/v2"))
        {
            Some(host) if has_scheme => host,
            _ => host,
        };
        let is_meant = has_scheme
            || (has_slash && !LayoutReference::is_meant(word))
            || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(host))
            || DOCKER_HUB_SITES.contains(&host)
            || is_loopback_with_port(host);
        is_meant.then(|| Self::registry(word)).flatten()
    }

    /// Reads a registry, with or without a scheme and a slash behind it.
    pub fn registry(text: &str) -> Option<Self> {
        let (scheme, host) = match text.trim().split_once("://") {
            Some(("docker", host)) => (None, host),
            Some((scheme, host)) => (Some(scheme), host),
            None => (None, text.trim()),
        };
        let host = host.trim_end_matches('/');
        let host = match host
            .strip_suffix("/v2/_catalog")
            .or(host.strip_suffix("/v2"))
        {
            Some(host) if scheme.is_some() => host,
            _ => host,
        };
        if DOCKER_HUB_SITES.contains(&host) {
            return Some(Self::Registry(RegistryName {
                scheme: None,
                registry: "docker.io".to_owned(),
            }));
        }
        // The grammar of references knows what a host is: with any repository behind it, it must be taken for one.
        let probe = match scheme {
            Some(scheme) => format!("{scheme}://{host}/x"),
            None => format!("{host}/x"),
        };
        let probe: Reference = probe.parse().ok()?;
        let is_host = !host.contains('/') && matches!(probe.repository.as_str(), "x" | "library/x");
        is_host.then(|| Self::Registry(probe.registry_name()))
    }

    /// Reads a repository, or a layout if `oci:` stands in front; the name alone, as [`ImageReference::plain`], but for a folder with any characters.
    pub fn repository(text: &str) -> Option<Self> {
        let name = text.trim();
        let image = match name.strip_prefix("docker://") {
            Some(name) => ImageReference::Registry(name.parse().ok()?),
            None if LayoutReference::is_meant(name) => ImageReference::Layout(name.parse().ok()?),
            None => ImageReference::plain(name)?,
        };
        Self::named(name, image)
    }

    /// The place that `name` names, which reads as an image.
    fn named(name: &str, image: ImageReference) -> Option<Self> {
        let last = name.rsplit('/').next().unwrap_or_default();
        match image {
            ImageReference::Registry(_) if last.contains([':', '@']) => None,
            ImageReference::Registry(reference) => Some(Self::Repository(RepositoryName {
                registry: reference.registry_name(),
                repository: reference.repository,
            })),
            ImageReference::Layout(layout) if layout.tag.is_none() && layout.digest.is_none() => {
                Some(Self::Layout(layout))
            }
            ImageReference::Layout(_) => None,
        }
    }

    /// The repository or layout that an image lies in.
    pub fn of_image(image: &ImageReference) -> Self {
        match image {
            ImageReference::Registry(reference) => Self::Repository(RepositoryName {
                registry: reference.registry_name(),
                repository: reference.repository.clone(),
            }),
            ImageReference::Layout(layout) => Self::Layout(LayoutReference {
                tag: None,
                digest: None,
                ..layout.clone()
            }),
        }
    }

    /// The image of a tag here; `None` in a registry, and for what is no tag by the grammar (a server may list anything).
    pub fn image(&self, tag: &str) -> Option<ImageReference> {
        let tag = Some(tag.to_owned());
        let image = match self {
            Self::Registry(_) => return None,
            Self::Repository(name) => ImageReference::Registry(Reference {
                tag,
                ..name.reference()
            }),
            Self::Layout(layout) => ImageReference::Layout(LayoutReference {
                tag,
                ..layout.clone()
            }),
        };
        (image.to_string().parse().as_ref() == Ok(&image)).then_some(image)
    }

    /// The registry that is asked, as a reference with what repository there is; `None` for a layout.
    pub fn registry_reference(&self) -> Option<Reference> {
        match self {
            Self::Registry(name) => Some(name.reference()),
            Self::Repository(name) => Some(name.reference()),
            Self::Layout(_) => None,
        }
    }

    /// What [`Place::typed`] takes for this place.
    pub fn typed_form(&self) -> String {
        match self {
            Self::Registry(name) => format!("{}{name}/", name.prefix()),
            Self::Repository(_) | Self::Layout(_) => format!("{self}:"),
        }
    }

    /// The parameter of the page's address that names such a place.
    pub fn parameter(&self) -> &'static str {
        match self {
            Self::Registry(_) => "registry",
            Self::Repository(_) | Self::Layout(_) => "repository",
        }
    }
}

impl RegistryName {
    /// What stands before a reference: without anything, a host of the name `oci` or `file` with its port would be a layout.
    fn prefix(&self) -> &'static str {
        match self.scheme.is_none() && LayoutReference::is_meant(&self.registry) {
            true => "docker://",
            false => "",
        }
    }

    /// A repository of this registry that its catalog names; `None` for what is none by the grammar.
    pub fn repository(&self, repository: &str) -> Option<Place> {
        let name = RepositoryName {
            registry: self.clone(),
            repository: repository.to_owned(),
        };
        let read = Place::repository(&name.to_string());
        let place = Place::Repository(name);
        (read.as_ref() == Some(&place)).then_some(place)
    }

    /// The registry itself as a reference with an empty repository: for a source that reads the catalog.
    pub fn reference(&self) -> Reference {
        Reference {
            scheme: self.scheme,
            registry: self.registry.clone(),
            repository: String::new(),
            tag: None,
            digest: None,
        }
    }
}

impl RepositoryName {
    /// The repository as a reference without tag and digest: for a source that reads several of its images.
    pub fn reference(&self) -> Reference {
        Reference {
            repository: self.repository.clone(),
            ..self.registry.reference()
        }
    }
}

impl Reference {
    /// The registry that the image lies in.
    pub fn registry_name(&self) -> RegistryName {
        RegistryName {
            scheme: self.scheme,
            registry: self.registry.clone(),
        }
    }
}

/// `localhost:5000`: by the grammar an image of Docker Hub with the tag 5000, which nobody means.
fn is_loopback_with_port(host: &str) -> bool {
    let Some((name, port)) = host.rsplit_once(':') else {
        return false;
    };
    let is_loopback = name == "localhost" || name == "[::1]" || name.starts_with("127.");
    is_loopback && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for RegistryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = self.scheme {
            write!(f, "{}://", scheme.as_str())?;
        }
        f.write_str(&self.registry)
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.registry.prefix();
        write!(f, "{prefix}{}/{}", self.registry, self.repository)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(name) => name.fmt(f),
            Self::Repository(name) => name.fmt(f),
            Self::Layout(layout) => layout.fmt(f),
        }
    }
}
