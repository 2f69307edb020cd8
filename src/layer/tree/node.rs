//! A node of the tree: how it is found, made, removed and counted, and what is in it.

use crate::tar::{Entry, EntryKind, Files};
use std::{
    collections::{BTreeMap, btree_map::Entry as Slot},
    ops::Bound,
    rc::Rc,
};

/// Folders within each other, at most; what lies deeper is shown by the rest of its path. A hostile archive must not exhaust the stack.
const DEEPEST: usize = 256;

/// The first node in a folder takes as much more: a map has memory for eleven at once.
const FIRST: usize = 8;

/// For each so many bytes of an entry's path, its nodes count once more: the rows of a search hold the paths of all nodes.
const LONG: usize = 128;

/// A file or a folder in a [`Tree`](super::Tree).
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub kind: EntryKind,
    /// Position of the layer that it is from.
    pub layer: usize,
    /// Which entry of it; `None`: no archive has it, only what lies in it.
    pub index: Option<usize>,
    /// Whether the layer removes it from those below. Only in the tree of one layer.
    pub is_removed: bool,
    /// Whether the layer removes what those below have in it. Only in the tree of one layer.
    pub is_opaque: bool,
    /// Bytes of all files in it, or of the file.
    pub size: u64,
    /// How many files and links are in it, or 1.
    pub files: u64,
    /// How many nodes are in it, whatever they are.
    pub nodes: u64,
    /// How many of them are removed.
    pub removed: u64,
    /// What is in it.
    pub children: BTreeMap<Box<str>, Node>,
}

/// A node and where it is.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its path.
    pub path: String,
    /// Its name.
    pub name: &'a str,
    /// How many folders it lies in.
    pub depth: usize,
    /// The node.
    pub node: &'a Node,
}

/// The entry that a node is.
pub(super) fn entry<'a>(layers: &'a [Option<Rc<Files>>], node: &Node) -> Option<&'a Entry> {
    layers.get(node.layer)?.as_ref()?.entries.get(node.index?)
}

/// The names of a path, from the root on.
pub(super) fn names(path: &str) -> impl Iterator<Item = &str> {
    path.splitn(DEEPEST, '/').filter(|name| !name.is_empty())
}

impl Node {
    pub(super) fn folder(layer: usize) -> Self {
        Self {
            kind: EntryKind::Directory,
            layer,
            index: None,
            is_removed: false,
            is_opaque: false,
            size: 0,
            files: 0,
            nodes: 0,
            removed: 0,
            children: BTreeMap::new(),
        }
    }

    /// Removes what lies in the folder of a path, and the node itself unless it `stays`.
    pub(super) fn remove(&mut self, path: &str, stays: bool) {
        let (mut node, mut names) = (self, names(path));
        let Some(mut last) = names.next() else {
            node.children.clear();
            return;
        };
        for name in names {
            let Some(folder) = node.children.get_mut(last) else {
                return;
            };
            (node, last) = (folder, name);
        }
        match node.children.get_mut(last) {
            Some(node) if stays => node.children.clear(),
            _ => drop(node.children.remove(last)),
        }
        // Below the deepest folder all lies side by side, by the rest of its path.
        let within = format!("{last}/");
        let from = (Bound::Included(within.as_str()), Bound::Unbounded);
        while let Some((name, _)) = node.children.range::<str, _>(from).next()
            && name.starts_with(&within)
        {
            let name = name.clone();
            node.children.remove(&name);
        }
    }

    /// The node of a path, which is made if it is missing, and so are the folders that it lies in, as long as there is room.
    pub(super) fn add(&mut self, path: &str, layer: usize, room: &mut usize) -> Option<&mut Self> {
        let cost = 1 + path.len() / LONG;
        names(path).try_fold(self, |node, name| {
            if node.kind != EntryKind::Directory || node.is_removed {
                *node = Self::folder(layer);
            }
            let first = usize::from(node.children.is_empty()) * FIRST;
            match node.children.entry(name.into()) {
                Slot::Occupied(slot) => Some(slot.into_mut()),
                Slot::Vacant(slot) => {
                    *room = room.checked_sub(cost + first)?;
                    Some(slot.insert(Self::folder(layer)))
                }
            }
        })
    }

    pub(super) fn become_entry(&mut self, kind: EntryKind, layer: usize, index: usize) {
        if kind != EntryKind::Directory || self.kind != EntryKind::Directory {
            self.children.clear();
        }
        self.kind = kind;
        self.layer = layer;
        self.index = Some(index);
        self.is_removed = false;
    }

    /// Adds up sizes and numbers.
    pub(super) fn count(&mut self, layers: &[Option<Rc<Files>>]) {
        if self.kind != EntryKind::Directory {
            self.size = entry(layers, self).map_or(0, |entry| entry.size);
            self.files = 1;
            return;
        }
        for child in self.children.values_mut() {
            child.count(layers);
            self.size = self.size.saturating_add(child.size);
            self.files += child.files;
            self.nodes += child.nodes + 1;
            self.removed += child.removed + u64::from(child.is_removed);
        }
    }

    /// Shows everything in a folder, in order; what is in a folder of it only if `show` asks for it. `path`: the folder's own.
    pub(super) fn visit<'a>(
        &'a self,
        path: &mut String,
        depth: usize,
        show: &mut impl FnMut(&Place<'a, '_>) -> bool,
    ) {
        let length = path.len();
        for (name, node) in &self.children {
            if length > 0 {
                path.push('/');
            }
            path.push_str(name);
            let place = Place {
                path,
                name,
                depth,
                node,
            };
            if show(&place) {
                node.visit(path, depth + 1, show);
            }
            path.truncate(length);
        }
    }
}

/// Where a node is. There may be a hundred thousand, of which few become rows.
pub(super) struct Place<'a, 'p> {
    pub path: &'p str,
    name: &'a str,
    depth: usize,
    node: &'a Node,
}

impl<'a> Place<'a, '_> {
    pub fn row(&self) -> Row<'a> {
        Row {
            path: self.path.to_owned(),
            name: self.name,
            depth: self.depth,
            node: self.node,
        }
    }
}
