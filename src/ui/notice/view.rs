//! How a notice looks.

use super::{Notice, of_failure, of_inspection, of_source, view_way_on, view_way_up};
use crate::{
    inspection::InspectionError,
    oci::{Digest, ImageReference, Place, reference::ReferenceErrorKind},
    source::{ArchiveFault, GatewayFault, SourceError},
    ui::{
        element::{Element, element, list, text},
        identity::view_abbreviated,
        inspection_state::Failure,
        navigation::{Target, view_go},
        reference_bar::view_position,
        shared::Shared,
        sign_in::view_actions,
        text::view_text,
    },
};
use yew::prelude::*;

/// Shows a notice among other things.
pub fn view_notice(notice: &Notice) -> Html {
    let title = element("h2").child(view_text(&notice.title));
    view_titled(notice, title, None, None)
}

/// `extra`: something to look at between the title and the details. `actions`: buttons below the advice.
fn view_titled(
    notice: &Notice,
    title: Element,
    extra: Option<Html>,
    actions: Option<Html>,
) -> Html {
    let details = notice.details.iter();
    let details = details.map(|detail| {
        let detail = element("p").class("detail").child(view_detail(detail));
        detail.into()
    });
    let advice = (!notice.advice.is_empty()).then(|| element("p").child(view_text(&notice.advice)));
    element("section")
        .class("alert")
        .part("notice")
        .fixed("role", "alert")
        .fixed("data-code", notice.code)
        .child(title)
        .maybe(extra)
        .children(details)
        .maybe(advice)
        .maybe(actions)
        .into()
}

/// A detail, in which each digest that stands for itself is abbreviated and copies itself: two of them in full are longer than what is said of them.
fn view_detail(detail: &str) -> Html {
    let mut nodes = Vec::new();
    let mut behind = 0;
    for word in detail.split_whitespace() {
        let word = word.trim_end_matches(['.', ',', ';', ':']);
        // Without that, `localhost:5000` is one of an algorithm that nobody knows.
        let digest = word.parse().ok().filter(Digest::is_supported);
        let Some(digest) = digest else {
            continue;
        };
        let start = word.as_ptr() as usize - detail.as_ptr() as usize;
        nodes.push(view_text(&detail[behind..start]));
        nodes.push(view_abbreviated(&digest));
        behind = start + word.len();
    }
    nodes.push(view_text(&detail[behind..]));
    list(nodes)
}

/// Shows why nothing can be shown of what a reference names.
pub fn view_failure(
    failure: &Shared<Failure>,
    reference: Option<ImageReference>,
    target: Option<&Target>,
) -> Html {
    let extra = match &**failure {
        // A password is not repeated.
        Failure::Reference { error, .. } if error.kind == ReferenceErrorKind::Userinfo => None,
        Failure::Reference { text, error } if !text.trim().is_empty() => {
            Some(view_position(text, error.position))
        }
        _ => None,
    };
    let mut notice = of_failure(failure);
    if let Failure::Inspection(error) = &**failure {
        leave_advice(&mut notice, error);
    }
    let title = element("h1")
        .fixed("id", "failure")
        .child(view_text(&notice.title));
    let actions = match reference {
        Some(reference) if notice.code == "not-found" || is_of_file(failure) => {
            view_way_on(failure, &reference)
        }
        _ => view_actions(failure).or_else(|| view_again(&notice, target)),
    };
    view_titled(&notice, title, extra, actions)
}

/// Whether another file may help.
fn is_of_file(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Inspection(InspectionError::Source(SourceError::Archive { fault, .. }))
            if *fault != ArchiveFault::NoReader
    )
}

/// A link that asks again, where that may help.
fn view_again(notice: &Notice, target: Option<&Target>) -> Option<Html> {
    let target = target
        .filter(|_| matches!(notice.code, "unreachable" | "server-error" | "rate-limited"))?;
    let link = view_go(target.clone(), text("Try again"));
    let link = element("span").part("again").child(link);
    Some(element("p").child(link).into())
}

/// Shows why a part is missing: the notice of the error, under a title that says which part. `target`: what to ask for again.
pub fn view_inline_error(title: &str, error: &InspectionError, target: Option<&Target>) -> Html {
    let mut notice = of_inspection(error);
    leave_advice(&mut notice, error);
    let again = view_again(&notice, target);
    let title = format!("{title}: {}", lower_first(&notice.title));
    let title = element("h2").child(view_text(&title));
    view_titled(&notice, title, None, again)
}

/// Shows why a list of this place could not be read.
pub fn view_source_error(error: &SourceError, place: &Place) -> Html {
    let mut notice = of_source(error);
    leave_source_advice(&mut notice, error);
    // It is all that the page shows.
    let title = element("h1").child(view_text(&notice.title));
    view_titled(&notice, title, None, view_way_up(error, place))
}

fn leave_advice(notice: &mut Notice, error: &InspectionError) {
    if let InspectionError::Source(error) = error {
        leave_source_advice(notice, error);
    }
}

/// What helps against a failure without a status is told by the doctor, who stands below.
fn leave_source_advice(notice: &mut Notice, error: &SourceError) {
    if matches!(
        error,
        SourceError::NoAnswer { .. }
            | SourceError::Gateway {
                fault: GatewayFault::NoAnswer { .. },
                ..
            }
    ) {
        notice.advice.clear();
    }
}

/// The first letter as a small one, for the middle of a sentence.
pub fn lower_first(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
