//! What is known of each layer's bytes, changed by a pure reducer.

use crate::{
    oci::Digest,
    verify::{content::Content, job::Event, layer_state::LayerState, progress::Rate},
};
use std::{collections::HashMap, rc::Rc};
use yew::Reducible;

/// A blob to verify: layers of the same digest and size share one.
#[derive(Clone, Debug, PartialEq)]
pub struct Blob {
    /// Expected digest.
    pub digest: Digest,
    /// Declared size in bytes.
    pub size: Option<u64>,
    /// Whether it may be served elsewhere only: it is not fetched unless it is asked for by itself.
    pub is_foreign: bool,
}

impl Blob {
    /// What tells it from others: the same digest may be declared with another size.
    fn key(&self) -> String {
        format!("{} {:?}", self.digest, self.size)
    }
}

/// The blobs of an image, and what is known of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VerificationState {
    /// The blobs, each once.
    pub blobs: Rc<[Blob]>,
    /// For each layer the position of its blob; `None` for a layer whose digest is none.
    pub blob_of_layer: Rc<[Option<usize>]>,
    /// What is known of each blob.
    pub states: Rc<Vec<LayerState>>,
    /// What each verified blob unpacks to, where somebody wanted to know.
    pub contents: Rc<Vec<Option<Content>>>,
    /// Where the blobs were asked for that could not be read.
    pub addresses: Rc<Vec<(usize, String)>>,
    /// What came of the blobs of other images of the same index.
    known: Rc<Vec<Known>>,
    /// Speed of all reads together.
    pub rate: Rate,
    /// The positions of the blobs that were asked for since nothing was read, each once.
    asked: Vec<usize>,
}

/// What came of a blob.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    key: String,
    state: LayerState,
    content: Option<Content>,
}

/// What happens to a verification.
#[derive(Clone, Debug)]
pub enum Action {
    /// Another image is shown.
    Reset {
        /// Its layers.
        layers: Rc<[Option<Blob>]>,
        /// It is another one of the same index: what is known of a blob is known of it there, too.
        is_same_index: bool,
    },
    /// These blobs are to be read, at this time (milliseconds).
    Queue(Vec<usize>, f64),
    /// A worker says something of a blob, at this time (milliseconds).
    Event(usize, Event, f64),
    /// Where a blob was asked for that could not be read.
    NotRead(usize, String),
    /// What came of a blob, at this time (milliseconds).
    Set(usize, LayerState, f64),
    /// The person does not want to wait.
    Cancel,
}

impl Reducible for VerificationState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        match action {
            Action::Reset {
                layers,
                is_same_index,
            } => {
                let known = if is_same_index {
                    state.into_known()
                } else {
                    Rc::default()
                };
                state = Self::new(&layers).with(known);
            }
            Action::Queue(blobs, now) => {
                let was_running = state.is_running();
                if !was_running {
                    state.asked.clear();
                }
                let asked_before = state.asked.len();
                for blob in blobs {
                    if !state.asked[..asked_before].contains(&blob) {
                        state.asked.push(blob);
                    }
                    if let Some(slot) = Rc::make_mut(&mut state.states).get_mut(blob) {
                        *slot = LayerState::Queued;
                    }
                }
                if !was_running {
                    // What is read again counts from nothing.
                    let bytes_read = state.bytes_read();
                    state.rate = Rate::default();
                    state.rate.observe(bytes_read, now);
                }
            }
            Action::Event(blob, Event::Unpacked { content, .. }, _) => {
                if let Some(slot) = Rc::make_mut(&mut state.contents).get_mut(blob) {
                    *slot = Some(content);
                }
            }
            Action::Event(blob, event, now) => {
                if let Some(slot) = Rc::make_mut(&mut state.states).get_mut(blob) {
                    *slot = std::mem::take(slot).after(&event, now);
                }
                let bytes_read = state.bytes_read();
                state.rate.observe(bytes_read, now);
            }
            Action::NotRead(blob, address) => {
                Rc::make_mut(&mut state.addresses).push((blob, address));
            }
            Action::Set(blob, known, now) => {
                if let Some(slot) = Rc::make_mut(&mut state.states).get_mut(blob) {
                    *slot = known;
                }
                let bytes_read = state.bytes_read();
                state.rate.observe(bytes_read, now);
            }
            Action::Cancel => {
                for slot in Rc::make_mut(&mut state.states) {
                    if slot.is_pending() {
                        *slot = LayerState::Unverified;
                    }
                }
            }
        }
        state.into()
    }
}

fn positions(known: &[Known]) -> HashMap<&str, usize> {
    let mut positions = HashMap::new();
    for (position, known) in known.iter().enumerate() {
        positions.insert(known.key.as_str(), position);
    }
    positions
}

impl VerificationState {
    fn new(layers: &[Option<Blob>]) -> Self {
        let mut blobs: Vec<Blob> = Vec::new();
        let keys: Vec<Option<String>> = layers
            .iter()
            .map(|layer| layer.as_ref().map(Blob::key))
            .collect();
        let mut positions: HashMap<&str, usize> = HashMap::new();
        let blob_of_layer = layers
            .iter()
            .zip(&keys)
            .map(|(layer, key)| {
                let next = blobs.len();
                let position = *positions.entry(key.as_deref()?).or_insert(next);
                if position == next {
                    blobs.push(layer.clone()?);
                }
                Some(position)
            })
            .collect();
        let states = Rc::new(vec![LayerState::Unverified; blobs.len()]);
        let contents = Rc::new(vec![None; blobs.len()]);
        Self {
            blobs: blobs.into(),
            blob_of_layer,
            states,
            contents,
            addresses: Rc::default(),
            known: Rc::default(),
            rate: Rate::default(),
            asked: Vec::new(),
        }
    }

