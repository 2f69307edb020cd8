//! What a doctor says: the cause in one sentence, how sure it is, and what helps.

use crate::source::diagnosis::{Case, Diagnosis, Fault, Findings, Hop, Reading, host};
use crate::source::{
    Confidence,
    url::{Space, space},
};

/// The cause, in one sentence.
pub fn cause(diagnosis: &Diagnosis, case: &Case, public: Option<&str>) -> String {
    let host = host(&case.url);
    let origin = &case.page_origin;
    if public.is_some() && is_closed(diagnosis.fault) {
        return format!("{host} answers, but does not let this page, or any other, read it.");
    }
    match diagnosis.fault {
        Fault::MixedContent => format!(
            "This page came by https and {host} is asked by plain http: the browser sends nothing."
        ),
        Fault::Policy => format!(
            "The Content Security Policy of this page does not list {host} in connect-src, so the browser sends nothing (or does not follow \
             a redirect of it)."
        ),
        Fault::LocalNetwork => match space(&case.url) {
            Space::Loopback => {
                format!("The browser denies this page access to this machine, where {host} is.")
            }
            _ => format!(
                "The browser denies this page access to devices on the local network, such as {host}."
            ),
        },
        Fault::Unreachable => format!(
            "Nothing answers at {host}: it is not running, its name or port is wrong, its certificate is not trusted, or something blocks \
             the request. (A server that forbids use from other sites, by Cross-Origin-Resource-Policy, looks the same.)"
        ),
        Fault::NoPermission => format!(
            "{host} answers, but does not let this page read it: Access-Control-Allow-Origin is missing from its answers, or is neither * \
             nor exactly {origin} (one origin, with its scheme, without a slash at the end)."
        ),
        Fault::WrongServer => format!(
            "{host} answers, but does not let this page read it. The server of this page, {origin}, sends Access-Control-Allow-Origin, \
             which has no effect there: the header belongs into the answers of {host}."
        ),
        Fault::TokenHost => format!(
            "{host} gives out the tokens for this registry, answers, and does not let this page read them: Access-Control-Allow-Origin \
             is missing there, or names another origin."
        ),
        Fault::Preflight => format!(
            "{host} lets this page read, but refuses what the browser asks before it sends a token or password: OPTIONS is not answered with \
             success, or Access-Control-Allow-Headers does not name Authorization."
        ),
        Fault::HiddenChallenge => format!(
            "{host} wants this page to sign in, and hides how: WWW-Authenticate is not listed in its Access-Control-Expose-Headers."
        ),
        Fault::BlobsClosed => format!(
            "{host} lets this page read manifests, but not blobs: they, and its errors, come without Access-Control-Allow-Origin, as zot's do."
        ),
        Fault::AddressClosed if diagnosis.hop == Hop::Blob => format!(
            "{host} lets this page read, but not its blobs: they, or the redirects to where they lie, come without \
             Access-Control-Allow-Origin."
        ),
        Fault::OneBlob => format!(
            "{host} lets this page read its other blobs, and not this one: its answer is lost on the way each time, or is an error or a redirect without \
             Access-Control-Allow-Origin."
        ),
        Fault::AddressClosed => format!(
            "{host} lets this page read, but this one answer came without Access-Control-Allow-Origin. It may be an error whose text is hidden: \
             many set-ups add the header to successful answers only (nginx: add_header without always)."
        ),
        Fault::NoReferrers => format!(
            "{host} has no referrers API: its answer comes without Access-Control-Allow-Origin, as distribution's does for addresses that it \
             does not know."
        ),
        Fault::RedirectClosed => format!(
            "{host} lets this page read, but redirects to another server, and that one does not. Browsers follow such a redirect with \
             Origin: null, so the other server must allow every origin (*); a rule that names {origin} fails."
        ),
        Fault::RedirectSilent => format!(
            "{host} redirects to another server, and nothing answers there that this page may ask."
        ),
        Fault::Lost => {
            format!("The connection to {host} was lost: asked again just now, it answered.")
        }
        Fault::None => String::new(),
    }
}

/// Whether the server is there and lets this page read nothing, or not what it needs.
pub fn is_closed(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::NoPermission
            | Fault::WrongServer
            | Fault::TokenHost
            | Fault::Preflight
            | Fault::HiddenChallenge
            | Fault::BlobsClosed
            | Fault::AddressClosed
            | Fault::RedirectClosed
    )
}

