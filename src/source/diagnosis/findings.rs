//! What a doctor's probes found: facts only, weighed by [`super::decision`].

use super::hop::{Hop, probe_url};
use std::fmt;

/// A request that failed without a status, and what was known of it at once.
#[derive(Clone, PartialEq, Eq)]
pub struct Case {
    /// Origin of the page: `https://docs.example`.
    pub page_origin: String,
    /// Where the page itself was loaded from.
    pub page_url: String,
    /// URL that failed.
    pub url: String,
    /// The step it belongs to.
    pub hop: Hop,
    /// `Authorization` that it carried. Never shown, never logged.
    pub authorization: Option<String>,
    /// Whether a manifest of this registry could be read before.
    pub read_before: bool,
    /// Whether another blob of this registry could be read.
    pub read_alike: bool,
    /// It did not fail without a status: the registry answered 401, and its challenge could not be read.
    pub unauthorized: bool,
}

impl Case {
    /// Where its server is asked for a sign of life.
    pub fn probe_url(&self) -> String {
        probe_url(&self.url, self.hop)
    }
}

/// Without the `Authorization` header.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("page_origin", &self.page_origin)
            .field("url", &self.url)
            .field("hop", &self.hop)
            .field("authorization", &self.authorization.as_ref().map(|_| "…"))
            .field("read_before", &self.read_before)
            .field("read_alike", &self.read_alike)
            .field("unauthorized", &self.unauthorized)
            .finish_non_exhaustive()
    }
}

/// How a request was treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The page's own policy (Content Security Policy) forbade it: nothing was sent, or a redirect was not followed.
    Forbidden,
    /// Refused by the browser, or never answered: it does not say which.
    Refused,
    /// Something answered, what is not to be known (`no-cors`).
    Opaque,
    /// The page may read the answer, which is a redirect that was not followed; where to, is not to be known.
    Redirected,
    /// The page may read the answer.
    Readable {
        /// HTTP status.
        status: u16,
        /// Readable headers, names in lower case.
        headers: Vec<(String, String)>,
    },
}

impl Reading {
    /// The value of a header, where it can be read. `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        match self {
            Self::Readable { headers, .. } => headers
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str()),
            _ => None,
        }
    }

    /// `data-result` of the DOM contract.
    pub fn attribute(&self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Refused => "refused",
            Self::Opaque => "answered",
            Self::Redirected => "redirected",
            Self::Readable { .. } => "readable",
        }
    }
}

/// What the probes brought, in the order in which they are made. `None`: not made, since what came before was answer enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// What failed.
    pub case: Case,
    /// Whether the browser denies this page the network that the server is in.
    pub is_denied: bool,
    /// The server's well-known address, without permission to read (`no-cors`).
    pub alive: Option<Reading>,
    /// The same, read.
    pub registry: Option<Reading>,
    /// The same, read with the request's `Authorization`: the browser asks by OPTIONS first.
    pub preflighted: Option<Reading>,
    /// The page's own address: whether its server sends the headers that the registry lacks.
    pub page: Option<Reading>,
    /// What failed, read again without following a redirect.
    pub unredirected: Option<Reading>,
    /// What failed, read again as a whole.
    pub again: Option<Reading>,
    /// Where the redirect leads, without permission to read.
    pub target: Option<Reading>,
}

impl Findings {
    /// Before the first probe.
    pub fn new(case: Case) -> Self {
        Self {
            case,
            is_denied: false,
            alive: None,
            registry: None,
            preflighted: None,
            page: None,
            unredirected: None,
            again: None,
            target: None,
        }
    }
}
