//! Values of megabytes: their beginnings are shown, and what is left out is said.

use super::{
    IMAGE,
    render::{Shown, render, tags},
};
use crate::support::inspecting::{
    OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, Repository, after, descriptor, inspect, linted, manifest,
    target,
};
use porthole::{
    inspection::InspectionError,
    oci::ImageReference,
    source::SourceError,
    ui::{
        inspection_state::{Action, Failure, InspectionState},
        view::View,
    },
};

/// All but the raw view, which shows all there is.
const SECTIONS: &str = "summary platforms layers files referrers history config problems";

/// Characters outside of tags.
fn characters(page: &str) -> usize {
    let mut is_tag = false;
    let outside = page.chars().filter(|character| {
        let was_tag = is_tag || *character == '<';
        is_tag = was_tag && *character != '>';
        !was_tag
    });
    outside.count()
}

async fn shown(config: &str, members: &str, layers: &[String]) -> String {
    let document = manifest(&descriptor(OCI_CONFIG, config, ""), layers);
    let document = format!("{}{members}}}", document.strip_suffix('}').unwrap());
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &document)
        .blob(config);
    let state = inspect(IMAGE, None, &world.world()).await;
    assert!(state.config().is_some(), "the config was read");
    let shown = Shown {
        view: View::of(SECTIONS),
        ..Shown::of(&linted(&state))
    };
    render(&shown, true).await
}

#[tokio::test]
async fn values_of_megabytes_are_cut_and_say_so() {
    const MOST_CHARACTERS: usize = 50_000;
    const MOST_OF_A_TITLE: usize = 10_000;
    let config = |more: &str| {
        format!(
            r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":["a"]}}{more}}}"#
        )
    };
    let step = |text: &str| {
        config(&format!(
            r#","history":[{{"created_by":"{text}","author":"{text}","comment":"{text}","created":"{text}"}}]"#
        ))
    };
    let annotation = |text: &str| format!(r#","annotations":{{"k":"{text}"}}"#);
    let (aleph, mark, thai) = ("a\u{5d0}", "\u{301}", "\u{e01}a");
    let ascii = "a && b; ".repeat(200_000);
    for (name, config, members, left_out) in [
        (
            "aleph",
            config(""),
            annotation(&aleph.repeat(1_200_000)),
            "3,594,000",
        ),
        (
            "marks",
            config(""),
            annotation(&format!("a{}", mark.repeat(1_900_000))),
            "3,792,002",
        ),
        (
            "thai",
            config(""),
            annotation(&thai.repeat(900_000)),
            "3,592,000",
        ),
        (
            "ascii",
            step(&format!("/bin/sh -c {ascii}")),
            String::new(),
            "1,596,003",
        ),
        (
            "overrides",
            step(&"\u{202e}a".repeat(400_000)),
            String::new(),
            "1,592,000",
        ),
        (
            "key",
            config(""),
            format!(r#","annotations":{{"{}":"v"}}"#, aleph.repeat(1_200_000)),
            "3,599,400",
        ),
        (
            "member",
            config(""),
            format!(r#","k":"{}""#, aleph.repeat(1_200_000)),
            "3,594,003",
        ),
        (
            "link",
            config(""),
            annotation(&format!("https://example.com/{}", "a/".repeat(1_900_000))),
            "3,796,020",
        ),
        (
            "variable",
            config(&format!(
                r#","config":{{"Env":["{}"],"Labels":{{"k":"{ascii}"}}}}"#,
                ascii
            )),
            String::new(),
            "1,596,000",
        ),
        (
            "words",
            config(&format!(
                r#","config":{{"Cmd":["{ascii}"],"User":"{ascii}","WorkingDir":"{ascii}"}}"#
            )),
            String::new(),
            "1,596,000",
        ),
        (
            "platform",
            config("").replace("amd64", &aleph.repeat(1_200_000)),
            String::new(),
            "3,594,000",
        ),
    ] {
        let page = shown(&config, &members, &[descriptor(OCI_LAYER, "layer", "")]).await;
        let count = characters(&page);
        assert!(count < MOST_CHARACTERS, "{name}: {count} characters");
        let words = format!(" … {left_out} bytes more: the raw document has all");
        assert!(page.contains(&words), "{name} does not say {words:?}");
        for tag in tags(&page) {
            for (key, value) in tag.attributes {
                let is_heard = ["title", "aria-label"].contains(&key);
                assert!(
                    !is_heard || value.len() < 4 * MOST_OF_A_TITLE,
                    "{name}: {key} of <{}>",
                    tag.name
                );
            }
        }
    }
}

#[tokio::test]
async fn many_long_values_share_what_is_shown() {
    const MOST_CHARACTERS: usize = 300_000;
    const MOST_ELEMENTS: usize = 25_000;
    for text in ["a\u{5d0}".repeat(1_300), "\u{202e}\u{202d}".repeat(650)] {
        let members: Vec<String> = (0..1_000)
            .map(|key| format!(r#""k{key}":"{text}""#))
            .collect();
        let members = format!(r#","annotations":{{{}}}"#, members.join(","));
        let config =
            r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
        let page = shown(config, &members, &[]).await;
        let (count, elements) = (characters(&page), tags(&page).len());
        assert!(count < MOST_CHARACTERS, "{count} characters");
        assert!(elements < MOST_ELEMENTS, "{elements} elements");
    }
}

#[tokio::test]
async fn errors_about_long_names_are_cut_too() {
    const MOST_CHARACTERS: usize = 20_000;
    let path = "a\u{5d0}/".repeat(800_000);
    let error = SourceError::TooLarge {
        url: format!("https://registry.example/{path}"),
        limit: 1,
    };
    let reference = path.parse::<ImageReference>().unwrap_err();
    for failure in [
        Failure::Inspection(InspectionError::Source(error)),
        Failure::Reference {
            text: path.clone(),
            error: reference,
        },
    ] {
        let action = Action::Fail {
            target: Some(target(&path, None)),
            failure,
        };
        let state = after(InspectionState::default(), [action]);
        let count = characters(&render(&Shown::of(&state), true).await);
        assert!(count < MOST_CHARACTERS, "{count} characters");
    }
}
