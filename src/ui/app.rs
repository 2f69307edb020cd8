//! What a `<porthole-image>` shows.

use super::{
    browse::{BrowseProps, reading::Library},
    drop_target::DropTargetProps,
    files::is_file,
    inspection_context::InspectionContext,
    inspection_state::{Action, Failure, InspectionState, Phase},
    later::{self, view_later},
    layers::layers_of,
    navigation::{Destination, Navigator, Target},
    page::Page,
    question::{Question, first_question, question_of},
    recent::Recent,
    reference_bar::ReferenceBar,
    referrers::evidence::Evidence,
    sign_in::{SignIn, use_sign_in},
    text::plain,
    use_calls::{Call, use_calls},
    use_host::use_host,
    use_inspection::{Terms, use_inspection},
    use_lint::use_lint,
    use_navigator::use_navigator,
    use_on_change::{ending, use_on_change},
    use_siblings::use_siblings,
    use_signatures::use_signatures,
    use_verification::{Needs, use_verification},
    view::{Section, View},
};
use crate::{
    browser::{Host, address, listener::Listener, reads::Viewer, task::Task},
    oci::{Digest, Place},
};
use std::{rc::Rc, time::Duration};
use web_sys::HtmlInputElement;
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
    let inspection = use_inspection(&question, props.terms());
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
        &navigator.on_go,
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
    {
        let (dispatcher, image) = (inspection.state.dispatcher(), props.image.clone());
        let defect = props.defect.clone();
        use_on_change(defect.clone(), move || {
            let telling = defect.map(|message| {
                Task::spawn(async move {
                    // Where the words for it are.
                    let _ = later::load().await;
                    let failure = Failure::Defect {
                        message: message.to_string(),
                    };
                    dispatcher.dispatch(Action::Fail {
                        target: image.map(Target::new),
                        failure,
                    });
                })
            });
            ending(move || drop(telling))
        });
    }
    {
        let title = match &place {
            Some(place) => Some(place_title(place)),
            None => state.named().map(|reference| reference.to_string()),
        };
        let permalink = props.permalink;
        use_on_change((permalink, title.clone()), move || {
            if permalink {
                address::set_title(&match title {
                    Some(title) => format!("{title} · Porthole"),
                    None => "Porthole".to_owned(),
                });
            }
            None
        });
    }
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
    // By then the problems have had the second module loaded, or something has failed.
    let drop_target = (props.permalink && state.is_settled()).then(|| {
        let props = DropTargetProps {
            image: image.clone(),
            navigator: navigator.clone(),
        };
        view_later(move |later| (later.drop_target)(&props))
    });
    // What is shown is that of the question before, until its own begins.
    let is_asked_for = !question.is_default
        && state.is_settled()
        && question.target.as_ref().and_then(Destination::image) == state.target.as_ref();
    let recent = props.permalink.then(|| {
        let shown = state
            .reference
            .as_ref()
            // A page cannot open a file again by itself.
            .filter(|reference| is_asked_for && state.root().is_some() && !is_file(reference))
            .map(|reference| AttrValue::from(reference.to_string()));
        html! { <Recent {shown} /> }
    });
    let is_whole = props.permalink || props.view == View::Full;
    let view = props.view.clone();
    let way_back = (!is_whole && !question.is_own && question.target.is_some())
        .then(|| {
            let image = props.image.clone()?;
            let (question, props) = (question.clone(), props.clone());
            let on_click = Callback::from(move |_: MouseEvent| {
                question.set(question_of(&props, question.number.wrapping_add(1)))
            });
            Some(view_later(move |later| (later.way_back)(&image, &on_click)))
        })
        .flatten();
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

/// What the views of a page share is kept as long as there is one.
#[hook]
fn use_viewer() {
    use_on_change((), || {
        let viewer = Viewer::enter();
        ending(move || drop(viewer))
    });
}

/// What the title of the page says of a place.
fn place_title(place: &Place) -> String {
    match place {
        Place::Registry(name) => name.registry.clone(),
        Place::Repository(_) | Place::Layout(_) => format!("Tags of {place}"),
    }
}

/// Follows the attributes of the element when they change.
#[hook]
fn use_attributes(props: &AppProps, question: &UseStateHandle<Question>) {
    let before = use_mut_ref(|| None);
    let (props, question) = (props.clone(), question.clone());
    let named = (props.image.clone(), props.platform.clone());
    let terms = (props.gateways.clone(), props.digest.clone(), props.claims);
    use_on_change((named.clone(), terms), move || {
        let before = before.replace(Some(named.clone()));
        let number = question.number.wrapping_add(1);
        match before {
            None => {}
            // The same on other terms, wherever a person has gone since.
            Some(before) if before == named => question.set(Question {
                number,
                ..(*question).clone()
            }),
            Some(_) => question.set(question_of(&props, number)),
        }
        None
    });
}

/// Who went elsewhere by a link, which is gone, goes on from the title of what came. Only on the page: an embedded view takes no focus.
#[hook]
fn use_focus(props: &AppProps, question: &Question, is_settled: bool) {
    let (host, is_page) = (props.host.clone(), props.permalink);
    let first = use_mut_ref(|| question.clone());
    let question = question.clone();
    use_on_change((question.clone(), is_settled), move || {
        if is_page && is_settled && *first.borrow() != question {
            host.catch_focus();
        }
        None
    });
}

/// What is said to who does not see the page: what is asked for, and what it is. What fails is said by its notice.
fn announcement(state: &InspectionState) -> String {
    let image = state.target.as_ref().map_or("", |target| &target.image);
    match (&state.phase, state.kind_attribute()) {
        (Phase::Loading, _) => format!("Asking for {}", plain(image)),
        (_, Some(kind)) if state.is_settled() => format!("{}: {kind}", plain(image)),
        _ => String::new(),
    }
}

/// `/` leads to the reference bar. Only on the page: an embedded view leaves the keys to its site.
#[hook]
fn use_keyboard(is_page: bool, input: &NodeRef) {
    let input = input.clone();
    use_on_change((is_page, input.clone()), move || {
        let listener = is_page.then(|| {
            Listener::on_key("/", move || {
                if let Some(input) = input.cast::<HtmlInputElement>() {
                    input.select();
                    // Fails only for elements that are not shown.
                    let _ = input.focus();
                }
            })
        });
        ending(move || drop(listener))
    });
}
