//! Finding out why a request failed without a status: few probes, each made only if the ones before were no answer.
//!
//! At most seven requests, none of which reads a body. They stop when the future is dropped. What they mean is decided by
//! [`super::diagnosis::decide`].

use super::{
    diagnosis::{Case, Findings, Hop, Reading, is_mixed_content},
    url::{Space, same_origin, space},
};
use std::{fmt, future::Future};

/// How a probe is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In a mode that needs no permission and reads nothing (`no-cors`).
    Opaque,
    /// As everything is read: with permission, redirects followed.
    Follow,
    /// With permission, redirects not followed.
    Stay,
}

/// One probe: a GET past every cache, whose body is not read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// Absolute URL.
    pub url: &'a str,
    /// How.
    pub way: Way,
    /// `Authorization`. Never with [`Way::Opaque`].
    pub authorization: Option<&'a str>,
}

/// Without the `Authorization` header.
impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("url", &self.url)
            .field("way", &self.way)
            .field("authorization", &self.authorization.map(|_| "…"))
            .finish()
    }
}

/// Who makes the probes.
pub trait Prober {
    /// Makes one.
    fn attempt(&self, attempt: &Attempt<'_>) -> impl Future<Output = Reading>;
    /// Whether the browser denies this page requests into a network (Chrome's permissions `loopback-network` and `local-network`).
    fn is_denied(&self, space: Space) -> impl Future<Output = bool>;
}

/// Examines a case.
pub async fn examine<P: Prober>(prober: &P, case: Case) -> Findings {
    let mut findings = Findings::new(case.clone());
    // The browser would refuse every probe as well.
    if is_mixed_content(&case.page_origin, &case.url) {
        return findings;
    }
    let base = case.probe_url();
    let attempt = async |url: &str, way, authorization: Option<&str>| {
        let reading = prober
            .attempt(&Attempt {
                url,
                way,
                authorization,
            })
            .await;
        Some(reading)
    };
    if case.unauthorized {
        findings.registry = attempt(&base, Way::Follow, None).await;
        return findings;
    }
    findings.alive = attempt(&base, Way::Opaque, None).await;
    if findings.alive == Some(Reading::Refused) {
        // A page in the same network needs no permission.
        if space(&case.url) != space(&case.page_origin) {
            findings.is_denied = prober.is_denied(space(&case.url)).await;
        }
        return findings;
    }
    if findings.alive == Some(Reading::Forbidden) {
        return findings;
    }
    findings.registry = attempt(&base, Way::Follow, None).await;
    let is_open = matches!(findings.registry, Some(Reading::Readable { .. }));
    if !is_open && !case.read_before {
        // A page may read all headers of its own origin.
        if !matches!(case.hop, Hop::Token | Hop::File) && !same_origin(&case.page_origin, &case.url)
        {
            findings.page = attempt(&case.page_url, Way::Follow, None).await;
        }
        return findings;
    }
    let authorization = case.authorization.as_deref();
    if is_open && authorization.is_some() {
        findings.preflighted = attempt(&base, Way::Follow, authorization).await;
        if findings.preflighted == Some(Reading::Refused) {
            return findings;
        }
    }
    if case.url == base {
        return findings;
    }
    findings.unredirected = attempt(&case.url, Way::Stay, authorization).await;
    if findings.unredirected == Some(Reading::Redirected) {
        findings.again = attempt(&case.url, Way::Follow, authorization).await;
        // Without `Authorization`, which such a request cannot carry, a registry that wants it would not redirect.
        if authorization.is_none() && findings.again == Some(Reading::Refused) {
            findings.target = attempt(&case.url, Way::Opaque, None).await;
        }
    }
    findings
}
