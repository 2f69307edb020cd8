//! Which blocks of which functions ran.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};

/// By the shape of a function, whether each of its blocks ran. What is not in it is new since it was taken, and counts as if it ran.
#[derive(Default, PartialEq, Eq, Debug)]
pub struct Profile(BTreeMap<u64, Vec<bool>>);

impl Profile {
    /// Adds what is known of a function, or of another one of the same shape.
    pub fn add(&mut self, shape: u64, ran: &[bool]) {
        let known = self
            .0
            .entry(shape)
            .or_insert_with(|| vec![false; ran.len()]);
        for (known, ran) in known.iter_mut().zip(ran) {
            *known |= ran;
        }
    }

    /// Whether each block of a function of this shape ran.
    pub fn get(&self, shape: u64, blocks: usize) -> Option<&[bool]> {
        self.0
            .get(&shape)
            .map(Vec::as_slice)
            .filter(|ran| ran.len() == blocks)
    }

    /// Forgets functions of which all blocks ran: that is what is taken of others, too.
    pub fn forget_what_ran(&mut self) {
        self.0.retain(|_, ran| ran.contains(&false));
    }

    /// A line with the compiler that made the module, and one for each function: its shape, and its runs of blocks that ran (`+`) or did not (`-`).
    pub fn write(&self, compiler: &str) -> String {
        let mut text = format!("{COMPILER}{compiler}\n");
        for (shape, ran) in &self.0 {
            let runs: String = ran.chunk_by(|one, next| one == next).map(run).collect();
            let _ = writeln!(text, "{shape:016x} {runs}");
        }
        text
    }

    /// Reads the same.
    ///
    /// # Errors
    /// When a line is something else, with its number.
    pub fn read(text: &str) -> Result<Self> {
        let mut profile = Self::default();
        let skipped = usize::from(compiler(text).is_some());
        for (number, line) in (1..).zip(text.lines()).skip(skipped) {
            let read = || {
                let (shape, ran) = line.split_once(' ')?;
                Some((u64::from_str_radix(shape, 16).ok()?, blocks(ran)?))
            };
            let (shape, ran) = read().with_context(|| format!("line {number} is no function"))?;
            profile.add(shape, &ran);
        }
        Ok(profile)
    }
}

/// Before the compiler's own words.
const COMPILER: &str = "# ";

/// The compiler that a profile says it is for.
pub fn compiler(profile: &str) -> Option<&str> {
    profile.lines().next()?.strip_prefix(COMPILER)
}

/// Blocks of which all ran, or none.
fn run(blocks: &[bool]) -> String {
    let sign = if blocks.contains(&true) { '+' } else { '-' };
    match blocks.len() {
        1 => sign.to_string(),
        length => format!("{sign}{length}"),
    }
}

fn blocks(runs: &str) -> Option<Vec<bool>> {
    let mut ran = Vec::new();
    let mut rest = runs;
    while !rest.is_empty() {
        let has_run = match rest.chars().next()? {
            '+' => true,
            '-' => false,
            _ => return None,
        };
        let behind = &rest[1..];
        let length = behind.find(['+', '-']).unwrap_or(behind.len());
        let (count, behind) = behind.split_at(length);
        let count = if count.is_empty() {
            1
        } else {
            count.parse().ok()?
        };
        ran.extend(std::iter::repeat_n(has_run, count));
        rest = behind;
    }
    Some(ran)
}
