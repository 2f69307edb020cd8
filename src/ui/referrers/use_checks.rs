//! Checks the signatures that were read, and again when somebody gives a key.

use super::state::{Checked, Checks, ReferrersState, first_certificate};
use crate::{
    browser::{clock, signature::carry_out, task::Task},
    oci::public_key::PublicKey,
    ui::use_on_change::{ending, use_on_change},
    verify::{
        attached::{Scheme, Signed, prepare},
        signature::{
            MOST_CHECKED, SignatureAlgorithm, SignatureCheck, SignatureState, UncheckedReason,
        },
    },
};
use std::rc::Rc;
use yew::prelude::*;

/// So many signatures are checked, whatever a registry lists.
const MOST_IN_ALL: usize = 500;

/// What is known of every signature in `state`.
#[hook]
pub(super) fn use_checks(state: &ReferrersState, key: Option<PublicKey>) -> Checks {
    let checks = use_state(|| Checks::from([]));
    let signatures: Vec<Signed> = state
        .read()
        .flat_map(|(_, read)| signatures(read))
        .collect();
    {
        let (checks, signatures) = (checks.clone(), signatures.clone());
        use_on_change((signatures.clone(), key.clone()), move || {
            let task = Task::spawn(async move {
                let mut known = Vec::new();
                for signed in signatures {
                    let state = if known.len() < MOST_IN_ALL {
                        check(&signed, key.as_ref()).await
                    } else {
                        let reason = UncheckedReason::TooMany { most: MOST_IN_ALL };
                        SignatureState::Unchecked { reason }
                    };
                    known.push(Checked {
                        state,
                        has_expired: signed.expires.as_deref().is_some_and(clock::is_past),
                        has_other_key: has_other_key(&signed, key.as_ref()),
                        signed,
                    });
                }
                checks.set(known.into());
            });
            ending(move || drop(task))
        });
    }
    Rc::clone(&checks)
}

fn signatures(read: &crate::inspection::referrers::ReadReferrer) -> Vec<Signed> {
    let attachments = read
        .layers
        .iter()
        .filter_map(|layer| layer.attachment.as_ref().ok());
    attachments
        .flat_map(|attachment| attachment.signatures.iter().take(MOST_CHECKED).cloned())
        .collect()
}

fn has_other_key(signed: &Signed, given: Option<&PublicKey>) -> bool {
    let certificate = first_certificate(signed);
    given
        .zip(certificate)
        .is_some_and(|(given, certificate)| given.key_info != certificate.key_info)
}

/// Valid, if one of the ways in which such a key signs fits.
async fn check(signed: &Signed, key: Option<&PublicKey>) -> SignatureState {
    let checks = match prepare(signed, key) {
        Ok(checks) => checks,
        Err(reason) => return SignatureState::Unchecked { reason },
    };
    let mut last = SignatureState::Invalid;
    for check in &checks {
        last = carry_out(check).await;
        if last == SignatureState::Valid {
            break;
        }
    }
    match last {
        SignatureState::Invalid => another_scheme(signed, &checks).unwrap_or(last),
        last => last,
    }
}

/// Where the signature does not say how it was made, an Ed25519 key may have signed by Ed25519ph, as cosign's do, which no browser has.
fn another_scheme(signed: &Signed, checks: &[SignatureCheck]) -> Option<SignatureState> {
    let is_ed25519 = checks.first()?.algorithm == SignatureAlgorithm::Ed25519;
    (is_ed25519 && signed.scheme == Scheme::OfKey).then_some(SignatureState::Unchecked {
        reason: UncheckedReason::Scheme { tried: "Ed25519" },
    })
}
