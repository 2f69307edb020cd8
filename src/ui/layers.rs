//! The layers: their share of the whole, their identities, and the proof of their bytes.

use super::{
    element::{Element, button, column, element, remark},
    format,
    inspection_state::InspectionState,
    later,
    layer::{self, DiffIdVerdict, Layer},
    layer_bar::view_layer_bar,
    layer_row::LayerRow,
    layer_sizes::{number, sizes},
    long_table::{FIRST, use_growing},
    shared::Shared,
    verification_state::VerificationState,
};
use crate::{
    browser::focus::focus,
    inspection::Proof,
    oci::{Config, Descriptor, Manifest, TotalSize, annotations::TITLE, history},
};
use std::rc::Rc;
use yew::prelude::*;

/// Rows that are added when the end comes near: those of layers are heavy, and a hundred of them in one go hold up scrolling.
const MORE: usize = 40;

/// What a statement of BuildKit is called that has no title.
const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";

/// The layers of what is shown, with all that the documents say of them.
pub fn layers_of(state: &InspectionState) -> Shared<Vec<Layer>> {
    match (state.manifest(), state.schema1()) {
        (Some((_, manifest)), _) => {
            let document = state.config_document();
            // One whose size alone is declared wrongly is the one that was asked for.
            let has_wrong_config = document.is_some_and(|document| {
                matches!(document.proof, Proof::Mismatch(_)) && !document.proof.has_digest()
            });
            manifest_layers(manifest, state.config(), has_wrong_config)
        }
        // It was waited for the second module before such a manifest is shown.
        (None, Some(schema1)) => later::loaded().map_or_else(
            || Shared::new(Vec::new()),
            |later| (later.schema1_layers)(schema1),
        ),
        (None, None) => Shared::new(Vec::new()),
    }
}

fn manifest_layers(
    manifest: &Manifest,
    config: Option<&Config>,
    has_wrong_config: bool,
) -> Shared<Vec<Layer>> {
    let pairing = config.map(|config| history::pair(&config.history, manifest.layers.len()));
    let mut instructions = vec![String::new(); manifest.layers.len()];
    if let (Some(config), Some(pairing)) = (config, &pairing) {
        for (entry, layer) in config.history.iter().zip(&pairing.layers) {
            if let Some(instruction) = layer.and_then(|layer| instructions.get_mut(layer)) {
                *instruction = entry.instruction();
            }
        }
    }
    let chain_ids = config.map(Config::chain_ids).unwrap_or_default();
    let is_of_artifact = !manifest.is_image();
    let diff_id =
        |position: usize| config.and_then(|config| config.diff_ids.get(position)?.clone());
    let is_told = config.is_some() && !has_wrong_config && !is_of_artifact;
    let layer = |(position, (descriptor, mut instruction)): (usize, (&Descriptor, String))| {
        let mut more = descriptor.says_more().then(|| descriptor.clone());
        if let Some(more) = more.as_mut().filter(|_| instruction.is_empty()) {
            instruction = take_title(more);
        }
        Layer {
            instruction,
            media_type: descriptor.media_type.clone(),
            digest_text: descriptor.digest_text.clone(),
            digest: descriptor.digest.clone(),
            size: descriptor.size,
            diff_id: diff_id(position),
            has_no_diff_id: is_told && diff_id(position).is_none(),
            chain_id: chain_ids.get(position).cloned().flatten(),
            pointer: format!("/{}/{position}", manifest.layers_key()),
            more: more.filter(Descriptor::says_more).map(Shared::new),
            data: descriptor.verified_data().cloned(),
            has_wrong_config,
            is_of_artifact,
            is_repeated: false,
        }
    };
    let layers = manifest.layers.iter().zip(instructions).enumerate();
    Shared::new(layer::counted_once(layers.map(layer).collect()))
}

