//! Where views come and go: the root that Yew keeps for good.
//!
//! Yew never gives up what listens to events on behalf of a root (`subtree_root.rs`: "the registry is never dropped in production"): a new root for
//! each element that comes and goes would take more memory each time. So a root whose view has gone waits for the next one.

use super::app::{App, AppProps};
use yew::prelude::*;

/// Properties of [`Stage`].
#[derive(Clone, Debug, Properties, PartialEq)]
pub struct StageProps {
    /// The view; none while the root waits for the next element.
    pub app: Option<AppProps>,
    /// Counts the elements: each gets a view of its own.
    pub number: u32,
}

/// The root component.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    match props.app.clone() {
        Some(app) => html! { <App key={props.number} ..app /> },
        None => Html::default(),
    }
}
