//! From a JSON pointer (RFC 6901) to the bytes that it points at.

use super::{Json, Kind, Member, Value, is_same_key};
use std::{borrow::Cow, ops::Range};

impl Json<'_> {
    /// The bytes that `pointer` points at, as ranges of the document: of a member its key too, from the opening quote.
    ///
    /// A key that stands more than once gives a range for each time, found one by one: it may stand tens of thousands of times, and be
    /// asked for as often. Where the pointer leads further than the document (a member that is missing, a place inside of a string that holds
    /// JSON itself), the range is that of the deepest value on the way. There is always one: the empty pointer, and one that leads nowhere at
    /// all, give the root value.
    ///
    /// ```
    /// use porthole::oci::json::Json;
    ///
    /// let json = Json::parse(br#"{"config": {"size": 2}, "layers": [7, 8]}"#)?;
    /// let locate = |pointer| json.locate(pointer).collect::<Vec<_>>();
    /// assert_eq!(locate("/config/size"), [12..21]);
    /// assert_eq!(locate("/layers/1"), [38..39]);
    /// assert_eq!(locate("/layers/2"), locate("/layers"));
    /// # Ok::<(), porthole::oci::DocumentError>(())
    /// ```
    pub fn locate<'j>(&'j self, pointer: &'j str) -> impl Iterator<Item = Range<usize>> + 'j {
        let mut value = &self.root;
        // What was found last: a value that has no key, or some of these members.
        let mut found = (Some(bytes_of(value)), &[] as &[Member], Name::default());
        for token in pointer.split('/').skip(1) {
            let token = unescape(token);
            match &value.kind {
                Kind::Object(members) => {
                    let name = Name {
                        // A key may be read although it is written in another case.
                        is_exact: members.iter().any(|member| *member.key == *token),
                        token,
                    };
                    // The one that is shown if there are several.
                    let Some(member) = members.iter().rfind(|member| name.is_of(member)) else {
                        break;
                    };
                    // Further down leads the one that has the members of all.
                    let holder = members.iter().rfind(|member| {
                        member.value.is_container() && is_same_key(&member.key, &name.token)
                    });
                    value = &holder.unwrap_or(member).value;
                    found = (None, members, name);
                }
                Kind::Array(elements) => {
                    let element = token.parse().ok().and_then(|at: usize| elements.get(at));
                    let Some(element) = element else {
                        break;
                    };
                    value = element;
                    found = (Some(bytes_of(value)), &[], Name::default());
                }
                _ => break,
            }
        }
        let (element, members, name) = found;
        let named = members.iter().filter(move |member| name.is_of(member));
        element
            .into_iter()
            .chain(named.map(|member| member.key_start..member.value.end))
    }
}

/// A token of a pointer, as a key.
#[derive(Default)]
struct Name<'p> {
    token: Cow<'p, str>,
    is_exact: bool,
}

impl Name<'_> {
    fn is_of(&self, member: &Member) -> bool {
        if self.is_exact {
            *member.key == *self.token
        } else {
            is_same_key(&member.key, &self.token)
        }
    }
}

fn bytes_of(value: &Value) -> Range<usize> {
    value.start..value.end
}

fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}
