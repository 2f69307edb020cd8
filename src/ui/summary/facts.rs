//! The few facts that most people came for, each with the place that says so.

use crate::{
    oci::{Config, Manifest, TotalSize, index::RowKind},
    ui::{
        element::{element, list, text},
        files::is_file,
        format,
        inspection_state::InspectionState,
        later,
        layer::Layer,
        layer_row::view_size,
        layer_sizes::number,
        text::{plain, view_text},
    },
};
use yew::prelude::*;

/// Name, value, and the place that says so: document and pointer.
pub(in crate::ui) type Fact = (&'static str, Html, (&'static str, &'static str));

const ARTIFACT_TYPE: &str = "Artifact type";
pub(in crate::ui) const DOWNLOAD_SIZE: &str = "Download size";

/// The facts of what is shown, which has these layers, and of what they make together.
pub(super) fn facts(state: &InspectionState, (layers, size): (&[Layer], TotalSize)) -> Vec<Fact> {
    let mut facts = Vec::new();
    let (number, size) = (text(number(layers)), view_total_size(size));
    if let Some((_, manifest)) = state.manifest() {
        let is_of_file = state.reference.as_ref().is_some_and(is_file);
        add_manifest(&mut facts, manifest, is_of_file, (number, size));
    } else if let (Some(schema1), Some(later)) = (state.schema1(), later::loaded()) {
        // It was waited for before such a manifest is shown.
        facts = (later.schema1_facts)(schema1, number, size);
    }
    if let Some((_, index)) = state.index() {
        let rows = index.rows();
        let images = rows.iter().filter(|row| row.kind == RowKind::Image).count();
        let images = text(format::grouped(images as u64));
        facts.push(("Platforms", images, ("index", "/manifests")));
        add_artifact_type(&mut facts, "index", index.artifact_type.as_deref());
    }
    if let Some(config) = state.config() {
        let platform = match config.platform.to_string().as_str() {
            "/" => view_unset("not set"),
            platform => view_text(platform),
        };
        facts.push(("Platform", platform, ("config", "/architecture")));
        add_config(&mut facts, config);
    }
    facts
}

fn add_manifest(
    facts: &mut Vec<Fact>,
    manifest: &Manifest,
    is_of_file: bool,
    (number, size): (Html, Html),
) {
    let is_image = manifest.is_image();
    if !is_image {
        let attached = manifest.attached_type();
        let kind = match attached.unwrap_or(manifest.kind()) {
            "" => view_unset("not set"),
            kind => element("code").child(view_text(kind)).into(),
        };
        let pointer = match (attached, manifest.artifact_type.as_deref()) {
            (Some(_), _) => "/layers/0/mediaType",
            (None, None | Some("")) => "/config/mediaType",
            (None, Some(_)) => "/artifactType",
        };
        facts.push((ARTIFACT_TYPE, kind, ("manifest", pointer)));
    } else {
        add_artifact_type(facts, "manifest", manifest.artifact_type.as_deref());
    }
    let name = if is_image && !is_of_file {
        DOWNLOAD_SIZE
    } else {
        "Size"
    };
    let list = match manifest.layers_key() {
        "blobs" => "/blobs",
        _ => "/layers",
    };
    facts.push((name, size, ("manifest", list)));
    let name = if is_image { "Layers" } else { "Blobs" };
    facts.push((name, number, ("manifest", list)));
}

fn add_config(facts: &mut Vec<Fact>, config: &Config) {
    let created = config.created.as_deref();
    facts.push(("Created", view_created(created), said(created, "/created")));
    let words = config.entrypoint.iter().chain(&config.cmd).flatten();
    let words: Vec<&str> = words.map(String::as_str).collect();
    let runs = if words.is_empty() {
        view_unset("no command of its own")
    } else {
        element("code")
            .class("runs")
            .child(view_text(&words.join(" ")))
            .into()
    };
    let place = match (&config.entrypoint, &config.cmd) {
        (Some(words), _) if !words.is_empty() => ("config", "/config/Entrypoint"),
        (_, cmd) => said(cmd.as_ref(), "/config/Cmd"),
    };
    facts.push(("Runs", runs, place));
    let user = match config.user.as_deref() {
        // Windows has no root.
        None | Some("") if config.platform.os == "linux" => {
            list([text("root "), view_unset("(not set)")])
        }
        None | Some("") => view_unset("not set"),
        Some(user) => view_text(user),
    };
    facts.push(("User", user, said(config.user.as_ref(), "/config/User")));
}

/// The type that an image or an index states: few do, and it says what tools take it for.
fn add_artifact_type(facts: &mut Vec<Fact>, document: &'static str, stated: Option<&str>) {
    if let Some(stated) = stated.filter(|stated| !stated.is_empty()) {
        let stated = element("code").child(view_text(stated)).into();
        facts.push((ARTIFACT_TYPE, stated, (document, "/artifactType")));
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

/// What sizes make together; at least those that are known.
pub fn view_total_size(total: TotalSize) -> Html {
    if let Some(size) = total.whole() {
        return view_size(size).into();
    }
    let title = if total.known == u64::MAX {
        "The sum is larger than can be counted.".to_owned()
    } else {
        format!(
            "{} not known.",
            format::count(total.unknown, "size is", "sizes are")
        )
    };
    let words = format::total_size(total);
    element("span").attribute("title", title).text(words).into()
}

fn view_unset(words: &'static str) -> Html {
    element("span").class("unset").text(words).into()
}
