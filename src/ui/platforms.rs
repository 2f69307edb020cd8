//! The platforms of an index, with the attestations that speak of each.

use super::{
    element::{Element, column, element, list, remark, section, text},
    format,
    identity::{view_short, view_sign},
    inspection_state::{Entry, IndexPhase, InspectionState},
    later::{self, view_unawaited},
    long_table::{MORE, use_growing},
    navigation::{Target, view_go, view_here},
    raw::place::view_place_in,
    summary::view_total_size,
    text::{plain, view_text},
};
use crate::{
    inspection::Proof,
    oci::{
        Body, Descriptor, ImageReference, Index,
        annotations::REF_NAME,
        index::{Row, RowKind},
    },
};
use std::rc::Rc;
use yew::prelude::*;

/// Rows that are shown at first: they are light, and who looks for a platform wants to see them all.
const FIRST: usize = 1_000;
/// Rows that are laid out together, and only near where somebody looks: the stylesheet knows how high a page of them is.
const PAGE: usize = 50;

/// Properties of [`Platforms`].
#[derive(Properties, PartialEq)]
pub struct PlatformsProps {
    /// The index, and what was read of its entries. Nothing else: what becomes known of layers or by rules makes no row anew.
    pub phase: IndexPhase,
    /// What names the index.
    pub reference: ImageReference,
    /// What was asked for.
    pub target: Option<Target>,
    /// Whether the second module is there, which reads sizes.
    pub reads_sizes: bool,
}

impl PlatformsProps {
    /// `None` if what is shown is no index.
    pub fn of(state: &InspectionState) -> Option<Self> {
        Some(Self {
            phase: state.index()?.0.clone(),
            reference: state.reference.clone()?,
            target: state.target.clone(),
            reads_sizes: later::loaded().is_some(),
        })
    }

    fn index(&self) -> Option<&Index> {
        match &self.phase.root.document.body {
            Body::Index(index) => Some(index),
            _ => None,
        }
    }
}

/// The table of platforms.
#[component]
pub fn Platforms(props: &PlatformsProps) -> Html {
    let root = props.phase.root.clone();
    let rows = use_memo(root.clone(), |_| {
        props.index().map(Index::rows).unwrap_or_default()
    });
    let names = use_memo(root.clone(), |_| {
        props.index().map(Index::names).unwrap_or_default()
    });
    let growing = use_growing(rows.len(), FIRST, MORE, root);
    let Some(index) = props.index() else {
        return html! {};
    };
    let columns = element("tr")
        .child(column("Platform"))
        .child(column("Digest"))
        .child(column("Attested by").class("hide-s"))
        .child(column("Size").class("n"));
    let is_long = rows.len() > PAGE;
    let pages = rows[..growing.shown].chunks(PAGE).map(|page| {
        let rows = page.iter().map(|row| {
            let name = names.binary_search_by_key(&row.entry, |(entry, _)| *entry);
            let name = name.ok().map(|found| names[found].1.as_str());
            view_row(props, index, row, name)
        });
        // The height of any other page is not known.
        let is_whole = page.len() == PAGE;
        element("tbody")
            .class(if is_long && is_whole { "whole" } else { "" })
            .children(rows)
            .into()
    });
    let table = element("table")
        .class(if is_long {
            "platforms long"
        } else {
            "platforms"
        })
        .child(element("thead").child(columns))
        .children(pages);
    section(
        "platforms",
        "platforms-title",
        "Platforms",
        [remark(describe(&rows)), view_sizes(props, &rows)],
    )
    .child(table)
    .child(growing.view_rest())
    .into()
}

/// What reads the sizes that stand in manifests which nobody asked for.
fn view_sizes(props: &PlatformsProps, rows: &Rc<Vec<Row>>) -> Element {
    let sizes = later::loaded().map(|later| (later.sizes)(&props.phase, rows));
    element("div").class("sizes").maybe(sizes)
}

fn describe(rows: &[Row]) -> String {
    let number = |kind| rows.iter().filter(|row| row.kind == kind).count();
    let mut parts = vec![format!(
        "one index, {}",
        format::count(number(RowKind::Image), "image", "images")
    )];
    if number(RowKind::Index) > 0 {
        parts.push(format::count(number(RowKind::Index), "index", "indexes"));
    }
    if number(RowKind::Attestation) > 0 {
        parts.push(format::count(
            number(RowKind::Attestation),
            "attestation of something else",
            "attestations of something else",
        ));
    }
    if number(RowKind::Other) > 0 {
        parts.push(format::count(
            number(RowKind::Other),
            "other document",
            "other documents",
        ));
    }
    parts.join(", ")
}

