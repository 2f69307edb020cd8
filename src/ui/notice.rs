//! What went wrong, in words that lead on: the only place that turns an error into a title and advice.

use super::{
    element::{Element, element},
    format,
    identity::abbreviated,
    inspection_state::Failure,
    loading::sentence,
    reference_bar::view_position,
    text::view_text,
};
use crate::{
    inspection::{InspectionError, Proof},
    oci::{DocumentError, Verdict, reference::ReferenceErrorKind},
    source::{
        SourceError,
        diagnosis::Cause,
        error::{RegistryError, Unknown},
    },
};
use std::time::Duration;
use yew::prelude::*;

/// A notice: what is wrong, what is known of it, what to do next.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// `data-code` of the DOM contract.
    pub code: &'static str,
    /// What is wrong, as a heading.
    pub title: String,
    /// What is known: the error in its own words, and what the server said.
    pub details: Vec<String>,
    /// What to do next.
    pub advice: String,
}

impl Notice {
    fn new(code: &'static str, title: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            code,
            title: title.into(),
            details: Vec::new(),
            advice: advice.into(),
        }
    }

    fn with(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }
}

/// The notice of a failure.
pub fn of_failure(failure: &Failure) -> Notice {
    match failure {
        Failure::Reference { text, error } => Notice::new(
            "bad-reference",
            if text.trim().is_empty() { "No image is named" } else { "This names no image" },
            "Write a name such as alpine, ghcr.io/owner/name:tag or localhost:5000/name, or oci: with the address of a layout.",
        )
        .with(format!("{}.", sentence(&error.to_string()))),
        Failure::Inspection(error) => of_inspection(error),
        Failure::Defect { message } => Notice::new(
            "defect",
            "Porthole itself failed",
            "This is a defect of Porthole, not of the image. The page was started anew: try again, and please report what you inspected.",
        )
        .with(message.clone()),
    }
}

/// The notice of a step that failed.
pub fn of_inspection(error: &InspectionError) -> Notice {
    match error {
        InspectionError::Source(error) => of_source(error),
        InspectionError::Document { url, error, start } => of_document(url, error, start),
        InspectionError::NoConfig { .. } => Notice::new(
            "unsupported",
            "There is no image config to show",
            "This is not a container image. What it is stands in the summary and in the raw document.",
        )
        .with(format!("{}.", sentence(&error.to_string()))),
        InspectionError::NoDigest { .. } => Notice::new(
            "malformed",
            "The document names no digest to follow",
            "The document that led here is broken: see its problems, and tell whoever built it.",
        )
        .with(format!("{}.", sentence(&error.to_string()))),
    }
}

fn of_document(url: &str, error: &DocumentError, start: &str) -> Notice {
    let notice = match error {
        DocumentError::Html => Notice::new(
            "not-a-registry",
            "A web page answered, not a registry",
            "Check the name and the port: this is most likely a web site, or a static host that answers every address with its start page.",
        ),
        DocumentError::Empty => Notice::new(
            "malformed",
            "The answer is empty",
            "The server answered without an error but sent nothing: look into its log, or at what stands between it and you.",
        ),
        _ => Notice::new(
            "malformed",
            "The answer is no manifest",
            "What the server sent cannot be read as a document: look at what it begins with, and whether the address is that of a registry.",
        ),
    };
    let notice = notice.with(format!("GET {url}: {error}."));
    if start.trim().is_empty() {
        notice
    } else {
        notice.with(format!("It begins with: {start}"))
    }
}

