//! Unpacking a layer as it arrives, in constant memory.

use super::{
    Compression, Decoder, Decoders, InflateError, OtherCompression, compression::SIGNATURE_LENGTH,
    error::Stop,
};

/// Unpacks a layer piece by piece: push bytes, then say that they are all.
///
/// ```
/// use porthole::layer::{Compression, Inflater, decoder};
///
/// let mut unpacked = Vec::new();
/// let mut inflater = Inflater::new(1024, decoder::all);
/// inflater.push(b"not comp", &mut |bytes| unpacked.extend_from_slice(bytes))?;
/// inflater.push(b"ressed", &mut |bytes| unpacked.extend_from_slice(bytes))?;
/// let finished = inflater.finish(&mut |bytes| unpacked.extend_from_slice(bytes))?;
/// assert_eq!(finished.compression, Compression::None);
/// assert_eq!(unpacked, b"not compressed");
/// # Ok::<(), porthole::layer::InflateError>(())
/// ```
pub struct Inflater {
    state: State,
    decoders: Decoders,
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
    /// Its decoder is not there yet; what came meanwhile.
    Waiting(Compression, Vec<u8>),
    Plain,
    Compressed(Compression, Box<dyn Decoder>),
}

impl Inflater {
    /// Lets `limit` bytes come out at most, and unpacks by one of `decoders`.
    pub fn new(limit: u64, decoders: Decoders) -> Self {
        Self {
            state: State::Unknown(Vec::new()),
            decoders,
            written: 0,
            limit,
        }
    }

    /// Adds bytes; what they unpack to goes to `sink`. Where [`Inflater::waits_for`] names a decoder afterwards, it must be there by the next call.
    ///
    /// # Errors
    /// What cannot be unpacked, or unpacks to too much. Nothing more can be pushed then.
    pub fn push(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&[u8])) -> Result<(), InflateError> {
        match &mut self.state {
            State::Unknown(start) => {
                start.extend_from_slice(bytes);
                if start.len() < SIGNATURE_LENGTH {
                    return Ok(());
                }
                let start = std::mem::take(start);
                if let Some(compression) = OtherCompression::of_bytes(&start) {
                    return Err(InflateError::NotUnderstood { compression });
                }
                let compression = Compression::of_bytes(&start);
                if self.begin(compression).is_err() {
                    self.state = State::Waiting(compression, start);
                    return Ok(());
                }
                self.unpack(&start, sink)
            }
            State::Waiting(..) => {
                self.stop_waiting(sink)?;
                self.unpack(bytes, sink)
            }
            State::Plain | State::Compressed(..) => self.unpack(bytes, sink),
        }
    }

    /// The compression whose decoder is not there, if the layer is known to need it.
    pub fn waits_for(&self) -> Option<Compression> {
        match self.state {
            State::Waiting(compression, _) => Some(compression),
            _ => None,
        }
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
        match &mut self.state {
            State::Unknown(start) => {
                let start = std::mem::take(start);
                let compression = Compression::of_bytes(&start);
                if compression != Compression::None {
                    // So short is no compressed data.
                    return Err(self.truncated(compression));
                }
                self.state = State::Plain;
                self.unpack(&start, sink)?;
            }
            State::Waiting(..) => self.stop_waiting(sink)?,
            State::Plain | State::Compressed(..) => {}
        }
        let compression = match &self.state {
            State::Compressed(compression, decoder) if decoder.is_complete() => *compression,
            State::Compressed(compression, _) => return Err(self.truncated(*compression)),
            _ => Compression::None,
        };
        Ok(Finished {
            compression,
            size: self.written,
        })
    }

    fn truncated(&self, compression: Compression) -> InflateError {
        InflateError::Truncated {
            compression,
            position: self.written,
        }
    }

    fn begin(&mut self, compression: Compression) -> Result<(), InflateError> {
        self.state = match compression {
            Compression::None => State::Plain,
            _ => {
                let decoder = (self.decoders)(compression);
                State::Compressed(
                    compression,
                    decoder.ok_or(InflateError::NoDecoder { compression })?,
                )
            }
        };
        Ok(())
    }

    /// Unpacks what came before the decoder was there.
    fn stop_waiting(&mut self, sink: &mut dyn FnMut(&[u8])) -> Result<(), InflateError> {
        let State::Waiting(compression, held) = &mut self.state else {
            return Ok(());
        };
        let (compression, held) = (*compression, std::mem::take(held));
        self.begin(compression)?;
        self.unpack(&held, sink)
    }

    fn unpack(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&[u8])) -> Result<(), InflateError> {
        let Self {
            state,
            written,
            limit,
            ..
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
            State::Unknown(_) | State::Waiting(..) => return Ok(()),
            State::Plain => (Compression::None, take(bytes)),
            State::Compressed(compression, decoder) => {
                (*compression, decoder.push(bytes, &mut take))
            }
        };
        result.map_err(|stop| stop.at(compression, self.written))
    }
}
