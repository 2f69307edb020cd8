//! One adopted stylesheet, shared by every element of the page. It needs no `style-src` in the page's policy.

use js_sys::Array;
use web_sys::{CssStyleSheet, ShadowRoot};

thread_local! {
    static SHEET: Option<CssStyleSheet> = make();
}

const STYLE: &str = include_str!("../ui/style.css");

fn make() -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    let replace: js_sys::Function = js_sys::Reflect::get(&sheet, &"replaceSync".into())
        .ok()?
        .into();
    replace.call1(&sheet, &STYLE.into()).ok()?;
    Some(sheet)
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
