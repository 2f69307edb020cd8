//! Porthole's own files, served as a static host would, below a path.

use crate::{answer::Answer, fault_server::FaultServer};
use std::{path::PathBuf, sync::LazyLock};

/// What an element loads: `porthole.js`, and all that this names.
pub fn files() -> &'static [String] {
    static FILES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let script = std::fs::read_to_string(folder().join("porthole.js")).expect("the script");
        let named = script.split("new URL(\"./").skip(1);
        let named = named.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()));
        let files: Vec<String> = ["porthole.js".to_owned()]
            .into_iter()
            .chain(named)
            .collect();
        assert!(files.len() > 1, "it names no files: {script}");
        files
    });
    &FILES
}

/// The folder with the built page: `$PORTHOLE_SITE`, or `dist/`.
pub fn folder() -> PathBuf {
    let folder = std::env::var_os("PORTHOLE_SITE")
        .map_or_else(|| crate::repository().join("dist"), PathBuf::from);
    assert!(
        folder.join("index.html").is_file(),
        "no page in {}: build it with `cargo xtask build`",
        folder.display()
    );
    folder
}

/// Every file, as a server answers with it; the page itself last, under no name, as a server answers with it all that is left.
pub fn answers() -> impl Iterator<Item = (&'static str, Answer)> {
    let files = files().iter().map(String::as_str);
    files.chain(["page.css", ""]).map(|file| {
        let path = folder().join(if file.is_empty() { "index.html" } else { file });
        let content_type = match file.rsplit('.').next() {
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("wasm") => "application/wasm",
            _ => "text/html",
        };
        let content = std::fs::read(path).expect("a file of the page");
        (file, Answer::ok(content_type, content))
    })
}

/// Serves the page for all tests.
pub fn server() -> &'static FaultServer {
    static SITE: LazyLock<FaultServer> =
        LazyLock::new(|| FaultServer::of_folder(&folder(), "/deep/path/"));
    &SITE
}

/// The page's address, without an image.
pub fn home() -> String {
    format!("http://{}/deep/path/", server().address())
}

/// The address that shows an image.
pub fn address(image: &str) -> String {
    with_query(&[("image", image)])
}

/// The address that shows one platform of an image.
pub fn platform_address(image: &str, platform: &str) -> String {
    with_query(&[("image", image), ("platform", platform)])
}

/// The address that shows a place: `registry` or `repository`.
pub fn place_address(parameter: &str, name: &str) -> String {
    with_query(&[(parameter, name)])
}

fn with_query(pairs: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse(&home()).expect("the page's own address");
    url.query_pairs_mut().extend_pairs(pairs);
    url.to_string()
}

/// The reference of a tag of the sample that lies beside the page.
pub fn sample(tag: &str) -> String {
    format!("oci:{}sample:{tag}", home())
}

/// The same for skopeo.
pub fn sample_layout(tag: &str) -> String {
    format!("oci:{}:{tag}", folder().join("sample").display())
}
