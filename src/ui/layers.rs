//! The layers: their share of the whole, their identities, and the proof of their bytes.

use super::{
    format,
    inspection_state::InspectionState,
    layer_bar::view_layer_bar,
    layer_row::{Layer, LayerRow},
    long_table::use_growing,
    shared::Shared,
    verification_state::VerificationState,
};
use crate::oci::{Config, Descriptor, Manifest, Schema1, history};
use std::rc::Rc;
use yew::prelude::*;

/// The layers of what is shown, with all that the documents say of them.
pub fn layers_of(state: &InspectionState) -> Shared<Vec<Layer>> {
    match (state.manifest(), state.schema1()) {
        (Some((_, manifest)), _) => manifest_layers(manifest, state.config()),
        (None, Some(schema1)) => schema1_layers(schema1),
        (None, None) => Shared::new(Vec::new()),
    }
}

fn manifest_layers(manifest: &Manifest, config: Option<&Config>) -> Shared<Vec<Layer>> {
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
    let layer = |(position, (descriptor, instruction)): (usize, (&Descriptor, String))| Layer {
        instruction: if instruction.is_empty() {
            title(descriptor)
        } else {
            instruction
        },
        media_type: descriptor.media_type.clone(),
        digest_text: descriptor.digest_text.clone(),
        digest: descriptor.digest.clone(),
        size: descriptor.size,
        diff_id: config.and_then(|config| config.diff_ids.get(position)?.clone()),
        chain_id: chain_ids.get(position).cloned().flatten(),
        urls: descriptor.urls.clone(),
    };
    let layers = manifest.layers.iter().zip(instructions).enumerate();
    Shared::new(layers.map(layer).collect())
}

/// What an artifact calls one of its blobs.
fn title(descriptor: &Descriptor) -> String {
    let names = [
        "org.opencontainers.image.title",
        "in-toto.io/predicate-type",
    ];
    names
        .into_iter()
        .find_map(|name| descriptor.annotations.get(name))
        .unwrap_or_default()
        .to_owned()
}

fn schema1_layers(schema1: &Schema1) -> Shared<Vec<Layer>> {
    let steps = schema1.steps.iter().filter(|step| !step.throwaway);
    let layers = steps.map(|step| Layer {
        instruction: step.entry.instruction(),
        digest_text: step.blob_sum_text.clone(),
        digest: step.blob_sum.clone(),
        ..Layer::default()
    });
    Shared::new(layers.collect())
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
    let growing = use_growing(props.layers.len(), digest);
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
    let (title, verify_all) = if is_image {
        ("Layers", "Verify all layers")
    } else {
        ("Blobs", "Verify all blobs")
    };
    html! {
        <section part="layers" aria-labelledby="layers-title">
            <header>
                <h2 id="layers-title">{ title }</h2>
                <span class="muted small">{ describe(&props.layers) }</span>
                <span class="grow"></span>
                <span class="muted small" part="total" role="status">{ total(props) }</span>
                if props.verification.is_running() {
                    <button type="button" part="cancel-button" onclick={props.on_cancel.reform(|_: MouseEvent| ())}>{ "Cancel" }</button>
                }
                if !props.layers.is_empty() {
                    <button
                        type="button"
                        part="verify-button"
                        class="primary"
                        disabled={props.verification.is_running()}
                        onclick={props.on_verify.reform(|_: MouseEvent| None)}
                    >{ verify_all }</button>
                }
            </header>
            if let Some((_, manifest)) = props.state.manifest() {
                { view_layer_bar(&manifest.layers) }
            }
            if props.layers.is_empty() {
                <p class="aside">{ "The manifest lists none." }</p>
            } else {
                <table class="layers">
                    <thead><tr>
                        <th scope="col" class="number">{ "#" }</th>
                        <th scope="col">{ if is_image { "Instruction and identity" } else { "Name and identity" } }</th>
                        <th scope="col" class="n">{ "Size" }</th>
                        <th scope="col">{ "State" }</th>
                    </tr></thead>
                    <tbody>
                        { for (0..growing.shown).map(|position| html! {
                            <LayerRow
                                key={position}
                                {position}
                                layers={props.layers.clone()}
                                state={props.verification.layer(position).clone()}
                                on_verify={on_verify_one.clone()}
                            />
                        }) }
                    </tbody>
                </table>
                { growing.view_rest() }
            }
        </section>
    }
}

fn describe(layers: &[Layer]) -> String {
    let sizes = layers.iter().filter_map(|layer| layer.size);
    let number = format::grouped(layers.len() as u64);
    if layers.is_empty() {
        String::new()
    } else if layers.iter().any(|layer| layer.size.is_some()) {
        format!(
            "{} in {number}",
            format::size(sizes.fold(0, u64::saturating_add))
        )
    } else {
        format!("{number}, sizes unknown")
    }
}

/// Speed and time left while reading; what came of it afterwards.
fn total(props: &LayersProps) -> String {
    let verification = &props.verification;
    if verification.is_running() {
        let left = verification.bytes_left();
        return match (
            verification.rate.bytes_per_second(),
            verification.rate.time_for(left),
        ) {
            (Some(rate), Some(left)) => {
                format!("{}, {} left", format::rate(rate), format::duration(left))
            }
            _ => "reading".to_owned(),
        };
    }
    let number = props.layers.len();
    match verification.verified() {
        0 => String::new(),
        verified if verified == number => format!(
            "{} verified",
            if number == 1 {
                "the one layer is".to_owned()
            } else {
                format!("all {} are", format::grouped(number as u64))
            }
        ),
        verified => format!(
            "{} of {} verified",
            format::grouped(verified as u64),
            format::grouped(number as u64)
        ),
    }
}
