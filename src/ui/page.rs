//! Everything that is shown of an inspection, from top to bottom: a pure view of two states.

use super::{
    annotations::view_annotations,
    breadcrumb::view_breadcrumb,
    config::view_config,
    contents::view_contents,
    copy::CopyScope,
    element::{element, list, text},
    file_tree::view_files,
    history::History,
    inspection_state::{Entry, Failure, InspectionState, Phase},
    later::{view_later, view_now_or_later, view_unawaited},
    layer::Layer,
    layer_sizes::download_size,
    layers::Layers,
    loading::{view_cancel, view_loading, view_retry},
    navigation::{use_is_page, view_go},
    platforms::{Platforms, PlatformsProps},
    problems::view_problems,
    raw::{Raw, RawView, place::clicked},
    referrers::view_referrers,
    report::view_report,
    shared::Shared,
    sign_in,
    summary::view_summary,
    use_value::use_value,
    verification_state::VerificationState,
    view::{Section, View},
    way::{Way, view_way},
};
use crate::{
    browser::focus::move_outwards,
    inspection::Proof,
    oci::{Body, Descriptor, Digest},
    verify::{layer_state::LayerState, signature::SignatureState},
};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Page`].
#[derive(Properties, PartialEq)]
pub struct PageProps {
    /// What is to be shown of it.
    #[prop_or_default]
    pub view: View,
    /// What is known of the image.
    pub state: Rc<InspectionState>,
    /// Its layers.
    pub layers: Shared<Vec<Layer>>,
    /// What is known of their bytes.
    pub verification: Rc<VerificationState>,
    /// What is known of the signatures of a schema-1 manifest.
    pub signatures: Rc<[SignatureState]>,
    /// Other tags that are known to lead to the same digest.
    #[prop_or_else(|| Rc::from([]))]
    pub siblings: Rc<[AttrValue]>,
    /// The digest that the page around the element names for it.
    #[prop_or_default]
    pub pin: Option<Digest>,
    /// Whether this is the image that Porthole shows when nobody asked for one.
    #[prop_or_default]
    pub is_sample: bool,
    /// Asked to verify the layer at a position; all, if `None`.
    pub on_verify: Callback<Option<usize>>,
    /// Asked for the file at a position in the layer at a position.
    pub on_keep: Callback<(usize, u32)>,
    /// Asked to stop verifying.
    pub on_cancel: Callback<()>,
    /// Asked to stop waiting for the image, where no reference bar has a *Cancel*.
    pub on_stop: Option<Callback<()>>,
}

/// The page below the reference bar.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let state = &props.state;
    let raw = use_state(RawView::default);
    let on_click = {
        let (raw, state) = (raw.clone(), Rc::clone(state));
        Callback::from(move |event: MouseEvent| {
            if let Some(view) = clicked(&event, &raw, state.root()) {
                raw.set(view);
            }
        })
    };
    let raw = html! { <Raw state={Rc::clone(state)} view={(*raw).clone()} /> };
    // Holds a text as other views do: each further type of a state weighs a kilobyte.
    let report = use_value("");
    let is_sample = props.is_sample && state.root().is_some();
    // Only the page has one main part; an embedded view is a part of somebody else's.
    let is_page = use_is_page();
    let is_whole = props.view == View::Full;
    let place = is_whole.then(|| sign_in::view_place(view_breadcrumb(state)));
    let way = (is_whole || matches!(state.way, Way::Astray(_))).then(|| view_way(&state.way));
    let retry = state.retry.as_ref().map(view_retry);
    // Until something is shown, it is where that will be. What is shown is not moved for a moment's wait.
    let is_due = retry.is_some() && !matches!(state.phase, Phase::Loading);
    let stop = props.on_stop.as_ref().filter(|_| is_due).map(view_stop);
    // An element of its own: what comes later than the sections would be put between them.
    let above = element("div").children([
        place.unwrap_or_default(),
        way.unwrap_or_default(),
        retry.unwrap_or_default(),
        stop.unwrap_or_default(),
        is_sample.then(view_welcome).unwrap_or_default(),
    ]);
    let content = list([
        above.into(),
        view_phase(props, raw),
        if is_whole {
            view_report(props, &report)
        } else {
            Html::default()
        },
    ]);
    // A class, not :has(): that would look at each row of a long table as it comes.
    let class = if props.view.sections().contains(&Section::Raw) {
        "wrap with-raw"
    } else {
        "wrap"
    };
    element(if is_page { "main" } else { "div" })
        .class(class)
        .on_click(on_click)
        .child(html! { <CopyScope>{ content }</CopyScope> })
        .into()
}

/// The form to sign in stands below a notice, and above all else.
fn view_phase(props: &PageProps, raw: Html) -> Html {
    let (shown, form) = (view_shown(props, raw), sign_in::view_form(&props.state));
    match &props.state.phase {
        Phase::Failed(_) => list([shown, form]),
        _ => list([form, shown]),
    }
}

fn view_shown(props: &PageProps, raw: Html) -> Html {
    match &props.state.phase {
        Phase::Idle => view_idle(props),
        Phase::Loading => view_loading(
            props
                .state
                .target
                .as_ref()
                .map_or("", |target| &target.image),
            props.on_stop.as_ref().map(view_stop),
        ),
        Phase::Failed(failure) => list([view_failure(&props.state, failure), raw]),
        Phase::Index(_) | Phase::Image(_) | Phase::Artifact(_) | Phase::Schema1(_) => {
            view_document(props, raw)
        }
    }
}

fn view_document(props: &PageProps, raw: Html) -> Html {
    let state = &props.state;
    let sections = props.view.sections();
    let has = |section| sections.contains(&section);
    let mut shown = vec![view_document_notices(props)];
    // A notice stands with its section; where that is not shown, above all others.
    if !has(Section::Platforms) {
        shown.push(view_entry_notice(state));
    }
    if !has(Section::Layers) {
        shown.push(view_layers_notices(props));
    }
    shown.extend(
        sections
            .iter()
            .map(|section| view_section(*section, props, &raw)),
    );
    list(shown)
}

/// A section. What is missing leaves its place empty, so that what follows stays itself.
fn view_section(section: Section, props: &PageProps, raw: &Html) -> Html {
    let state = &props.state;
    match section {
        Section::Summary => {
            let has_problems = props.view.sections().contains(&Section::Problems);
            let size = download_size(&props.layers, &props.verification);
            view_summary(state, (&props.layers, size), &props.siblings, has_problems)
        }
        Section::Platforms => {
            let platforms = PlatformsProps::of(state).map(|props| {
                html! { <Platforms ..props /> }
            });
            list([platforms.unwrap_or_default(), view_entry_notice(state)])
        }
        Section::Layers => {
            let has_layers = state.manifest().is_some() || state.schema1().is_some();
            let layers = has_layers.then(|| {
                html! {
                    <Layers
                        state={Rc::clone(state)}
                        layers={props.layers.clone()}
                        verification={Rc::clone(&props.verification)}
                        on_verify={props.on_verify.clone()}
                        on_cancel={props.on_cancel.clone()}
                    />
                }
            });
            // What comes while somebody goes down the table must not move its rows.
            list([layers.unwrap_or_default(), view_layers_notices(props)])
        }
        Section::Files => list([view_files(props), view_contents(props)]),
        Section::Referrers => view_referrers(state),
        Section::History => {
            let schema1 = state.schema1().is_some().then(|| {
                let (state, signatures) = (Rc::clone(state), Rc::clone(&props.signatures));
                view_later(move |later| (later.schema1)(&state, &signatures))
            });
            let history = state.config().is_some().then(|| {
                html! { <History state={Rc::clone(state)} /> }
            });
            list([schema1.unwrap_or_default(), history.unwrap_or_default()])
        }
        Section::Config => {
            // Of few configs the descriptor says more than what it leads to: for the others nothing is loaded.
            let manifest = state.config().and(state.manifest());
            let descriptor = manifest.and_then(|(_, manifest)| manifest.config.as_ref());
            let more = descriptor.is_some_and(Descriptor::says_more).then(|| {
                let state = Rc::clone(state);
                view_unawaited(move |later| (later.config_more)(&state))
            });
            list([
                view_config(state),
                more.unwrap_or_default(),
                view_annotations(state),
            ])
        }
        Section::Raw => raw.clone(),
        Section::Problems => view_problems(state),
    }
}

/// Layers whose bytes are wrong, or could not be fetched.
fn view_layers_notices(props: &PageProps) -> Html {
    // Nothing was read yet: there is nothing to say, and what would say it need not be loaded.
    let is_read = |state: &LayerState| {
        !matches!(
            state,
            LayerState::Unverified | LayerState::Queued | LayerState::Reading(_)
        )
    };
    if !props.verification.states.iter().any(is_read) {
        return html! {};
    }
    let (layers, verification) = (props.layers.clone(), Rc::clone(&props.verification));
    let reference = props.state.reference.clone();
    view_later(move |later| (later.layer_notices)(&layers, &verification, reference.as_ref()))
}

/// The button goes: who used the keyboard goes on from what comes in the place of all this.
fn view_stop(on_stop: &Callback<()>) -> Html {
    let on_click = on_stop.reform(|event: MouseEvent| move_outwards(&event, ".wrap"));
    view_cancel(on_click).into()
}

fn view_welcome() -> Html {
    element("p")
        .class("welcome")
        .text(
            "This is the sample that comes with Porthole. Verify its layers below, name an image of your own above, \
             or open a file that docker save wrote.",
        )
        .into()
}

fn view_idle(props: &PageProps) -> Html {
    let cancelled = props.state.target.as_ref();
    let has_bar = props.on_stop.is_none();
    let invitation = match (cancelled, has_bar) {
        (Some(_), true) => "Cancelled. Name an image above, or the same one again.",
        (None, true) => "Name an image above to look inside it.",
        (Some(_), false) => "Cancelled.",
        (None, false) => "This page names no image to look inside.",
    };
    let again = cancelled.filter(|_| !has_bar).map(|target| {
        let again = view_go(target.clone(), text("Ask again"));
        element("span").part("again").child(again)
    });
    element("div")
        .class("welcome")
        .fixed("role", "status")
        .child(element("h1").text(invitation))
        .maybe(again)
        .into()
}

/// Documents that are not what was asked for: loud, and above everything else.
fn view_document_notices(props: &PageProps) -> Html {
    let state = &props.state;
    let root = state.root().map(|root| &root.proof);
    let entry = state.image().map(|image| image.manifest.proof());
    let config = state.config_document().map(|config| &config.proof);
    let mut proofs = [root, entry, config].into_iter().flatten();
    if !proofs.any(|proof| matches!(proof, Proof::Mismatch(_))) {
        return html! {};
    }
    let (state, pin) = (Rc::clone(state), props.pin.clone());
    view_now_or_later(move |later| (later.document_notices)(&state, pin.as_ref()))
}

/// Why no image of the index is shown, or not the one that was asked for.
fn view_entry_notice(state: &Rc<InspectionState>) -> Html {
    let is_due = match (state.index(), state.chosen_entry()) {
        (None, _) => state.is_for_another_platform(),
        (Some((phase, _)), None) => phase.missing.is_some(),
        (_, Some(Entry::Failed(_))) => true,
        (_, Some(Entry::Read(image))) => {
            !matches!(image.manifest.document().body, Body::Manifest(_))
        }
    };
    if !is_due {
        return html! {};
    }
    let state = Rc::clone(state);
    view_now_or_later(move |later| (later.entry_notice)(&state))
}

/// Why nothing can be shown, and what helps.
fn view_failure(state: &Rc<InspectionState>, failure: &Shared<Failure>) -> Html {
    let (state, failure) = (Rc::clone(state), failure.clone());
    view_now_or_later(move |later| (later.failure)(&state, &failure))
}
