//! One adopted stylesheet, shared by every element of the page. It needs no `style-src` in the page's policy.

use js_sys::Array;
use std::cell::Cell;
use web_sys::{CssStyleSheet, ShadowRoot};

thread_local! {
    static SHEET: Option<CssStyleSheet> = make();
    static IS_WHOLE: Cell<bool> = const { Cell::new(false) };
}

/// Without comments and indentation: see build.rs.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

fn make() -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    fill(&sheet, STYLE)?;
    Some(sheet)
}

fn fill(sheet: &CssStyleSheet, style: &str) -> Option<()> {
    let replace: js_sys::Function = js_sys::Reflect::get(sheet, &"replaceSync".into())
        .ok()?
        .into();
    replace.call1(sheet, &style.into()).ok()?;
    Some(())
}

/// Puts more rules behind those of the one stylesheet, the first time only: those of what was loaded later.
pub fn extend(more: &str) {
    if IS_WHOLE.replace(true) {
        return;
    }
    SHEET.with(|sheet| {
        if let Some(sheet) = sheet {
            // As above: without it the page is unstyled, but whole.
            let _ = fill(sheet, &[STYLE, more].concat());
        }
    });
}

/// Gives `root` Porthole's looks.
pub fn adopt(root: &ShadowRoot) {
    SHEET.with(|sheet| {
        if let Some(sheet) = sheet {
            let sheets = Array::of1(sheet);
            // Browsers without adopted stylesheets show the page unstyled, but whole.
            let _ = js_sys::Reflect::set(root, &"adoptedStyleSheets".into(), &sheets);
        }
    });
}
