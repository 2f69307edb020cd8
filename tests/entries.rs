//! The manifests behind many entries of an index are read a few at a time, each once, and no further than a registry likes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    inspection::{
        InspectionError, Proof,
        entries::{AT_ONCE, End, is_rate_limit, read_entries},
    },
    oci::{Body, Digest, Document, Index},
};
use std::{cell::RefCell, rc::Rc};
use support::{
    FakeRegistry, error,
    inspecting::{OCI_INDEX, OCI_LAYER, OCI_MANIFEST, Repository, descriptor, index, manifest},
    ok, source,
};

const IMAGE: &str = "registry.example/o/n:1";

fn image(number: usize) -> String {
    let layer = descriptor(OCI_LAYER, &format!("layer {number}"), "");
    manifest("{}", &[layer])
}

fn url_of(manifest: &str) -> String {
    let digest = Digest::sha256_of(manifest.as_bytes());
    format!("https://registry.example/v2/o/n/manifests/{digest}")
}

fn index_of(manifests: &[String]) -> Index {
    let entries = manifests
        .iter()
        .map(|text| descriptor(OCI_MANIFEST, text, ""));
    let text = index(&entries.collect::<Vec<_>>());
    let document = Document::parse(text.as_bytes().into(), Some(OCI_INDEX), None).unwrap();
    match document.body {
        Body::Index(index) => index,
        _ => panic!("{text} is no index"),
    }
}

/// Position, and whether it was read and verified.
type Told = RefCell<Vec<(usize, bool)>>;

#[tokio::test]
async fn each_is_told_as_it_comes_and_what_failed_holds_up_no_other() {
    let manifests: Vec<String> = (0..20).map(image).collect();
    let is_there = |position: usize| position % 5 != 3;
    let numbered = manifests.iter().enumerate();
    let world = numbered.fold(FakeRegistry::new(), |world, (position, text)| {
        let answer = if is_there(position) {
            ok(OCI_MANIFEST, text)
        } else {
            error(404, "MANIFEST_UNKNOWN", "x")
        };
        world.on(&url_of(text), [answer])
    });
    let world = Rc::new(world);
    let told = Told::default();
    let positions: Vec<usize> = (1..20).chain([99]).collect();
    let source = source(IMAGE, &world);
    let index = index_of(&manifests);
    let end = read_entries(&source, &index, &positions, |position, read| {
        let is_verified = read.is_ok_and(|image| image.proof == Proof::Verified);
        told.borrow_mut().push((position, is_verified));
    })
    .await;
    assert_eq!(end, End::Done);
    let mut told = told.take();
    told.sort_unstable();
    let want: Vec<_> = (1..20)
        .map(|position| (position, is_there(position)))
        .collect();
    assert_eq!(told, want);
    // What is not there is asked for in several ways, and not again behind the others.
    let mut urls = world.urls();
    urls.dedup();
    assert_eq!(urls.len(), 19, "each once, and nothing else");
}

#[tokio::test]
async fn a_registry_that_wants_fewer_requests_is_asked_for_no_more() {
    let manifests: Vec<String> = (0..50).map(image).collect();
    let world = manifests.iter().fold(FakeRegistry::new(), |world, text| {
        world.on(&url_of(text), [error(429, "TOOMANYREQUESTS", "x")])
    });
    let world = Rc::new(world);
    let told = RefCell::new(Vec::new());
    let source = source(IMAGE, &world);
    let positions: Vec<usize> = (0..50).collect();
    let end = read_entries(&source, &index_of(&manifests), &positions, |_, read| {
        told.borrow_mut().push(read);
    })
    .await;
    assert_eq!(end, End::RateLimited);
    let told = told.take();
    assert!((1..=AT_ONCE).contains(&told.len()), "{}", told.len());
    for read in told {
        let error = read.unwrap_err();
        assert!(is_rate_limit(&error), "{error}");
    }
}

#[tokio::test]
async fn an_entry_without_a_digest_asks_for_nothing() {
    let document = Document::parse(
        index(&[format!(r#"{{"mediaType":"{OCI_MANIFEST}","size":1}}"#)])
            .as_bytes()
            .into(),
        Some(OCI_INDEX),
        None,
    );
    let Body::Index(index) = document.unwrap().body else {
        panic!("no index");
    };
    let world = Repository::default().world();
    let told = RefCell::new(Vec::new());
    let end = read_entries(&source(IMAGE, &world), &index, &[0], |_, read| {
        told.borrow_mut().push(read.unwrap_err());
    })
    .await;
    assert_eq!(end, End::Done);
    assert!(matches!(
        told.take()[..],
        [InspectionError::NoDigest { .. }]
    ));
    assert_eq!(world.urls(), Vec::<String>::new());
}
