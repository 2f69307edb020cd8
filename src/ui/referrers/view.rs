//! The section: the list by document, and the form for a key.

use super::{
    ReferrersProps, Subject,
    card::view_referrer,
    evidence::Known,
    key::{KeyForm, name},
    state::{Action, Checks, List, ReferrersState},
    use_checks::use_checks,
    use_referrers::use_referrers,
    words,
};
use crate::{
    browser::focus::move_outwards,
    oci::public_key::PublicKey,
    source::referrers::Gap,
    ui::{
        element::{Element, button, element, list, remark},
        format,
        inspection_context::InspectionContext,
        notice::view_inline_error,
        shared::Shared,
        text::view_text,
        use_on_change::{ending, use_on_change},
        use_take_up::use_take_up,
    },
};
use yew::prelude::*;

/// What refers to the image.
#[component]
pub fn ReferrersSection(props: &ReferrersProps) -> Html {
    let key = use_state_eq(|| None::<PublicKey>);
    let state = use_referrers(props);
    let checks = use_checks(&state, (*key).clone());
    use_evidence(Known {
        state: (*state).clone(),
        checks: checks.clone(),
    });
    let place = use_take_up();
    let on_key = {
        let key = key.clone();
        Callback::from(move |given| key.set(given))
    };
    let subjects = props.subjects();
    let lists = subjects.iter();
    let lists = lists.map(|subject| state.of(&subject.document.digest));
    let header = element("header")
        .child(
            element("h2")
                .fixed("id", "referrers-title")
                .text("Referrers"),
        )
        .child(
            remark(describe(lists))
                .part("referrers-total")
                .fixed("role", "status"),
        );
    let again = state.is_settled().then(|| {
        let dispatcher = state.dispatcher();
        let on_again = Callback::from(move |event: MouseEvent| {
            move_outwards(&event, "section");
            dispatcher.dispatch(Action::Forget);
        });
        button()
            .class("quiet")
            .part("find-referrers-button")
            .on_click(on_again)
            .text("Look again")
    });
    let header = header.child(element("span").class("grow")).maybe(again);
    let section = element("section")
        .part("referrers")
        .fixed("aria-labelledby", "referrers-title")
        // Takes the focus of the button that it came by, and of the one that asks again.
        .fixed("tabindex", "-1")
        .reference(place.clone())
        .child(header);
    let is_one = subjects.len() == 1;
    let lists = subjects
        .into_iter()
        .map(|subject| view_subject(props, subject, is_one, &state, &checks));
    // Whatever is known of them: a form that goes while a key is checked would take what was pasted with it.
    let needs_key = checks
        .iter()
        .any(|checked| checked.signed.certificates.is_empty());
    let form = needs_key.then(|| {
        html! { <KeyForm used={key.as_ref().map(name)} {on_key} /> }
    });
    let explanation = (!checks.is_empty()).then(|| {
        element("p").class("aside small").text(
            "A valid signature proves that its key signed this digest, and nothing about who holds the key: compare the key, or the name in its certificate, with what you expect.",
        )
    });
    section
        .children(lists)
        .maybe(form)
        .maybe(explanation)
        .into()
}

/// Leaves what is known to the report, as long as the section is there.
#[hook]
fn use_evidence(known: Known) {
    let context = use_context::<InspectionContext>();
    {
        let context = context.clone();
        use_on_change(known.clone(), move || {
            if let Some(context) = context {
                context.evidence.leave(Some(known));
            }
            None
        });
    }
    use_on_change((), move || {
        ending(move || {
            if let Some(context) = context {
                context.evidence.leave(None);
            }
        })
    });
}

