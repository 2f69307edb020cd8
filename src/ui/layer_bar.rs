//! A bar with a segment for each layer, proportional to its size.

use super::{element::element, format};
use crate::oci::{Descriptor, TotalSize};
use yew::prelude::*;

/// Length of the bar, in units of its own.
const LENGTH: u64 = 100_000;

/// Shorter segments cannot be seen: together they make one at the end.
const SHORTEST: u64 = LENGTH / 400;

/// The gap behind a segment. It is part of the segment, so that the bar is as long as the sum.
const GAP: u64 = LENGTH / 800;

/// The classes of the colours that `style.css` defines.
const COLOURS: [&str; 8] = [
    "layer-0", "layer-1", "layer-2", "layer-3", "layer-4", "layer-5", "layer-6", "layer-7",
];

/// The class that gives layer `position` its colour.
pub fn colour_class(position: usize) -> &'static str {
    COLOURS[position % COLOURS.len()]
}

/// The bar. Nothing, if no layer has a size.
pub fn view_layer_bar(layers: &[Descriptor]) -> Html {
    let sizes: Vec<u64> = layers.iter().map(|layer| layer.size.unwrap_or(0)).collect();
    let all: TotalSize = layers.iter().map(|layer| layer.size).collect();
    let total = all.known;
    if total == 0 {
        return html! {};
    }
    let label = format!("Share of each layer in {}", format::total_size(all));
    element("svg")
        .class("stack")
        .part("layer-bar")
        .fixed("role", "img")
        .attribute("aria-label", label)
        .attribute("viewBox", format!("0 0 {LENGTH} 26"))
        .fixed("preserveAspectRatio", "none")
        .children(segments(&sizes, total).iter().map(view_segment))
        .into()
}

/// A part of the bar.
#[derive(Debug, PartialEq, Eq)]
struct Segment {
    /// `None`: all layers that are too small for a segment of their own.
    layer: Option<usize>,
    size: u64,
    percent: u64,
    start: u64,
    length: u64,
}

fn segments(sizes: &[u64], total: u64) -> Vec<Segment> {
    let length_of = |size: u64| format::proportion(size, total, LENGTH);
    let mut segments = Vec::new();
    let mut start = 0;
    let mut rest = 0_u64;
    for (layer, size) in sizes.iter().copied().enumerate() {
        let length = length_of(size);
        if length < SHORTEST {
            rest = rest.saturating_add(size);
            continue;
        }
        segments.push(Segment {
            layer: Some(layer),
            size,
            percent: format::percent(size, total),
            start,
            length,
        });
        start += length;
    }
    if rest > 0 {
        let length = length_of(rest).max(SHORTEST);
        segments.push(Segment {
            layer: None,
            size: rest,
            percent: format::percent(rest, total),
            start,
            length,
        });
    }
    segments
}

fn view_segment(segment: &Segment) -> Html {
    let (class, name) = match segment.layer {
        Some(layer) => (colour_class(layer), format!("Layer {}", layer + 1)),
        None => ("layer-rest", "All smaller layers".to_owned()),
    };
    let title = format!(
        "{name}: {}, {} %",
        format::size(segment.size),
        segment.percent
    );
    let width = segment.length.saturating_sub(GAP).to_string();
    element("rect")
        .class(class)
        .attribute("x", segment.start.to_string())
        .fixed("y", "0")
        .attribute("width", width)
        .fixed("height", "26")
        .child(element("title").text(title))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_too_small_to_be_seen_share_one_segment_at_the_end() {
        let found = segments(&[500, 0, 1, 499], 1_000);
        let shown: Vec<_> = found
            .iter()
            .map(|segment| (segment.layer, segment.start, segment.length))
            .collect();
        assert_eq!(
            shown,
            [
                (Some(0), 0, 50_000),
                (Some(3), 50_000, 49_900),
                (None, 99_900, 250)
            ]
        );
    }

    #[test]
    fn ten_thousand_equal_layers_make_one_segment() {
        assert_eq!(segments(&[7; 10_000], 70_000).len(), 1);
    }

    #[test]
    fn sizes_near_the_limit_do_not_overflow() {
        let found = segments(&[u64::MAX, u64::MAX], u64::MAX);
        assert_eq!(found.len(), 2);
    }
}
