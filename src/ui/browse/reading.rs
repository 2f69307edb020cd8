//! What was read of tags: kept by tag as long as the page lives, so that nothing is read twice, and by digest, so that siblings are known.

use crate::{
    inspection::tag::TagFacts,
    oci::{Digest, tag_order},
    ui::shared::Shared,
};
use std::{cell::RefCell, rc::Rc};
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

/// The tags of one repository, as far as they were read: so few that a list is searched as fast as anything else, and is less to load.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings(Vec<Rc<KnownTag>>);

#[derive(Clone, Debug, PartialEq)]
struct KnownTag {
    tag: AttrValue,
    /// What it leads to.
    digest: Option<Digest>,
    reading: Option<Reading>,
}

impl Readings {
    fn known(&self, tag: &str) -> Option<&KnownTag> {
        self.0
            .iter()
            .find(|known| known.tag == tag)
            .map(|known| &**known)
    }

    /// What is known of a tag.
    pub fn get(&self, tag: &str) -> Option<&Reading> {
        self.known(tag)?.reading.as_ref()
    }

    /// Whether a tag needs no reading any more.
    pub fn is_read(&self, tag: &str) -> bool {
        self.get(tag)
            .is_some_and(|reading| !matches!(reading, Reading::Begun(_)))
    }

    /// Takes in what was read of a tag.
    pub fn insert(&mut self, tag: AttrValue, reading: Reading) {
        let digest = match reading.facts() {
            Some(facts) => Some(facts.digest.clone()),
            None => self.known(&tag).and_then(|known| known.digest.clone()),
        };
        self.put(KnownTag {
            tag,
            digest,
            reading: Some(reading),
        });
    }

    /// Takes in what a tag leads to. What was read of a tag that led elsewhere is of another image.
    pub fn learn(&mut self, tag: AttrValue, digest: Digest) {
        let known = self.known(&tag);
        let is_same = known.is_some_and(|known| known.digest.as_ref() == Some(&digest));
        if !is_same {
            self.put(KnownTag {
                tag,
                digest: Some(digest),
                reading: None,
            });
        }
    }

    /// Forgets what could not be read, so that it is tried again.
    pub fn forget_failures(&mut self) {
        for known in &mut self.0 {
            if known.reading.as_ref().and_then(Reading::reason).is_some() {
                Rc::make_mut(known).reading = None;
            }
        }
    }

    fn put(&mut self, known: KnownTag) {
        let known = Rc::new(known);
        match self.0.iter_mut().find(|other| other.tag == known.tag) {
            Some(other) => *other = known,
            None => self.0.push(known),
        }
    }

    /// The other tags that are known to lead to this digest, in the order in which tags are shown.
    pub fn siblings(&self, tag: Option<&str>, digest: &Digest) -> Vec<AttrValue> {
        let known = self.0.iter();
        let siblings = known.filter(|known| {
            known.digest.as_ref() == Some(digest) && Some(known.tag.as_str()) != tag
        });
        // They are few.
        let mut sorted: Vec<(Box<[u8]>, AttrValue)> = Vec::new();
        for known in siblings {
            let key = tag_order::key(&known.tag);
            let at = sorted.partition_point(|(other, _)| *other < key);
            sorted.insert(at, (key, known.tag.clone()));
        }
        sorted.into_iter().map(|(_, tag)| tag).collect()
    }
}

/// What was read in this page, by repository or layout.
#[derive(Debug, Default)]
pub struct Library {
    places: RefCell<Vec<(String, Rc<Readings>)>>,
    /// What the names of a place were filtered by, as it was left.
    filters: RefCell<Vec<(String, String)>>,
}

impl Library {
    /// What the names of a place were filtered by last.
    pub fn filter(&self, place: &str) -> String {
        let filters = self.filters.borrow();
        let known = filters.iter().find(|(other, _)| other == place);
        known.map(|(_, filter)| filter.clone()).unwrap_or_default()
    }

    /// Keeps what the names of a place are filtered by: who comes back finds them as they were.
    pub fn keep_filter(&self, place: String, filter: String) {
        let mut filters = self.filters.borrow_mut();
        filters.retain(|(other, _)| *other != place);
        filters.push((place, filter));
    }

    /// What is known of a place.
    pub fn of(&self, place: &str) -> Rc<Readings> {
        let places = self.places.borrow();
        let known = places.iter().find(|(other, _)| other == place);
        known
            .map(|(_, readings)| Rc::clone(readings))
            .unwrap_or_default()
    }

    /// Keeps what is known of a place.
    pub fn keep(&self, place: String, readings: Rc<Readings>) {
        let mut places = self.places.borrow_mut();
        match places.iter_mut().find(|(other, _)| *other == place) {
            Some((_, known)) => *known = readings,
            None => places.push((place, readings)),
        }
    }

    /// Keeps what a tag leads to.
    pub fn learn(&self, place: String, tag: AttrValue, digest: Digest) {
        let mut readings = self.of(&place);
        Rc::make_mut(&mut readings).learn(tag, digest);
        self.keep(place, readings);
    }
}

/// There is one in a page.
impl PartialEq for Library {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
