//! What is seen while nothing is known yet, and while a retry is waited for.

use super::{format, text::view_text};
use crate::source::transport::Retry;
use yew::prelude::*;

/// The quiet outline of the page to come.
pub fn view_loading(image: &str) -> Html {
    html! {
        <section class="loading" part="loading" aria-busy="true">
            <h1>{ "Asking for " }<code>{ view_text(image) }</code>{ " …" }</h1>
            <div class="line wide"></div>
            <div class="line"></div>
            <div class="line short"></div>
        </section>
    }
}

/// Why it takes longer.
pub fn view_retry(retry: &Retry) -> Html {
    html! {
        <p class="retry" part="retry" role="status">
            { format!(
                "{}. Trying again in {} ({} of {}).",
                sentence(&retry.reason), format::duration(retry.wait), retry.retry, retry.of,
            ) }
        </p>
    }
}

/// The first letter as a capital; not that of an address, which stays as it is.
pub fn sentence(text: &str) -> String {
    let mut text = text.to_owned();
    let is_address = text.starts_with("http:") || text.starts_with("https:");
    if let Some(first) = text.get_mut(..1).filter(|_| !is_address) {
        first.make_ascii_uppercase();
    }
    text
}
