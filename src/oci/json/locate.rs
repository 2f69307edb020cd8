//! From a JSON pointer (RFC 6901) to the bytes that it points at.

use super::{Json, Kind, Member, Value, is_same_key};
use std::{borrow::Cow, ops::Range};

impl Json<'_> {
    /// The bytes that `pointer` points at, as ranges of the document: of a member its key too, from the opening quote.
    ///
    /// A key that stands more than once gives a range for each time. Where the pointer leads further than the document (a member
    /// that is missing, a place inside of a string that holds JSON itself), the range is that of the deepest value on the way. The
    /// list is never empty: the empty pointer, and one that leads nowhere at all, give the root value.
    ///
    /// ```
    /// use porthole::oci::json::Json;
    ///
    /// let json = Json::parse(br#"{"config": {"size": 2}, "layers": [7, 8]}"#)?;
    /// assert_eq!(json.locate("/config/size"), [12..21]);
    /// assert_eq!(json.locate("/layers/1"), [38..39]);
    /// assert_eq!(json.locate("/layers/2"), json.locate("/layers"));
    /// # Ok::<(), porthole::oci::DocumentError>(())
    /// ```
    pub fn locate(&self, pointer: &str) -> Vec<Range<usize>> {
        let mut value = &self.root;
        let mut found = vec![bytes_of(value)];
        for token in pointer.split('/').skip(1) {
            let Some((next, ranges)) = step(value, &unescape(token)) else {
                break;
            };
            value = next;
            found = ranges;
        }
        found
    }
}

/// The value that a token of a pointer leads to, the one that is shown if there are several, and the ranges of all of them.
fn step<'v>(value: &'v Value, token: &str) -> Option<(&'v Value, Vec<Range<usize>>)> {
    match &value.kind {
        Kind::Object(members) => {
            let is_named = |member: &&Member| *member.key == *token;
            // A key may be read although it is written in another case.
            let is_exact = members.iter().any(|member| is_named(&member));
            let mut named = members.iter().filter(|member| match is_exact {
                true => is_named(member),
                false => is_same_key(&member.key, token),
            });
            let ranges = named.clone().map(bytes_of_member).collect();
            let last = named.next_back()?;
            // Further down leads the one that has the members of all.
            let holder = members
                .iter()
                .rfind(|member| member.value.is_container() && is_same_key(&member.key, token));
            Some((&holder.unwrap_or(last).value, ranges))
        }
        Kind::Array(elements) => {
            let element = elements.get(token.parse::<usize>().ok()?)?;
            Some((element, vec![bytes_of(element)]))
        }
        _ => None,
    }
}

fn bytes_of(value: &Value) -> Range<usize> {
    value.start..value.end
}

fn bytes_of_member(member: &Member) -> Range<usize> {
    member.key_start..member.value.end
}

fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}
