//! The files of an image are those that umoci unpacks, and the files of a layer those that its archive has.

use crate::unpacking::{GZIP_LAYER, gzip, inspect};
use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::shared_registry,
    page::Part,
    registry::{Format, Registry},
    sha256, site, tool,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::symlink,
    path::Path,
};
use tempfile::TempDir;

const TAR: &str = "application/vnd.oci.image.layer.v1.tar";

/// An image of three layers by umoci, of which the upper ones replace and remove what the lower ones have; and what it unpacks to.
pub struct Unpacked {
    pub registry: Registry,
    folder: TempDir,
}

impl Unpacked {
    pub const NAME: &str = "with/removals:latest";

    pub fn make() -> Self {
        let folder = tempfile::tempdir_in(end_to_end::output()).expect("a folder");
        let umoci = |arguments: &[&str]| tool::run_in(folder.path(), "umoci", arguments);
        umoci(&["init", "--layout", "layout"]);
        umoci(&["new", "--image", "layout:tag"]);
        let write = |root: &Path, path: &str, content: &str| {
            let file = root.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, content).expect("a file");
        };
        let steps: [&dyn Fn(&Path); 3] = [
            &|root| {
                write(root, "etc/os-release", "ID=test\n");
                write(root, "etc/old.conf", "a = 1\n");
                write(root, "opt/tool/bin/run", "#!/bin/sh\n");
                write(root, "opt/tool/README", "Read me\n");
                write(root, "srv/data", "0123456789");
                write(root, "srv/a <b>name</b> & \u{202e}more", "x");
                symlink("../etc/os-release", root.join("srv/link")).expect("a link");
                fs::hard_link(root.join("srv/data"), root.join("srv/same")).expect("a link");
            },
            &|root| {
                fs::remove_file(root.join("etc/old.conf")).expect("a file");
                fs::remove_dir_all(root.join("opt/tool")).expect("a folder");
                write(root, "opt/tool", "now a file\n");
                write(root, "etc/new.conf", "b = 2\n");
            },
            &|root| {
                write(root, "etc/os-release", "ID=other\n");
                fs::remove_dir_all(root.join("srv")).expect("a folder");
                write(root, "srv/only", "this\n");
            },
        ];
        for (number, step) in steps.iter().enumerate() {
            let bundle = format!("bundle-{number}");
            umoci(&["unpack", "--rootless", "--image", "layout:tag", &bundle]);
            step(&folder.path().join(&bundle).join("rootfs"));
            umoci(&["repack", "--image", "layout:tag", &bundle]);
        }
        umoci(&["unpack", "--rootless", "--image", "layout:tag", "whole"]);
        let registry = Registry::start();
        let source = format!("oci:{}:tag", folder.path().join("layout").display());
        registry.push(&source, Self::NAME, Format::Oci);
        Self { registry, folder }
    }

    /// Path, type and size of everything in it.
    fn files(&self) -> BTreeSet<(String, String, String)> {
        let root = self.folder.path().join("whole/rootfs");
        let list = tool::run_in(
            &root,
            "find",
            &[".", "-mindepth", "1", "-printf", "%P\\t%y\\t%s\\n"],
        );
        let line = |line: &str| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().expect("a field").to_owned();
            let (path, kind, size) = (next(), next(), next());
            match kind.as_str() {
                "d" => (path, "directory".to_owned(), String::new()),
                "l" => (path, "symlink".to_owned(), "0".to_owned()),
                _ => (path, "file".to_owned(), size),
            }
        };
        list.lines().map(line).collect()
    }
}

/// Opens all folders.
async fn open_all(browser: &Browser) {
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const closed = root.querySelector('[part=file-toggle][aria-expanded=false]');
        closed?.click();
        return closed === null";
    browser
        .wait_for("open folders", async || {
            browser.run::<bool>(script, vec![]).await.then_some(())
        })
        .await;
}

fn described(rows: &[Part]) -> BTreeSet<(String, String, String)> {
    let row = |row: &Part| {
        let kind = row.attribute("data-type").to_owned();
        let size = match kind.as_str() {
            "directory" => String::new(),
            _ => row.attribute("data-size").to_owned(),
        };
        (row.attribute("data-path").to_owned(), kind, size)
    };
    rows.iter().map(row).collect()
}

pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        archive
            .append_data(&mut header, path, content.as_bytes())
            .expect("an entry");
    }
    archive.into_inner().expect("an archive")
}

pub async fn choose(browser: &Browser, layer: &str) {
    let script = "
        const select = document.querySelector('porthole-image').shadowRoot.querySelector('[part=file-layer]');
        select.value = arguments[0];
        select.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
        return null";
    browser.run::<Option<()>>(script, vec![layer.into()]).await;
}

