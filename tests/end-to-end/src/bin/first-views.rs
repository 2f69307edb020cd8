//! Opens first views of a site whose module leaves a mark for each block of instructions that ran, and writes the marks of each into a file: for
//! `cargo xtask profile`, which made the site and says where in memory the marks are.
//!
//! Usage: first-views ADDRESS LENGTH FOLDER

use std::path::PathBuf;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{images, shared_registry},
    registry::Format,
    site,
};

/// Takes the marks when the image is on the screen, and everything has been done that is done then. The other modules are asked for by that time, but do
/// not come: what they do is not of interest.
const TAKE: &str = "
    const [address, length] = arguments;
    const element = document.querySelector('porthole-image');
    if (element.dataset.state !== 'ready') {
        await new Promise((done) => element.addEventListener('porthole-ready', done, { once: true }));
    }
    for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame);
    const script = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/app.js')).name;
    const { memory } = (await import(script)).initSync();
    let marks = '';
    for (const mark of new Uint8Array(memory.buffer, address, length)) marks += String.fromCharCode(mark);
    return btoa(marks);";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, length, folder] = arguments.as_slice() else {
        panic!("usage: first-views ADDRESS LENGTH FOLDER");
    };
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let (address, length, folder) = (number(address), number(length), PathBuf::from(folder));
    for (name, url) in views() {
        let browser = Browser::open().await;
        browser.go(&url).await;
        if name.starts_with(USED) {
            use_at_once(&browser).await;
        }
        let marks: String = browser
            .run_async(TAKE, vec![address.into(), length.into()])
            .await;
        // A page on which something failed shows what others do not.
        browser.assert_quiet().await;
        assert_eq!(browser.notices().await, [""; 0], "{name}");
        let marks = STANDARD.decode(marks).expect("base64");
        std::fs::write(folder.join(name), marks).expect("a file");
    }
}

/// What people do at once: they name an image, by its keys, and scroll. Who does so should not have to wait for what is rare.
async fn use_at_once(browser: &Browser) {
    browser.wait_state("ready").await;
    browser.press("/").await;
    browser.type_reference("localhost:5000/team/app:1.0").await;
    browser.press("Tab").await;
    let scroll = "window.scrollTo(0, arguments[0])";
    for place in [400, 0] {
        browser.run::<()>(scroll, vec![place.into()]).await;
    }
}

/// Names of views that are used begin like this.
const USED: &str = "used-";

/// The page as it is opened, images of every kind that most people look at, from a registry and from a static host, near and far away, and the element in
/// somebody's page.
fn views() -> Vec<(&'static str, String)> {
    let registry = shared_registry();
    let far = FaultServer::before(registry.address());
    far.change("/v2/", usize::MAX, Answer::from_far_away);
    let far_page = FaultServer::of_folder(&site::folder(), "/");
    far_page.change("/sample/", usize::MAX, Answer::from_far_away);
    for page in [&far_page, site::server()] {
        page.change("/split_", usize::MAX, |answer| answer.stall_after(0));
    }
    let far_home = format!("http://{}/", far_page.address());
    let far_index = far.reference("multi/index:latest");
    // Names and tags of many kinds of characters, as they are in use, and a digest.
    let name = "my-team/app_2.x/web__part:1.20.3-alpine_3-RC.1";
    registry.push(&images().oci("amd64"), name, Format::Oci);
    let digest = registry.inspect_digest(name);
    let by_digest = registry.reference(&format!("my-team/app_2.x/web__part@{digest}"));
    let by_both = registry.reference(&format!(
        "multi/index:latest@{}",
        registry.inspect_digest("multi/index:latest")
    ));
    // What buildx pushes: attestations beside the platforms.
    registry.push_all(&site::sample_layout("latest"), "my-team/attested:1.0");
    // They answer until the end.
    Box::leak(Box::new((far, far_page)));
    let of = |name: &str| registry.reference(&format!("{name}:latest"));
    vec![
        ("home", site::home()),
        ("used-home", site::home()),
        ("used-index", site::address(&of("multi/index"))),
        ("index", site::address(&of("multi/index"))),
        (
            "attested",
            site::address(&registry.reference("my-team/attested:1.0")),
        ),
        ("tag", site::address(&registry.reference(name))),
        ("digest", site::address(&by_digest)),
        ("tag-and-digest", site::address(&by_both)),
        ("list", site::address(&of("multi/list"))),
        ("oci", site::address(&of("formats/oci"))),
        ("schema2", site::address(&of("formats/schema2"))),
        ("zstd", site::address(&of("formats/zstd"))),
        ("layout", site::address(&site::sample("latest"))),
        (
            "platform",
            site::platform_address(&of("multi/index"), "linux/arm64/v8"),
        ),
        ("element", element(&of("multi/index"), "")),
        (
            "element-of-views",
            element(
                &of("multi/index"),
                "view=\"summary platforms layers history config\" theme=dark",
            ),
        ),
        (
            "element-of-layout",
            element("oci:/porthole/sample:latest", "view=\"summary layers\""),
        ),
        (
            "element-of-layers",
            element(&of("formats/oci"), "view=layers loading=lazy"),
        ),
        ("far-home", far_home),
        ("far-index", site::address(&far_index)),
        (
            "far-element",
            element(&far_index, "view=\"summary layers\" loading=lazy"),
        ),
    ]
}

/// The address of somebody's page with an element that has these attributes.
fn element(image: &str, attributes: &str) -> String {
    let server = FaultServer::of_folder(&site::folder(), "/porthole/");
    let server = Box::leak(Box::new(server));
    let page = format!(
        "<!doctype html><html lang=en><title>Docs</title><script type=module src=porthole/porthole.js></script>
         <porthole-image image=\"{image}\" {attributes}></porthole-image>"
    );
    server.serve("/", Answer::ok("text/html", page));
    server.change("/split_", usize::MAX, |answer| answer.stall_after(0));
    format!("http://{}/", server.address())
}
