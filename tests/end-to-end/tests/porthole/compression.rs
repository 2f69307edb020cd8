//! What the servers of `deploy/` send compressed: the page, and nothing that has a digest.

use crate::gateway_servers::{ask, header};
use end_to_end::{
    answer::Answer,
    fault_server::FaultServer,
    gateway::{Gateway, Kind, Surroundings},
    site,
};
use flate2::read::GzDecoder;
use reqwest::Method;
use std::{fs, io::Read};

/// A blob of the sample that is text, as a manifest is.
fn text_blob() -> String {
    let folder = site::folder().join("sample/blobs/sha256");
    let blobs = fs::read_dir(folder).expect("the sample").flatten();
    let texts =
        blobs.filter(|blob| fs::read(blob.path()).is_ok_and(|bytes| bytes.starts_with(b"{\"")));
    let largest = texts.max_by_key(|blob| blob.metadata().map_or(0, |metadata| metadata.len()));
    let name = largest.expect("a text").file_name();
    format!("/sample/blobs/sha256/{}", name.to_string_lossy())
}

fn unpack(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let mut decoder = GzDecoder::new(bytes);
    decoder.read_to_end(&mut unpacked).expect("gzip");
    unpacked
}

#[tokio::test]
async fn the_page_goes_compressed_to_who_unpacks_it_and_what_has_a_digest_never() {
    let blob = text_blob();
    for kind in [Kind::Nginx, Kind::Caddy] {
        let gateway = Gateway::start(kind, &Surroundings::default());
        for (path, accepted, media_type, want) in [
            ("/app_bg.wasm", "gzip, br", "application/wasm", "gzip"),
            ("/split_later.wasm", "gzip", "application/wasm", "gzip"),
            ("/app.js", "gzip", "javascript", "gzip"),
            ("/porthole.js", "gzip", "javascript", "gzip"),
            ("/", "gzip", "text/html", "gzip"),
            ("/sample/index.json", "gzip", "application/json", "gzip"),
            ("/app_bg.wasm", "identity", "application/wasm", ""),
            ("/app.js", "identity", "javascript", ""),
            (blob.as_str(), "gzip, br", "", ""),
        ] {
            let url = format!("{}{path}", gateway.origin());
            let answer = ask(Method::GET, &url, &[("accept-encoding", accepted)]).await;
            let case = format!("{kind:?} {path} for {accepted}");
            assert_eq!(answer.status(), 200, "{case}");
            assert_eq!(header(&answer, "content-encoding"), want, "{case}");
            assert!(
                header(&answer, "content-type").contains(media_type),
                "{case}"
            );
            if want == "gzip" {
                assert_eq!(header(&answer, "vary"), "Accept-Encoding", "{case}");
            }
            let bytes = answer.bytes().await.expect("the body");
            let sent = if want == "gzip" {
                unpack(&bytes)
            } else {
                bytes.to_vec()
            };
            let file = if path == "/" { "/index.html" } else { path };
            let file = fs::read(format!("{}{file}", site::folder().display()));
            assert!(sent == file.expect("a file of the site"), "{case}");
        }
    }
}

#[tokio::test]
async fn what_a_build_has_compressed_is_sent_as_it_is() {
    let script = fs::read_to_string(site::folder().join("app.js")).expect("a script");
    let (gzip, brotli) = (("gzip", "made as gz"), ("br", "made as br"));
    for (kind, of_both) in [(Kind::Nginx, gzip), (Kind::Caddy, brotli)] {
        let gateway = Gateway::start(kind, &Surroundings::default());
        for extension in ["gz", "br"] {
            let file = gateway.site().join(format!("app.js.{extension}"));
            fs::write(file, format!("made as {extension}")).expect("a file");
        }
        for (accepted, (encoding, body)) in [
            ("gzip", gzip),
            ("gzip, br", of_both),
            ("identity", ("", script.as_str())),
        ] {
            let url = format!("{}/app.js", gateway.origin());
            let answer = ask(Method::GET, &url, &[("accept-encoding", accepted)]).await;
            let case = format!("{kind:?} {accepted}");
            assert_eq!(header(&answer, "content-encoding"), encoding, "{case}");
            assert!(answer.text().await.expect("the body") == body, "{case}");
        }
    }
}

#[tokio::test]
async fn what_comes_through_a_gateway_stays_as_the_registry_sent_it() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        let hub = FaultServer::start();
        let config = format!("{{\"history\": \"{}\"}}", "step ".repeat(1000));
        let media_type = "application/json";
        hub.serve("/v2/x/blobs/y", Answer::ok(media_type, config.clone()));
        let surroundings = Surroundings::default().with("docker.io", hub.address());
        let gateway = Gateway::start(kind, &surroundings);
        let url = gateway.url("docker.io", "/v2/x/blobs/y");
        let answer = ask(Method::GET, &url, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(header(&answer, "content-encoding"), "", "{kind:?}");
        assert_eq!(answer.text().await.expect("the body"), config, "{kind:?}");
    }
}
