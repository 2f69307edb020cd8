//! The doctor's probes, by `fetch`.

use super::{
    abort::AbortGuard,
    fetch::{self, Get, within},
    policy::Forbidden,
};
use crate::source::{
    diagnosis::Reading,
    doctor::{Attempt, Prober, Way},
    url::Space,
};
use js_sys::{Function, Object, Promise, Reflect};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ResponseType;

/// How long a probe may take: a person waits for all of them.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Makes probes as long as somebody waits for them: a probe that is not awaited any more is aborted.
pub struct BrowserProber {
    forbidden: Forbidden,
}

impl BrowserProber {
    /// A prober that has probed nothing yet.
    pub fn new() -> Self {
        Self {
            forbidden: Forbidden::watch(),
        }
    }
}

impl Default for BrowserProber {
    fn default() -> Self {
        Self::new()
    }
}

impl Prober for BrowserProber {
    async fn attempt(&self, attempt: &Attempt<'_>) -> Reading {
        // Dropped at the end, and with it what would come of the body.
        let guard = AbortGuard::new();
        let authorization = attempt.authorization.map(|value| ("Authorization", value));
        let get = Get {
            url: attempt.url,
            headers: authorization.as_slice(),
            no_store: true,
            opaque: attempt.way == Way::Opaque,
            stay: attempt.way == Way::Stay,
        };
        match fetch::get(&get, &guard, TIMEOUT).await {
            Ok(response) => match response.type_() {
                ResponseType::Opaque => Reading::Opaque,
                ResponseType::Opaqueredirect => Reading::Redirected,
                _ => Reading::Readable {
                    status: response.status(),
                    headers: fetch::headers(&response),
                },
            },
            Err(_) => {
                Forbidden::told().await;
                if self.forbidden.contains(attempt.url) {
                    Reading::Forbidden
                } else {
                    Reading::Refused
                }
            }
        }
    }

    async fn is_denied(&self, space: Space) -> bool {
        // Chrome 142 had one permission for both.
        let names: &[&str] = match space {
            Space::Loopback => &["loopback-network", "local-network-access"],
            Space::Local => &["local-network", "local-network-access"],
            Space::Public => &[],
        };
        for name in names {
            if let Some(state) = permission(name).await {
                return state == "denied";
            }
        }
        false
    }
}

/// The state of a permission: `granted`, `prompt`, `denied`; `None` where the browser does not know it.
async fn permission(name: &str) -> Option<String> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    let permissions = Reflect::get(&navigator, &"permissions".into()).ok()?;
    let query: Function = Reflect::get(&permissions, &"query".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &name.into()).ok()?;
    let promise: Promise = query
        .call1(&permissions, &descriptor)
        .ok()?
        .dyn_into()
        .ok()?;
    let status = within(TIMEOUT, JsFuture::from(promise)).await?.ok()?;
    Reflect::get(&status, &"state".into()).ok()?.as_string()
}
