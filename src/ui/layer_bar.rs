//! A bar with a segment for each layer, proportional to its size.

use super::{
    element::{Element, element},
    format,
};
use crate::oci::TotalSize;
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
fn colour_class(position: usize) -> &'static str {
    COLOURS[position % COLOURS.len()]
}

/// The colour of layer `position`, beside what is said of it.
pub fn view_swatch(position: usize) -> Element {
    element("span")
        .fixed("aria-hidden", "true")
        .attribute("class", format!("swatch {}", colour_class(position)))
}

/// The bar of layers of these sizes, in bytes, and of what they make together. Nothing, if no layer has a size.
pub fn view_layer_bar(sizes: &[Option<u64>], all: TotalSize) -> Html {
    let sizes: Vec<u64> = sizes.iter().map(|size| size.unwrap_or(0)).collect();
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

    /// Red, green and blue of `#rrggbb`, as light adds up.
    fn channels(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal digits");
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// As WCAG 2.2 has it.
    fn luminance(colour: &str) -> f64 {
        let [red, green, blue] = channels(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Lightness and two axes of colour, as Oklab has them: the distance of two is how different they look.
    fn oklab(colour: &str) -> [f64; 3] {
        let [r, g, b] = channels(colour);
        let long = (0.412_221 * r + 0.536_333 * g + 0.051_446 * b).cbrt();
        let medium = (0.211_903 * r + 0.680_700 * g + 0.107_397 * b).cbrt();
        let short = (0.088_302 * r + 0.281_719 * g + 0.629_979 * b).cbrt();
        [
            0.210_454 * long + 0.793_618 * medium - 0.004_072 * short,
            1.977_998 * long - 2.428_592 * medium + 0.450_594 * short,
            0.025_904 * long + 0.782_772 * medium - 0.808_676 * short,
        ]
    }

    #[test]
    fn colours_of_layers_are_told_from_both_backgrounds_and_from_each_other() {
        let style = include_str!("style.css");
        let colours = COLOURS.map(|class| {
            let start = format!(".{class} {{ --layer: ");
            let (_, rest) = style.split_once(&start).expect(class);
            &rest[..7]
        });
        // `--surface` and `--bg` of the page.
        let backgrounds = ["#ffffff", "#f6f8f9", "#141c22", "#0d1317"];
        for (position, colour) in colours.iter().enumerate() {
            for background in backgrounds {
                let contrast = contrast(colour, background);
                assert!(contrast >= 3.0, "{colour} on {background}: {contrast}");
            }
            for other in &colours[..position] {
                let (one, two) = (oklab(colour), oklab(other));
                let distance = (0..3).map(|axis| (one[axis] - two[axis]).powi(2));
                let distance = distance.sum::<f64>().sqrt();
                assert!(distance > 0.075, "{colour} and {other}: {distance}");
            }
        }
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
