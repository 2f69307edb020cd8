//! What the sources of one tab have in common, whatever image is asked for.

use super::{
    Transport,
    gateways::{Gateways, GatewaysError, Through},
};
use futures::lock::Mutex;
use std::cell::OnceCell;

/// Made once, when the page starts; handed to every [`Source`](super::Source).
#[derive(Debug)]
pub struct Session {
    /// Scheme, host and port of the page (`http://127.0.0.1:8080`): decides which `Accept` header may be sent.
    pub page_origin: String,
    /// What came of reading `gateways.json`; empty before.
    gateways: OnceCell<Result<Gateways, GatewaysError>>,
    /// Held while it is being read.
    reading: Mutex<()>,
}

impl Session {
    /// The session of a page without gateways.
    pub fn new(page_origin: impl Into<String>) -> Self {
        Self {
            page_origin: page_origin.into(),
            gateways: OnceCell::new(),
            reading: Mutex::default(),
        }
    }

    /// Reads the gateways from `url`, or only waits until somebody else has: it is asked for once, whatever comes of it.
    ///
    /// # Errors
    /// Why there are none, if there could be; the same for everybody who asks.
    pub async fn read_gateways<T: Transport>(
        &self,
        transport: &T,
        url: &str,
        resolve: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), GatewaysError> {
        let _reading = self.reading.lock().await;
        let known = match self.gateways.get() {
            Some(known) => known,
            None => {
                let read = Gateways::read(transport, url, resolve).await;
                self.gateways.get_or_init(|| read)
            }
        };
        known.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// The gateway through which `host` is asked, if there is one.
    pub fn gateway(&self, host: &str) -> Option<Through> {
        let base = self.gateways()?.base(host)?;
        Some(Through {
            host: host.to_owned(),
            base: base.to_owned(),
        })
    }

    /// Where an absolute URL is asked: on the gateway of its host, if there is one, else where it points.
    pub fn route(&self, url: String) -> (String, Option<Through>) {
        let host = super::url::authority(&url);
        let through = host.and_then(|host| self.gateway(&host));
        let rebased = self.gateways().and_then(|gateways| gateways.rebase(&url));
        (rebased.unwrap_or(url), through)
    }

    fn gateways(&self) -> Option<&Gateways> {
        self.gateways.get()?.as_ref().ok()
    }
}
