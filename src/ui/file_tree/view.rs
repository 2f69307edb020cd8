//! The section: what is known of the files, a choice of layer, a filter, and the rows.

use super::{
    FileTreeProps,
    header::{describe, view_choice, view_faults, view_header, view_hidden, view_invitation},
    known::{Lists, learn},
    panel::{Reading, ShownFile},
    row::{ENTRY, FileRow, Line, PATH},
    use_reading::use_reading,
};
use crate::{
    layer::tree::{Row, Tree},
    ui::{
        element::{Element, column, element, list},
        filter::{Filter, view_filter},
        long_table::{FIRST, MORE, use_growing},
        shared::Shared,
    },
};
use std::collections::HashSet;
use yew::prelude::*;

/// So many rows are all shown at first, in open folders.
const FEW: u64 = 60;

/// The files of an image.
#[component]
pub fn FileTree(props: &FileTreeProps) -> Html {
    let settled = use_mut_ref(Lists::new);
    settled.borrow_mut().resize(props.layers.len(), None);
    // While layers are read the files would change with each of them.
    if !props.verification.is_running() {
        learn(&mut settled.borrow_mut(), props);
    }
    let known = settled.borrow().clone();
    // The layer whose files are shown; `None`: what all layers make together.
    let chosen = use_state_eq(|| None::<usize>);
    let filter = use_state_eq(String::new);
    // Folders that were opened, or closed where all are open at first.
    let toggled = use_state_eq(HashSet::<String>::new);
    let shown = use_state_eq(|| None::<ShownFile>);
    let reading = use_reading(props, *shown);
    let tree = use_memo((known.clone(), *chosen), |(known, chosen)| {
        Shared::new(tree_of(known, *chosen))
    });
    let rows = {
        let (tree, filter, toggled) = ((*tree).clone(), (*filter).clone(), (*toggled).clone());
        use_memo((tree, filter, toggled), |(tree, filter, toggled)| {
            Shared::new(lines_of(tree, filter, toggled))
        })
    };
    let view_row = {
        let (tree, rows, layers) = ((*tree).clone(), (*rows).clone(), props.layers.clone());
        use_callback(
            (tree, rows, layers, *shown),
            |row: usize, (tree, rows, layers, shown)| {
                let row = rows.get(row).and_then(|line| FileRow::new(tree, line));
                row.map_or_else(Html::default, |row| row.view(layers, *shown))
            },
        )
    };
    let growing = use_growing(rows.len(), FIRST, MORE, (*chosen, (*filter).clone()));
    let is_known = known.iter().flatten().any(|files| files.says_something());
    let tools = is_known.then(|| {
        let on_filter = {
            let filter = filter.clone();
            Callback::from(move |words| filter.set(words))
        };
        list([
            view_choice(props, &known, &chosen, &toggled),
            view_filter("file-filter", "Filter files", None, on_filter),
        ])
    });
    let total = if is_known {
        let found = (!filter.trim().is_empty()).then(|| rows.len());
        describe(&tree, found)
    } else if props.verification.is_running() {
        "reading".to_owned()
    } else {
        String::new()
    };
    let section = element("section")
        .part("files")
        // Takes the focus of the button that goes.
        .fixed("tabindex", "-1")
        .fixed("aria-labelledby", "files-title")
        .on_click(open_or_close(&toggled, &shown))
        .child(view_header(total, tools))
        .child(view_invitation(props))
        .children(view_faults(props, &known, &tree))
        .maybe(view_hidden(&tree, &known, *chosen));
    if !is_known {
        return section.into();
    }
    let nothing = rows.is_empty().then(|| {
        element("p")
            .class("aside")
            .text(if filter.trim().is_empty() {
                "There is no file."
            } else {
                "Nothing matches. The filter looks for each of its words anywhere in a path."
            })
    });
    let table = element("table")
        .class("files")
        .child(element("thead").child(columns()))
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

/// Opens and closes what is clicked: a folder, or a file.
fn open_or_close(
    toggled: &UseStateHandle<HashSet<String>>,
    shown: &UseStateHandle<Option<ShownFile>>,
) -> Callback<MouseEvent> {
    let (toggled, shown) = (toggled.clone(), shown.clone());
    Callback::from(move |event: MouseEvent| {
        if let Some(file) = file_of(&event) {
            shown.set((*shown != Some(file)).then_some(file));
        } else if let Some(path) = folder_of(&event) {
            let mut folders = (*toggled).clone();
            if !folders.remove(&path) {
                folders.insert(path);
            }
            toggled.set(folders);
        }
    })
}

fn columns() -> Element {
    element("tr")
        .child(column("Name"))
        .child(column("Mode").class("mode"))
        .child(column("Owner").class("owner"))
        .child(column("Changed").class("changed"))
        .child(column("Size").class("n"))
        .child(column("Layer").class("n of-layer"))
}

fn tree_of(known: &Lists, chosen: Option<usize>) -> Tree {
    let files = chosen.and_then(|layer| Some((layer, known.get(layer)?.clone()?)));
    match files {
        Some((layer, files)) => Tree::of_layer(layer, files),
        None => Tree::of_image(known.clone()),
    }
}

fn lines_of(tree: &Tree, filter: &str, toggled: &HashSet<String>) -> Vec<Line> {
    let are_open = tree.root().nodes <= FEW;
    let is_open = |path: &str| toggled.contains(path) != are_open;
    let filter = Filter::new(filter);
    let is_outline = filter.is_empty();
    let rows = if is_outline {
        tree.outline(is_open)
    } else {
        tree.search(|path| filter.fits(path))
    };
    let line = |row: Row<'_>| Line {
        is_open: is_outline.then(|| is_open(&row.path)),
        path: row.path,
        depth: row.depth,
    };
    rows.into_iter().map(line).collect()
}

/// The folder whose button was clicked.
fn folder_of(event: &MouseEvent) -> Option<String> {
    let target = event.target_dyn_into::<web_sys::Element>()?;
    let button = target.closest("[part=file-toggle]").ok()??;
    button.get_attribute(PATH)
}

/// The file whose button was clicked.
fn file_of(event: &MouseEvent) -> Option<ShownFile> {
    let target = event.target_dyn_into::<web_sys::Element>()?;
    let button = target.closest("[part=file-open]").ok()??;
    let name = button.get_attribute(ENTRY)?;
    let (layer, entry) = name.split_once('/')?;
    Some(ShownFile {
        layer: layer.parse().ok()?,
        entry: entry.parse().ok()?,
    })
}
