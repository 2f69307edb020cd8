//! Golden pages: what was rendered when somebody last looked at it, to be compared with what is rendered now.
//! `UPDATE_GOLDEN=1` writes them anew; then `git diff` shows what changed.

use std::{env, fs, path::PathBuf};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(format!("{name}.html"))
}

/// Compares `page` with the golden page of that name.
pub fn compare(name: &str, page: &str) {
    let path = path(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, page).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; UPDATE_GOLDEN=1 cargo test --test golden writes it",
            path.display()
        )
    });
    if let Some(difference) = first_difference(&golden, page) {
        panic!(
            "the page differs from {}\n{difference}\nUPDATE_GOLDEN=1 cargo test --test golden writes it anew",
            path.display()
        );
    }
}

/// The lines around the first that differs.
pub fn first_difference(golden: &str, page: &str) -> Option<String> {
    if golden == page {
        return None;
    }
    let (golden, page): (Vec<&str>, Vec<&str>) =
        (golden.split('\n').collect(), page.split('\n').collect());
    let at = golden
        .iter()
        .zip(&page)
        .position(|(golden, page)| golden != page)
        .unwrap_or(golden.len().min(page.len()));
    let lines = |of: &[&str], sign: &str| {
        of.iter()
            .skip(at)
            .take(5)
            .map(|line| format!("{sign} {line}\n"))
            .collect::<String>()
    };
    Some(format!(
        "line {}:\n{}{}",
        at + 1,
        lines(&golden, "-"),
        lines(&page, "+")
    ))
}
