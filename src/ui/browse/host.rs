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

/// Keeps the host up to date. Who came by a link (`is_entered`), which is gone, goes on from the title of the list: that of the page while it was loaded is gone
/// as well.
#[hook]
pub(super) fn use_host(
    host: &Host,
    place: &Place,
    state: &UseReducerHandle<BrowseState>,
    is_entered: bool,
) {
    let kind = place.parameter();
    let attribute = state.state_attribute();
    let is_loading = matches!(state.phase, Phase::Loading);
    {
        let host = host.clone();
        use_on_change((attribute, kind, is_loading), move || {
            host.set_attribute("data-state", Some(attribute));
            host.set_attribute("data-kind", Some(kind));
            if is_entered && !is_loading {
                host.catch_focus();
            }
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
