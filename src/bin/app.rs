//! The page's half: what JavaScript may call.

#[cfg(target_arch = "wasm32")]
mod exports {
    use js_sys::Function;
    use porthole::{
        browser::{Host, panic, style},
        ui::app::{App, AppProps},
    };
    use serde::Deserialize;
    use std::time::Duration;
    use wasm_bindgen::prelude::*;
    use web_sys::{Element, HtmlElement, ShadowRoot};
    use yew::{AppHandle, Renderer};

    /// What the element says: its attributes, and where its files are.
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Options {
        image: Option<String>,
        platform: Option<String>,
        #[serde(default)]
        permalink: bool,
        worker: String,
        /// Seconds.
        timeout: f64,
        defect: Option<String>,
    }

    impl Options {
        fn into_props(self, host: Host) -> AppProps {
            AppProps {
                host,
                image: self.image.map(Into::into),
                platform: self.platform.map(Into::into),
                permalink: self.permalink,
                worker: self.worker.into(),
                timeout: Duration::try_from_secs_f64(self.timeout)
                    .unwrap_or(Duration::from_secs(30)),
                defect: self.defect.map(Into::into),
            }
        }
    }

    /// A view in an element.
    #[wasm_bindgen]
    pub struct View {
        handle: AppHandle<App>,
        host: Host,
    }

    /// Shows a view inside `root`, in the shadow root `shadow` of `host`.
    #[wasm_bindgen]
    pub fn mount(
        host: HtmlElement,
        shadow: &ShadowRoot,
        root: Element,
        options: JsValue,
    ) -> Result<View, JsValue> {
        let options: Options = serde_wasm_bindgen::from_value(options)?;
        style::adopt(shadow);
        let host = Host::new(host);
        let handle =
            Renderer::<App>::with_root_and_props(root, options.into_props(host.clone())).render();
        Ok(View { handle, host })
    }

    #[wasm_bindgen]
    impl View {
        /// Follows changed attributes.
        pub fn update(&mut self, options: JsValue) -> Result<(), JsValue> {
            let options: Options = serde_wasm_bindgen::from_value(options)?;
            self.handle.update(options.into_props(self.host.clone()));
            Ok(())
        }

        /// Takes the view away: fetches end, workers become free.
        pub fn destroy(self) {
            self.handle.destroy();
        }
    }

    /// Calls `listener` with the message when the module panics. After that it must not be called any more.
    #[wasm_bindgen(js_name = onPanic)]
    pub fn on_panic(listener: Function) {
        yew::set_custom_panic_hook(panic::hook(move |message| {
            // What the listener throws cannot be told to anybody.
            let _ = listener.call1(&JsValue::NULL, &JsValue::from_str(message));
        }));
    }

    /// Panics, as a defect would: for the test that the page survives one.
    #[wasm_bindgen]
    pub fn fail() {
        panic!("asked to fail");
    }
}

fn main() {}
