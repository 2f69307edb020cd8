//! Command-line tools that work with images.

use std::{path::Path, process::Command};

/// Runs a tool and gives what it printed. Panics with its own words if it fails.
#[track_caller]
pub fn run(program: &str, arguments: &[&str]) -> String {
    run_in(Path::new("."), program, arguments)
}

/// As [`run`], in a folder.
#[track_caller]
pub fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("BUILDAH_ISOLATION", "chroot")
        .env("STORAGE_DRIVER", "vfs")
        .output()
        .unwrap_or_else(|error| panic!("{program} cannot be started: {error}"));
    assert!(
        output.status.success(),
        "{program} {}: {}\n{}",
        arguments.join(" "),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}
