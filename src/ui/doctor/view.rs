//! How a diagnosis looks: the cause, what helps, and what was tried, folded away but for the first.

use super::{check::Check, configs, cures, words};
use crate::{
    source::diagnosis::{Case, Diagnosis, Fault, Findings, public_registry},
    ui::{
        copy::view_copy_long,
        element::{Element, element, list},
        text::{view_text, view_whole},
    },
};
use yew::prelude::*;

/// The same in both states, so that what is said of the cause replaces what was said before, and is read out.
pub(super) fn card(state: &'static str) -> Element {
    element("section")
        .class("doctor")
        .part("doctor")
        .fixed("data-state", state)
        .child(element("h2").text("Why, and what helps"))
}

/// Shows a diagnosis; `bridge` stands behind the cures, or before them if what led here was brought by hand, too.
pub fn view_diagnosis(
    findings: &Findings,
    diagnosis: &Diagnosis,
    bridge: Html,
    by_hand: bool,
) -> Html {
    let case = &findings.case;
    let public = public_registry(&case.url);
    let cause = element("p")
        .part("diagnosis")
        .fixed("role", "status")
        .child(view_text(&words::cause(diagnosis, case, public)))
        .text(" ")
        .child(
            element("span")
                .class("muted")
                .text(words::certainty(diagnosis.confidence)),
        );
    let remedy = words::remedy(diagnosis, case, public);
    let cures = match public {
        Some(_) => Vec::new(),
        None => view_cures(diagnosis, case, !by_hand),
    };
    let gateway = cures::helps_gateway(diagnosis.fault).then(|| {
        view_folded(
            "gateway",
            "A gateway, or a copy",
            public.is_some() && !by_hand,
            view_gateway(),
        )
    });
    // Headers that a person looks up could tell more, to whom can change them.
    let is_checked = public.is_none() && words::is_closed(diagnosis.fault);
    let check = is_checked.then(|| {
        html! { <Check case={case.clone()} asks_options={diagnosis.fault == Fault::Preflight} /> }
    });
    let (before, behind) = if by_hand {
        (bridge, Html::default())
    } else {
        (Html::default(), bridge)
    };
    card("done")
        .fixed("data-cause", diagnosis.fault.attribute())
        .fixed("data-hop", diagnosis.hop.attribute())
        .fixed("data-confidence", diagnosis.confidence.attribute())
        .child(cause)
        .child(before)
        .child(element("p").part("remedy").child(view_text(&remedy)))
        .children(cures)
        .maybe(gateway)
        .child(behind)
        .maybe(check)
        .maybe(view_tried(findings))
        .into()
}

/// What helps, a server each.
fn view_cures(diagnosis: &Diagnosis, case: &Case, is_first_open: bool) -> Vec<Html> {
    let cures = cures::cures(diagnosis).iter().enumerate();
    let cures = cures.map(|(position, cure)| {
        let remark =
            (!cure.remark.is_empty()).then(|| element("p").class("muted small").text(cure.remark));
        let body = [
            remark.map(Html::from).unwrap_or_default(),
            view_code(
                cure.fill(case),
                &format!("Copy the configuration for {}", cure.server),
            ),
        ];
        view_folded(
            "cure",
            cure.title,
            position == 0 && is_first_open,
            list(body),
        )
        .fixed("data-server", cure.server)
        .into()
    });
    cures.collect()
}

/// What was tried, and what came of it.
fn view_tried(findings: &Findings) -> Option<Element> {
    let tried = words::tried(findings);
    (!tried.is_empty()).then(|| {
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
    })
}

/// Something that is folded away until it is wanted.
pub(super) fn view_folded(
    part: &'static str,
    title: &'static str,
    is_open: bool,
    content: Html,
) -> Element {
    element("details")
        .part(part)
        .optional("open", is_open.then_some("open"))
        .child(element("summary").text(title))
        .child(element("div").class("folded").child(content))
}

/// A text to copy.
pub(super) fn view_code(code: String, label: &str) -> Html {
    let shown = element("pre")
        .fixed("tabindex", "0")
        .child(view_whole(&code));
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
        "skopeo copy --all --preserve-digests docker://name oci:folder:tag, served by any static web host of this page's origin.",
    );
    element("ul")
        .child(here)
        .child(there)
        .child(by_hand)
        .child(copy)
        .into()
}
