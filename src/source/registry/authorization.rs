//! Asking as a registry wants to be asked: with a token, with a password, or plainly.
//!
//! A password goes to the registry itself (Basic) or to its token service (Bearer), and only if the registry asks for it. A token service on
//! another host than the registry's, which is not [known](super::endpoints) to be its own either, gets none before the person agreed.

use super::{
    Registry, challenge, endpoints,
    memory::Authentication,
    token::TokenRequest,
    tokens::{Applicant, Obtained},
};
use crate::source::{
    Cause, Request, Response, SourceError, Transport,
    client::Answer,
    credentials::Credentials,
    error::{RealmFault, Refusal},
    error_body::{errors_in, is_html},
    secret::Secret,
    url::{origin, same_origin},
};
use std::rc::Rc;

/// What a request carries.
enum Given {
    Password(Rc<Credentials>),
    Token(TokenRequest, Obtained),
}

impl Given {
    fn header(&self) -> String {
        match self {
            Self::Password(credentials) => credentials.basic(),
            Self::Token(_, token) => token.secret.bearer(),
        }
    }

    /// Whether nothing better can be given to a registry that refused this and wants `wanted`.
    fn is_final(&self, wanted: &Authentication) -> bool {
        match (self, wanted) {
            (Self::Password(_), Authentication::Basic) => true,
            (Self::Token(request, token), Authentication::Bearer(wanted)) => {
                token.is_fresh && request == wanted
            }
            _ => false,
        }
    }

    fn token(&self) -> Option<&Secret> {
        match self {
            Self::Password(_) => None,
            Self::Token(_, token) => Some(&token.secret),
        }
    }
}

impl<T: Transport> Registry<T> {
    /// Sends with what the registry is known to want; a 401 is tried once more with what its challenge asks for.
    pub(in crate::source) async fn get(&self, mut request: Request) -> Result<Answer, SourceError> {
        let given = self.given_before().await?;
        request.authorization = given.as_ref().map(Given::header);
        let answer = match self.client.send(&request).await {
            Ok(answer) => answer,
            Err(error) => {
                return match given {
                    None => self.get_unseen(request, error).await,
                    Some(_) => Err(error),
                };
            }
        };
        if answer.response.status != 401 {
            self.accept(given.as_ref(), &answer.response);
            return Ok(answer);
        }
        let Some(wanted) = self.wanted(&answer.response) else {
            return Ok(answer);
        };
        let wanted = match (&given, wanted) {
            // Harbor asks for a password where a token does not reach: another token may, and the token service has the password.
            (Some(Given::Token(request, _)), Authentication::Basic) => {
                Authentication::Bearer(request.clone())
            }
            (_, wanted) => wanted,
        };
        if given.as_ref().is_some_and(|given| given.is_final(&wanted)) {
            return Ok(answer);
        }
        self.remember(wanted.clone());
        let refused = given.as_ref().and_then(Given::token);
        let Some(given) = self.give(&wanted, refused).await? else {
            return Ok(answer);
        };
        request.authorization = Some(given.header());
        let answer = self.client.send(&request).await?;
        self.accept(Some(&given), &answer.response);
        Ok(answer)
    }

    /// A password was taken if the registry gives what it was asked for, or says in its own words that there is no such thing, or not for this user. What fails
    /// before it looks at the password, the registry or what stands before it, says nothing about that.
    fn accept(&self, given: Option<&Given>, response: &Response) {
        let is_taken = match response.status {
            200..=299 => !is_html(response),
            403 | 404 => !errors_in(&response.body).is_empty(),
            _ => false,
        };
        if is_taken && matches!(given, Some(Given::Password(_))) {
            self.session.keychain.accept(&self.key);
        }
    }

    /// What the registry is known to want: what it asked for last. Asks it nothing, but a token service if a token has expired, or was `refused` all the same:
    /// the service is asked anew then. A password that was refused is not given again.
    pub(super) async fn authorization(
        &self,
        refused: Option<&str>,
    ) -> Result<Option<String>, SourceError> {
        let given = match self.given_before().await? {
            Some(given) if refused == Some(&given.header()) => match given {
                Given::Token(request, token) => {
                    let wanted = Authentication::Bearer(request);
                    self.give(&wanted, Some(&token.secret)).await?
                }
                Given::Password(_) => None,
            },
            given => given,
        };
        Ok(given.as_ref().map(Given::header))
    }

