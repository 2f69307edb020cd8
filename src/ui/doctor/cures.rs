//! Which configurations cure which fault, best first.

use super::configs;
use crate::source::{
    diagnosis::{Case, Diagnosis, Fault, Hop, host},
    url::origin,
};

/// A configuration for one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cure {
    /// `data-server` of the DOM contract.
    pub server: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What to know of it; may be empty.
    pub remark: &'static str,
    /// The text, with places to fill in.
    text: &'static str,
}

const DISTRIBUTION: Cure = Cure {
    server: "distribution",
    title: "distribution (registry:2, registry:3, docker-registry): config.yml",
    remark: "For anonymous reading. With sign-in, put nginx or Caddy before it instead: distribution answers OPTIONS with 401.",
    text: configs::DISTRIBUTION,
};
const ZOT: Cure = Cure {
    server: "zot",
    title: "zot: config.json",
    remark: "One origin, or none for all. This opens manifests and tags; blobs and errors (a 401 for a private image, too) come without headers, so nginx or Caddy has to stand before it.",
    text: configs::ZOT,
};
const HARBOR: Cure = Cure {
    server: "harbor",
    title: "Harbor: nginx before it",
    remark: "Harbor has no setting for this.",
    text: configs::HARBOR,
};
const NGINX: Cure = Cure {
    server: "nginx",
    title: "nginx before any registry",
    remark: "Answers OPTIONS itself, and takes the place of the registry's own headers.",
    text: configs::NGINX,
};
const CADDY: Cure = Cure {
    server: "caddy",
    title: "Caddy before any registry",
    remark: "Answers OPTIONS itself, and takes the place of the registry's own headers.",
    text: configs::CADDY,
};
const BUCKET: Cure = Cure {
    server: "bucket",
    title: "An S3-style bucket: its CORS rule",
    remark: "The origin must be *: the browser sends null after a redirect.",
    text: configs::BUCKET,
};
const KEEP: Cure = Cure {
    server: "distribution",
    title: "distribution: keep blobs at the registry (config.yml)",
    remark: "",
    text: "storage:\n  redirect: { disable: true }\n",
};
const STATIC_NGINX: Cure = Cure {
    server: "nginx",
    title: "nginx",
    remark: "",
    text: configs::STATIC_NGINX,
};
const STATIC_CADDY: Cure = Cure {
    server: "caddy",
    title: "Caddy",
    remark: "",
    text: configs::STATIC_CADDY,
};
const POLICY: Cure = Cure {
    server: "policy",
    title: "Content-Security-Policy of this page",
    remark: "Beside what the directive lists already.",
    text: configs::POLICY,
};

/// The configurations for a diagnosis.
pub fn cures(diagnosis: &Diagnosis) -> &'static [Cure] {
    match diagnosis.fault {
        Fault::NoPermission if diagnosis.hop == Hop::File => &[STATIC_NGINX, STATIC_CADDY, BUCKET],
        Fault::NoPermission | Fault::WrongServer => &[DISTRIBUTION, NGINX, CADDY, ZOT, HARBOR],
        Fault::AddressClosed if diagnosis.hop == Hop::Blob => &[NGINX, CADDY, DISTRIBUTION, BUCKET],
        Fault::AddressClosed => &[NGINX, CADDY, HARBOR],
        Fault::HiddenChallenge => &[DISTRIBUTION, NGINX, CADDY, HARBOR],
        Fault::BlobsClosed => &[NGINX, CADDY],
        Fault::TokenHost | Fault::Preflight => &[NGINX, CADDY, HARBOR],
        Fault::RedirectClosed => &[BUCKET, KEEP],
        Fault::RedirectSilent => &[KEEP],
        Fault::Policy => &[POLICY],
        Fault::MixedContent
        | Fault::LocalNetwork
        | Fault::Unreachable
        | Fault::NoReferrers
        | Fault::Lost
        | Fault::OneBlob
        | Fault::None => &[],
    }
}

impl Cure {
    /// The text for this page and this server.
    pub fn fill(&self, case: &Case) -> String {
        let registry = origin(&case.url).unwrap_or_default();
        // Caddy speaks https for a name, and http only if told so.
        let site = registry.strip_prefix("https://").unwrap_or(&registry);
        self.text
            .replace("{exposed}", configs::EXPOSED)
            .replace("{origin}", &case.page_origin)
            .replace("{host}", &host(&case.url))
            .replace("{site}", site)
            .replace("{registry}", &registry)
    }
}

/// Whether a path of the page's own origin that forwards to the registry helps.
pub fn helps_gateway(fault: Fault) -> bool {
    !matches!(
        fault,
        Fault::Unreachable | Fault::NoReferrers | Fault::Lost | Fault::OneBlob | Fault::None
    )
}
