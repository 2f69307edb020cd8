//! gzip, member by member (RFC 1952, section 2.2: a file is a series of members). The decoder is that of the crate `flate2`.

use super::{
    decoder::{Decoder, Sink},
    error::Stop,
};
use crate::tar::magic;
use flate2::{Decompress, FlushDecompress, Status};

/// Bytes that are unpacked at a time.
const BUFFER_SIZE: usize = 64 * 1024;

/// The largest window of deflate: 32 KiB.
const WINDOW_BITS: u8 = 15;

/// A gzip stream being unpacked.
pub(super) struct Gzip {
    member: Decompress,
    /// Whether the member is at its end, and the next one, if there is one, has not begun.
    between: bool,
    buffer: Vec<u8>,
}

impl Gzip {
    pub fn new() -> Self {
        Self {
            member: Decompress::new_gzip(WINDOW_BITS),
            between: false,
            buffer: vec![0; BUFFER_SIZE],
        }
    }
}

impl Decoder for Gzip {
    fn push(&mut self, mut input: &[u8], sink: &mut Sink<'_>) -> Result<(), Stop> {
        while !input.is_empty() {
            if self.between {
                self.between = false;
                // eStargz layers have a member for each file.
                self.member = Decompress::new_gzip(WINDOW_BITS);
                if input.first() != magic::GZIP.first() {
                    return Err(Stop::Trailing);
                }
            }
            let (read_before, written_before) = (self.member.total_in(), self.member.total_out());
            let result = self
                .member
                .decompress(input, &mut self.buffer, FlushDecompress::None);
            let read = (self.member.total_in() - read_before) as usize;
            let written = (self.member.total_out() - written_before) as usize;
            // What was unpacked before the fault is known too: of a wrong checksum it is everything.
            sink(&self.buffer[..written])?;
            let status = result.map_err(|_| Stop::Broken)?;
            input = &input[read..];
            match status {
                Status::StreamEnd => self.between = true,
                // Nothing goes in and nothing comes out: it never will.
                _ if read == 0 && written == 0 => return Err(Stop::Broken),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether the last member is complete.
    fn is_complete(&self) -> bool {
        self.between
    }
}
