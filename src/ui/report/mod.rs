//! The report of what is shown: saved, copied, or brought again to see what changed. All but its door is in the third module.

pub mod changes;
mod comparison;
pub mod file_name;
pub mod gather;
mod opening;
pub mod view;

use super::{
    element::{button, element, section},
    inspection_state::{InspectionState, Phase},
    later::view_later,
    layer::Layer,
    page::PageProps,
    shared::Shared,
    verification_state::VerificationState,
};
use crate::verify::signature::SignatureState;
use std::rc::Rc;
use yew::prelude::*;

/// Properties of the report's view.
#[derive(Clone, Properties, PartialEq)]
pub struct ReportProps {
    /// What is known of the image.
    pub state: Rc<InspectionState>,
    /// Its layers.
    pub layers: Shared<Vec<Layer>>,
    /// What is known of their bytes.
    pub verification: Rc<VerificationState>,
    /// What is known of the signatures of a schema-1 manifest.
    pub signatures: Rc<[SignatureState]>,
    /// Asked to verify the layer at a position; all, if `None`.
    pub on_verify: Callback<Option<usize>>,
}

/// The report, or the door to it. `shelf`: empty as long as nobody wants it.
pub fn view_report(props: &PageProps, shelf: &UseStateHandle<&'static str>) -> Html {
    if shelf.is_empty() {
        let is_offered = props.state.root().is_some() || props.state.phase == Phase::Idle;
        return if is_offered {
            view_door(shelf)
        } else {
            Html::default()
        };
    }
    let props = ReportProps {
        state: Rc::clone(&props.state),
        layers: props.layers.clone(),
        verification: Rc::clone(&props.verification),
        signatures: Rc::clone(&props.signatures),
        on_verify: props.on_verify.clone(),
    };
    view_later(move |later| (later.report)(&props))
}

fn view_door(shelf: &UseStateHandle<&'static str>) -> Html {
    let shelf = shelf.clone();
    let open = button()
        .part("report-button")
        .on_click(Callback::from(move |_: MouseEvent| shelf.set("open")))
        .text("Make or open a report");
    let beside = [element("span").class("grow"), open];
    section("report", "report-title", "Report", beside).into()
}
