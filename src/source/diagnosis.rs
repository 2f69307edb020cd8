//! Why a fetch was rejected: the browser never says, so a few facts are gathered and weighed here.
//!
//! Two steps. At once, to know whether trying again may help, [`super::client`] asks one or two questions and [`diagnose`] names a
//! [`Cause`]. When nothing can be shown, [`super::doctor`] probes further and [`decide`] says which hop fails, how sure that is, and so what
//! cures it. Both are pure.
//!
//! The order is that of the Fetch standard's own gates: mixed content is refused before anything
//! is sent, an unreachable server sends nothing, and a server that answers in `no-cors` mode but not otherwise lacks permission headers.

mod decision;
mod findings;
pub mod headers;
mod hop;

use super::url::{is_loopback, same_origin};

pub use decision::{Diagnosis, Fault, decide};
pub use findings::{Case, Findings, Reading};
pub use hop::{Hop, host, probe_url, public_registry};

/// What asking the server's well-known address (`/v2/`, a layout's `oci-layout`) brought after the rejection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Not even a request that needs no permission (`no-cors`) was answered.
    Silent,
    /// A request that needs no permission was answered.
    Answers {
        /// An ordinary request for the same address was rejected too; `false`: it was not tried.
        read_refused: bool,
    },
    /// The address is readable by this page.
    Readable {
        /// With this HTTP status.
        status: u16,
    },
}

/// What is known of a rejected fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Origin of the page: `https://docs.example`.
    pub page_origin: &'a str,
    /// URL of the rejected fetch.
    pub url: &'a str,
    /// Whether the fetch carried `Authorization`, so that the browser asked for permission with OPTIONS first.
    pub preflighted: bool,
    /// What the server does elsewhere.
    pub probe: Probe,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// The server answers where no permission is needed; nothing else was tried.
    Probable,
    /// The server answers where no permission is needed, and two different reads of it were rejected.
    High,
    /// There is no other explanation.
    Certain,
}

impl Confidence {
    /// `data-confidence` of the DOM contract.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Probable => "probable",
            Self::High => "high",
            Self::Certain => "certain",
        }
    }
}

/// Why a fetch was rejected, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Nothing was sent: a page from https may not fetch from http.
    #[error(
        "the browser does not let a page from https fetch from http (mixed content); nothing was sent"
    )]
    MixedContent,
    /// Nothing was sent: the page's own policy forbids it.
    #[error(
        "the policy of the page that shows Porthole (Content Security Policy, connect-src) does not let it ask this server"
    )]
    Policy,
    /// The server is there and does not allow this page to read from it.
    #[error("{}", cors_text(*confidence))]
    Cors {
        /// How sure this is.
        confidence: Confidence,
    },
    /// The server can be read, but not here.
    #[error("{}", route_text(*status, *preflighted))]
    RouteWithoutCors {
        /// What the well-known address answered; `None` if it is known only that the server answers (the page's own origin).
        status: Option<u16>,
        /// The request carried `Authorization`: an OPTIONS request that the server refuses is a likely reason.
        preflighted: bool,
    },
    /// Nothing answers.
    #[error(
        "no answer: whether the name is wrong, the server is down, its certificate is not trusted, something blocks the \
         request, or the server forbids use from other sites (CORP), the browser does not say"
    )]
    Unreachable,
}

fn cors_text(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High | Confidence::Certain => {
            "the server answers, but does not allow this page to read its answers (no CORS permission)"
        }
        Confidence::Probable => {
            "the server answers, but the browser refused to hand the answer over: most likely it does not allow this page \
             to read it (no CORS permission)"
        }
    }
}

fn route_text(status: Option<u16>, preflighted: bool) -> String {
    let known = match status {
        Some(status) => {
            format!("the server can be read elsewhere (status {status}), but not this route")
        }
        None => "the server answers, but this request was refused or lost".to_owned(),
    };
    let why = if preflighted {
        "it or a redirect of it lacks CORS permission, the server refuses OPTIONS or the Authorization header, or the \
         connection broke"
    } else {
        "it or a redirect of it lacks CORS permission, or the connection broke"
    };
    format!("{known}: {why}; which of these, the browser does not say")
}

impl Cause {
    /// Whether trying again may help: not where the browser or the server refused.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable | Self::RouteWithoutCors { .. })
    }
    /// A few words for a person who waits for the next try.
    pub fn short(&self) -> &'static str {
        match self {
            Self::MixedContent => "mixed content",
            Self::Policy => "forbidden by the page's policy",
            Self::Cors { .. } => "no CORS permission",
            Self::RouteWithoutCors { .. } => "the request was refused or lost",
            Self::Unreachable => "no answer",
        }
    }
}

/// Whether the browser refuses to send at all: http from https. Loopback is exempt in Chrome and Firefox (in Safari it is not: there it
/// shows as [`Cause::Unreachable`]).
pub fn is_mixed_content(page_origin: &str, url: &str) -> bool {
    let is = |text: &str, scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    is(page_origin, "https://") && is(url, "http://") && !is_loopback(url)
}

/// Weighs the facts.
pub fn diagnose(facts: &Facts<'_>) -> Cause {
    if is_mixed_content(facts.page_origin, facts.url) {
        return Cause::MixedContent;
    }
    let route = |status| Cause::RouteWithoutCors {
        status,
        preflighted: facts.preflighted,
    };
    match facts.probe {
        Probe::Silent => Cause::Unreachable,
        Probe::Readable { status } => route(Some(status)),
        // A page needs no permission for its own origin: a redirect to another one may still lack it.
        Probe::Answers { .. } if same_origin(facts.page_origin, facts.url) => route(None),
        Probe::Answers { read_refused } => Cause::Cors {
            confidence: if read_refused {
                Confidence::High
            } else {
                Confidence::Probable
            },
        },
    }
}
