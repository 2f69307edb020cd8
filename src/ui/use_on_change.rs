//! Effects that follow a value, all by one kind of effect: each kind that Yew makes of a value's type weighs a kilobyte.

use std::any::Any;
use yew::prelude::*;

/// What ends an effect; `None` if nothing has to.
pub type Ending = Option<Box<dyn FnOnce()>>;

/// An ending.
pub fn ending(end: impl FnOnce() + 'static) -> Ending {
    Some(Box::new(end))
}

/// Runs `effect` after the first rendering, and after each at which `value` is not what it was. What it returns runs before the next
/// time, and when the component goes.
#[hook]
pub fn use_on_change<T: PartialEq + 'static>(value: T, effect: impl FnOnce() -> Ending + 'static) {
    use_boxed(Watched(Box::new(value)), Box::new(effect));
}

#[hook]
fn use_boxed(value: Watched, effect: Box<dyn FnOnce() -> Ending>) {
    use_effect_with(value, move |_| {
        let ending = effect();
        move || {
            if let Some(end) = ending {
                end();
            }
        }
    });
}

/// A value that can be compared with what may be of another type.
trait Comparable {
    fn as_any(&self) -> &dyn Any;
    fn equals(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Comparable for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

struct Watched(Box<dyn Comparable>);

impl PartialEq for Watched {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(other.0.as_any())
    }
}
