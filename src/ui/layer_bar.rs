//! A bar with a segment for each layer, proportional to its size.

use super::format;
use crate::oci::Descriptor;
use yew::prelude::*;

/// Segments that fit; the smallest layers beyond share one.
const MOST: usize = 48;

/// How many colours there are; `style.css` defines them as `--layer-0` and so on.
const COLOURS: usize = 8;

/// The class that gives layer `position` its colour.
pub fn colour_class(position: usize) -> String {
    format!("layer-{}", position % COLOURS)
}

/// The bar. Nothing, if no layer has a size.
pub fn view_layer_bar(layers: &[Descriptor]) -> Html {
    let sizes: Vec<u64> = layers.iter().map(|layer| layer.size.unwrap_or(0)).collect();
    let total = sizes
        .iter()
        .fold(0_u64, |sum, size| sum.saturating_add(*size));
    if total == 0 {
        return html! {};
    }
    let shown = largest(&sizes);
    let rest: u64 = total
        - shown
            .iter()
            .map(|position| sizes[*position])
            .sum::<u64>()
            .min(total);
    let label = format!("Share of each layer in {}", format::size(total));
    html! {
        <svg class="stack" part="layer-bar" role="img" aria-label={label} viewBox="0 0 1000 26" preserveAspectRatio="none">
            { for segments(&shown, &sizes, rest, total) }
        </svg>
    }
}

/// The positions of the largest layers that fit, in the order of the layers.
fn largest(sizes: &[u64]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..sizes.len())
        .filter(|position| sizes[*position] > 0)
        .collect();
    if positions.len() > MOST {
        positions.sort_by_key(|position| std::cmp::Reverse(sizes[*position]));
        positions.truncate(MOST);
        positions.sort_unstable();
    }
    positions
}

fn segments(shown: &[usize], sizes: &[u64], rest: u64, total: u64) -> Vec<Html> {
    let mut at = 0.0;
    let mut segments = Vec::new();
    let mut add = |size: u64, class: String, title: String| {
        let width = size as f64 / total as f64 * 1000.0;
        // The gap between segments is part of the segment, so that the bar is as long as the sum.
        let visible = (width - 1.5).max(0.5);
        segments.push(html! {
            <rect class={class} x={format!("{at:.2}")} y="0" width={format!("{visible:.2}")} height="26"><title>{ title }</title></rect>
        });
        at += width;
    };
    for position in shown {
        let share = sizes[*position] as f64 / total as f64 * 100.0;
        add(
            sizes[*position],
            colour_class(*position),
            format!(
                "Layer {}: {}, {share:.0} %",
                position + 1,
                format::size(sizes[*position])
            ),
        );
    }
    if rest > 0 {
        add(
            rest,
            "layer-rest".to_owned(),
            format!("All other layers: {}", format::size(rest)),
        );
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_layers_are_shown_in_the_order_of_the_layers() {
        assert_eq!(largest(&[5, 0, 7]), [0, 2]);
        let many: Vec<u64> = (0..1_000).collect();
        let shown = largest(&many);
        assert_eq!(shown.len(), MOST);
        assert_eq!(shown.first(), Some(&(1_000 - MOST)));
        assert!(shown.is_sorted());
    }
}
