//! The word that names the image, among the words of a command line or of a file.

mod commands;
mod flags;
mod shell;
mod split;

use crate::oci::{
    Platform,
    reference::{ReferenceError, ReferenceErrorKind as Kind},
};
use commands::{after_tool, is_address, is_tool};
use flags::{LETTERS, after_flags, value_of};
use split::{Word, split, strip_quotes, whole};
use std::{borrow::Cow, ops::Range};

/// What an image is written behind where nothing else is.
pub(super) const SCHEMES: [&str; 3] = ["docker://", "oci://", "docker-pullable://"];

/// What was pasted, in words.
pub(super) struct Line<'a> {
    /// The text, of a command line without its quotes.
    text: Cow<'a, str>,
    words: Vec<Range<usize>>,
    /// Where each byte of the text was written; there, if there are none.
    places: Vec<usize>,
}

impl<'a> Line<'a> {
    /// Splits what was pasted: a command line as a shell does, all else at blanks.
    pub fn read(text: &'a str) -> Self {
        let all = whole(text);
        let unquoted = shell::unquote(all, text.len());
        let command = Self {
            text: Cow::Owned(unquoted.text),
            words: unquoted.words,
            places: unquoted.places,
        };
        let words = command.words();
        if let [first, ..] = after_prompts(&words)
            && is_tool(first.text)
        {
            return command;
        }
        Self {
            text: Cow::Borrowed(text),
            words: split(all),
            places: Vec::new(),
        }
    }

    fn words(&self) -> Vec<Word<'_>> {
        let word = |range: &Range<usize>| Word {
            text: &self.text[range.clone()],
            start: range.start,
        };
        self.words.iter().map(word).collect()
    }

    /// An error where it stands in what was pasted.
    pub fn place(&self, error: ReferenceError) -> ReferenceError {
        let place = self.places.get(error.position);
        ReferenceError {
            position: place.copied().unwrap_or(error.position),
            ..error
        }
    }

    /// Finds the word that names the image, and where it starts in the text of the line.
    pub fn find_image(&self) -> Result<(&str, usize), ReferenceError> {
        let all = self.words();
        let end = self.text.len();
        let image = match after_prompts(&all) {
            [] => return Err(ReferenceError::new(Kind::Empty, end)),
            [tool, rest @ ..] if is_tool(tool.text) && all.len() > 1 => {
                of_command(*tool, rest, end)?
            }
            // A tool's name may be that of an image too.
            [word] => *word,
            words => match marked(words, false) {
                Some(image) => image,
                None => of_line(words, end)?,
            },
        };
        let image = strip_quotes(image);
        if image.text.is_empty() {
            return Err(ReferenceError::new(Kind::Empty, image.start));
        }
        Ok((image.text, image.start))
    }

    /// The platform that the flags of a command line name: `--platform linux/arm64`, `--os linux --arch arm64 --variant v8`.
    pub fn find_platform(&self) -> Option<Platform> {
        let words = self.words();
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
    pub fn find_chart_version(&self) -> Option<String> {
        let words = self.words();
        let is_helm = words.iter().any(|word| word.text == "helm");
        let version = value_of(&words, "--version").filter(|_| is_helm)?;
        Some(version.replace('+', "_"))
    }
}

/// The words from the command on. What stands alone is none of what is before one.
fn after_prompts<'a, 'w>(mut words: &'w [Word<'a>]) -> &'w [Word<'a>] {
    while let [first, rest @ ..] = words
        && !rest.is_empty()
        && is_before_a_command(first.text)
    {
        words = rest;
    }
    words
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
/// `--image=x`, `COPY --from=x`, `docker://x`, `docker-pullable://x`, `oci://x`. In a command line `image=x` and `--from=x` do not say so: that may be a secret, or
/// a job.
fn marked<'a>(words: &[Word<'a>], is_command: bool) -> Option<Word<'a>> {
    let mut rest = words;
    while let [word, behind @ ..] = rest {
        let bare = strip_quotes(*word);
        if SCHEMES.iter().any(|scheme| bare.text.starts_with(scheme)) {
            return Some(bare);
        }
        let names: &[&str] = match is_command {
            true => &["--image="],
            false => &["--image=", "image=", "--from="],
        };
        if let Some(value) = names.iter().find_map(|name| word.after(name)) {
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
            [Word { text: "=", .. }, value, ..] if !is_command && word.text == "image" => {
                return Some(*value);
            }
            _ => rest = behind,
        }
    }
    None
}

/// The image of a command line. `end`: where the text ends.
fn of_command<'a>(
    tool: Word<'a>,
    words: &[Word<'a>],
    end: usize,
) -> Result<Word<'a>, ReferenceError> {
    let found = after_tool(tool.text, words);
    // What follows the image in such a line is the command line of a program of its own.
    let is_run =
        found.is_some_and(|(command, _)| command.ends_with("run") || command.ends_with("create"));
    let is_curl = tool.text.eq_ignore_ascii_case("curl");
    let said = match is_curl {
        true => words.iter().copied().find(is_address),
        false if is_run => None,
        false => marked(words, true),
    };
    match (said, found) {
        (Some(image), _) => Ok(image),
        (None, Some((_, [image, ..]))) => Ok(*image),
        (None, Some((_, []))) => Err(ReferenceError::new(Kind::Empty, end)),
        (None, None) if words.is_empty() => Err(ReferenceError::new(Kind::Empty, end)),
        (None, None) => Err(ReferenceError::new(Kind::Words, tool.start)),
    }
}

/// The image that stands alone, or in a Dockerfile's `FROM`. `end`: where the text ends.
fn of_line<'a>(words: &[Word<'a>], end: usize) -> Result<Word<'a>, ReferenceError> {
    let mut is_stage = false;
    let mut words = words;
    if let [from, rest @ ..] = words
        && from.text.eq_ignore_ascii_case("from")
        && !rest.is_empty()
    {
        words = after_flags(rest, LETTERS);
        is_stage = true;
    }
    let Some((image, rest)) = words.split_first() else {
        return Err(ReferenceError::new(Kind::Empty, end));
    };
    match rest {
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