    async fn given_before(&self) -> Result<Option<Given>, SourceError> {
        let reference = &self.reference;
        if let Some(wanted) = self.remembered() {
            let given = self.give(&wanted, None).await;
            match &given {
                Ok(_) | Err(SourceError::RealmUnknown { .. }) => {}
                // What is asked without a token, as a blob is, would be refused for good.
                Err(error) if error.may_pass() => {}
                // The next question asks plainly: the registry may want something else by then.
                Err(_) => self.session.memory.remove(&self.key, &reference.repository),
            }
            return given;
        }
        // Through a gateway a header needs no permission, so that a registry that always asks for a token need not say so first.
        if self.same_origin && endpoints::always_asks(&reference.registry) {
            let known = endpoints::known(&reference.registry, &reference.repository);
            let known = known.filter(|request| self.has_own_origin(request));
            if let Some(wanted) = known.map(Authentication::Bearer) {
                match self.give(&wanted, None).await {
                    Ok(given) => {
                        self.remember(wanted);
                        return Ok(given);
                    }
                    // What is known may be out of date: the registry's own challenge decides.
                    Err(SourceError::Status { .. } | SourceError::TokenUnusable { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(None)
    }

    /// What a registry gets that wants this; `None` if it wants a password and there is none.
    async fn give(
        &self,
        wanted: &Authentication,
        refused: Option<&Secret>,
    ) -> Result<Option<Given>, SourceError> {
        let Authentication::Bearer(request) = wanted else {
            return Ok(self.session.keychain.get(&self.key).map(Given::Password));
        };
        let (url, through) = self.session.route(self.token_url(request)?);
        // What the page's own origin answers would go to a registry elsewhere, as its token.
        if through.is_none() && !self.same_origin && same_origin(&url, &self.session.page_origin) {
            return Err(self.refused(request, RealmFault::PageOrigin));
        }
        let credentials = self.applicant(request)?;
        let applicant = Applicant {
            route: (url, through),
            registry: &self.key,
            credentials: credentials.as_deref(),
        };
        let tokens = &self.session.tokens;
        let obtained = tokens
            .obtain(&self.client, &applicant, request, refused)
            .await;
        match (obtained, credentials) {
            (Ok(token), credentials) => {
                if credentials.is_some() {
                    self.session.keychain.accept(&self.key);
                }
                Ok(Some(Given::Token(request.clone(), token)))
            }
            (Err(error), Some(credentials)) => {
                Err(self.refusal(error, &credentials, Refusal::Password))
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Whether the token service, too, is asked at the page's own origin.
    fn has_own_origin(&self, request: &TokenRequest) -> bool {
        self.token_url(request)
            .is_ok_and(|url| same_origin(&self.session.route(url).0, &self.session.page_origin))
    }

    /// Where a token is asked for.
    fn token_url(&self, request: &TokenRequest) -> Result<String, SourceError> {
        let url = request.url(&self.reference.base_url());
        url.map_err(|fault| self.refused(request, fault))
    }

    fn refused(&self, request: &TokenRequest, fault: RealmFault) -> SourceError {
        SourceError::RealmRefused {
            url: self.reference.base_url(),
            realm: request.realm.clone(),
            fault,
        }
    }

    /// Whose token is asked for: the person's, if they signed in and their password may go to the realm.
    pub(super) fn applicant(
        &self,
        request: &TokenRequest,
    ) -> Result<Option<Rc<Credentials>>, SourceError> {
        let Some(credentials) = self.session.keychain.get(&self.key) else {
            return Ok(None);
        };
        let registry_url = self.reference.base_url();
        // A realm that must not be asked at all is refused when its URL is made.
        let Ok(realm) = request.origin(&registry_url) else {
            return Ok(None);
        };
        let is_own = realm == self.key
            || origin(&self.base_url).is_some_and(|gateway| gateway == realm)
            || endpoints::is_known_realm(&self.reference, &realm);
        match self.session.keychain.consent(&self.key, &realm) {
            _ if is_own => Ok(Some(credentials)),
            Some(true) => Ok(Some(credentials)),
            Some(false) => Ok(None),
            None => Err(SourceError::RealmUnknown {
                url: registry_url,
                registry: self.reference.registry.clone(),
                realm,
            }),
        }
    }

    /// A registry whose 401 lacks CORS headers (zot's) cannot ask this page for a password: it gets it once unasked, from a person who
    /// signed in to it.
    async fn get_unseen(
        &self,
        mut request: Request,
        error: SourceError,
    ) -> Result<Answer, SourceError> {
        let is_hidden = matches!(
            error,
            SourceError::NoAnswer {
                cause: Cause::Cors { .. } | Cause::RouteWithoutCors { .. },
                ..
            }
        );
        let reference = &self.reference;
        let wants_token = endpoints::known(&reference.registry, &reference.repository).is_some();
        match self.session.keychain.get(&self.key) {
            Some(credentials) if is_hidden && !wants_token => {
                let given = Given::Password(credentials);
                request.authorization = Some(given.header());
                let answer = self.client.send(&request).await.map_err(|_| error)?;
                self.remember(Authentication::Basic);
                self.accept(Some(&given), &answer.response);
                Ok(answer)
            }
            _ => Err(error),
        }
    }

    /// What a 401 asks for: a token before a password. Without a readable challenge, what this registry is known to ask for, else a
    /// password.
    fn wanted(&self, response: &Response) -> Option<Authentication> {
        let reference = &self.reference;
        let Some(value) = response.header("www-authenticate") else {
            let known = endpoints::known(&reference.registry, &reference.repository);
            return Some(known.map_or(Authentication::Basic, Authentication::Bearer));
        };
        let challenges = challenge::parse(value);
        let mut requests = challenges
            .iter()
            .filter_map(|challenge| TokenRequest::from_challenge(challenge, &reference.repository));
        let wants_password = || challenges.iter().any(|one| one.scheme == "basic");
        match requests.next() {
            Some(mut request) => {
                // A path is one of the registry's own, whose address the challenge leaves out.
                if request.realm.starts_with('/') && !request.realm.starts_with("//") {
                    request.realm.insert_str(0, &reference.base_url());
                } else if request.origin(&reference.base_url()).is_ok()
                    && let Some(realm) = self.client.canonical(&request.realm)
                {
                    // What is compared with the page's origin, and named to the person, is where the browser will ask.
                    request.realm = realm;
                }
                Some(Authentication::Bearer(request))
            }
            None => wants_password().then_some(Authentication::Basic),
        }
    }

    pub(super) fn remembered(&self) -> Option<Authentication> {
        let repository = &self.reference.repository;
        self.session.memory.get(&self.key, repository)
    }

    fn remember(&self, wanted: Authentication) {
        let repository = &self.reference.repository;
        self.session.memory.put(&self.key, repository, wanted);
    }
}
