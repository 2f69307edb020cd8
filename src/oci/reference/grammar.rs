//! The parser of references: splits at `@`, `:` and `/`, and checks each part where it stands.

use super::{Part, Reference, ReferenceError, ReferenceErrorKind as Kind, Scheme, name};
use crate::oci::digest::Digest;

/// Fewest characters of the encoded part of a digest in a reference.
const SHORTEST_ENCODED: usize = 32;
const LONGEST_TAG: usize = 128;

/// Parses `text`, which stands at `start` of what was given.
pub(super) fn parse(text: &str, start: usize) -> Result<Reference, ReferenceError> {
    if text.is_empty() {
        return Err(ReferenceError::new(Kind::Empty, start));
    }
    if text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    {
        return Err(ReferenceError::new(Kind::Hexadecimal, start));
    }
    let (scheme, rest) = split_scheme(text);
    let rest_start = start + text.len() - rest.len();
    refuse_userinfo(scheme, rest, rest_start)?;
    let (named, digest) = match rest.split_once('@') {
        Some((named, digest)) => {
            let digest_start = rest_start + named.len() + 1;
            (named, Some(parse_digest(digest, digest_start)?))
        }
        None => (rest, None),
    };
    let (name, tag) = split_tag(named, rest_start)?;
    let (registry, repository) = name::parse(name, rest_start, scheme.is_some())?;
    let tag = match (tag, &digest) {
        (None, None) => Some("latest".to_owned()),
        (tag, _) => tag.map(str::to_owned),
    };
    Ok(Reference {
        scheme,
        registry,
        repository,
        tag,
        digest,
    })
}

fn split_scheme(text: &str) -> (Option<Scheme>, &str) {
    for scheme in [Scheme::Http, Scheme::Https] {
        let rest = text
            .split_once("://")
            .filter(|(before, _)| before.eq_ignore_ascii_case(scheme.as_str()));
        if let Some((_, rest)) = rest {
            return (Some(scheme), rest);
        }
    }
    (None, text)
}

/// An `@` belongs to a digest, and no digest has a slash: with a slash behind it, or in the host of a URL, it follows credentials.
fn refuse_userinfo(scheme: Option<Scheme>, rest: &str, start: usize) -> Result<(), ReferenceError> {
    let Some(at) = rest.find('@') else {
        return Ok(());
    };
    let is_in_host = scheme.is_some() && !rest[..at].contains('/');
    if is_in_host || rest[at..].contains('/') {
        return Err(ReferenceError::new(Kind::Userinfo, start));
    }
    Ok(())
}

/// Parses the part behind the `@`.
pub(super) fn parse_digest(text: &str, start: usize) -> Result<Digest, ReferenceError> {
    if text.is_empty() {
        return Err(ReferenceError::new(Kind::EmptyPart(Part::Digest), start));
    }
    let digest: Digest = text
        .parse()
        .map_err(|error: crate::oci::digest::DigestError| {
            let position = start + error.position();
            ReferenceError::new(Kind::Digest(error), position)
        })?;
    let length = digest.encoded().len();
    if length < SHORTEST_ENCODED {
        return Err(ReferenceError::new(
            Kind::DigestTooShort { length },
            start + text.len(),
        ));
    }
    Ok(digest)
}

/// Splits `name[:tag]`: the colon behind the last slash.
fn split_tag(named: &str, start: usize) -> Result<(&str, Option<&str>), ReferenceError> {
    let last = named.rfind('/').map_or(0, |slash| slash + 1);
    // A host in brackets without a repository is a fault that the name's parser describes better.
    if named[last..].starts_with('[') {
        return Ok((named, None));
    }
    let Some(colon) = named[last..].find(':') else {
        return Ok((named, None));
    };
    let (name, tag) = (&named[..last + colon], &named[last + colon + 1..]);
    check_tag(tag, start + last + colon + 1)?;
    Ok((name, Some(tag)))
}

fn check_tag(tag: &str, start: usize) -> Result<(), ReferenceError> {
    if tag.is_empty() {
        return Err(ReferenceError::new(Kind::EmptyPart(Part::Tag), start));
    }
    for (offset, found) in tag.char_indices() {
        let part = Part::Tag;
        let kind = match found {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => continue,
            '.' | '-' if offset > 0 => continue,
            '.' | '-' => Kind::Separator { found, part },
            _ => Kind::Character { found, part },
        };
        return Err(ReferenceError::new(kind, start + offset));
    }
    if tag.len() > LONGEST_TAG {
        let length = tag.len();
        return Err(ReferenceError::new(
            Kind::TagTooLong { length },
            start + LONGEST_TAG,
        ));
    }
    Ok(())
}
