//! The few facts that most people came for, each with the place that says so.

use crate::{
    oci::{Manifest, index::RowKind},
    ui::{
        element::{element, list, text},
        files::is_file,
        format,
        inspection_state::InspectionState,
        layer_row::view_size,
        text::{plain, view_text},
    },
};
use yew::prelude::*;

/// Name, value, and the place that says so: document and pointer.
pub(super) type Fact = (&'static str, Html, (&'static str, &'static str));

/// The facts of what is shown.
pub(super) fn facts(state: &InspectionState) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some((_, manifest)) = state.manifest() {
        if !manifest.is_image() {
            facts.push((
                "Artifact type",
                match manifest.kind() {
                    "" => view_unset("not set"),
                    kind => element("code").child(view_text(kind)).into(),
                },
                ("manifest", kind_pointer(manifest)),
            ));
        }
        let size = view_layers_size(manifest);
        facts.push((
            if manifest.is_image() && !state.reference.as_ref().is_some_and(is_file) {
                "Download size"
            } else {
                "Size"
            },
            size,
            ("manifest", "/layers"),
        ));
        let layers = format::grouped(manifest.layers.len() as u64);
        facts.push((
            if manifest.is_image() {
                "Layers"
            } else {
                "Blobs"
            },
            text(layers),
            ("manifest", "/layers"),
        ));
    }
    if let Some(schema1) = state.schema1() {
        let layers = schema1.steps.iter().filter(|step| !step.throwaway).count();
        facts.push((
            "Layers",
            text(format::grouped(layers as u64)),
            ("manifest", "/fsLayers"),
        ));
        facts.push((
            "Named",
            element("code")
                .child(view_text(&format!("{}:{}", schema1.name, schema1.tag)))
                .into(),
            ("manifest", "/name"),
        ));
        let newest = schema1.steps.last();
        let os = newest.and_then(|step| step.os.as_deref());
        let platform = match os {
            Some(os) => format!("{os}/{}", schema1.architecture),
            None => schema1.architecture.clone(),
        };
        facts.push((
            if os.is_some() {
                "Platform"
            } else {
                "Architecture"
            },
            view_text(&platform),
            ("manifest", "/architecture"),
        ));
        let created = newest.and_then(|step| step.entry.created.as_deref());
        let place = created.map_or("", |_| "/history/0/v1Compatibility");
        facts.push(("Created", view_created(created), ("manifest", place)));
    }
    if let Some((_, index)) = state.index() {
        let images = index
            .rows()
            .iter()
            .filter(|row| row.kind == RowKind::Image)
            .count();
        facts.push((
            "Platforms",
            text(format::grouped(images as u64)),
            ("index", "/manifests"),
        ));
    }
    if let Some(config) = state.config() {
        if state.index().is_none() {
            facts.push((
                "Platform",
                match config.platform.to_string().as_str() {
                    "/" => view_unset("not set"),
                    platform => view_text(platform),
                },
                ("config", "/architecture"),
            ));
        }
        let created = config.created.as_deref();
        facts.push(("Created", view_created(created), said(created, "/created")));
        let runs: Vec<&str> = config
            .entrypoint
            .iter()
            .flatten()
            .chain(config.cmd.iter().flatten())
            .map(String::as_str)
            .collect();
        facts.push((
            "Runs",
            if runs.is_empty() {
                view_unset("no command of its own")
            } else {
                element("code")
                    .class("runs")
                    .child(view_text(&runs.join(" ")))
                    .into()
            },
            match (&config.entrypoint, &config.cmd) {
                (Some(words), _) if !words.is_empty() => ("config", "/config/Entrypoint"),
                (_, cmd) => said(cmd.as_ref(), "/config/Cmd"),
            },
        ));
        facts.push((
            "User",
            match config.user.as_deref() {
                // Windows has no root.
                None | Some("") if config.platform.os == "linux" => {
                    list([text("root "), view_unset("(not set)")])
                }
                None | Some("") => view_unset("not set"),
                Some(user) => view_text(user),
            },
            said(config.user.as_ref(), "/config/User"),
        ));
    }
    facts
}

/// Where a manifest says what kind it is of.
fn kind_pointer(manifest: &Manifest) -> &'static str {
    match manifest.artifact_type.as_deref() {
        None | Some("") => "/config/mediaType",
        Some(_) => "/artifactType",
    }
}

/// The place of a member of the config that may be missing.
fn said<T>(value: Option<T>, pointer: &'static str) -> (&'static str, &'static str) {
    ("config", value.map_or("", |_| pointer))
}

/// A time of creation: the day, with what was written as title.
pub fn view_created(created: Option<&str>) -> Html {
    match created {
        None | Some("") => view_unset("not set"),
        Some(created) if format::is_zero_time(created) => view_unset("not set"),
        Some(created) => element("span")
            .attribute("title", plain(created))
            .child(view_text(&format::date(created)))
            .into(),
    }
}

/// The size of all layers; at least of those that have one.
pub fn view_layers_size(manifest: &Manifest) -> Html {
    let total = manifest.layers_size();
    if let Some(size) = total.whole() {
        return view_size(size).into();
    }
    let title = format!(
        "{} not known.",
        format::count(total.unknown, "size is", "sizes are")
    );
    let words = format::total_size(total);
    element("span").attribute("title", title).text(words).into()
}

fn view_unset(words: &'static str) -> Html {
    element("span").class("unset").text(words).into()
}
