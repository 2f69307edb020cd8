//! The word that names the image, among the words of a command line or of a file.

mod flags;
mod split;

use crate::oci::{
    Platform,
    reference::{ReferenceError, ReferenceErrorKind as Kind},
};
use flags::{after_flags, value_of};
use split::{Word, split, strip_quotes};

/// Tools whose command lines name an image.
const TOOLS: [&str; 18] = [
    "docker", "podman", "nerdctl", "crictl", "ctr", "buildah", "skopeo", "crane", "regctl", "oras",
    "curl", "helm", "kubectl", "cosign", "trivy", "grype", "syft", "dive",
];

/// Words of these tools before the image.
const VERBS: [&str; 31] = [
    "pull",
    "push",
    "run",
    "create",
    "image",
    "images",
    "container",
    "manifest",
    "inspect",
    "history",
    "buildx",
    "imagetools",
    "copy",
    "fetch",
    "get",
    "digest",
    "config",
    "export",
    "discover",
    "resolve",
    "save",
    "sign",
    "tree",
    "verify",
    "verify-attestation",
    "show",
    "from",
    "ls",
    "scout",
    "cves",
    "quickview",
];

/// What an image is written behind where nothing else is.
pub(super) const SCHEMES: [&str; 3] = ["docker://", "oci://", "docker-pullable://"];

/// Tools that take an image without a verb.
const WITHOUT_VERB: [&str; 3] = ["grype", "syft", "dive"];

/// Finds the word that names the image, and where it starts.
pub(super) fn find_image(text: &str) -> Result<(&str, usize), ReferenceError> {
    let words = split(text);
    let mut words = words.as_slice();
    while let [first, rest @ ..] = words
        && is_before_a_command(first.text)
    {
        words = rest;
    }
    let image = match words {
        [_, _, ..] => match marked(words) {
            Some(image) => image,
            None => of_line(words, text.len())?,
        },
        [word] if !is_tool(word.text) => *word,
        _ => return Err(ReferenceError::new(Kind::Empty, text.len())),
    };
    let image = strip_quotes(image);
    if image.text.is_empty() {
        return Err(ReferenceError::new(Kind::Empty, image.start));
    }
    Ok((image.text, image.start))
}

/// A shell's prompt (`$`, `me@host:~#`), `sudo`, a variable for the command (`DOCKER_BUILDKIT=1`), or the dash of a list.
fn is_before_a_command(word: &str) -> bool {
    let is_prompt = word.ends_with(['$', '#', '%', '>']) && !word.starts_with('<');
    let is_variable = word.split_once('=').is_some_and(|(name, _)| {
        let mut letters = name.bytes();
        letters.all(|letter| matches!(letter, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
    });
    is_prompt || is_variable || matches!(word, "sudo" | "-")
}

/// The first word that is said to be an image, wherever it stands: `image: x` in a file of Compose, Kubernetes or a pipeline, `"image": "x"`, `image = "x"`,
/// `--image=x`, `COPY --from=x`, `docker://x`, `docker-pullable://x`, `oci://x`.
fn marked<'a>(words: &[Word<'a>]) -> Option<Word<'a>> {
    let mut rest = words;
    while let [word, behind @ ..] = rest {
        let bare = strip_quotes(*word);
        if SCHEMES.iter().any(|scheme| bare.text.starts_with(scheme)) {
            return Some(bare);
        }
        let mut values = ["--image=", "image=", "--from="].iter();
        if let Some(value) = values.find_map(|name| word.after(name)) {
            return Some(value);
        }
        let key = word.text.strip_suffix(':');
        let key = key.map(|key| key.trim_matches(['"', '\'']));
        match behind {
            [value, ..]
                if key.is_some_and(|key| key.eq_ignore_ascii_case("image"))
                    || word.text == "--image" =>
            {
                return Some(*value);
            }
            [Word { text: "=", .. }, value, ..] if word.text == "image" => return Some(*value),
            _ => rest = behind,
        }
    }
    None
}

