//! Gateways: paths of the page's own origin (or other base URLs) that forward to one registry or token service each.
//!
//! Almost no public registry lets an arbitrary page read it. A gateway does not ask: it is the page's own server. Which there are is
//! said by a file beside the page, `gateways.json`, one member a host:
//!
//! ```json
//! { "docker.io": "_gateway/docker.io", "auth.docker.io": "_gateway/auth.docker.io" }
//! ```
//!
//! - A name is the host of a registry as references write it (`docker.io`, `localhost:5000`), or that of a token service.
//! - A value is a base URL, relative to the file: `/v2/…` or the path of the token service is put behind it. Query, fragment and credentials
//!   are refused.
//! - A file that is missing, or a web page in its place, means that there are no gateways: nothing is guessed.

mod error;

pub use error::{GatewaysError, GatewaysFault};

use super::{
    Request, SourceError, Transport, TransportError,
    client::Client,
    error_body::is_html,
    url::{authority, is_http, path_and_query},
};
use crate::oci::{
    json::Json,
    reference::{DOCKER_HUB, is_docker_hub},
};
use std::rc::Rc;

/// How long `gateways.json` may be, in bytes.
const FILE_LIMIT: u64 = 256 * 1024;

/// Hosts and the base URLs that lead to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gateways {
    /// Host in lower case, and an absolute URL without a trailing slash.
    entries: Vec<(String, String)>,
}

/// What stands between a client and a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Through {
    /// The registry or token service behind it, as people know it.
    pub host: String,
    /// Base URL of the gateway.
    pub base: String,
}

impl Gateways {
    /// Reads the text of a `gateways.json`. `resolve` makes a value absolute.
    ///
    /// ```
    /// use porthole::source::Gateways;
    /// let resolve = |value: &str| Some(format!("https://page.example/{value}"));
    /// let gateways = Gateways::parse(br#"{"ghcr.io": "_gateway/ghcr.io/"}"#, &resolve)?;
    /// assert_eq!(gateways.base("ghcr.io"), Some("https://page.example/_gateway/ghcr.io"));
    /// assert_eq!(gateways.base("quay.io"), None);
    /// # Ok::<(), porthole::source::GatewaysFault>(())
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong: a file that is half right is not used.
    pub fn parse(
        text: &[u8],
        resolve: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, GatewaysFault> {
        let json = Json::parse(text).map_err(|_| GatewaysFault::NoObject)?;
        let members = json.root.members().ok_or(GatewaysFault::NoObject)?;
        let mut gateways = Self::default();
        for member in members {
            let host = known_as(&member.key.to_ascii_lowercase()).to_owned();
            if !is_host(&host) {
                return Err(GatewaysFault::NoHost { host });
            }
            if gateways.base(&host).is_some() {
                return Err(GatewaysFault::Twice { host });
            }
            let base = member.value.as_text().and_then(resolve);
            let Some(base) = base.filter(|base| is_base(base)) else {
                return Err(GatewaysFault::NoBase { host });
            };
            let base = base.trim_end_matches('/').to_owned();
            gateways.entries.push((host, base));
        }
        Ok(gateways)
    }

    /// Asks for the file at `url`, for a page of `page_origin`, with retries.
    ///
    /// # Errors
    /// Whatever is neither a right file nor a missing one.
    pub async fn read<T: Transport>(
        transport: Rc<T>,
        page_origin: &str,
        url: &str,
        resolve: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, GatewaysError> {
        let request = Request {
            url: url.to_owned(),
            accept: None,
            authorization: None,
            no_store: true,
            may_be_missing: false,
            limit: FILE_LIMIT,
        };
        let url = url.to_owned();
        let client = Client::new(transport, page_origin, url.clone());
        let response = match client.send(&request).await {
            Ok(answer) => answer.response,
            Err(error) => {
                let error = lost(error);
                return Err(GatewaysError::Unread { url, error });
            }
        };
        match response.status {
            404 | 410 => Ok(Self::default()),
            200 if is_html(&response) => Ok(Self::default()),
            200 => Self::parse(&response.body, resolve)
                .map_err(|fault| GatewaysError::Content { url, fault }),
            status => Err(GatewaysError::Status { url, status }),
        }
    }

    /// The base URL, without a trailing slash, that leads to `host` (with its port, if any).
    pub fn base(&self, host: &str) -> Option<&str> {
        let host = known_as(host);
        let mut entries = self.entries.iter();
        entries
            .find(|(known, _)| known.eq_ignore_ascii_case(host))
            .map(|(_, base)| base.as_str())
    }

    /// Puts an absolute URL onto the gateway of its host: path and query stay, whatever its scheme was. `None` if its host has no gateway, or if its path could lead
    /// out of it: each registry names addresses, and behind the base of one gateway `/../` is the next one, or the page itself.
    pub fn rebase(&self, url: &str) -> Option<String> {
        let base = self.base(&authority(url)?)?;
        let rest = path_and_query(url);
        stays_below(rest).then(|| format!("{base}{rest}"))
    }
}

/// How a file was lost. Why is not said: all that errors of sources can say would have to be there before the first image is.
fn lost(error: SourceError) -> TransportError {
    match error {
        SourceError::TimedOut { seconds, .. } => TransportError::TimedOut { seconds },
        SourceError::Interrupted { bytes_read, .. } => TransportError::Interrupted { bytes_read },
        SourceError::TooLarge { limit, .. } => TransportError::TooLarge { limit },
        _ => TransportError::Rejected,
    }
}

/// Docker Hub has several names.
fn known_as(host: &str) -> &str {
    if is_docker_hub(host) {
        DOCKER_HUB
    } else {
        host
    }
}

/// Whether a path, put behind another, stays below it. Browsers drop tabs and newlines from an address, take backslashes for slashes, and read dots in
/// escapes.
fn stays_below(path_and_query: &str) -> bool {
    let path = path_and_query.split('?').next().unwrap_or_default();
    let is_plain = path.bytes().all(|byte| byte > b' ' && byte != b'\\');
    is_plain
        && path.split('/').all(|segment| {
            let dots = segment.to_ascii_lowercase().replace("%2e", ".");
            dots != "." && dots != ".."
        })
}

/// A host by its looks: nothing in it ends it, or puts something before it.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

/// Whether paths can be put behind a URL.
fn is_base(url: &str) -> bool {
    let has_user = authority(url).is_none_or(|authority| authority.contains('@'));
    is_http(url) && !has_user && !url.contains(['?', '#'])
}
