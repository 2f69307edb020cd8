//! The address bar: what is made absolute, and what a permalink says.

use crate::support::{document, window};
use porthole::{
    browser::{
        address::{self, Permalink},
        transport::BrowserTransport,
    },
    source::Transport,
    ui::navigation::Target,
};
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Puts the address back that the page had.
struct Address(String);

impl Address {
    fn keep() -> Self {
        Self(window().location().href().unwrap())
    }

    fn set(query: &str) {
        let history = window().history().unwrap();
        history
            .replace_state_with_url(&JsValue::NULL, "", Some(query))
            .unwrap();
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        Self::set(&self.0);
    }
}

#[wasm_bindgen_test]
fn urls_become_absolute_against_the_base_of_the_document() {
    let origin = address::origin();
    assert!(origin.starts_with("http://"), "{origin}");
    for (url, want) in [
        ("sample", Some(format!("{origin}/sample"))),
        ("./a/../sample/", Some(format!("{origin}/sample/"))),
        ("/sample?a#b", Some(format!("{origin}/sample?a#b"))),
        ("", Some(format!("{origin}/"))),
        ("//h.example/x", Some("http://h.example/x".to_owned())),
        ("https://h.example", Some("https://h.example/".to_owned())),
        (
            "HTTP://H.example:80/X",
            Some("http://h.example/X".to_owned()),
        ),
        ("http://", None),
        ("http://[::1/", None),
        ("http://h.example:99999/", None),
        ("javascript:alert(1)", None),
        ("data:text/plain,x", None),
        ("blob:http://h.example/x", None),
        ("file:///etc/passwd", None),
        ("ftp://h.example/", None),
    ] {
        assert_eq!(address::resolve(url), want, "{url:?}");
    }
}

#[wasm_bindgen_test]
fn a_layout_may_lie_in_a_file_and_anywhere_else_that_is_fetched_over_http() {
    let origin = address::origin();
    for (url, want) in [
        ("sample", Some(format!("{origin}/sample"))),
        ("file:app.tar", Some("file:app.tar".to_owned())),
        ("javascript:alert(1)", None),
    ] {
        assert_eq!(address::of_layout(url), want, "{url:?}");
    }
}

#[wasm_bindgen_test]
fn urls_become_absolute_against_the_file_that_names_them() {
    let file = "https://page.example/docs/gateways.json?v=1";
    for (url, want) in [
        (
            "_gateway/docker.io",
            Some("https://page.example/docs/_gateway/docker.io"),
        ),
        ("/g/", Some("https://page.example/g/")),
        ("../g", Some("https://page.example/g")),
        ("//g.example/x", Some("https://g.example/x")),
        ("http://g.example:5000", Some("http://g.example:5000/")),
        ("javascript:alert(1)", None),
        ("data:text/plain,x", None),
    ] {
        let found = address::resolve_against(file, url);
        assert_eq!(found.as_deref(), want, "{url:?}");
    }
}

#[wasm_bindgen_test]
fn a_base_element_moves_relative_urls() {
    let base = document().create_element("base").unwrap();
    base.set_attribute("href", "/docs/guide/").unwrap();
    document().head().unwrap().append_child(&base).unwrap();
    let resolved = address::resolve("sample");
    base.remove();
    assert_eq!(
        resolved,
        Some(format!("{}/docs/guide/sample", address::origin()))
    );
}

#[wasm_bindgen_test]
fn a_permalink_is_read_from_the_query() {
    let _address = Address::keep();
    for (query, image, platform) in [
        ("?", None, None),
        ("?image=alpine", Some("alpine"), None),
        (
            "?image=ghcr.io/o/n:1@sha256:ab&platform=linux/arm64/v8",
            Some("ghcr.io/o/n:1@sha256:ab"),
            Some("linux/arm64/v8"),
        ),
        ("?image=a%20b+c&other=1", Some("a b c"), None),
        ("?image=&platform=%20", None, None),
        ("?platform=linux/amd64", None, Some("linux/amd64")),
        ("?image=first&image=second", Some("first"), None),
        ("?image=%zz%ff", Some("%zz\u{fffd}"), None),
    ] {
        Address::set(query);
        let want = Permalink {
            image: image.map(str::to_owned),
            platform: platform.map(str::to_owned),
            ..Permalink::default()
        };
        assert_eq!(address::permalink(), want, "{query}");
    }
}

#[wasm_bindgen_test]
fn a_permalink_may_name_a_repository_or_a_registry() {
    let _address = Address::keep();
    for (query, repository, registry) in [
        (
            "?repository=docker.io/library/alpine",
            Some("docker.io/library/alpine"),
            None,
        ),
        ("?registry=localhost:5000", None, Some("localhost:5000")),
        ("?registry=%20&repository=", None, None),
    ] {
        Address::set(query);
        let want = Permalink {
            repository: repository.map(str::to_owned),
            registry: registry.map(str::to_owned),
            ..Permalink::default()
        };
        assert_eq!(address::permalink(), want, "{query}");
    }
}

#[wasm_bindgen_test]
fn what_is_pushed_is_read_back_unchanged() {
    let _address = Address::keep();
    for image in [
        "docker.io/library/alpine:latest",
        "localhost:5000/a/b@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "oci:https://h.example/a%20b/it's+c:x",
        "a&platform=b#c?d=e%f\"<>\\ \u{202e}漢字🚢",
    ] {
        let target = Target {
            image: image.into(),
            platform: Some("windows/amd64+x".into()),
        };
        address::push(&target.query());
        let want = Permalink {
            image: Some(image.to_owned()),
            platform: Some("windows/amd64+x".to_owned()),
            ..Permalink::default()
        };
        assert_eq!(address::permalink(), want);
    }
}

#[wasm_bindgen_test]
fn the_address_that_is_shown_is_not_pushed_again() {
    let _address = Address::keep();
    let steps = || window().history().unwrap().length().unwrap();
    Address::set("?");
    let before = steps();
    address::push("?image=alpine");
    assert_eq!(steps(), before + 1);
    address::push("?image=alpine");
    assert_eq!(steps(), before + 1);
}

#[wasm_bindgen_test]
fn the_title_is_that_of_the_document() {
    let before = document().title();
    address::set_title("<b> · Porthole");
    assert_eq!(document().title(), "<b> · Porthole");
    address::set_title(&before);
}

#[wasm_bindgen_test]
fn hosts_and_ports_are_compared_in_the_one_spelling_of_the_browser() {
    let transport = BrowserTransport::new(Duration::from_secs(1), |_| ());
    for (written, want) in [
        ("http://127.1:8791/x", Some("http://127.0.0.1:8791/x")),
        ("http://0x7f000001:080/x", Some("http://127.0.0.1/x")),
        ("https://page.example:0443/", Some("https://page.example/")),
        ("https://page%2eexample/", Some("https://page.example/")),
        ("https://1.2.3.4.5/", None),
    ] {
        assert_eq!(transport.canonical(written).as_deref(), want, "{written}");
    }
}
