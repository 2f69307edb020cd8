//! The section: what is known of the files, a choice of layer, a filter, and the rows.

use super::{
    FileTreeProps,
    known::{Lists, fault, invitation, lists, unread},
    panel::{Chosen, Reading},
    row::{ENTRY, FileRow, PATH},
};
use crate::{
    layer::tree::Tree,
    ui::{
        element::{Element, button, column, element, remark},
        format,
        long_table::{FIRST, MORE, use_growing},
        shared::Shared,
        text::plain,
    },
};
use std::{collections::HashSet, rc::Rc};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// So many rows are all shown at first, in open folders.
const FEW: u64 = 60;

/// The files of an image.
#[component]
pub fn FileTree(props: &FileTreeProps) -> Html {
    let settled = use_mut_ref(Lists::new);
    // While layers are read the files would change with each of them.
    if !props.verification.is_running() {
        *settled.borrow_mut() = lists(props);
    }
    let known = settled.borrow().clone();
    // The layer whose files are shown; `None`: what all layers make together.
    let chosen = use_state_eq(|| None::<usize>);
    let filter = use_state_eq(String::new);
    // Folders that were opened, or closed where all are open at first.
    let toggled = use_state_eq(HashSet::<String>::new);
    let shown = use_state_eq(|| None::<Chosen>);
    // Whether the layer of the file that is shown was seen to be read.
    let was_pending = use_mut_ref(|| false);
    let reading = (*shown).map(|shown| {
        *was_pending.borrow_mut() |= props.verification.layer(shown.layer).is_pending();
        Reading::of(props, shown, *was_pending.borrow())
    });
    let tree = use_memo((known.clone(), *chosen), |(known, chosen)| {
        Shared::new(tree_of(known, *chosen))
    });
    let rows = {
        let (tree, filter, toggled) = ((*tree).clone(), (*filter).clone(), (*toggled).clone());
        use_memo((tree, filter, toggled), |(tree, filter, toggled)| {
            rows_of(tree, filter, toggled)
        })
    };
    let view_row = {
        let (rows, layers) = (Rc::clone(&rows), props.layers.clone());
        use_callback(
            (SameRows(rows), layers, *shown),
            |row: usize, (rows, layers, shown)| {
                let row = rows.0.get(row);
                row.map_or_else(Html::default, |row| row.view(layers, *shown))
            },
        )
    };
    let growing = use_growing(rows.len(), FIRST, MORE, (*chosen, (*filter).clone()));
    let on_click = {
        let (toggled, shown, was_pending) =
            (toggled.clone(), shown.clone(), Rc::clone(&was_pending));
        let (on_keep, props) = (props.on_keep.clone(), props.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(file) = file_of(&event) {
                *was_pending.borrow_mut() = false;
                if *shown == Some(file) {
                    shown.set(None);
                    return;
                }
                shown.set(Some(file));
                if !matches!(Reading::of(&props, file, false), Reading::Read(_)) {
                    on_keep.emit((file.layer, file.entry));
                }
            } else if let Some(path) = folder_of(&event) {
                let mut folders = (*toggled).clone();
                if !folders.remove(&path) {
                    folders.insert(path);
                }
                toggled.set(folders);
            }
        })
    };
    let on_input = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                filter.set(input.value());
            }
        })
    };
    let is_known = known.iter().any(Option::is_some);
    let tools = is_known.then(|| {
        html! {
            <>
                { view_choice(props, &known, &chosen, &toggled) }
                <input
                    type="search"
                    part="file-filter"
                    class="filter"
                    aria-label="Filter files"
                    placeholder="Filter"
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                    oninput={on_input}
                />
            </>
        }
    });
    let header = element("header")
        .child(element("h2").fixed("id", "files-title").text("Files"))
        .child(
            remark(if is_known {
                describe(&tree)
            } else {
                String::new()
            })
            .part("files-total")
            .fixed("role", "status"),
        )
        .child(element("span").class("grow"))
        .child(tools.unwrap_or_default());
    let faults = (0..props.layers.len()).filter_map(|position| fault(props, position));
    let faults = faults.map(|words| {
        element("p")
            .class("aside warn")
            .part("file-fault")
            .text(words)
            .into()
    });
    let section = element("section")
        .part("files")
        .fixed("aria-labelledby", "files-title")
        .on_click(on_click)
        .child(header)
        .child(view_invitation(props))
        .children(faults)
        .maybe(view_hidden(&tree, &known, *chosen));
    if !is_known {
        return section.into();
    }
    let columns = element("tr")
        .child(column("Name"))
        .child(column("Mode").class("mode"))
        .child(column("Owner").class("owner"))
        .child(column("Changed").class("changed"))
        .child(column("Size").class("n"))
        .child(column("Layer").class("n of-layer"));
    let nothing = rows.is_empty().then(|| {
        element("p")
            .class("aside")
            .text(if filter.trim().is_empty() {
                "There is no file."
            } else {
                "None fits. The filter looks for each of its words anywhere in a path."
            })
    });
    let table = element("table")
        .class("files")
        .child(element("thead").child(columns))
        .child(element("tbody").children(growing.view_rows(&view_row)));
    let table = html! {
        <ContextProvider<Option<Reading>> context={reading}>{ Html::from(table) }</ContextProvider<Option<Reading>>>
    };
    section
        .child(table)
        .maybe(nothing)
        .child(growing.view_rest())
        .into()
}

