//! History entries, and which layer belongs to which: image-spec 1.1.1 `config.md#properties`, `history`.

mod instruction;

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
    ///
    /// ```
    /// use porthole::oci::HistoryEntry;
    ///
    /// let entry = HistoryEntry {
    ///     created_by: Some("|1 SUFFIX=1 /bin/sh -c touch /tmp/done".to_owned()),
    ///     ..HistoryEntry::default()
    /// };
    /// assert_eq!(entry.instruction(), "RUN touch /tmp/done");
    /// ```
    pub fn instruction(&self) -> String {
        instruction::of_command(self.created_by.as_deref().unwrap_or_default())
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
pub fn pair(history: &[HistoryEntry], layers: usize) -> Pairing {
    let entries = history.iter().filter(|entry| !entry.empty_layer).count();
    if entries != layers && !history.is_empty() {
        return Pairing {
            layers: vec![None; history.len()],
            fault: Some(PairingFault { entries, layers }),
        };
    }
    let mut next = 0..layers;
    let pairs = history
        .iter()
        .map(|entry| if entry.empty_layer { None } else { next.next() });
    Pairing {
        layers: pairs.collect(),
        fault: None,
    }
}

impl Pairing {
    /// The entry that made layer `layer`.
    pub fn entry_of(&self, layer: usize) -> Option<usize> {
        self.layers.iter().position(|paired| *paired == Some(layer))
    }
}
