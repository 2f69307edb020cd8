//! What a `<porthole-image>` shows.

mod effects;
mod parts;

use super::{
    browse::{BrowseProps, reading::Library},
    inspection_context::InspectionContext,
    inspection_state::InspectionState,
    later,
    layers::layers_of,
    navigation::{Destination, Navigator},
    page::Page,
    problems::problems,
    question::first_question,
    reference_bar::ReferenceBar,
    referrers::evidence::Evidence,
    sign_in::{SignIn, use_sign_in},
    use_calls::{Call, use_calls},
    use_host::{tell_missing, use_host},
    use_inspection::{Terms, use_inspection},
    use_lint::use_lint,
    use_navigator::use_navigator,
    use_siblings::use_siblings,
    use_signatures::use_signatures,
    use_verification::{Needs, use_verification},
    view::{Section, View},
};
use crate::{browser::Host, oci::Digest};
use effects::{
    announcement, use_attributes, use_defect, use_focus, use_keyboard, use_title, use_viewer,
};
use parts::{shown_image, view_badge, view_drop_target, view_recent, view_way_back};
use std::{rc::Rc, time::Duration};
use yew::prelude::*;

/// What the host element says.
#[derive(Clone, Debug, Properties, PartialEq)]
pub struct AppProps {
    /// The element.
    pub host: Host,
    /// The image to show when nobody asked for another.
    pub image: Option<AttrValue>,
    /// The platform to choose in its index.
    pub platform: Option<AttrValue>,
    /// Address of `gateways.json`, relative to the document; without it every registry is asked directly.
    pub gateways: Option<AttrValue>,
    /// What is shown.
    pub view: View,
    /// The digest that the image must have: that of the document which its reference names.
    pub digest: Option<Digest>,
    /// Whether what is proven is said to be.
    pub claims: bool,
    /// Whether the view is the page (attribute `permalink`), and no part of somebody else's: the address names what is shown.
    pub is_page: bool,
    /// Absolute URL of the worker's module.
    pub worker: AttrValue,
    /// How long a server may be silent.
    pub timeout: Duration,
    /// How many bytes a layer may unpack to.
    pub unpack_limit: u64,
    /// The message of the defect that made a new start necessary.
    pub defect: Option<AttrValue>,
    /// The method that the page's script called last.
    pub call: Option<Call>,
}

impl AppProps {
    fn terms(&self) -> Terms {
        Terms {
            gateways: self.gateways.clone(),
            timeout: self.timeout,
            pin: self.digest.clone(),
            claims: self.claims,
            is_badge: self.view == View::Badge,
        }
    }
}

/// The view in an element.
#[component]
pub fn App(props: &AppProps) -> Html {
    use_viewer();
    let question = use_state(|| first_question(props));
    let input = use_node_ref();
    let inspection = use_inspection(&props.host, &question, props.terms());
    let state: Rc<InspectionState> = Rc::new((*inspection.state).clone());
    let layers = use_memo(state.phase.clone(), |_| layers_of(&state));
    let layers = (*layers).clone();
    let key = (
        state
            .manifest()
            .map(|(document, _)| document.digest.clone()),
        state.root().cloned(),
    );
    let place = question
        .target
        .as_ref()
        .and_then(Destination::place)
        .cloned();
    let library = use_memo((), |()| Library::default());
    let siblings = use_siblings(&state, &library);
    let on_outcome = use_host(&props.host, &state, place.is_some());
    let needs = Needs {
        source: Rc::clone(&inspection.source),
        worker: props.worker.clone(),
        stall_timeout: props.timeout,
        unpack_limit: props.unpack_limit,
        on_outcome,
    };
    let verification = use_verification(&layers, key, needs);
    let signatures = use_signatures(&state);
    use_lint(
        {
            let sections = props.view.sections();
            // The summary counts them, where there are any.
            sections.contains(&Section::Problems)
                || sections.contains(&Section::Summary) && !problems(&state).is_empty()
        },
        &inspection.state,
        &layers,
        &verification.state,
        &inspection.source,
    );
    let navigator = use_navigator(props, &question);
    use_calls(
        &props.host,
        props.call.clone(),
        &navigator.on_ask,
        &inspection.on_cancel,
        &verification,
        &layers,
    );
    let on_again = {
        let question = question.clone();
        Callback::from(move |()| question.set(question.again()))
    };
    let sign_in = use_sign_in(&inspection.session, &state, place.as_ref(), on_again);
    use_attributes(props, &question);
    use_focus(props, &question, state.is_settled());
    use_keyboard(props.is_page, &input);
    use_defect(props, inspection.state.dispatcher());
    use_title(props.is_page, &state, place.as_ref());
    let evidence = Rc::clone(&*use_mut_ref(Rc::<Evidence>::default).borrow());
    let context = InspectionContext {
        source: Rc::clone(&inspection.source),
        on_give: inspection.on_give.clone(),
        evidence,
        dispatcher: inspection.state.dispatcher(),
        claims: props.claims,
    };
    let image = shown_image(props, &state, place.as_ref());
    // By then the problems have had the second module loaded, or something has failed. It stays while the next is asked for.
    let takes_files = state.is_settled() || later::loaded().is_some();
    let drop_target = (props.is_page && takes_files).then(|| view_drop_target(&image, &navigator));
    let recent = props.is_page.then(|| view_recent(&question, &state));
    let is_whole = props.is_page || props.view == View::Full;
    let leads_back = !is_whole && !question.is_own && question.target.is_some();
    let way_back = leads_back.then(|| view_way_back(props, &question));
    let content = match place {
        _ if props.view == View::Badge => view_badge(&state, &verification.state),
        Some(place) => {
            let browse = BrowseProps {
                number: question.number,
                place,
                host: props.host.clone(),
                session: Rc::clone(&inspection.session),
                gateways: props.gateways.clone(),
                library,
                timeout: props.timeout,
                call: props.call.clone(),
            };
            let host = props.host.clone();
            let on_missing = Callback::from(move |()| tell_missing(&host));
            later::view_later_or(move |later| (later.browse)(&browse), on_missing)
        }
        None => html! {
            <Page
                view={props.view.clone()}
                pin={props.digest.clone().filter(|_| question.is_own)}
                state={Rc::clone(&state)}
                {layers}
                verification={Rc::new((*verification.state).clone())}
                {signatures}
                {siblings}
                is_sample={question.is_default}
                on_verify={verification.on_verify}
                on_keep={verification.on_keep}
                on_cancel={verification.on_cancel}
                on_stop={(!is_whole).then(|| inspection.on_cancel.clone())}
            />
        },
    };
    let bar = is_whole.then(|| {
        html! {
            <ReferenceBar
                {image}
                error={state.reference_error().cloned()}
                {input}
                is_loading={!state.is_settled()}
                on_cancel={inspection.on_cancel.clone()}
            />
        }
    });
    let said = if question.is_default || question.is_own {
        String::new()
    } else {
        announcement(&state)
    };
    html! {
        <ContextProvider<Navigator> context={navigator}>
            <ContextProvider<SignIn> context={sign_in}>
                <ContextProvider<InspectionContext> context={context}>
                    { bar.unwrap_or_default() }
                    { recent.unwrap_or_default() }
                    { way_back.unwrap_or_default() }
                    { content }
                    <div class="hidden" role="status">{ said }</div>
                    <div class="drop">{ drop_target.unwrap_or_default() }</div>
                </ContextProvider<InspectionContext>>
            </ContextProvider<SignIn>>
        </ContextProvider<Navigator>>
    }
}
