//! The file system that the layers of an image make, one on top of the other.
//!
//! Image specification 1.1, "Image Layer Filesystem Changeset": an entry takes the place of what lower layers have under its path, but for a
//! folder, which is joined with the one that is there. `.wh.name` removes `name` of lower layers, `.wh..wh..opq` all that they have in
//! its folder. Paths are taken as they stand: a symbolic link of a lower layer is not followed, but replaced by a folder of its name.

mod node;

pub use node::{Node, Row};

use crate::tar::{Entry, EntryKind, Files};
use node::{entry, names};
use std::rc::Rc;

/// In front of the name that is removed.
const WHITEOUT: &str = ".wh.";
/// Removes everything beside it.
const OPAQUE: &str = ".wh..wh..opq";
/// In front of what AUFS notes for itself: files, and folders at the root with all that is in them.
const AUFS: &str = ".wh..wh.";

/// What a tree has room for: so many nodes, each of about a hundred bytes. Large images have a tenth of them.
const ROOM: usize = 1_000_000;

/// Files and folders by their names.
#[derive(Debug)]
pub struct Tree {
    layers: Vec<Option<Rc<Files>>>,
    root: Node,
    /// How much of [`ROOM`] is left.
    room: usize,
    left_out: u64,
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
