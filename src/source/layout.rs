//! placeholder
/// A layout.
pub struct Layout<T> {
    pub(crate) _t: T,
}
