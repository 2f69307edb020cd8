//! Files with images that a person opens or drops: written by skopeo and tar, read by the page, which asks nobody for anything.

use crate::report;
use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{images, shared_registry},
    output, site,
    tool::{run, run_in},
};
use serde_json::Value;
use std::{fs, path::PathBuf, sync::LazyLock};

/// The files, by name.
///
/// | name | what |
/// |---|---|
/// | `oci.tar` | the image for amd64 as skopeo's `oci-archive` |
/// | `docker.tar`, `docker.tar.gz` | the same as its `docker-archive`, and compressed as a whole |
/// | `layout.tar` | all images: a folder with an OCI image layout |
fn file(name: &str) -> PathBuf {
    static FILES: LazyLock<PathBuf> = LazyLock::new(|| {
        let (folder, images) = (output().join("archives"), images());
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the files of an earlier run");
        }
        fs::create_dir_all(&folder).expect("a folder for files");
        let copy = |form: &str, file: &str| {
            let to = format!("{form}:{}:example.org/app:1.4", folder.join(file).display());
            run("skopeo", &["copy", "--quiet", &images.oci("amd64"), &to]);
        };
        copy("oci-archive", "oci.tar");
        copy("docker-archive", "docker.tar");
        run_in(&folder, "gzip", &["--keep", "docker.tar"]);
        let layout = images.layout();
        let parent = layout.parent().expect("a folder of images");
        let archive = folder.join("layout.tar").display().to_string();
        run_in(parent, "tar", &["--create", "--file", &archive, "layout"]);
        folder
    });
    FILES.join(name)
}

/// A file of one test, which may be written over.
fn own_file(name: &str, content: &[u8]) -> PathBuf {
    let path = file(name);
    fs::write(&path, content).expect("a file");
    path
}

/// The page as it is opened.
async fn page() -> Browser {
    let browser = Browser::watched().await;
    browser.go(&site::address("oci:sample")).await;
    browser.wait_state("ready").await;
    browser
}

/// Opens a file as a person does, and waits for what comes of it.
async fn open(browser: &Browser, path: &std::path::Path, state: &str) {
    let script = "
        const host = document.querySelector('porthole-image');
        window.before = host.dataset.state;
        host.dataset.state = 'asked';
        return host.shadowRoot.querySelector('[part~=archive-file]')";
    let input = browser.element(script, vec![]).await.expect("the button");
    input
        .send_keys(&path.display().to_string())
        .await
        .expect("a file is chosen");
    browser.wait_state(state).await;
}

/// What skopeo says of an image.
fn inspect(image: &str, more: &[&str]) -> Value {
    let arguments = [&["inspect"], more, &[image]].concat();
    serde_json::from_str(&run("skopeo", &arguments)).expect("JSON of skopeo")
}

/// The digests of all layers, once all of them are verified.
async fn verified(browser: &Browser) -> Vec<String> {
    browser.click("verify-button").await;
    let layers = browser
        .wait_parts("layer", |layers| {
            let is_verified =
                |layer: &end_to_end::page::Part| layer.attribute("data-state") == "verified";
            !layers.is_empty() && layers.iter().all(is_verified)
        })
        .await;
    let digest = |layer: &end_to_end::page::Part| layer.attribute("data-digest").to_owned();
    layers.iter().map(digest).collect()
}

fn layers(inspected: &Value) -> Vec<&str> {
    let layers = inspected["Layers"].as_array().expect("layers");
    layers.iter().filter_map(Value::as_str).collect()
}

/// Asserts that the page and its workers asked nobody but the site that they come from.
async fn assert_private(browser: &Browser) {
    let site = site::address("");
    let origin = site.split('/').take(3).collect::<Vec<_>>().join("/");
    for request in browser.requests().await {
        let is_own = request.starts_with(&origin) || request.starts_with("blob:");
        assert!(is_own, "{request}");
    }
}

