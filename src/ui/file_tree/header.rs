//! What stands above the rows: how many files there are, the choice of a layer, and what is not known.

use super::{
    FileTreeProps,
    known::{Lists, fault, invitation, unread},
};
use crate::{
    browser::focus::move_outwards,
    layer::tree::Tree,
    ui::{
        element::{Element, button, element, remark},
        format,
        text::plain,
    },
};
use std::collections::HashSet;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Of so many layers is said why they are not listed.
const MOST_FAULTS: usize = 20;

/// The title, with what there is in all, and the tools to look for something.
pub(super) fn view_header(total: String, tools: Option<Html>) -> Element {
    let total = remark(total).part("files-total").fixed("role", "status");
    element("header")
        .child(element("h2").fixed("id", "files-title").text("Files"))
        .child(total)
        .child(element("span").class("grow"))
        .child(tools.unwrap_or_default())
}

/// Why layers are not listed, or not whole, and whether the tree has no room for all there is.
pub(super) fn view_faults(
    props: &FileTreeProps,
    known: &Lists,
    tree: &Tree,
) -> impl Iterator<Item = Html> {
    let faults = known.iter().enumerate();
    let faults = faults.filter_map(|(position, files)| fault(props, position, files.as_deref()));
    let faults: Vec<String> = faults.collect();
    let more = faults.len().saturating_sub(MOST_FAULTS);
    let more = (more > 0).then(|| {
        let layers = format::count(more, "more layer is", "more layers are");
        format!("{layers} not listed, or not whole.")
    });
    let faults = faults.into_iter().take(MOST_FAULTS);
    let faults = faults.chain(more).chain(cut(tree));
    faults.map(|words| {
        element("p")
            .class("aside warn")
            .part("file-fault")
            .text(words)
            .into()
    })
}

/// How many files there are; first how many entries a filter found among them.
pub(super) fn describe(tree: &Tree, found: Option<usize>) -> String {
    let root = tree.root();
    let files = format!(
        "{} {}, {}",
        format::grouped(root.files),
        if root.files == 1 { "file" } else { "files" },
        format::size(root.size)
    );
    let all = match root.removed {
        0 => files,
        removed => format!("{files}; {} removed", format::grouped(removed)),
    };
    match found {
        Some(found) => format!("{} found; {all}", format::grouped(found as u64)),
        None => all,
    }
}

/// Says of a tree that it has no room for all there is.
fn cut(tree: &Tree) -> Option<String> {
    let left_out = tree.left_out();
    (left_out > 0).then(|| {
        format!(
            "There are too many files to show them all, or their paths are too long: {} {} left out, here and in the numbers.",
            format::grouped(left_out),
            if left_out == 1 { "entry is" } else { "entries are" }
        )
    })
}

/// What layers hold that the image does not show, if all of them are shown.
pub(super) fn view_hidden(tree: &Tree, known: &Lists, chosen: Option<usize>) -> Option<Element> {
    let entries = known.iter().flatten().flat_map(|files| &files.entries);
    let all = entries.fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
    let hidden = all.saturating_sub(tree.root().size);
    // Of what has no room in the tree nobody knows whether a later layer replaces it.
    let is_told = hidden > 0 && chosen.is_none() && tree.left_out() == 0;
    is_told.then(|| {
        element("p")
            .class("aside")
            .part("files-hidden")
            .text(format!(
                "Layers have {} more, which later layers replace or remove.",
                format::size(hidden)
            ))
    })
}

/// One layer, or all: a choice if there is one.
pub(super) fn view_choice(
    props: &FileTreeProps,
    known: &Lists,
    chosen: &UseStateHandle<Option<usize>>,
    toggled: &UseStateHandle<HashSet<String>>,
) -> Html {
    if known.len() < 2 {
        return Html::default();
    }
    let on_change = {
        let (chosen, toggled) = (chosen.clone(), toggled.clone());
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                toggled.set(HashSet::new());
                chosen.set(select.value().parse().ok());
            }
        })
    };
    let layers = known.iter().zip(&**props.layers).enumerate();
    let layers = layers.filter(|(_, (files, _))| files.is_some());
    let option = |layer: Option<usize>, words: String| {
        let value = layer.map(|layer| layer.to_string()).unwrap_or_default();
        element("option")
            .attribute("value", value)
            .optional("selected", (**chosen == layer).then_some(""))
            .text(words)
            .into()
    };
    let options = layers.map(|(position, (_, layer))| {
        let instruction = plain(&layer.instruction);
        let short: String = instruction.chars().take(60).collect();
        let words = format!("{} {short}", position + 1);
        option(Some(position), words.trim_end().to_owned())
    });
    element("select")
        .part("file-layer")
        .fixed("aria-label", "Layer")
        .on_change(on_change)
        .child(option(None, "All layers".to_owned()))
        .children(options)
        .into()
}

/// What there is to read, and the button that does.
pub(super) fn view_invitation(props: &FileTreeProps) -> Html {
    if unread(props).next().is_none() {
        return Html::default();
    }
    let on_click = props.on_verify.reform(|event: MouseEvent| {
        move_outwards(&event, "section");
        None
    });
    let button = button()
        .class("small")
        .part("list-files-button")
        .optional(
            "disabled",
            props.verification.is_running().then_some("disabled"),
        )
        .on_click(on_click)
        .text("Read the layers");
    element("p")
        .class("aside invitation")
        .text(invitation(props))
        .text(" ")
        .child(button)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tar::{Entry, EntryKind, Files};
    use std::rc::Rc;

    /// A tree of files with long paths, of which twelve find room.
    fn tree(files: usize) -> Tree {
        let entry = |file: usize| Entry {
            path: format!("{file}{}", "/d".repeat(20_000)),
            kind: EntryKind::File,
            size: 1000,
            mode: 0,
            owner: 0,
            group: 0,
            modified: 0,
            link: String::new(),
        };
        let files = Files {
            entries: (0..files).map(entry).collect(),
            fault: None,
        };
        Tree::of_layer(0, Rc::new(files))
    }

    #[test]
    fn how_much_a_tree_has_no_room_for_is_said() {
        let cut_of = |count: &str| {
            let (start, end) = (
                "There are too many files to show them all, or their paths are too long:",
                "left out, here and in the numbers.",
            );
            Some(format!("{start} {count} {end}"))
        };
        for (files, counted, want) in [
            (1, "1 file, 1.0 kB", None),
            (12, "12 files, 12.0 kB", None),
            (13, "12 files, 12.0 kB", cut_of("1 entry is")),
            (1212, "12 files, 12.0 kB", cut_of("1,200 entries are")),
        ] {
            let tree = tree(files);
            assert_eq!(describe(&tree, None), counted, "{files}");
            assert_eq!(describe(&tree, Some(0)), format!("0 found; {counted}"));
            assert_eq!(cut(&tree), want, "{files}");
        }
    }
}
