//! The page's half: what JavaScript may call.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: porthole::browser::allocator::Allocator =
    porthole::browser::allocator::Allocator::new();

#[cfg(target_arch = "wasm32")]
mod exports {
    use js_sys::{Function, Promise};
    use porthole::{
        browser::{Host, early, panic, style},
        ui::{
            app::AppProps,
            stage::{Stage, StageProps},
            use_calls::{Call, Method},
            view::View as Shown,
        },
    };
    use std::time::Duration;
    use wasm_bindgen::prelude::*;
    use web_sys::{Element, HtmlElement, ShadowRoot};
    use yew::{AppHandle, Renderer};

    #[wasm_bindgen]
    extern "C" {
        /// What the element says: its attributes, and where its files are.
        pub type Options;
        #[wasm_bindgen(method, getter)]
        fn image(this: &Options) -> Option<String>;
        #[wasm_bindgen(method, getter)]
        fn platform(this: &Options) -> Option<String>;
        #[wasm_bindgen(method, getter)]
        fn gateways(this: &Options) -> Option<String>;
        /// Names of views, between blanks.
        #[wasm_bindgen(method, getter)]
        fn view(this: &Options) -> String;
        /// `none`, `documents` or `all`.
        #[wasm_bindgen(method, getter)]
        fn verify(this: &Options) -> String;
        #[wasm_bindgen(method, getter)]
        fn digest(this: &Options) -> Option<String>;
        #[wasm_bindgen(method, getter)]
        fn permalink(this: &Options) -> bool;
        #[wasm_bindgen(method, getter)]
        fn worker(this: &Options) -> String;
        /// Seconds.
        #[wasm_bindgen(method, getter)]
        fn timeout(this: &Options) -> f64;
        /// In bytes.
        #[wasm_bindgen(method, getter, js_name = unpackLimit)]
        fn unpack_limit(this: &Options) -> f64;
        #[wasm_bindgen(method, getter)]
        fn defect(this: &Options) -> Option<String>;
        /// The method that was called last: `inspect`, `verify`, `cancel`.
        #[wasm_bindgen(method, getter)]
        fn command(this: &Options) -> Option<String>;
        /// Its argument.
        #[wasm_bindgen(method, getter)]
        fn argument(this: &Options) -> Option<String>;
        /// Counts the calls.
        #[wasm_bindgen(method, getter)]
        fn number(this: &Options) -> u32;
    }

    impl Options {
        fn to_props(&self, host: Host) -> AppProps {
            AppProps {
                host,
                image: self.image().map(Into::into),
                platform: self.platform().map(Into::into),
                gateways: self.gateways().map(Into::into),
                view: Shown::of(&self.view()),
                digest: self.digest().and_then(|digest| digest.parse().ok()),
                claims: self.verify() != "none",
                is_page: self.permalink(),
                worker: self.worker().into(),
                timeout: Duration::try_from_secs_f64(self.timeout())
                    .unwrap_or(Duration::from_secs(30)),
                unpack_limit: self.unpack_limit() as u64,
                defect: self.defect().map(Into::into),
                call: self.call(),
            }
        }

        fn call(&self) -> Option<Call> {
            let method = match self.command()?.as_str() {
                "inspect" => Method::Inspect(self.argument()?.into()),
                "again" => Method::Again,
                "verify" => Method::Verify,
                "cancel" => Method::Cancel,
                _ => return None,
            };
            Some(Call {
                method,
                number: self.number(),
            })
        }
    }

    /// A root for views: of one element, then of another.
    #[wasm_bindgen]
    pub struct View {
        handle: AppHandle<Stage>,
        host: Option<Host>,
        number: u32,
    }

    /// Makes a root inside `root`, without a view yet.
    #[wasm_bindgen(js_name = makeRoot)]
    pub fn make_root(root: Element) -> View {
        let props = StageProps {
            app: None,
            number: 0,
        };
        View {
            handle: Renderer::<Stage>::with_root_and_props(root, props).render(),
            host: None,
            number: 0,
        }
    }

    #[wasm_bindgen]
    impl View {
        /// Shows a view of `host`, in whose shadow root `shadow` the root is by now.
        pub fn mount(&mut self, host: HtmlElement, shadow: &ShadowRoot, options: &Options) {
            style::adopt(shadow);
            self.host = Some(Host::new(host));
            self.number = self.number.wrapping_add(1);
            self.update(options);
        }

        /// Follows changed attributes.
        pub fn update(&mut self, options: &Options) {
            let app = self.host.clone().map(|host| options.to_props(host));
            self.show(app);
        }

        /// Takes the view away: fetches end, workers become free. The root may be mounted again.
        pub fn leave(&mut self) {
            self.host = None;
            self.show(None);
        }

        fn show(&mut self, app: Option<AppProps>) {
            self.handle.update(StageProps {
                app,
                number: self.number,
            });
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

    /// An answer for `url` is on its way already: a `Response`, or anything else if there will be none.
    #[wasm_bindgen]
    pub fn expect(url: &str, answer: Promise) {
        early::expect(url, answer);
    }

    /// Panics, as a defect would: for the test that the page survives one.
    #[wasm_bindgen]
    pub fn fail() {
        panic!("asked to fail");
    }
}

#[cfg(all(feature = "split", target_arch = "wasm32"))]
#[allow(
    unsafe_code,
    reason = "the macro declares what the other modules export"
)]
mod parts {
    use porthole::ui::{
        asked::{self, Asked},
        later::{self, Later, NotLoaded},
    };
    use wasm_split_helpers::wasm_split;

    #[wasm_split(later, fallible)]
    fn later_part() -> Result<Later, NotLoaded> {
        Ok(later::all())
    }

    #[wasm_split(asked, fallible)]
    fn asked_part() -> Result<Asked, NotLoaded> {
        Ok(asked::all())
    }

    /// Says how the parts come.
    pub fn announce() {
        later::comes_by(|| Box::pin(later_part()));
        asked::comes_by(|| Box::pin(asked_part()));
    }
}

fn main() {
    #[cfg(all(feature = "split", target_arch = "wasm32"))]
    parts::announce();
}
