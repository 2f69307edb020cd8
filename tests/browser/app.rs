//! The whole view inside a shadow root, as `<porthole-image>` mounts it: its attributes and events, and that it leaves nothing behind.
//!
//! The images come from the sample layout, which the server of the test runner serves.

use crate::support::{
    Fixture, Recorder, Replaced, attributes, blob_url, document, function, parts, until, window,
};
use js_sys::Array;
use porthole::{
    browser::{Host, style},
    ui::{
        app::{App, AppProps},
        use_calls::{Call, Method},
        view::View,
    },
};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, ShadowRoot};
use yew::{AppHandle, AttrValue, Renderer};

const SAMPLE: &str = "oci:/www/sample:latest";
const INDEX: &str = "sha256:800328a3d253b0b7c0ec8a651b3ba632f468315d79850314a4517b8fa914929a";
const AMD64: &str = "sha256:8be8db98879e2bba91300c609b36b6e1ef7daabc0e78a4d6e6d4a3ff7cc420cb";
const ARM64: &str = "sha256:aff96a9e7908bd16b2e959726227c86f78f11a189d021d4680ac33417a2e2eab";

/// A worker module that finds every blob as declared, but one.
const WORKER: &str = r#"
export default function () {
  onmessage = ({ data }) => {
    const [name, id, , , digest, size] = data;
    if (name !== "read") return;
    const wrong = digest === "WRONG";
    const outcome = wrong ? ["size-mismatch", size, `${size - 1}`] : ["verified", size];
    postMessage(["finished", id, ...outcome]);
  };
  postMessage(["ready", "VERSION"]);
}"#;

/// A host with its shadow root; views come and go in it.
struct Stage {
    fixture: Fixture,
    shadow: ShadowRoot,
    root: HtmlElement,
}

impl Stage {
    fn new() -> Self {
        let fixture = Fixture::new("div");
        let shadow = fixture.shadow();
        style::adopt(&shadow);
        let root = crate::support::child(&shadow, "div");
        Self {
            fixture,
            shadow,
            root,
        }
    }

    fn props(&self, image: Option<&str>) -> AppProps {
        AppProps {
            host: Host::new(self.fixture.0.clone()),
            image: image.map(|image| AttrValue::from(image.to_owned())),
            platform: None,
            gateways: None,
            view: View::Full,
            digest: None,
            claims: true,
            is_page: false,
            worker: "http://127.0.0.1:1/worker.js".into(),
            timeout: Duration::from_secs(20),
            unpack_limit: 1 << 36,
            defect: None,
            call: None,
        }
    }

    fn mount(&self, props: AppProps) -> AppHandle<App> {
        Renderer::<App>::with_root_and_props(self.root.clone().into(), props).render()
    }

    fn attribute(&self, name: &str) -> Option<String> {
        self.fixture.0.get_attribute(name)
    }

    async fn state(&self, state: &str) {
        until(&format!("data-state is {state}"), || {
            (self.attribute("data-state").as_deref() == Some(state)).then_some(())
        })
        .await;
    }

    fn digests(&self) -> Vec<String> {
        attributes(&parts(&self.shadow, "manifest-digest"), "data-digest")
    }

    fn layer_states(&self) -> Vec<String> {
        attributes(&parts(&self.shadow, "layer"), "data-state")
    }

    fn click(&self, part: &str) {
        let found = parts(&self.shadow, part);
        let button: &HtmlElement = found[0].unchecked_ref();
        button.click();
    }
}

