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
const VERBS: [&str; 26] = [
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
];

/// Tools that take an image without a verb.
const WITHOUT_VERB: [&str; 3] = ["grype", "syft", "dive"];

/// Finds the word that names the image, and where it starts.
pub(super) fn find_image(text: &str) -> Result<(&str, usize), ReferenceError> {
    let words = split(text);
    let mut words = words.as_slice();
    while let [
        Word {
            text: "$" | "#" | ">" | "sudo" | "-",
            ..
        },
        rest @ ..,
    ] = words
    {
        words = rest;
    }
    let image = match words {
        [_, _, ..] => match marked(words) {
            Some(image) => image,
            None => of_line(words, text.len())?,
        },
        [word] if !TOOLS.contains(&word.text) => *word,
        _ => return Err(ReferenceError::new(Kind::Empty, text.len())),
    };
    let image = strip_quotes(image);
    if image.text.is_empty() {
        return Err(ReferenceError::new(Kind::Empty, image.start));
    }
    Ok((image.text, image.start))
}

/// The first word that is said to be an image, wherever it stands: `image: x` in a file of Compose, Kubernetes or a pipeline, `"image": "x"`, `image = "x"`,
/// `--image=x`, `docker://x`, `oci://x`.
fn marked<'a>(words: &[Word<'a>]) -> Option<Word<'a>> {
    let mut rest = words;
    while let [word, behind @ ..] = rest {
        let bare = strip_quotes(*word);
        if bare.text.starts_with("docker://") || bare.text.starts_with("oci://") {
            return Some(bare);
        }
        let value = word.after("--image=").or_else(|| word.after("image="));
        if value.is_some() {
            return value;
        }
        let key = word.text.strip_suffix(':');
        let key = key.map(|key| key.trim_matches(['"', '\'']));
        match behind {
            [value, ..] if key == Some("image") || word.text == "--image" => return Some(*value),
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
    // What follows the image is its own command line, or where it is copied to.
    let mut is_last = true;
    match words {
        [tool, rest @ ..] if TOOLS.contains(&tool.text) => {
            let verb;
            (words, verb) = after_verbs(rest);
            if let Some(position) = rest.iter().position(is_address) {
                (words, is_last) = (&rest[position..], false);
            } else if let Some(verb) = verb {
                is_last = verb == "pull";
            } else if WITHOUT_VERB.contains(&tool.text) {
                is_last = false;
            } else {
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
        [keyword, _name] if is_stage && keyword.text.eq_ignore_ascii_case("as") => Ok(*image),
        [word, ..] => Err(ReferenceError::new(Kind::Words, word.start)),
    }
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

/// What follows the verbs and flags of a tool, and the last of the verbs.
fn after_verbs<'a, 'w>(mut words: &'w [Word<'a>]) -> (&'w [Word<'a>], Option<&'a str>) {
    let mut verb = None;
    loop {
        words = after_flags(words);
        match words {
            [word, rest @ ..] if VERBS.contains(&word.text) => {
                verb = Some(word.text);
                words = rest;
            }
            _ => return (words, verb),
        }
    }
}

/// Whether a word is an address of the distribution protocol.
fn is_address(word: &Word<'_>) -> bool {
    let text = strip_quotes(*word).text;
    text.contains("://") && text.contains("/v2/")
}
