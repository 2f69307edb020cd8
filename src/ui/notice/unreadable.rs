//! The notices of answers that are no document: what was served in the place of one.

use super::{Notice, explain, of_mismatch};
use crate::{
    inspection::{
        Proof,
        unreadable::{Role, Unreadable},
    },
    oci::DocumentError,
};

/// The notice of an answer that nothing can be read from.
pub fn of_unreadable(unreadable: &Unreadable) -> Notice {
    let Unreadable {
        role,
        url,
        error,
        start,
        proof,
        ..
    } = unreadable;
    let name = match role {
        Role::Manifest => "manifest",
        Role::Config => "config",
    };
    let notice = match error {
        DocumentError::Html => Notice::new(
            "not-a-registry",
            "A web page answered, not a registry",
            "Check the name and the port: this is most likely a web site, or a static host that answers every address with its start page.",
        ),
        DocumentError::Empty if proof.has_digest() => Notice::new(
            "malformed",
            format!("The {name} is empty"),
            "Nothing can be read from it. Whoever built the image must build it again.",
        ),
        DocumentError::Empty => Notice::new(
            "malformed",
            "The answer is empty",
            "The server answered without an error but sent nothing: look into its log, or at what stands between it and you.",
        ),
        _ if proof.has_digest() => of_malformed(*role, true),
        _ => of_mismatch(name, proof).map_or_else(
            || of_malformed(*role, *proof == Proof::Unclaimed),
            |notice| Notice {
                details: Vec::new(),
                advice: "What came in its place cannot even be read; its bytes are shown below. Tell whoever serves it.".to_owned(),
                ..notice
            },
        ),
    };
    let mut notice = notice.with(format!("GET {url}: {error}."));
    // A page in its place is no altered document.
    if *error != DocumentError::Html {
        if let Proof::Mismatch(verdict) = proof {
            notice = notice.with(explain(verdict));
        }
        if proof.has_digest() {
            notice = notice.with(format!(
                "Its bytes are those that the digest names: the {name} was made like this."
            ));
        }
    }
    if start.trim().is_empty() {
        notice
    } else {
        notice.with(format!("It begins with: {start}"))
    }
}

fn of_malformed(role: Role, is_as_made: bool) -> Notice {
    match role {
        Role::Manifest if is_as_made => Notice::new(
            "malformed",
            "The document is no manifest",
            "Whoever pushed it pushed something else than an image: its bytes are shown below.",
        ),
        Role::Manifest => Notice::new(
            "malformed",
            "The server did not return a manifest",
            "What the server sent cannot be read as a document: look at what it begins with, and whether the address is that of a registry.",
        ),
        Role::Config => Notice::new(
            "malformed",
            "This is not an image config",
            "An image's config is a JSON object. Its bytes are shown below; whoever built the image can tell what they are meant to be.",
        ),
    }
}
