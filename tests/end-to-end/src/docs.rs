//! A page of somebody else's documentation that embeds the element.

use crate::{answer::Answer, fault_server::FaultServer, site};

/// Where the page is.
pub const PATH: &str = "/docs/page.html";

/// A static host with Porthole's files at its root, and a page with this in it.
pub fn host(body: &str) -> FaultServer {
    let server = FaultServer::of_folder(&site::folder(), "/");
    server.serve(PATH, page("../porthole.js", "", body));
    server
}

/// A host with Porthole's files alone, which pages of other origins may read.
pub fn files() -> FaultServer {
    let server = FaultServer::of_folder(&site::folder(), "/");
    server.change("/", usize::MAX, |answer| {
        answer.header("access-control-allow-origin", "*")
    });
    server
}

/// The page: the script's address, what stands in its head besides, and its body.
pub fn page(script: &str, head: &str, body: &str) -> Answer {
    let page = format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Docs</title><link rel="icon" href="data:,">{head}<script type="module" src="{script}"></script></head>
<body><main><h1>Docs</h1>{body}</main></body></html>"#
    );
    Answer::ok("text/html", page)
}

/// The page's address on such a host.
pub fn address(server: &FaultServer) -> String {
    format!("http://{}{PATH}", server.address())
}
