//! What two response headers say: `Content-Encoding` and `Content-Range` (RFC 9110, sections 8.4 and 14.4).

/// Encodings that browsers take off; others (`aws-chunked`, `identity`) they leave alone.
pub(super) fn is_decoded_by_browsers(content_encoding: &str) -> bool {
    content_encoding.split(',').any(|encoding| {
        ["gzip", "x-gzip", "deflate", "br", "zstd", "dcb", "dcz"]
            .iter()
            .any(|known| encoding.trim().eq_ignore_ascii_case(known))
    })
}

/// `bytes 5-9/10`: 5.
pub(super) fn first_byte(content_range: &str) -> Option<u64> {
    let range = content_range.trim().strip_prefix("bytes")?.trim_start();
    range.split_once('-')?.0.trim().parse().ok()
}

/// `bytes 5-9/10`, `bytes */10`: 10.
pub(super) fn complete_length(content_range: &str) -> Option<u64> {
    content_range.rsplit_once('/')?.1.trim().parse().ok()
}
