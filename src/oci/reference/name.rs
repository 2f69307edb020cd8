//! The name in a reference: registry and repository, and Docker's habits about them.

use super::{Part, ReferenceError, ReferenceErrorKind as Kind};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The registry that is meant where none is named.
pub const DOCKER_HUB: &str = "docker.io";
/// All names of it: people and old tools use others.
const DOCKER_HUB_NAMES: [&str; 4] = [
    DOCKER_HUB,
    "index.docker.io",
    "registry-1.docker.io",
    "registry.hub.docker.com",
];
const LONGEST_REPOSITORY: usize = 255;

/// Whether a host is Docker Hub's, by any of its names, which are the same in any case.
pub fn is_docker_hub(host: &str) -> bool {
    let mut names = DOCKER_HUB_NAMES.iter();
    names.any(|name| name.eq_ignore_ascii_case(host))
}

/// Parses `name`, which stands at `start`, into registry and repository. `is_url`: there was a scheme, so that the first part is a host.
pub(super) fn parse(
    name: &str,
    start: usize,
    is_url: bool,
) -> Result<(String, String), ReferenceError> {
    if name.is_empty() {
        return Err(ReferenceError::new(
            Kind::EmptyPart(Part::Repository),
            start,
        ));
    }
    let (registry, path) = match name.split_once('/') {
        Some((first, path)) if is_url || is_host(first) => (Some(first), path),
        None if is_url || name.starts_with('[') => (Some(name), ""),
        _ => (None, name),
    };
    let path_start = start + name.len() - path.len();
    if let Some(registry) = registry {
        check_host(registry, start)?;
    }
    check_repository(path, path_start)?;
    let registry = match registry {
        None => DOCKER_HUB,
        Some(host) if is_docker_hub(host) => DOCKER_HUB,
        Some(registry) => registry,
    };
    let repository = if registry == DOCKER_HUB && !path.contains('/') {
        format!("library/{path}")
    } else {
        path.to_owned()
    };
    if repository.len() > LONGEST_REPOSITORY {
        let length = repository.len();
        let prefix = length - path.len();
        return Err(ReferenceError::new(
            Kind::RepositoryTooLong { length },
            path_start + LONGEST_REPOSITORY - prefix,
        ));
    }
    Ok((registry.to_owned(), repository))
}

/// Whether the first part of a name is a host by its looks.
fn is_host(first: &str) -> bool {
    first == "localhost"
        || first
            .bytes()
            .any(|byte| matches!(byte, b'.' | b':' | b'A'..=b'Z'))
}

/// Checks `host[:port]`.
pub(super) fn check_host(text: &str, start: usize) -> Result<(), ReferenceError> {
    let (host_length, port) = if let Some(inner) = text.strip_prefix('[') {
        let Some(length) = inner.find(']') else {
            return Err(ReferenceError::new(Kind::Ipv6, start));
        };
        if inner[..length].parse::<Ipv6Addr>().is_err() {
            return Err(ReferenceError::new(Kind::Ipv6, start + 1));
        }
        let behind = length + 2;
        match text[behind..].chars().next() {
            None => (behind, None),
            Some(':') => (behind, Some(&text[behind + 1..])),
            Some(found) => {
                let part = Part::Registry;
                return Err(ReferenceError::new(
                    Kind::Character { found, part },
                    start + behind,
                ));
            }
        }
    } else {
        let length = text.find(':').unwrap_or(text.len());
        check_domain(&text[..length], start)?;
        (length, text.get(length + 1..))
    };
    let Some(port) = port else {
        return Ok(());
    };
    let port_start = start + host_length + 1;
    if port.is_empty() {
        return Err(ReferenceError::new(Kind::EmptyPart(Part::Port), port_start));
    }
    if let Some((offset, found)) = port.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        let part = Part::Port;
        return Err(ReferenceError::new(
            Kind::Character { found, part },
            port_start + offset,
        ));
    }
    if port.parse::<u16>().is_err() {
        return Err(ReferenceError::new(Kind::Port, port_start));
    }
    Ok(())
}

fn check_domain(domain: &str, start: usize) -> Result<(), ReferenceError> {
    if domain.is_empty() {
        return Err(ReferenceError::new(Kind::EmptyPart(Part::Registry), start));
    }
    let part = Part::Registry;
    let bytes = domain.as_bytes();
    for (offset, found) in domain.char_indices() {
        let is_edge = |neighbour: Option<&u8>| neighbour.is_none_or(|byte| *byte == b'.');
        let before = offset.checked_sub(1).and_then(|before| bytes.get(before));
        let kind = match found {
            'a'..='z' | 'A'..='Z' | '0'..='9' => continue,
            '.' | '-' if is_edge(before) || (found == '-' && is_edge(bytes.get(offset + 1))) => {
                Kind::Separator { found, part }
            }
            '.' if offset + 1 == domain.len() => Kind::Separator { found, part },
            '.' | '-' => continue,
            _ => Kind::Character { found, part },
        };
        return Err(ReferenceError::new(kind, start + offset));
    }
    Ok(())
}

/// Checks a repository: path components between slashes.
fn check_repository(path: &str, start: usize) -> Result<(), ReferenceError> {
    let mut component_start = start;
    for component in path.split('/') {
        if component.is_empty() && path.contains('/') {
            return Err(ReferenceError::new(
                Kind::EmptyPart(Part::Component),
                component_start,
            ));
        }
        check_component(component, component_start)?;
        component_start += component.len() + 1;
    }
    Ok(())
}

fn check_component(component: &str, start: usize) -> Result<(), ReferenceError> {
    let part = Part::Repository;
    if component.is_empty() {
        return Err(ReferenceError::new(Kind::EmptyPart(part), start));
    }
    // The separators since the last letter or digit; `None` before the first.
    let mut run: Option<&str> = None;
    for (offset, found) in component.char_indices() {
        let kind = match found {
            'a'..='z' | '0'..='9' => {
                run = Some("");
                continue;
            }
            '.' | '_' | '-' => {
                let next = match (run, found) {
                    (Some(""), '.') => ".",
                    (Some(""), '_') => "_",
                    (Some("_"), '_') => "__",
                    (Some("" | "-"), '-') => "-",
                    _ => "",
                };
                if !next.is_empty() && offset + 1 < component.len() {
                    run = Some(next);
                    continue;
                }
                Kind::Separator { found, part }
            }
            'A'..='Z' => Kind::UpperCase,
            _ => Kind::Character { found, part },
        };
        return Err(ReferenceError::new(kind, start + offset));
    }
    Ok(())
}

/// Whether a host (with or without a port) is this machine: localhost, *.localhost, 127.0.0.0/8, [::1].
pub(super) fn is_loopback(registry: &str) -> bool {
    if let Some(rest) = registry.strip_prefix('[') {
        return rest
            .split(']')
            .next()
            .and_then(|address| address.parse::<Ipv6Addr>().ok())
            .is_some_and(|address| address.is_loopback());
    }
    let host = registry.split(':').next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}
