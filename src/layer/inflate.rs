//! Unpacking a layer as it arrives, in constant memory.

use super::{
    Compression, InflateError, compression::SIGNATURE_LENGTH, error::Stop, gzip::Gzip, zstd::Zstd,
};

/// Unpacks a layer piece by piece: push bytes, then say that they are all.
///
/// ```
/// use porthole::layer::{Compression, Inflater};
///
/// let mut unpacked = Vec::new();
/// let mut inflater = Inflater::new(1024);
/// inflater.push(b"not comp", &mut |bytes| unpacked.extend_from_slice(bytes))?;
/// inflater.push(b"ressed", &mut |bytes| unpacked.extend_from_slice(bytes))?;
/// let finished = inflater.finish(&mut |bytes| unpacked.extend_from_slice(bytes))?;
/// assert_eq!(finished.compression, Compression::None);
/// assert_eq!(unpacked, b"not compressed");
/// # Ok::<(), porthole::layer::InflateError>(())
/// ```
pub struct Inflater {
    state: State,
    /// Bytes that came out.
    written: u64,
    /// So many may.
    limit: u64,
}

/// A layer that was unpacked to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// How it was compressed, by its bytes.
    pub compression: Compression,
    /// Bytes that came out.
    pub size: u64,
}

enum State {
    /// Too few bytes came to tell.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<Gzip>),
    Zstd(Box<Zstd>),
}

impl Inflater {
    /// Lets `limit` bytes come out at most.
    pub fn new(limit: u64) -> Self {
        Self {
            state: State::Unknown(Vec::new()),
            written: 0,
            limit,
        }
    }

    /// Adds bytes; what they unpack to goes to `sink`.
    ///
    /// # Errors
    /// What cannot be unpacked, or unpacks to too much. Nothing more can be pushed then.
    pub fn push(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&[u8])) -> Result<(), InflateError> {
        if let State::Unknown(start) = &mut self.state {
            start.extend_from_slice(bytes);
            if start.len() < SIGNATURE_LENGTH {
                return Ok(());
            }
            let start = std::mem::take(start);
            self.begin(Compression::of_bytes(&start));
            return self.unpack(&start, sink);
        }
        self.unpack(bytes, sink)
    }

    /// Whether the layer is known not to be compressed: what comes out is what goes in.
    pub fn is_plain(&self) -> bool {
        matches!(self.state, State::Plain)
    }

    /// No more bytes come.
    ///
    /// # Errors
    /// Compressed data that ends in the middle.
    pub fn finish(mut self, sink: &mut dyn FnMut(&[u8])) -> Result<Finished, InflateError> {
        if let State::Unknown(start) = &mut self.state {
            let start = std::mem::take(start);
            self.begin(Compression::of_bytes(&start));
            self.unpack(&start, sink)?;
        }
        let (compression, is_complete) = match &self.state {
            State::Unknown(_) | State::Plain => (Compression::None, true),
            State::Gzip(gzip) => (Compression::Gzip, gzip.is_complete()),
            State::Zstd(zstd) => (Compression::Zstd, zstd.is_complete()),
        };
        if is_complete {
            Ok(Finished {
                compression,
                size: self.written,
            })
        } else {
            Err(InflateError::Truncated {
                compression,
                position: self.written,
            })
        }
    }

    fn begin(&mut self, compression: Compression) {
        self.state = match compression {
            Compression::None => State::Plain,
            Compression::Gzip => State::Gzip(Box::new(Gzip::new())),
            Compression::Zstd => State::Zstd(Box::new(Zstd::new())),
        };
    }

    fn unpack(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&[u8])) -> Result<(), InflateError> {
        let Self {
            state,
            written,
            limit,
        } = self;
        let limit = *limit;
        let mut take = |piece: &[u8]| {
            let after = *written + piece.len() as u64;
            if after > limit {
                return Err(Stop::Error(InflateError::TooLarge { limit }));
            }
            *written = after;
            sink(piece);
            Ok(())
        };
        let (compression, result) = match state {
            State::Unknown(_) => return Ok(()),
            State::Plain => (Compression::None, take(bytes)),
            State::Gzip(gzip) => (Compression::Gzip, gzip.push(bytes, &mut take)),
            State::Zstd(zstd) => (Compression::Zstd, zstd.push(bytes, &mut take)),
        };
        result.map_err(|stop| stop.at(compression, self.written))
    }
}
