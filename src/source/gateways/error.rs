//! Why there are no gateways where a page names some.

use crate::source::TransportError;

/// Why the gateways that a page names are not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewaysError {
    /// The attribute `gateways` is no address.
    #[error("{url:?} is no http or https address")]
    NoUrl {
        /// What it says.
        url: String,
    },
    /// The file could not be read.
    #[error("GET {url}: {error}")]
    Unread {
        /// Where it is.
        url: String,
        /// Why not, the last time.
        error: TransportError,
    },
    /// Neither the file nor word that there is none.
    #[error("GET {url}: the server answered {status}")]
    Status {
        /// Where it is.
        url: String,
        /// HTTP status.
        status: u16,
    },
    /// Not what [the module](super) describes.
    #[error("GET {url}: {fault}")]
    Content {
        /// Where it is.
        url: String,
        /// What is wrong.
        fault: GatewaysFault,
    },
}

impl GatewaysError {
    /// Whether it may be gone when the file is asked for again: nothing of it stands in the file itself.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NoUrl { .. } | Self::Content { .. } => false,
            Self::Unread { error, .. } => !matches!(error, TransportError::TooLarge { .. }),
            Self::Status { .. } => true,
        }
    }
}

/// What is wrong in `gateways.json`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewaysFault {
    /// No object.
    #[error("the file is no JSON object")]
    NoObject,
    /// A name that no registry can have.
    #[error("{host:?} is no host")]
    NoHost {
        /// The name.
        host: String,
    },
    /// One host, two gateways.
    #[error("{host} is named twice")]
    Twice {
        /// The host.
        host: String,
    },
    /// A value that is no base URL.
    #[error("the gateway of {host} is no http or https address of a folder")]
    NoBase {
        /// The host.
        host: String,
    },
}
