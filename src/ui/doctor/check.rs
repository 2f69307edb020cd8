//! A person asks the server with curl, which shows all headers, and pastes what it printed: then it can be said exactly what is wrong.

use super::view::{view_code, view_folded};
use crate::{
    source::diagnosis::{
        Case,
        headers::{Asked, HeaderFault, judge},
    },
    ui::{
        commands::quoted,
        element::{element, list},
        text::view_text,
    },
};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Properties of [`Check`].
#[derive(Properties, PartialEq)]
pub(super) struct CheckProps {
    /// What failed.
    pub case: Case,
    /// Whether OPTIONS is what fails.
    pub asks_options: bool,
}

/// The line to run, and a place for what it printed.
#[component]
pub(super) fn Check(props: &CheckProps) -> Html {
    let said = use_state_eq(|| None::<HeaderFault>);
    let asked = if props.asks_options {
        Asked::Options
    } else {
        Asked::Get
    };
    let on_input = {
        let (said, origin) = (said.clone(), props.case.page_origin.clone());
        Callback::from(move |event: InputEvent| {
            let printed = event.target_dyn_into::<HtmlTextAreaElement>();
            let printed = printed.map(|area| area.value()).unwrap_or_default();
            said.set(judge(&printed, asked, &origin));
        })
    };
    let answer = said.as_ref().map(|fault| {
        element("p")
            .part("header-fault")
            .fixed("data-fault", attribute(fault))
            .child(view_text(&words(fault, &props.case.page_origin)))
    });
    let status = element("div").fixed("role", "status").maybe(answer);
    let area = html! {
        <textarea
            part="headers-input"
            aria-label="What curl printed"
            placeholder="HTTP/1.1 200 OK …"
            rows="3"
            spellcheck="false"
            autocomplete="off"
            oninput={on_input}
        />
    };
    let content = list([
        view_code(line(&props.case, asked), "Copy the line for curl"),
        element("p")
            .class("small muted")
            .text("Paste what it prints here, to be told what exactly is wrong:")
            .into(),
        area,
        status.into(),
    ]);
    view_folded("check", "Look at the headers yourself", false, content).into()
}

/// The line for curl: as the browser asks, with the headers of every hop.
fn line(case: &Case, asked: Asked) -> String {
    let origin = quoted(&format!("Origin: {}", case.page_origin));
    let url = quoted(&case.url);
    match asked {
        Asked::Get => format!("curl -sSL -o /dev/null -D - -H {origin} {url}"),
        Asked::Options => format!(
            "curl -sS -o /dev/null -D - -X OPTIONS -H {origin} -H 'Access-Control-Request-Method: GET' \
             -H 'Access-Control-Request-Headers: authorization' {url}"
        ),
    }
}

fn attribute(fault: &HeaderFault) -> &'static str {
    match fault {
        HeaderFault::Missing => "missing",
        HeaderFault::Twice => "twice",
        HeaderFault::SeveralOrigins { .. } => "several-origins",
        HeaderFault::NoScheme { .. } => "no-scheme",
        HeaderFault::Path { .. } => "path",
        HeaderFault::OtherOrigin { .. } => "other-origin",
        HeaderFault::RedirectNeedsAny { .. } => "redirect-needs-any",
        HeaderFault::PreflightStatus { .. } => "preflight-status",
        HeaderFault::PreflightHeader { .. } => "preflight-header",
        HeaderFault::NotExposed { .. } => "not-exposed",
        HeaderFault::Fine => "fine",
    }
}

fn words(fault: &HeaderFault, origin: &str) -> String {
    match fault {
        HeaderFault::Missing => {
            "An answer has no Access-Control-Allow-Origin at all.".to_owned()
        }
        HeaderFault::Twice => {
            "Access-Control-Allow-Origin stands there twice: the proxy must take the place of the registry's header, not add to it.".to_owned()
        }
        HeaderFault::SeveralOrigins { value } => format!(
            "Access-Control-Allow-Origin names several origins ({value}). It takes one, or *: the server must repeat the one that asks."
        ),
        HeaderFault::NoScheme { value } => format!(
            "Access-Control-Allow-Origin names {value} without its scheme: it must be exactly {origin}."
        ),
        HeaderFault::Path { value } => format!(
            "Access-Control-Allow-Origin has more than the origin ({value}): it must be exactly {origin}, without a slash at the end."
        ),
        HeaderFault::OtherOrigin { value } => format!(
            "Access-Control-Allow-Origin names {value}, this page is {origin}."
        ),
        HeaderFault::RedirectNeedsAny { value } => format!(
            "The server behind the redirect allows {value} alone. Browsers send Origin: null there, so it must allow *."
        ),
        HeaderFault::PreflightStatus { status } => format!(
            "OPTIONS is answered with {status}; it must be answered with 204 or 200, without credentials."
        ),
        HeaderFault::PreflightHeader { name } => format!(
            "OPTIONS is answered, but Access-Control-Allow-Headers does not name {name}."
        ),
        HeaderFault::NotExposed { name } => format!(
            "Access-Control-Expose-Headers does not name {name}."
        ),
        HeaderFault::Fine => {
            "These headers let this page read the answer. Then something else stands in the way: another answer to the browser than to curl, or a \
             blocker in the browser."
                .to_owned()
        }
    }
}
