//! History entries, and which layer belongs to which.

/// One step of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// RFC 3339, as written.
    pub created: Option<String>,
    /// The command.
    pub created_by: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Comment.
    pub comment: Option<String>,
    /// Made no layer.
    pub empty_layer: bool,
}

impl HistoryEntry {
    /// The instruction as a Dockerfile has it: `/bin/sh -c #(nop)  CMD ["sh"]` becomes `CMD ["sh"]`, `/bin/sh -c apk add` becomes
    /// `RUN apk add`, `RUN /bin/sh -c apk add # buildkit` becomes `RUN apk add`. Empty if there is none.
    pub fn instruction(&self) -> String {
        todo!()
    }
}

/// Which layer each entry made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// For each history entry the position of its layer; all `None` if the pairing is faulty.
    pub layers: Vec<Option<usize>>,
    /// What does not fit.
    pub fault: Option<PairingFault>,
}

/// Why history and layers cannot be paired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingFault {
    /// Entries that made a layer.
    pub entries: usize,
    /// Layers there are.
    pub layers: usize,
}

/// Pairs entries with `layers` layers, in order. No history at all is no fault.
pub fn pair(_history: &[HistoryEntry], _layers: usize) -> Pairing {
    todo!()
}

impl Pairing {
    /// The entry that made layer `layer`.
    pub fn entry_of(&self, _layer: usize) -> Option<usize> {
        todo!()
    }
}
