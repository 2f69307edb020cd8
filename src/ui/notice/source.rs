//! The notices of sources: what a registry or a static host answered, or why it did not.

use super::{
    Notice,
    gateway::of_gateway,
    of_archive,
    refusal::of_refusal,
    status::{of_status, said_of, with_words},
};
use crate::{
    oci::Digest,
    source::{Cause, LayoutFault, SourceError, Unknown, url::is_loopback},
    ui::{
        format,
        sentence::{full_sentence, full_stop},
    },
};

/// The notice of a source that served nothing usable.
pub fn of_source(error: &SourceError) -> Notice {
    let notice = match error {
        SourceError::Status {
            status,
            errors,
            body,
            retry_after,
            rate_limit,
            unknown,
            authorized,
            ..
        } => {
            let notice = of_status(*status, *retry_after, *unknown, *authorized);
            let notice = match rate_limit {
                Some(limit) if *status == 429 => notice.with(said_of(limit)),
                _ => notice,
            };
            let notice = notice.with(full_stop(error.to_string()));
            return match *status {
                // The beginning of a document are no words about it.
                206 if !body.is_empty() => notice.with(format!("It begins with: {body}")),
                _ => with_words(notice, errors, body),
            };
        }
        SourceError::NoAnswer { cause, .. } => of_cause(*cause),
        SourceError::Gateway { through, fault, .. } => of_gateway(through, *fault),
        SourceError::TimedOut { seconds, .. } => Notice::new(
            "unreachable",
            format!("The server went silent for {seconds} s"),
            "Try again; if it stays so, the server or the way to it is overloaded.",
        ),
        SourceError::Interrupted { .. } => Notice::new(
            "unreachable",
            "The connection broke again and again",
            "Try again; if it breaks at the same place each time, something between you and the server cuts it, or the server says that it is compressed (Content-Encoding), and it is not: browsers do not tell which.",
        ),
        SourceError::TooLarge { limit, .. } => Notice::new(
            "too-large",
            "The document is too large",
            format!(
                "Porthole reads {} of such a document at most. To look at it, fetch it with a tool of your own.",
                format::size(*limit)
            ),
        ),
        SourceError::NotARegistry { start, .. } => {
            let notice = Notice::new(
                "not-a-registry",
                "A web page answered, not a registry",
                "Check the name and the port: this is most likely a web site, or a static host that answers every address with its start page.",
            );
            return notice
                .with(full_stop(error.to_string()))
                .with(format!("It begins with: {start}"));
        }
        SourceError::NotAList { start, .. } => {
            let notice = Notice::new(
                "malformed",
                "The server did not return a list",
                "What the server sent cannot be read as a list of names: look at what it begins with, and whether the address is that of a registry.",
            )
            .with(full_stop(error.to_string()));
            return if start.is_empty() {
                notice
            } else {
                notice.with(format!("It begins with: {start}"))
            };
        }
        SourceError::RealmRefused { .. } => Notice::new(
            "unauthorized",
            "The registry's token service is not safe to ask",
            "The registry must name a token service of its own, under https. Tell its operator.",
        ),
        SourceError::RealmUnknown {
            registry, realm, ..
        } => Notice::new(
            "unauthorized",
            format!("Send your password to {}?", host_of(realm)),
            format!(
                "Send it only if you know that this host belongs to {registry}.{} Otherwise Porthole asks for the image without signing in.",
                if realm.starts_with("http://") && !is_loopback(realm) {
                    " It speaks plain http: whoever stands between it and you can read the password."
                } else {
                    ""
                }
            ),
        ),
        SourceError::SignInRefused {
            user,
            refusal,
            error,
        } => {
            return Notice {
                details: of_source(error).details,
                ..of_refusal(user, *refusal, error)
            };
        }
        SourceError::TokenUnusable { .. } => Notice::new(
            "unauthorized",
            "The registry's token service gave no token",
            "Without a token the registry answers nothing. Tell its operator what the token service answered.",
        ),
        SourceError::NoUrl { .. } => Notice::new(
            "bad-reference",
            "This is no address of a layout",
            "Write oci: and the address of a folder, absolute or relative to this page.",
        ),
        SourceError::NotALayout { fault, .. } => of_layout(fault),
        SourceError::UnknownTag { tags, .. } => Notice::new(
            "not-found",
            "The layout has no image of this tag",
            if tags.is_empty() {
                "No image in it has a tag.".to_owned()
            } else {
                format!("Its tags are: {}.", tags.join(", "))
            },
        ),
        SourceError::UnknownBlob { .. } => Notice::new(
            "not-found",
            "The layout does not hold this blob",
            "The copy is not complete: make it again, with all platforms if the image is an index (skopeo copy --all --preserve-digests).",
        ),
        SourceError::Archive { name, fault } => return of_archive(name, fault),
        SourceError::NoDigest { digest_text } => {
            let notice = Notice::new(
                "malformed",
                "The document names no digest to follow",
                "The document that led here is broken: whoever made it must make it again.",
            );
            match digest_text.parse::<Digest>() {
                Err(fault) if !digest_text.is_empty() => {
                    return notice.with(full_sentence(&format!("{error}: {fault}")));
                }
                _ => notice,
            }
        }
    };
    notice.with(full_sentence(&error.to_string()))
}