/// `platform_name`: by which the entry can be chosen.
fn view_row(props: &PlatformsProps, index: &Index, row: &Row, platform_name: Option<&str>) -> Html {
    let Some(descriptor) = index.manifests.get(row.entry) else {
        return html! {};
    };
    let chosen = props.phase.chosen == Some(row.entry);
    let entry = props.phase.entries.get(row.entry);
    let platform = descriptor.platform.as_ref();
    let platform = platform
        .filter(|platform| !platform.is_silent())
        .map(ToString::to_string);
    let name = element("th")
        .fixed("scope", "row")
        .child(view_name(props, row, descriptor, platform_name))
        .child(view_details(descriptor));
    let more = descriptor.says_more().then(|| {
        let (root, entry) = (props.phase.root.clone(), row.entry);
        view_unawaited(move |later| (later.entry_more)(&root, entry))
    });
    let digest = element("td")
        .child(view_short(
            descriptor.digest.as_ref(),
            &descriptor.digest_text,
        ))
        .text(" ")
        .child(view_entry_proof(entry, chosen))
        .child(view_place_in("index", "/manifests", row.entry))
        .maybe(more);
    let attestations = element("td")
        .class(if row.attestations.is_empty() {
            "hide-s"
        } else {
            "attested"
        })
        .child(view_attestations(&props.reference, index, row));
    element("tr")
        .part("platform")
        .optional("data-platform", platform)
        .attribute("data-digest", descriptor.digest_text.clone())
        .fixed("aria-selected", if chosen { "true" } else { "false" })
        .child(name)
        .child(digest)
        .child(attestations)
        .child(element("td").class("n").child(view_manifest_size(entry)))
        .into()
}

fn view_name(
    props: &PlatformsProps,
    row: &Row,
    descriptor: &Descriptor,
    platform_name: Option<&str>,
) -> Html {
    let text = match (&descriptor.platform, row.kind) {
        (Some(platform), _) if !platform.is_silent() => platform.to_string(),
        (_, RowKind::Index) => "index".to_owned(),
        (_, RowKind::Attestation) => "attestation".to_owned(),
        (_, RowKind::Other) => descriptor
            .artifact_type
            .clone()
            .unwrap_or_else(|| descriptor.media_type.name().to_owned()),
        (_, RowKind::Image) => "no platform".to_owned(),
    };
    let name = view_text(&text);
    match target(props, row, descriptor, platform_name) {
        Some(target) if props.phase.chosen == Some(row.entry) => view_here(target, name),
        Some(target) => view_go(target, name),
        None => name,
    }
}

/// Where a row leads. An image is chosen within the index: by its platform, if that chooses this very entry, else by its digest. Anything else is looked at by
/// itself.
fn target(
    props: &PlatformsProps,
    row: &Row,
    descriptor: &Descriptor,
    platform_name: Option<&str>,
) -> Option<Target> {
    let digest = descriptor.digest.as_ref();
    match &props.target {
        Some(target) if row.kind == RowKind::Image => {
            let name = platform_name.map(str::to_owned);
            Some(Target {
                image: target.image.clone(),
                platform: Some(name.or(digest.map(ToString::to_string))?.into()),
            })
        }
        _ => digest
            .map(|digest| Target::new(props.reference.with_digest(digest.clone()).to_string())),
    }
}

fn view_details(descriptor: &Descriptor) -> Html {
    let name = descriptor.annotations.get(REF_NAME);
    let platform = descriptor.platform.as_ref();
    let version = platform.and_then(|platform| platform.os_version.as_deref());
    let features = platform
        .map(|platform| platform.os_features.join(", "))
        .filter(|features| !features.is_empty());
    let details = [name, version, features.as_deref()];
    let details = details.into_iter().flatten().map(|detail| {
        let detail = element("span")
            .class("muted small")
            .child(view_text(detail));
        list([text(" "), detail.into()])
    });
    list(details)
}

fn view_entry_proof(entry: Option<&Entry>, is_chosen: bool) -> Html {
    match entry {
        Some(Entry::Read(image)) => match image.manifest.proof() {
            Proof::Verified => view_sign("ok", "✓", "verified"),
            Proof::Mismatch(_) => view_sign("bad", "✗", "mismatch"),
            Proof::Computed { .. } | Proof::Unchecked { .. } | Proof::Unclaimed | Proof::Made => {
                html! {}
            }
        },
        Some(Entry::Failed(error)) => {
            // Who failed had to wait for it.
            let fault = later::loaded().map(|later| (later.entry_fault)(error, is_chosen));
            fault.unwrap_or_default()
        }
        None => html! {},
    }
}

fn view_manifest_size(entry: Option<&Entry>) -> Html {
    let document = match entry {
        Some(Entry::Read(image)) => image.manifest.document(),
        _ => {
            return remark("not read")
                .fixed(
                    "title",
                    "The size is in the image manifest, which was not read yet.",
                )
                .into();
        }
    };
    match &document.body {
        Body::Manifest(manifest) => view_total_size(manifest.layers_size()),
        _ => html! {},
    }
}

fn view_attestations(reference: &ImageReference, index: &Index, row: &Row) -> Html {
    if row.attestations.is_empty() {
        return remark("none").into();
    }
    let links = row
        .attestations
        .iter()
        .filter_map(|position| index.manifests.get(*position))
        .map(|descriptor| {
            let title = plain(&descriptor.digest_text);
            let chip = element("span")
                .class("chip")
                .attribute("title", title)
                .text("attestation")
                .into();
            match &descriptor.digest {
                Some(digest) => {
                    let target = Target::new(reference.with_digest(digest.clone()).to_string());
                    view_go(target, chip)
                }
                None => chip,
            }
        });
    list(links)
}