/// How sure that is.
pub fn certainty(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "This is certain.",
        Confidence::High => "This is almost certain: it was tried out just now.",
        Confidence::Probable => "This is likely; the browser says no more.",
    }
}

/// What to do, before any configuration.
pub fn remedy(diagnosis: &Diagnosis, case: &Case, public: Option<&str>) -> String {
    let host = host(&case.url);
    let origin = &case.page_origin;
    if let Some(name) = public.filter(|_| is_closed(diagnosis.fault)) {
        return format!(
            "{name} is known for that, and nobody else can change it. A gateway is the way: a path of the page's own origin that forwards to \
             {name}."
        );
    }
    match diagnosis.fault {
        Fault::MixedContent => format!(
            "Give {host} a certificate and name it https://{host}, or open Porthole by http."
        ),
        Fault::Policy => "Whoever runs this site adds the registry to the policy:".to_owned(),
        Fault::LocalNetwork => format!(
            "Allow “local network access” for {origin} in the browser's settings of this site (the icon before the address), then try again. In a frame, \
             the page around it has to allow it too."
        ),
        Fault::Unreachable if public.is_some() => format!(
            "{host} is a public registry: either this machine has no way to the internet, or something on the way blocks it. Open https://{host}/v2/ in a \
             tab and see."
        ),
        Fault::Unreachable => format!(
            "Check name and port. If {host} speaks plain http, name it http://{host}/… ; if its certificate is your own, open https://{host}/v2/ in a tab \
             and see whether the browser trusts it."
        ),
        Fault::NoPermission if diagnosis.hop == Hop::File => {
            "The static host must send the header with every file:".to_owned()
        }
        Fault::NoPermission | Fault::WrongServer | Fault::AddressClosed => {
            "Every answer of the registry must carry the headers, errors too. Choose the server that you run:".to_owned()
        }
        Fault::TokenHost => {
            "The token service needs the headers as the registry does:".to_owned()
        }
        Fault::Preflight => {
            "distribution with sign-in answers OPTIONS with 401 and cannot be told otherwise: a proxy before it has to answer.".to_owned()
        }
        Fault::HiddenChallenge => "Access-Control-Expose-Headers must name WWW-Authenticate, as in these headers:".to_owned(),
        Fault::BlobsClosed => {
            "zot cannot be told to send the headers with blobs: a proxy before it can. Or use a gateway on this page's own origin.".to_owned()
        }
        Fault::NoReferrers => "There is nothing to cure: it is taken for a registry without referrers.".to_owned(),
        Fault::RedirectClosed => {
            "Give the bucket a rule for every origin, or keep blobs at the registry:".to_owned()
        }
        Fault::RedirectSilent => {
            "The registry can keep blobs on its own origin instead:".to_owned()
        }
        Fault::OneBlob => format!(
            "Retry it; if it stays so, the operator of {host} finds in its log what it answers for this blob."
        ),
        Fault::Lost => "Inspect it again.".to_owned(),
        Fault::None => String::new(),
    }
}

/// What was tried: what, what came of it, and the word for it.
pub fn tried(findings: &Findings) -> Vec<(String, &'static str, String)> {
    let case = &findings.case;
    let base = case.probe_url();
    let rows = [
        (
            format!("{base} without reading the answer"),
            &findings.alive,
        ),
        (format!("{base} read by this page"), &findings.registry),
        (format!("{base} with Authorization"), &findings.preflighted),
        (
            "this page, for the headers of its own server".to_owned(),
            &findings.page,
        ),
        (
            format!("{} without following a redirect", case.url),
            &findings.unredirected,
        ),
        (format!("{} read by this page", case.url), &findings.again),
        (
            format!("{} without reading the answer", case.url),
            &findings.target,
        ),
    ];
    rows.into_iter()
        .filter_map(|(what, reading)| {
            let reading = reading.as_ref()?;
            Some((what, reading.attribute(), outcome(reading)))
        })
        .collect()
}

fn outcome(reading: &Reading) -> String {
    match reading {
        Reading::Forbidden => "forbidden by the page's policy".to_owned(),
        Reading::Refused => "refused or not answered".to_owned(),
        Reading::Opaque => "something answers".to_owned(),
        Reading::Redirected => "a redirect that this page may see".to_owned(),
        Reading::Readable { status, .. } => format!("readable, status {status}"),
    }
}
