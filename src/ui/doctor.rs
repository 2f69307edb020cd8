//! Why a fetch failed and what helps: what stands below the notice of a failure without a status.
//!
//! [`view_doctor`] and [`view_layer_doctor`] are the only ways in. The probes run while the notice is shown and end when it goes.

mod bridge;
mod check;
mod configs;
pub mod cures;
pub mod lines;
pub mod missing;
mod use_examination;
pub mod words;

use super::{
    copy::view_copy_long,
    element::{Element, element, list},
    text::view_text,
    use_inspection::PageSource,
};
use crate::{
    inspection::{
        InspectionError,
        given::{Given, Missing},
    },
    oci::{Digest, ImageReference},
    source::{
        Cause, SourceError,
        diagnosis::{Case, Diagnosis, Fault, Findings, Hop, decide, public_registry},
    },
};
use bridge::Bridge;
use check::Check;
use std::{cell::RefCell, rc::Rc};
use use_examination::{Subject, use_examination};
use yew::prelude::*;

/// What the doctor needs of the page: where tokens are, and who takes what a person brings. Handed down as context.
#[derive(Clone)]
pub struct Practice {
    /// The source of what is shown.
    pub source: Rc<RefCell<Option<Rc<PageSource>>>>,
    /// Takes what a person brings.
    pub on_give: Callback<Given>,
}

impl PartialEq for Practice {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.source, &other.source) && self.on_give == other.on_give
    }
}

/// The doctor for an error, if it is one for a doctor: one without a status, or a 401 whose challenge may be hidden. `missing`: what a
/// person could bring in place of what failed. `by_hand`: what led here was brought by hand, too.
pub fn view_doctor(
    error: &InspectionError,
    reference: Option<&ImageReference>,
    missing: Option<Missing>,
    by_hand: bool,
) -> Html {
    let InspectionError::Source(error) = error else {
        return Html::default();
    };
    let Some(subject) = subject_of(error, reference) else {
        return Html::default();
    };
    let patient = Patient {
        subject,
        reference: reference.cloned(),
        missing,
        by_hand,
    };
    html! { <Doctor {patient} /> }
}

/// The doctor for a layer that a worker could not fetch.
pub fn view_layer_doctor(digest: &Digest, reference: Option<&ImageReference>) -> Html {
    let subject = Subject::Blob {
        digest: digest.clone(),
    };
    let patient = Patient {
        subject,
        reference: reference.cloned(),
        missing: None,
        by_hand: false,
    };
    html! { <Doctor {patient} /> }
}

fn subject_of(error: &SourceError, reference: Option<&ImageReference>) -> Option<Subject> {
    let (url, cause) = match error {
        SourceError::NoAnswer { url, cause, .. } => (url, Some(cause)),
        SourceError::Status {
            url,
            status: 401,
            authorized: false,
            ..
        } => (url, None),
        _ => return None,
    };
    let hop = match reference {
        Some(ImageReference::Layout(_)) => Hop::File,
        _ => Hop::of(url),
    };
    Some(Subject::Failed {
        url: url.clone(),
        hop,
        authorized: matches!(
            cause,
            Some(Cause::RouteWithoutCors {
                preflighted: true,
                ..
            })
        ),
        read_before: matches!(
            cause,
            Some(Cause::RouteWithoutCors {
                status: Some(_),
                ..
            })
        ),
        unauthorized: cause.is_none(),
    })
}

/// Who is ill.
#[derive(Clone, PartialEq)]
struct Patient {
    /// What failed.
    subject: Subject,
    /// The image that was asked for.
    reference: Option<ImageReference>,
    /// What a person could bring in its place.
    missing: Option<Missing>,
    /// Whether what led here was brought by hand.
    by_hand: bool,
}

/// Properties of [`Doctor`].
#[derive(Properties, PartialEq)]
struct DoctorProps {
    patient: Patient,
}

/// Probes, and tells.
#[component]
fn Doctor(props: &DoctorProps) -> Html {
    let patient = &props.patient;
    let practice = use_context::<Practice>();
    let examined = use_examination(&patient.subject, practice.as_ref());
    let Some(findings) = examined.as_ref() else {
        // A 401 is told by its notice; only a hidden challenge is worth more words.
        if patient.subject.is_unauthorized() {
            return Html::default();
        }
        return card("examining")
            .child(
                element("p")
                    .class("muted")
                    .part("diagnosis")
                    .fixed("role", "status")
                    .text("Finding out why…"),
            )
            .into();
    };
    let diagnosis = decide(findings);
    if diagnosis.fault == Fault::None {
        return Html::default();
    }
    let bridge = match (&patient.reference, &patient.missing, practice) {
        (Some(ImageReference::Registry(reference)), Some(missing), Some(practice)) => {
            let (reference, missing) = (reference.clone(), missing.clone());
            html! { <Bridge {reference} {missing} is_open={patient.by_hand} on_give={practice.on_give} /> }
        }
        _ => Html::default(),
    };
    view_diagnosis(findings, &diagnosis, bridge)
}

