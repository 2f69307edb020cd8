//! What it means to be refused by somebody whom one told who one is.

use super::{Registry, memory::Authentication};
use crate::source::{
    SourceError, Transport,
    client::Answer,
    credentials::Credentials,
    error::{Refusal, without_password},
    error_body::status_error,
};
use std::rc::Rc;

impl<T: Transport> Registry<T> {
    /// The error that an answer of a wrong status is.
    pub(in crate::source) fn failure(&self, answer: &Answer) -> SourceError {
        let error = status_error(&answer.response.url, answer);
        let Some(credentials) = self.session.keychain.get(&self.key) else {
            return error;
        };
        let repository = &self.reference.repository;
        let wanted = self.session.memory.get(&self.key, repository);
        match wanted {
            _ if !answer.authorized => error,
            Some(Authentication::Basic) => {
                // A password that was taken before is not wrong: Harbor answers so to who may not see its catalog.
                let is_taken = self.session.keychain.is_accepted(&self.key);
                let unauthorized = if is_taken {
                    Refusal::Access
                } else {
                    Refusal::Password
                };
                self.refusal(error, &credentials, unauthorized)
            }
            Some(Authentication::Bearer(request))
                if matches!(self.applicant(&request), Ok(Some(_))) =>
            {
                self.refusal(error, &credentials, Refusal::Access)
            }
            _ => error,
        }
    }

    /// The error that it is to be refused in spite of credentials; `unauthorized` says what a 401 means. A password that is wrong is not
    /// sent again.
    pub(super) fn refusal(
        &self,
        error: SourceError,
        credentials: &Rc<Credentials>,
        unauthorized: Refusal,
    ) -> SourceError {
        let error = without_password(error, credentials);
        let refusal = match &error {
            SourceError::Status { status: 401, .. } => unauthorized,
            SourceError::Status { status: 403, .. } => Refusal::Access,
            _ => return error,
        };
        let keychain = &self.session.keychain;
        let is_kept = || {
            keychain
                .get(&self.key)
                .is_some_and(|kept| Rc::ptr_eq(&kept, credentials))
        };
        if refusal == Refusal::Password && is_kept() {
            keychain.remove(&self.key);
            self.session.tokens.forget(&self.key);
        }
        SourceError::SignInRefused {
            user: credentials.user().to_owned(),
            refusal,
            error: Box::new(error),
        }
    }
}
