//! The images that were looked at last in this browser: their names and nothing else, in `localStorage`, until they are erased.
//!
//! Where a browser keeps nothing for a page (a sandboxed frame, a person's choice) there are none, and nothing fails.

use web_sys::Storage;

/// The name under which they are kept.
const KEY: &str = "porthole-recent";

/// How many are kept.
pub const MOST: usize = 12;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What was kept, latest first. Anything may stand there: whoever shows it checks it.
pub fn names() -> Vec<String> {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok()?);
    let kept = kept.unwrap_or_default();
    let names = kept.lines().filter(|line| !line.is_empty());
    names.take(MOST).map(str::to_owned).collect()
}

/// Puts a name in front, and gives what is kept now.
pub fn add(name: &str) -> Vec<String> {
    let mut names = names();
    names.retain(|other| other != name);
    names.insert(0, name.to_owned());
    names.truncate(MOST);
    if let Some(storage) = storage() {
        // A full storage keeps what it had.
        let _ = storage.set_item(KEY, &names.join("\n"));
    }
    names
}

/// Forgets all of them.
pub fn erase() {
    if let Some(storage) = storage() {
        // Fails never: removing what is not there does nothing.
        let _ = storage.remove_item(KEY);
    }
}