#[tokio::test]
async fn the_files_of_an_image_are_those_that_umoci_unpacks() {
    let unpacked = Unpacked::make();
    let browser = Browser::inspect(&unpacked.registry.reference(Unpacked::NAME)).await;
    assert_eq!(browser.parts("file").await, []);
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    assert_eq!(browser.parts("list-files-button").await, []);
    open_all(&browser).await;
    let rows = browser.parts("file").await;
    assert_eq!(described(&rows), unpacked.files());
    // Each from the layer that wrote it last.
    let layers = browser.parts("layer").await;
    let layer_of: BTreeMap<&str, usize> = rows
        .iter()
        .map(|row| {
            let digest = row.attribute("data-layer");
            let layer = layers
                .iter()
                .position(|layer| layer.attribute("data-digest") == digest);
            (row.attribute("data-path"), layer.expect("a layer"))
        })
        .collect();
    for (path, want) in [
        ("etc/new.conf", 1),
        ("etc/os-release", 2),
        ("opt/tool", 1),
        ("srv/only", 2),
    ] {
        assert_eq!(layer_of[path], want, "{path}");
    }
    assert!(
        browser
            .text("files-hidden")
            .await
            .contains("which later layers replace or remove")
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_alone_shows_its_own_files_and_what_it_removes() {
    let unpacked = Unpacked::make();
    let browser = Browser::inspect(&unpacked.registry.reference(Unpacked::NAME)).await;
    browser.click("verify-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    choose(&browser, "0").await;
    open_all(&browser).await;
    let names = |rows: &[Part]| -> BTreeSet<(String, String)> {
        described(rows)
            .into_iter()
            .map(|(path, kind, _)| (path, kind))
            .collect()
    };
    let pair = |path: &str, kind: &str| (path.to_owned(), kind.to_owned());
    let rows = browser.parts("file").await;
    let found = names(&rows);
    for want in [
        pair("etc/old.conf", "file"),
        pair("opt/tool/README", "file"),
        pair("srv/link", "symlink"),
        // Names are text, and what deceives in them is named.
        pair("srv/a <b>name</b> & \u{202e}more", "file"),
    ] {
        assert!(found.contains(&want), "no {want:?} in {found:?}");
    }
    // umoci takes the names of a file in the order of the folder: one of them is the file, the other a link to it.
    let kinds: BTreeSet<&str> = rows
        .iter()
        .filter(|row| ["srv/data", "srv/same"].contains(&row.attribute("data-path")))
        .map(|row| row.attribute("data-type"))
        .collect();
    assert_eq!(kinds, BTreeSet::from(["file", "hardlink"]));
    choose(&browser, "1").await;
    open_all(&browser).await;
    let found = names(&browser.parts("file").await);
    assert!(
        found.contains(&pair("etc/old.conf", "removed")),
        "{found:?}"
    );
    assert!(found.contains(&pair("etc/new.conf", "file")), "{found:?}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_filter_finds_paths_in_folders_that_are_closed() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    browser.type_into("file-filter", "ETC mime").await;
    let paths = |rows: &[Part]| -> Vec<String> {
        rows.iter()
            .map(|row| row.attribute("data-path").to_owned())
            .collect()
    };
    let rows = browser
        .wait_parts("file", |rows| paths(rows) == ["etc/mime.types"])
        .await;
    assert!(rows[0].text.contains("etc/mime.types"), "{}", rows[0].text);
    // What is typed is answered where it is announced.
    let total = browser.text("files-total").await;
    assert!(total.starts_with("1 found; "), "{total}");
    browser.type_into("file-filter", "no such file").await;
    browser.wait_parts("file", <[Part]>::is_empty).await;
    let total = browser.text("files-total").await;
    assert!(total.starts_with("0 found; "), "{total}");
    assert!(browser.text("files").await.contains("Nothing matches."));
}

#[tokio::test]
async fn every_kind_of_image_has_its_files_and_artifacts_that_are_no_archives_have_none() {
    for name in [
        "formats/oci",
        "formats/schema2",
        "formats/zstd",
        "formats/schema1",
        "multi/index",
    ] {
        let browser = Browser::inspect(&shared_registry().reference(name)).await;
        browser.click("list-files-button").await;
        browser.wait_parts("file", |files| !files.is_empty()).await;
        open_all(&browser).await;
        let paths: Vec<String> = browser
            .parts("file")
            .await
            .iter()
            .map(|row| row.attribute("data-path").to_owned())
            .collect();
        assert_eq!(
            paths,
            ["etc", "etc/os-release", "usr", "usr/bin", "usr/bin/hello"],
            "{name}"
        );
        assert_eq!(browser.notices().await, Vec::<String>::new(), "{name}");
        browser.assert_quiet().await;
    }
    let browser = Browser::inspect(&shared_registry().reference("artifact")).await;
    assert_eq!(browser.parts("files").await, []);
}

#[tokio::test]
async fn a_layer_whose_files_cannot_be_listed_says_why() {
    let server = FaultServer::start();
    let whole = archive(&[("kept", "1"), ("lost", "2")]);
    let cut = whole[..1200].to_vec();
    let layers = [
        (TAR, whole.clone(), sha256(&whole)),
        (TAR, cut.clone(), sha256(&cut)),
        (TAR, b"no tar at all".to_vec(), sha256(b"no tar at all")),
    ];
    let browser = inspect(&server, &layers).await;
    let digest = browser.parts("layer").await[0]
        .attribute("data-digest")
        .to_owned();
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    let faults = |parts: Vec<Part>| parts.into_iter().map(|part| part.text).collect::<Vec<_>>();
    assert_eq!(
        faults(browser.parts("file-fault").await),
        [
            "Layer 2: it ends in the middle of an entry, at byte 1200; what comes before is listed.",
            "Layer 3: it is no tar archive.",
        ]
    );
    browser.assert_quiet().await;
    // Bytes that are not the layer's are not listed.
    server.change(&digest, 1, |answer| answer.altered_at(600));
    let browser = Browser::inspect(&server.reference("image")).await;
    browser.click("list-files-button").await;
    browser
        .wait_parts("file-fault", |faults| faults.len() == 3)
        .await;
    assert_eq!(
        faults(browser.parts("file-fault").await)[0],
        "Layer 1: not listed, since its bytes are not those that the manifest names."
    );
}

#[tokio::test]
async fn nothing_is_counted_of_an_image_none_of_whose_layers_can_be_listed() {
    let server = FaultServer::start();
    let bytes = b"no tar at all".to_vec();
    let browser = inspect(&server, &[(TAR, bytes.clone(), sha256(&bytes))]).await;
    browser.click("list-files-button").await;
    let faults = browser
        .wait_parts("file-fault", |faults| !faults.is_empty())
        .await;
    assert_eq!(faults[0].text, "Layer 1: it is no tar archive.");
    assert_eq!(browser.parts("files-total").await[0].text, "");
    assert_eq!(browser.parts("file-filter").await, []);
    browser.assert_quiet().await;
    // That a layer is empty is known.
    let empty = archive(&[]);
    let browser = inspect(&server, &[(TAR, empty.clone(), sha256(&empty))]).await;
    browser.click("list-files-button").await;
    browser
        .wait_parts("files-total", |parts| parts[0].text == "0 files, 0 B")
        .await;
    browser.assert_quiet().await;
}

/// Clicks the name of a file.
pub async fn look(browser: &Browser, path: &str) {
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const rows = [...root.querySelectorAll('[part=file]')];
        rows.find((row) => row.dataset.path === arguments[0]).querySelector('[part=file-open]').click();
        return null";
    browser.run::<Option<()>>(script, vec![path.into()]).await;
}

#[tokio::test]
async fn a_file_is_shown_with_the_bytes_that_the_layer_has() {
    let unpacked = Unpacked::make();
    let browser = Browser::inspect(&unpacked.registry.reference(Unpacked::NAME)).await;
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    open_all(&browser).await;
    for (path, want) in [
        ("etc/os-release", "ID=other\n"),
        ("etc/new.conf", "b = 2\n"),
        ("srv/only", "this\n"),
    ] {
        look(&browser, path).await;
        browser
            .wait_parts("file-content", |parts| {
                parts.len() == 1 && parts[0].text == want
            })
            .await;
        let digest = browser.parts("file-digest").await;
        assert_eq!(
            digest[0].attribute("data-digest"),
            sha256(want.as_bytes()),
            "{path}"
        );
        assert_eq!(digest[0].text, sha256(want.as_bytes()));
    }
    // The last one counts, whatever was asked for before and is still being read.
    look(&browser, "etc/os-release").await;
    look(&browser, "etc/new.conf").await;
    browser
        .wait_parts("file-content", |parts| {
            parts.len() == 1 && parts[0].text == "b = 2\n"
        })
        .await;
    // Their layers were read again, and are verified again.
    assert_eq!(browser.wait_layers().await, ["verified"; 3]);
    look(&browser, "etc/new.conf").await;
    browser.wait_parts("file-content", <[Part]>::is_empty).await;
    // What one layer has is its own, whatever came later.
    choose(&browser, "0").await;
    open_all(&browser).await;
    look(&browser, "etc/os-release").await;
    browser
        .wait_parts("file-content", |parts| {
            parts.len() == 1 && parts[0].text == "ID=test\n"
        })
        .await;
    assert_eq!(
        browser.accessibility_violations().await,
        Vec::<String>::new()
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_file_is_shown_of_a_layer_that_was_allowed_to_be_large() {
    let server = FaultServer::start();
    let layer = archive(&[("note", "read me\n"), ("zeros", &"0".repeat(3_000_000))]);
    let browser = inspect(&server, &[(GZIP_LAYER, gzip(&layer), sha256(&layer))]).await;
    let script = "document.querySelector('porthole-image').setAttribute('unpack-limit', '1000000')";
    browser.run::<()>(script, vec![]).await;
    browser.click("list-files-button").await;
    browser
        .wait_parts("file-fault", |found| !found.is_empty())
        .await;
    browser.click("verify-layer-button").await;
    browser.wait_parts("file", |files| files.len() == 2).await;
    look(&browser, "note").await;
    browser
        .wait_parts("file-content", |parts| {
            parts.len() == 1 && parts[0].text == "read me\n"
        })
        .await;
    assert_eq!(browser.parts("file").await.len(), 2);
    assert_eq!(browser.parts("file-fault").await, []);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_no_text_is_shown_in_hexadecimal_and_hostile_text_is_marked() {
    let server = FaultServer::start();
    let layer = archive(&[
        ("binary", "\0\u{1}\u{2}binary"),
        ("empty", ""),
        ("hostile", "<script>alert(1)</script> \u{202e}txt.exe"),
        ("long", &"0123456789abcdef".repeat(20_000)),
    ]);
    let browser = inspect(&server, &[(TAR, layer.clone(), sha256(&layer))]).await;
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| files.len() == 4).await;
    let content = async |path: &str| {
        look(&browser, path).await;
        let parts = browser
            .wait_parts("file-content", |parts| !parts.is_empty())
            .await;
        let status = browser.parts("file-status").await;
        let status = status.into_iter().map(|part| part.text).collect::<String>();
        look(&browser, path).await;
        browser.wait_parts("file-content", <[Part]>::is_empty).await;
        (parts[0].text.clone(), status)
    };
    let (text, status) = content("binary").await;
    assert!(
        text.starts_with("00000000  00 01 02 62 69 6e 61 72  79"),
        "{text}"
    );
    assert_eq!(status, "No text: in hexadecimal.");
    assert_eq!(
        content("empty").await,
        (String::new(), "The file is empty.".to_owned())
    );
    let (text, status) = content("hostile").await;
    assert_eq!(
        (text.as_str(), status.as_str()),
        ("<script>alert(1)</script> \u{202e}txt.exe", "")
    );
    let (text, status) = content("long").await;
    assert_eq!(text.len(), 262_144);
    assert_eq!(status, "The first 262,144 bytes are shown, Save has all.");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_file_whose_layer_is_not_to_be_had_any_more_says_so() {
    let server = FaultServer::start();
    let layer = archive(&[("file", "content")]);
    let browser = inspect(&server, &[(TAR, layer.clone(), sha256(&layer))]).await;
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| files.len() == 1).await;
    server.change(&sha256(&layer), 1, |_| {
        Answer::new(404, "text/plain", "gone")
    });
    look(&browser, "file").await;
    let is_over = |parts: &[Part]| parts.first().is_some_and(|part| part.text.contains("404"));
    let status = browser.wait_parts("file-status", is_over).await;
    assert_eq!(status[0].text, "The server answered 404.");
    // What was known of it stays, and it can be tried again.
    assert_eq!(browser.parts("file").await.len(), 1);
    assert_eq!(browser.parts("file-fault").await, []);
    look(&browser, "file").await;
    look(&browser, "file").await;
    browser
        .wait_parts("file-content", |parts| {
            parts.len() == 1 && parts[0].text == "content"
        })
        .await;
    browser.assert_quiet().await;
}

/// An element in the place of the page's own.
async fn element(attributes: &str) -> Browser {
    let browser = Browser::at(&site::home()).await;
    let script = "
        const place = document.createElement('div');
        place.innerHTML = `<porthole-image image=\"oci:sample\" ${arguments[0]}></porthole-image>`;
        document.querySelector('porthole-image').replaceWith(place);
        return null";
    browser
        .run::<Option<()>>(script, vec![attributes.into()])
        .await;
    browser.wait_state("ready").await;
    browser
}

#[tokio::test]
async fn an_element_whose_layers_are_not_to_be_verified_offers_no_files() {
    let browser = element("verify=\"none\" view=\"summary files\"").await;
    let files = browser.wait_parts("files", |parts| !parts.is_empty()).await;
    assert!(!files[0].visible);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_element_may_show_the_files_alone() {
    let browser = element("view=\"files\"").await;
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    assert_eq!(browser.parts("layers").await, []);
    browser.assert_quiet().await;
}
