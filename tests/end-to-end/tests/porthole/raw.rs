//! The raw view: each byte that was served, in text and in hexadecimal, and from a field or a problem to its bytes.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{OCI_MANIFEST, shared_registry},
    page::Part,
};

/// Shows a document that a server serves as a manifest.
async fn show(server: &FaultServer, document: impl Into<Vec<u8>>) -> Browser {
    let answer = Answer::ok(OCI_MANIFEST, document.into());
    server.serve("/v2/raw/manifests/latest", answer);
    Browser::inspect(&server.reference("raw:latest")).await
}

/// A manifest whose layer has a wrong size.
fn wrong_size() -> String {
    format!(
        "{{\n  \"schemaVersion\": 2,\n  \"mediaType\": \"{OCI_MANIFEST}\",\n  \"layers\": [{{\"mediaType\": \"application/vnd.oci.image.layer.v1.tar\", \"digest\": \"sha256:{}\", \"size\": -1}}],\n  \"annotations\": {{\"a/ü\": \"x\"}}\n}}\n",
        "ab".repeat(32)
    )
}

/// The marks once there are any: the bytes of each.
async fn marks(browser: &Browser) -> Vec<(usize, usize)> {
    let marks = browser
        .wait_parts("raw-mark", |marks| !marks.is_empty())
        .await;
    let number = |mark: &Part, name| mark.attribute(name).parse().expect("a number");
    marks
        .iter()
        .map(|mark| (number(mark, "data-from"), number(mark, "data-to")))
        .collect()
}

/// Part and pointer of what has the focus.
async fn focus(browser: &Browser) -> String {
    let script = "
        const active = document.querySelector('porthole-image').shadowRoot.activeElement;
        return active ? `${active.getAttribute('part')} ${active.dataset.pointer ?? ''}`.trim() : ''";
    browser.run(script, vec![]).await
}

/// Waits until something has the focus.
async fn wait_focus(browser: &Browser, wanted: &str) {
    browser
        .wait_for(&format!("the focus on {wanted}"), async || {
            (focus(browser).await == wanted).then_some(())
        })
        .await;
}

/// Whether the first mark lies within the raw view, and that within the window.
async fn wait_mark_in_view(browser: &Browser) {
    wait_mark(browser, "mark.top >= 0 && mark.top < innerHeight").await;
}

/// In view as far as the box of the text is: the driver brings a button into the window before it clicks it, and may push the box out below.
async fn wait_mark_in_box(browser: &Browser) {
    wait_mark(browser, "true").await;
}

async fn wait_mark(browser: &Browser, is_in_window: &str) {
    let script = format!(
        "
        const root = document.querySelector('porthole-image').shadowRoot;
        const mark = root.querySelector('[part~=raw-mark]')?.getBoundingClientRect();
        const box = root.querySelector('.raw').getBoundingClientRect();
        return !!mark && mark.top >= box.top && mark.top < box.bottom && {is_in_window}"
    );
    browser
        .wait_for("the mark in view", async || {
            browser.run::<bool>(&script, vec![]).await.then_some(())
        })
        .await;
}

/// What `hexdump -vC` writes, by other means than the page's.
fn lines(bytes: &[u8], columns: usize) -> Vec<String> {
    bytes
        .chunks(columns)
        .enumerate()
        .map(|(number, row)| {
            let mut halves = row.chunks(8).map(|half| {
                let digits: Vec<String> = half.iter().map(|byte| format!("{byte:02x}")).collect();
                digits.join(" ")
            });
            let (first, second) = (halves.next().unwrap_or_default(), halves.next());
            let digits = second.map_or(first.clone(), |second| format!("{first}  {second}"));
            let text: String = row
                .iter()
                .map(|byte| match byte {
                    0x20..=0x7e => char::from(*byte),
                    _ => '.',
                })
                .collect();
            format!("{:08x}|{digits}|{text}", number * columns)
        })
        .collect()
}

