//! What was read of tags: kept by tag as long as the page lives, so that nothing is read twice, and by digest, so that siblings are known.

use crate::{
    inspection::tag::TagFacts,
    oci::{Digest, tag_order},
    ui::shared::Shared,
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};
use yew::AttrValue;

/// What is known of a tag.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// What the document says that it names; more is on its way, or was when the row left the view.
    Begun(Shared<TagFacts>),
    /// All of it.
    Read(Shared<TagFacts>),
    /// The document; but not the image or config behind it, for this reason.
    Partial(Shared<TagFacts>, AttrValue),
    /// Not even the document, for this reason.
    Failed(AttrValue),
}

impl Reading {
    /// What is known.
    pub fn facts(&self) -> Option<&Shared<TagFacts>> {
        match self {
            Self::Begun(facts) | Self::Read(facts) | Self::Partial(facts, _) => Some(facts),
            Self::Failed(_) => None,
        }
    }

    /// Why not all is known.
    pub fn reason(&self) -> Option<&AttrValue> {
        match self {
            Self::Begun(_) | Self::Read(_) => None,
            Self::Partial(_, reason) | Self::Failed(reason) => Some(reason),
        }
    }
}

/// The tags of one repository, as far as they were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings {
    by_tag: HashMap<AttrValue, Reading>,
    digests: HashMap<AttrValue, Digest>,
    tags: HashMap<Digest, Vec<AttrValue>>,
}

impl Readings {
    /// What is known of a tag.
    pub fn get(&self, tag: &str) -> Option<&Reading> {
        self.by_tag.get(tag)
    }

    /// Whether a tag needs no reading any more.
    pub fn is_read(&self, tag: &str) -> bool {
        self.get(tag)
            .is_some_and(|reading| !matches!(reading, Reading::Begun(_)))
    }

    /// Takes in what was read of a tag.
    pub fn insert(&mut self, tag: AttrValue, reading: Reading) {
        if let Some(facts) = reading.facts() {
            self.learn(tag.clone(), facts.digest.clone());
        }
        self.by_tag.insert(tag, reading);
    }

    /// Takes in what a tag leads to. A tag that led elsewhere before does so no more.
    pub fn learn(&mut self, tag: AttrValue, digest: Digest) {
        let before = self.digests.insert(tag.clone(), digest.clone());
        if before.as_ref() == Some(&digest) {
            return;
        }
        if let Some(before) = before {
            // What was read of it is of another image.
            self.by_tag.remove(&tag);
            if let Some(tags) = self.tags.get_mut(&before) {
                tags.retain(|other| *other != tag);
            }
        }
        self.tags.entry(digest).or_default().push(tag);
    }

    /// The other tags that are known to lead to this digest, in the order of [`tag_order`].
    pub fn siblings(&self, tag: Option<&str>, digest: &Digest) -> Vec<AttrValue> {
        let tags = self.tags.get(digest).into_iter().flatten();
        let others = tags.filter(|other| Some(other.as_str()) != tag);
        let mut others: Vec<AttrValue> = others.cloned().collect();
        others.sort_by_cached_key(|other| tag_order::key(other));
        others
    }
}

/// What was read in this page, by repository or layout.
#[derive(Debug, Default)]
pub struct Library(RefCell<HashMap<String, Rc<Readings>>>);

impl Library {
    /// What is known of a place.
    pub fn of(&self, place: &str) -> Rc<Readings> {
        self.0.borrow().get(place).cloned().unwrap_or_default()
    }

    /// Keeps what is known of a place.
    pub fn keep(&self, place: String, readings: Rc<Readings>) {
        self.0.borrow_mut().insert(place, readings);
    }

    /// Keeps what a tag leads to.
    pub fn learn(&self, place: String, tag: AttrValue, digest: Digest) {
        let mut places = self.0.borrow_mut();
        Rc::make_mut(places.entry(place).or_default()).learn(tag, digest);
    }
}

/// There is one in a page.
impl PartialEq for Library {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
