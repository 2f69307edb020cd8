//! The section: what is known of the files, a choice of layer, a filter, and the rows.

use super::{
    FileTreeProps,
    header::{cut, describe, view_choice, view_hidden, view_invitation},
    known::{Lists, fault, learn},
    panel::{Reading, ShownFile},
    row::{ENTRY, FileRow, Line, PATH},
    use_reading::use_reading,
};
use crate::{
    layer::tree::{Row, Tree},
    ui::{
        element::{column, element, remark},
        filter::Filter,
        format,
        long_table::{FIRST, MORE, use_growing},
        shared::Shared,
    },
};
use std::collections::HashSet;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// So many rows are all shown at first, in open folders.
const FEW: u64 = 60;

/// Of so many layers is said why they are not listed.
const MOST_FAULTS: usize = 20;

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
    let on_click = {
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
    };
    let on_input = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                filter.set(input.value());
            }
        })
    };
    let is_known = known.iter().flatten().any(|files| files.says_something());
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
            } else if props.verification.is_running() {
                "reading".to_owned()
            } else {
                String::new()
            })
            .part("files-total")
            .fixed("role", "status"),
        )
        .child(element("span").class("grow"))
        .child(tools.unwrap_or_default());
    let faults = known.iter().enumerate();
    let faults = faults.filter_map(|(position, files)| fault(props, position, files.as_deref()));
    let faults: Vec<String> = faults.collect();
    let more = faults.len().saturating_sub(MOST_FAULTS);
    let more = (more > 0).then(|| {
        let layers = format::count(more, "more layer is", "more layers are");
        format!("{layers} not listed, or not whole.")
    });
    let faults = faults.into_iter().take(MOST_FAULTS);
    let faults = faults.chain(more).chain(cut(&tree));
    let faults = faults.map(|words| {
        element("p")
            .class("aside warn")
            .part("file-fault")
            .text(words)
            .into()
    });
    let section = element("section")
        .part("files")
        // Takes the focus of the button that goes.
        .fixed("tabindex", "-1")
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
                "Nothing matches. The filter looks for each of its words anywhere in a path."
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
