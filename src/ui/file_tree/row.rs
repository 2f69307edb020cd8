//! One row: a file or a folder.

use super::panel::{FilePanel, ShownFile};
use crate::{
    layer::tree::Tree,
    report::time::rfc3339,
    tar::{Entry, EntryKind, LARGEST_KEPT},
    ui::{
        element::{Element, button, element, list},
        format,
        layer::Layer,
        layer_bar::view_swatch,
        text::{plain, view_text},
    },
};
use yew::prelude::*;

/// Layer and entry of the file that a button shows.
pub(super) const ENTRY: &str = "data-entry";

/// Path of the folder that a button opens or closes.
pub(super) const PATH: &str = "data-path";

/// In front of a name for each folder that it lies in. The page's policy allows no style in elements.
const INDENT: &str = "\u{2003}";

/// Folders within each other that are shown by indentation; what lies deeper stands below those.
const DEEPEST: usize = 12;

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FileRow {
    path: AttrValue,
    name: AttrValue,
    depth: usize,
    kind: EntryKind,
    layer: usize,
    size: u64,
    /// Files in a folder.
    files: u64,
    entry: Option<Entry>,
    /// Position of the entry in its layer.
    index: Option<u32>,
    is_removed: bool,
    is_opaque: bool,
    /// Of a folder with something in it: whether that is shown.
    is_open: Option<bool>,
}

/// Where a row is. Of a hundred thousand a hundred are made to rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its path.
    pub path: String,
    /// How many folders it lies in.
    pub depth: usize,
    /// Of an outline: whether it is open, if it is a folder. `None` in the answer to a search.
    pub is_open: Option<bool>,
}

impl FileRow {
    /// The row of a line.
    pub fn new(tree: &Tree, line: &Line) -> Option<Self> {
        let node = tree.node(&line.path)?;
        let is_outline = line.is_open.is_some();
        let name = match line.path.rsplit_once('/') {
            Some((_, name)) if is_outline => name,
            _ => &line.path,
        };
        Some(Self {
            name: name.to_owned().into(),
            path: line.path.clone().into(),
            depth: if is_outline { line.depth } else { 0 },
            kind: node.kind,
            layer: node.layer,
            size: node.size,
            files: node.files,
            entry: tree.entry(node).cloned(),
            index: node.index.and_then(|index| u32::try_from(index).ok()),
            is_removed: node.is_removed,
            is_opaque: node.is_opaque,
            is_open: line.is_open.filter(|_| !node.children.is_empty()),
        })
    }

    /// The file that it is, if it has content that can be shown.
    fn file(&self) -> Option<ShownFile> {
        let is_shown =
            self.kind == EntryKind::File && !self.is_removed && self.size <= LARGEST_KEPT;
        let entry = self.index.filter(|_| is_shown)?;
        Some(ShownFile {
            layer: self.layer,
            entry,
        })
    }

    /// The row on the page, and its content below it, if that is what is `shown`.
    pub fn view(&self, layers: &[Layer], shown: Option<ShownFile>) -> Html {
        let is_shown_below = shown.is_some() && self.file() == shown;
        let row = self.view_row(layers, is_shown_below);
        if is_shown_below {
            let path = self.path.clone();
            list([row, html! { <FilePanel {path} /> }])
        } else {
            row
        }
    }

    fn view_row(&self, layers: &[Layer], is_shown_below: bool) -> Html {
        let layer = layers.get(self.layer);
        let kind = if self.is_removed {
            "removed"
        } else {
            self.kind.name()
        };
        let number = element("td")
            .class("n of-layer")
            .optional("title", layer.map(|layer| plain(&layer.instruction)))
            .child(view_swatch(self.layer))
            .text((self.layer + 1).to_string());
        element("tr")
            .part("file")
            .attribute(PATH, self.path.clone())
            .fixed("data-type", kind)
            .attribute("data-size", self.size.to_string())
            .optional("data-layer", layer.map(|layer| layer.digest_text.clone()))
            .child(self.view_name(is_shown_below))
            .child(self.view_mode())
            .child(self.view_owner())
            .child(self.view_changed())
            .child(self.view_size())
            .child(number)
            .into()
    }

    fn view_name(&self, is_shown_below: bool) -> Element {
        let is_folder = self.kind == EntryKind::Directory && !self.is_removed;
        let name = element("span")
            .child(view_text(&self.name))
            .text(if is_folder { "/" } else { "" });
        let expanded = |is_open| if is_open { "true" } else { "false" };
        let name: Html = match (self.is_open, self.file()) {
            (None, Some(ShownFile { layer, entry })) => button()
                .class("link leaf")
                .part("file-open")
                .fixed("aria-expanded", expanded(is_shown_below))
                .attribute(ENTRY, format!("{layer}/{entry}"))
                .child(name)
                .into(),
            (Some(is_open), _) => button()
                .class("link fold")
                .part("file-toggle")
                .fixed("aria-expanded", expanded(is_open))
                .attribute(PATH, self.path.clone())
                .child(name)
                .into(),
            (None, None) => name.class("leaf").into(),
        };
        let indent = element("span")
            .class("indent")
            .fixed("aria-hidden", "true")
            .text(INDENT.repeat(self.depth.min(DEEPEST)));
        let link = self.entry.as_ref().filter(|entry| !entry.link.is_empty());
        let link = link.map(|entry| {
            let sign = if entry.kind == EntryKind::Hardlink {
                " = "
            } else {
                " → "
            };
            element("span")
                .class("muted")
                .text(sign)
                .child(view_text(&entry.link))
        });
        let remark = match (self.is_removed, self.is_opaque) {
            (true, _) => Some("removed"),
            (_, true) => Some("all below it removed"),
            _ => None,
        };
        let remark = remark.map(|words| element("span").class("chip").text(words));
        let words = element("span").child(name).maybe(link).maybe(remark);
        let line = element("div").child(indent).child(words);
        element("th")
            .fixed("scope", "row")
            .class("name")
            .child(line)
    }

    fn view_mode(&self) -> Element {
        let mode = self.entry.as_ref().filter(|_| !self.is_removed);
        let mode = mode.map(|entry| Entry::mode_text(entry.kind, entry.mode));
        element("td")
            .class("mode mono")
            .text(mode.unwrap_or_default())
    }

    fn view_owner(&self) -> Element {
        let owner = self.entry.as_ref().filter(|_| !self.is_removed);
        let owner = owner.map(|entry| format!("{}:{}", entry.owner, entry.group));
        element("td")
            .class("owner mono")
            .text(owner.unwrap_or_default())
    }

    fn view_changed(&self) -> Element {
        let entry = self.entry.as_ref().filter(|_| !self.is_removed);
        let time = entry.map(|entry| rfc3339(entry.modified.saturating_mul(1000)));
        element("td")
            .class("changed")
            .optional("title", time.clone())
            .text(time.map(|time| format::date(&time)).unwrap_or_default())
    }

    fn view_size(&self) -> Element {
        let cell = element("td").class("n");
        match self.kind {
            _ if self.is_removed => cell,
            EntryKind::File => cell
                .attribute("title", format::exact_size(self.size))
                .text(format::size(self.size)),
            EntryKind::Directory => cell
                .class("n muted")
                .attribute(
                    "title",
                    format!(
                        "{} in {}",
                        format::exact_size(self.size),
                        format::count(
                            usize::try_from(self.files).unwrap_or(usize::MAX),
                            "file",
                            "files"
                        )
                    ),
                )
                .text(format::size(self.size)),
            _ => cell,
        }
    }
}
