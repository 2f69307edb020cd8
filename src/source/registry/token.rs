//! Anonymous tokens (distribution's token specification): how they are asked for, read and kept.

use super::challenge::Challenge;
use crate::{
    oci::json::{Json, Kind},
    source::{
        Request, SourceError, Transport,
        client::Client,
        error::{RealmFault, TokenFault},
        error_body::status_error,
        secret::Secret,
        url::{origin, query_value},
    },
};
use std::time::Duration;

/// How long a token holds whose service does not say (the specification's default).
const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);

/// A token is not used in its last seconds: the request with it takes time, too.
const MARGIN: Duration = Duration::from_secs(5);

/// How much of a token service's answer is read.
const TOKEN_LIMIT: u64 = 1024 * 1024;

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

    /// The URL to ask, for a registry at `registry_url`.
    ///
    /// # Errors
    /// A realm that is relative, carries credentials, or is plain http while the registry is https.
    pub fn url(&self, registry_url: &str) -> Result<String, RealmFault> {
        let realm = self.realm.split('#').next().unwrap_or_default();
        let origin = origin(realm).ok_or(RealmFault::NotAbsolute)?;
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
struct Token {
    secret: Secret,
    /// By the transport's clock.
    expires: Duration,
}

/// The tokens of one registry, in memory only.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    kept: Vec<(TokenRequest, Token)>,
    /// What the registry last wanted; everything is asked with a token for it from then on.
    wanted: Option<TokenRequest>,
}

impl Tokens {
    /// The token for the next request, renewed if it has expired; `None` as long as the registry wants none.
    pub async fn current<T: Transport>(
        &mut self,
        client: &Client<T>,
        registry_url: &str,
    ) -> Result<Option<Secret>, SourceError> {
        match self.wanted.clone() {
            Some(request) => self
                .obtain(client, registry_url, request, None)
                .await
                .map(Some),
            None => Ok(None),
        }
    }

    /// A token for `request`, other than the one that was just `refused`.
    pub async fn obtain<T: Transport>(
        &mut self,
        client: &Client<T>,
        registry_url: &str,
        request: TokenRequest,
        refused: Option<&Secret>,
    ) -> Result<Secret, SourceError> {
        let now = client.now();
        self.kept
            .retain(|(_, token)| token.expires > now + MARGIN && Some(&token.secret) != refused);
        self.wanted = Some(request.clone());
        if let Some((_, token)) = self.kept.iter().find(|(kept, _)| *kept == request) {
            return Ok(token.secret.clone());
        }
        let token = fetch(client, registry_url, &request).await?;
        let secret = token.secret.clone();
        self.kept.push((request, token));
        Ok(secret)
    }
}

async fn fetch<T: Transport>(
    registry: &Client<T>,
    registry_url: &str,
    request: &TokenRequest,
) -> Result<Token, SourceError> {
    let url = request
        .url(registry_url)
        .map_err(|fault| SourceError::RealmRefused {
            url: registry_url.to_owned(),
            realm: request.realm.clone(),
            fault,
        })?;
    let answer = registry
        .elsewhere(url.clone())
        .send(&Request {
            url: url.clone(),
            accept: None,
            authorization: None,
            no_store: true,
            limit: TOKEN_LIMIT,
        })
        .await?;
    if answer.response.status != 200 {
        return Err(status_error(&url, &answer));
    }
    read(&answer.response.body, registry.now())
        .map_err(|fault| SourceError::TokenUnusable { url, fault })
}

/// Reads a token service's answer: `token` or `access_token`, and `expires_in`.
fn read(body: &[u8], now: Duration) -> Result<Token, TokenFault> {
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
