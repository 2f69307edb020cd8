//! What the elements of one page read together: fifty elements that show the same image ask for each of its documents once.
//!
//! Only questions that the page itself asks, by the attributes of its elements, are answered from here. What a person asks for is asked anew.

use super::{clock, transport::fetch_whole};
use crate::{
    oci::Digest,
    source::{Request, Response, TransportError},
};
use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared, WeakShared},
};
use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

/// How long the answer to a request that names no digest (a tag, `index.json`) serves other elements.
const YOUNG: Duration = Duration::from_secs(60);

/// How many bytes of answers are kept at most.
const MOST_BYTES: usize = 8 * 1024 * 1024;

type Answer = Result<Response, TransportError>;
type Reading = LocalBoxFuture<'static, Answer>;

struct Kept {
    request: Request,
    response: Response,
    /// When it came; `None` if it names a digest, and so never gets old.
    at: Option<Duration>,
}

thread_local! {
    static RUNNING: RefCell<Vec<(Request, WeakShared<Reading>)>> = RefCell::default();
    static KEPT: RefCell<Vec<Kept>> = RefCell::default();
    static VIEWS: Cell<usize> = const { Cell::new(0) };
}

/// A view of the page. When the last one goes, what was kept goes as well.
#[derive(Debug)]
pub struct Viewer(());

impl Viewer {
    /// One view more.
    pub fn enter() -> Self {
        VIEWS.set(VIEWS.get() + 1);
        Self(())
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        VIEWS.set(VIEWS.get() - 1);
        if VIEWS.get() == 0 {
            KEPT.with_borrow_mut(Vec::clear);
            RUNNING.with_borrow_mut(Vec::clear);
        }
    }
}

/// Sends a request, or, if it `shares`, takes part in the same one of somebody else. It is aborted when nobody waits for it any more.
pub(super) async fn send(request: &Request, timeout: Duration, shares: bool) -> Answer {
    if shares && let Some(response) = kept(request) {
        return Ok(response);
    }
    let answer = join(request, timeout, shares).await;
    if let Ok(response) = &answer
        && shares
        && response.status == 200
    {
        keep(request, response);
    }
    answer
}

fn join(request: &Request, timeout: Duration, shares: bool) -> Shared<Reading> {
    RUNNING.with_borrow_mut(|running| {
        running.retain(|(_, reading)| reading.upgrade().is_some());
        let mut same = running
            .iter()
            .filter(|(known, _)| shares && known == request);
        if let Some(reading) = same.find_map(|(_, reading)| reading.upgrade()) {
            return reading;
        }
        let reading = fetch_whole(request.clone(), timeout).boxed_local().shared();
        if shares {
            let weak = reading.downgrade();
            running.extend(weak.map(|reading| (request.clone(), reading)));
        }
        reading
    })
}

fn kept(request: &Request) -> Option<Response> {
    KEPT.with_borrow_mut(|kept| {
        let now = clock::now();
        kept.retain(|kept| kept.at.is_none_or(|at| now.saturating_sub(at) < YOUNG));
        let found = kept.iter().find(|kept| kept.request == *request)?;
        Some(found.response.clone())
    })
}

fn keep(request: &Request, response: &Response) {
    let names_digest = names_digest(&request.url);
    KEPT.with_borrow_mut(|kept| {
        if kept.iter().any(|kept| kept.request == *request) {
            return;
        }
        kept.push(Kept {
            request: request.clone(),
            response: response.clone(),
            at: (!names_digest).then(clock::now),
        });
        let mut bytes: usize = kept.iter().map(|kept| kept.response.body.len()).sum();
        while bytes > MOST_BYTES {
            bytes -= kept.remove(0).response.body.len();
        }
    });
}

/// Whether a URL ends in a digest: `…/blobs/sha256:ab…` of a registry, `…/blobs/sha256/ab…` of a layout.
fn names_digest(url: &str) -> bool {
    let mut parts = url.rsplit('/');
    let (last, before) = (parts.next().unwrap_or_default(), parts.next());
    last.parse::<Digest>().is_ok()
        || before.is_some_and(|algorithm| format!("{algorithm}:{last}").parse::<Digest>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_url_that_ends_in_a_digest_names_what_never_changes() {
        let hex = "ab".repeat(32);
        for (url, want) in [
            (format!("https://h/v2/n/manifests/sha256:{hex}"), true),
            (format!("https://h/oci/blobs/sha256/{hex}"), true),
            ("https://h/v2/n/manifests/latest".to_owned(), false),
            ("https://h/oci/index.json".to_owned(), false),
            ("https://h:443/oci".to_owned(), false),
            (format!("https://h/v2/sha256:{hex}/manifests/1"), false),
        ] {
            assert_eq!(names_digest(&url), want, "{url}");
        }
    }
}
