//! A small value in the state of a component: what is chosen, how much is shown.

use yew::prelude::*;

/// Begins with `initial`; setting it to what it is renders nothing.
#[hook]
pub fn use_value<T: Copy + PartialEq + 'static>(initial: T) -> UseStateHandle<T> {
    use_state_eq(move || initial)
}
