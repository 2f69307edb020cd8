//! The package for npm, from a bundler and by itself, and the files of a release as a CDN serves them.

use crate::{
    generator::{copy, modules, registry, sources},
    journey::Reader,
};
use end_to_end::{
    answer::Answer,
    browser::{Browser, Kind},
    fault_server::FaultServer,
    repository, site, tool,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tempfile::TempDir;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What `cargo xtask package` makes of the site.
fn packed() -> &'static Path {
    static PACKED: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = temporary();
        let out = folder.path().display().to_string();
        let site = site::folder().display().to_string();
        let arguments = ["run", "--quiet", "--package", "xtask", "--", "package"];
        let options = ["--site", &site, "--out", &out];
        tool::run_in(&repository(), "cargo", &[&arguments[..], &options].concat());
        folder
    });
    PACKED.path()
}

fn temporary() -> TempDir {
    tempfile::tempdir_in(end_to_end::output()).expect("a folder")
}

/// A project with the package, as npm installs it.
fn project() -> TempDir {
    let folder = temporary();
    let image = registry().reference("app:1.4");
    copy(&sources().join("vite"), folder.path(), &|text| {
        text.replace("registry.example.com/app:1.4", &image)
    });
    fs::write(folder.path().join("package.json"), r#"{"private":true}"#).expect("a file");
    let tarball = packed().join(format!("porthole-image-{VERSION}.tgz"));
    let tarball = tarball.display().to_string();
    let arguments = ["install", "--offline", "--no-audit", "--no-fund"];
    tool::run_in(
        folder.path(),
        "npm",
        &[&arguments[..], &["--loglevel=error", &tarball]].concat(),
    );
    folder
}

/// Opens a page with one element, verifies its layers, and gives what was asked of the server.
async fn works(kind: Kind, server: &FaultServer, path: &str) -> Vec<String> {
    let reader = Reader::open(kind).await;
    reader.go(server, path).await;
    let shown = reader.shown(1).await;
    let digest = registry().inspect_digest("app:1.4");
    assert!(shown[0].digests.contains(&digest), "{shown:?}");
    reader.browser.click("verify-button").await;
    let layers = reader.browser.wait_layers().await;
    assert_eq!(layers, ["verified", "verified"]);
    let seen = server.seen();
    seen.into_iter().map(|request| request.path).collect()
}

/// A page with the element, and the script that defines it.
fn page(script: &str) -> Answer {
    let image = registry().reference("app:1.4");
    let html = format!(
        "<!doctype html><html lang=en><head><title>x</title></head><body>\
         <script type=module src={script}></script><porthole-image image={image}></porthole-image>"
    );
    Answer::ok("text/html", html)
}

async fn works_from_vite(kind: Kind) {
    let project = project();
    let vite: PathBuf = modules("VITE").join("vite/bin/vite.js");
    tool::run_in(
        project.path(),
        "node",
        &[&vite.display().to_string(), "build"],
    );
    let server = FaultServer::of_folder(&project.path().join("dist"), "/");
    let seen = works(kind, &server, "/").await;
    let foreign = seen
        .iter()
        .find(|path| *path != "/" && *path != "/favicon.ico" && !path.starts_with("/assets/"));
    assert_eq!(foreign, None, "everything is where Vite put it: {seen:?}");
}

#[tokio::test]
async fn the_package_works_from_vite_in_chromium() {
    works_from_vite(Kind::Chromium).await;
}

#[tokio::test]
async fn the_package_works_from_vite_in_firefox() {
    works_from_vite(Kind::Firefox).await;
}

#[tokio::test]
async fn the_package_works_by_a_script_tag_alone() {
    let project = project();
    let server = FaultServer::of_folder(project.path(), "/");
    server.serve("/", page("/node_modules/porthole-image/porthole.js"));
    works(Kind::Chromium, &server, "/").await;
}

#[tokio::test]
async fn a_release_works_from_another_origin_by_names_that_never_change_their_content() {
    let cdn = FaultServer::of_folder(packed(), "/");
    cdn.change("", usize::MAX, |answer| {
        answer.header("access-control-allow-origin", "*")
    });
    let server = FaultServer::start();
    let script = format!("http://{}/release/{VERSION}/porthole.js", cdn.address());
    server.serve("/", page(&script));
    works(Kind::Chromium, &server, "/").await;
    let folder = format!("/release/{VERSION}/");
    for request in cdn.seen() {
        let name = request.path.strip_prefix(&folder);
        let name = name.unwrap_or_else(|| panic!("{} is elsewhere", request.path));
        let bytes = fs::read(packed().join(&request.path[1..])).expect("a file");
        let digest = end_to_end::sha256(&bytes);
        let hash = &digest["sha256:".len()..][..16];
        assert!(
            name == "porthole.js" || name.contains(&format!("-{hash}.")),
            "{name} is not named after {hash}"
        );
    }
}

#[tokio::test]
async fn a_worker_of_another_version_is_refused_and_both_versions_are_named() {
    let server = FaultServer::of_folder(&packed().join("npm"), "/");
    server.serve("/", page("/porthole.js"));
    // What the worker of another release says first.
    let other = "export default () => postMessage(['ready', '99.0.0'])";
    server.serve("/worker.js", Answer::ok("text/javascript", other));
    let browser = Browser::at(&format!("http://{}/", server.address())).await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["failed", "failed"]);
    let layers = browser.parts("layer").await;
    let want =
        format!("the worker is of version 99.0.0, the page of version {VERSION}: reload the page");
    for layer in layers {
        assert!(layer.text.contains(&want), "{}", layer.text);
    }
}
