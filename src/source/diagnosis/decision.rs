//! From findings to a diagnosis: one pure function.
//!
//! The order is that of the browser's own gates. What it refuses before anything is sent comes first, then whether there is a server at all,
//! then the server as a whole, then the one address, then where that redirects to.

use super::{
    Confidence,
    findings::{Findings, Reading},
    hop::Hop,
    is_mixed_content,
};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A page from https may not fetch from http.
    MixedContent,
    /// The page's own Content Security Policy forbids it.
    Policy,
    /// The browser denies this page the local network, or this machine.
    LocalNetwork,
    /// Nothing answers.
    Unreachable,
    /// The server answers and allows this page nothing: no headers, or headers for another origin.
    NoPermission,
    /// The same; and the server of the page sends the headers that belong to the registry.
    WrongServer,
    /// The token service allows this page nothing.
    TokenHost,
    /// The server can be read, but refuses the OPTIONS request before one that carries `Authorization`.
    Preflight,
    /// A 401 came, and what it asks for is hidden: `WWW-Authenticate` is not exposed.
    HiddenChallenge,
    /// Manifests can be read, blobs (and errors) cannot: zot's habit.
    BlobsClosed,
    /// The server can be read, this address cannot.
    AddressClosed,
    /// Other blobs of the registry can be read, this one cannot.
    OneBlob,
    /// The registry has no referrers API, and does not say so in a way that pages may read: distribution's habit.
    NoReferrers,
    /// The registry redirects; where to does not allow this page to read.
    RedirectClosed,
    /// The registry redirects to where nothing answers.
    RedirectSilent,
    /// Asked again, it was readable: the connection had been lost.
    Lost,
    /// Nothing is wrong that a doctor could see.
    None,
}

impl Fault {
    /// `data-cause` of the DOM contract.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::MixedContent => "mixed-content",
            Self::Policy => "policy",
            Self::LocalNetwork => "local-network",
            Self::Unreachable => "unreachable",
            Self::NoPermission => "no-permission",
            Self::WrongServer => "wrong-server",
            Self::TokenHost => "token-service",
            Self::Preflight => "preflight",
            Self::HiddenChallenge => "hidden-challenge",
            Self::BlobsClosed => "blobs",
            Self::AddressClosed => "address",
            Self::OneBlob => "one-blob",
            Self::NoReferrers => "no-referrers",
            Self::RedirectClosed => "redirect",
            Self::RedirectSilent => "redirect-unreachable",
            Self::Lost => "lost",
            Self::None => "none",
        }
    }
}

/// What is wrong, where, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What is wrong.
    pub fault: Fault,
    /// The step that fails.
    pub hop: Hop,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Weighs the findings.
pub fn decide(findings: &Findings) -> Diagnosis {
    let case = &findings.case;
    let say = |fault, hop, confidence| Diagnosis {
        fault,
        hop,
        confidence,
    };
    if is_mixed_content(&case.page_origin, &case.url) {
        return say(Fault::MixedContent, Hop::Page, Confidence::Certain);
    }
    let all = [
        &findings.alive,
        &findings.registry,
        &findings.preflighted,
        &findings.unredirected,
        &findings.again,
    ];
    if all.contains(&&Some(Reading::Forbidden)) {
        return say(Fault::Policy, Hop::Page, Confidence::Certain);
    }
    if case.unauthorized {
        return decide_unauthorized(findings);
    }
    if findings.alive == Some(Reading::Refused) {
        return if findings.is_denied {
            say(Fault::LocalNetwork, Hop::Page, Confidence::High)
        } else {
            // A server that forbids use from other sites (CORP) looks the same.
            let hop = match case.hop {
                Hop::Token | Hop::File => case.hop,
                _ => Hop::Registry,
            };
            say(Fault::Unreachable, hop, Confidence::Probable)
        };
    }
    if matches!(findings.again, Some(Reading::Readable { .. })) {
        return say(Fault::Lost, case.hop, Confidence::Probable);
    }
    match &findings.registry {
        Some(Reading::Readable { .. }) => decide_address(findings),
        Some(Reading::Refused) => match case.hop {
            Hop::Token => say(Fault::TokenHost, Hop::Token, Confidence::High),
            Hop::Blob if case.read_alike => decide_address(findings),
            Hop::Blob if case.read_before => say(Fault::BlobsClosed, Hop::Blob, Confidence::High),
            _ if case.read_before => decide_address(findings),
            Hop::File => say(Fault::NoPermission, Hop::File, Confidence::High),
            _ if allows_pages(findings) => say(Fault::WrongServer, Hop::Registry, Confidence::High),
            _ => say(Fault::NoPermission, Hop::Registry, Confidence::High),
        },
        _ => decide_address(findings),
    }
}

/// The server can be read: what of this one address?
fn decide_address(findings: &Findings) -> Diagnosis {
    let case = &findings.case;
    let is_open = matches!(findings.registry, Some(Reading::Readable { .. }));
    let (fault, hop, confidence) = if findings.preflighted == Some(Reading::Refused) {
        (Fault::Preflight, Hop::Preflight, Confidence::High)
    } else if is_open && case.url == case.probe_url() {
        (Fault::Lost, case.hop, Confidence::Probable)
    } else {
        match (&findings.unredirected, &findings.target) {
            (Some(Reading::Redirected), Some(Reading::Refused)) => {
                (Fault::RedirectSilent, Hop::Redirect, Confidence::Probable)
            }
            (Some(Reading::Redirected), _) => {
                (Fault::RedirectClosed, Hop::Redirect, Confidence::High)
            }
            (Some(Reading::Readable { .. }), _) => (Fault::Lost, case.hop, Confidence::Probable),
            (Some(Reading::Refused), _) if case.hop == Hop::Referrers => {
                (Fault::NoReferrers, case.hop, Confidence::High)
            }
            (Some(Reading::Refused), _) if case.read_alike => {
                (Fault::OneBlob, case.hop, Confidence::Probable)
            }
            (Some(Reading::Refused), _) => (Fault::AddressClosed, case.hop, Confidence::High),
            _ => (Fault::AddressClosed, case.hop, Confidence::Probable),
        }
    };
    Diagnosis {
        fault,
        hop,
        confidence,
    }
}

/// A 401 can be read; can what it asks for?
fn decide_unauthorized(findings: &Findings) -> Diagnosis {
    let hidden = match &findings.registry {
        Some(reading @ Reading::Readable { status: 401, .. }) => {
            reading.header("www-authenticate").is_none()
        }
        _ => false,
    };
    Diagnosis {
        fault: if hidden {
            Fault::HiddenChallenge
        } else {
            Fault::None
        },
        hop: Hop::Registry,
        confidence: Confidence::Certain,
    }
}

/// Whether the page's own server sends permission headers, which nobody needs to read their own page.
fn allows_pages(findings: &Findings) -> bool {
    findings
        .page
        .as_ref()
        .is_some_and(|page| page.header("access-control-allow-origin").is_some())
}
