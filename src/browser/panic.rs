//! A panic is a defect of Porthole: it is told to whoever can still show a notice, and the rest of the page goes on.

use std::{
    cell::{Cell, RefCell},
    panic::PanicHookInfo,
};

type Listener = Box<dyn Fn(&str)>;

thread_local! {
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
    static HAPPENED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this module panicked: what is left of it must not speak for the page any more, where a fresh one has taken its place.
pub fn has_happened() -> bool {
    HAPPENED.get()
}

/// A panic hook that calls `listener` with the message, before the module traps. To be set by whoever owns the module: Yew sets one of its
/// own unless it is given this one.
pub fn hook(listener: impl Fn(&str) + 'static) -> Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync> {
    LISTENER.with(|cell| *cell.borrow_mut() = Some(Box::new(listener)));
    Box::new(|info| {
        HAPPENED.set(true);
        let message = info.to_string();
        web_sys::console::error_1(&message.as_str().into());
        LISTENER.with(|cell| {
            // A panic of the listener itself must not ask for it a second time.
            if let Ok(listener) = cell.try_borrow()
                && let Some(listener) = listener.as_ref()
            {
                listener(&message);
            }
        });
    })
}
