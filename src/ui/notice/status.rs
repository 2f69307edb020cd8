//! The notices of answers that are none, by their status, and what the server said with it.

use super::Notice;
use crate::{
    source::{RegistryError, Unknown, rate_limit::RateLimit},
    ui::format,
};
use std::time::Duration;

/// In seconds.
const DAY: u64 = 24 * 60 * 60;

/// The notice of a status that is no answer; whether the request had an authorization.
pub fn of_status(
    status: u16,
    retry_after: Option<u64>,
    unknown: Option<Unknown>,
    authorized: bool,
) -> Notice {
    match status {
        401 if authorized => Notice::new(
            "unauthorized",
            "The registry does not show this image to everyone",
            "The image is private, or there is none of this name: many registries answer both alike. Sign in if you may read it.",
        ),
        401 => Notice::new(
            "unauthorized",
            "The registry requires you to sign in",
            "Sign in if you have an account there. Without it Porthole reads what everyone may read: check the name, or ask for an image that is public.",
        ),
        403 => Notice::new(
            "denied",
            "The registry denies access to this image",
            "The image is private, or there is none of this name: many registries answer both alike. Sign in if you may read it.",
        ),
        404 if unknown == Some(Unknown::TokenService) => Notice::new(
            "unauthorized",
            "The registry's token service is not where it says",
            "Without a token the registry answers nothing. Tell its operator that the realm of its challenge is a wrong address.",
        ),
        404 | 410 => Notice::new(
            "not-found",
            match unknown {
                Some(Unknown::Repository) => "There is no such repository",
                Some(Unknown::Manifest) => "There is no such tag or digest",
                Some(Unknown::Blob | Unknown::Entry) => "The registry lost a part of this image",
                _ => "There is no such image",
            },
            match unknown {
                Some(Unknown::Blob) => {
                    "The manifest names a blob that the registry does not have: push the image again."
                }
                Some(Unknown::Entry) => {
                    "The index names a manifest that the registry does not have: push the image again, with all its platforms."
                }
                _ => "Check the spelling of repository and tag.",
            },
        ),
        429 => Notice::new(
            "rate-limited",
            "The registry's rate limit is reached",
            match retry_after {
                Some(DAY..) => {
                    "It asks to wait for more than a day before the next try.".to_owned()
                }
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
        // Words and code as for layers, which are asked for in parts where a connection broke.
        206 => Notice::new(
            "unsupported",
            "The server sends a part, and was asked for the whole",
            "Nothing is read from a part (206 Partial Content). Tell its operator, or whoever runs a proxy or a cache before it: ranges are answered as RFC 9110 says, or not at all.",
        ),
        _ => Notice::new(
            "server-error",
            "The registry answered in an unexpected way",
            "Check the name and the port of the registry.",
        ),
    }
}

/// What the registry allows, by its own word.
pub(super) fn said_of(limit: &RateLimit) -> String {
    let left = match limit.remaining {
        1 => "1 is left".to_owned(),
        remaining => format!("{} are left", format::grouped(remaining)),
    };
    match (limit.limit, limit.window) {
        (Some(limit), Some(window)) => {
            let window = if window >= 3600 && window % 3600 == 0 {
                format!("{} h", window / 3600)
            } else {
                format::duration(Duration::from_secs(window))
            };
            format!(
                "It allows {} requests in {window}; {left}.",
                format::grouped(limit)
            )
        }
        (Some(limit), None) => format!("It allows {} requests; {left}.", format::grouped(limit)),
        (None, _) => format!("Of the requests that it allows, {left}."),
    }
}

/// The notice with the details of what the registry said.
pub(super) fn with_words(mut notice: Notice, errors: &[RegistryError], body: &str) -> Notice {
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
