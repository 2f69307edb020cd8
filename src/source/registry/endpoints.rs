//! Token services of known registries, for the case that the challenge cannot be read: without `Access-Control-Expose-Headers` a page sees
//! the status 401 and nothing else.

use super::token::{TokenRequest, scope_to_read};
use crate::oci::Reference;

/// Whether a token service (by its origin) is known to belong to a registry, so that the registry's users may sign in there.
pub fn is_known_realm(reference: &Reference, realm: &str) -> bool {
    known(&reference.registry, &reference.repository)
        .is_some_and(|request| request.origin(&reference.base_url()).as_deref() == Ok(realm))
}

/// Whether a registry answers nothing without a token, not even what is public.
pub fn always_asks(registry: &str) -> bool {
    // Hosts are written in any case.
    matches!(
        registry.to_ascii_lowercase().as_str(),
        "docker.io" | "ghcr.io" | "lscr.io" | "public.ecr.aws" | "cgr.dev"
    )
}

/// How an anonymous token for reading `repository` (empty: the catalog) is asked for at `registry` (host, with port if any); `None` for an unknown registry.
pub fn known(registry: &str, repository: &str) -> Option<TokenRequest> {
    let pull = scope_to_read(repository);
    let registry = registry.to_ascii_lowercase();
    let (realm, service, scope) = match registry.as_str() {
        "docker.io" => (
            "https://auth.docker.io/token".to_owned(),
            "registry.docker.io",
            pull,
        ),
        // lscr.io is a name for images that lie at ghcr.io.
        "ghcr.io" | "lscr.io" => ("https://ghcr.io/token".to_owned(), "ghcr.io", pull),
        "quay.io" => ("https://quay.io/v2/auth".to_owned(), "quay.io", pull),
        "public.ecr.aws" => (
            "https://public.ecr.aws/token/".to_owned(),
            "public.ecr.aws",
            "aws".to_owned(),
        ),
        "cgr.dev" => ("https://cgr.dev/token".to_owned(), "cgr.dev", pull),
        "registry.gitlab.com" => (
            "https://gitlab.com/jwt/auth".to_owned(),
            "container_registry",
            pull,
        ),
        "codeberg.org" | "gitea.com" => (
            format!("https://{registry}/v2/token"),
            "container_registry",
            pull,
        ),
        host if host == "gcr.io"
            || host.ends_with(".gcr.io")
            || host.ends_with("-docker.pkg.dev") =>
        {
            (format!("https://{host}/v2/token"), host, pull)
        }
        host if host.ends_with(".azurecr.io") => {
            (format!("https://{host}/oauth2/token"), host, pull)
        }
        _ => return None,
    };
    Some(TokenRequest {
        realm,
        service: Some(service.to_owned()),
        scope,
    })
}
