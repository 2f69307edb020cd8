//! The response that is being read: where its bytes lie in the blob, and what it says of their number.

use super::{
    ResponseHead,
    header::{complete_length, is_decoded_by_browsers},
};

/// The response that is being read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Current {
    /// Position of its first byte in the blob.
    pub start: u64,
    pub content_length: Option<u64>,
    /// Whether the browser is known to have unpacked it.
    pub decoded: bool,
    /// Whether it is a part (206), which may be less than what was asked for.
    pub is_part: bool,
    /// Length of the whole blob, where a part says it.
    pub complete: Option<u64>,
    /// Whether it is called a web page.
    is_html: bool,
    /// Whether it begins like one, too.
    pub is_web_page: bool,
}

impl Current {
    /// A response whose first byte lies at `start`.
    pub fn new(start: u64, head: &ResponseHead<'_>) -> Self {
        let is_part = head.status == 206;
        Self {
            start,
            content_length: head.content_length,
            decoded: head.content_encoding.is_some_and(is_decoded_by_browsers),
            is_part,
            complete: head
                .content_range
                .filter(|_| is_part)
                .and_then(complete_length),
            is_html: head.is_html,
            is_web_page: false,
        }
    }

    /// Looks at the first bytes.
    pub fn begins_with(&mut self, chunk: &[u8]) {
        self.is_web_page = self.is_html && chunk.trim_ascii_start().starts_with(b"<");
    }

    /// A server may send less than what was asked for, as a part of its own (RFC 9110, section 15.3.7): when it has ended at `position`, the rest is
    /// asked for, unless the blob ends here by its declared `size` or by what the part says.
    pub fn is_followed_by_another_part(&self, position: u64, size: Option<u64>) -> bool {
        // What brings nothing would be asked for for ever.
        let is_whole = position > self.start && self.content_length == Some(position - self.start);
        let ends_here = [size, self.complete]
            .into_iter()
            .flatten()
            .any(|end| end <= position);
        self.is_part && is_whole && !self.decoded && !ends_here
    }
}
