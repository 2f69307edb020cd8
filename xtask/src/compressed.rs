//! What a server sends in the place of a file to browsers that unpack it, made once and as small as it gets.
//!
//! nginx (`gzip_static`) and Caddy (`precompressed`) look for such a file beside the one that is asked for. They do not compare the two:
//! one of an older build would be sent for the newer file. So there is none of what people change by hand, and a build without them
//! takes away those of a build before.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;

/// What is compressed: what only a build writes. `index.html` and `gateways.json` are for people to change, and small.
const KINDS: [&str; 2] = ["js", "wasm"];

/// Tries of zopfli to find shorter codes: more gain less than a hundred bytes.
const TRIES: NonZeroU64 = NonZeroU64::new(15).unwrap();

/// One file and what was made of it.
#[derive(Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// In bytes.
    pub raw: usize,
    /// In bytes, as `<name>.gz`.
    pub gzip: usize,
    /// In bytes, as `<name>.br`.
    pub brotli: usize,
}

/// Writes `<name>.gz` and `<name>.br` beside each script and module of the site that is in `folder`.
///
/// # Errors
/// When something cannot be read or written.
pub fn write(site: &Path, folder: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for name in names(site)? {
        let bytes = fs::read(folder.join(&name)).with_context(|| format!("cannot read {name}"))?;
        let (by_gzip, by_brotli) = (gzip(&bytes)?, brotli(&bytes)?);
        let [gz, br] = beside(folder, &name);
        for (file, bytes) in [(gz, &by_gzip), (br, &by_brotli)] {
            fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
        }
        files.push(File {
            name,
            raw: bytes.len(),
            gzip: by_gzip.len(),
            brotli: by_brotli.len(),
        });
    }
    Ok(files)
}

/// Prints a table.
#[expect(clippy::print_stdout, reason = "the table is the command's answer")]
pub fn print(files: &[File]) {
    println!("{:<18}{:>10}{:>10}{:>10}", "bytes", "raw", ".gz", ".br");
    for file in files {
        println!(
            "{:<18}{:>10}{:>10}{:>10}",
            file.name, file.raw, file.gzip, file.brotli
        );
    }
}

/// Takes away what [`write`] has left in `folder`: it would be sent in the place of newer files.
///
/// # Errors
/// When one cannot be removed.
pub fn remove(site: &Path, folder: &Path) -> Result<()> {
    for file in names(site)?.iter().flat_map(|name| beside(folder, name)) {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Names of the site's scripts and modules, in order.
fn names(site: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if extension.is_some_and(|extension| KINDS.contains(&extension)) {
            let name = path.file_name().context("a file without a name")?;
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn beside(folder: &Path, name: &str) -> [PathBuf; 2] {
    ["gz", "br"].map(|extension| folder.join(format!("{name}.{extension}")))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let options = zopfli::Options {
        iteration_count: TRIES,
        ..zopfli::Options::default()
    };
    let mut compressed = Vec::new();
    zopfli::compress(options, zopfli::Format::Gzip, bytes, &mut compressed)?;
    Ok(compressed)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        // The whole file.
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    let mut writer = CompressorWriter::with_params(&mut compressed, 1 << 16, &parameters);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn what_is_written_unpacks_to_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = "let a = 1;\n".repeat(1000);
        fs::write(folder.path().join("a.js"), &script).expect("a file");
        let files = write(folder.path(), folder.path()).expect("to compress");
        let [file] = files.as_slice() else {
            panic!("one file, not {files:?}")
        };
        assert_eq!((file.name.as_str(), file.raw), ("a.js", script.len()));
        let read = |name: &str| fs::read(folder.path().join(name)).expect("a file");
        let mut by_gzip = String::new();
        flate2::read::GzDecoder::new(read("a.js.gz").as_slice())
            .read_to_string(&mut by_gzip)
            .expect("gzip");
        let mut by_brotli = String::new();
        brotli::Decompressor::new(read("a.js.br").as_slice(), 4096)
            .read_to_string(&mut by_brotli)
            .expect("brotli");
        assert_eq!((by_gzip, by_brotli), (script.clone(), script));
        assert_eq!(
            (read("a.js.gz").len(), read("a.js.br").len()),
            (file.gzip, file.brotli)
        );
    }

    #[test]
    fn what_people_change_is_left_alone_and_what_an_older_build_left_goes() {
        let (site, out) = (tempfile::tempdir(), tempfile::tempdir());
        let (site, out) = (site.expect("a folder"), out.expect("a folder"));
        for name in ["a.js", "b.wasm", "gateways.json", "index.html", "page.css"] {
            fs::write(site.path().join(name), name).expect("a file");
            fs::write(out.path().join(name), name).expect("a file");
        }
        fs::write(out.path().join("theirs.js.gz"), "").expect("a file");
        let all = || {
            let names = fs::read_dir(out.path()).expect("a folder");
            let mut names: Vec<String> = names
                .map(|entry| {
                    entry
                        .expect("an entry")
                        .file_name()
                        .to_string_lossy()
                        .into_owned()
                })
                .collect();
            names.sort();
            names.join(" ")
        };
        let before = all();
        write(site.path(), out.path()).expect("to compress");
        assert_eq!(
            all(),
            "a.js a.js.br a.js.gz b.wasm b.wasm.br b.wasm.gz gateways.json index.html page.css theirs.js.gz"
        );
        remove(site.path(), out.path()).expect("to remove");
        assert_eq!(all(), before);
        remove(site.path(), out.path()).expect("nothing to remove is no error");
    }
}