#[wasm_bindgen_test]
async fn a_view_without_an_image_is_idle() {
    let stage = Stage::new();
    let handle = stage.mount(stage.props(None));
    stage.state("idle").await;
    assert_eq!(stage.attribute("data-kind"), None);
    assert_eq!(parts(&stage.shadow, "reference-input").len(), 1);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn an_image_is_shown_and_told_once() {
    let stage = Stage::new();
    let [ready, verdicts, errors] = ["porthole-ready", "porthole-verdict", "porthole-error"]
        .map(|name| Recorder::on(&document(), name));
    let handle = stage.mount(stage.props(Some(SAMPLE)));
    stage.state("ready").await;
    assert_eq!(stage.attribute("data-kind").as_deref(), Some("index"));
    assert_eq!(stage.digests(), [INDEX, AMD64]);
    let want = [[SAMPLE, INDEX, "index"].map(str::to_owned).to_vec()];
    assert_eq!(ready.details(&["reference", "digest", "kind"]), want);
    let found = verdicts.details(&["digest", "verdict", "size"]);
    let want = [
        [INDEX, "match", "2407"],
        [AMD64, "match", "1346"],
        [
            "sha256:f64631f8afb09b7666b71c792cc21d89e4c63ba1c76c1e0a744eca9c200cc9df",
            "match",
            "4298",
        ],
    ];
    assert_eq!(found, want.map(|detail| detail.map(str::to_owned).to_vec()));
    assert_eq!(errors.events().len(), 0);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn another_platform_is_shown_when_the_attribute_changes() {
    let stage = Stage::new();
    let mut handle = stage.mount(stage.props(Some(SAMPLE)));
    stage.state("ready").await;
    handle.update(AppProps {
        platform: Some("linux/arm64".into()),
        ..stage.props(Some(SAMPLE))
    });
    until("the image for arm64 is shown", || {
        (stage.digests() == [INDEX, ARM64]).then_some(())
    })
    .await;
    let rows = parts(&stage.shadow, "platform");
    let chosen: Vec<_> = rows
        .iter()
        .filter(|row| row.get_attribute("aria-selected").as_deref() == Some("true"))
        .map(|row| row.get_attribute("data-platform").unwrap())
        .collect();
    assert_eq!(chosen, ["linux/arm64/v8"]);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn what_cannot_be_shown_is_told_with_its_code() {
    for (image, code, message) in [
        (
            "Alpine",
            "bad-reference",
            "This is not an image reference: The repository must be in lower case.",
        ),
        (
            "oci:/no/such/folder",
            "not-found",
            "There is no OCI image layout at this address: GET ",
        ),
        (
            "oci:/www/sample:2",
            "not-found",
            "The layout has no image of this tag: ",
        ),
        (
            "http://127.0.0.1:1/name",
            "unreachable",
            "Nothing answers at this address: GET http://127.0.0.1:1/v2/name/manifests/latest",
        ),
    ] {
        let stage = Stage::new();
        let errors = Recorder::on(&document(), "porthole-error");
        let handle = stage.mount(stage.props(Some(image)));
        stage.state("failed").await;
        assert_eq!(stage.attribute("data-kind"), None, "{image}");
        let notices = parts(&stage.shadow, "notice");
        assert_eq!(attributes(&notices, "data-code"), [code], "{image}");
        let told = errors.details(&["code", "message"]);
        assert_eq!(told.len(), 1, "{image}");
        assert_eq!(told[0][0], code, "{image}");
        assert!(told[0][1].starts_with(message), "{image}: {}", told[0][1]);
        handle.destroy();
    }
}

#[wasm_bindgen_test]
async fn a_defect_is_shown_in_place_of_the_image() {
    let stage = Stage::new();
    let props = AppProps {
        defect: Some("index out of bounds".into()),
        ..stage.props(Some(SAMPLE))
    };
    let handle = stage.mount(props);
    stage.state("failed").await;
    let notices = parts(&stage.shadow, "notice");
    assert_eq!(attributes(&notices, "data-code"), ["defect"]);
    let text = notices[0].text_content().unwrap();
    assert!(text.contains("index out of bounds"), "{text}");
    handle.destroy();
}

#[wasm_bindgen_test]
async fn layers_without_a_worker_fail_and_say_why() {
    let stage = Stage::new();
    let handle = stage.mount(stage.props(Some(SAMPLE)));
    stage.state("ready").await;
    stage.click("verify-button");
    until("all layers have failed", || {
        let states = stage.layer_states();
        (states.len() == 6 && states.iter().all(|state| state == "failed")).then_some(())
    })
    .await;
    let row = parts(&stage.shadow, "layer")[0].text_content().unwrap();
    assert!(
        row.contains("The worker failed: the worker could not be loaded: "),
        "{row}"
    );
    handle.destroy();
}

#[wasm_bindgen_test]
async fn verdicts_of_layers_are_shown_and_told() {
    let stage = Stage::new();
    let first = "sha256:6fe9a92ec6f2dd2a5c86473bb36dbbb3a3746cae9d4958eed6ac3ec5f661454a";
    let module = WORKER
        .replace("VERSION", env!("CARGO_PKG_VERSION"))
        .replace("WRONG", first);
    let props = AppProps {
        worker: blob_url(&module, "text/javascript").into(),
        ..stage.props(Some(SAMPLE))
    };
    let handle = stage.mount(props);
    stage.state("ready").await;
    let verdicts = Recorder::on(&document(), "porthole-verdict");
    stage.click("verify-button");
    until("every layer has its verdict", || {
        let states = stage.layer_states();
        let is_settled = |state: &String| matches!(state.as_str(), "verified" | "mismatch");
        states.iter().all(is_settled).then_some(())
    })
    .await;
    let wrong = attributes(&parts(&stage.shadow, "layer"), "data-digest")
        .iter()
        .position(|digest| digest == first)
        .unwrap();
    for (position, state) in stage.layer_states().iter().enumerate() {
        let want = if position == wrong {
            "mismatch"
        } else {
            "verified"
        };
        assert_eq!(state, want, "layer {position}");
    }
    let notices = parts(&stage.shadow, "notice");
    assert_eq!(attributes(&notices, "data-code"), ["mismatch"]);
    let told = verdicts.details(&["verdict"]).concat();
    assert_eq!(told.iter().filter(|verdict| *verdict == "match").count(), 5);
    assert_eq!(
        told.iter().filter(|verdict| *verdict == "mismatch").count(),
        1
    );
    handle.destroy();
}

/// The listeners that the window has, by name, counted from now on.
struct Listeners {
    counted: Array,
    _add: Replaced,
    _remove: Replaced,
}

impl Listeners {
    fn count() -> Self {
        let counted = Array::new();
        let wrap = |name: &str, sign: &str| {
            let body = format!(
                "const counted = a; const real = window.{name}.bind(window); \
                 return (type, ...rest) => {{ counted.push('{sign}' + type); return real(type, ...rest); }}"
            );
            function(&body).call1(&JsValue::NULL, &counted).unwrap()
        };
        let add = wrap("addEventListener", "+");
        let remove = wrap("removeEventListener", "-");
        Self {
            counted,
            _add: Replaced::new(&window(), "addEventListener", &add),
            _remove: Replaced::new(&window(), "removeEventListener", &remove),
        }
    }

    fn of(&self, name: &str) -> (usize, usize) {
        let number = |sign| {
            let want = format!("{sign}{name}");
            let is_wanted = |value: &JsValue| value.as_string().as_deref() == Some(&want);
            self.counted.iter().filter(is_wanted).count()
        };
        (number('+'), number('-'))
    }
}

#[wasm_bindgen_test]
async fn a_view_that_was_mounted_twice_leaves_nothing_behind() {
    let stage = Stage::new();
    let listeners = Listeners::count();
    for _ in 0..2 {
        let props = AppProps {
            is_page: true,
            ..stage.props(Some(SAMPLE))
        };
        let handle = stage.mount(props);
        stage.state("ready").await;
        assert_eq!(stage.layer_states().len(), 6);
        assert_eq!(parts(&stage.shadow, "reference-input").len(), 1);
        for name in ["keydown", "popstate"] {
            let (added, removed) = listeners.of(name);
            assert_eq!(added - removed, 1, "{name} is heard");
        }
        handle.destroy();
        until("the nodes are gone", || {
            (stage.root.child_nodes().length() == 0).then_some(())
        })
        .await;
        for name in ["keydown", "popstate"] {
            let (added, removed) = listeners.of(name);
            assert_eq!(added, removed, "{name} is not heard any more");
        }
        assert_eq!(stage.attribute("data-state"), None);
        assert_eq!(stage.attribute("data-kind"), None);
    }
    assert_eq!(stage.shadow.child_nodes().length(), 1, "the root itself");
}

#[wasm_bindgen_test]
async fn an_embedded_view_leaves_keys_history_and_address_to_its_page() {
    let stage = Stage::new();
    let listeners = Listeners::count();
    let address = window().location().href().unwrap();
    let title = document().title();
    let handle = stage.mount(stage.props(Some(SAMPLE)));
    stage.state("ready").await;
    assert_eq!(listeners.of("keydown"), (0, 0));
    assert_eq!(listeners.of("popstate"), (0, 0));
    assert_eq!(window().location().href().unwrap(), address);
    assert_eq!(document().title(), title);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn a_view_that_goes_away_ends_its_fetches() {
    let signals = Array::new();
    let fetch = function(
        "const signals = a; return (url, init) => { signals.push(init.signal); return new Promise(() => {}); }",
    )
    .call1(&JsValue::NULL, &signals)
    .unwrap();
    let _fetch = Replaced::new(&window(), "fetch", &fetch);
    let stage = Stage::new();
    let handle = stage.mount(stage.props(Some(SAMPLE)));
    until("something is asked", || {
        (signals.length() > 0).then_some(())
    })
    .await;
    assert_eq!(stage.attribute("data-state").as_deref(), Some("loading"));
    let aborted = || {
        signals
            .iter()
            .all(|signal| signal.unchecked_into::<web_sys::AbortSignal>().aborted())
    };
    assert!(!aborted());
    handle.destroy();
    until("every fetch is aborted", || aborted().then_some(())).await;
}

#[wasm_bindgen_test]
async fn cancel_ends_the_fetch_and_waits_for_another_question() {
    let stage = Stage::new();
    let handle = {
        let fetch = function("return () => new Promise(() => {})")
            .call0(&JsValue::NULL)
            .unwrap();
        let _fetch = Replaced::new(&window(), "fetch", &fetch);
        let handle = stage.mount(stage.props(Some(SAMPLE)));
        until("it can be cancelled", || {
            (!parts(&stage.shadow, "cancel-button").is_empty()).then_some(())
        })
        .await;
        assert_eq!(stage.attribute("data-state").as_deref(), Some("loading"));
        stage.click("cancel-button");
        stage.state("idle").await;
        handle
    };
    stage.click("inspect-button");
    stage.state("ready").await;
    assert_eq!(stage.digests(), [INDEX, AMD64]);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn two_views_in_one_page_do_not_disturb_each_other() {
    let (one, other) = (Stage::new(), Stage::new());
    let first = one.mount(one.props(Some(SAMPLE)));
    let second = other.mount(other.props(Some("oci:/www/sample:artifact")));
    one.state("ready").await;
    other.state("ready").await;
    assert_eq!(one.attribute("data-kind").as_deref(), Some("index"));
    assert_eq!(other.attribute("data-kind").as_deref(), Some("artifact"));
    first.destroy();
    assert_eq!(parts(&other.shadow, "summary").len(), 1);
    second.destroy();
}

#[wasm_bindgen_test]
async fn the_signature_of_a_schema1_manifest_is_checked_as_it_arrives() {
    let stage = Stage::new();
    let handle = stage.mount(stage.props(Some("oci:/www/sample:schema1")));
    stage.state("ready").await;
    assert_eq!(stage.attribute("data-kind").as_deref(), Some("schema1"));
    until("the signature is valid", || {
        let states = attributes(&parts(&stage.shadow, "signature"), "data-state");
        (states == ["valid"]).then_some(())
    })
    .await;
    handle.destroy();
}

#[wasm_bindgen_test]
async fn a_call_asks_another_question_and_an_attribute_the_elements_own_again() {
    let stage = Stage::new();
    let mut handle = stage.mount(stage.props(Some(SAMPLE)));
    stage.state("ready").await;
    let call = Some(Call {
        method: Method::Inspect("oci:/www/sample:artifact".into()),
        number: 1,
    });
    handle.update(AppProps {
        view: View::of("summary"),
        call,
        ..stage.props(Some(SAMPLE))
    });
    until("the artifact is shown", || {
        (stage.attribute("data-kind").as_deref() == Some("artifact")).then_some(())
    })
    .await;
    assert_eq!(parts(&stage.shadow, "reference-input").len(), 0);
    let back = until("the way back", || {
        parts(&stage.shadow, "return-button").pop()
    })
    .await;
    back.unchecked_ref::<HtmlElement>().click();
    until("the index is shown again", || {
        (stage.digests() == [INDEX, AMD64]).then_some(())
    })
    .await;
    assert_eq!(parts(&stage.shadow, "return-button").len(), 0);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn the_end_of_a_verification_is_told_even_if_there_is_nothing_to_verify() {
    let stage = Stage::new();
    let verified = Recorder::on(&document(), "porthole-verified");
    let mut handle = stage.mount(stage.props(None));
    stage.state("idle").await;
    handle.update(AppProps {
        call: Some(Call {
            method: Method::Verify,
            number: 1,
        }),
        ..stage.props(None)
    });
    until("the end is told", || verified.events().pop()).await;
    let told = verified.details(&["verdict", "layers", "verified"]);
    assert_eq!(told, [["unchecked", "0", "0"].map(str::to_owned).to_vec()]);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn what_is_claimed_and_pinned_changes_in_place_and_is_told_again() {
    let stage = Stage::new();
    let verdicts = Recorder::on(&document(), "porthole-verdict");
    let other = format!("sha256:{}", "0".repeat(64)).parse().ok();
    let mut handle = stage.mount(AppProps {
        claims: false,
        ..stage.props(Some(SAMPLE))
    });
    let shown = |verdict: &str| {
        let rows = parts(&stage.shadow, "manifest-digest");
        let first = attributes(&rows, "data-verdict").into_iter().next();
        (first.as_deref() == Some(verdict)).then_some(())
    };
    until("nothing is claimed", || shown("unchecked")).await;
    handle.update(stage.props(Some(SAMPLE)));
    until("it is verified", || shown("match")).await;
    handle.update(AppProps {
        digest: other,
        ..stage.props(Some(SAMPLE))
    });
    until("it is another one", || shown("mismatch")).await;
    let notices = parts(&stage.shadow, "notice");
    assert_eq!(attributes(&notices, "data-code"), ["mismatch"]);
    // The page around it is told after it has been shown.
    let of_index = || -> Vec<String> {
        let told = verdicts.details(&["digest", "verdict"]).into_iter();
        let of_index = told.filter(|told| told[0] == INDEX);
        of_index.map(|told| told[1].clone()).collect()
    };
    until("the mismatch is told", || {
        (of_index().last().map(String::as_str) == Some("mismatch")).then_some(())
    })
    .await;
    assert_eq!(of_index(), ["unchecked", "match", "mismatch"]);
    handle.destroy();
}

#[wasm_bindgen_test]
async fn layers_that_are_asked_for_one_right_after_the_other_are_all_verified() {
    let stage = Stage::new();
    let module = WORKER.replace("VERSION", env!("CARGO_PKG_VERSION"));
    let handle = stage.mount(AppProps {
        worker: blob_url(&module, "text/javascript").into(),
        ..stage.props(Some(SAMPLE))
    });
    stage.state("ready").await;
    // Before what carries out the first order has begun.
    for button in parts(&stage.shadow, "verify-layer-button").iter().take(2) {
        button.unchecked_ref::<HtmlElement>().click();
    }
    until("both layers are verified", || {
        (stage.layer_states()[..2] == ["verified", "verified"]).then_some(())
    })
    .await;
    handle.destroy();
}
