//! The names of a list, each once, in the order in which they are shown; and those that fit a filter.

use crate::{oci::tag_order, ui::filter::Filter};
use std::rc::Rc;
use yew::AttrValue;

/// In which order names are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Tags: the newest version first.
    Tags,
    /// Repositories: by the alphabet.
    Repositories,
}

impl Order {
    fn write_key(self, key: &mut Vec<u8>, name: &str) {
        match self {
            Self::Tags => tag_order::write_key(key, name),
            Self::Repositories => tag_order::write_repository_key(key, name),
        }
    }
}

/// A name and what it is ordered by.
#[derive(Debug, PartialEq, Eq)]
struct Name {
    key: Box<[u8]>,
    text: AttrValue,
    /// In lower case, where that is another text.
    lower: Option<Box<str>>,
}

impl Name {
    /// `buffer`: for the key, before its length is known.
    fn new(order: Order, text: AttrValue, buffer: &mut Vec<u8>) -> Self {
        order.write_key(buffer, &text);
        let has_upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
        Self {
            key: buffer.as_slice().into(),
            lower: has_upper.then(|| text.to_ascii_lowercase().into()),
            text,
        }
    }

    fn folded(&self) -> &str {
        self.lower.as_deref().unwrap_or(&self.text)
    }
}

/// Names in order. Cheap to clone; two are equal only if they are the same value in memory.
#[derive(Clone, Debug)]
pub struct Names {
    order: Order,
    sorted: Rc<Vec<Rc<Name>>>,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.sorted, &other.sorted)
    }
}

impl Names {
    /// None yet.
    pub fn new(order: Order) -> Self {
        Self {
            order,
            sorted: Rc::default(),
        }
    }

    /// Adds names; gives how many of them were new.
    pub fn add(&mut self, names: Vec<String>) -> usize {
        let mut buffer = Vec::new();
        let mut fresh: Vec<Rc<Name>> = names
            .into_iter()
            .map(|name| Rc::new(Name::new(self.order, name.into(), &mut buffer)))
            .collect();
        fresh.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        fresh.dedup_by(|one, other| one.text == other.text);
        fresh.retain(|name| !self.has(name));
        let count = fresh.len();
        if self.is_empty() {
            self.sorted = Rc::new(fresh);
        } else if count > 0 {
            self.sorted = Rc::new(merged(&self.sorted, fresh));
        }
        count
    }

    fn has(&self, name: &Name) -> bool {
        self.sorted
            .binary_search_by(|known| known.key.cmp(&name.key))
            .is_ok()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The name at a position.
    pub fn get(&self, position: usize) -> Option<&AttrValue> {
        self.sorted.get(position).map(|name| &name.text)
    }

    /// The positions of the names that hold every word of `filter`, whatever its case; `None` for all.
    pub fn matching(&self, filter: &str) -> Option<Rc<[usize]>> {
        let filter = Filter::new(filter);
        if filter.is_empty() {
            return None;
        }
        let fits = |name: &Name| filter.fits(name.folded());
        let positions = self.sorted.iter().enumerate();
        Some(
            positions
                .filter(|(_, name)| fits(name))
                .map(|(position, _)| position)
                .collect(),
        )
    }
}

/// Two lists in order as one.
fn merged(one: &[Rc<Name>], other: Vec<Rc<Name>>) -> Vec<Rc<Name>> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let mut rest = one;
    for name in other {
        let before = rest.partition_point(|known| known.key < name.key);
        let (smaller, larger) = rest.split_at(before);
        all.extend_from_slice(smaller);
        all.push(name);
        rest = larger;
    }
    all.extend_from_slice(rest);
    all
}
