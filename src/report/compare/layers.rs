//! The layers of two reports, compared.

use super::{Change, items::Item, rows::Rows};
use crate::report::{
    Report,
    model::{DiffId, Digest, Layer, Verdict},
};
use std::collections::HashMap;

impl Rows {
    /// Compares the layers: which there are, their order, and what was computed of those that are in both.
    pub fn add_layers(&mut self, then: &Report, now: &Report) {
        let descriptors = |report: &Report| -> Vec<Item> {
            let layers = report.layers.iter();
            layers
                .map(|layer| Item {
                    name: layer.digest.expected.clone().unwrap_or_default(),
                    value: layer.size.expected.map(|size| format!("{size} bytes")),
                })
                .collect()
        };
        let (before, after) = (descriptors(then), descriptors(now));
        self.add_lists("layers", &before, &after, false);
        if are_moved(&before, &after) {
            self.push("order of layers".to_owned(), Change::Changed, None, None);
        }
        let mut verdicts: HashMap<&str, &Layer> = HashMap::new();
        for layer in &now.layers {
            verdicts.insert(layer.digest.expected.as_deref().unwrap_or_default(), layer);
        }
        let mut same = [0_usize; 2];
        for layer in &then.layers {
            let Some(found) = verdicts.get(layer.digest.expected.as_deref().unwrap_or_default())
            else {
                continue;
            };
            let diff_id = |layer: &Layer| {
                let diff_id = layer.diff_id.as_ref();
                diff_id.map_or(Verdict::NotChecked, |diff_id| diff_id.verdict)
            };
            let pairs = [
                ("verdict", layer.verdict, found.verdict),
                ("diff ID verdict", diff_id(layer), diff_id(found)),
            ];
            for ((what, then, now), same) in pairs.into_iter().zip(&mut same) {
                if then == now {
                    *same += 1;
                } else {
                    self.add_verdict(&format!("layer {} {what}", layer.number), then, now);
                }
            }
            let computed = |digest: &Digest| digest.computed.clone();
            if layer.verdict == Verdict::Mismatch && found.verdict == Verdict::Mismatch {
                let field = format!("layer {} computed digest", layer.number);
                let (then, now) = (computed(&layer.digest), computed(&found.digest));
                if then != now {
                    self.add(&field, then.as_deref(), now.as_deref());
                }
            }
            let (then, now) = (&layer.diff_id, &found.diff_id);
            let expected = |id: &Option<DiffId>| Some(id.as_ref()?.expected.clone());
            if expected(then) != expected(now) {
                let field = format!("layer {} diff ID", layer.number);
                self.add(&field, expected(then).as_deref(), expected(now).as_deref());
            }
        }
        for (what, same) in ["layer verdicts", "diff ID verdicts"].into_iter().zip(same) {
            if same > 0 {
                let both = same.to_string();
                self.push(what.to_owned(), Change::Same, Some(&both), Some(&both));
            }
        }
    }
}

/// Whether these are the same in another order.
fn are_moved(before: &[Item], after: &[Item]) -> bool {
    let mut counts: HashMap<&str, isize> = HashMap::new();
    for (items, one) in [(before, 1), (after, -1)] {
        for item in items {
            *counts.entry(&item.name).or_default() += one;
        }
    }
    counts.values().all(|count| *count == 0)
        && before
            .iter()
            .map(|item| &item.name)
            .ne(after.iter().map(|item| &item.name))
}