/// The notice of a folder that is no layout.
fn of_layout(fault: &LayoutFault) -> Notice {
    match fault {
        LayoutFault::Missing => Notice::new(
            "not-found",
            "There is no OCI image layout at this address",
            "A layout is a folder with oci-layout, index.json and blobs/, made for example by skopeo copy --all --preserve-digests docker://name oci:folder:tag.",
        ),
        LayoutFault::Version { .. } => Notice::new(
            "unsupported",
            "The layout at this address is of another version",
            "Have it made anew in version 1.0.0, for example by skopeo copy --all --preserve-digests docker://name oci:folder:tag.",
        ),
        LayoutFault::NoVersion | LayoutFault::Index(_) | LayoutFault::NoIndex => Notice::new(
            "malformed",
            "The OCI image layout at this address is broken",
            "Whoever publishes it must put back what the tool wrote that made it.",
        ),
    }
}

/// Host and port of an origin.
fn host_of(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// What helps where a person asked for a manifest by a digest: that of a layer, of a config or of an image as Docker lists it is easily taken for one, and
/// some registries fail over it, or over an algorithm that they do not know.
pub(super) fn add_advice_on_digest(notice: &mut Notice, error: &SourceError) {
    let SourceError::Status { url, unknown, .. } = error else {
        return;
    };
    let Some(digest) = url.rsplit_once("/manifests/").map(|(_, name)| name) else {
        return;
    };
    let Some((algorithm, _)) = digest.split_once(':') else {
        return;
    };
    let is_known = matches!(algorithm, "sha256" | "sha384" | "sha512");
    let advice = if is_known {
        "Perhaps the digest is that of a layer, of a config or of an image ID: what is asked for is that of a manifest.".to_owned()
    } else {
        format!("Check the digest: registries know sha256 and sha512, and not {algorithm}.")
    };
    match (notice.code, unknown) {
        ("not-found", Some(Unknown::Manifest)) => {
            "There is no manifest with this digest".clone_into(&mut notice.title);
            notice.advice = advice;
        }
        ("server-error", _) => {
            notice.advice = format!("{advice} If it is right, this is the registry's own failure.")
        }
        _ => {}
    }
}

/// The notice of a server from which no answer came, or none that this page may read.
pub fn of_cause(cause: Cause) -> Notice {
    match cause {
        Cause::MixedContent => Notice::new(
            "mixed-content",
            "The browser does not let this page use plain http",
            "This page came by https, so it may only ask registries that speak https. Open Porthole by http, or give the registry a certificate.",
        ),
        Cause::Policy => Notice::new(
            "unreachable",
            "This page's Content Security Policy blocks requests to this registry",
            "Whoever runs this site can allow it, by adding the registry to connect-src.",
        ),
        Cause::Cors { .. } => Notice::new(
            "cors",
            "The registry does not let browsers read it",
            "Its operator can allow it, with headers on every answer. Most public registries do not: there a gateway on this page's own origin is \
             the way.",
        ),
        Cause::RouteWithoutCors { .. } => Notice::new(
            "cors",
            "The browser refused this answer of the registry, or lost it",
            "This address, or where it redirects to, may lack the CORS headers that the rest of the registry has.",
        ),
        Cause::Unreachable => Notice::new(
            "unreachable",
            "Nothing answers at this address",
            "Check the name and the port. A registry that speaks plain http must be named so: http://host/name.",
        ),
    }
}
