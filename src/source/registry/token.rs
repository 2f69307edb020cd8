//! Tokens (distribution's token specification): how they are asked for, and how the answer is read.

use super::challenge::Challenge;
use crate::{
    oci::json::{Json, Kind},
    source::{
        error::{RealmFault, TokenFault},
        secret::Secret,
        url::{origin, query_value},
    },
};
use std::time::Duration;

/// How long a token holds whose service does not say (the specification's default).
const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);

/// A token is not used in its last seconds: the request with it takes time, too.
const MARGIN: Duration = Duration::from_secs(5);

/// The scope for reading a repository; without one (an empty name), the registry's catalog.
pub(super) fn scope_to_read(repository: &str) -> String {
    if repository.is_empty() {
        "registry:catalog:*".to_owned()
    } else {
        format!("repository:{repository}:pull")
    }
}

/// What a token is asked for with; tokens are kept by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRequest {
    /// URL of the token service.
    pub realm: String,
    /// Name that the registry has there.
    pub service: Option<String>,
    /// `repository:library/alpine:pull`; several are parted by blanks.
    pub scope: String,
}

impl TokenRequest {
    /// What a challenge asks for, if it is one for a token. Without a scope of its own, reading `repository` is meant.
    ///
    /// ```
    /// use porthole::source::registry::{challenge, token::TokenRequest};
    ///
    /// let challenges = challenge::parse(r#"Bearer realm="https://auth.example/token",service="registry.example""#);
    /// let request = TokenRequest::from_challenge(&challenges[0], "team/app").expect("it wants a token");
    /// assert_eq!(request.realm, "https://auth.example/token");
    /// assert_eq!(request.scope, "repository:team/app:pull");
    /// ```
    pub fn from_challenge(challenge: &Challenge, repository: &str) -> Option<Self> {
        if challenge.scheme != "bearer" {
            return None;
        }
        let filled = |name| {
            challenge
                .parameter(name)
                .filter(|value: &&str| !value.trim().is_empty())
        };
        Some(Self {
            realm: challenge.parameter("realm")?.to_owned(),
            service: filled("service").map(str::to_owned),
            scope: filled("scope").map_or_else(|| scope_to_read(repository), str::to_owned),
        })
    }

    /// The realm's origin (`https://auth.docker.io`), for a registry at `registry_url`: where a browser would send what is sent to the realm.
    ///
    /// # Errors
    /// A realm that is relative, carries credentials, or is plain http while the registry is https.
    pub fn origin(&self, registry_url: &str) -> Result<String, RealmFault> {
        let origin = origin(&self.realm).ok_or(RealmFault::NotAbsolute)?;
        if origin.contains('@') {
            return Err(RealmFault::Credentials);
        }
        let registry_is_plain = registry_url.starts_with("http://");
        match origin.split_once("://") {
            Some(("https", _)) => {}
            Some(("http", _)) if registry_is_plain => {}
            Some(("http", _)) => return Err(RealmFault::Plain),
            _ => return Err(RealmFault::NotAbsolute),
        }
        // Browsers drop tabs from an address and decode escapes in a host: one that is not written plainly is not what it seems.
        let host = origin.split_once("://").map_or("", |(_, host)| host);
        if !host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
        {
            return Err(RealmFault::NotAbsolute);
        }
        Ok(origin)
    }

    /// The URL to ask, for a registry at `registry_url`.
    ///
    /// # Errors
    /// As [`TokenRequest::origin`].
    pub fn url(&self, registry_url: &str) -> Result<String, RealmFault> {
        self.origin(registry_url)?;
        let realm = self.realm.split('#').next().unwrap_or_default();
        let mut url = realm.to_owned();
        let mut separator = if realm.contains('?') { '&' } else { '?' };
        let service = self
            .service
            .iter()
            .map(|service| ("service", service.as_str()));
        let scopes = self.scope.split_whitespace().map(|scope| ("scope", scope));
        for (name, value) in service.chain(scopes) {
            url.push(separator);
            url.push_str(name);
            url.push('=');
            url.push_str(&query_value(value));
            separator = '&';
        }
        Ok(url)
    }
}

/// A token and how long it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub secret: Secret,
    /// By the transport's clock.
    expires: Duration,
}

impl Token {
    /// Whether it is good for another request at this time.
    pub fn holds(&self, now: Duration) -> bool {
        self.expires > now.saturating_add(MARGIN)
    }
}

/// Reads a token service's answer: `token` or `access_token`, and `expires_in`.
pub(super) fn read(body: &[u8], now: Duration) -> Result<Token, TokenFault> {
    let json = Json::parse(body).map_err(|_| TokenFault::NotJson)?;
    let answer = &json.root;
    if answer.members().is_none() {
        return Err(TokenFault::NotJson);
    }
    let secret = ["token", "access_token"]
        .iter()
        .filter_map(|name| answer.text_member(name))
        // A header takes no control characters, and the browser would refuse the whole request.
        .find(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()))
        .ok_or(TokenFault::NoToken)?;
    let lifetime = match answer.member("expires_in").map(|value| &value.kind) {
        Some(Kind::Number(seconds)) => seconds.parse().ok(),
        _ => None,
    };
    let lifetime = lifetime.map_or(DEFAULT_LIFETIME, Duration::from_secs);
    Ok(Token {
        secret: Secret::new(secret.to_owned()),
        expires: now.saturating_add(lifetime),
    })
}
