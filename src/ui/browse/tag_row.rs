//! A row of the table of tags: what the tag leads to, once that was read.

use super::reading::Reading;
use crate::{
    inspection::{
        Proof,
        tag::{TagFacts, TagKind},
    },
    oci::Place,
    ui::{
        copy::view_copy,
        element::{Element, element, list, remark, text},
        format,
        identity::{reason, verdict_attribute},
        layer_row::view_size,
        navigation::{Target, view_go},
        summary::view_created,
        text::{plain, view_text},
    },
};
use yew::prelude::*;

/// Properties of [`TagRow`].
#[derive(Properties, PartialEq)]
pub(super) struct TagRowProps {
    /// Where the tag is.
    pub place: Place,
    /// The tag.
    pub tag: AttrValue,
    /// Its position in the table, from 0.
    pub row: usize,
    /// What is known of it.
    pub reading: Option<Reading>,
    /// Other tags that are known to lead to the same digest.
    pub siblings: Vec<AttrValue>,
}

/// How many siblings and platforms are named in a row; the rest is counted.
const NAMED: usize = 3;

/// The row.
#[component]
pub(super) fn TagRow(props: &TagRowProps) -> Html {
    let facts = props.reading.as_ref().and_then(Reading::facts);
    let reason = props.reading.as_ref().and_then(Reading::reason);
    let state = match &props.reading {
        None => "unread",
        Some(Reading::Begun(_)) => "reading",
        Some(Reading::Read(_)) => "read",
        Some(Reading::Partial(..) | Reading::Failed(_)) => "failed",
    };
    let row = element("tr")
        .part("tag")
        .fixed("role", "row")
        .attribute("aria-rowindex", (props.row + 2).to_string())
        .attribute("data-tag", props.tag.clone())
        .optional("data-digest", facts.map(|facts| facts.digest.to_string()))
        .optional(
            "data-verdict",
            facts.map(|facts| verdict_attribute(&facts.proof)),
        )
        .fixed("data-state", state)
        .child(view_name(props));
    match facts {
        Some(facts) => {
            let is_begun = matches!(props.reading, Some(Reading::Begun(_)));
            // What is missing is on its way, or the reason why it is not known.
            let missing = |name: &'static str| match reason {
                Some(reason) => unknown(reason),
                None if is_begun => waiting(),
                None => {
                    remark("–").attribute("title", format!("The image does not say its {name}."))
                }
            };
            row.child(cell("digest", view_digest(facts)))
                .child(cell("kind", view_kind(facts)))
                .child(cell(
                    "platforms-of",
                    view_platforms(facts, || missing("platform").into()),
                ))
                .child(cell(
                    "size n",
                    match facts.size {
                        Some(size) => view_size(size).into(),
                        None => missing("size").into(),
                    },
                ))
                .child(cell(
                    "created",
                    match &facts.created {
                        Some(created) => view_created(Some(created)),
                        None => missing("time of creation").into(),
                    },
                ))
                .into()
        }
        None => {
            let content = match reason {
                Some(reason) => unknown(reason),
                None if props.place.image(&props.tag).is_none() => {
                    unknown(&AttrValue::Static("the specification knows no such tag"))
                }
                None => waiting(),
            };
            let rest = element("td")
                .fixed("role", "cell")
                .fixed("colspan", "5")
                .class("unread")
                .child(content);
            row.child(rest).into()
        }
    }
}

fn cell(class: &'static str, content: Html) -> Element {
    element("td")
        .fixed("role", "cell")
        .class(class)
        .child(content)
}

/// Not read yet; nothing that a screen reader should say in each row.
fn waiting() -> Element {
    element("span")
        .class("muted")
        .fixed("aria-hidden", "true")
        .text("…")
}

fn unknown(reason: &AttrValue) -> Element {
    element("span")
        .class("muted small why")
        .attribute("title", plain(reason))
        .text("not read: ")
        .child(view_text(reason))
}

fn view_name(props: &TagRowProps) -> Html {
    let tag = view_text(&props.tag);
    let image = props.place.image(&props.tag);
    let (link, copy) = match &image {
        Some(image) => {
            let reference = image.to_string();
            let label = format!("Copy {reference}");
            (
                view_go(Target::new(reference.clone()), tag),
                view_copy("quiet", reference, &label, text("Copy")),
            )
        }
        // A registry may list anything.
        None => (
            element("span")
                .class("muted")
                .fixed("title", "This is no tag by the specification.")
                .child(tag)
                .into(),
            html! {},
        ),
    };
    let name = element("span")
        .class("name")
        .child(
            element("span")
                .class("cell")
                .attribute("title", plain(&props.tag))
                .child(link),
        )
        .child(copy);
    element("th")
        .fixed("scope", "row")
        .fixed("role", "rowheader")
        .child(name)
        .maybe(view_siblings(props))
        .into()
}

fn view_siblings(props: &TagRowProps) -> Option<Element> {
    if props.siblings.is_empty() {
        return None;
    }
    Some(
        element("span")
            .class("cell muted small")
            .part("also-tagged")
            .attribute("title", plain(&props.siblings.join(", ")))
            .text("also tagged ")
            .child(view_text(&some_of(&props.siblings))),
    )
}

/// The first few, and how many there are beside them.
fn some_of(names: &[impl AsRef<str>]) -> String {
    let mut words: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    let more = format!(
        "+{}",
        format::grouped(names.len().saturating_sub(NAMED) as u64)
    );
    if names.len() > NAMED {
        words.push(&more);
    }
    words.join(", ")
}

fn view_digest(facts: &TagFacts) -> Html {
    let digest = facts.digest.to_string();
    let label = format!("Copy digest {}", facts.digest.short());
    let copy = view_copy("id", digest, &label, text(facts.digest.short().to_owned()));
    let code = element("code").child(copy);
    match &facts.proof {
        Proof::Mismatch(_) => {
            let sign = element("span")
                .class("bad")
                .attribute("title", reason(&facts.proof))
                .text(" ✗ mismatch");
            list([code.into(), sign.into()])
        }
        _ => code.into(),
    }
}

fn view_kind(facts: &TagFacts) -> Html {
    let word = match facts.kind {
        TagKind::Index => "Index",
        TagKind::Image => "Image",
        TagKind::Artifact => "Artifact",
        TagKind::Schema1 => "Schema 1",
    };
    element("span")
        .attribute("title", plain(&facts.type_name))
        .text(word)
        .into()
}

fn view_platforms(facts: &TagFacts, missing: impl FnOnce() -> Html) -> Html {
    if facts.kind == TagKind::Artifact {
        return element("span")
            .class("cell")
            .attribute("title", plain(&facts.type_name))
            .child(view_text(&facts.type_name))
            .into();
    }
    if facts.platforms.is_empty() {
        return missing();
    }
    element("span")
        .class("cell")
        .attribute("title", plain(&facts.platforms.join(", ")))
        .child(view_text(&some_of(&facts.platforms)))
        .into()
}
