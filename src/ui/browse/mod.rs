//! Browsing: a registry shows its catalog, a repository or layout its tags. Entered through [`view_browse`] alone, and
//! in the second module.

mod cancel;
mod host;
mod name_form;
pub mod names;
pub mod page;
pub mod queue;
pub mod reading;
mod rest;
pub mod state;
mod table;
mod tag_row;
mod use_listing;
mod use_reading;
pub mod window;
mod words;

use super::{
    navigation::use_is_page,
    use_calls::{Call, Method},
    use_on_change::use_on_change,
};
use crate::{browser::Host, oci::Place, source::Session};
use page::{BrowsePage, BrowsePageProps};
use reading::Library;
use std::{rc::Rc, time::Duration};
use use_listing::{Question, SameSession, use_listing};
use use_reading::use_reading;
use yew::prelude::*;

/// Properties of [`Browse`].
#[derive(Clone, Debug, Properties)]
pub struct BrowseProps {
    /// Counts the questions that want fresh answers.
    pub number: u32,
    /// What is browsed.
    pub place: Place,
    /// The element whose state it is.
    pub host: Host,
    /// What all sources share.
    pub session: Rc<Session>,
    /// Address of `gateways.json`, as the element names it.
    pub gateways: Option<AttrValue>,
    /// What was read of tags so far.
    pub library: Rc<Library>,
    /// How long a server may be silent.
    pub timeout: Duration,
    /// The method that the page's script called last.
    pub call: Option<Call>,
}

impl PartialEq for BrowseProps {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
            && self.place == other.place
            && self.gateways == other.gateways
            && self.host == other.host
            && Rc::ptr_eq(&self.session, &other.session)
            && self.library == other.library
            && self.timeout == other.timeout
            && self.call == other.call
    }
}

/// A place and what is in it. Another place, or the same asked for anew, is another component.
pub fn view_browse(props: &BrowseProps) -> Html {
    let key = format!("{} {}", props.number, props.place);
    let props = props.clone();
    html! { <Browse {key} ..props /> }
}

/// A place and what is in it.
#[component]
pub fn Browse(props: &BrowseProps) -> Html {
    let question = Question {
        place: props.place.clone(),
        timeout: props.timeout,
        gateways: props.gateways.clone(),
        session: SameSession(Rc::clone(&props.session)),
        library: Rc::clone(&props.library),
    };
    let listing = use_listing(&question);
    let in_view = use_state_eq(|| Rc::<[AttrValue]>::from([]));
    use_reading(Rc::clone(&in_view), &listing.state, &listing.source);
    // The first question is asked by the address, and an embedded view takes no focus.
    let is_page = use_is_page();
    let is_entered = is_page && props.number > 1;
    host::use_host(&props.host, &props.place, &listing.state, is_entered);
    {
        // The call that may have led here is not for this list.
        let before = use_memo((), |()| props.call.clone());
        let (call, on_cancel) = (props.call.clone(), listing.on_cancel.clone());
        use_on_change(call.clone(), move || {
            let is_new = call != *before;
            if is_new && call.is_some_and(|call| call.method == Method::Cancel) {
                on_cancel.emit(());
            }
            None
        });
    }
    {
        let (library, place) = (Rc::clone(&props.library), props.place.to_string());
        let readings = Rc::clone(&listing.state.readings);
        use_on_change(Rc::clone(&readings), move || {
            library.keep(place, readings);
            None
        });
    }
    let on_view = {
        let in_view = in_view.setter();
        use_callback((), move |tags: Rc<[AttrValue]>, ()| in_view.set(tags))
    };
    let on_read_on = {
        let dispatcher = listing.state.dispatcher();
        Callback::from(move |()| dispatcher.dispatch(state::Action::ReadOn))
    };
    let page = BrowsePageProps {
        place: props.place.clone(),
        library: Rc::clone(&props.library),
        state: Rc::new((*listing.state).clone()),
        on_more: listing.on_more,
        on_cancel: listing.on_cancel,
        on_read_on,
        on_view,
    };
    html! { <BrowsePage ..page /> }
}
