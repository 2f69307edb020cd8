//! What the elements of one page read together: fifty elements that show the same image ask for each of its documents once.
//!
//! Only questions that the page itself asks, by the attributes of its elements, are answered from here. What a person asks for is asked anew.
//!
//! No secret is kept: what goes with a password is not shared, and what goes with a token is known by the token's digest.

use super::{clock, transport::fetch_whole};
use crate::{
    oci::Digest,
    source::{Request, Response, TransportError},
};
use futures::lock::Mutex;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

/// How long an answer serves other elements that is not what a digest in the URL names (of a tag, `index.json`; wrong bytes).
const YOUNG: Duration = Duration::from_secs(60);

/// How many bytes of answers are kept at most.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// How long a failure serves those who waited for the same answer: they need not fail one after the other.
const FAILURE: Duration = Duration::from_millis(250);

type Answer = Result<Response, TransportError>;

/// What an answer is known by: the request, with the digest of its token in place of the token. What was read with one token is not given to who has
/// another. `None` for a request that carries a password, or whatever else is no token.
fn key_of(request: &Request) -> Option<Request> {
    let mut key = request.clone();
    if let Some(header) = &mut key.authorization {
        let token = header.strip_prefix("Bearer ")?;
        *header = Digest::sha256_of(token.as_bytes()).to_string();
    }
    Some(key)
}

struct Kept {
    key: Request,
    answer: Answer,
    /// Until when; `None` if it names a digest, and so never gets old.
    until: Option<Duration>,
}

thread_local! {
    /// Who reads holds the lock; who wants the same waits for it.
    static RUNNING: RefCell<Vec<(Request, Weak<Mutex<()>>)>> = RefCell::default();
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

/// Sends a request, or, if it `shares`, waits for the same one of somebody else. It is aborted when the future is dropped; then the next who waits
/// sends it.
pub(super) async fn send(request: &Request, timeout: Duration, shares: bool) -> Answer {
    let key = shares.then(|| key_of(request)).flatten();
    let turn = key.as_ref().map(turn);
    let _turn = match &turn {
        Some(turn) => Some(turn.lock().await),
        None => None,
    };
    if let Some(answer) = key.as_ref().and_then(kept) {
        return answer;
    }
    let answer = fetch_whole(request, timeout).await;
    if let Some(key) = key {
        keep(key, &answer);
    }
    answer
}

/// The lock of all equal requests.
fn turn(key: &Request) -> Rc<Mutex<()>> {
    RUNNING.with_borrow_mut(|running| {
        running.retain(|(_, turn)| turn.strong_count() > 0);
        let same = running.iter().find(|(known, _)| known == key);
        if let Some(turn) = same.and_then(|(_, turn)| turn.upgrade()) {
            return turn;
        }
        let turn = Rc::new(Mutex::new(()));
        running.push((key.clone(), Rc::downgrade(&turn)));
        turn
    })
}

fn kept(key: &Request) -> Option<Answer> {
    KEPT.with_borrow_mut(|kept| {
        let now = clock::now();
        kept.retain(|kept| kept.until.is_none_or(|until| now < until));
        let found = kept.iter().find(|kept| kept.key == *key)?;
        Some(found.answer.clone())
    })
}

fn keep(key: Request, answer: &Answer) {
    let until = match answer {
        Ok(response) if response.is_success() => {
            (!names(&key.url, &response.body)).then(|| clock::now() + YOUNG)
        }
        _ => Some(clock::now() + FAILURE),
    };
    KEPT.with_borrow_mut(|kept| {
        kept.push(Kept {
            key,
            answer: answer.clone(),
            until,
        });
        let size = |kept: &Kept| kept.answer.as_ref().map_or(0, |answer| answer.body.len());
        let mut bytes: usize = kept.iter().map(size).sum();
        while bytes > MOST_BYTES {
            bytes -= size(&kept.remove(0));
        }
    });
}

/// Whether a URL ends in the digest of these bytes: `…/blobs/sha256:ab…` of a registry, `…/blobs/sha256/ab…` of a layout. Other bytes may be others the
/// next time.
fn names(url: &str, bytes: &[u8]) -> bool {
    let digest = Digest::sha256_of(bytes);
    let last = url.strip_suffix(digest.encoded());
    last.is_some_and(|rest| rest.ends_with("/sha256:") || rest.ends_with("/sha256/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_holds_no_secret_and_serves_only_who_has_the_same_token() {
        let request = |authorization: Option<&str>| Request {
            url: "https://h/v2/".to_owned(),
            accept: None,
            authorization: authorization.map(str::to_owned),
            no_store: false,
            may_be_missing: false,
            limit: 1,
        };
        let key = |authorization| key_of(&request(authorization));
        let (anyone, one, other) = (key(None), key(Some("Bearer one")), key(Some("Bearer two")));
        assert!(anyone.is_some() && one.is_some() && other.is_some());
        assert!(one == key(Some("Bearer one")) && one != other && one != anyone);
        let kept = one.and_then(|key| key.authorization).unwrap_or_default();
        assert!(kept.starts_with("sha256:"), "{kept}");
        for password in ["Basic YWxpY2U6eA==", "basic YWxpY2U6eA==", "Bearer", ""] {
            assert!(key(Some(password)).is_none(), "{password}");
        }
    }

    #[test]
    fn only_bytes_that_are_what_the_url_names_never_change() {
        let hex = Digest::sha256_of(b"{}").encoded().to_owned();
        for (url, want) in [
            (format!("https://h/v2/n/manifests/sha256:{hex}"), true),
            (format!("https://h/oci/blobs/sha256/{hex}"), true),
            ("https://h/v2/n/manifests/latest".to_owned(), false),
            ("https://h/oci/index.json".to_owned(), false),
            (format!("https://h/v2/{hex}"), false),
            (format!("https://h/v2/sha256:{hex}/manifests/1"), false),
        ] {
            assert_eq!(names(&url, b"{}"), want, "{url}");
            assert!(!names(&url, b"<!DOCTYPE html>"), "{url}");
        }
    }
}