/// The image of a command line, or of a Dockerfile's `FROM`. `end`: where the text ends.
fn of_line<'a>(words: &[Word<'a>], end: usize) -> Result<Word<'a>, ReferenceError> {
    let mut is_stage = false;
    let mut words = words;
    // What follows the image of a tool is its own command line, or where it is copied to, or what the tool said.
    let mut is_last = true;
    match words {
        [tool, rest @ ..] if is_tool(tool.text) => {
            is_last = false;
            let has_verb;
            (words, has_verb) = after_verbs(rest);
            if let Some(position) = rest.iter().position(is_address) {
                words = &rest[position..];
            } else if !has_verb && !WITHOUT_VERB.contains(&tool.text) {
                return Err(ReferenceError::new(Kind::Words, tool.start));
            }
        }
        [from, rest @ ..] if from.text.eq_ignore_ascii_case("from") && !rest.is_empty() => {
            words = after_flags(rest);
            is_stage = true;
        }
        _ => {}
    }
    let Some((image, rest)) = words.split_first() else {
        return Err(ReferenceError::new(Kind::Empty, end));
    };
    match rest {
        _ if !is_last => Ok(*image),
        [] => Ok(*image),
        [comment, ..] if comment.text.starts_with('#') => Ok(*image),
        // What follows the stage is the rest of the file.
        [keyword, ..] if is_stage && is_keyword(keyword.text) => Ok(*image),
        [word, ..] => Err(ReferenceError::new(Kind::Words, word.start)),
    }
}

/// Whether it follows the image in a Dockerfile: `AS`, or the instruction of the next line.
fn is_keyword(word: &str) -> bool {
    word.eq_ignore_ascii_case("as") || word.bytes().all(|letter| letter.is_ascii_uppercase())
}

fn is_tool(word: &str) -> bool {
    TOOLS.iter().any(|tool| tool.eq_ignore_ascii_case(word))
}

/// Whether a word alone is no image, but begins a command.
pub(super) fn is_command(word: &str) -> bool {
    is_tool(word) || is_before_a_command(word)
}

/// The platform that the flags of a command line name: `--platform linux/arm64`, `--os linux --arch arm64 --variant v8`.
pub(super) fn find_platform(text: &str) -> Option<Platform> {
    let words = split(text);
    let value = |flag: &str| value_of(&words, flag);
    let platform = match (value("--platform"), value("--arch")) {
        (Some(platform), _) => platform.to_owned(),
        (None, Some(architecture)) => {
            let os = value("--os").unwrap_or("linux");
            let variant = value("--variant").map(|variant| format!("/{variant}"));
            format!("{os}/{architecture}{}", variant.unwrap_or_default())
        }
        (None, None) => return None,
    };
    let platform: Platform = platform.parse().ok()?;
    Some(platform.normalized())
}

/// The version of a chart that helm is told to take, which is the tag: `helm pull oci://x --version 1.2.3`. Helm writes `_` for the `+` that no tag may have.
pub(super) fn find_chart_version(text: &str) -> Option<String> {
    let words = split(text);
    let is_helm = words.iter().any(|word| word.text == "helm");
    let version = value_of(&words, "--version").filter(|_| is_helm)?;
    Some(version.replace('+', "_"))
}

/// What follows the verbs and flags of a tool, and whether there are verbs.
fn after_verbs<'a, 'w>(mut words: &'w [Word<'a>]) -> (&'w [Word<'a>], bool) {
    let mut has_verb = false;
    loop {
        words = after_flags(words);
        match words {
            [word, rest @ ..] if VERBS.contains(&word.text) => {
                has_verb = true;
                words = rest;
            }
            _ => return (words, has_verb),
        }
    }
}

/// Whether a word is an address of the distribution protocol.
fn is_address(word: &Word<'_>) -> bool {
    let text = strip_quotes(*word).text;
    text.contains("://") && text.contains("/v2/")
}
