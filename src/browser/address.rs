//! The address of the page: where it was loaded from, and the permalink in its query.

use crate::oci::reference::ARCHIVE;
use wasm_bindgen::JsValue;
use web_sys::{Url, UrlSearchParams, Window};

fn window() -> Window {
    web_sys::window().expect("only pages ask for their address")
}

/// Scheme, host and port of the page: `http://127.0.0.1:8080`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Where the page itself was loaded from, without its query.
pub fn page() -> String {
    let path = window().location().pathname().unwrap_or_default();
    format!("{}{path}", origin())
}

/// Where a layout lies: its URL, absolute; of one in a file that a person opened as it is.
pub fn of_layout(url: &str) -> Option<String> {
    if url.starts_with(ARCHIVE) {
        return Some(url.to_owned());
    }
    resolve(url)
}

/// Makes a URL absolute against the document's base; `None` if it is none, or is not fetched over HTTP.
pub fn resolve(url: &str) -> Option<String> {
    let base = window().document()?.base_uri().ok().flatten()?;
    resolve_against(&base, url)
}

/// Makes a URL absolute against another; `None` if it is none, or is not fetched over HTTP.
pub fn resolve_against(base: &str, url: &str) -> Option<String> {
    let url = Url::new_with_base(url, base).ok()?;
    matches!(url.protocol().as_str(), "http:" | "https:").then(|| url.href())
}

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permalink {
    /// `image`: a reference, as it was written.
    pub image: Option<String>,
    /// `platform`: `os/architecture[/variant]`.
    pub platform: Option<String>,
    /// `repository`: a repository or layout, whose tags are to be listed.
    pub repository: Option<String>,
    /// `registry`: a registry, whose repositories are to be listed.
    pub registry: Option<String>,
}

/// Reads the permalink of the page's address.
pub fn permalink() -> Permalink {
    let query = window().location().search().unwrap_or_default();
    let Ok(parameters) = UrlSearchParams::new_with_str(&query) else {
        return Permalink::default();
    };
    let read = |name: &str| {
        parameters
            .get(name)
            .filter(|value| !value.trim().is_empty())
    };
    Permalink {
        image: read("image"),
        platform: read("platform"),
        repository: read("repository"),
        registry: read("registry"),
    }
}

/// What leads from the document's base to the page, before a query: nothing, unless it has a base of its own.
pub fn before_query() -> String {
    let document = window().document();
    let base = document.and_then(|document| document.query_selector("base").ok()?);
    let path = base.and_then(|_| window().location().pathname().ok());
    path.unwrap_or_default()
}

/// Puts a query (`?image=…`, or none) into the address bar as a new step of the history.
pub fn push(query: &str) {
    let location = window().location();
    if location.search().ok().as_deref() == Some(query) {
        return;
    }
    // With its path: a query alone is one of the document's base, and an empty address that of the page with the query that it has.
    let address = location.pathname().unwrap_or_default() + query;
    super::scroll::leave(&window());
    if let Ok(history) = window().history() {
        // An address that cannot be pushed (a sandboxed frame) is no reason to fail: the page works without.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Puts a query in the place of that in the address bar: it names the same in another way.
pub fn replace(query: &str) {
    let address = window().location().pathname().unwrap_or_default() + query;
    if let Ok(history) = window().history() {
        // As for `push`.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}