/// The rows of the table in the page, in the same form.
async fn rows(browser: &Browser) -> Vec<String> {
    let script = "
        const rows = document.querySelector('porthole-image').shadowRoot.querySelectorAll('[part=hex-row]');
        return [...rows].map((row) => [...row.children].map((cell) => cell.textContent).join('|'))";
    browser.run(script, vec![]).await
}

#[tokio::test]
async fn the_place_of_a_problem_is_marked_byte_for_byte_and_leads_back() {
    let server = FaultServer::start();
    let document = wrong_size();
    let browser = show(&server, document.as_bytes()).await;
    let pointer = "/layers/0/size";
    browser.click_where("place", "data-pointer", pointer).await;
    let from = document.find("\"size\"").expect("it is there");
    let to = from + "\"size\": -1".len();
    assert_eq!(marks(&browser).await, [(from, to)]);
    assert_eq!(browser.text("raw-mark").await, document[from..to]);
    assert_eq!(browser.text("raw").await, document);
    let words = format!("manifest {pointer}: bytes {from}–{}", to - 1);
    assert_eq!(browser.text("raw-place").await, words);
    wait_focus(&browser, "raw-place").await;
    wait_mark_in_view(&browser).await;

    // The same bytes in hexadecimal.
    browser.click_where("raw-mode", "data-mode", "hex").await;
    browser.wait_parts("hex-row", |rows| !rows.is_empty()).await;
    let marks_of_rows = marks(&browser).await;
    assert_eq!(marks_of_rows[0].0, from);
    assert_eq!(marks_of_rows[marks_of_rows.len() - 1].1, to);
    let digits: Vec<String> = browser
        .parts("raw-mark")
        .await
        .into_iter()
        .flat_map(|mark| {
            let digits: Vec<String> = mark.text.split_whitespace().map(str::to_owned).collect();
            digits
        })
        .collect();
    let want: Vec<String> = document.as_bytes()[from..to]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(digits, want);
    wait_mark_in_view(&browser).await;

    browser.click("raw-back").await;
    wait_focus(&browser, &format!("place {pointer}")).await;
    assert!(browser.parts("raw-mark").await.is_empty());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn every_field_of_a_real_image_leads_to_its_bytes() {
    let registry = shared_registry();
    let browser = Browser::inspect(&registry.reference("multi/index:latest")).await;
    let places = browser.parts("place").await;
    let of = |document: &str| {
        let places = places.iter();
        places
            .filter(|place| place.attribute("data-document") == document)
            .map(|place| place.attribute("data-pointer").to_owned())
            .collect::<Vec<_>>()
    };
    assert!(of("index").contains(&"/manifests/0".to_owned()));
    assert!(of("manifest").contains(&"/layers/0".to_owned()));
    assert!(of("config").contains(&"/history/0".to_owned()));
    assert!(of("config").contains(&"/rootfs/diff_ids/0".to_owned()));
    for document in ["index", "manifest", "config"] {
        for pointer in of(document)
            .into_iter()
            .filter(|pointer| !pointer.is_empty())
        {
            let script = "
                const root = document.querySelector('porthole-image').shadowRoot;
                [...root.querySelectorAll('[part=place]')].find((place) =>
                    place.dataset.document === arguments[0] && place.dataset.pointer === arguments[1]).click();
                return null";
            let arguments = vec![document.into(), pointer.clone().into()];
            browser.run::<Option<()>>(script, arguments).await;
            let name = format!("{document} {pointer}: ");
            browser
                .wait_parts("raw-place", |places| {
                    places.iter().any(|place| place.text.starts_with(&name))
                })
                .await;
            let raw = browser.text("raw").await;
            let json: serde_json::Value = serde_json::from_str(&raw).expect("JSON");
            let want = json.pointer(&pointer).expect("what the page points at");
            let (from, to) = marks(&browser).await[0];
            let found = &raw[from..to];
            // Of a member its key too.
            let value = serde_json::from_str::<serde_json::Value>(found).ok();
            let value = value.filter(|value| value == want).or_else(|| {
                let member: serde_json::Value =
                    serde_json::from_str(&format!("{{{found}}}")).ok()?;
                member.as_object()?.values().next().cloned()
            });
            assert_eq!(value.as_ref(), Some(want), "{document} {pointer}: {found}");
        }
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn hexadecimal_shows_and_copies_every_byte_of_a_real_manifest() {
    let registry = shared_registry();
    let raw = registry.raw("formats/oci:latest");
    let browser = Browser::inspect(&registry.reference("formats/oci:latest")).await;
    browser.resize(1280, 900).await;
    browser.click_where("raw-mode", "data-mode", "hex").await;
    let want = lines(raw.as_bytes(), 16);
    browser
        .wait_parts("hex-row", |rows| rows.len() == want.len())
        .await;
    assert_eq!(rows(&browser).await, want);
    let script = "
        window.copied = null;
        navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); };
        return null";
    browser.run::<Option<()>>(script, vec![]).await;
    browser.click("copy-hex").await;
    let copied = browser
        .wait_for("a copy", async || {
            browser
                .run::<Option<String>>("return window.copied", vec![])
                .await
        })
        .await;
    let mut dump: String = want
        .iter()
        .map(|line| {
            let (offset, rest) = line.split_once('|').expect("an offset");
            let (digits, text) = rest.split_at(rest.find('|').expect("digits"));
            format!("{offset}  {digits:<48}  {text}|\n")
        })
        .collect();
    dump.push_str(&format!("{:08x}\n", raw.len()));
    assert_eq!(copied, dump);
    // A narrow window has rows of eight.
    browser.resize(360, 900).await;
    let want = lines(raw.as_bytes(), 8);
    browser
        .wait_for("rows of eight bytes", async || {
            (rows(&browser).await.first() == want.first()).then_some(())
        })
        .await;
    browser.click_where("raw-mode", "data-mode", "text").await;
    assert_eq!(browser.text("raw").await, raw);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn of_a_document_of_four_megabytes_only_rows_in_view_are_in_the_page() {
    let server = FaultServer::start();
    let document = format!(
        "{{\"schemaVersion\":2,\"layers\":[{{\"data\":\"{}\"}}],\"annotations\":{{\"last\":\"one\"}}}}",
        "v".repeat(4_000_000)
    );
    let browser = show(&server, document.as_bytes()).await;
    browser.resize(1280, 900).await;
    browser.click_where("raw-mode", "data-mode", "hex").await;
    browser
        .wait_parts("hex-row", |rows| (20..100).contains(&rows.len()))
        .await;
    browser
        .click_where("place", "data-pointer", "/annotations/last")
        .await;
    let from = document.find("\"last\"").expect("it is there");
    let found = marks(&browser).await;
    assert_eq!(found[0].0, from);
    assert_eq!(found[found.len() - 1].1, document.len() - 2);
    wait_mark_in_view(&browser).await;
    let shown = rows(&browser).await;
    assert!(shown.len() < 100, "{} rows", shown.len());
    let all = lines(document.as_bytes(), 16);
    assert_eq!(shown.last(), all.last());
    // In text, too, the place is found among hundreds of pieces.
    browser.click_where("raw-mode", "data-mode", "text").await;
    browser.wait_parts("raw", |parts| !parts.is_empty()).await;
    wait_mark_in_box(&browser).await;
    assert_eq!(browser.text("raw-mark").await, "\"last\":\"one\"");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_easily_overlooked_is_marked_and_the_text_stays_what_was_served() {
    let server = FaultServer::start();
    let document = format!(
        "\u{feff}{{\"schemaVersion\":3,\"layers\":[],\"annotations\":{{\"a\":\"x\u{202e}\"}},\"schemaVersion\":2,\"mediaType\":\"{OCI_MANIFEST}\"}}\r\n \n"
    );
    let browser = show(&server, document.as_bytes()).await;
    let duplicates = browser
        .wait_parts("raw-duplicate", |parts| parts.len() == 2)
        .await;
    assert_eq!(duplicates[0].text, "\"schemaVersion\":3");
    assert_eq!(duplicates[1].text, "\"schemaVersion\":2");
    assert_eq!(browser.text("raw").await, document);
    assert_eq!(browser.text("raw-trailing").await, "\r\n \n");
    assert_eq!(
        browser.text("raw-remarks").await,
        "It begins with a byte order mark, 3 bytes. It ends with 4 bytes of blanks and line breaks. 1 key stands more than once: each time is marked."
    );
    // The place of that problem is both.
    browser
        .click_where("place", "data-pointer", "/schemaVersion")
        .await;
    let second = document.rfind("\"schemaVersion\"").expect("it is there");
    let length = "\"schemaVersion\":3".len();
    assert_eq!(
        marks(&browser).await,
        [(4, 4 + length), (second, second + length)]
    );
    browser.click_where("raw-mode", "data-mode", "hex").await;
    browser.wait_parts("hex-row", |rows| !rows.is_empty()).await;
    assert_eq!(rows(&browser).await, lines(document.as_bytes(), 16));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_no_document_is_shown_byte_for_byte() {
    let server = FaultServer::start();
    let mut bytes = b"{\"a\": \xff\xfe\x00\x80".to_vec();
    bytes.extend(0..=255);
    server.serve(
        "/v2/raw/manifests/latest",
        Answer::ok(OCI_MANIFEST, bytes.clone()),
    );
    let (browser, code) = Browser::inspect_in_vain(&server.reference("raw:latest")).await;
    assert_eq!(code, "malformed");
    browser.wait_parts("raw", |parts| !parts.is_empty()).await;
    assert_eq!(
        browser.text("raw").await,
        bytes
            .utf8_chunks()
            .map(|chunk| format!(
                "{}{}",
                chunk.valid(),
                "\u{fffd}".repeat(chunk.invalid().len())
            ))
            .collect::<String>()
    );
    browser.click_where("raw-mode", "data-mode", "hex").await;
    browser.wait_parts("hex-row", |rows| !rows.is_empty()).await;
    assert_eq!(rows(&browser).await, lines(&bytes, 16));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn places_work_by_the_keyboard_alone() {
    let browser = Browser::inspect(&shared_registry().reference("formats/oci:latest")).await;
    browser.click("reference-input").await;
    let mut reached = String::new();
    for _ in 0..200 {
        browser.press("Tab").await;
        reached = focus(&browser).await;
        if reached.starts_with("place /config/") {
            break;
        }
    }
    assert!(reached.starts_with("place /config/"), "{reached}");
    browser.press("Enter").await;
    wait_focus(&browser, "raw-place").await;
    marks(&browser).await;
    wait_mark_in_view(&browser).await;
    browser.press("Escape").await;
    wait_focus(&browser, &reached).await;
    assert!(browser.parts("raw-mark").await.is_empty());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_steps_of_a_signed_schema_1_point_at_their_entries() {
    let browser = Browser::inspect(&shared_registry().reference("formats/schema1:latest")).await;
    browser
        .wait_parts("history-entry", |entries| !entries.is_empty())
        .await;
    let entries = browser.parts("history-entry").await.len();
    // Oldest first in the page, newest first in the document.
    let pointer = format!("/history/{}/v1Compatibility", entries - 1);
    browser.click_where("place", "data-pointer", &pointer).await;
    let (from, to) = marks(&browser).await[0];
    let raw = browser.text("raw").await;
    assert_eq!(raw[from..to], browser.text("raw-mark").await);
    let json: serde_json::Value = serde_json::from_str(&raw).expect("JSON");
    let member = format!("{{{}}}", &raw[from..to]);
    let member: serde_json::Value = serde_json::from_str(&member).expect("a member");
    assert_eq!(
        Some(&member["v1Compatibility"]),
        json.pointer(&pointer),
        "{pointer}"
    );
    // A signature stands outside of what is signed.
    browser
        .click_where("place", "data-pointer", "/signatures/0")
        .await;
    browser
        .wait_parts("raw-mark", |marks| marks[0].text.starts_with('{'))
        .await;
    let (from, to) = marks(&browser).await[0];
    let signature: serde_json::Value = serde_json::from_str(&raw[from..to]).expect("JSON");
    assert_eq!(Some(&signature), json.pointer("/signatures/0"));
}
