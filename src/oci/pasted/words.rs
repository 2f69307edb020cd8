//! The word that names the image, among the words of a command line.

use crate::oci::{
    Platform,
    reference::{ReferenceError, ReferenceErrorKind as Kind},
};

/// Tools whose command lines name an image.
const TOOLS: [&str; 10] = [
    "docker", "podman", "nerdctl", "crictl", "buildah", "skopeo", "crane", "regctl", "oras", "curl",
];

/// Words of these tools before the image.
const VERBS: [&str; 18] = [
    "pull",
    "run",
    "create",
    "image",
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
];

/// Flags of these tools that take the next word as their value.
const FLAGS_WITH_VALUE: [&str; 49] = [
    "--platform",
    "--arch",
    "--os",
    "--variant",
    "--creds",
    "--auth",
    "--authfile",
    "--cert-dir",
    "--decryption-key",
    "--retry",
    "--retry-delay",
    "--policy",
    "--signature-policy",
    "--pod-config",
    "--annotation",
    "--unpack",
    "--verify",
    "--cosign-key",
    "--namespace",
    "--snapshotter",
    "--format",
    "--host",
    "--pull",
    "-p",
    "--publish",
    "-v",
    "--volume",
    "--mount",
    "-e",
    "--env",
    "--env-file",
    "--name",
    "-h",
    "--hostname",
    "--network",
    "--net",
    "--entrypoint",
    "-w",
    "--workdir",
    "-u",
    "--user",
    "-l",
    "--label",
    "-m",
    "--memory",
    "--cpus",
    "--gpus",
    "--restart",
    "--device",
];

#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    start: usize,
}

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
    let mut is_stage = false;
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
            } else {
                return Err(ReferenceError::new(Kind::Words, tool.start));
            }
        }
        [from, rest @ ..] if from.text.eq_ignore_ascii_case("from") && !rest.is_empty() => {
            words = skip_flags(rest);
            is_stage = true;
        }
        [Word { text: "image:", .. }, rest @ ..] => words = rest,
        _ => {}
    }
    let Some((image, rest)) = words.split_first() else {
        return Err(ReferenceError::new(Kind::Empty, text.len()));
    };
    match rest {
        _ if !is_last => {}
        [] => {}
        [comment, ..] if comment.text.starts_with('#') => {}
        [keyword, _name] if is_stage && keyword.text.eq_ignore_ascii_case("as") => {}
        [word, ..] => return Err(ReferenceError::new(Kind::Words, word.start)),
    }
    let image = strip_quotes(*image);
    if image.text.is_empty() {
        return Err(ReferenceError::new(Kind::Empty, image.start));
    }
    Ok((image.text, image.start))
}

/// The platform that the flags of a command line name: `--platform linux/arm64`, `--os linux --arch arm64 --variant v8`.
pub(super) fn find_platform(text: &str) -> Option<Platform> {
    let words = split(text);
    let value = |flag: &str| {
        words.iter().enumerate().find_map(|(position, word)| {
            let rest = word.text.strip_prefix(flag)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value),
                None if rest.is_empty() => Some(words.get(position + 1)?.text),
                None => None,
            }
        })
    };
    let platform = match (value("--platform"), value("--arch")) {
        (Some(platform), _) => platform.to_owned(),
        (None, Some(architecture)) => {
            let os = value("--os").unwrap_or("linux");
            let variant = value("--variant").map(|variant| format!("/{variant}"));
            format!("{os}/{architecture}{}", variant.unwrap_or_default())
        }
        (None, None) => return None,
    };
    platform.parse().ok()
}

/// Splits at blanks. Quotes around all of the text go first, so that a quoted command line is split too.
fn split(text: &str) -> Vec<Word<'_>> {
    let all = text.trim();
    let start = text.len() - text.trim_start().len();
    let all = strip_quotes(Word { text: all, start });
    let mut words = Vec::new();
    let mut word_start = None;
    for (offset, found) in all.text.char_indices().chain([(all.text.len(), ' ')]) {
        match (found.is_whitespace(), word_start) {
            (false, None) => word_start = Some(offset),
            (true, Some(from)) => {
                words.push(Word {
                    text: &all.text[from..offset],
                    start: all.start + from,
                });
                word_start = None;
            }
            _ => {}
        }
    }
    words
}

fn strip_quotes(word: Word<'_>) -> Word<'_> {
    for quote in ['"', '\'', '`'] {
        let inner = word
            .text
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        if let Some(text) = inner {
            let trimmed = text.trim();
            return Word {
                text: trimmed,
                start: word.start + 1 + text.len() - text.trim_start().len(),
            };
        }
    }
    word
}

/// What follows the verbs and flags of a tool, and the last of the verbs.
fn after_verbs<'a, 'w>(mut words: &'w [Word<'a>]) -> (&'w [Word<'a>], Option<&'a str>) {
    let mut verb = None;
    loop {
        words = skip_flags(words);
        match words {
            [word, rest @ ..] if VERBS.contains(&word.text) => {
                verb = Some(word.text);
                words = rest;
            }
            _ => return (words, verb),
        }
    }
}

/// Whether a word says by itself that it names an image: `docker://x`, or an address of the distribution protocol.
fn is_address(word: &Word<'_>) -> bool {
    let text = strip_quotes(*word).text;
    text.starts_with("docker://") || text.contains("://") && text.contains("/v2/")
}

fn skip_flags<'a, 'w>(mut words: &'w [Word<'a>]) -> &'w [Word<'a>] {
    while let [flag, rest @ ..] = words
        && flag.text.starts_with('-')
    {
        words = match rest {
            [_value, rest @ ..] if FLAGS_WITH_VALUE.contains(&flag.text) => rest,
            _ => rest,
        };
    }
    words
}
