//! What stands outside the signed range of a signed schema-1 manifest.

use super::envelope::SIGNATURES;
use crate::oci::{
    fields::Fields,
    json::{Kind, Member, Pointer, Value},
    problem::excerpt,
    rule,
};

/// What a signature is made of. The rest of it is neither signed nor of any use.
const SIGNATURE: [&str; 3] = ["header", "signature", "protected"];

/// What a signature's header is made of (RFC 7515, section 4.1), as far as a check needs it.
const HEADER: [&str; 4] = ["alg", "jwk", "x5c", "kid"];

/// Members that reach beyond the signed range, and those inside of signatures that are none of theirs: path and JSON text. The `signatures`
/// that are read are those that have to stand there, and are looked into. Keys are read in any case, as libtrust does.
pub(super) fn members(served: Fields<'_>, signed_length: Option<usize>) -> Vec<(String, String)> {
    let Some(signed_length) = signed_length else {
        return Vec::new();
    };
    let read = served.get(SIGNATURES);
    let mut found = Vec::new();
    for member in served.members {
        if member.value.end <= signed_length {
            continue;
        }
        if !read.is_some_and(|read| std::ptr::eq(read, &member.value)) {
            let pointer = Pointer::ROOT;
            found.push(told(
                served,
                &pointer.key(&member.key),
                &member.key,
                &member.value,
            ));
        } else if let Kind::Array(signatures) = &member.value.kind {
            let list = Pointer::ROOT.key(SIGNATURES);
            for (position, signature) in signatures.iter().enumerate() {
                let pointer = list.position(position);
                let path = format!("{SIGNATURES}/{position}");
                found.extend(foreign(served, &pointer, &path, signature, &SIGNATURE));
                if let Some(header) = signature.member("header") {
                    let pointer = pointer.key("header");
                    let path = format!("{path}/header");
                    found.extend(foreign(served, &pointer, &path, header, &HEADER));
                }
            }
        }
    }
    found
}

/// The members of `value` that are not read: all but the last of each that is `known`, in whatever case.
fn foreign(
    served: Fields<'_>,
    pointer: &Pointer<'_>,
    path: &str,
    value: &Value,
    known: &[&str],
) -> Vec<(String, String)> {
    let read: Vec<_> = known.iter().filter_map(|key| value.member(key)).collect();
    let members = value.members().unwrap_or_default().iter();
    members
        .filter(|member| !read.iter().any(|read| std::ptr::eq(*read, &member.value)))
        .map(|Member { key, value, .. }| {
            told(served, &pointer.key(key), &format!("{path}/{key}"), value)
        })
        .collect()
}

fn told(served: Fields<'_>, pointer: &Pointer<'_>, path: &str, value: &Value) -> (String, String) {
    let text = served.json.text_of(value);
    let message = format!(
        "{} stands outside the signed range and is not believed: {}",
        excerpt(path),
        excerpt(text)
    );
    served
        .problems
        .report(&rule::SCHEMA1_UNSIGNED_MEMBER, *pointer, message);
    (path.to_owned(), text.to_owned())
}
