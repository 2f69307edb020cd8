//! The images that were looked at last, in `localStorage`.

use crate::support::window;
use porthole::browser::recent;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn names_are_kept_latest_first_once_and_few_until_they_are_erased() {
    recent::erase();
    assert_eq!(recent::names(), Vec::<String>::new());
    recent::add("a:1");
    recent::add("b:1");
    assert_eq!(recent::add("a:1"), ["a:1", "b:1"]);
    assert_eq!(recent::names(), ["a:1", "b:1"]);
    for number in 0..2 * recent::MOST {
        recent::add(&format!("n:{number}"));
    }
    let names = recent::names();
    assert_eq!(names.len(), recent::MOST);
    assert_eq!(names[0], format!("n:{}", 2 * recent::MOST - 1));
    let storage = window().local_storage().unwrap().unwrap();
    assert_eq!(storage.length().unwrap(), 1);
    recent::erase();
    assert_eq!(storage.length().unwrap(), 0);
    assert_eq!(recent::names(), Vec::<String>::new());
}