/// The notice of a source that served nothing usable.
pub fn of_source(error: &SourceError) -> Notice {
    let notice = match error {
        SourceError::Status {
            status,
            errors,
            body,
            retry_after,
            unknown,
            authorized,
            ..
        } => {
            let notice = of_status(*status, *retry_after, *unknown, *authorized);
            return with_words(notice.with(format!("{error}.")), errors, body);
        }
        SourceError::NoAnswer { cause, .. } => of_cause(*cause),
        SourceError::TimedOut { seconds, .. } => Notice::new(
            "unreachable",
            format!("The server went silent for {seconds} s"),
            "Try again; if it stays so, the server or the way to it is overloaded.",
        ),
        SourceError::Interrupted { .. } => Notice::new(
            "unreachable",
            "The connection broke again and again",
            "Try again; if it breaks at the same place each time, something between you and the server cuts it.",
        ),
        SourceError::TooLarge { limit, .. } => Notice::new(
            "too-large",
            "The document is too large",
            format!(
                "Porthole reads {} of such a document at most, which is what registries accept.",
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
                .with(format!("{error}."))
                .with(format!("It begins with: {start}"));
        }
        SourceError::NotAList { start, .. } => {
            let notice = Notice::new(
                "malformed",
                "The answer is no list",
                "What the server sent cannot be read as a list of names: look at what it begins with, and whether the address is that of a registry.",
            )
            .with(format!("{error}."));
            return if start.is_empty() {
                notice
            } else {
                notice.with(format!("It begins with: {start}"))
            };
        }
        SourceError::RealmRefused { .. } => Notice::new(
            "unauthorized",
            "The registry's token service is not safe to ask",
            "The registry must name a token service under https. Tell its operator.",
        ),
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
        SourceError::NotALayout { .. } => Notice::new(
            "not-found",
            "There is no OCI image layout at this address",
            "A layout is a folder with oci-layout, index.json and blobs/, made for example by skopeo copy docker://name oci:folder:tag.",
        ),
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
            "The copy is not complete: make it again, with all platforms if the image is an index (skopeo copy --all).",
        ),
        SourceError::NoDigest { .. } => Notice::new(
            "malformed",
            "The document names no digest to follow",
            "The document that led here is broken: see its problems.",
        ),
    };
    notice.with(format!("{}.", sentence(&error.to_string())))
}

fn of_status(
    status: u16,
    retry_after: Option<u64>,
    unknown: Option<Unknown>,
    authorized: bool,
) -> Notice {
    match status {
        401 if authorized => Notice::new(
            "unauthorized",
            "The registry does not show this image to everyone",
            "An anonymous token was not enough: the image is private, or there is none of this name. Many registries answer both alike.",
        ),
        401 => Notice::new(
            "unauthorized",
            "The registry wants to know who you are",
            "Porthole reads what everyone may read. Check the name, or ask for an image that is public.",
        ),
        403 => Notice::new(
            "denied",
            "The registry denies access to this image",
            "The image is private, or there is none of this name. Many registries answer both alike.",
        ),
        404 => Notice::new(
            "not-found",
            match unknown {
                Some(Unknown::Repository) => "There is no such repository",
                Some(Unknown::Manifest) => "There is no such tag or digest",
                Some(Unknown::Blob) => "The registry lost a part of this image",
                Some(Unknown::Unsaid) | None => "There is no such image",
            },
            match unknown {
                Some(Unknown::Blob) => {
                    "The manifest names a blob that the registry does not have: push the image again."
                }
                _ => "Check the spelling of repository and tag.",
            },
        ),
        429 => Notice::new(
            "rate-limited",
            "The registry has had enough requests for now",
            match retry_after {
                Some(seconds) => format!(
                    "It asks to wait {} before the next try.",
                    format::duration(Duration::from_secs(seconds))
                ),
                None => "Wait a while before the next try; it did not say how long.".to_owned(),
            },
        ),
        500.. => Notice::new(
            "server-error",
            "The registry failed",
            "This is the registry's own failure: try again later, or tell its operator.",
        ),
        _ => Notice::new(
            "server-error",
            "The registry answered in an unexpected way",
            "Check the name and the port of the registry.",
        ),
    }
}

