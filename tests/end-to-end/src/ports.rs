//! Ports for servers that have to be told theirs.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below those that systems give to whoever asks for any (Linux from 32768 on, others from 49152): between the look for a port and the start of
/// its server none of these is given away, as it is to the server of a test that runs at the same time.
const FIRST: u16 = 10_240;
const COUNT: u16 = 20_480;

/// A port of this machine where nothing listens, and which no other test of this process is given.
pub fn free_address() -> String {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Processes side by side begin at different places.
    let start = std::process::id().wrapping_mul(97);
    (0..COUNT)
        .map(|_| {
            let next = u32::from(NEXT.fetch_add(1, Ordering::Relaxed));
            let place = start.wrapping_add(next) % u32::from(COUNT);
            format!("127.0.0.1:{}", u32::from(FIRST) + place)
        })
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("a free port")
}
