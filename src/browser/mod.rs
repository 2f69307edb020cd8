//! The only code that calls the browser: fetch, streams, workers, the address bar, the clipboard.
//!
//! On any target but wasm32 it compiles, so that components can be rendered to text, but must not be called.

pub mod abort;
pub mod address;
#[cfg(target_arch = "wasm32")]
pub mod allocator;
pub mod archives;
pub mod body;
pub mod clipboard;
pub mod clock;
pub mod decoders;
pub mod door;
pub mod early;
pub mod fetch;
pub mod file;
pub mod focus;
mod gunzip;
pub mod host;
pub mod listener;
mod message;
pub mod opened;
pub mod panic;
pub mod policy;
pub mod pool;
pub mod prober;
pub mod reads;
pub mod recent;
pub mod scroll;
pub mod sessions;
pub mod signature;
pub mod style;
pub mod task;
pub mod transport;
pub mod viewport;
pub mod worker;
pub mod worker_handle;

pub use host::Host;
pub use prober::BrowserProber;
pub use transport::BrowserTransport;
