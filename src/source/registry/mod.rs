//! placeholder
/// A registry.
pub struct Registry<T> {
    pub(crate) _t: T,
}
