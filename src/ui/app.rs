//! What a `<porthole-image>` shows.

mod effects;

use super::{
    browse::{BrowseProps, reading::Library},
    drop_target::DropTargetProps,
    files::is_file,
    inspection_context::InspectionContext,
    inspection_state::{Failure, InspectionState, Phase},
    later::{self, view_later, view_unawaited},
    layers::layers_of,
    navigation::{Destination, Navigator},
    page::Page,
    question::{Question, first_question, question_of},
    recent::Recent,
    reference_bar::ReferenceBar,
    referrers::evidence::Evidence,
    sign_in::{SignIn, use_sign_in},
    use_calls::{Call, use_calls},
    use_host::use_host,
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
    /// Whether the view is the page: the address names what is shown.
    pub permalink: bool,
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
        props.view.sections().contains(&Section::Problems),
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
        Callback::from(move |()| {
            question.set(Question {
                number: question.number.wrapping_add(1),
                ..(*question).clone()
            })
        })
    };
    let sign_in = use_sign_in(&inspection.session, &state, place.as_ref(), on_again);
    use_attributes(props, &question);
    use_focus(props, &question, state.is_settled());
    use_keyboard(props.permalink, &input);
    use_defect(props, inspection.state.dispatcher());
    use_title(props.permalink, &state, place.as_ref());
    let error = match &state.phase {
        Phase::Failed(failure) => match &**failure {
            Failure::Reference { error, .. } => Some(error.clone()),
            _ => None,
        },
        _ => None,
    };
    let evidence = Rc::clone(&*use_mut_ref(Rc::<Evidence>::default).borrow());
    let context = InspectionContext {
        source: Rc::clone(&inspection.source),
        on_give: inspection.on_give.clone(),
        evidence,
    };
    let image = match &place {
        Some(place) => Some(AttrValue::from(place.typed_form())),
        None => state.target.as_ref().map(|target| target.image.clone()),
    };
    let image = image.or(props.image.clone()).unwrap_or_default();
    // By then the problems have had the second module loaded, or something has failed. It stays while the next is asked for.
    let takes_files = state.is_settled() || later::loaded().is_some();
    let drop_target = (props.permalink && takes_files).then(|| {
        let props = DropTargetProps {
            image: image.clone(),
            navigator: navigator.clone(),
        };
        view_unawaited(move |later| (later.drop_target)(&props))
    });
    let recent = props.permalink.then(|| view_recent(&question, &state));
    let is_whole = props.permalink || props.view == View::Full;
    let view = props.view.clone();
    let leads_back = !is_whole && !question.is_own && question.target.is_some();
    let way_back = leads_back.then(|| view_way_back(props, &question));
    let content = match place {
        _ if view == View::Badge => {
            let (state, verification) = (Rc::clone(&state), (*verification.state).clone());
            view_later(move |later| (later.badge)(&state, &verification))
        }
        Some(place) => {
            let browse = BrowseProps {
                number: question.number,
                place,
                host: props.host.clone(),
                session: Rc::clone(&inspection.session),
                gateways: props.gateways.clone(),
                library,
                timeout: props.timeout,
            };
            view_later(move |later| (later.browse)(&browse))
        }
        None => html! {
            <Page
                {view}
                pin={props.digest.clone().filter(|_| question.is_own)}
                state={Rc::clone(&state)}
                layers={layers.clone()}
                verification={Rc::new((*verification.state).clone())}
                {signatures}
                {siblings}
                is_sample={question.is_default}
                on_verify={verification.on_verify}
                on_keep={verification.on_keep}
                on_cancel={verification.on_cancel}
            />
        },
    };
    let said = if question.is_default || question.is_own {
        String::new()
    } else {
        announcement(&state)
    };
    let bar = is_whole.then(|| {
        html! {
            <ReferenceBar
                {image}
                {error}
                {input}
                is_loading={!state.is_settled()}
                on_cancel={inspection.on_cancel.clone()}
            />
        }
    });
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

/// The images that were shown before.
fn view_recent(question: &Question, state: &InspectionState) -> Html {
    // What is shown is that of the question before, until its own begins.
    let is_asked_for = !question.is_default
        && state.is_settled()
        && question.target.as_ref().and_then(Destination::image) == state.target.as_ref();
    let shown = state
        .reference
        .as_ref()
        // A page cannot open a file again by itself.
        .filter(|reference| is_asked_for && state.root().is_some() && !is_file(reference))
        .map(|reference| AttrValue::from(reference.to_string()));
    html! { <Recent {shown} /> }
}

/// From where a person went to the image that an embedded element itself names.
fn view_way_back(props: &AppProps, question: &UseStateHandle<Question>) -> Html {
    let Some(image) = props.image.clone() else {
        return html! {};
    };
    let (question, props) = (question.clone(), props.clone());
    let on_click = Callback::from(move |_: MouseEvent| {
        question.set(question_of(&props, question.number.wrapping_add(1)))
    });
    view_later(move |later| (later.way_back)(&image, &on_click))
}