/// The same in both states, so that what is said of the cause replaces what was said before, and is read out.
fn card(state: &'static str) -> Element {
    element("section")
        .class("doctor")
        .part("doctor")
        .fixed("data-state", state)
        .child(element("h2").text("Why, and what helps"))
}

/// Shows a diagnosis; `bridge` stands behind the cures.
pub fn view_diagnosis(findings: &Findings, diagnosis: &Diagnosis, bridge: Html) -> Html {
    let case = &findings.case;
    let public = public_registry(&case.url);
    let cause = element("p")
        .part("diagnosis")
        .fixed("role", "status")
        .child(view_text(&words::cause(diagnosis, case)))
        .text(" ")
        .child(
            element("span")
                .class("muted")
                .text(words::certainty(diagnosis.confidence)),
        );
    let remedy = words::remedy(diagnosis, case, public);
    let cures = if public.is_some() {
        &[]
    } else {
        cures::cures(diagnosis)
    };
    let cures = cures.iter().enumerate().map(|(position, cure)| {
        let remark =
            (!cure.remark.is_empty()).then(|| element("p").class("muted small").text(cure.remark));
        let body = [
            remark.map(Html::from).unwrap_or_default(),
            view_code(
                cure.fill(case),
                &format!("Copy the configuration for {}", cure.server),
            ),
        ];
        view_folded("cure", cure.title, position == 0, list(body))
            .fixed("data-server", cure.server)
            .into()
    });
    let cures: Vec<Html> = cures.collect();
    let gateway = cures::helps_gateway(diagnosis.fault).then(|| {
        view_folded(
            "gateway",
            "A gateway, or a copy",
            public.is_some(),
            view_gateway(),
        )
    });
    let check = is_checked(diagnosis).then(|| {
        html! { <Check case={case.clone()} asks_options={diagnosis.fault == Fault::Preflight} /> }
    });
    let tried = words::tried(findings);
    let tried = (!tried.is_empty()).then(|| {
        let rows = tried.into_iter().map(|(what, result, outcome)| {
            element("li")
                .part("probe")
                .fixed("data-result", result)
                .child(element("span").class("what").child(view_text(&what)))
                .text(": ")
                .text(outcome)
                .into()
        });
        let rows = element("ol").class("small").children(rows);
        view_folded("probes", "What was tried", false, rows.into())
    });
    card("done")
        .fixed("data-cause", diagnosis.fault.attribute())
        .fixed("data-hop", diagnosis.hop.attribute())
        .fixed("data-confidence", diagnosis.confidence.attribute())
        .child(cause)
        .child(element("p").part("remedy").child(view_text(&remedy)))
        .children(cures)
        .maybe(gateway)
        .child(bridge)
        .maybe(check)
        .maybe(tried)
        .into()
}

/// Whether headers that a person looks up could tell more.
fn is_checked(diagnosis: &Diagnosis) -> bool {
    matches!(
        diagnosis.fault,
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

/// Something that is folded away until it is wanted.
fn view_folded(part: &'static str, title: &'static str, is_open: bool, content: Html) -> Element {
    element("details")
        .part(part)
        .optional("open", is_open.then_some("open"))
        .child(element("summary").text(title))
        .child(element("div").class("folded").child(content))
}

/// A text to copy.
fn view_code(code: String, label: &str) -> Html {
    let shown = element("pre")
        .fixed("tabindex", "0")
        .child(view_text(&code));
    element("div")
        .class("code")
        .child(shown)
        .child(view_copy_long(code, label))
        .into()
}

fn view_gateway() -> Html {
    let item = |title: &'static str, words: &'static str| {
        element("li").child(element("b").text(title)).text(words)
    };
    let here = item(
        "On your machine: ",
        "this serves Porthole with gateways to the public registries.",
    )
    .child(view_code(configs::SERVE.to_owned(), "Copy the command"));
    let there = item(
        "On your server: ",
        "deploy/Caddyfile or deploy/nginx.conf of Porthole serve the page and forward to the registries, all on one origin.",
    );
    let by_hand = item(
        "By hand: ",
        "fetch each document with a tool of your own, and paste it here (below).",
    );
    let copy = item(
        "A copy: ",
        "skopeo copy --all docker://name oci:folder:tag, served by any static web host of this page's origin.",
    );
    element("ul")
        .child(here)
        .child(there)
        .child(by_hand)
        .child(copy)
        .into()
}

/// The case of a blob that a worker could not fetch, or of what failed on the page.
fn case_of(
    subject: &Subject,
    url: String,
    authorization: Option<String>,
    page: (String, String),
) -> Case {
    let (page_origin, page_url) = page;
    match subject {
        Subject::Failed {
            hop,
            read_before,
            unauthorized,
            ..
        } => Case {
            page_origin,
            page_url,
            url,
            hop: *hop,
            authorization,
            read_before: *read_before,
            unauthorized: *unauthorized,
        },
        Subject::Blob { .. } => Case {
            page_origin,
            page_url,
            hop: Hop::of(&url),
            url,
            authorization,
            // A manifest led here.
            read_before: true,
            unauthorized: false,
        },
    }
}
