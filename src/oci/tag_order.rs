//! The order in which tags are shown: by version, the newest first.
//!
//! Each tag has a key; keys are compared byte by byte, so that the order is total and fifty thousand tags are sorted in a moment. The key
//! puts a tag into the first group that it fits:
//!
//! 1. `latest`;
//! 2. names without a digit (`edge`, `stable`, `alpine`): by the alphabet;
//! 3. versions (`1.27.3`, `v2`, `3.20-rc1`, `2024.01`): the highest first, number by number, whatever their length (`1.10` before `1.9`);
//! 4. dates and other numbers of eight digits or more (`20260127`): the highest first;
//! 5. other tags with digits (`bookworm-20260101`, `pr-12`): by their text, numbers in it the highest first;
//! 6. commits (seven to sixty-four hexadecimal digits, a letter among them) and tags that stand for a digest (`sha256-…`): by their text.
//!
//! Among versions `v` in front does not count, nor do zeros behind (`1.27` and `1.27.0` are one version, the longer name first). Of one version come
//! first its revisions (`1.0-2`, `1.0-r5`, `1.0-post1`), then itself, then its variants (`1.0-alpine`), then its pre-releases, so that
//! `1.0` comes before `1.0-rc1`: `rc`, `pre`, `beta`, milestones, `alpha`, then `dev`, `snapshot`, `nightly`. Case does not count, unless all else is equal.

use std::borrow::Cow;

/// The key of a tag: smaller is shown earlier. Equal only for equal tags (of the grammar, which has no control characters).
///
/// ```
/// use porthole::oci::tag_order::key;
///
/// let mut tags = ["1.9", "1.10-rc1", "1.10", "latest", "1.9-alpine"];
/// tags.sort_by_cached_key(|tag| key(tag));
/// assert_eq!(tags, ["latest", "1.10", "1.10-rc1", "1.9", "1.9-alpine"]);
/// ```
pub fn key(tag: &str) -> Box<[u8]> {
    let mut key = Vec::new();
    write_key(&mut key, tag);
    key.into()
}

/// Writes the key of a tag in place of what stands in `key`: for many tags, one buffer.
pub fn write_key(key: &mut Vec<u8>, tag: &str) {
    key.clear();
    let lower = folded(tag);
    if lower == "latest" {
        key.push(1);
    } else if !lower.bytes().any(|byte| byte.is_ascii_digit()) {
        key.push(2);
        push_text(key, &lower, Numbers::Highest);
    } else if is_hash(&lower) {
        key.push(6);
        key.extend(lower.bytes());
    } else if !push_version(key, &lower) {
        key.push(5);
        push_text(key, &lower, Numbers::Highest);
    }
    finish(key, tag);
}

/// The key of a repository: by the alphabet, numbers in it the lowest first.
pub fn repository_key(repository: &str) -> Box<[u8]> {
    let mut key = Vec::new();
    write_repository_key(&mut key, repository);
    key.into()
}

/// As [`write_key`], of a repository.
pub fn write_repository_key(key: &mut Vec<u8>, repository: &str) {
    key.clear();
    push_text(key, &folded(repository), Numbers::Lowest);
    finish(key, repository);
}

/// In lower case; nothing is copied where it is so already, as nearly all tags are.
fn folded(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_ascii_lowercase().into()
    } else {
        text.into()
    }
}

/// The text itself decides in the end.
fn finish(key: &mut Vec<u8>, text: &str) {
    key.push(0);
    key.extend_from_slice(text.as_bytes());
}

/// Which of two numbers comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Highest,
    Lowest,
}

