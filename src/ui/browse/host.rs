//! Tells the host element, and through it the page around it, how far a place was read.

use super::state::{BrowseState, Phase};
use crate::{
    browser::{Host, host::Detail, scroll},
    oci::Place,
    ui::{
        notice,
        use_on_change::{ending, use_on_change},
    },
};
use yew::prelude::*;

/// Keeps the host up to date.
#[hook]
pub(super) fn use_host(host: &Host, place: &Place, state: &UseReducerHandle<BrowseState>) {
    let kind = place.parameter();
    let attribute = state.state_attribute();
    {
        let host = host.clone();
        use_on_change((attribute, kind), move || {
            host.set_attribute("data-state", Some(attribute));
            host.set_attribute("data-kind", Some(kind));
            let restoring = (attribute == "ready").then(scroll::restore).flatten();
            ending(move || drop(restoring))
        });
    }
    let failure = match &state.phase {
        Phase::Failed(error) => Some(error.clone()),
        _ => None,
    };
    let host = host.clone();
    use_on_change(failure.clone(), move || {
        if let Some(error) = failure {
            let notice = notice::of_source(&error);
            let message = format!("{}: {}", notice.title, *error);
            let detail = [
                ("code", Detail::Text(notice.code)),
                ("message", Detail::Text(&message)),
            ];
            host.dispatch("porthole-error", &detail);
        }
        None
    });
}
