//! `cargo xtask profile`: notes which parts of the page's module run until a first image is on the screen. What does not is loaded later: see `rare`.
//!
//! What has changed since counts as if it ran, and the first load grows by it. A profile that is taken anew brings it down again.

use std::fs;

use anyhow::{Context as _, Result};
use lexopt::prelude::*;

use crate::packages;
use crate::process;
use crate::program;
use crate::rare::{self, Profile};
use crate::site;
use crate::suites;
use crate::toolchain;
use crate::tools::Tools;
use crate::workspace;

/// What was noted.
pub const FIRST_VIEWS: &str = include_str!("../profile/first-views.txt");

/// Whether it was noted with the compiler that is in use: another one makes other functions, of which nothing is known.
pub fn fits() -> bool {
    let (of, used) = (rare::compiler(FIRST_VIEWS), toolchain::compiler());
    let fits = of.is_some_and(|of| of == used);
    if !fits {
        process::say(format!(
            "What runs at first was noted with {}, and not with {used}: the first load is heavier than it need be. `cargo xtask profile` notes it anew.",
            of.unwrap_or("another compiler")
        ));
    }
    fits
}

/// Builds the site, opens it in a browser with a module that says what ran, and writes that down.
///
/// # Errors
/// When anything fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => {}
        Some(Short('h') | Long("help")) => return crate::usage(),
        Some(unexpected) => return Err(unexpected.unexpected().into()),
    }
    let mut tools = Tools::for_the_site()?;
    let built = site::build(&tools)?;
    packages::servers_and_image_tools(&mut tools)?;
    packages::npm()?;
    let browser = packages::browser()?;

    let (module, marks) = rare::instrument(&program::whole_page()?)?;
    let site = workspace::target().join("profile");
    let folder = site.join("marks");
    program::empty(&site)?;
    site::copy(&built, &site)?;
    fs::create_dir_all(&folder)?;
    fs::write(site.join("app_bg.wasm"), module)?;
    // All of it is in the first one.
    fs::write(site.join("split_rare.wasm"), program::EMPTY)?;

    let mut cargo = tools.cargo()?;
    cargo
        .args([
            "run",
            "--package",
            "end-to-end",
            "--bin",
            "first-views",
            "--",
        ])
        .args([marks.address.to_string(), marks.length.to_string()])
        .arg(&folder);
    suites::name_surroundings(&mut cargo, &site, &browser)?;
    process::run(&mut cargo)?;

    let mut profile = Profile::default();
    for view in fs::read_dir(&folder)? {
        marks.profile(&fs::read(view?.path())?, &mut profile);
    }
    profile.forget_what_ran();
    let file = workspace::root().join("xtask/profile/first-views.txt");
    fs::write(&file, profile.write(&toolchain::compiler()))
        .with_context(|| format!("cannot write {}", file.display()))?;
    process::say(format!("{} is new: build the site again", file.display()));
    Ok(())
}
