//! zstd, frame by frame (RFC 8878, section 3). The decoder is that of the crate `ruzstd`; here is only what finds the ends of frame headers and
//! blocks, because the decoder wants each of them whole, and a stream brings pieces.

use super::{
    InflateError,
    decoder::{Decoder, Sink},
    error::Stop,
};
use crate::tar::magic;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder, errors::FrameDecoderError};
use ruzstd::io::Read as _;

/// The magic number of a frame.
const FRAME: u32 = u32::from_le_bytes(magic::ZSTD);

/// Bytes that are taken out of the decoder at a time.
const BUFFER_SIZE: usize = 64 * 1024;

/// The largest window, in bytes: 128 MiB, as in zstd's own program. So much memory may a layer take.
const LARGEST_WINDOW: u64 = 128 * 1024 * 1024;

/// What comes next in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The header of a frame.
    Frame,
    /// A block.
    Block(Frame),
    /// So many bytes of a skippable frame.
    Skip(u64),
}

/// What a frame says of its content, and how much of that came out so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    has_checksum: bool,
    /// Bytes that it unpacks to, if it says so.
    content_size: Option<u64>,
    /// Bytes so far.
    unpacked: u64,
}

/// A zstd stream being unpacked.
pub(super) struct Zstd {
    decoder: FrameDecoder,
    next: Next,
    /// What came and is not complete yet: a block at most (128 KiB), or a frame's header.
    pending: Vec<u8>,
    buffer: Vec<u8>,
}

impl Zstd {
    pub fn new() -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(LARGEST_WINDOW);
        Self {
            decoder,
            next: Next::Frame,
            pending: Vec::new(),
            buffer: vec![0; BUFFER_SIZE],
        }
    }

    /// Takes the next part off `input` and says how long it was; `None` if it is not all there yet.
    fn step(&mut self, input: &[u8], sink: &mut Sink<'_>) -> Result<Option<usize>, Stop> {
        match self.next {
            Next::Skip(length) => {
                let used = usize::try_from(length)
                    .unwrap_or(usize::MAX)
                    .min(input.len());
                let left = length - used as u64;
                self.next = if left == 0 {
                    Next::Frame
                } else {
                    Next::Skip(left)
                };
                Ok((used > 0 || left == 0).then_some(used))
            }
            Next::Frame => self.frame(input),
            Next::Block(frame) => self.block(input, frame, sink),
        }
    }

    fn frame(&mut self, input: &[u8]) -> Result<Option<usize>, Stop> {
        let Some((magic, rest)) = input.split_first_chunk() else {
            // What cannot become a magic number any more need not be waited for.
            return match input {
                [] | [0x28 | 0x50..=0x5f, ..] => Ok(None),
                _ => Err(Stop::Trailing),
            };
        };
        match u32::from_le_bytes(*magic) {
            0x184d_2a50..=0x184d_2a5f => {
                let Some(length) = rest.first_chunk() else {
                    return Ok(None);
                };
                self.next = Next::Skip(u32::from_le_bytes(*length).into());
                Ok(Some(8))
            }
            FRAME => {
                let Some(descriptor) = rest.first() else {
                    return Ok(None);
                };
                let length = 4 + header_length(*descriptor);
                let Some(mut header) = input.get(..length) else {
                    return Ok(None);
                };
                self.decoder
                    .reset(&mut header)
                    .map_err(|error| match error {
                        FrameDecoderError::WindowSizeTooBig { .. } => {
                            Stop::Error(InflateError::Window)
                        }
                        _ => Stop::Broken,
                    })?;
                self.next = Next::Block(Frame {
                    has_checksum: descriptor & 4 != 0,
                    content_size: (content_size_length(*descriptor) > 0)
                        .then(|| self.decoder.content_size()),
                    unpacked: 0,
                });
                Ok(Some(length))
            }
            _ => Err(Stop::Trailing),
        }
    }

    fn block(
        &mut self,
        input: &[u8],
        mut frame: Frame,
        sink: &mut Sink<'_>,
    ) -> Result<Option<usize>, Stop> {
        let &[low, middle, high, ..] = input else {
            return Ok(None);
        };
        let header = u32::from_le_bytes([low, middle, high, 0]);
        let is_last = header & 1 != 0;
        let content = match (header >> 1) & 3 {
            // One byte, repeated.
            1 => 1,
            _ => (header >> 3) as usize,
        };
        let length = 3 + content + if is_last && frame.has_checksum { 4 } else { 0 };
        let Some(mut block) = input.get(..length) else {
            return Ok(None);
        };
        self.decoder
            .decode_blocks(&mut block, BlockDecodingStrategy::UptoBlocks(1))
            .map_err(|_| Stop::Broken)?;
        while self.decoder.can_collect() > 0 {
            let written = self
                .decoder
                .read(&mut self.buffer)
                .map_err(|_| Stop::Broken)?;
            frame.unpacked += written as u64;
            sink(&self.buffer[..written])?;
        }
        if !is_last {
            self.next = Next::Block(frame);
            return Ok(Some(length));
        }
        // The decoder leaves both to its user; zstd's own refuses what differs.
        let is_whole = frame.content_size.is_none_or(|size| size == frame.unpacked);
        let is_right = !frame.has_checksum
            || self.decoder.get_checksum_from_data() == self.decoder.get_calculated_checksum();
        if !is_whole || !is_right {
            return Err(Stop::Broken);
        }
        self.next = Next::Frame;
        Ok(Some(length))
    }
}

impl Decoder for Zstd {
    fn push(&mut self, input: &[u8], sink: &mut Sink<'_>) -> Result<(), Stop> {
        let mut pending = std::mem::take(&mut self.pending);
        pending.extend_from_slice(input);
        let mut rest: &[u8] = &pending;
        while let Some(used) = self.step(rest, sink)? {
            rest = &rest[used..];
        }
        self.pending = rest.to_vec();
        Ok(())
    }

    /// Whether the last frame is complete.
    fn is_complete(&self) -> bool {
        self.next == Next::Frame && self.pending.is_empty()
    }
}

/// Length of a frame's header behind the magic number, by its first byte (RFC 8878, section 3.1.1.1).
fn header_length(descriptor: u8) -> usize {
    let is_single_segment = descriptor & 0x20 != 0;
    let window = if is_single_segment { 0 } else { 1 };
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    1 + window + dictionary + content_size_length(descriptor)
}

/// Length of the size of the content in a frame's header; 0 if it is not told.
fn content_size_length(descriptor: u8) -> usize {
    match descriptor >> 6 {
        0 => usize::from(descriptor & 0x20 != 0),
        1 => 2,
        2 => 4,
        _ => 8,
    }
}
