//! The few facts that most people came for, of a schema-1 manifest.

use crate::{
    oci::Schema1,
    ui::{
        element::element,
        summary::{DOWNLOAD_SIZE, Fact, view_created},
        text::view_text,
    },
};
use yew::prelude::*;

/// The facts of a manifest; the `number` of its layers, and what they make together.
pub(in crate::ui) fn facts_of(schema1: &Schema1, number: Html, size: Html) -> Vec<Fact> {
    let name = format!("{}:{}", schema1.name, schema1.tag);
    let name = element("code").child(view_text(&name)).into();
    let newest = schema1.steps.last();
    let (platform_name, platform) = match newest.and_then(|step| step.os.as_deref()) {
        Some(os) => ("Platform", format!("{os}/{}", schema1.architecture)),
        None => ("Architecture", schema1.architecture.clone()),
    };
    let platform = view_text(&platform);
    let created = newest.and_then(|step| step.entry.created.as_deref());
    let place = created.map_or("", |_| "/history/0/v1Compatibility");
    vec![
        // No place of the document says a size: layers that are verified do.
        (DOWNLOAD_SIZE, size, ("manifest", "")),
        ("Layers", number, ("manifest", "/fsLayers")),
        ("Named", name, ("manifest", "/name")),
        (platform_name, platform, ("manifest", "/architecture")),
        ("Created", view_created(created), ("manifest", place)),
    ]
}
