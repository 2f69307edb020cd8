//! The raw view beyond plain text: places, hexadecimal, keys that stand more than once, what is no text. Whatever is marked, the text of the
//! part `raw` is the document.

use crate::{
    attributes, golden,
    render::{lay_out, render_html},
    support::inspecting::{OCI_INDEX, OCI_MANIFEST, Repository, inspect, sample},
};
use porthole::ui::{
    inspection_state::InspectionState,
    raw::{Bytes, Raw, RawView, documents::documents, place::Place},
    shared::Shared,
};
use std::rc::Rc;
use yew::prelude::*;

const IMAGE: &str = "registry.example/o/n:1";

async fn render(state: &Rc<InspectionState>, view: RawView) -> String {
    let state = Rc::clone(state);
    render_html(html! { <Raw {state} {view} /> }).await
}

fn bytes(state: &InspectionState, key: &str) -> Bytes {
    let documents = documents(state).into_iter();
    documents
        .filter(|document| document.key() == key)
        .map(|document| document.bytes)
        .next()
        .unwrap()
}

fn at(state: &InspectionState, key: &str, pointer: &str, is_hex: bool) -> RawView {
    let place = Place {
        root: state.root().cloned(),
        pointer: pointer.to_owned(),
        origin: None,
    };
    RawView {
        document: key.to_owned().into(),
        is_hex,
        place: Some(Shared::new(place)),
    }
}

/// The text of the part `raw`, as a browser has it.
fn raw_text(page: &str) -> String {
    let start = page.find(r#"<pre part="raw""#).unwrap();
    let end = start + page[start..].find("</pre>").unwrap();
    let mut text = String::new();
    for part in page[start..end].split('<') {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    let references = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    references
        .into_iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}

async fn served(text: &[u8]) -> Rc<InspectionState> {
    let world = Repository::default().serve("manifests/1", OCI_MANIFEST, text);
    inspect(IMAGE, None, &world.world()).await
}

#[tokio::test]
async fn a_place_is_marked_with_its_bytes_in_text_and_in_hexadecimal() {
    let state = inspect("oci:sample:latest", None, &sample()).await;
    let config = bytes(&state, "config");
    let text = std::str::from_utf8(&config.0).unwrap();
    let page = render(&state, at(&state, "config", "/author", false)).await;
    golden::compare("raw-place", &lay_out(&page));
    assert_eq!(raw_text(&page), text);
    let from: usize = attributes(&page, "data-from")[0].parse().unwrap();
    let to: usize = attributes(&page, "data-to")[0].parse().unwrap();
    assert!(
        text[from..to].starts_with("\"author\":"),
        "{}",
        &text[from..to]
    );
    assert!(text[from..to].ends_with("makers\""), "{}", &text[from..to]);

    let page = render(&state, at(&state, "config", "/author", true)).await;
    golden::compare("raw-hex", &lay_out(&page));
    let (firsts, ends) = (attributes(&page, "data-from"), attributes(&page, "data-to"));
    assert_eq!(firsts[0], from.to_string());
    assert_eq!(ends[ends.len() - 1], to.to_string());
    assert_eq!(firsts[1..], ends[..ends.len() - 1]);
}

#[tokio::test]
async fn keys_that_stand_twice_and_what_stands_around_the_json_are_marked() {
    let text = "\u{feff}{\"schemaVersion\":3,\"layers\":[],\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}\r\n\n";
    let state = served(text.as_bytes()).await;
    let page = render(&state, RawView::default()).await;
    golden::compare("raw-duplicates", &lay_out(&page));
    assert_eq!(raw_text(&page), text);
    assert_eq!(page.matches("part=\"raw-duplicate\"").count(), 2);
    let page = render(&state, at(&state, "manifest", "/schemaVersion", false)).await;
    assert_eq!(raw_text(&page), text);
    assert_eq!(attributes(&page, "data-from"), ["4", "34"]);
    assert_eq!(attributes(&page, "data-to"), ["21", "51"]);
    assert!(page.contains(": bytes 4–20 and 34–50"), "{page}");
}

#[tokio::test]
async fn what_could_not_be_read_is_shown_all_the_same() {
    let state = served(b"{\"a\": \xff\xfe\0}").await;
    let page = render(&state, RawView::default()).await;
    golden::compare("raw-unreadable", &lay_out(&page));
    assert_eq!(raw_text(&page), "{\"a\": \u{fffd}\u{fffd}\0}");
    let state = served(b"{\"a\" 1}\n").await;
    let page = render(&state, RawView::default()).await;
    assert_eq!(raw_text(&page), "{\"a\" 1}\n");
}

#[tokio::test]
async fn a_document_of_many_scripts_is_laid_out_piece_by_piece() {
    for (letters, times, pieces) in [
        ("ab", 50_000, 0),
        ("aא", 5_000, 0),
        // 100 kB, of which a third are ASCII.
        ("aא", 33_000, 49),
        ("ü", 9_000, 9),
    ] {
        let text = format!("{{\"manifests\":[],\"x\":\"{}\"}}", letters.repeat(times));
        let world = Repository::default().serve("manifests/1", OCI_INDEX, &text);
        let state = inspect(IMAGE, None, &world.world()).await;
        let page = render(&state, RawView::default()).await;
        assert_eq!(raw_text(&page), text);
        let found = page.matches("class=\"piece\"").count();
        assert_eq!(found, pieces, "{letters}");
    }
}

#[tokio::test]
async fn long_documents_keep_every_byte_in_their_pieces_and_marks() {
    let line = format!(
        "  \"{}\": \"ü\u{202e}{}\",\n",
        "k".repeat(30),
        "v".repeat(200)
    );
    let members: String = (0..2_000)
        .map(|number| line.replace("kkk", &number.to_string()))
        .collect();
    let text = format!("{{\n{members}  \"manifests\": [{{\"size\": 7}}]\n}}\n");
    let world = Repository::default().serve("manifests/1", OCI_INDEX, &text);
    let state = inspect(IMAGE, None, &world.world()).await;
    for pointer in ["", "/manifests/0/size", "/manifests"] {
        let page = render(&state, at(&state, "index", pointer, false)).await;
        assert_eq!(raw_text(&page), text);
        let firsts: Vec<usize> = attributes(&page, "data-from")
            .iter()
            .map(|from| from.parse().unwrap())
            .collect();
        let ends: Vec<usize> = attributes(&page, "data-to")
            .iter()
            .map(|to| to.parse().unwrap())
            .collect();
        assert_eq!(firsts[1..], ends[..ends.len() - 1], "without gaps");
        let marked = &text[firsts[0]..ends[ends.len() - 1]];
        match pointer {
            "" => assert_eq!(marked, text),
            "/manifests" => assert_eq!(marked, "\"manifests\": [{\"size\": 7}]"),
            _ => assert_eq!(marked, "\"size\": 7"),
        }
    }
    // Of a megabyte in hexadecimal only a few rows are there.
    let page = render(
        &state,
        RawView {
            is_hex: true,
            ..RawView::default()
        },
    )
    .await;
    assert_eq!(page.matches("part=\"hex-row\"").count(), 40);
    assert!(page.contains(&format!(
        "aria-rowcount=\"{}\"",
        text.len().div_ceil(16) + 1
    )));
}
