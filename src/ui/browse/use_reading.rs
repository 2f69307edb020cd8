//! Reads what the tags in view lead to: a few at a time, each once, no longer than it is in view.

use super::{
    queue::Queue,
    reading::Reading,
    state::{Action, BrowseState},
    use_listing::PlaceSource,
};
use crate::{
    browser::{clock, task::Task},
    inspection::{
        InspectionError,
        entries::is_rate_limit,
        tag::{TagFacts, read_tag},
    },
    oci::Digest,
    ui::{
        notice,
        shared::Shared,
        use_on_change::{ending, use_on_change},
    },
};
use futures::lock::Mutex;
use std::{cell::RefCell, rc::Rc, time::Duration};
use yew::prelude::*;

/// How long a row must be in view before it is read: who scrolls past it does not want it.
const REST: Duration = Duration::from_millis(100);

/// What all rows of a place are read with.
#[derive(Clone, Default)]
struct Reader {
    queue: Rc<RefCell<Queue<AttrValue, Task>>>,
    /// What is known of a digest. Tags that lead to one image have it read once, even if they are read at the same time.
    known: Rc<RefCell<Vec<(Digest, Known)>>>,
}

/// What is known of one digest; locked by who reads it.
type Known = Rc<Mutex<Option<TagFacts>>>;

/// Reads the tags `in_view` that were not read yet.
#[hook]
pub(super) fn use_reading(
    in_view: Rc<[AttrValue]>,
    state: &UseReducerHandle<BrowseState>,
    source: &Rc<RefCell<Option<Rc<PlaceSource>>>>,
) {
    let reader = use_mut_ref(Reader::default);
    // Counts the rests: the rows that are in view when one is over are read.
    let rested = use_state_eq(|| Rc::<[AttrValue]>::from([]));
    {
        let (rested, in_view) = (rested.clone(), Rc::clone(&in_view));
        use_on_change(Rc::clone(&in_view), move || {
            let task = Task::spawn(async move {
                clock::sleep(REST).await;
                rested.set(in_view);
            });
            ending(move || drop(task))
        });
    }
    let is_at_rest = *rested == in_view;
    let wanted: Vec<AttrValue> = if state.is_paused {
        Vec::new()
    } else {
        let unread = in_view.iter().filter(|tag| !state.readings.is_read(tag));
        unread.cloned().collect()
    };
    {
        let reader = reader.borrow().clone();
        let (dispatcher, source) = (state.dispatcher(), Rc::clone(source));
        let readings = Rc::clone(&state.readings);
        use_on_change((wanted.clone(), is_at_rest), move || {
            let mut queue = reader.queue.borrow_mut();
            queue.show(&wanted);
            if let (true, Some(source)) = (is_at_rest, source.borrow().clone()) {
                queue.start(|tag| {
                    let (reader, source) = (reader.clone(), Rc::clone(&source));
                    let (dispatcher, before) = (dispatcher.clone(), readings.get(&tag).cloned());
                    Task::spawn(async move { reader.read(&source, tag, before, &dispatcher).await })
                });
            }
            None
        });
    }
    let queue = Rc::clone(&reader.borrow().queue);
    use_on_change((), move || ending(move || queue.borrow_mut().show(&[])));
}

impl Reader {
    fn known_of(&self, digest: &Digest) -> Known {
        let mut known = self.known.borrow_mut();
        if let Some((_, known)) = known.iter().find(|(other, _)| other == digest) {
            return Rc::clone(known);
        }
        let fresh = Known::default();
        known.push((digest.clone(), Rc::clone(&fresh)));
        fresh
    }

    /// Reads one row.
    async fn read(
        &self,
        source: &PlaceSource,
        tag: AttrValue,
        before: Option<Reading>,
        dispatcher: &UseReducerDispatcher<BrowseState>,
    ) {
        let tell = |reading| dispatcher.dispatch(Action::Read(tag.clone(), reading));
        let root = match read_tag(source, &tag).await {
            Ok(root) => root,
            Err(error) => {
                if is_rate_limit(&error) {
                    return dispatcher.dispatch(Action::Pause);
                }
                return tell(Reading::Failed(reason(&error)));
            }
        };
        let mut facts = TagFacts::of(&root);
        if facts.is_complete() {
            return tell(Reading::Read(Shared::new(facts)));
        }
        let is_known = before.is_some_and(|before| {
            before
                .facts()
                .is_some_and(|before| before.digest == facts.digest)
        });
        if !is_known {
            tell(Reading::Begun(Shared::new(facts.clone())));
        }
        let known = self.known_of(&facts.digest);
        let mut known = known.lock().await;
        if let Some(known) = &*known {
            return tell(Reading::Read(Shared::new(known.clone())));
        }
        match facts.complete(source, &root.document).await {
            Ok(()) => {
                *known = Some(facts.clone());
                tell(Reading::Read(Shared::new(facts)));
            }
            Err(error) if is_rate_limit(&error) => dispatcher.dispatch(Action::Pause),
            Err(error) => tell(Reading::Partial(Shared::new(facts), reason(&error))),
        }
    }
}

/// One line on why a row could not be read.
fn reason(error: &InspectionError) -> AttrValue {
    notice::one_line(error).into()
}
