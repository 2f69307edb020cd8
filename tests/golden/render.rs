//! Renders a page to text as a server would, and lays the text out so that a change shows as a few lines.

use porthole::oci::Digest;
use porthole::ui::{
    inspection_state::InspectionState,
    layers::layers_of,
    navigation::Navigator,
    page::{Page, PageProps},
    text::is_deceptive,
    verification_state::VerificationState,
    view::View,
};
use porthole::verify::signature::SignatureState;
use std::rc::Rc;
use tokio::task::LocalSet;
use yew::{LocalServerRenderer, prelude::*};

/// What is shown.
#[derive(Clone, Default, PartialEq)]
pub struct Shown {
    pub state: Rc<InspectionState>,
    pub verification: Rc<VerificationState>,
    pub signatures: Vec<SignatureState>,
    pub siblings: Vec<AttrValue>,
    pub is_sample: bool,
    pub view: View,
    pub pin: Option<Digest>,
}

impl Shown {
    pub fn of(state: &Rc<InspectionState>) -> Self {
        Self {
            state: Rc::clone(state),
            ..Self::default()
        }
    }
}

#[derive(Properties, PartialEq)]
struct RootProps {
    shown: Shown,
    is_page: bool,
}

#[component]
fn Root(props: &RootProps) -> Html {
    let navigator = Navigator {
        page: props.is_page.then(AttrValue::default),
        on_go: Callback::noop(),
        on_ask: Callback::noop(),
    };
    let shown = props.shown.clone();
    let has_bar = props.is_page || shown.view == View::Full;
    let page = PageProps {
        layers: layers_of(&shown.state),
        state: shown.state,
        verification: shown.verification,
        signatures: shown.signatures.into(),
        siblings: shown.siblings.into(),
        is_sample: shown.is_sample,
        view: shown.view,
        pin: shown.pin,
        on_verify: Callback::noop(),
        on_keep: Callback::noop(),
        on_cancel: Callback::noop(),
        on_stop: (!has_bar).then(Callback::noop),
    };
    html! {
        <ContextProvider<Navigator> context={navigator}><Page ..page /></ContextProvider<Navigator>>
    }
}

/// The page as one line of HTML.
pub async fn render(shown: &Shown, is_page: bool) -> String {
    let props = RootProps {
        shown: shown.clone(),
        is_page,
    };
    let renderer = LocalServerRenderer::<Root>::with_props(props).hydratable(false);
    LocalSet::new().run_until(renderer.render()).await
}

#[derive(Properties, PartialEq)]
struct OnlyProps {
    html: Html,
}

#[component]
fn Only(props: &OnlyProps) -> Html {
    props.html.clone()
}

/// A part of a page as one line of HTML.
pub async fn render_html(html: Html) -> String {
    let renderer = LocalServerRenderer::<Only>::with_props(OnlyProps { html }).hydratable(false);
    LocalSet::new().run_until(renderer.render()).await
}

/// The same HTML with each tag and each text on a line of its own. Blanks at the ends of a text, and characters that cannot be seen, are
/// written as references: nothing is lost.
pub fn lay_out(html: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = html;
    while !rest.is_empty() {
        let is_tag = rest.starts_with('<');
        let (part, after) = rest.split_at(if is_tag {
            end_of_tag(rest)
        } else {
            rest.find('<').unwrap_or(rest.len())
        });
        rest = after;
        if part.starts_with("</") {
            depth = depth.saturating_sub(1);
        }
        out.push_str(&"  ".repeat(depth));
        out.push_str(&if is_tag { visible(part) } else { text(part) });
        out.push('\n');
        let is_void = part.ends_with("/>") || part == "<col>" || part.starts_with("<input");
        if is_tag && !part.starts_with("</") && !is_void {
            depth += 1;
        }
    }
    out
}

/// A start tag.
pub struct Tag<'a> {
    pub name: &'a str,
    pub attributes: Vec<(&'a str, &'a str)>,
}

/// The start tags of a page as the renderer writes it: every value in double quotes.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (tag, after) = rest[start..].split_at(end_of_tag(&rest[start..]));
        rest = after;
        let inner = tag.trim_start_matches('<').trim_end_matches(['>', '/']);
        if inner.starts_with('/') {
            continue;
        }
        let (name, mut list) = inner.split_once(' ').unwrap_or((inner, ""));
        let mut attributes = Vec::new();
        while let Some((key, value)) = list.split_once("=\"") {
            let (value, after) = value.split_once('"').expect("a value ends");
            attributes.push((key.trim(), value));
            list = after;
        }
        assert_eq!(list.trim(), "", "an attribute without a value in {tag}");
        found.push(Tag { name, attributes });
    }
    found
}

/// Behind the `>` that no quote holds.
fn end_of_tag(html: &str) -> usize {
    let mut is_quoted = false;
    for (at, character) in html.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn text(part: &str) -> String {
    let inner = part.trim_matches(' ');
    let start = part.len() - part.trim_start_matches(' ').len();
    let end = part.len() - start - inner.len();
    let blanks = |number: usize| "&#32;".repeat(number);
    format!("{}{}{}", blanks(start), visible(inner), blanks(end))
}

fn visible(part: &str) -> String {
    let mut out = String::new();
    for character in part.chars() {
        if is_deceptive(character) {
            out.push_str(&format!("&#x{:X};", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}
