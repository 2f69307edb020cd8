//! Why nothing, or nothing usable, was served: data, which `ui` turns into words and advice.

use super::{
    archive::ArchiveFault, credentials::Credentials, diagnosis::Cause, gateways::Through,
    rate_limit::RateLimit, status::status_text,
};
use crate::oci::{DocumentError, grouped, problem::excerpt};

/// Why nothing, or nothing usable, was served. Every request is a GET.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SourceError {
    /// The server answered, but not with what was asked for.
    #[error("GET {url}: {}", status_text(*status, errors))]
    Status {
        /// URL asked for.
        url: String,
        /// HTTP status.
        status: u16,
        /// The registry's own words: code, message.
        errors: Vec<RegistryError>,
        /// The first bytes of the body, if it was no list of errors.
        body: String,
        /// Seconds to wait, where the server said.
        retry_after: Option<u64>,
        /// How many requests are left, where that can be read.
        rate_limit: Option<Box<RateLimit>>,
        /// How often it was tried.
        attempts: u32,
        /// For a 404: what is missing.
        unknown: Option<Unknown>,
        /// Whether a token was sent along, an anonymous one: a 401 then means that anonymous reading is denied, or that there is no such image.
        authorized: bool,
    },
    /// The browser refused the request, or nothing answered.
    #[error("GET {url}: {cause}")]
    NoAnswer {
        /// URL asked for.
        url: String,
        /// Why, as far as it can be known.
        cause: Cause,
        /// How often it was tried.
        attempts: u32,
    },
    /// The gateway failed, and not the registry behind it.
    #[error("GET {url}: {}", gateway_text(through, *fault))]
    Gateway {
        /// URL asked for, on the gateway.
        url: String,
        /// Which gateway, and what is behind it.
        through: Through,
        /// How it failed.
        fault: GatewayFault,
        /// How often it was tried.
        attempts: u32,
    },
    /// The server took too long.
    #[error("GET {url}: nothing came for {seconds} s")]
    TimedOut {
        /// URL asked for.
        url: String,
        /// How long was waited, each time.
        seconds: u64,
        /// How often it was tried.
        attempts: u32,
    },
    /// The body broke off.
    #[error("GET {url}: the connection broke after {} bytes", grouped(*bytes_read))]
    Interrupted {
        /// URL asked for.
        url: String,
        /// Bytes that came before, the last time.
        bytes_read: u64,
        /// How often it was tried.
        attempts: u32,
    },
    /// The body is longer than Porthole reads.
    #[error("GET {url}: more than {} bytes", grouped(*limit))]
    TooLarge {
        /// URL asked for.
        url: String,
        /// What is allowed, in bytes.
        limit: u64,
    },
    /// HTML where a registry would answer JSON: a web site, or a static host's fallback page.
    #[error("GET {url}: {status} with HTML, which no registry answers")]
    NotARegistry {
        /// URL asked for.
        url: String,
        /// HTTP status.
        status: u16,
        /// The first bytes of the body.
        start: String,
    },
    /// The answer to a question for tags, repositories or referrers is JSON of another kind, or none.
    #[error("GET {url}: the answer is no object with a list of {member}")]
    NotAList {
        /// URL asked for.
        url: String,
        /// `tags`, `repositories` or `manifests`.
        member: &'static str,
        /// The first bytes of the body.
        start: String,
    },
    /// The registry sends people to a token service that must not be asked.
    #[error("the registry's token service {realm:?} is not asked: {fault}")]
    RealmRefused {
        /// URL that the challenge failed.
        url: String,
        /// Where the challenge leads, as the browser reads it.
        realm: String,
        /// Why not.
        fault: RealmFault,
    },
    /// The registry sends people to a token service on a host that is not known to be its own: nobody said yet whether the password may
    /// go there.
    #[error(
        "the registry {registry} asks for the password on another host, {realm}, which is not known to belong to it"
    )]
    RealmUnknown {
        /// Address of the registry.
        url: String,
        /// Name of the registry.
        registry: String,
        /// Origin of the token service: `https://auth.example`.
        realm: String,
    },
    /// The registry, or its token service, answered 401 or 403 to somebody who signed in.
    #[error("{error}")]
    SignInRefused {
        /// Who; may be empty.
        user: String,
        /// What is refused.
        refusal: Refusal,
        /// The answer: [`SourceError::Status`].
        error: Box<SourceError>,
    },
    /// The token service answered 200, but not with a token.
    #[error("GET {url}: {fault}")]
    TokenUnusable {
        /// URL of the token service, with its query.
        url: String,
        /// What is wrong with its answer.
        fault: TokenFault,
    },
    /// The layout's URL cannot be made absolute.
    #[error("{url:?} is no URL of a folder")]
    NoUrl {
        /// As it was written.
        url: String,
    },
    /// There is no OCI image layout.
    #[error("GET {url}: {fault}")]
    NotALayout {
        /// URL of the file that is missing or wrong.
        url: String,
        /// What is wrong with it.
        fault: LayoutFault,
    },
    /// No entry of the layout's `index.json` has the tag.
    #[error("{url}: no image is tagged {tag:?}")]
    UnknownTag {
        /// URL of `index.json`.
        url: String,
        /// The tag asked for.
        tag: String,
        /// The tags there are.
        tags: Vec<String>,
    },
    /// The layout holds no such blob: 404, or a fallback page with 200.
    #[error("GET {url}: the layout has no blob {digest}")]
    UnknownBlob {
        /// URL asked for.
        url: String,
        /// The digest asked for.
        digest: String,
    },
    /// A file holds no images, or was not opened.
    #[error("no image can be read from the file {name}")]
    Archive {
        /// Its name, as it stands in the reference.
        name: String,
        /// Why.
        fault: ArchiveFault,
    },
    /// The descriptor names no digest to ask for.
    #[error("the descriptor names no digest: {digest_text:?}")]
    NoDigest {
        /// What stood there.
        digest_text: String,
    },
}

