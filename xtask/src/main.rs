//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! | file | what it holds |
//! |---|---|
//! | `serve` `site` `test` `lint` `bench` `fuzz` | one command each (`site` is `build`) |
//! | `snapshot` `package` | copies of images for static sites; the element for npm and for CDNs |
//! | `module` `program` `glue` `imports` | the modules of page and worker and their scripts, split and made short: what Trunk cannot do |
//! | `rare` `profile` | what does not run at first, in a module of its own; noting what runs |
//! | `order` `likeness` | the order of a module's functions, so that it compresses well |
//! | `sections` | what of a module stays as it is |
//! | `paths` | what is built names no folder of this machine |
//! | `suites` | what the steps of `test` run |
//! | `tools` `toolchain` `wasm_opt` | what building takes: found or installed, in one version each |
//! | `trunk` | where Trunk looks for tools |
//! | `docs_tools` | generators of documentation, and Firefox |
//! | `npm` | what comes from npm, pinned |
//! | `packages` `apt` | what the tests take from the system, from Debian's and Ubuntu's packages |
//! | `debian_root` | a real layer for the benchmark |
//! | `sizes` | what the site weighs, and what it may weigh |
//! | `compressed` | its files by gzip and brotli, for servers |
//! | `integrity` `minify` | the hashes of its scripts; making them short |
//! | `process` `workspace` | running programs; where things are |

mod apt;
mod bench;
mod compressed;
mod debian_root;
mod docs_tools;
mod firefox;
mod fuzz;
mod glue;
mod imports;
mod integrity;
mod likeness;
mod lint;
mod minify;
mod module;
mod no_proxy;
mod npm;
mod order;
mod package;
mod packages;
mod paths;
mod process;
mod profile;
mod program;
mod rare;
mod sections;
mod serve;
mod site;
mod sizes;
mod snapshot;
mod suites;
mod test;
mod toolchain;
mod tools;
mod trunk;
mod wasm_opt;
mod workspace;

use std::process::ExitCode;

use lexopt::prelude::*;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  serve   Install what is missing, build the release and serve it
            --port N      port to listen on (8080)
            --address IP  address to listen on (127.0.0.1)
            --open        open the page in the browser
  build   Build the static site into dist/
            --out FOLDER   put it there instead; nothing else there is touched
            --gateways     with the list of the gateways in deploy/, else with none
            --compressed   with what nginx and Caddy send to browsers that unpack it
            --check-sizes  fail when a file is heavier than it may be
  package Pack the element for npm, and lay out the files of a release for a CDN
            --out FOLDER   below it, instead of dist/
            --site FOLDER  from this site, instead of building one
  snapshot IMAGE FOLDER
          Copy an image's documents, without its layers, into a layout for a static site
            --platform P   only os/architecture[/variant]
            --tag NAME     name it so there, instead of by the image's own tag
            --insecure     the registry has no certificate, or one that nobody vouches for
  module  Build the modules of page and worker alone: what Trunk calls when it has built the rest
  test    Run all tests, installing what is missing; or only the steps named:
            format clippy native types browser site end-to-end firefox docs-sites
  lint    Run the fast half of the tests: format and clippy
  bench   Measure speed, size and memory in a real browser; or only the parts named:
            first-view large lint tags files elements hash layer layers unpack gateway memory
  profile Note what runs until a first image is on the screen: all else is loaded later
  fuzz    Feed random input to parsers and decoders; or only to the targets named
            --seconds N    for each target (600)
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        Some(Value(command)) => match command.to_str() {
            Some("serve") => serve::run(arguments),
            Some("build") => site::run(arguments),
            Some("module") => module::run(arguments),
            Some("package") => package::run(arguments),
            Some("snapshot") => snapshot::run(arguments),
            Some("test") => test::run(arguments),
            Some("lint") => lint::run(arguments),
            Some("bench") => bench::run(arguments),
            Some("fuzz") => fuzz::run(arguments),
            Some("profile") => profile::run(arguments),
            Some("help") => usage(),
            _ => anyhow::bail!("no command is named {command:?}\n\n{USAGE}"),
        },
        Some(Short('h') | Long("help")) => usage(),
        Some(unexpected) => Err(unexpected.unexpected().into()),
        None => anyhow::bail!("a command is missing\n\n{USAGE}"),
    }
}

/// Prints the usage. Also what `--help` after a command does.
#[expect(
    clippy::print_stdout,
    reason = "a command's answer belongs on standard output"
)]
fn usage() -> anyhow::Result<()> {
    print!("{USAGE}");
    Ok(())
}