/// Rows that are the same only if they are the same value in memory.
#[derive(Clone)]
struct SameRows(Rc<Vec<FileRow>>);

impl PartialEq for SameRows {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn tree_of(known: &Lists, chosen: Option<usize>) -> Tree {
    let files = chosen.and_then(|layer| Some((layer, known.get(layer)?.clone()?)));
    match files {
        Some((layer, files)) => Tree::of_layer(layer, files),
        None => Tree::of_image(known.clone()),
    }
}

fn rows_of(tree: &Tree, filter: &str, toggled: &HashSet<String>) -> Vec<FileRow> {
    let are_open = tree.root().nodes <= FEW;
    let is_open = |path: &str| toggled.contains(path) != are_open;
    if filter.trim().is_empty() {
        let rows = tree.outline(is_open).into_iter();
        rows.map(|row| {
            let is_open = is_open(&row.path);
            FileRow::new(tree, row, Some(is_open))
        })
        .collect()
    } else {
        let rows = tree.search(filter).into_iter();
        rows.map(|row| FileRow::new(tree, row, None)).collect()
    }
}

/// The folder whose button was clicked.
fn folder_of(event: &MouseEvent) -> Option<String> {
    let target = event.target_dyn_into::<web_sys::Element>()?;
    let button = target.closest("[part=file-toggle]").ok()??;
    button.get_attribute(PATH)
}

/// The file whose button was clicked.
fn file_of(event: &MouseEvent) -> Option<Chosen> {
    let target = event.target_dyn_into::<web_sys::Element>()?;
    let button = target.closest("[part=file-open]").ok()??;
    let name = button.get_attribute(ENTRY)?;
    let (layer, entry) = name.split_once('/')?;
    Some(Chosen {
        layer: layer.parse().ok()?,
        entry: entry.parse().ok()?,
    })
}

/// How many files there are.
fn describe(tree: &Tree) -> String {
    let root = tree.root();
    let files = format!(
        "{} {}, {}",
        format::grouped(root.files),
        if root.files == 1 { "file" } else { "files" },
        format::size(root.size)
    );
    match root.removed {
        0 => files,
        removed => format!("{files}; {} removed", format::grouped(removed)),
    }
}

/// What layers hold that the image does not show, if all of them are shown.
fn view_hidden(tree: &Tree, known: &Lists, chosen: Option<usize>) -> Option<Element> {
    let entries = known.iter().flatten().flat_map(|files| &files.entries);
    let all = entries.fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
    let hidden = all.saturating_sub(tree.root().size);
    (hidden > 0 && chosen.is_none()).then(|| {
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
fn view_choice(
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
fn view_invitation(props: &FileTreeProps) -> Html {
    if unread(props).next().is_none() {
        return Html::default();
    }
    let on_click = props.on_verify.reform(|_: MouseEvent| None);
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
