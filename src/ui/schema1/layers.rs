//! The layers of a schema-1 manifest.

use crate::{
    oci::Schema1,
    ui::{
        layer::{Layer, counted_once},
        shared::Shared,
    },
};

/// Its layers, from the lowest up.
pub(in crate::ui) fn layers_of(schema1: &Schema1) -> Shared<Vec<Layer>> {
    // The document has the newest first.
    let positions = (0..schema1.steps.len()).rev();
    let steps = positions.zip(&schema1.steps);
    let steps = steps.filter(|(_, step)| !step.throwaway);
    let layers = steps.map(|(position, step)| Layer {
        pointer: format!("/fsLayers/{position}"),
        instruction: step.entry.instruction(),
        digest_text: step.blob_sum_text.clone(),
        digest: step.blob_sum.clone(),
        ..Layer::default()
    });
    Shared::new(counted_once(layers.collect()))
}
