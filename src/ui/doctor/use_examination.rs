//! Carries out an examination: begun when the doctor is shown, ended when it goes.

use super::case_of;
use crate::{
    browser::{BrowserProber, address, task::Task},
    oci::Digest,
    source::{
        diagnosis::{Findings, Hop},
        doctor::examine,
    },
    ui::{
        inspection_context::InspectionContext,
        use_on_change::{ending, use_on_change},
    },
};
use std::rc::Rc;
use yew::prelude::*;

/// What is examined.
#[derive(Clone, PartialEq)]
pub(super) enum Subject {
    /// A request of the page.
    Failed {
        /// URL that failed.
        url: String,
        /// The step it belongs to.
        hop: Hop,
        /// Whether it carried `Authorization`.
        authorized: bool,
        /// Whether this registry could be read before.
        read_before: bool,
        /// Whether it was answered with 401.
        unauthorized: bool,
    },
    /// A blob that a worker could not fetch.
    Blob {
        /// Its digest.
        digest: Digest,
        /// Whether another blob of the registry could be read.
        read_alike: bool,
    },
}

impl Subject {
    pub(super) fn is_unauthorized(&self) -> bool {
        matches!(
            self,
            Self::Failed {
                unauthorized: true,
                ..
            }
        )
    }
}

/// How far an examination got.
#[derive(Clone, PartialEq)]
pub(super) enum Examination {
    /// It goes on.
    Running,
    /// It came to its end.
    Done(Rc<Findings>),
    /// There is nothing to examine any more: the registry does not even say how to ask for the blob.
    Impossible,
}

/// Examines `subject`.
#[hook]
pub(super) fn use_examination(
    subject: &Subject,
    context: Option<&InspectionContext>,
) -> UseStateHandle<Examination> {
    let examination = use_state_eq(|| Examination::Running);
    {
        let (examination, subject) = (examination.clone(), subject.clone());
        let context = context.cloned();
        use_on_change(subject.clone(), move || {
            examination.set(Examination::Running);
            let task = Task::spawn(async move {
                let asked = ask(&subject, context.as_ref()).await;
                examination.set(match asked {
                    Some((url, authorization)) => {
                        let page = (address::origin(), address::page());
                        let case = case_of(&subject, url, authorization, page);
                        Examination::Done(examine(&BrowserProber::new(), case).await.into())
                    }
                    None => Examination::Impossible,
                });
            });
            ending(move || drop(task))
        });
    }
    examination
}

/// The URL to examine, and the `Authorization` that goes with it.
async fn ask(
    subject: &Subject,
    context: Option<&InspectionContext>,
) -> Option<(String, Option<String>)> {
    let source = context.and_then(|context| context.source.borrow().clone());
    match subject {
        Subject::Failed {
            url, authorized, ..
        } => {
            // The registry's current token, whatever it is asked for; it is there, since the request that failed carried it.
            let request = match source {
                Some(source) if *authorized => source
                    .blob_request(&Digest::sha256_of(b""), None)
                    .await
                    .ok(),
                _ => None,
            };
            let authorization = request.and_then(|request| request.authorization);
            Some((url.clone(), authorization))
        }
        Subject::Blob { digest, .. } => {
            let request = source?.blob_request(digest, None).await.ok()?;
            Some((request.url, request.authorization))
        }
    }
}