/// What an artifact calls one of its blobs. Its title is not said once more among its annotations.
fn take_title(descriptor: &mut Descriptor) -> String {
    let annotations = &mut descriptor.annotations;
    let is_title = |(key, _): &(String, String)| key == TITLE;
    match annotations.0.iter().position(is_title) {
        Some(title) => annotations.0.remove(title).1,
        None => annotations
            .get(PREDICATE_TYPE)
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Properties of [`Layers`].
#[derive(Properties, PartialEq)]
pub struct LayersProps {
    /// What is shown.
    pub state: Rc<InspectionState>,
    /// Its layers.
    pub layers: Shared<Vec<Layer>>,
    /// What is known of their bytes.
    pub verification: Rc<VerificationState>,
    /// Asked to verify the layer at a position; all, if `None`.
    pub on_verify: Callback<Option<usize>>,
    /// Asked to stop.
    pub on_cancel: Callback<()>,
}

/// The table of layers.
#[component]
pub fn Layers(props: &LayersProps) -> Html {
    let digest = props
        .state
        .manifest()
        .map(|(document, _)| document.digest.clone());
    let growing = use_growing(props.layers.len(), FIRST, MORE, digest);
    let on_verify_one = {
        let on_verify = props.on_verify.clone();
        use_callback(on_verify, |position: usize, on_verify| {
            on_verify.emit(Some(position))
        })
    };
    let is_image = props
        .state
        .manifest()
        .is_none_or(|(_, manifest)| manifest.is_image());
    let sizes = sizes(&props.layers, &props.verification);
    let size = TotalSize::of(&sizes);
    let bar = props.state.manifest().map(|_| view_layer_bar(&sizes, size));
    let section = element("section")
        .part("layers")
        .fixed("aria-labelledby", "layers-title")
        .child(view_header(props, size, is_image))
        .maybe(bar);
    if props.layers.is_empty() {
        let none = element("p").class("aside");
        return section
            .child(none.text("The manifest lists no layers."))
            .into();
    }
    let columns = element("tr")
        .child(column("#").class("number"))
        .child(column(if is_image {
            "Instruction and identity"
        } else {
            "Name and identity"
        }))
        .child(column("Size").class("n"))
        .child(column("State"));
    let mut is_chain_proven = true;
    let rows = (0..growing.shown).map(|position| {
        let content = props.verification.content(position);
        is_chain_proven &= props.layers.get(position).is_some_and(|layer| {
            matches!(layer.diff_id_verdict(content), DiffIdVerdict::Match { .. })
        });
        html! {
            <LayerRow
                key={position}
                {position}
                layers={props.layers.clone()}
                state={props.verification.layer(position).clone()}
                content={content.cloned()}
                {is_chain_proven}
                on_verify={on_verify_one.clone()}
            />
        }
    });
    let table = element("table")
        .class("layers")
        .child(element("thead").child(columns))
        .child(element("tbody").children(rows));
    section.child(table).child(growing.view_rest()).into()
}

fn view_header(props: &LayersProps, size: TotalSize, is_image: bool) -> Element {
    let (title, verify_all) = if is_image {
        ("Layers", "Verify all layers")
    } else {
        ("Blobs", "Verify all blobs")
    };
    let is_running = props.verification.is_running();
    let status = later::loaded()
        .map(|later| (later.layers_status)(&props.layers, &props.verification))
        .unwrap_or_default();
    let total = element("span")
        .class(status.class)
        .part("total")
        .fixed("role", "status")
        .text(status.words);
    let verify = (!props.layers.is_empty()).then(|| {
        let on_verify = props.on_verify.clone();
        let on_click = Callback::from(move |_: MouseEvent| {
            if !is_running {
                on_verify.emit(None);
            }
        });
        button()
            .part("verify-button")
            // What was done is not what is to be done next.
            .class(if status.is_done { "" } else { "primary" })
            // One that is disabled would lose the focus.
            .optional("aria-disabled", is_running.then_some("true"))
            .on_click(on_click)
            .text(verify_all)
    });
    let cancel = is_running.then(|| {
        let on_cancel = props.on_cancel.clone();
        let on_click = Callback::from(move |event: MouseEvent| {
            // It goes: who used the keyboard goes on from the button beside it.
            let button = event.target_dyn_into::<web_sys::Element>();
            if let Some(beside) = button.and_then(|button| button.previous_element_sibling()) {
                focus(&beside);
            }
            on_cancel.emit(());
        });
        button()
            .part("cancel-button")
            .on_click(on_click)
            .text("Cancel")
    });
    element("header")
        .child(element("h2").fixed("id", "layers-title").text(title))
        .child(remark(describe(&props.layers, size)))
        .child(element("span").class("grow"))
        .child(total)
        .maybe(
            status
                .progress
                .map(|progress| remark(progress).part("rate")),
        )
        .maybe(verify)
        .maybe(cancel)
}

fn describe(layers: &[Layer], size: TotalSize) -> String {
    let number = number(layers);
    if layers.is_empty() {
        String::new()
    } else if size.is_known() {
        format!("{} in {number}", format::total_size(size))
    } else {
        format!("{number}, sizes unknown")
    }
}
