//! Command lines that name an image: what stands before it.

use super::{
    flags::{LETTERS, LETTERS_OF_READERS, after_flags},
    split::{Word, strip_quotes},
};

/// Tools, and their commands whose first word is an image. What is not among them may have any words behind it, passwords too: of these none is guessed.
const COMMANDS: [(&str, &[&str]); 18] = [
    ("docker", DOCKER),
    ("podman", DOCKER),
    ("nerdctl", DOCKER),
    ("crictl", &["pull", "inspecti", "images", "rmi"]),
    (
        "ctr",
        &[
            "image pull",
            "image push",
            "image tag",
            "image ls",
            "images pull",
            "images push",
            "images tag",
            "images ls",
            "i pull",
            "content fetch",
            "run",
        ],
    ),
    (
        "buildah",
        &[
            "pull",
            "push",
            "from",
            "inspect",
            "images",
            "manifest inspect",
            "manifest create",
        ],
    ),
    ("skopeo", &["inspect", "copy", "list-tags", "delete"]),
    (
        "crane",
        &[
            "manifest", "digest", "pull", "config", "export", "copy", "cp", "ls", "tag", "validate",
        ],
    ),
    (
        "regctl",
        &[
            "image copy",
            "image digest",
            "image inspect",
            "image manifest",
            "image config",
            "image export",
            "manifest get",
            "manifest head",
            "manifest digest",
            "artifact get",
            "artifact list",
            "artifact tree",
            "tag ls",
        ],
    ),
    (
        "oras",
        &[
            "pull",
            "push",
            "copy",
            "cp",
            "discover",
            "resolve",
            "tag",
            "manifest fetch",
            "manifest fetch-config",
            "repo tags",
        ],
    ),
    // Only the address is an image.
    ("curl", &[]),
    // Only what is said to be an image: `--image`, `oci://…`.
    ("helm", &[]),
    ("kubectl", &[]),
    (
        "cosign",
        &[
            "sign",
            "verify",
            "verify-attestation",
            "attest",
            "tree",
            "save",
            "copy",
            "triangulate",
            "download sbom",
            "download attestation",
            "download signature",
        ],
    ),
    ("trivy", &["image", "i"]),
    ("grype", &[""]),
    ("syft", &["scan", "packages", ""]),
    ("dive", &[""]),
];

const DOCKER: &[&str] = &[
    "pull",
    "push",
    "run",
    "create",
    "inspect",
    "history",
    "save",
    "images",
    "tag",
    "rmi",
    "image pull",
    "image push",
    "image inspect",
    "image history",
    "image save",
    "image ls",
    "image tag",
    "image tree",
    "container run",
    "container create",
    "service create",
    "manifest inspect",
    "manifest create",
    "buildx imagetools inspect",
    "buildx imagetools create",
    "scout cves",
    "scout quickview",
];

/// Tools that run no image.
const READERS: [&str; 5] = ["crane", "oras", "cosign", "grype", "syft"];

/// Commands of the tools that take an image without one.
const OTHER_COMMANDS: [&str; 11] = [
    "attest",
    "build",
    "cataloger",
    "completion",
    "config",
    "convert",
    "db",
    "explain",
    "help",
    "login",
    "version",
];

/// Whether it is a tool whose command lines name an image.
pub(super) fn is_tool(word: &str) -> bool {
    commands_of(word).is_some()
}

fn commands_of(tool: &str) -> Option<&'static [&'static str]> {
    let mut known = COMMANDS.iter();
    let (_, commands) = known.find(|(name, _)| name.eq_ignore_ascii_case(tool))?;
    Some(commands)
}

/// The command of a tool whose first word is an image, and what follows it; `None` if there is no such command.
pub(super) fn after_tool<'a, 'w>(
    tool: &str,
    words: &'w [Word<'a>],
) -> Option<(&'static str, &'w [Word<'a>])> {
    let mut commands = commands_of(tool)?.iter();
    let mut readers = READERS.iter();
    let letters = match readers.any(|reader| reader.eq_ignore_ascii_case(tool)) {
        true => LETTERS_OF_READERS,
        false => LETTERS,
    };
    commands.find_map(|command| Some((*command, after_command(command, words, letters)?)))
}

/// What follows a command and the flags before, in and behind it.
fn after_command<'a, 'w>(
    command: &str,
    words: &'w [Word<'a>],
    letters: &str,
) -> Option<&'w [Word<'a>]> {
    let mut words = after_flags(words, letters);
    for verb in command.split_terminator(' ') {
        let [first, rest @ ..] = words else {
            return None;
        };
        if first.text != verb {
            return None;
        }
        words = after_flags(rest, letters);
    }
    let is_other = |word: &Word<'_>| OTHER_COMMANDS.contains(&word.text);
    let is_other = command.is_empty() && words.first().is_some_and(is_other);
    (!is_other).then_some(words)
}

/// Whether a word is an address of the distribution protocol.
pub(super) fn is_address(word: &Word<'_>) -> bool {
    let text = strip_quotes(*word).text;
    text.contains("://") && text.contains("/v2/")
}
