//! What the site weighs as a browser fetches it, and what it may weigh.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Files that are fetched together, and the most that they may weigh.
struct Group {
    what: &'static str,
    files: &'static [&'static str],
    /// In bytes, compressed.
    limit: u64,
    /// The same where nothing is known of what runs at first: see `profile`.
    limit_without_profile: u64,
}

const GROUPS: &[Group] = &[
    Group {
        what: "lazy element",
        files: &["porthole.js"],
        // All that is loaded before it comes near the viewport.
        limit: 5_000,
        limit_without_profile: 5_000,
    },
    Group {
        what: "first load",
        files: &[
            "index.html",
            "page.css",
            "porthole.js",
            "app.js",
            "app_bg.wasm",
        ],
        limit: 200_000,
        limit_without_profile: 300_000,
    },
    Group {
        what: "with an image",
        files: &["split_rare.wasm", "split_later.wasm", "split_shared.wasm"],
        // Once it is on the screen: its rules, what people paste, what is not needed for the first look, and reading files that are opened, which
        // then needs no network; and what of the page did not run for it.
        limit: 390_000,
        limit_without_profile: 390_000,
    },
    Group {
        what: "on demand",
        files: &["split_asked.wasm"],
        limit: 91_500,
        limit_without_profile: 91_500,
    },
    Group {
        what: "worker",
        files: &["worker.js", "worker_bg.wasm"],
        limit: 60_000,
        limit_without_profile: 60_000,
    },
    Group {
        what: "gzip",
        files: &["split_gzip.wasm", "split_unpacking.wasm"],
        limit: 40_000,
        limit_without_profile: 40_000,
    },
    Group {
        what: "zstd",
        files: &["split_zstd.wasm"],
        limit: 40_000,
        limit_without_profile: 40_000,
    },
];

struct File {
    name: &'static str,
    /// In bytes.
    raw: u64,
    /// In bytes, compressed by gzip at its usual level.
    gzip: u64,
}

/// The sizes of a site's files, in the groups in which they are fetched.
pub struct Sizes {
    groups: Vec<(&'static Group, Vec<File>)>,
}

/// Measures the site in a folder.
///
/// # Errors
/// When a file is missing.
pub fn measure(site: &Path) -> Result<Sizes> {
    let measure_file = |name: &'static str| -> Result<File> {
        let bytes = fs::read(site.join(name)).with_context(|| format!("the site has no {name}"))?;
        Ok(File {
            name,
            raw: bytes.len() as u64,
            gzip: gzip(&bytes)?,
        })
    };
    let groups = GROUPS
        .iter()
        .map(|group| {
            Ok((
                group,
                group
                    .files
                    .iter()
                    .map(|name| measure_file(name))
                    .collect::<Result<_>>()?,
            ))
        })
        .collect::<Result<_>>()?;
    Ok(Sizes { groups })
}

/// Length of the bytes by gzip, at its usual level.
///
/// # Errors
/// Never, as far as is known: memory takes whatever is written.
pub fn gzip(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn total(files: &[File], size: impl Fn(&File) -> u64) -> u64 {
    files.iter().map(size).sum()
}

impl Sizes {
    /// Prints a table.
    #[expect(clippy::print_stdout, reason = "the table is the command's answer")]
    pub fn print(&self) {
        println!("{:<16}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip", "limit");
        for (group, files) in &self.groups {
            for file in files {
                println!("  {:<14}{:>10}{:>10}", file.name, file.raw, file.gzip);
            }
            let (raw, gzip) = (
                total(files, |file| file.raw),
                total(files, |file| file.gzip),
            );
            println!("{:<16}{raw:>10}{gzip:>10}{:>10}", group.what, group.limit);
        }
    }

    /// Compares with the limits, which hold for the compiler that the profile of first views was taken with.
    ///
    /// # Errors
    /// When a group is too heavy: all that are, are named.
    pub fn check(&self, has_profile: bool) -> Result<()> {
        let limit = |group: &Group| {
            if has_profile {
                group.limit
            } else {
                group.limit_without_profile
            }
        };
        let heavy: Vec<String> = self
            .groups
            .iter()
            .map(|(group, files)| (group, total(files, |file| file.gzip)))
            .filter(|(group, gzip)| *gzip > limit(group))
            .map(|(group, gzip)| {
                format!(
                    "{}: {gzip} bytes by gzip, at most {}",
                    group.what,
                    limit(group)
                )
            })
            .collect();
        if heavy.is_empty() {
            Ok(())
        } else {
            bail!("the site is too heavy: {}", heavy.join("; "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Group = Group {
        what: "page",
        files: &["a", "b"],
        limit: 300,
        limit_without_profile: 400,
    };
    const WORKER: Group = Group {
        what: "worker",
        files: &["a", "b"],
        limit: 60,
        limit_without_profile: 60,
    };

    fn sizes(page: u64, worker: u64) -> Sizes {
        let files = |gzip| {
            [("a", 1), ("b", gzip - 1)]
                .map(|(name, gzip)| File { name, raw: 0, gzip })
                .into()
        };
        Sizes {
            groups: vec![(&PAGE, files(page)), (&WORKER, files(worker))],
        }
    }

    #[test]
    fn a_limit_is_kept_at_its_last_byte_and_broken_by_one_more() {
        for (page, worker, has_profile, want) in [
            (300, 60, true, None),
            (
                301,
                60,
                true,
                Some("the site is too heavy: page: 301 bytes by gzip, at most 300"),
            ),
            (
                301,
                61,
                true,
                Some(
                    "the site is too heavy: page: 301 bytes by gzip, at most 300; worker: 61 bytes by gzip, at most 60",
                ),
            ),
            (400, 60, false, None),
            (
                401,
                61,
                false,
                Some(
                    "the site is too heavy: page: 401 bytes by gzip, at most 400; worker: 61 bytes by gzip, at most 60",
                ),
            ),
        ] {
            let error = sizes(page, worker)
                .check(has_profile)
                .err()
                .map(|error| error.to_string());
            assert_eq!(error.as_deref(), want);
        }
    }
}
