//! Porthole in a real browser, against real registries: what the tests in `tests/` stand on.
//!
//! Everything here is a test's helper, so what goes wrong panics, and says what was tried. Nothing waits for a fixed time: what is
//! awaited is asked for again and again until it is there or a deadline has passed.

pub mod answer;
pub mod browser;
pub mod child;
pub mod docs;
pub mod fault_server;
pub mod gateway;
pub mod images;
pub mod page;
pub mod ports;
pub mod registry;
pub mod signer;
pub mod site;
pub mod standin;
pub mod token_server;
pub mod tool;

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::{Duration, Instant},
};

/// How long anything that should happen may take.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// How long to wait before asking again.
pub const INTERVAL: Duration = Duration::from_millis(20);

/// The servers of all tests live here, whatever runtime a test has.
pub(crate) static SERVERS: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for servers")
});

/// The repository's root.
pub fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .canonicalize()
        .expect("the repository's root")
}

/// The folder for all that the tests write: logs, images, screenshots. What an earlier run left behind of its own is removed.
pub fn output() -> PathBuf {
    static OUTPUT: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = repository().join("target/end-to-end");
        std::fs::create_dir_all(&folder).expect("a folder for output");
        for entry in std::fs::read_dir(&folder)
            .expect("a folder for output")
            .flatten()
        {
            if entry.file_name().to_string_lossy().starts_with(".tmp") {
                remove(&entry.path());
            }
        }
        folder
    });
    OUTPUT.clone()
}

/// Removes a folder into which a browser of the run before may still write: it ends after that run has.
fn remove(folder: &Path) {
    let start = Instant::now();
    loop {
        match std::fs::remove_dir_all(folder) {
            Ok(()) => return,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => assert!(
                start.elapsed() < DEADLINE,
                "what an earlier run left behind: {error}"
            ),
        }
        std::thread::sleep(INTERVAL);
    }
}

/// SHA-256 of `bytes`, as a digest.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let hash = sha2::Sha256::digest(bytes);
    let encoded: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{encoded}")
}