    /// What came of all blobs: verdicts, and nothing that failed or was not read to its end.
    fn into_known(self) -> Rc<Vec<Known>> {
        let outcomes = self.states.iter().zip(self.contents.iter());
        let outcomes = self.blobs.iter().zip(outcomes);
        let judged = outcomes.filter(|(_, (state, _))| state.is_verdict());
        let judged = judged.map(|(blob, (state, content))| Known {
            key: blob.key(),
            state: state.clone(),
            content: content.clone(),
        });
        let mut known: Vec<Known> = judged.collect();
        let positions = positions(&known);
        let others = self.known.iter();
        let others = others.filter(|other| !positions.contains_key(other.key.as_str()));
        let others: Vec<Known> = others.cloned().collect();
        known.extend(others);
        known.into()
    }

    fn with(mut self, known: Rc<Vec<Known>>) -> Self {
        let positions = positions(&known);
        for (position, blob) in self.blobs.iter().enumerate() {
            if let Some(found) = positions.get(&*blob.key()) {
                Rc::make_mut(&mut self.states)[position] = known[*found].state.clone();
                Rc::make_mut(&mut self.contents)[position] = known[*found].content.clone();
            }
        }
        self.known = known;
        self
    }

    /// For each blob the first layer that is it.
    pub fn layer_of_blob(&self) -> Vec<usize> {
        let mut found = vec![0; self.blobs.len()];
        for (layer, blob) in self.blob_of_layer.iter().enumerate().rev() {
            if let Some(slot) = blob.and_then(|blob| found.get_mut(blob)) {
                *slot = layer;
            }
        }
        found
    }

    /// What is known of a layer.
    pub fn layer(&self, layer: usize) -> &LayerState {
        let blob = self.blob_of_layer.get(layer).copied().flatten();
        blob.and_then(|blob| self.states.get(blob))
            .unwrap_or(&LayerState::Unverified)
    }

    /// What a verified layer unpacks to, if that is known.
    pub fn content(&self, layer: usize) -> Option<&Content> {
        let blob = self.blob_of_layer.get(layer).copied().flatten()?;
        // What another read of it brought counts no more.
        let is_verified = matches!(self.states.get(blob)?, LayerState::Verified { .. });
        self.contents.get(blob)?.as_ref().filter(|_| is_verified)
    }

    /// Where a layer was asked for that could not be read.
    pub fn address(&self, layer: usize) -> Option<&str> {
        let blob = self.blob_of_layer.get(layer).copied().flatten()?;
        let mut addresses = self.addresses.iter().rev();
        let (_, address) = addresses.find(|(other, _)| *other == blob)?;
        Some(address)
    }

    /// Of each layer whether it was asked for when something was last to be read.
    pub fn asked_layers(&self) -> Vec<bool> {
        let mut is_asked = vec![false; self.blobs.len()];
        for blob in &self.asked {
            if let Some(is_asked) = is_asked.get_mut(*blob) {
                *is_asked = true;
            }
        }
        let layers = self.blob_of_layer.iter();
        layers
            .map(|blob| blob.is_some_and(|blob| is_asked.get(blob) == Some(&true)))
            .collect()
    }

    /// The blobs that were asked for when something was last to be read, and what is known of them.
    pub fn asked_blobs(&self) -> impl Iterator<Item = (&Blob, &LayerState)> {
        let asked = self.asked.iter();
        asked.filter_map(|blob| Some((self.blobs.get(*blob)?, self.states.get(*blob)?)))
    }

    /// Whether anything is being read or waits for it.
    pub fn is_running(&self) -> bool {
        self.states.iter().any(LayerState::is_pending)
    }

    /// Bytes read of all blobs that were asked for.
    pub fn bytes_read(&self) -> u64 {
        self.states
            .iter()
            .map(LayerState::bytes_read)
            .fold(0, u64::saturating_add)
    }

    /// Declared bytes that are still to be read; `None` if a blob that is to be read has no size.
    pub fn bytes_left(&self) -> Option<u64> {
        let blobs = self.states.iter().zip(self.blobs.iter());
        let mut pending = blobs.filter(|(state, _)| state.is_pending());
        pending.try_fold(0_u64, |left, (state, blob)| {
            Some(left.saturating_add(blob.size?.saturating_sub(state.bytes_read())))
        })
    }

    /// The blobs that *Verify all* asks for: those of which nothing is known, or all, if everything is known. Foreign ones only if there are
    /// no others.
    pub fn to_verify(&self) -> Vec<usize> {
        let ours: Vec<usize> = (0..self.blobs.len())
            .filter(|position| {
                self.blobs
                    .get(*position)
                    .is_some_and(|blob| !blob.is_foreign)
            })
            .collect();
        let wanted = if ours.is_empty() {
            (0..self.blobs.len()).collect()
        } else {
            ours
        };
        let open = |position: &usize| {
            self.states.get(*position).is_some_and(|state| {
                !matches!(state, LayerState::Verified { .. }) && !state.is_pending()
            })
        };
        let unknown: Vec<usize> = wanted.iter().copied().filter(open).collect();
        if unknown.is_empty() && !self.is_running() {
            wanted
        } else {
            unknown
        }
    }
}