impl SourceError {
    /// The error of a request for `what`: a 404 says which part is missing, unless the registry knows not even the repository.
    pub(super) fn about(mut self, what: Unknown) -> Self {
        if let Self::Status {
            unknown: Some(unknown),
            ..
        } = &mut self
            && (*unknown != Unknown::Repository || what == Unknown::TokenService)
        {
            *unknown = what;
        }
        self
    }

    /// Whether the same question may be answered otherwise in a moment: nothing came, or no judgement of what was asked for.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Status { status, .. } => *status == 429 || *status >= 500,
            Self::Gateway { fault, .. } => !matches!(fault, GatewayFault::Absent { .. }),
            Self::NoAnswer { .. } | Self::TimedOut { .. } | Self::Interrupted { .. } => true,
            _ => false,
        }
    }

    /// URL that was asked for, where one was.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Status { url, .. }
            | Self::NoAnswer { url, .. }
            | Self::Gateway { url, .. }
            | Self::TimedOut { url, .. }
            | Self::Interrupted { url, .. }
            | Self::TooLarge { url, .. }
            | Self::NotARegistry { url, .. }
            | Self::NotAList { url, .. }
            | Self::RealmRefused { url, .. }
            | Self::RealmUnknown { url, .. }
            | Self::TokenUnusable { url, .. }
            | Self::NotALayout { url, .. }
            | Self::UnknownTag { url, .. }
            | Self::UnknownBlob { url, .. } => Some(url),
            Self::SignInRefused { error, .. } => error.url(),
            Self::NoUrl { .. } | Self::Archive { .. } | Self::NoDigest { .. } => None,
        }
    }
}

/// The error without what a server may have repeated of a password.
pub(super) fn without_password(mut error: SourceError, credentials: &Credentials) -> SourceError {
    if let SourceError::Status { errors, body, .. } = &mut error {
        credentials.strike_out(errors, body);
    }
    error
}

/// What is refused to somebody who signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// User and password are not accepted. They are forgotten.
    Password,
    /// They are, or were before, but this user may not read this.
    Access,
}

/// How a gateway failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayFault {
    /// It does not answer this page.
    NoAnswer {
        /// Why, as far as it can be known.
        cause: Cause,
    },
    /// It got no answer from what is behind it, or none that it passes on.
    Unreached {
        /// HTTP status.
        status: u16,
    },
    /// It does not forward this.
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// There is none at this address: a missing page, or a web page.
    Absent {
        /// HTTP status.
        status: u16,
    },
}

fn gateway_text(through: &Through, fault: GatewayFault) -> String {
    let host = &through.host;
    let passed_on = ", from the gateway and not from ";
    let (status, before, after) = match fault {
        GatewayFault::NoAnswer { cause } => {
            return format!("the gateway of {host} failed: {cause}");
        }
        GatewayFault::Unreached { status } => (status, passed_on, ", which it did not reach"),
        GatewayFault::Refused { status } => (status, passed_on, ", which it did not ask"),
        GatewayFault::Absent { status } => (
            status,
            " without a word of ",
            ": there is no gateway at this address",
        ),
    };
    format!("{}{before}{host}{after}", status_text(status, &[]))
}

/// What is missing, by what was asked for and by the code of the registry's 404.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// `NAME_UNKNOWN`, `NAME_INVALID`: the repository.
    Repository,
    /// `MANIFEST_UNKNOWN`: the tag or digest.
    Manifest,
    /// `BLOB_UNKNOWN`: the config or layer.
    Blob,
    /// A manifest that an index names.
    Entry,
    /// The token service: what the registry's challenge names is not there.
    TokenService,
    /// The registry did not say.
    Unsaid,
}

/// One item of a registry's `errors[]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryError {
    /// `MANIFEST_UNKNOWN`.
    pub code: String,
    /// For people.
    pub message: String,
    /// JSON text of the detail.
    pub detail: Option<String>,
}

/// Why a challenge's realm is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RealmFault {
    /// `/token`.
    #[error("it is no absolute http or https URL")]
    NotAbsolute,
    /// `http:` from a registry on `https:`.
    #[error("it is plain http, while the registry is https")]
    Plain,
    /// `https://user:password@host/`, which no browser fetches.
    #[error("it carries credentials")]
    Credentials,
    /// At the page's own origin, named by a registry of another one.
    #[error("it is this page's own address, and the registry is elsewhere")]
    PageOrigin,
}

/// What is wrong with a token service's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// The body is not a JSON object.
    #[error("the token service answered no JSON object")]
    NotJson,
    /// Neither `token` nor `access_token` is a text that can be sent in a header.
    #[error("the token service's answer holds no usable token")]
    NoToken,
}

/// Why a folder is no layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutFault {
    /// 404, or a fallback page in its place.
    #[error("there is no such file, so this is no OCI image layout")]
    Missing,
    /// `oci-layout` is not a JSON object with `imageLayoutVersion`.
    #[error("the file states no imageLayoutVersion")]
    NoVersion,
    /// `oci-layout` states a version that is not `1.0.0`.
    #[error("the layout has version {}, only 1.0.0 is known", excerpt(version))]
    Version {
        /// What it states.
        version: String,
    },
    /// `index.json` is no document.
    #[error("{0}")]
    Index(DocumentError),
    /// `index.json` is a document, but no image index.
    #[error("the file is no image index")]
    NoIndex,
}
