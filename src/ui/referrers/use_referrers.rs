//! Asks for the referrers: of each document in turn, then each referrer itself.

use super::{
    ReferrersProps,
    state::{Action, Reading, ReferrersState},
};
use crate::{
    browser::task::Task,
    inspection::referrers::read_referrer,
    oci::{Digest, Document},
    ui::{
        inspection_context::InspectionContext,
        use_inspection::PageSource,
        use_on_change::{ending, use_on_change},
    },
};
use futures::future::join_all;
use std::rc::Rc;
use yew::prelude::*;

/// So many referrers of a document are read; the others are listed.
const MOST_READ: usize = 64;

/// So many at a time.
const AT_ONCE: usize = 4;

/// What is known of the referrers.
#[hook]
pub(super) fn use_referrers(props: &ReferrersProps) -> UseReducerHandle<ReferrersState> {
    let state = use_reducer_eq(ReferrersState::default);
    let context = use_context::<InspectionContext>();
    let running = use_mut_ref(|| None::<Task>);
    let subjects = props.subjects().into_iter();
    let missing: Vec<(Document, Vec<Digest>)> = subjects
        .filter(|subject| state.of(&subject.document.digest).is_none())
        .map(|subject| (subject.document.clone(), subject.digests()))
        .collect();
    // An image that is chosen while the index's referrers are read waits for its turn.
    let is_due = !missing.is_empty() && state.is_settled();
    {
        let (dispatcher, running) = (state.dispatcher(), Rc::clone(&running));
        use_on_change(is_due, move || {
            let source = context.and_then(|context| context.source.borrow().clone());
            if let (true, Some(source)) = (is_due, source) {
                *running.borrow_mut() = Some(Task::spawn(async move {
                    for (document, digests) in missing {
                        find(&source, &document, &digests, &dispatcher).await;
                    }
                }));
            }
            None
        });
    }
    use_on_change((), move || ending(move || drop(running.take())));
    state
}

async fn find(
    source: &PageSource,
    subject: &Document,
    digests: &[Digest],
    dispatcher: &UseReducerDispatcher<ReferrersState>,
) {
    let digest = &subject.digest;
    dispatcher.dispatch(Action::Begin(digest.clone()));
    let (found, gaps) = match source.referrers(digests).await {
        Ok(referrers) => (referrers.found, referrers.gaps),
        Err(error) => {
            return dispatcher.dispatch(Action::Listed(digest.clone(), Err(error)));
        }
    };
    let listed = found.iter().cloned().enumerate();
    let listed = listed.map(|(position, referrer)| {
        let reading = if position < MOST_READ {
            Reading::Pending
        } else {
            Reading::Skipped
        };
        (referrer, reading)
    });
    let listed = (listed.collect(), gaps);
    dispatcher.dispatch(Action::Listed(digest.clone(), Ok(listed)));
    let positions: Vec<usize> = (0..found.len().min(MOST_READ)).collect();
    for some in positions.chunks(AT_ONCE) {
        let reads = some
            .iter()
            .map(|position| read_referrer(source, &found[*position], subject));
        for (position, read) in some.iter().zip(join_all(reads).await) {
            dispatcher.dispatch(Action::Read(digest.clone(), *position, Box::new(read)));
        }
    }
}
