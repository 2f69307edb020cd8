//! The file system that the layers of an image make, one on top of the other.
//!
//! Image specification 1.1, "Image Layer Filesystem Changeset": an entry takes the place of what lower layers have under its path, but for a
//! folder, which is joined with the one that is there. `.wh.name` removes `name` of lower layers, `.wh..wh..opq` all that they have in
//! its folder. Paths are taken as they stand: a symbolic link of a lower layer is not followed, but replaced by a folder of its name.

use crate::tar::{Entry, EntryKind, Files};
use std::{
    collections::{BTreeMap, btree_map::Entry as Slot},
    ops::Bound,
    rc::Rc,
};

/// In front of the name that is removed.
const WHITEOUT: &str = ".wh.";
/// Removes everything beside it.
const OPAQUE: &str = ".wh..wh..opq";
/// In front of what AUFS notes for itself: files, and folders at the root with all that is in them.
const AUFS: &str = ".wh..wh.";

/// Folders within each other, at most; what lies deeper is shown by the rest of its path. A hostile archive must not exhaust the stack.
const DEEPEST: usize = 256;

/// What a tree has room for: so many nodes, each of about a hundred bytes. Large images have a tenth of them.
const ROOM: usize = 1_000_000;

/// The first node in a folder takes as much more: a map has memory for eleven at once.
const FIRST: usize = 8;

/// For each so many bytes of an entry's path, its nodes count once more: the rows of a search hold the paths of all nodes.
const LONG: usize = 128;

/// Files and folders by their names.
#[derive(Debug)]
pub struct Tree {
    layers: Vec<Option<Rc<Files>>>,
    root: Node,
    /// How much of [`ROOM`] is left.
    room: usize,
    left_out: u64,
}

/// A file or a folder in a [`Tree`].
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

