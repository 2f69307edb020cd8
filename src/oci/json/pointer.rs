//! JSON pointers (RFC 6901) that cost nothing until they are written down.

use std::fmt;

/// A place in a document, linked to the place that contains it.
#[derive(Clone, Copy, Debug)]
pub struct Pointer<'a>(Option<Place<'a>>);

#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    parent: &'a Pointer<'a>,
    token: Token<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Token<'a> {
    Key(&'a str),
    Position(usize),
}

impl<'a> Pointer<'a> {
    /// The whole document.
    pub const ROOT: Pointer<'static> = Pointer(None);

    /// A member of the object at this place.
    pub fn key(&'a self, key: &'a str) -> Pointer<'a> {
        Pointer(Some(Place {
            parent: self,
            token: Token::Key(key),
        }))
    }

    /// An element of the array at this place.
    pub fn position(&'a self, position: usize) -> Pointer<'a> {
        Pointer(Some(Place {
            parent: self,
            token: Token::Position(position),
        }))
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Place { parent, token }) = self.0 else {
            return Ok(());
        };
        parent.fmt(f)?;
        match token {
            Token::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1")),
            Token::Position(position) => write!(f, "/{position}"),
        }
    }
}
