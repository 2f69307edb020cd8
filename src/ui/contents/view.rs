//! The section: a row for each blob, and below it what is in it.

use super::{
    ContentsProps,
    use_content::{Reading, use_content},
};
use crate::ui::{
    bytes::{Form, view_bytes},
    descriptor::{ITS_OWN, view_descriptor},
    element::{Element, button, column, element},
    layer::Layer,
    layer_row::view_size,
    text::{plain, view_text},
};
use yew::prelude::*;

/// Names the blob that a button shows.
const POSITION: &str = "data-position";

/// What is in the blobs of an artifact.
#[component]
pub fn Contents(props: &ContentsProps) -> Html {
    let shown = use_state_eq(|| None::<usize>);
    let reading = use_content(props, *shown);
    let on_click = {
        let shown = shown.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(position) = position_of(&event) {
                shown.set((*shown != Some(position)).then_some(position));
            }
        })
    };
    let blobs = props.blobs();
    let rows = blobs.iter().enumerate().flat_map(|(position, layer)| {
        let is_open = *shown == Some(position);
        let name = name(layer);
        let content = is_open.then(|| view_reading(&reading, &name).into());
        [
            Some(view_row(position, layer, &name, is_open).into()),
            content,
        ]
    });
    let columns = element("tr")
        .child(column("Name"))
        .child(column("Media type").class("hide-s"))
        .child(column("Size").class("n"));
    let table = element("table")
        .class("contents")
        .child(element("thead").child(columns))
        .child(element("tbody").children(rows.flatten()));
    element("section")
        .part("contents")
        .fixed("aria-labelledby", "contents-title")
        .on_click(on_click)
        .child(
            element("header").child(element("h2").fixed("id", "contents-title").text("Contents")),
        )
        .child(table)
        .into()
}

/// What the blob is called, or the beginning of its digest.
fn name(layer: &Layer) -> AttrValue {
    let short = || {
        layer
            .digest
            .as_ref()
            .map(|digest| digest.short().to_owned())
    };
    match layer.instruction.as_str() {
        "" => short().unwrap_or_default().into(),
        title => title.to_owned().into(),
    }
}

fn view_row(position: usize, layer: &Layer, name: &AttrValue, is_open: bool) -> Element {
    let open = button()
        .class("link")
        .part("content-open")
        .attribute(POSITION, position.to_string())
        .fixed("aria-expanded", if is_open { "true" } else { "false" })
        .child(view_text(name));
    let more = layer
        .more
        .as_ref()
        .map(|more| view_descriptor(more, ITS_OWN));
    element("tr")
        .part("content")
        .attribute("data-digest", layer.digest_text.clone())
        .child(element("th").fixed("scope", "row").child(open).maybe(more))
        .child(
            element("td")
                .class("hide-s muted small")
                .child(view_text(layer.media_type.as_str())),
        )
        .child(
            element("td")
                .class("n")
                .child(view_size(layer.size.unwrap_or_default())),
        )
}

fn view_reading(reading: &Reading, name: &AttrValue) -> Element {
    let (said, content): (String, Html) = match reading {
        Reading::Pending => (
            "Reading".to_owned(),
            element("p")
                .part("file-status")
                .class("muted unhurried")
                .text("Reading")
                .into(),
        ),
        Reading::Failed(words) => {
            let words = plain(words);
            let status = element("p").part("file-status").class("warn");
            (words.clone(), status.text(words).into())
        }
        Reading::Read(bytes) => (
            "The content is shown".to_owned(),
            view_bytes(bytes, name, Form::ForReading),
        ),
    };
    // It stays where it is, whatever comes: only so what came is announced.
    let said = element("span")
        .class("hidden")
        .fixed("role", "status")
        .text(said);
    let cell = element("td")
        .fixed("colspan", "3")
        .child(said)
        .child(content);
    element("tr").class("file-view").child(cell)
}

/// The blob whose button was clicked.
fn position_of(event: &MouseEvent) -> Option<usize> {
    let target = event.target_dyn_into::<web_sys::Element>()?;
    let button = target.closest("[part=content-open]").ok()??;
    button.get_attribute(POSITION)?.parse().ok()
}
