//! Annotations and labels: ordered pairs of text, image-spec 1.1.1 `annotations.md`.

/// By this an entry of an image layout's index is known: its tag.
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// What an artifact calls one of its blobs, or itself.
pub const TITLE: &str = "org.opencontainers.image.title";

/// Pairs in the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations(pub Vec<(String, String)>);

impl Annotations {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
