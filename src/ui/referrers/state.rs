//! What is known of the referrers of an image's documents, changed by a pure reducer.

use crate::{
    inspection::{InspectionError, referrers::ReadReferrer},
    oci::Digest,
    source::{
        SourceError,
        referrers::{Gap, Referrer},
    },
    ui::shared::Shared,
    verify::{attached::Signed, certificate::Certificate, signature::SignatureState},
};
use std::rc::Rc;
use yew::Reducible;

/// A signature, and what came of checking it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The signature.
    pub signed: Signed,
    /// What came of it.
    pub state: SignatureState,
    /// Its signer wanted it to be relied on until a time that is past.
    pub has_expired: bool,
    /// A person gave a key, and the certificate that comes with the signature holds another one, by which it was checked.
    pub has_other_key: bool,
}

/// What is known of signatures.
pub type Checks = Rc<[Checked]>;

/// What is known of a signature.
pub fn check_of<'c>(checks: &'c [Checked], signed: &Signed) -> Option<&'c Checked> {
    checks.iter().find(|checked| checked.signed == *signed)
}

/// The certificate of the key that a signature was made with, if it comes with it and can be read.
pub fn first_certificate(signed: &Signed) -> Option<Certificate> {
    Certificate::from_der(signed.certificates.first()?).ok()
}

/// What is known, by the digest of what they refer to, in the order in which it was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferrersState {
    /// One for each document.
    pub lists: Vec<(Digest, List)>,
}

/// The referrers of one document.
#[derive(Clone, Debug, PartialEq)]
pub enum List {
    /// On its way.
    Loading,
    /// Found; being read, until each is.
    Found {
        /// Each, and what it holds.
        referrers: Rc<Vec<(Referrer, Reading)>>,
        /// What is not known.
        gaps: Rc<[Gap]>,
    },
    /// It cannot be known.
    Failed(Shared<SourceError>),
}

/// How far it is with a referrer.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// On its way.
    Pending,
    /// It is not read: there are too many.
    Skipped,
    /// Read.
    Read(Shared<ReadReferrer>),
    /// It cannot be read.
    Failed(Shared<InspectionError>),
}

/// Referrers that were found, and what is not known.
pub type Answer = (Vec<(Referrer, Reading)>, Vec<Gap>);

/// What happens.
pub enum Action {
    /// Everything is to be asked for again.
    Forget,
    /// It is asked for.
    Begin(Digest),
    /// It was answered.
    Listed(Digest, Result<Answer, SourceError>),
    /// A referrer was read.
    Read(Digest, usize, Box<Result<ReadReferrer, InspectionError>>),
}

impl ReferrersState {
    /// What is known of a document's referrers; `None` if nobody asked.
    pub fn of(&self, digest: &Digest) -> Option<&List> {
        let mut lists = self.lists.iter();
        lists
            .find(|(known, _)| known == digest)
            .map(|(_, list)| list)
    }

    /// Whether nothing is on its way.
    pub fn is_settled(&self) -> bool {
        self.lists.iter().all(|(_, list)| match list {
            List::Loading => false,
            List::Failed(_) => true,
            List::Found { referrers, .. } => referrers
                .iter()
                .all(|(_, reading)| *reading != Reading::Pending),
        })
    }

    /// Every referrer that was read.
    pub fn read(&self) -> impl Iterator<Item = (&Digest, &Shared<ReadReferrer>)> {
        self.lists.iter().flat_map(|(digest, list)| {
            let referrers = match list {
                List::Found { referrers, .. } => referrers.as_slice(),
                List::Loading | List::Failed(_) => &[],
            };
            referrers
                .iter()
                .filter_map(move |(_, reading)| match reading {
                    Reading::Read(read) => Some((digest, read)),
                    _ => None,
                })
        })
    }

    fn put(&mut self, digest: Digest, list: List) {
        match self.lists.iter_mut().find(|(known, _)| *known == digest) {
            Some((_, known)) => *known = list,
            None => self.lists.push((digest, list)),
        }
    }
}

impl Reducible for ReferrersState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Forget => next.lists.clear(),
            Action::Begin(digest) => next.put(digest, List::Loading),
            Action::Listed(digest, Ok((referrers, gaps))) => next.put(
                digest,
                List::Found {
                    referrers: Rc::new(referrers),
                    gaps: gaps.into(),
                },
            ),
            Action::Listed(digest, Err(error)) => {
                next.put(digest, List::Failed(Shared::new(error)));
            }
            Action::Read(digest, position, read) => {
                let list = next.lists.iter_mut().find(|(known, _)| *known == digest);
                if let Some((_, List::Found { referrers, .. })) = list
                    && let Some((_, reading)) = Rc::make_mut(referrers).get_mut(position)
                {
                    *reading = match *read {
                        Ok(read) => Reading::Read(Shared::new(read)),
                        Err(error) => Reading::Failed(Shared::new(error)),
                    };
                }
            }
        }
        next.into()
    }
}
