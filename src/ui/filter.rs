//! A filter: words, each of which is looked for anywhere in a text, whatever its case; and the field in which they are typed.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The field: `value` is what stands in it, if that is not left to the person alone.
pub fn view_filter(
    part: &'static str,
    label: &'static str,
    value: Option<AttrValue>,
    on_filter: Callback<String>,
) -> Html {
    let on_input = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            on_filter.emit(input.value());
        }
    });
    html! {
        <input
            type="search"
            {part}
            class="filter"
            aria-label={label}
            placeholder="Filter"
            {value}
            autocapitalize="off"
            autocomplete="off"
            spellcheck="false"
            oninput={on_input}
        />
    }
}

/// The words of a filter.
pub struct Filter(Vec<String>);

impl Filter {
    /// Reads them, with blanks between.
    pub fn new(text: &str) -> Self {
        let words = text.split_whitespace();
        Self(words.map(str::to_ascii_lowercase).collect())
    }

    /// Whether there is none: then everything fits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text has all of them. It is written in lower case, as far as it is ASCII.
    pub fn fits(&self, lower: &str) -> bool {
        self.0.iter().all(|word| holds(lower, word))
    }
}

/// Whether `word` stands in `text`. The search of the standard library prepares itself for long texts, fifty thousand times here.
fn holds(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some((first, rest)) = word.split_first() else {
        return true;
    };
    let last = (text.len() + 1).saturating_sub(word.len());
    (0..last).any(|at| text[at] == *first && text[at + 1..].starts_with(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_that_has_every_word() {
        for (filter, text, want) in [
            ("", "anything", true),
            (" \t", "anything", true),
            ("ssl", "usr/lib/libssl.so", true),
            ("SSL usr", "usr/lib/libssl.so", true),
            ("ssl tls", "usr/lib/libssl.so", false),
            ("so", "so", true),
            ("soo", "so", false),
            ("o", "", false),
        ] {
            assert_eq!(Filter::new(filter).fits(text), want, "{filter:?} {text:?}");
        }
    }
}
