//! Unpacking a gzip file as a whole. The browser does it, and keeps what comes out, on disk where it is large.

use super::abort::AbortGuard;
use crate::source::ArchiveFault;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

/// A file may unpack to so many bytes (16 GiB): more than the images that people save into files, and less than fills a disk. A bomb of a few
/// megabytes would not end before that.
const MOST: u64 = 16 * 1024 * 1024 * 1024;

/// Unpacks a file. Dropping the future ends it.
pub(super) async fn gunzip(file: &Blob) -> Result<Blob, ArchiveFault> {
    let count = Rc::new(Cell::new(0));
    let counting = Closure::<dyn FnMut(Uint8Array, JsValue) -> Result<(), JsValue>>::new({
        let count = Rc::clone(&count);
        move |piece: Uint8Array, controller: JsValue| {
            count.set(count.get() + u64::from(piece.length()));
            // What is thrown ends the stream.
            let is_taken = count.get() <= MOST && call(&controller, "enqueue", &[&piece]).is_some();
            is_taken.then_some(()).ok_or(JsValue::NULL)
        }
    });
    // It goes before the closure does: nothing comes to that any more.
    let guard = AbortGuard::new();
    match unpack(file, counting.as_ref(), &guard).await {
        Some(blob) => Ok(blob),
        None if count.get() > MOST => Err(ArchiveFault::Unpacked { most: MOST }),
        None => Err(ArchiveFault::Gzip),
    }
}

async fn unpack(file: &Blob, counting: &JsValue, guard: &AbortGuard) -> Option<Blob> {
    let options = Object::new();
    Reflect::set(&options, &"signal".into(), &guard.signal()).ok()?;
    let transformer = Object::new();
    Reflect::set(&transformer, &"transform".into(), counting).ok()?;
    let gzip = construct("DecompressionStream", &"gzip".into())?;
    let counter = construct("TransformStream", &transformer)?;
    let unpacked = call(&file.stream(), "pipeThrough", &[&gzip, &options])?;
    let counted = call(&unpacked, "pipeThrough", &[&counter, &options])?;
    let counted = counted.unchecked_ref();
    let response = Response::new_with_opt_readable_stream(Some(counted)).ok()?;
    let blob: Promise = response.blob().ok()?;
    let blob = JsFuture::from(blob).await.ok()?;
    Some(blob.unchecked_into())
}

/// An object of a class that is found by its name: not every browser has it.
fn construct(class: &str, argument: &JsValue) -> Option<JsValue> {
    let class = Reflect::get(&js_sys::global(), &class.into()).ok()?;
    let class: Function = class.dyn_into().ok()?;
    Reflect::construct(&class, &Array::of1(argument)).ok()
}

fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let method = Reflect::get(object, &method.into()).ok()?;
    let method: Function = method.dyn_into().ok()?;
    method.apply(object, &arguments.iter().collect()).ok()
}
