//! The platforms of an index, with the attestations that speak of each.

use super::{
    format,
    identity::{Mark, view_mark},
    inspection_state::{Entry, InspectionState},
    long_table::use_growing,
    navigation::{Go, Target},
    text::{plain, view_text},
};
use crate::{
    inspection::Proof,
    oci::{
        Descriptor, ImageReference, Index,
        index::{Row, RowKind},
    },
};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Platforms`].
#[derive(Properties, PartialEq)]
pub struct PlatformsProps {
    /// What is shown; it holds an index.
    pub state: Rc<InspectionState>,
}

/// The table of platforms.
#[component]
pub fn Platforms(props: &PlatformsProps) -> Html {
    let root = props.state.root().cloned();
    let rows = use_memo(root.clone(), |_| {
        props
            .state
            .index()
            .map(|(_, index)| index.rows())
            .unwrap_or_default()
    });
    let growing = use_growing(rows.len(), root);
    let (Some((_, index)), Some(reference)) = (props.state.index(), &props.state.reference) else {
        return html! {};
    };
    html! {
        <section part="platforms" aria-labelledby="platforms-title">
            <header>
                <h2 id="platforms-title">{ "Platforms" }</h2>
                <span class="muted small">{ describe(&rows) }</span>
            </header>
            <table class="platforms">
                <thead><tr>
                    <th scope="col">{ "Platform" }</th>
                    <th scope="col">{ "Digest" }</th>
                    <th scope="col" class="hide-s">{ "Attested by" }</th>
                    <th scope="col" class="n">{ "Size" }</th>
                </tr></thead>
                <tbody>
                    { for rows.iter().take(growing.shown).map(|row| view_row(&props.state, reference, index, row)) }
                </tbody>
            </table>
            { growing.view_rest() }
        </section>
    }
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
    if number(RowKind::Other) > 0 {
        parts.push(format::count(
            number(RowKind::Other),
            "other document",
            "other documents",
        ));
    }
    parts.join(", ")
}

fn view_row(state: &InspectionState, reference: &ImageReference, index: &Index, row: &Row) -> Html {
    let Some(descriptor) = index.manifests.get(row.entry) else {
        return html! {};
    };
    let chosen = state
        .index()
        .is_some_and(|(phase, _)| phase.chosen == Some(row.entry));
    let entry = state
        .index()
        .and_then(|(phase, _)| phase.entries.get(&row.entry));
    let platform = descriptor.platform.as_ref().map(ToString::to_string);
    html! {
        <tr
            part="platform"
            data-platform={platform.clone()}
            data-digest={descriptor.digest_text.clone()}
            aria-selected={if chosen { "true" } else { "false" }}
        >
            <th scope="row">
                { view_name(state, reference, index, row, descriptor) }
                { view_details(descriptor) }
            </th>
            <td>
                if let Some(digest) = &descriptor.digest {
                    <code title={digest.to_string()}>{ digest.short().to_owned() }</code>
                } else {
                    <code class="bad">{ view_text(&descriptor.digest_text) }</code>
                }
                { " " }{ view_entry_proof(entry) }
            </td>
            <td class="hide-s">{ view_attestations(reference, index, row) }</td>
            <td class="n">{ view_size(entry) }</td>
        </tr>
    }
}

fn view_name(
    state: &InspectionState,
    reference: &ImageReference,
    index: &Index,
    row: &Row,
    descriptor: &Descriptor,
) -> Html {
    let text = match (&descriptor.platform, row.kind) {
        (Some(platform), _) if !platform.is_unknown() => platform.to_string(),
        (_, RowKind::Index) => "index".to_owned(),
        (_, RowKind::Other) => descriptor
            .artifact_type
            .clone()
            .unwrap_or_else(|| descriptor.media_type.name().to_owned()),
        (_, RowKind::Image) => "no platform".to_owned(),
    };
    let name = html! { { view_text(&text) } };
    match target(state, reference, index, row, descriptor) {
        Some(target) => html! { <Go {target}>{ name }</Go> },
        None => name,
    }
}

/// Where a row leads: its platform, if that chooses this very entry; else its digest.
fn target(
    state: &InspectionState,
    reference: &ImageReference,
    index: &Index,
    row: &Row,
    descriptor: &Descriptor,
) -> Option<Target> {
    if let (RowKind::Image, Some(platform), Some(target)) =
        (row.kind, &descriptor.platform, &state.target)
        && index.choose(Some(platform)) == Some(row.entry)
    {
        return Some(Target {
            image: target.image.clone(),
            platform: Some(platform.to_string().into()),
        });
    }
    descriptor
        .digest
        .clone()
        .map(|digest| Target::new(reference.with_digest(digest).to_string()))
}

fn view_details(descriptor: &Descriptor) -> Html {
    let name = descriptor
        .annotations
        .get("org.opencontainers.image.ref.name");
    let platform = descriptor.platform.as_ref();
    let version = platform.and_then(|platform| platform.os_version.as_deref());
    let features = platform
        .map(|platform| platform.os_features.join(", "))
        .filter(|features| !features.is_empty());
    let details = [name, version, features.as_deref()];
    let view = |text| html! { <>{ " " }<span class="muted small">{ view_text(text) }</span></> };
    details.into_iter().flatten().map(view).collect()
}

fn view_entry_proof(entry: Option<&Entry>) -> Html {
    match entry {
        Some(Entry::Read(picture)) => match picture.manifest.proof() {
            Proof::Verified => {
                html! { <span class="ok" title="verified" role="img" aria-label="verified">{ "✓" }</span> }
            }
            Proof::Mismatch(_) => {
                html! { <span class="bad" title="mismatch" role="img" aria-label="mismatch">{ "✗" }</span> }
            }
            Proof::Computed { .. } | Proof::Unchecked { .. } => html! {},
        },
        Some(Entry::Failed(error)) => view_mark(Mark::Open, "not read", &error.to_string()),
        None => html! {},
    }
}

fn view_size(entry: Option<&Entry>) -> Html {
    use crate::oci::Body;
    let document = match entry {
        Some(Entry::Read(picture)) => picture.manifest.document(),
        _ => {
            return html! { <span class="muted small" title="The size is in the image manifest, which was not read yet.">{ "not read" }</span> };
        }
    };
    match &document.body {
        Body::Manifest(manifest) => {
            let size = manifest.layers_size();
            html! { <span title={format::exact_size(size)}>{ format::size(size) }</span> }
        }
        _ => html! {},
    }
}

fn view_attestations(reference: &ImageReference, index: &Index, row: &Row) -> Html {
    if row.attestations.is_empty() {
        return html! { <span class="muted small">{ "none" }</span> };
    }
    let links = row
        .attestations
        .iter()
        .filter_map(|position| index.manifests.get(*position))
        .map(|descriptor| {
            let title = plain(&descriptor.digest_text);
            let chip = html! { <span class="chip" {title}>{ "attestation" }</span> };
            match &descriptor.digest {
                Some(digest) => {
                    let target = Target::new(reference.with_digest(digest.clone()).to_string());
                    html! { <Go {target}>{ chip }</Go> }
                }
                None => chip,
            }
        });
    links.collect()
}
