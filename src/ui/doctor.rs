//! Why a fetch failed and what helps: what stands below the notice of a failure without a status.
//!
//! All of it is in the second module, as notices are. The probes run while the notice is shown and end when it goes.

mod bridge;
mod check;
mod configs;
pub mod cures;
pub mod lines;
pub mod missing;
mod use_examination;
mod view;
pub mod words;

use super::{element::element, inspection_context::InspectionContext};
use crate::{
    inspection::{InspectionError, given::Missing},
    oci::{Digest, ImageReference},
    source::{
        Cause, GatewayFault, SourceError,
        diagnosis::{Case, Fault, Hop, decide},
    },
};
use bridge::Bridge;
use use_examination::{Examination, Subject, use_examination};
use view::card;
use yew::prelude::*;

pub use configs::EXPOSED;
pub use view::view_diagnosis;

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
    view_patient(patient)
}

/// The doctor for a layer that a worker could not fetch. `read_alike`: another layer could be read.
pub fn view_layer_doctor(
    digest: &Digest,
    read_alike: bool,
    reference: Option<&ImageReference>,
) -> Html {
    let subject = Subject::Blob {
        digest: digest.clone(),
        read_alike,
    };
    let patient = Patient {
        subject,
        reference: reference.cloned(),
        missing: None,
        by_hand: false,
    };
    view_patient(patient)
}

fn subject_of(error: &SourceError, reference: Option<&ImageReference>) -> Option<Subject> {
    let (url, cause) = match error {
        SourceError::NoAnswer { url, cause, .. }
        | SourceError::Gateway {
            url,
            fault: GatewayFault::NoAnswer { cause },
            ..
        } => (url, Some(cause)),
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

/// The doctor at work.
fn view_patient(patient: Patient) -> Html {
    html! { <Doctor {patient} /> }
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
    let context = use_context::<InspectionContext>();
    let examination = use_examination(&patient.subject, context.as_ref());
    let findings = match &*examination {
        Examination::Done(findings) => findings,
        Examination::Impossible => return Html::default(),
        // A 401 is told by its notice; only a hidden challenge is worth more words.
        Examination::Running if patient.subject.is_unauthorized() => return Html::default(),
        Examination::Running => {
            let waiting = element("p")
                .class("muted")
                .part("diagnosis")
                .fixed("role", "status")
                .text("Finding out why…");
            return card("examining").child(waiting).into();
        }
    };
    let diagnosis = decide(findings);
    if diagnosis.fault == Fault::None {
        return Html::default();
    }
    let bridge = match (&patient.reference, &patient.missing, context) {
        (Some(ImageReference::Registry(reference)), Some(missing), Some(context)) => {
            let (reference, missing) = (reference.clone(), missing.clone());
            html! { <Bridge {reference} {missing} is_open={patient.by_hand} on_give={context.on_give} /> }
        }
        _ => Html::default(),
    };
    view_diagnosis(findings, &diagnosis, bridge, patient.by_hand)
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
            read_alike: false,
            unauthorized: *unauthorized,
        },
        Subject::Blob { read_alike, .. } => Case {
            page_origin,
            page_url,
            hop: Hop::of(&url),
            url,
            authorization,
            // A manifest led here.
            read_before: true,
            read_alike: *read_alike,
            unauthorized: false,
        },
    }
}
