//! Answers of a server that may lie, stop in the middle, or say nothing more.

use bytes::Bytes;
use std::time::Duration;

/// An answer to a GET. It begins as an honest one; each method spoils it in one way.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// With the headers that let a page of another origin read it.
    pub(crate) open_to_browsers: bool,
    /// Whether a `Range` header of the request is honoured.
    pub(crate) ranges: bool,
    /// The connection is closed after so many bytes of the body.
    pub(crate) cut_after: Option<usize>,
    /// Nothing comes after so many bytes, until the server is told to go on: once for the first of them, twice for the second.
    pub(crate) stalls: Vec<usize>,
    /// How long the server takes for it.
    pub(crate) after: Duration,
    /// So many bytes at a time, and the pause after each.
    pub(crate) pace: Option<(usize, Duration)>,
}

impl Answer {
    /// An answer with this status and body.
    pub fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            body: body.into(),
            open_to_browsers: true,
            ranges: true,
            cut_after: None,
            stalls: Vec::new(),
            after: Duration::ZERO,
            pace: None,
        }
    }
    /// 200 with this body.
    pub fn ok(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::new(200, content_type, body)
    }
    /// An error as registries send it.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body =
            serde_json::json!({"errors": [{"code": code, "message": message, "detail": null}]});
        Self::new(status, "application/json", body.to_string())
    }
    /// 307 to another place.
    pub fn redirect(location: &str) -> Self {
        Self::new(307, "text/plain", "").header("location", location)
    }
    /// One header more; one of the same name goes.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.into(), value.into()));
        self
    }
    /// Whether its status is one of an error.
    pub fn is_error(&self) -> bool {
        self.status >= 400
    }
    /// Length of the body in bytes.
    pub fn body_length(&self) -> usize {
        self.body.len()
    }
    /// No page of another origin may read it.
    pub fn closed_to_browsers(mut self) -> Self {
        self.open_to_browsers = false;
        self
    }
    /// The whole body with status 200, whatever range was asked for.
    pub fn without_ranges(mut self) -> Self {
        self.ranges = false;
        self
    }
    /// The connection is closed after `length` bytes of the body; the header promises all of it.
    pub fn cut_after(mut self, length: usize) -> Self {
        self.cut_after = Some(length);
        self
    }
    /// Nothing comes after `length` bytes of the body, until the server is told to go on. Of several stalls each waits to be told once more.
    pub fn stall_after(mut self, length: usize) -> Self {
        self.stalls.push(length);
        self
    }
    /// It begins to come later, as from far away: the page shows that it waits.
    pub fn from_far_away(mut self) -> Self {
        self.after = Duration::from_millis(300);
        self
    }
    /// The body comes in pieces of `length` bytes, with a pause after each.
    pub fn pace(mut self, length: usize, pause: Duration) -> Self {
        self.pace = Some((length, pause));
        self
    }
    /// A whole answer whose body lacks its last `count` bytes.
    pub fn shorter_by(mut self, count: usize) -> Self {
        self.body.truncate(self.body.len() - count);
        self
    }
    /// A whole answer with `extra` behind its body.
    pub fn followed_by(mut self, extra: &[u8]) -> Self {
        self.body = [&self.body[..], extra].concat().into();
        self
    }
    /// One bit of one byte is another.
    pub fn altered_at(mut self, position: usize) -> Self {
        let mut bytes = self.body.to_vec();
        bytes[position] ^= 1;
        self.body = bytes.into();
        self
    }
    /// Sent with `Content-Encoding: gzip`, so that the browser unpacks it: `packed` is what goes over the wire. Some servers
    /// label a `.tar.gz` like this, and then `packed` is the blob itself.
    pub fn labelled_gzip(self) -> Self {
        self.header("content-encoding", "gzip").without_ranges()
    }
    /// The body compressed on the way, as a server with transparent compression does it.
    pub fn compressed_in_transit(mut self) -> Self {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body).expect("writing to memory");
        self.body = encoder.finish().expect("writing to memory").into();
        self.labelled_gzip()
    }
}