/// How many there are, once that is known.
fn describe<'l>(lists: impl Iterator<Item = Option<&'l List>>) -> String {
    let mut sum = 0;
    let (mut has_failed, mut has_gaps) = (false, false);
    for list in lists {
        match list {
            None | Some(List::Loading) => return "looking".to_owned(),
            Some(List::Failed(_)) => has_failed = true,
            Some(List::Found { referrers, gaps }) => {
                sum += referrers.len();
                has_gaps |= !gaps.is_empty();
            }
        }
    }
    match sum {
        0 if has_failed => "not known".to_owned(),
        0 if has_gaps => "none found so far as known".to_owned(),
        0 => "none found".to_owned(),
        sum => {
            let number = format::count(sum, "referrer", "referrers");
            if has_failed || has_gaps {
                format!("at least {number}")
            } else {
                number
            }
        }
    }
}

/// The referrers of one document. `is_one`: there is no other, so that its name says nothing.
fn view_subject(
    props: &ReferrersProps,
    subject: Subject<'_>,
    is_one: bool,
    state: &ReferrersState,
    checks: &Checks,
) -> Html {
    let digest = &subject.document.digest;
    let part = element("div")
        .part("referrers-of")
        .attribute("data-digest", digest.to_string());
    let part = if is_one {
        part
    } else {
        part.child(element("h3").text(format!("Of the {}", subject.name)))
    };
    match state.of(digest) {
        None | Some(List::Loading) => part
            .child(
                element("p")
                    .class("aside muted unhurried")
                    .text("Asking for them…"),
            )
            .into(),
        Some(List::Failed(error)) => part
            .child(view_inline_error(
                "What refers to it could not be found out",
                &Shared::new((**error).clone().into()),
                None,
            ))
            .into(),
        Some(List::Found { referrers, gaps }) => {
            let nothing = referrers.is_empty().then(|| view_nothing(props, gaps));
            let items = referrers.iter().map(|(referrer, reading)| {
                view_referrer(referrer, reading, props.reference(), checks)
            });
            let gaps = gaps.iter().map(|gap| {
                element("p")
                    .part("referrer-gap")
                    .class("aside small warn")
                    .child(view_text(&words::gap(gap)))
                    .into()
            });
            part.maybe(nothing)
                .child(element("ul").class("referrer-list").children(items))
                .child(list(gaps))
                .into()
        }
    }
}

fn view_nothing(props: &ReferrersProps, gaps: &[Gap]) -> Element {
    let is_of_layout = matches!(
        props.reference(),
        Some(crate::oci::ImageReference::Layout(_))
    );
    element("p")
        .class("aside")
        .text(words::none(is_of_layout, gaps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        oci::Descriptor,
        source::{
            SourceError,
            referrers::{FoundBy, Referrer},
        },
        ui::referrers::state::Reading,
    };
    use std::rc::Rc;

    #[test]
    fn the_number_of_referrers_says_no_more_than_is_known() {
        let found = |number: usize, gaps: &[Gap]| {
            let referrer = Referrer {
                descriptor: Descriptor::default(),
                found: FoundBy::Api,
                served: None,
            };
            List::Found {
                referrers: Rc::new(vec![(referrer, Reading::Skipped); number]),
                gaps: gaps.into(),
            }
        };
        let failed = List::Failed(Shared::new(SourceError::TimedOut {
            url: "https://registry.example/v2/o/n/referrers/x".to_owned(),
            seconds: 30,
            attempts: 4,
        }));
        let gap = [Gap::Refused { status: 500 }];
        for (lists, want) in [
            (vec![found(0, &[])], "none found"),
            (vec![found(0, &gap)], "none found so far as known"),
            (vec![found(0, &[]), failed.clone()], "not known"),
            (vec![found(0, &gap), failed.clone()], "not known"),
            (vec![found(1, &[]), found(2, &[])], "3 referrers"),
            (vec![found(1, &gap)], "at least 1 referrer"),
            (vec![found(3, &[]), failed], "at least 3 referrers"),
            (vec![found(3, &gap), List::Loading], "looking"),
        ] {
            assert_eq!(describe(lists.iter().map(Some)), want);
        }
    }
}
