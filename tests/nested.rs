//! A platform that an index does not have is looked for in the indexes within it: how deep, how many, and each once.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    inspection::{
        nested::{DEEPEST, Found, MOST, find},
        read_root,
    },
    oci::{Body, Digest},
};
use support::{
    error,
    inspecting::{OCI_INDEX, OCI_MANIFEST, Repository, descriptor, index},
    reference, source,
};

/// An index that the registry does not have.
const MISSING: &str = "missing";

/// An entry for a platform whose manifest nobody reads.
fn image(architecture: &str) -> String {
    let platform = format!(r#","platform":{{"os":"linux","architecture":"{architecture}"}}"#);
    descriptor(OCI_MANIFEST, architecture, &platform)
}

fn entry(index: &str) -> String {
    descriptor(OCI_INDEX, index, "")
}

fn found_in(index: &str) -> Found {
    Found::In(Digest::sha256_of(index.as_bytes()))
}

/// What came of looking for s390x from `outer` on, and how many indexes were read for it.
async fn look(outer: &str, inner: &[String]) -> (Found, usize) {
    let world = inner.iter().fold(
        Repository::default().manifest("1", OCI_INDEX, outer),
        |world, inner| world.manifest("unused", OCI_INDEX, inner),
    );
    look_at(outer, world).await
}

async fn look_at(outer: &str, world: Repository) -> (Found, usize) {
    let missing = Digest::sha256_of(MISSING.as_bytes());
    let missing = format!("https://registry.example/v2/o/n/manifests/{missing}");
    let world = world.world_and(&missing, error(404, "MANIFEST_UNKNOWN", "x"));
    let text = "registry.example/o/n:1";
    let source = source(text, &world);
    let root = read_root(&source, &reference(text)).await.unwrap();
    let Body::Index(read) = &root.document.body else {
        panic!("{outer} is no index");
    };
    let found = find(&source, read, &root.document.digest, "linux/s390x").await;
    // What is missing is asked for in several ways.
    let mut urls = world.urls();
    urls.dedup();
    (found, urls.len() - 1)
}

/// Indexes of which each lists the one before it; the first has s390x.
fn chain(length: usize) -> Vec<String> {
    let mut chain = vec![index(&[image("s390x")])];
    while chain.len() < length {
        chain.push(index(&[image("amd64"), entry(chain.last().unwrap())]));
    }
    chain
}

#[tokio::test]
async fn a_platform_is_found_as_deep_as_is_looked_and_no_deeper() {
    for depth in 1..=DEEPEST {
        let chain = chain(depth);
        let outer = index(&[image("amd64"), entry(chain.last().unwrap())]);
        let found = look(&outer, &chain).await;
        assert_eq!(found, (found_in(&chain[0]), depth), "{depth}");
    }
    let chain = chain(DEEPEST + 1);
    let outer = index(&[entry(chain.last().unwrap())]);
    let found = look(&outer, &chain).await;
    assert_eq!(found, (Found::Nowhere { is_whole: false }, DEEPEST));
}

#[tokio::test]
async fn the_nearest_index_that_has_it_is_named() {
    let deep = index(&[image("s390x")]);
    let first = index(&[image("arm64"), entry(&deep)]);
    let second = index(&[image("s390x"), image("arm64")]);
    let outer = index(&[entry(&first), entry(&second)]);
    let want = (found_in(&second), 2);
    assert_eq!(look(&outer, &[deep, first, second]).await, want);
}

#[tokio::test]
async fn so_many_indexes_are_read_and_no_more() {
    let wide = |number: usize| -> Vec<String> {
        (0..number)
            .map(|at| index(&[image(&format!("a{at}"))]))
            .collect()
    };
    let entries = |indexes: &[String]| indexes.iter().map(|text| entry(text)).collect::<Vec<_>>();
    let most = wide(MOST);
    let found = look(&index(&entries(&most)), &most).await;
    assert_eq!(found, (Found::Nowhere { is_whole: true }, MOST));
    for more in [1, 100] {
        let more = wide(MOST + more);
        let found = look(&index(&entries(&more)), &more).await;
        assert_eq!(found, (Found::Nowhere { is_whole: false }, MOST));
    }
}

#[tokio::test]
async fn no_index_is_read_twice() {
    let shared = index(&[image("arm64")]);
    let first = index(&[entry(&shared), image("amd64")]);
    let second = index(&[entry(&shared), entry(&shared)]);
    let outer = index(&[entry(&first), entry(&second), entry(&first)]);
    let found = look(&outer, &[shared, first, second]).await;
    assert_eq!(found, (Found::Nowhere { is_whole: true }, 3));
}

/// No index can hold its own digest: what leads back to itself is served under another one, and is a mismatch.
#[tokio::test]
async fn an_index_that_leads_back_to_itself_has_an_end() {
    let false_digest = format!("sha256:{}", "5e".repeat(32));
    let looping = index(&[format!(
        r#"{{"mediaType":"{OCI_INDEX}","digest":"{false_digest}","size":1}}"#
    )]);
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &looping)
        .serve(&format!("manifests/{false_digest}"), OCI_INDEX, &looping);
    let found = look_at(&looping, world).await;
    assert_eq!(found, (Found::Nowhere { is_whole: false }, 1));
    // Its own digest is known before anything is read.
    let digest = Digest::sha256_of(looping.as_bytes());
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &looping)
        .world();
    let text = "registry.example/o/n:1";
    let source = source(text, &world);
    let root = read_root(&source, &reference(text)).await.unwrap();
    let Body::Index(read) = &root.document.body else {
        panic!("no index");
    };
    let own: Digest = false_digest.parse().unwrap();
    assert_ne!(own, digest);
    let found = find(&source, read, &own, "linux/s390x").await;
    assert_eq!(found, Found::Nowhere { is_whole: true });
    assert_eq!(world.urls().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let there = index(&[image("arm64")]);
    let nameless = format!(r#"{{"mediaType":"{OCI_INDEX}","size":1}}"#);
    let outer = index(&[entry(MISSING), entry(&there)]);
    let found = look(&outer, std::slice::from_ref(&there)).await;
    assert_eq!(found, (Found::Nowhere { is_whole: false }, 2));
    let outer = index(&[nameless, entry(&there)]);
    let found = look(&outer, &[there]).await;
    assert_eq!(found, (Found::Nowhere { is_whole: false }, 1));
}