#[tokio::test]
async fn a_layout_in_a_file_is_shown_and_verified_as_skopeo_knows_it() {
    let (browser, path) = (page().await, file("oci.tar"));
    open(&browser, &path, "ready").await;
    let image = format!("oci-archive:{}", path.display());
    let inspected = inspect(&image, &[]);
    let digest = inspected["Digest"].as_str().expect("a digest");
    assert_eq!(browser.title().await, "file:oci.tar · Porthole");
    assert_eq!(browser.verdict(digest).await, "match");
    assert_eq!(
        browser.query("image").await.as_deref(),
        Some("file:oci.tar")
    );
    assert_eq!(verified(&browser).await, layers(&inspected));
    let commands = browser.text("commands").await;
    assert!(
        commands.contains("docker load --input oci.tar"),
        "{commands}"
    );
    assert_eq!(
        browser.accessibility_violations().await,
        Vec::<String>::new()
    );
    // What a page cannot open again is not remembered.
    let recent = browser.parts("recent-image").await;
    let recent: Vec<&str> = recent.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(recent, ["oci:sample"]);
    assert_private(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_archive_without_manifests_is_known_by_its_image_id_and_verified_by_its_diff_ids() {
    let config = inspect(&images().oci("amd64"), &["--raw"])["config"]["digest"].clone();
    let image = format!("docker-archive:{}", file("docker.tar").display());
    let inspected = inspect(&image, &[]);
    for name in ["docker.tar", "docker.tar.gz"] {
        let browser = page().await;
        open(&browser, &file(name), "ready").await;
        let id = browser
            .wait_parts("image-id", |parts| !parts.is_empty())
            .await;
        assert_eq!(id[0].attribute("data-digest"), config, "{name}");
        assert_eq!(id[0].attribute("data-verdict"), "match", "{name}");
        assert_eq!(browser.parts("manifest-digest").await.len(), 0, "{name}");
        assert_eq!(verified(&browser).await, layers(&inspected), "{name}");
        for layer in browser.parts("layer").await {
            assert_eq!(
                layer.attribute("data-digest"),
                layer.attribute("data-diff-id"),
                "{name}"
            );
        }
        let problems = browser
            .wait_parts("problem", |parts| !parts.is_empty())
            .await;
        let rules: Vec<&str> = problems
            .iter()
            .map(|part| part.attribute("data-rule"))
            .collect();
        assert_eq!(rules, ["made-manifest"], "{name}");
        let commands = browser.text("commands").await;
        assert!(
            commands.contains(&format!("docker load --input {name}")),
            "{commands}"
        );
        assert_eq!(
            browser.accessibility_violations().await,
            Vec::<String>::new()
        );
        assert_private(&browser).await;
        browser.assert_quiet().await;
    }
}

#[tokio::test]
async fn each_image_of_a_file_has_a_link_of_its_own() {
    let browser = page().await;
    open(&browser, &file("layout.tar"), "ready").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    browser.ask_for("file:layout.tar:arm64").await;
    browser.wait_kind("image").await;
    let platform = &browser.config().await["architecture"];
    assert_eq!(platform, "arm64");
    browser.click_crumb("file:layout.tar").await;
    let tags = browser.wait_parts("tag", |tags| tags.len() >= 3).await;
    assert!(
        tags.iter().any(|tag| tag.text.contains("amd64")),
        "{tags:?}"
    );
    assert_private(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_sizes_of_all_images_of_a_file_are_read_from_it() {
    let browser = page().await;
    open(&browser, &file("layout.tar"), "ready").await;
    browser.click("read-sizes-button").await;
    browser
        .wait_parts("sizes-status", |parts| {
            parts
                .first()
                .is_some_and(|part| part.text == "all sizes are read")
        })
        .await;
    let rows = browser.parts("platform").await;
    assert!(rows.len() > 1);
    assert!(rows.iter().all(|row| !row.text.contains("not read")));
    assert_private(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_dropped_on_the_page_is_opened() {
    let browser = page().await;
    browser
        .wait_parts("problems", |parts| !parts.is_empty())
        .await;
    let content = fs::read(file("oci.tar")).expect("the file");
    let script = "
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(arguments[0])], 'a name: of @ mine.tar'));
        const event = new DragEvent(arguments[1], { dataTransfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
        return event.defaultPrevented";
    let drag = async |name: &str| {
        let arguments = vec![content.clone().into(), name.into()];
        browser.run::<bool>(script, arguments).await
    };
    // What takes files comes with the second module, after the first image.
    browser
        .wait_for("the page to take files", async || {
            drag("dragover").await;
            let hints = browser.parts("drop-hint").await;
            (!hints.is_empty()).then_some(())
        })
        .await;
    browser.screenshot("drop-hint").await;
    assert!(drag("drop").await);
    browser.wait_parts("drop-hint", <[_]>::is_empty).await;
    let name = "a name: of @ mine.tar";
    browser
        .wait_parts("summary", |parts| {
            parts.iter().any(|summary| summary.text.contains(name))
        })
        .await;
    assert_eq!(
        browser.query("image").await.as_deref(),
        Some("file:a%20name%3A%20of%20%40%20mine.tar")
    );
    assert_eq!(verified(&browser).await.len(), 2);
    // While something else is on its way, and does not come.
    let server = FaultServer::start();
    let stalled = Answer::ok("application/json", "{}").stall_after(1);
    server.serve("/v2/o/n/manifests/1", stalled);
    browser
        .ask_for(&format!("{}/o/n:1", server.address()))
        .await;
    browser.wait_state("loading").await;
    assert!(drag("dragover").await, "it is taken");
    assert!(drag("drop").await);
    browser.wait_state("ready").await;
    assert_eq!(
        browser.query("image").await.as_deref(),
        Some("file:a%20name%3A%20of%20%40%20mine.tar")
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_link_to_a_file_asks_for_it_and_shows_what_the_link_names() {
    let (browser, code) = Browser::inspect_in_vain("docker-archive:images/layout.tar:arm64").await;
    assert_eq!(code, "not-found");
    let notice = browser
        .wait_notice("Open layout.tar to look inside it")
        .await;
    assert!(
        notice.text.contains("It stays on this machine."),
        "{}",
        notice.text
    );
    assert_eq!(
        browser.accessibility_violations().await,
        Vec::<String>::new()
    );
    open(&browser, &file("layout.tar"), "ready").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("image"));
    assert_eq!(browser.config().await["architecture"], "arm64");
    assert_eq!(
        browser.query("image").await.as_deref(),
        Some("file:layout.tar:arm64")
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_report_of_a_file_says_that_the_file_has_to_be_opened_first() {
    let browser = page().await;
    open(&browser, &file("layout.tar"), "ready").await;
    browser.click("report-button").await;
    browser
        .wait_parts("report-file", |parts| !parts.is_empty())
        .await;
    report::keep(&browser).await;
    let (_, text) = report::save(&browser, "report-save-json").await;
    // Where nobody opened the file.
    let browser = page().await;
    browser.click("report-button").await;
    browser
        .wait_parts("report-file", |parts| !parts.is_empty())
        .await;
    report::choose(&browser, &text).await;
    browser
        .wait_notice("Open layout.tar to look inside it")
        .await;
    browser
        .wait_for("what has to be done first", async || {
            let parts = browser.parts("report-changes").await;
            let want = "that file has to be opened first";
            parts.first()?.text.contains(want).then_some(())
        })
        .await;
    assert_eq!(browser.parts("report-change").await.len(), 0);
    open(&browser, &file("layout.tar"), "ready").await;
    let rows = report::changes(&browser).await;
    let changed = rows
        .iter()
        .find(|row| row.attribute("data-change") == "changed");
    assert!(changed.is_none(), "{changed:?}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_flipped_byte_is_a_mismatch_and_a_missing_layer_is_said_to_be_missing() {
    let whole = fs::read(file("oci.tar")).expect("the file");
    let raw = inspect(
        &format!("oci-archive:{}", file("oci.tar").display()),
        &["--raw"],
    );
    let layer = raw["layers"][0]["digest"]
        .as_str()
        .expect("a layer")
        .to_owned();
    let name = layer.replacen("sha256:", "blobs/sha256/", 1);
    let header = whole
        .windows(name.len())
        .position(|window| window == name.as_bytes())
        .expect("the layer's header");
    let mut flipped = whole.clone();
    flipped[header + 512 + 20] ^= 1;
    let mut renamed = whole;
    // The sum of a header is that of all its bytes, in any order.
    renamed.swap(header + name.len() - 1, header + name.len() - 2);
    renamed.swap(header + name.len() - 3, header + name.len() - 4);
    for (file, content, state, words) in [
        ("flipped.tar", flipped, "mismatch", "mismatch"),
        (
            "renamed.tar",
            renamed,
            "failed",
            "Its bytes are not in this copy.",
        ),
    ] {
        let browser = page().await;
        open(&browser, &own_file(file, &content), "ready").await;
        browser.click("verify-button").await;
        let found = browser
            .wait_layer(&layer, &["verified", "mismatch", "failed"])
            .await;
        assert_eq!(found.attribute("data-state"), state, "{}", found.text);
        assert!(found.text.contains(words), "{}", found.text);
        browser.assert_quiet().await;
    }
}

/// A gzip file is read from what it was unpacked to, and yet it is noticed that it changed.
#[tokio::test]
async fn a_file_that_changes_after_it_was_opened_is_not_read_any_more() {
    for (name, original) in [
        ("changing.tar", "oci.tar"),
        ("changing.tar.gz", "docker.tar.gz"),
    ] {
        let whole = fs::read(file(original)).expect("the file");
        let path = own_file(name, &whole);
        let browser = page().await;
        open(&browser, &path, "ready").await;
        own_file(name, &[whole.as_slice(), &[0; 1024]].concat());
        browser.click("verify-button").await;
        let layers = browser
            .wait_parts("layer", |layers| {
                layers
                    .iter()
                    .all(|layer| layer.attribute("data-state") == "failed")
            })
            .await;
        for layer in &layers {
            let words =
                "The file cannot be read any more: it has changed, moved or gone. Open it again";
            assert!(layer.text.contains(words), "{}", layer.text);
        }
        browser.ask_for(&format!("file:{name}")).await;
        browser
            .wait_notice(&format!("{name} cannot be read any more"))
            .await;
        // Opened again, it is what it is now.
        own_file(name, &whole);
        open(&browser, &path, "ready").await;
        assert_eq!(verified(&browser).await.len(), layers.len());
        browser.assert_quiet().await;
    }
}

/// Waits for what a script of a test keeps in the window.
async fn wait_true(browser: &Browser, name: &str) {
    browser
        .wait_for(name, async || {
            let script = format!("return window.{name} === true");
            browser.run::<bool>(&script, vec![]).await.then_some(())
        })
        .await;
}

#[tokio::test]
async fn unpacking_ends_when_nobody_waits_for_it() {
    let browser = page().await;
    // A file that goes on for ever.
    let script = "
        window.stream = Blob.prototype.stream;
        Blob.prototype.stream = function () {
            window.begun = true;
            return new ReadableStream({ cancel: () => { window.ended = true; } });
        };";
    browser.run::<Value>(script, vec![]).await;
    open(&browser, &file("docker.tar.gz"), "loading").await;
    wait_true(&browser, "begun").await;
    browser.click("cancel-button").await;
    wait_true(&browser, "ended").await;
    let script = "Blob.prototype.stream = window.stream;";
    browser.run::<Value>(script, vec![]).await;
    open(&browser, &file("docker.tar.gz"), "ready").await;
    verified(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_unpacks_to_more_than_is_kept_is_refused() {
    let browser = page().await;
    // Pieces that say to be of 2 GiB, and no end of them.
    let script = "
        window.DecompressionStream = class {
            constructor() {
                const piece = Object.defineProperty(new Uint8Array(1), 'length', { value: 2 ** 31 });
                this.writable = new WritableStream();
                this.readable = new ReadableStream({
                    pull: (controller) => controller.enqueue(piece),
                    cancel: () => { window.ended = true; },
                });
            }
        };";
    browser.run::<Value>(script, vec![]).await;
    open(&browser, &file("docker.tar.gz"), "failed").await;
    let notice = browser
        .wait_notice("docker.tar.gz unpacks to more than is kept here")
        .await;
    assert_eq!(notice.attribute("data-code"), "too-large");
    let words = "It unpacks to more than 17,179,869,184 bytes.";
    assert!(notice.text.contains(words), "{}", notice.text);
    wait_true(&browser, "ended").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_a_file_was_unpacked_to_is_forgotten_when_another_one_is_opened() {
    let browser = page().await;
    let script = "
        const stream = Blob.prototype.stream;
        window.unpacked = 0;
        Blob.prototype.stream = function () {
            window.unpacked += 1;
            return stream.call(this);
        };";
    browser.run::<Value>(script, vec![]).await;
    let unpacked = async || browser.run::<u32>("return window.unpacked", vec![]).await;
    open(&browser, &file("docker.tar.gz"), "ready").await;
    verified(&browser).await;
    assert_eq!(unpacked().await, 1);
    open(&browser, &file("oci.tar"), "ready").await;
    // Who goes back has it unpacked once more.
    browser.back().await;
    browser
        .wait_parts("image-id", |parts| !parts.is_empty())
        .await;
    browser.wait_state("ready").await;
    verified(&browser).await;
    assert_eq!(unpacked().await, 2);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_wrong_with_an_archive_is_among_the_problems() {
    let whole = fs::read(file("oci.tar")).expect("the file");
    let folder = tempfile::tempdir_in(output()).expect("a folder");
    let list = r#"[{"Config":"other.json","RepoTags":["app:1.4"],"Layers":[]}]"#;
    fs::write(folder.path().join("manifest.json"), list).expect("a list");
    let two = own_file("two.tar", &whole);
    let archive = two.display().to_string();
    let arguments = ["--append", "--file", &archive, "manifest.json"];
    run_in(folder.path(), "tar", &arguments);
    // Something else stands behind all files, where zeros were.
    let zeros = whole.iter().rev().take_while(|byte| **byte == 0);
    let end = (whole.len() - zeros.count()).next_multiple_of(512);
    let broken = own_file("broken.tar", &[&whole[..end], &[b'G'; 512]].concat());
    for (path, rule) in [(two, "archive-two-images"), (broken, "archive-broken")] {
        let browser = page().await;
        open(&browser, &path, "ready").await;
        browser
            .wait_parts("problem", |problems| {
                let is_found =
                    |problem: &end_to_end::page::Part| problem.attribute("data-rule") == rule;
                problems.iter().any(is_found)
            })
            .await;
        verified(&browser).await;
        browser.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_page_without_its_second_module_says_so_when_a_file_is_opened() {
    let server = FaultServer::of_folder(&site::folder(), "/page/");
    let missing = Answer::error(404, "UNKNOWN", "there is no such file");
    server.serve("/page/split_later.wasm", missing);
    let browser = Browser::at(&format!("http://{}/page/", server.address())).await;
    browser.wait_state("ready").await;
    open(&browser, &file("oci.tar"), "failed").await;
    let notice = browser
        .wait_notice("A part of Porthole could not be loaded")
        .await;
    assert_eq!(notice.attribute("data-code"), "defect");
    assert!(notice.text.contains("Reload the page"), "{}", notice.text);
}

#[tokio::test]
async fn what_holds_no_images_is_refused_with_the_reason_and_the_next_step() {
    let browser = page().await;
    let whole = fs::read(file("oci.tar")).expect("the file");
    let packed = fs::read(file("docker.tar.gz")).expect("the file");
    for (name, content, code, title, advice) in [
        (
            "app.tar.zst",
            &b"\x28\xb5\x2f\xfd and more"[..],
            "unsupported",
            "app.tar.zst is compressed with zstd",
            "Unpack it first (zstd -d)",
        ),
        (
            "cut.tar.gz",
            &packed[..packed.len() / 2],
            "malformed",
            "cut.tar.gz cannot be unpacked",
            "copy or save it again",
        ),
        (
            "cut.tar",
            &whole[..1000],
            "malformed",
            "cut.tar is not complete",
            "It breaks off after 512 bytes.",
        ),
        (
            "notes.txt",
            b"Dear diary",
            "malformed",
            "notes.txt does not contain container images",
            "Porthole opens what docker save",
        ),
        (
            "empty.tar",
            b"",
            "malformed",
            "empty.tar does not contain container images",
            "It is empty.",
        ),
    ] {
        open(&browser, &own_file(name, content), "failed").await;
        let notice = browser.wait_notice(title).await;
        assert_eq!(notice.attribute("data-code"), code, "{name}");
        assert!(notice.text.contains(advice), "{}", notice.text);
        assert!(notice.text.contains("Open file"), "{}", notice.text);
    }
    assert_eq!(
        browser.accessibility_violations().await,
        Vec::<String>::new()
    );
    // And the page goes on.
    open(&browser, &file("oci.tar"), "ready").await;
    browser.assert_quiet().await;
}

/// Docker writes an index that names all platforms, and the blobs of the one that it has.
#[tokio::test]
async fn of_an_index_the_image_is_shown_that_the_file_has() {
    let folder = tempfile::tempdir_in(output()).expect("a folder");
    let layout = folder.path().join("layout");
    run(
        "skopeo",
        &[
            "copy",
            "--quiet",
            "--all",
            "--src-tls-verify=false",
            &format!(
                "docker://{}",
                shared_registry().reference("multi/index:latest")
            ),
            &format!("oci:{}:latest", layout.display()),
        ],
    );
    let blob = |digest: &Value| {
        let digest = digest.as_str().expect("a digest");
        layout.join("blobs").join(digest.replace(':', "/"))
    };
    let json = |path: PathBuf| -> Value {
        serde_json::from_slice(&fs::read(path).expect("a document")).expect("JSON")
    };
    let whole = json(layout.join("index.json"));
    let index = json(blob(&whole["manifests"][0]["digest"]));
    let of_platform = |architecture: &str| {
        let entries = index["manifests"].as_array().expect("entries");
        let mut entries = entries.iter();
        let entry = entries.find(|entry| entry["platform"]["architecture"] == architecture);
        entry.expect("a platform")["digest"].clone()
    };
    fs::remove_file(blob(&of_platform("amd64"))).expect("a manifest");
    let path = folder.path().join("one-of-two.tar");
    let archive = path.display().to_string();
    run_in(&layout, "tar", &["--create", "--file", &archive, "."]);
    let browser = page().await;
    open(&browser, &path, "ready").await;
    let rows = browser.parts("platform").await;
    let chosen: Vec<&str> = rows
        .iter()
        .filter(|row| row.attribute("aria-selected") == "true")
        .map(|row| row.attribute("data-platform"))
        .collect();
    assert_eq!(chosen, ["linux/arm64/v8"]);
    let arm = of_platform("arm64");
    assert_eq!(
        browser.verdict(arm.as_str().expect("a digest")).await,
        "match"
    );
    assert_eq!(browser.notices().await, Vec::<String>::new());
    verified(&browser).await;
    // What is asked for by name is not there, and nothing else is shown in its place.
    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(browser.notices().await, ["not-found"]);
    browser.assert_quiet().await;
}
