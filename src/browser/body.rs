//! Reading the body of a response piece by piece.
//!
//! A BYOB reader with a large buffer is a quarter faster than the default one, but not every browser has it for fetch bodies.

use super::fetch::within;
use js_sys::{Object, Reflect, Uint8Array};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ReadableStreamByobReader, ReadableStreamDefaultReader, ReadableStreamGetReaderOptions,
    ReadableStreamReaderMode, Response,
};

/// Bytes that one read may bring with a BYOB reader.
const BUFFER_SIZE: u32 = 256 * 1024;

/// A body being read.
#[derive(Debug)]
pub struct Body {
    reader: Option<Reader>,
    stall_timeout: Duration,
}

#[derive(Debug)]
enum Reader {
    Byob {
        reader: ReadableStreamByobReader,
        buffer: Uint8Array,
    },
    Default(ReadableStreamDefaultReader),
}

/// Why a body ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// The connection broke.
    Interrupted,
    /// No byte came for the whole of the stall timeout.
    Stalled,
}

impl Body {
    /// Takes the body of `response`. A read that brings nothing for `stall_timeout` has stalled.
    pub fn new(response: &Response, stall_timeout: Duration) -> Self {
        let reader = response.body().map(|stream| {
            let options = ReadableStreamGetReaderOptions::new();
            options.set_mode(ReadableStreamReaderMode::Byob);
            match stream
                .dyn_ref::<web_sys::ReadableStream>()
                .map(|stream| byob_reader(stream, &options))
            {
                Some(Some(reader)) => Reader::Byob {
                    reader,
                    buffer: Uint8Array::new_with_length(BUFFER_SIZE),
                },
                _ => Reader::Default(stream.get_reader().unchecked_into()),
            }
        });
        Self {
            reader,
            stall_timeout,
        }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Uint8Array>, BodyError> {
        let Some(reader) = &self.reader else {
            return Ok(None);
        };
        let promise = match reader {
            Reader::Byob { reader, buffer } => reader.read_with_array_buffer_view(buffer),
            Reader::Default(reader) => reader.read(),
        };
        let result = within(self.stall_timeout, JsFuture::from(promise))
            .await
            .ok_or(BodyError::Stalled)?;
        let result = result.map_err(|_| BodyError::Interrupted)?;
        if get(&result, "done").is_truthy() {
            self.reader = None;
            return Ok(None);
        }
        let piece: Uint8Array = get(&result, "value").unchecked_into();
        if let Some(Reader::Byob { buffer, .. }) = &mut self.reader {
            // The read took the buffer away; what comes back lies in the same memory, which the next read takes over again.
            *buffer = Uint8Array::new(&piece.buffer());
        }
        Ok(Some(piece))
    }
}

fn byob_reader(
    stream: &web_sys::ReadableStream,
    options: &ReadableStreamGetReaderOptions,
) -> Option<ReadableStreamByobReader> {
    // `getReader({mode: "byob"})` throws where the stream is no byte stream, which the binding does not declare.
    let function: js_sys::Function = get(stream, "getReader").dyn_into().ok()?;
    function.call1(stream, options).ok()?.dyn_into().ok()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object.unchecked_ref::<Object>(), &JsValue::from_str(name))
        .unwrap_or(JsValue::UNDEFINED)
}