fn of_cause(cause: Cause) -> Notice {
    match cause {
        Cause::MixedContent => Notice::new(
            "mixed-content",
            "The browser does not let this page use plain http",
            "This page came by https, so it may only ask registries that speak https. Open Porthole by http, or give the registry a certificate.",
        ),
        Cause::Cors { .. } => Notice::new(
            "cors",
            "The registry does not let browsers read it",
            "Its operator can allow it with CORS headers (Access-Control-Allow-Origin on every answer). Most public registries do not: \
             use a gateway on this page's own origin, a registry of your own, or a static copy made by skopeo copy docker://name oci:folder:tag.",
        ),
        Cause::RouteWithoutCors { .. } => Notice::new(
            "cors",
            "The browser refused this answer of the registry, or lost it",
            "If trying again does not help, this route, or where it redirects to, lacks the CORS headers that the rest of the registry has.",
        ),
        Cause::Unreachable => Notice::new(
            "unreachable",
            "Nothing answers at this address",
            "Check the name and the port. A registry that speaks plain http must be named so: http://host/name.",
        ),
    }
}

fn with_words(mut notice: Notice, errors: &[RegistryError], body: &str) -> Notice {
    for error in errors {
        if let Some(detail) = error
            .detail
            .as_deref()
            .filter(|detail| !matches!(*detail, "null" | "\"\"" | "{}" | "[]"))
        {
            notice = notice.with(format!("{}: {detail}", error.code));
        }
    }
    if errors.is_empty() && !body.trim().is_empty() {
        notice = notice.with(format!("It said: {}", body.trim()));
    }
    notice
}

/// The notice of a document whose bytes are not those that were asked for.
pub fn of_mismatch(name: &str, proof: &Proof) -> Option<Notice> {
    let Proof::Mismatch(verdict) = proof else {
        return None;
    };
    let advice = "It is shown below all the same, but it is not what was asked for. Do not run this image; tell whoever serves it.";
    let notice = Notice::new(
        "mismatch",
        format!("The {name} is not the one that was asked for"),
        advice,
    );
    Some(notice.with(explain(verdict)))
}

/// What differs.
pub fn explain(verdict: &Verdict) -> String {
    match verdict {
        Verdict::DigestMismatch {
            expected, actual, ..
        } => {
            format!(
                "Its bytes have the digest {}, expected was {}.",
                abbreviated(actual),
                abbreviated(expected)
            )
        }
        Verdict::SizeMismatch { expected, actual } => {
            format!(
                "It has {}, expected were {}.",
                format::exact_size(*actual),
                format::exact_size(*expected)
            )
        }
        Verdict::Match { .. } | Verdict::Unsupported { .. } => String::new(),
    }
}

/// Shows a notice among other things.
pub fn view_notice(notice: &Notice) -> Html {
    let title = element("h2").child(view_text(&notice.title));
    view_titled(notice, title, None)
}

/// `extra`: something to look at between the title and the details.
fn view_titled(notice: &Notice, title: Element, extra: Option<Html>) -> Html {
    let details = notice.details.iter();
    let details = details.map(|detail| {
        let detail = element("p").class("detail").child(view_text(detail));
        detail.into()
    });
    element("section")
        .class("alert")
        .part("notice")
        .fixed("role", "alert")
        .fixed("data-code", notice.code)
        .child(title)
        .maybe(extra)
        .children(details)
        .child(element("p").child(view_text(&notice.advice)))
        .into()
}

/// Shows why nothing can be shown.
pub fn view_failure(failure: &Failure) -> Html {
    let extra = match failure {
        // A password is not repeated.
        Failure::Reference { error, .. } if error.kind == ReferenceErrorKind::Userinfo => None,
        Failure::Reference { text, error } if !text.trim().is_empty() => {
            Some(view_position(text, error.position))
        }
        _ => None,
    };
    let notice = of_failure(failure);
    let title = element("h1")
        .fixed("id", "failure")
        .child(view_text(&notice.title));
    view_titled(&notice, title, extra)
}

/// Shows why a part is missing: the notice of the error, under a title that says which part.
pub fn view_inline_error(title: &str, error: &InspectionError) -> Html {
    let notice = of_inspection(error);
    let named = Notice {
        title: format!("{title}: {}", lower_first(&notice.title)),
        ..notice
    };
    view_notice(&named)
}

/// The first letter as a small one, for the middle of a sentence.
pub fn lower_first(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