/// A commit, or a tag in the place of a digest.
fn is_hash(tag: &str) -> bool {
    let hexadecimal = |text: &str| {
        text.bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_commit = (7..=64).contains(&tag.len())
        && hexadecimal(tag)
        && tag.bytes().any(|byte| byte.is_ascii_alphabetic());
    let digest = tag.strip_prefix("sha256-").or(tag.strip_prefix("sha512-"));
    is_commit || digest.is_some_and(|rest| rest.get(..32).is_some_and(hexadecimal))
}

/// Writes a version or a date; `false` and nothing for a tag that begins with no number.
fn push_version(key: &mut Vec<u8>, tag: &str) -> bool {
    let mut rest = tag.strip_prefix('v').unwrap_or(tag);
    let (mut count, mut zeros) = (0_usize, 0);
    loop {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        if number.is_empty() {
            return false;
        }
        if count == 0 {
            key.push(if significant(number).len() >= 8 { 4 } else { 3 });
        }
        count += 1;
        // Zeros count only before another number.
        if significant(number).is_empty() {
            zeros += 1;
        } else {
            for number in std::iter::repeat_n("", std::mem::take(&mut zeros)).chain([number]) {
                key.push(1);
                push_number(key, number, Numbers::Highest);
            }
        }
        rest = after;
        match after.strip_prefix('.') {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
            _ => break,
        }
    }
    key.push(2);
    let suffix = rest.trim_start_matches(['-', '_', '.', '+', '~']);
    let (word, after) = suffix.split_at(word_end(suffix));
    // A single letter means something only before a number: `1.0b2` is a beta, `1.1.1c` is not.
    let word = match word.len() {
        1 if !after.starts_with(|c: char| c.is_ascii_digit()) => "",
        _ => word,
    };
    let is_number = suffix.starts_with(|c: char| c.is_ascii_digit());
    if suffix.is_empty() {
        key.push(2);
    } else if is_number || matches!(word, "r" | "p" | "post" | "rev" | "build") {
        key.push(1);
        push_text(key, &suffix[word.len()..], Numbers::Highest);
    } else if let Some(stage) = stage(word) {
        key.push(4);
        key.push(stage);
        let rest = suffix[word.len()..].trim_start_matches(['-', '_', '.']);
        // A number is further than none: `beta2` follows `beta`.
        key.push(if rest.starts_with(|c: char| c.is_ascii_digit()) {
            1
        } else {
            2
        });
        push_text(key, rest, Numbers::Highest);
    } else {
        key.push(3);
        push_text(key, suffix, Numbers::Highest);
    }
    // Of `1.27.0` and `1.27` the longer comes first.
    key.push(255 - count.min(254) as u8);
    true
}

/// How far from the release a pre-release is.
fn stage(word: &str) -> Option<u8> {
    Some(match word {
        "rc" | "cr" | "c" => 1,
        "pre" | "preview" | "prerelease" => 2,
        "beta" | "b" => 3,
        "m" | "milestone" | "ea" => 4,
        "alpha" | "a" => 5,
        "dev" | "snapshot" | "nightly" | "canary" | "edge" | "unstable" => 6,
        _ => return None,
    })
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len())
}

/// A text of letters and numbers: letters as they are, numbers by their value. A text comes before what it is the beginning of.
fn push_text(key: &mut Vec<u8>, text: &str, order: Numbers) {
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest
            .bytes()
            .position(|byte| byte.is_ascii_digit() != is_digit)
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        if is_digit {
            // Where digits stand among other characters.
            key.push(b'0');
            push_number(key, part, order);
        } else {
            key.extend(part.bytes().map(|byte| byte.max(2)));
        }
        rest = after;
    }
    key.push(1);
}

/// A number of any length: how many digits it has without zeros in front, then these.
fn push_number(key: &mut Vec<u8>, digits: &str, order: Numbers) {
    let digits = significant(digits).as_bytes();
    let turn = |byte: u8| {
        if order == Numbers::Highest {
            255 - byte
        } else {
            byte
        }
    };
    // More than 250 digits is no number that anybody counts by: the key's end, the text itself, tells such apart.
    key.push(turn(digits.len().min(250) as u8));
    key.extend(digits.iter().map(|digit| turn(*digit)));
}

fn significant(digits: &str) -> &str {
    digits.trim_start_matches('0')
}