/// What an entry does.
enum Change<'a> {
    /// It is there.
    Add(&'a str),
    /// What has this path is not there any more.
    Remove(String),
    /// Nothing is in the folder of this path any more.
    Empty(&'a str),
    /// Nothing that anybody would see, or nothing that can be: a root that is no folder.
    Nothing,
}

impl<'a> Change<'a> {
    fn of(entry: &'a Entry) -> Self {
        let path = entry.path.as_str();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name == OPAQUE {
            Self::Empty(folder)
        } else if path.starts_with(AUFS)
            || name.starts_with(AUFS)
            || (path.is_empty() && entry.kind != EntryKind::Directory)
        {
            Self::Nothing
        } else if let Some(removed) = name.strip_prefix(WHITEOUT).filter(|name| !name.is_empty()) {
            Self::Remove(match folder {
                "" => removed.to_owned(),
                folder => format!("{folder}/{removed}"),
            })
        } else {
            Self::Add(path)
        }
    }
}

impl Tree {
    /// What layers make together, the lowest first. `None`: the files of this one are not known.
    pub fn of_image(layers: Vec<Option<Rc<Files>>>) -> Self {
        let mut tree = Self::new(layers.clone(), 0);
        for (layer, files) in layers.iter().enumerate() {
            let Some(files) = files else {
                continue;
            };
            // What a layer removes is never its own.
            for entry in &files.entries {
                match Change::of(entry) {
                    Change::Remove(path) => tree.root.remove(&path, false),
                    Change::Empty(path) => tree.root.remove(path, true),
                    Change::Add(_) | Change::Nothing => {}
                }
            }
            for (index, entry) in files.entries.iter().enumerate() {
                if let Change::Add(path) = Change::of(entry) {
                    tree.add(path, layer, |node| {
                        node.become_entry(entry.kind, layer, index);
                    });
                }
            }
        }
        tree.counted()
    }

    /// One layer alone, with what it removes from those below. `position`: among the layers of its image.
    pub fn of_layer(position: usize, files: Rc<Files>) -> Self {
        let mut layers = vec![None; position];
        layers.push(Some(Rc::clone(&files)));
        let mut tree = Self::new(layers, position);
        for entry in &files.entries {
            match Change::of(entry) {
                Change::Empty(path) => tree.add(path, position, |node| node.is_opaque = true),
                Change::Remove(path) => tree.add(&path, position, |node| {
                    // Of a folder in which more is removed the name alone says enough.
                    node.children.clear();
                    node.is_removed = true;
                }),
                Change::Add(_) | Change::Nothing => {}
            }
        }
        // A layer may remove what was there and put something else in its place.
        for (index, entry) in files.entries.iter().enumerate() {
            if let Change::Add(path) = Change::of(entry) {
                tree.add(path, position, |node| {
                    node.become_entry(entry.kind, position, index);
                });
            }
        }
        tree.counted()
    }

    fn new(layers: Vec<Option<Rc<Files>>>, position: usize) -> Self {
        Self {
            layers,
            root: Node::folder(position),
            room: ROOM,
            left_out: 0,
        }
    }

    fn counted(mut self) -> Self {
        self.root.count(&self.layers);
        self
    }

    /// Changes the node of a path, if there is room for it.
    fn add(&mut self, path: &str, layer: usize, change: impl FnOnce(&mut Node)) {
        match self.root.add(path, layer, &mut self.room) {
            Some(node) => change(node),
            None => self.left_out += 1,
        }
    }

    /// How many entries of the layers it has no room for. Numbers and sizes are without them.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The folder of everything.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The node of a path.
    pub fn node(&self, path: &str) -> Option<&Node> {
        names(path).try_fold(&self.root, |node, name| node.children.get(name))
    }

    /// The entry that a node is; `None` of a folder that no archive has an entry for.
    pub fn entry(&self, node: &Node) -> Option<&Entry> {
        entry(&self.layers, node)
    }

    /// The rows of an outline, by the alphabet: of folders for whose path `is_open` holds with what is in them.
    pub fn outline(&self, is_open: impl Fn(&str) -> bool) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        self.root.visit(&mut String::new(), 0, &mut |place| {
            rows.push(place.row());
            is_open(place.path)
        });
        rows
    }

    /// Everything for whose path, written in lower case as far as it is ASCII, `fits` holds.
    pub fn search(&self, fits: impl Fn(&str) -> bool) -> Vec<Row<'_>> {
        let (mut rows, mut lower) = (Vec::new(), String::new());
        self.root.visit(&mut String::new(), 0, &mut |place| {
            lower.clear();
            lower.push_str(place.path);
            lower.make_ascii_lowercase();
            if fits(&lower) {
                rows.push(place.row());
            }
            true
        });
        rows
    }
}

fn entry<'a>(layers: &'a [Option<Rc<Files>>], node: &Node) -> Option<&'a Entry> {
    layers.get(node.layer)?.as_ref()?.entries.get(node.index?)
}

/// The names of a path, from the root on.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.splitn(DEEPEST, '/').filter(|name| !name.is_empty())
}

impl Node {
    fn folder(layer: usize) -> Self {
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
    fn remove(&mut self, path: &str, stays: bool) {
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
    fn add(&mut self, path: &str, layer: usize, room: &mut usize) -> Option<&mut Self> {
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

    fn become_entry(&mut self, kind: EntryKind, layer: usize, index: usize) {
        if kind != EntryKind::Directory || self.kind != EntryKind::Directory {
            self.children.clear();
        }
        self.kind = kind;
        self.layer = layer;
        self.index = Some(index);
        self.is_removed = false;
    }

    /// Adds up sizes and numbers.
    fn count(&mut self, layers: &[Option<Rc<Files>>]) {
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
    fn visit<'a>(
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
struct Place<'a, 'p> {
    path: &'p str,
    name: &'a str,
    depth: usize,
    node: &'a Node,
}

impl<'a> Place<'a, '_> {
    fn row(&self) -> Row<'a> {
        Row {
            path: self.path.to_owned(),
            name: self.name,
            depth: self.depth,
            node: self.node,
        }
    }
}
